/* SPDX-License-Identifier: Apache-2.0 */
/* infer_fold.c - the types of the macros (fold.c does it with values). The
 * body is looked at once, with the type of all items; in it, the filter holds. */
#include "expr/infer_priv.h"

struct walk {
	struct infer *in;
	const struct expr *e;
	const struct type *range;
	const struct type *first, *second;  /* of the variables */
	size_t min, max;
};

/* The types of the variables; false after a message. */
static bool
enter(struct walk *w)
{
	const struct expr *e = w->e;
	const struct type *t = w->range, *index;
	bool sort = e->kind == EX_FOLD && e->op == FOLD_SORT_BY;
	const uint32_t good = sort ? KIND(VAL_LIST) : KIND_MAPS | KIND(VAL_LIST);
	struct arena *a = w->in->arena;

	w->first = w->second = &type_never;
	w->max = SIZE_MAX;
	if (type_is_any(t)) {
		w->first = w->second = &type_any;
		return true;
	}
	if (t->kinds & ~good) {
		infer_say_kinds(w->in, e->u.fold.range, t, good, "a macro");
		w->first = w->second = &type_any;
		return false;
	}
	if (type_may(t, KIND(VAL_LIST))) {
		index = type_int_range(a, 0, t->max && t->max <= INT64_MAX ? (int64_t)t->max - 1 : INT64_MAX, true);
		w->first = !t->item ? &type_never : e->u.fold.two ? index : t->item;
		w->second = t->item ? t->item : &type_never;
		w->min = t->min;
		w->max = t->max;
	}
	if (type_may(t, KIND_MAPS)) {
		size_t min = type_map_min(t), max = type_map_max(t);
		bool both = type_may(t, KIND(VAL_LIST));

		w->first = type_join(a, w->first, infer_keys(w->in, t));
		w->second = type_join(a, w->second, infer_values(w->in, t));
		w->min = both && w->min < min ? w->min : min;
		w->max = both && w->max > max ? w->max : max;
	}
	return true;
}

static void
set_variables(const struct walk *w)
{
	infer_set_local(w->in, w->e->u.fold.slot, w->first);
	if (w->e->u.fold.two)
		infer_set_local(w->in, w->e->u.fold.slot + 1u, w->second);
}

/* The type of the body where the filter holds; never when it cannot. */
static const struct type *
body(const struct walk *w, bool *filtered)
{
	struct infer *in = w->in;
	const struct infer_fact *facts = in->facts;
	const struct expr *filter = w->e->u.fold.filter;
	const struct type *t;

	*filtered = false;
	if (!w->first->kinds)
		return &type_never;
	set_variables(w);
	if (filter) {
		*filtered = infer_condition(in, filter, NULL)->can_false;
		t = infer_assume(in, filter, true) ? infer_value(in, w->e->u.fold.body) : &type_never;
	} else {
		t = infer_value(in, w->e->u.fold.body);
	}
	in->facts = facts;
	return t;
}

static const struct type *
list_of(const struct walk *w, const struct type *item, bool filtered)
{
	return type_list(w->in->arena, item->kinds ? item : NULL, filtered ? 0 : w->min, w->max);
}

static const struct type *
quantify(const struct walk *w, bool decides)
{
	const struct type *t;

	if (!w->first->kinds)
		return infer_bool(!decides, decides);
	set_variables(w);
	t = infer_condition(w->in, w->e->u.fold.body, NULL);
	if (w->e->op == FOLD_ONE)
		return &type_bool;
	if (decides)
		return infer_bool(t->can_true, !w->min || t->can_false);
	return infer_bool(!w->min || t->can_true, t->can_false);
}

/* The items that pass are as the condition says. */
static const struct type *
filter(const struct walk *w)
{
	struct infer *in = w->in;
	const struct infer_fact *facts = in->facts;
	struct infer_path root = { .slot = w->e->u.fold.slot, .local = true };
	const struct type *item = w->first, *t;

	if (!w->first->kinds)
		return list_of(w, w->first, true);
	set_variables(w);
	t = infer_condition(in, w->e->u.fold.body, NULL);
	if (t->can_true && infer_assume(in, w->e->u.fold.body, true))
		item = infer_known(in, &root, item);
	else
		item = &type_never;
	in->facts = facts;
	return list_of(w, item, t->can_false);
}

/* The same keys with new values. */
static const struct type *
to_map(const struct walk *w)
{
	bool filtered;
	const struct type *value = body(w, &filtered), *range = w->range;
	struct type_field *fields;
	struct type *t;

	if (type_is_any(range) || range->kinds != KIND(VAL_MAP)) {
		t = arena_new(w->in->arena, struct type);
		*t = *type_kind(w->in->arena, KIND_MAPS);
		t->rest = value->kinds ? value : NULL;
		return t;
	}
	t = arena_new(w->in->arena, struct type);
	fields = arena_new_n(w->in->arena, range->nfields, struct type_field);
	for (size_t i = 0; i < range->nfields; i++)
		fields[i] = (struct type_field){ range->fields[i].key, value, range->fields[i].optional || filtered || !value->kinds };
	t->kinds = KIND(VAL_MAP);
	t->fields = fields;
	t->nfields = range->nfields;
	t->rest = range->rest && value->kinds ? value : NULL;
	t->keys = range->keys;
	return t;
}

static const struct type *
to_entries(const struct walk *w)
{
	bool filtered;
	const struct type *entry = body(w, &filtered), *keys;
	struct type *t;

	if (!type_is_any(entry) && (entry->kinds & ~KIND_MAPS)) {
		infer_say_kinds(w->in, w->e->u.fold.body, entry, KIND(VAL_MAP), "an entry");
		return &type_any;
	}
	t = arena_new(w->in->arena, struct type);
	*t = *type_kind(w->in->arena, type_is_any(entry) ? KIND_MAPS : KIND(VAL_MAP) | entry->kinds);
	t->rest = infer_values(w->in, entry);
	if (!t->rest->kinds)
		t->rest = NULL;
	keys = infer_keys(w->in, entry);
	if (keys->kinds == KIND(VAL_STRING))
		t->keys = keys->text;
	return t;
}

const struct type *
infer_fold(struct infer *in, const struct expr *e)
{
	struct walk w = { .in = in, .e = e, .range = infer_value(in, e->u.fold.range) };
	const struct type *t;
	bool filtered;

	if (!w.range->kinds)
		return &type_never;
	if (!enter(&w)) {
		body(&w, &filtered);
		return &type_any;
	}
	switch ((enum fold_kind)e->op) {
	case FOLD_ALL:
	case FOLD_EXISTS:
	case FOLD_ONE:
		return quantify(&w, e->op == FOLD_EXISTS);
	case FOLD_MAP:
	case FOLD_TO_LIST:
		t = body(&w, &filtered);
		return list_of(&w, t, filtered);
	case FOLD_FILTER:
		return filter(&w);
	case FOLD_SORT_BY:
		body(&w, &filtered);
		return type_is_any(w.range) ? type_kind(in->arena, KIND(VAL_LIST)) : list_of(&w, w.first, false);
	case FOLD_TO_MAP:
		return to_map(&w);
	case FOLD_TO_ENTRY:
		return to_entries(&w);
	}
	return &type_any;
}

const struct type *
infer_bind(struct infer *in, const struct expr *e)
{
	const struct infer_fact *facts = in->facts;
	const struct type *range = infer_value(in, e->u.fold.range), *t;
	bool flat = e->kind == EX_OPT_FLAT_MAP;

	if (e->kind != EX_BIND && !type_is_any(range)) {
		if (range->kinds & ~KIND(VAL_OPTIONAL)) {
			infer_say_kinds(in, e->u.fold.range, range, KIND(VAL_OPTIONAL), flat ? "'optFlatMap'" : "'optMap'");
			range = &type_any;
		} else {
			range = range->of ? range->of : &type_never;
		}
	}
	if (!range->kinds)
		return e->kind == EX_BIND ? range : type_optional(in->arena, NULL);
	infer_set_local(in, e->u.fold.slot, range);
	if (e->kind != EX_BIND)
		infer_assume_some(in, e->u.fold.range, true);
	t = infer_value(in, e->u.fold.body);
	in->facts = facts;
	if (e->kind == EX_BIND)
		return t;
	if (!flat)
		return type_optional(in->arena, t);
	if (!type_is_any(t) && (t->kinds & ~KIND(VAL_OPTIONAL))) {
		infer_say_kinds(in, e->u.fold.body, t, KIND(VAL_OPTIONAL), "'optFlatMap'");
		return &type_any;
	}
	return t->kinds ? t : type_optional(in->arena, NULL);
}
