/* SPDX-License-Identifier: Apache-2.0 */
/* fold.c - the macros that walk a list or map, and those that name a value.
 * Maps are walked in the order of their keys. */
#include "expr/eval.h"
#include "expr/sort.h"

struct walk {
	struct eval *ev;
	const struct expr *e;
	const struct val *range;
	size_t len;
};

/* Sets the variables for the i-th item. */
static void
enter(const struct walk *w, size_t i)
{
	const struct val **slot = &w->ev->locals[w->e->u.fold.slot];
	struct entry x;

	if (w->range->kind == VAL_LIST) {
		const struct val *item = w->range->u.list.items[i];

		if (w->e->u.fold.two)
			*slot++ = make_int(w->ev, (int64_t)i, w->e->at);
		*slot = item;
		return;
	}
	x = map_item(w->ev, w->range, i);
	*slot++ = x.key;
	if (w->e->u.fold.two)
		*slot = x.val;
}

/* The body or filter as a condition: a bool or bad. */
static const struct val *
condition(struct eval *ev, const struct expr *e)
{
	const struct val *v = eval(ev, e);

	if (v->kind == VAL_BOOL || is_bad(v))
		return v;
	return fault(ev, DIAG_EXPR_TYPE, e->at, "a condition must be a bool, not %s", expr_type_name(v));
}

/* all, exists: && or || over the items; a mistake counts only when no item
 * decides. */
static const struct val *
quantify(const struct walk *w, bool decides)
{
	const struct val *bad = NULL;

	for (size_t i = 0; i < w->len; i++) {
		const struct val *v;

		enter(w, i);
		v = condition(w->ev, w->e->u.fold.body);
		if (v->kind == VAL_BOOL && v->u.b == decides)
			return make_bool(decides);
		if (is_bad(v) && !bad)
			bad = v;
		if (eval_over(w->ev))
			return v;
	}
	return bad ? bad : make_bool(!decides);
}

static const struct val *
exactly_one(const struct walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->len; i++) {
		const struct val *v;

		enter(w, i);
		v = condition(w->ev, w->e->u.fold.body);
		if (is_bad(v))
			return v;
		n += v->u.b;
	}
	return make_bool(n == 1);
}

/* Whether the i-th item passes the filter; false too with *bad set. */
static bool
passes(const struct walk *w, size_t i, const struct val **bad)
{
	const struct val *v;

	*bad = NULL;
	enter(w, i);
	if (!w->e->u.fold.filter)
		return true;
	v = condition(w->ev, w->e->u.fold.filter);
	if (is_bad(v))
		*bad = v;
	return !*bad && v->u.b;
}

/* map, transformList: the body of each item that passes. */
static const struct val *
to_list(const struct walk *w)
{
	struct list_build b = LIST_BUILD_INIT(w->ev->arena);

	for (size_t i = 0; i < w->len; i++) {
		const struct val *v, *bad;

		if (passes(w, i, &bad)) {
			v = eval(w->ev, w->e->u.fold.body);
			if (is_bad(v))
				return v;
			list_build_add(&b, v);
		}
		if (bad)
			return bad;
	}
	return make_list(w->ev, &b, w->e->at);
}

static const struct val *
filter(const struct walk *w)
{
	struct list_build b = LIST_BUILD_INIT(w->ev->arena);

	for (size_t i = 0; i < w->len; i++) {
		const struct val *v;

		enter(w, i);
		v = condition(w->ev, w->e->u.fold.body);
		if (is_bad(v))
			return v;
		if (v->u.b)
			list_build_add(&b, w->ev->locals[w->e->u.fold.slot]);
	}
	return make_list(w->ev, &b, w->e->at);
}

/* transformMap: the same keys with new values. */
static const struct val *
to_map(const struct walk *w)
{
	struct entry *entries = arena_new_n(w->ev->arena, w->len, struct entry);
	size_t n = 0;

	for (size_t i = 0; i < w->len; i++) {
		const struct val *v, *bad;

		if (passes(w, i, &bad)) {
			v = eval(w->ev, w->e->u.fold.body);
			if (is_bad(v))
				return v;
			entries[n++] = (struct entry){ w->ev->locals[w->e->u.fold.slot], v };
		}
		if (bad)
			return bad;
	}
	return make_map(w->ev, entries, n, w->e->at);
}

/* transformMapEntry: the entries of the map that the body gives for each. */
static const struct val *
to_entries(const struct walk *w)
{
	VEC(struct entry) entries = { 0 };

	for (size_t i = 0; i < w->len; i++) {
		const struct val *v = NULL, *bad;

		if (passes(w, i, &bad))
			v = eval(w->ev, w->e->u.fold.body);
		if (bad || (v && is_bad(v)))
			return bad ? bad : v;
		if (v && v->kind != VAL_MAP && v->kind != VAL_DICT)
			return fault(w->ev, DIAG_EXPR_TYPE, w->e->u.fold.body->at, "an entry must be a map, not %s",
			             expr_type_name(v));
		for (size_t k = 0; v && k < map_size(v); k++)
			vec_push(w->ev->arena, &entries, map_item(w->ev, v, k));
	}
	return make_map(w->ev, entries.ptr, entries.len, w->e->at);
}

static const struct val *
sort_by(const struct walk *w)
{
	const struct val **keys = arena_new_n(w->ev->arena, w->len, const struct val *);

	for (size_t i = 0; i < w->len; i++) {
		enter(w, i);
		keys[i] = eval(w->ev, w->e->u.fold.body);
		if (is_bad(keys[i]))
			return keys[i];
	}
	return sort_list(w->ev, w->range, keys, w->e->at);
}

const struct val *
eval_fold(struct eval *ev, const struct expr *e)
{
	struct walk w = { .ev = ev, .e = e, .range = eval(ev, e->u.fold.range) };
	enum fold_kind kind = (enum fold_kind)e->op;

	if (is_bad(w.range))
		return w.range;
	if (w.range->kind == VAL_LIST)
		w.len = w.range->u.list.len;
	else if ((w.range->kind == VAL_MAP || w.range->kind == VAL_DICT) && kind != FOLD_SORT_BY)
		w.len = map_size(w.range);
	else
		return fault(ev, DIAG_EXPR_TYPE, e->u.fold.range->at, "a macro walks a list or a map, not %s",
		             expr_type_name(w.range));
	switch (kind) {
	case FOLD_ALL:
		return quantify(&w, false);
	case FOLD_EXISTS:
		return quantify(&w, true);
	case FOLD_ONE:
		return exactly_one(&w);
	case FOLD_MAP:
	case FOLD_TO_LIST:
		return to_list(&w);
	case FOLD_FILTER:
		return filter(&w);
	case FOLD_SORT_BY:
		return sort_by(&w);
	case FOLD_TO_MAP:
		/* The keys of a list are its indexes. */
		return to_map(&w);
	case FOLD_TO_ENTRY:
		return to_entries(&w);
	}
	return &val_bad;
}

const struct val *
eval_bind(struct eval *ev, const struct expr *e)
{
	const struct val *v = eval(ev, e->u.fold.range), *r;

	if (e->kind != EX_BIND) {
		if (is_bad(v))
			return v;
		if (v->kind != VAL_OPTIONAL)
			return fault_kinds(ev, e->at, e->kind == EX_OPT_MAP ? "optMap" : "optFlatMap", &v, 1);
		if (!v->u.opt)
			return v;
		v = v->u.opt;
	}
	ev->locals[e->u.fold.slot] = v;
	r = eval(ev, e->u.fold.body);
	if (e->kind == EX_BIND || is_bad(r))
		return r;
	if (e->kind == EX_OPT_MAP)
		return make_optional(ev, r, e->at);
	if (r->kind == VAL_OPTIONAL)
		return r;
	return fault(ev, DIAG_EXPR_TYPE, e->u.fold.body->at, "optFlatMap wants an optional, not %s", expr_type_name(r));
}
