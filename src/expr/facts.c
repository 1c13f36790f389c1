/* SPDX-License-Identifier: Apache-2.0 */
/* facts.c - what is known of paths, put into types, and carried through the
 * definitions of names. */
#include <string.h>

#include "expr/assume.h"

/* Definitions of names that are read through, one in another. */
enum { DEFINITIONS_MAX = 16 };

/* The key of a step, which is a field or an index that is a constant text. */
bool
infer_step(const struct expr *e, const struct expr **of, struct slice *key)
{
	switch ((enum expr_kind)e->kind) {
	case EX_SELECT:
	case EX_OPT_SELECT:
	case EX_HAS:
		*of = e->u.select.of;
		*key = e->u.select.key;
		return true;
	case EX_INDEX:
	case EX_OPT_INDEX:
		if (e->u.binary.right->kind != EX_CONST || !val_is(e->u.binary.right->u.val, VAL_STRING))
			return false;
		*of = e->u.binary.left;
		*key = e->u.binary.right->u.val->u.str;
		return true;
	default:
		return false;
	}
}

bool
infer_path_of(const struct expr *e, struct infer_named *out)
{
	size_t n = 0, at = INFER_KEYS;

	/* The last key is met first. */
	while (e->kind != EX_VAR && e->kind != EX_LOCAL) {
		if (n == INFER_KEYS || !infer_step(e, &e, &out->keys[at - 1]))
			return false;
		at--;
		n++;
	}
	out->path = (struct infer_path){ .slot = e->u.slot, .local = e->kind == EX_LOCAL, .keys = out->keys + at, .nkeys = n };
	return true;
}

/* Whether `below` is `path` or a part of it. */
static bool
leads_to(const struct infer_path *path, const struct infer_path *below)
{
	if (path->slot != below->slot || path->local != below->local || path->nkeys > below->nkeys)
		return false;
	for (size_t i = 0; i < path->nkeys; i++)
		if (!slice_eq(path->keys[i], below->keys[i]))
			return false;
	return true;
}

const struct infer_fact *
infer_find(const struct infer_fact *f, const struct infer_fact *end, const struct infer_path *path)
{
	for (; f != end; f = f->next)
		if (f->path.nkeys == path->nkeys && leads_to(path, &f->path))
			return f;
	return NULL;
}

const struct infer_fact *
infer_fact_of(const struct infer *in, const struct expr *e)
{
	struct infer_named named;

	return in->facts && infer_path_of(e, &named) ? infer_find(in->facts, NULL, &named.path) : NULL;
}


/* t with `fact` put in below its first n keys. */
static const struct type *
put_in(struct infer *in, const struct type *t, const struct infer_fact *fact, size_t n)
{
	const struct type *field;
	struct slice key;
	bool optional;

	if (n == fact->path.nkeys)
		return fact->type;
	key = fact->path.keys[n];
	field = type_field(t, key, &optional);
	if (!field || type_is_any(field) || type_is_any(t) || t->kinds & ~KIND_MAPS)
		return t;
	if (n + 1 == fact->path.nkeys)
		return type_with_field(in->arena, t, key, fact->type, fact->optional);
	/* What has a part that is there is there. */
	return type_with_field(in->arena, t, key, put_in(in, field, fact, n + 1), optional && (fact->optional || !fact->type->kinds));
}

const struct type *
infer_known(struct infer *in, const struct infer_path *path, const struct type *t)
{
	const struct infer_fact *here = infer_find(in->facts, NULL, path);

	if (here && !here->optional && here->type->kinds)
		t = here->type;
	for (const struct infer_fact *f = in->facts; f; f = f->next)
		if (f->path.nkeys > path->nkeys && leads_to(path, &f->path) && infer_find(in->facts, f, &f->path) == NULL)
			t = put_in(in, t, f, path->nkeys);
	return t;
}

bool
infer_is_there(const struct infer *in, const struct expr *e)
{
	struct infer_named named;

	if (!in->facts || !infer_path_of(e, &named))
		return false;
	for (const struct infer_fact *f = in->facts; f; f = f->next)
		if (f->path.nkeys > named.path.nkeys && f->type->kinds && !f->optional && leads_to(&named.path, &f->path))
			return true;
	return false;
}

const struct type *
infer_with_facts(struct infer *in, const struct expr *e, const struct type *t)
{
	struct infer_named named;
	bool below = false;

	if (type_is_any(t) || !type_may(t, KIND_MAPS | KIND(VAL_OPTIONAL)) || !infer_path_of(e, &named) || e->kind == EX_HAS)
		return t;
	for (const struct infer_fact *f = in->facts; f; f = f->next)
		below |= f->path.nkeys > named.path.nkeys && leads_to(&named.path, &f->path);
	if (!below)
		return t;
	if (t->kinds == KIND(VAL_OPTIONAL))
		return t->of ? type_optional(in->arena, infer_known(in, &named.path, t->of)) : t;
	return infer_known(in, &named.path, t);
}

void
infer_know(struct infer *in, const struct infer_path *path, const struct type *t, bool optional)
{
	struct infer_fact *f = arena_new(in->arena, struct infer_fact);
	struct slice *keys = arena_new_n(in->arena, path->nkeys, struct slice);

	if (path->nkeys)
		memcpy(keys, path->keys, path->nkeys * sizeof(*keys));
	*f = (struct infer_fact){ .path = *path, .type = t, .optional = optional, .next = in->facts };
	f->path.keys = keys;
	in->facts = f;
}

/* The field `key` of what `of` is, under the facts; NULL: nothing is known. */
const struct type *
infer_field_now(struct infer *in, const struct infer_path *path, const struct expr *of, bool *optional)
{
	const struct infer_fact *f = infer_find(in->facts, NULL, path);
	const struct type *t;

	*optional = false;
	if (f) {
		*optional = f->optional || !f->type->kinds;
		return f->type;
	}
	t = infer_node(in, of, false);
	if (t->kinds == KIND(VAL_OPTIONAL)) {
		*optional = true;
		t = t->of;
	}
	if (t && !type_is_any(t) && !(t->kinds & ~KIND_MAPS)) {
		bool maybe;

		t = type_field(t, path->keys[path->nkeys - 1], &maybe);
		*optional |= maybe;
		return t ? t : &type_never;
	}
	*optional = true;
	return &type_any;
}

static bool
knows_locals(const struct infer_fact *f)
{
	while (f && !f->path.local)
		f = f->next;
	return f != NULL;
}

/* A walker for the definition of a name, which knows nothing of the macros'
 * variables here. False: nothing is known, or it nests too deep. */
bool
infer_begin_definition(const struct infer *in, const struct expr *e, struct infer *inner, const struct expr **def)
{
	VEC(const struct infer_fact *) kept = { 0 };

	if (e->kind != EX_VAR || !in->definition || in->definitions == DEFINITIONS_MAX)
		return false;
	*def = in->definition(in->ctx, e->u.slot);
	if (!*def)
		return false;
	*inner = *in;
	inner->locals = NULL;
	inner->definitions++;
	if (!knows_locals(in->facts))
		return true;
	inner->facts = NULL;
	for (const struct infer_fact *f = in->facts; f; f = f->next)
		if (!f->path.local)
			vec_push(in->arena, &kept, f);
	for (size_t i = kept.len; i > 0; i--)
		infer_know(inner, &kept.ptr[i - 1]->path, kept.ptr[i - 1]->type, kept.ptr[i - 1]->optional);
	return true;
}

/* Takes over what the walker came to know since `before`. */
void
infer_end_definition(struct infer *in, const struct infer *inner, const struct infer_fact *before)
{
	VEC(const struct infer_fact *) found = { 0 };

	for (const struct infer_fact *f = inner->facts; f != before; f = f->next)
		if (!f->path.local)
			vec_push(in->arena, &found, f);
	for (size_t i = found.len; i > 0; i--)
		infer_know(in, &found.ptr[i - 1]->path, found.ptr[i - 1]->type, found.ptr[i - 1]->optional);
	in->work = inner->work;
}

/* What both of two ways to a truth know: `x` and `y` end at `base`. */
void
infer_know_either(struct infer *in, const struct infer_fact *base, const struct infer_fact *x, const struct infer_fact *y)
{
	in->facts = base;
	for (const struct infer_fact *f = x; f != base; f = f->next) {
		const struct infer_fact *g = infer_find(y, base, &f->path);

		/* An older fact of the same path is replaced by the newest. */
		if (!g || infer_find(x, f, &f->path))
			continue;
		if (!f->type->kinds && !g->type->kinds)
			infer_know(in, &f->path, &type_never, false);
		else
			infer_know(in, &f->path, type_join(in->arena, f->type, g->type),
			     f->optional || g->optional || !f->type->kinds || !g->type->kinds);
	}
}
