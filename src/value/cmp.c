/* SPDX-License-Identifier: Apache-2.0 */
/* cmp.c - deep equality; recursion is bounded by VAL_DEPTH_MAX. */
#include "value/cmp.h"

#include <math.h>

static bool equal(const struct val *a, const struct val *b, bool numbers);

static bool
equal_lists(const struct val *a, const struct val *b, bool numbers)
{
	if (a->u.list.len != b->u.list.len)
		return false;
	for (size_t i = 0; i < a->u.list.len; i++)
		if (!equal(a->u.list.items[i], b->u.list.items[i], numbers))
			return false;
	return true;
}

static bool
equal_maps(const struct val *a, const struct val *b, bool numbers)
{
	if (a->u.map.len != b->u.map.len)
		return false;
	for (size_t i = 0; i < a->u.map.len; i++) {
		const struct field *x = &a->u.map.fields[i], *y = &b->u.map.fields[i];

		if (!slice_eq(x->key, y->key) || !equal(x->val, y->val, numbers))
			return false;
	}
	return true;
}

/* An integer and a double are equal when the double is that integer. */
static bool
equal_numbers(const struct val *a, const struct val *b)
{
	const struct val *i = a->kind == VAL_INT ? a : b, *d = a->kind == VAL_INT ? b : a;

	if (i->kind != VAL_INT || d->kind != VAL_DOUBLE || d->u.d != floor(d->u.d))
		return false;
	return d->u.d >= -0x1p63 && d->u.d < 0x1p63 && (int64_t)d->u.d == i->u.i;
}

static bool
equal(const struct val *a, const struct val *b, bool numbers)
{
	if (a == b)
		return a->kind != VAL_BAD;
	if (a->kind != b->kind)
		return numbers && equal_numbers(a, b);
	switch ((enum val_kind)a->kind) {
	case VAL_NULL:
		return true;
	case VAL_BOOL:
		return a->u.b == b->u.b;
	case VAL_INT:
		return a->u.i == b->u.i;
	case VAL_UINT:
		return a->u.u == b->u.u;
	case VAL_DOUBLE:
		return a->u.d == b->u.d || (isnan(a->u.d) && isnan(b->u.d));
	case VAL_STRING:
	case VAL_BYTES:
		return slice_eq(a->u.str, b->u.str);
	case VAL_LIST:
		return equal_lists(a, b, numbers);
	case VAL_MAP:
		return equal_maps(a, b, numbers);
	default:
		return false;
	}
}

bool
val_same(const struct val *a, const struct val *b)
{
	return equal(a, b, false);
}

bool
val_equal(const struct val *a, const struct val *b)
{
	return equal(a, b, true);
}
