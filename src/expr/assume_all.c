/* SPDX-License-Identifier: Apache-2.0 */
/* assume_all.c - what is known of all items of a list, or all keys of a map,
 * and of texts that a function found good. */
#include <string.h>

#include "expr/assume.h"
#include "expr/opaque.h"

/* What is known of the macro's variable `slot` of type t where the body is true;
 * &type_never when it cannot be. The facts stay as they are. */
static const struct type *
where_true(struct infer *in, const struct expr *e, unsigned slot, const struct type *t)
{
	const struct infer_fact *facts = in->facts;
	struct infer_path path = { .slot = slot, .local = true };
	const struct type *known = &type_never;

	infer_set_local(in, slot, t);
	if (infer_assume(in, e->u.fold.body, true))
		known = infer_known(in, &path, t);
	in->facts = facts;
	return known;
}

static const struct type *
all_items(struct infer *in, const struct expr *e, const struct type *list)
{
	struct type *t = arena_new(in->arena, struct type);

	*t = *list;
	t->one = NULL;
	t->item = where_true(in, e, e->u.fold.slot, list->item);
	if (t->item->kinds)
		return t;
	/* None can be: there are no items. */
	t->item = NULL;
	t->max = 0;
	return list->min ? &type_never : t;
}

static const struct type *
all_keys(struct infer *in, const struct expr *e, const struct type *map)
{
	const struct type *key = where_true(in, e, e->u.fold.slot, type_text(in->arena, map->keys ? map->keys : &lang_any));
	struct type *t = arena_new(in->arena, struct type);

	*t = *map;
	t->one = NULL;
	if (key->kinds == KIND(VAL_STRING))
		t->keys = key->text;
	else if (!key->kinds)
		t->rest = NULL;
	return t;
}

/* What is known of the macro's variable is known of the path that it stands for. */
static void
carry_over(struct infer *in, const struct infer_fact *found, const struct infer_fact *end, unsigned slot,
           const struct infer_path *to)
{
	for (const struct infer_fact *f = found; f != end; f = f->next) {
		struct slice keys[INFER_KEYS];
		struct infer_path path = { to->slot, to->local, keys, to->nkeys + f->path.nkeys };

		/* The newest fact of a path is the one that counts, and the first here. */
		if (!f->path.local || f->path.slot != slot || path.nkeys > INFER_KEYS || infer_find(found, f, &f->path))
			continue;
		if (to->nkeys)
			memcpy(keys, to->keys, to->nkeys * sizeof(*keys));
		if (f->path.nkeys)
			memcpy(keys + to->nkeys, f->path.keys, f->path.nkeys * sizeof(*keys));
		infer_know(in, &path, f->type, f->optional);
	}
}

/* [a, b].all(x, body): the body is true of each. */
static bool
all_entries(struct infer *in, const struct expr *e)
{
	const struct expr *list = e->u.fold.range;

	for (size_t i = 0; i < list->u.list.len; i++) {
		const struct expr *entry = list->u.list.entries[i].val;
		const struct infer_fact *facts = in->facts, *found;
		struct infer_named named;

		if (list->u.list.entries[i].optional || !infer_path_of(entry, &named))
			continue;
		infer_set_local(in, e->u.fold.slot, infer_quiet(in, entry));
		if (!infer_assume(in, e->u.fold.body, true))
			return false;
		found = in->facts;
		in->facts = facts;
		carry_over(in, found, facts, e->u.fold.slot, &named.path);
	}
	return true;
}

/* range.all(x, body) */
bool
infer_assume_all(struct infer *in, const struct expr *e)
{
	const struct type *t = infer_quiet(in, e->u.fold.range), *known;
	struct infer_named named;

	if (e->u.fold.range->kind == EX_LIST && !e->u.fold.two && !e->u.fold.filter)
		return all_entries(in, e);
	if (e->u.fold.two || e->u.fold.filter || type_is_any(t) || !infer_path_of(e->u.fold.range, &named))
		return true;
	if (t->kinds == KIND(VAL_LIST) && t->item)
		known = all_items(in, e, t);
	else if (t->kinds == KIND(VAL_MAP) && t->rest)
		known = all_keys(in, e, t);
	else
		return true;
	if (!known->kinds)
		return false;
	infer_know(in, &named.path, known, false);
	return true;
}

/* --- texts ---------------------------------------------------------------- */

static const char *
function(const struct expr *e)
{
	return e->kind == EX_CALL && e->u.call.noverloads ? e->u.call.overloads[0].fn->name : "";
}

static const struct lang *
language(struct infer *in, struct slice re2)
{
	return in->language ? in->language(in->ctx, re2) : lang_pattern(in->arena, re2);
}

static bool
narrow_to(struct infer *in, const struct expr *e, const char *re2, size_t most)
{
	const struct lang *l = language(in, slice_of(re2));

	return infer_narrow(in, e, type_text(in->arena, lang_length(in->arena, l, 0, most)));
}

/* format.NAME().validate(text) found nothing wrong. */
static bool
assume_valid(struct infer *in, const struct expr *e)
{
	const struct expr *format = e->u.call.args[0], *text = e->u.call.args[1];
	bool lower = strcmp(function(text), "lowerAscii") == 0;
	size_t most;
	const char *name = function(format), *re2;

	if (format->kind == EX_CONST && format->u.val->kind == VAL_OPAQUE)
		re2 = format_constant_language(format->u.val, lower, &most);
	else if (strncmp(name, "format.", 7) == 0)
		re2 = format_named_language(slice_of(name + 7), lower, &most);
	else
		return true;
	return !re2 || narrow_to(in, lower ? text->u.call.args[0] : text, re2, most);
}

bool
infer_assume_text(struct infer *in, const struct expr *e, bool truth)
{
	const struct expr *arg;

	if (strcmp(function(e), "hasValue") == 0) {
		arg = e->u.call.args[0];
		return truth || strcmp(function(arg), "validate") != 0 || assume_valid(in, arg);
	}
	if (!truth || strcmp(function(e), "matches") != 0 || e->u.call.nargs != 2)
		return true;
	arg = e->u.call.args[1];
	if (arg->kind != EX_CONST || !val_is(arg->u.val, VAL_STRING))
		return true;
	return infer_narrow(in, e->u.call.args[0], type_text(in->arena, language(in, arg->u.val->u.str)));
}
