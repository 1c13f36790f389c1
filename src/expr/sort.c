/* SPDX-License-Identifier: Apache-2.0 */
/* sort.c - a stable merge sort, bottom up. */
#include "expr/sort.h"

struct item {
	const struct val *key, *val;
};

const struct val *
sort_comparable(struct eval *ev, const struct val *const *keys, size_t n, struct span at)
{
	for (size_t i = 0; i < n; i++) {
		const struct val *both[2] = { keys[0], keys[i] };

		if (keys[0]->kind != keys[i]->kind || (eval_compare(keys[0], keys[i]) == COMPARE_NONE))
			return fault(ev, DIAG_EXPR_TYPE, at, "%s and %s cannot be ordered", expr_type_name(both[0]),
			             expr_type_name(both[1]));
	}
	return NULL;
}

static void
merge(const struct item *in, struct item *out, size_t low, size_t mid, size_t high)
{
	size_t a = low, b = mid;

	for (size_t i = low; i < high; i++) {
		bool right = a == mid || (b < high && eval_compare(in[a].key, in[b].key) == 1);

		out[i] = right ? in[b++] : in[a++];
	}
}

const struct val *
sort_list(struct eval *ev, const struct val *list, const struct val *const *keys, struct span at)
{
	size_t n = list->u.list.len, steps = 1;
	struct list_build b = LIST_BUILD_INIT(ev->arena);
	struct item *in, *out, *swap;
	const struct val *bad;

	if (!keys)
		keys = list->u.list.items;
	bad = sort_comparable(ev, keys, n, at);
	if (bad)
		return bad;
	for (size_t i = n; i > 1; i /= 2)
		steps++;
	if (!eval_spend(ev, n * steps))
		return eval_stop(ev, at);
	in = arena_new_n(ev->arena, n, struct item);
	out = arena_new_n(ev->arena, n, struct item);
	for (size_t i = 0; i < n; i++)
		in[i] = (struct item){ keys[i], list->u.list.items[i] };
	for (size_t width = 1; width < n; width *= 2) {
		for (size_t low = 0; low < n; low += 2 * width)
			merge(in, out, low, low + width < n ? low + width : n, low + 2 * width < n ? low + 2 * width : n);
		swap = in;
		in = out;
		out = swap;
	}
	for (size_t i = 0; i < n; i++)
		list_build_add(&b, in[i].val);
	return make_list(ev, &b, at);
}
