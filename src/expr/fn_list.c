/* SPDX-License-Identifier: Apache-2.0 */
/* fn_list.c - lists and sets: cel-go's ext Lists and Sets, Kubernetes' list
 * library. */

#include "base/num.h"
#include "expr/builtin.h"
#include "expr/sort.h"

static const struct val *
stop(const struct call *c)
{
	return eval_stop(c->ev, c->e->at);
}

const struct val *
fn_size_list(const struct call *c)
{
	return make_int(c->ev, (int64_t)c->args[0]->u.list.len, c->e->at);
}

const struct val *
fn_size_map(const struct call *c)
{
	return make_int(c->ev, (int64_t)map_size(c->args[0]), c->e->at);
}

const struct val *
fn_range(const struct call *c)
{
	int64_t n = c->args[0]->u.i;
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	if (n < 0)
		return fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "a range of %lld items", (long long)n);
	if (!eval_spend(c->ev, (uint64_t)n))
		return stop(c);
	for (int64_t i = 0; i < n && !eval_over(c->ev); i++)
		list_build_add(&b, make_int(c->ev, i, c->e->at));
	if (eval_over(c->ev))
		return stop(c);
	return make_list(c->ev, &b, c->e->at);
}

const struct val *
fn_slice(const struct call *c)
{
	const struct val *list = c->args[0];
	int64_t start = c->args[1]->u.i, end = c->args[2]->u.i;
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	if (start < 0 || end < start || (uint64_t)end > list->u.list.len)
		return fault(c->ev, DIAG_EXPR_INDEX, c->e->at,
		             "slice(%lld, %lld) is out of range: the list has %zu items", (long long)start,
		             (long long)end, list->u.list.len);
	if (!eval_spend(c->ev, (uint64_t)(end - start)))
		return stop(c);
	for (int64_t i = start; i < end; i++)
		list_build_add(&b, list->u.list.items[i]);
	return make_list(c->ev, &b, c->e->at);
}

/* Recursion is bounded by the depth of values. */
static bool
flatten(struct eval *ev, struct list_build *b, const struct val *list, int64_t depth)
{
	for (size_t i = 0; i < list->u.list.len; i++) {
		const struct val *item = list->u.list.items[i];

		if (!eval_spend(ev, 1))
			return false;
		if (item->kind != VAL_LIST || depth == 0)
			list_build_add(b, item);
		else if (!flatten(ev, b, item, depth - 1))
			return false;
	}
	return true;
}

const struct val *
fn_flatten(const struct call *c)
{
	int64_t depth = c->n > 1 ? c->args[1]->u.i : 1;
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	if (depth < 0)
		return fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "the level of flatten cannot be negative");
	return flatten(c->ev, &b, c->args[0], depth) ? make_list(c->ev, &b, c->e->at) : stop(c);
}

static bool
has_item(struct eval *ev, const struct val *const *items, size_t n, const struct val *v)
{
	for (size_t i = 0; i < n && !eval_over(ev); i++)
		if (eval_equal(ev, items[i], v))
			return true;
	return false;
}

const struct val *
fn_distinct(const struct call *c)
{
	const struct val *list = c->args[0];
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	for (size_t i = 0; i < list->u.list.len; i++) {
		if (!has_item(c->ev, b.items.ptr, b.items.len, list->u.list.items[i]))
			list_build_add(&b, list->u.list.items[i]);
		if (eval_over(c->ev))
			return stop(c);
	}
	return make_list(c->ev, &b, c->e->at);
}

const struct val *
fn_sort(const struct call *c)
{
	return sort_list(c->ev, c->args[0], NULL, c->e->at);
}

const struct val *
fn_list_reverse(const struct call *c)
{
	const struct val *list = c->args[0];
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	if (!eval_spend(c->ev, list->u.list.len))
		return stop(c);
	for (size_t i = list->u.list.len; i > 0; i--)
		list_build_add(&b, list->u.list.items[i - 1]);
	return make_list(c->ev, &b, c->e->at);
}

const struct val *
fn_first(const struct call *c)
{
	const struct val *list = c->args[0];

	return make_optional(c->ev, list->u.list.len ? list->u.list.items[0] : NULL, c->e->at);
}

const struct val *
fn_last(const struct call *c)
{
	const struct val *list = c->args[0];
	size_t n = list->u.list.len;

	return make_optional(c->ev, n ? list->u.list.items[n - 1] : NULL, c->e->at);
}

const struct val *
fn_is_sorted(const struct call *c)
{
	const struct val *list = c->args[0];
	const struct val *bad = sort_comparable(c->ev, list->u.list.items, list->u.list.len, c->e->at);

	if (bad)
		return bad;
	if (!eval_spend(c->ev, list->u.list.len))
		return stop(c);
	for (size_t i = 1; i < list->u.list.len; i++)
		if (eval_compare(list->u.list.items[i - 1], list->u.list.items[i]) == 1)
			return &val_false;
	return &val_true;
}

/* The smallest (want -1) or largest (want 1). */
static const struct val *
extreme(const struct call *c, int want, const char *name)
{
	const struct val *list = c->args[0], *best;
	const struct val *bad = sort_comparable(c->ev, list->u.list.items, list->u.list.len, c->e->at);

	if (bad)
		return bad;
	if (list->u.list.len == 0)
		return fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "%s of an empty list", name);
	if (!eval_spend(c->ev, list->u.list.len))
		return stop(c);
	best = list->u.list.items[0];
	for (size_t i = 1; i < list->u.list.len; i++)
		if (eval_compare(list->u.list.items[i], best) == want)
			best = list->u.list.items[i];
	return best;
}

const struct val *
fn_min(const struct call *c)
{
	return extreme(c, -1, "min");
}

const struct val *
fn_max(const struct call *c)
{
	return extreme(c, 1, "max");
}

/* Adds an item to the sum in *v; false when the sum overflows. */
static bool
add(struct val *v, const struct val *item)
{
	if (v->kind == VAL_DOUBLE)
		v->u.d += item->u.d;
	else if (v->kind == VAL_UINT)
		return !__builtin_add_overflow(v->u.u, item->u.u, &v->u.u);
	else
		return num_add(v->u.i, item->u.i, &v->u.i);
	return true;
}

const struct val *
fn_sum(const struct call *c)
{
	const struct val *list = c->args[0];
	struct val *v = arena_new(c->ev->arena, struct val);

	v->kind = list->u.list.len ? list->u.list.items[0]->kind : VAL_INT;
	v->at = c->e->at;
	if (v->kind != VAL_INT && v->kind != VAL_UINT && v->kind != VAL_DOUBLE && v->kind != VAL_DURATION)
		return fault(c->ev, DIAG_EXPR_TYPE, c->e->at, "'sum' cannot add %s",
		             expr_type_name(list->u.list.items[0]));
	if (!eval_spend(c->ev, list->u.list.len))
		return stop(c);
	for (size_t i = 0; i < list->u.list.len; i++) {
		const struct val *item = list->u.list.items[i];

		if (item->kind != v->kind)
			return fault(c->ev, DIAG_EXPR_TYPE, c->e->at, "'sum' cannot add %s and %s",
			             expr_type_name(list->u.list.items[0]), expr_type_name(item));
		if (!add(v, item))
			return fault(c->ev, DIAG_EXPR_OVERFLOW, c->e->at, "%s overflow",
			             v->kind == VAL_DURATION ? "duration" : "integer");
	}
	return v;
}

const struct val *
fn_list_index_of(const struct call *c)
{
	const struct val *list = c->args[0];

	for (size_t i = 0; i < list->u.list.len; i++)
		if (eval_equal(c->ev, list->u.list.items[i], c->args[1]))
			return make_int(c->ev, (int64_t)i, c->e->at);
	return make_int(c->ev, -1, c->e->at);
}

const struct val *
fn_list_last_index_of(const struct call *c)
{
	const struct val *list = c->args[0];

	for (size_t i = list->u.list.len; i > 0; i--)
		if (eval_equal(c->ev, list->u.list.items[i - 1], c->args[1]))
			return make_int(c->ev, (int64_t)i - 1, c->e->at);
	return make_int(c->ev, -1, c->e->at);
}

const struct val *
fn_includes(const struct call *c)
{
	const struct val *list = c->args[0];

	return make_bool(has_item(c->ev, list->u.list.items, list->u.list.len, c->args[1]));
}

/* A value that is no list includes itself (Kubernetes 1.37): a field may change
 * from one value to a list of them, and its rules stay. */
const struct val *
fn_includes_self(const struct call *c)
{
	return make_bool(eval_equal(c->ev, c->args[0], c->args[1]));
}

/* Whether a has all items of b. */
static bool
covers(struct eval *ev, const struct val *a, const struct val *b)
{
	for (size_t i = 0; i < b->u.list.len; i++)
		if (!has_item(ev, a->u.list.items, a->u.list.len, b->u.list.items[i]))
			return false;
	return true;
}

const struct val *
fn_sets_contains(const struct call *c)
{
	return make_bool(covers(c->ev, c->args[0], c->args[1]));
}

const struct val *
fn_sets_equivalent(const struct call *c)
{
	return make_bool(covers(c->ev, c->args[0], c->args[1]) && covers(c->ev, c->args[1], c->args[0]));
}

const struct val *
fn_sets_intersects(const struct call *c)
{
	const struct val *a = c->args[0], *b = c->args[1];

	for (size_t i = 0; i < a->u.list.len && !eval_over(c->ev); i++)
		if (has_item(c->ev, b->u.list.items, b->u.list.len, a->u.list.items[i]))
			return &val_true;
	return &val_false;
}
