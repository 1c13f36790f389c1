/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c - equality, order, and keys of maps (langdef.md, "Equality",
 * "Ordering"): numbers compare by value whatever their type. */
#include "expr/eval.h"
#include "expr/opaque.h"

static int
three(bool less, bool more)
{
	return (int)more - (int)less;
}

static bool
is_number(const struct val *v)
{
	return v->kind == VAL_INT || v->kind == VAL_UINT || v->kind == VAL_DOUBLE;
}

static int
compare_int_uint(int64_t i, uint64_t u)
{
	if (i < 0)
		return -1;
	return three((uint64_t)i < u, (uint64_t)i > u);
}

/* As cel-go has it: the integer is rounded to a double first. */
static int
compare_doubles(double a, double b)
{
	return a != a || b != b ? COMPARE_NAN : three(a < b, a > b);
}

static int
flip(int c)
{
	return c == COMPARE_NAN ? c : -c;
}

static int
compare_numbers(const struct val *a, const struct val *b)
{
	if (a->kind == b->kind) {
		if (a->kind == VAL_INT)
			return three(a->u.i < b->u.i, a->u.i > b->u.i);
		if (a->kind == VAL_UINT)
			return three(a->u.u < b->u.u, a->u.u > b->u.u);
		return compare_doubles(a->u.d, b->u.d);
	}
	if (a->kind == VAL_INT)
		return b->kind == VAL_UINT ? compare_int_uint(a->u.i, b->u.u) : compare_doubles((double)a->u.i, b->u.d);
	if (a->kind == VAL_UINT && b->kind == VAL_DOUBLE)
		return compare_doubles((double)a->u.u, b->u.d);
	return flip(compare_numbers(b, a));
}

int
eval_compare(const struct val *a, const struct val *b)
{
	if (is_number(a) && is_number(b))
		return compare_numbers(a, b);
	if (a->kind != b->kind)
		return COMPARE_NONE;
	switch ((enum val_kind)a->kind) {
	case VAL_BOOL:
		return (int)a->u.b - (int)b->u.b;
	case VAL_STRING:
	case VAL_BYTES: {
		int c = slice_cmp(a->u.str, b->u.str);

		return three(c < 0, c > 0);
	}
	case VAL_DURATION:
		return three(a->u.i < b->u.i, a->u.i > b->u.i);
	case VAL_TIMESTAMP:
		if (a->u.time.seconds != b->u.time.seconds)
			return a->u.time.seconds < b->u.time.seconds ? -1 : 1;
		return three(a->u.time.nanos < b->u.time.nanos, a->u.time.nanos > b->u.time.nanos);
	default:
		return COMPARE_NONE;
	}
}

static bool
equal_lists(struct eval *ev, const struct val *a, const struct val *b)
{
	if (a->u.list.len != b->u.list.len)
		return false;
	for (size_t i = 0; i < a->u.list.len; i++)
		if (!eval_equal(ev, a->u.list.items[i], b->u.list.items[i]))
			return false;
	return true;
}

/* Both kinds of map are sorted by their keys; one with a key that is no
 * string never equals one that has none. */
static bool
equal_maps(struct eval *ev, const struct val *a, const struct val *b)
{
	if (map_size(a) != map_size(b))
		return false;
	for (size_t i = 0; i < map_size(a); i++) {
		if (a->kind == VAL_MAP) {
			const struct field *x = &a->u.map.fields[i], *y = &b->u.map.fields[i];

			if (!slice_eq(x->key, y->key) || !eval_equal(ev, x->val, y->val))
				return false;
		} else {
			const struct entry *x = &a->u.dict.entries[i], *y = &b->u.dict.entries[i];

			if (!eval_equal(ev, x->key, y->key) || !eval_equal(ev, x->val, y->val))
				return false;
		}
	}
	return true;
}

bool
eval_equal(struct eval *ev, const struct val *a, const struct val *b)
{
	if (!eval_spend(ev, 1))
		return false;
	if (is_number(a) && is_number(b))
		return compare_numbers(a, b) == 0;
	if (a->kind != b->kind)
		return false;
	switch ((enum val_kind)a->kind) {
	case VAL_NULL:
		return true;
	case VAL_TYPE:
		return slice_eq(a->u.str, b->u.str);
	case VAL_STRING:
	case VAL_BYTES:
		return a->u.str.len == b->u.str.len && eval_spend(ev, a->u.str.len / 16) && slice_eq(a->u.str, b->u.str);
	case VAL_LIST:
		return equal_lists(ev, a, b);
	case VAL_MAP:
	case VAL_DICT:
		return equal_maps(ev, a, b);
	case VAL_OPTIONAL:
		return a->u.opt && b->u.opt ? eval_equal(ev, a->u.opt, b->u.opt) : a->u.opt == b->u.opt;
	case VAL_OPAQUE:
		return a->u.opaque.type == b->u.opaque.type && a->u.opaque.type->equal(a->u.opaque.data, b->u.opaque.data);
	default:
		return eval_compare(a, b) == 0;
	}
}

size_t
map_size(const struct val *map)
{
	return map->kind == VAL_MAP ? map->u.map.len : map->u.dict.len;
}

struct entry
map_item(struct eval *ev, const struct val *map, size_t i)
{
	const struct field *f;

	if (map->kind == VAL_DICT)
		return map->u.dict.entries[i];
	f = &map->u.map.fields[i];
	return (struct entry){ make_text(ev, f->key, f->key_at), f->val };
}

/* The order of keys in a VAL_DICT (make_map). */
int
map_key_compare(const struct val *a, const struct val *b)
{
	int x = a->kind == VAL_BOOL ? 0 : a->kind == VAL_STRING ? 2 : 1;
	int y = b->kind == VAL_BOOL ? 0 : b->kind == VAL_STRING ? 2 : 1;

	if (x != y)
		return x < y ? -1 : 1;
	return eval_compare(a, b);
}

const struct val *
map_lookup(const struct val *map, const struct val *key)
{
	size_t low = 0, high = map_size(map);

	if (map->kind == VAL_MAP)
		return key->kind == VAL_STRING ? val_get(map, key->u.str) : NULL;
	if (!is_number(key) && key->kind != VAL_BOOL && key->kind != VAL_STRING)
		return NULL;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = map_key_compare(key, map->u.dict.entries[mid].key);

		if (c == 0)
			return map->u.dict.entries[mid].val;
		if (c == COMPARE_NAN)
			return NULL;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

static const struct val *
in(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct val *both[2] = { a, b };

	if (b->kind == VAL_MAP || b->kind == VAL_DICT)
		return make_bool(map_lookup(b, a) != NULL);
	if (b->kind != VAL_LIST)
		return fault_kinds(ev, e->at, "in", both, 2);
	for (size_t i = 0; i < b->u.list.len; i++)
		if (eval_equal(ev, a, b->u.list.items[i]))
			return &val_true;
	return &val_false;
}

const struct val *
eval_relation(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	static const char *const names[] = { [OP_LT] = "<", [OP_LE] = "<=", [OP_GT] = ">", [OP_GE] = ">=" };
	const struct val *both[2] = { a, b };
	int c;

	if (e->op == OP_IN)
		return in(ev, e, a, b);
	if (e->op == OP_EQ)
		return make_bool(eval_equal(ev, a, b));
	if (e->op == OP_NE)
		return make_bool(!eval_equal(ev, a, b));
	c = eval_compare(a, b);
	if (c == COMPARE_NONE)
		return fault_kinds(ev, e->at, names[e->op], both, 2);
	if (c == COMPARE_NAN)
		return &val_false;
	if (e->op == OP_LT)
		return make_bool(c < 0);
	if (e->op == OP_LE)
		return make_bool(c <= 0);
	return make_bool(e->op == OP_GT ? c > 0 : c >= 0);
}
