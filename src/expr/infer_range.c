/* SPDX-License-Identifier: Apache-2.0 */
/* infer_range.c - arithmetic on ranges. A bound of the result is known to be
 * reached when the bounds that make it are; what overflows saturates: the
 * value itself would be a mistake of its own. */
#include "base/num.h"
#include "expr/infer_priv.h"

struct corner {
	int64_t n;
	bool loose;
};

static int64_t
saturated(enum expr_op op, int64_t x, int64_t y)
{
	bool negative = op == OP_ADD ? x < 0 : op == OP_SUB ? x < 0 : (x < 0) != (y < 0);
	int64_t n = 0;
	bool fits;

	if (op == OP_DIV)
		fits = !(x == INT64_MIN && y == -1);
	else
		fits = op == OP_ADD ? num_add(x, y, &n) : op == OP_SUB ? num_sub(x, y, &n) : num_mul(x, y, &n);
	if (fits && op == OP_DIV)
		n = x / y;
	return fits ? n : negative ? INT64_MIN : INT64_MAX;
}

static void
widen(struct type *t, struct corner c, bool first)
{
	if (first || c.n < t->lo || (c.n == t->lo && !c.loose)) {
		t->lo = c.n;
		t->loose_lo = c.loose;
	}
	if (first || c.n > t->hi || (c.n == t->hi && !c.loose)) {
		t->hi = c.n;
		t->loose_hi = c.loose;
	}
}

/* All four corners; what lies between them is between their results. */
static void
corners(struct type *t, enum expr_op op, const struct type *x, const struct type *y, bool first)
{
	struct corner xs[2] = { { x->lo, x->loose_lo }, { x->hi, x->loose_hi } };
	struct corner ys[2] = { { y->lo, y->loose_lo }, { y->hi, y->loose_hi } };

	for (int i = 0; i < 4; i++) {
		const struct corner *p = &xs[i & 1], *q = &ys[i >> 1];

		widen(t, (struct corner){ saturated(op, p->n, q->n), p->loose || q->loose }, first && i == 0);
	}
}

/* A divisor is less than zero or more; zero was reported. */
static void
quotient(struct type *t, const struct type *x, const struct type *y)
{
	struct type part = *y;
	bool first = true;

	if (y->lo < 0) {
		part.hi = y->hi < -1 ? y->hi : -1;
		part.loose_hi = y->hi < 0 && y->loose_hi;
		corners(t, OP_DIV, x, &part, true);
		first = false;
	}
	if (y->hi <= 0)
		return;
	part = *y;
	part.lo = y->lo > 1 ? y->lo : 1;
	part.loose_lo = y->lo > 0 && y->loose_lo;
	corners(t, OP_DIV, x, &part, first);
}

/* The rest has the sign of x and is smaller than y. */
static void
remainder_of(struct type *t, const struct type *x, const struct type *y)
{
	int64_t most = y->lo == INT64_MIN ? INT64_MAX : y->hi > -y->lo ? y->hi : -y->lo;

	if (most > 0)
		most--;
	t->lo = x->lo >= 0 ? 0 : x->lo > -most ? x->lo : -most;
	t->hi = x->hi <= 0 ? 0 : x->hi < most ? x->hi : most;
	t->loose_lo = t->loose_hi = true;
	if (x->lo == x->hi && y->lo == y->hi && y->lo != 0 && y->lo != -1) {
		t->lo = t->hi = x->lo % y->lo;
		t->loose_lo = t->loose_hi = x->loose_lo || y->loose_lo;
	}
}

const struct type *
infer_range(struct infer *in, enum expr_op op, const struct type *x, const struct type *y)
{
	struct type *t = arena_new(in->arena, struct type);

	t->kinds = KIND(VAL_INT);
	if (op == OP_MOD)
		remainder_of(t, x, y);
	else if (op == OP_DIV && y->lo == 0 && y->hi == 0)
		return &type_int;
	else if (op == OP_DIV)
		quotient(t, x, y);
	else if (op == OP_MUL)
		corners(t, op, x, y, true);
	else {
		bool add = op == OP_ADD;

		t->lo = saturated(op, x->lo, add ? y->lo : y->hi);
		t->hi = saturated(op, x->hi, add ? y->hi : y->lo);
		t->loose_lo = x->loose_lo || (add ? y->loose_lo : y->loose_hi);
		t->loose_hi = x->loose_hi || (add ? y->loose_hi : y->loose_lo);
	}
	return t;
}

/* The end that all must reach at once is reached when only one of them moves. */
const struct type *
infer_least(struct infer *in, const struct type *const *types, size_t n, bool greatest)
{
	struct type *t = arena_new(in->arena, struct type);
	size_t moving = 0;

	for (size_t i = 0; i < n; i++) {
		const struct type *x = types[i];
		bool lo = i == 0 || (greatest ? x->lo > t->lo : x->lo < t->lo);
		bool hi = i == 0 || (greatest ? x->hi > t->hi : x->hi < t->hi);

		moving += x->lo != x->hi || x->loose_lo;
		if (lo || (x->lo == t->lo && !x->loose_lo)) {
			t->lo = x->lo;
			t->loose_lo = x->loose_lo;
		}
		if (hi || (x->hi == t->hi && !x->loose_hi)) {
			t->hi = x->hi;
			t->loose_hi = x->loose_hi;
		}
	}
	t->kinds = KIND(VAL_INT);
	if (moving > 1 && t->lo != t->hi) {
		t->loose_lo |= greatest;
		t->loose_hi |= !greatest;
	}
	return t;
}

static int64_t
clamp(size_t n)
{
	return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

const struct type *
infer_size(struct infer *in, const struct type *t)
{
	const struct type *size = &type_never;

	if (type_is_any(t))
		return type_int_range(in->arena, 0, INT64_MAX, true);
	if (type_may(t, KIND(VAL_STRING)))
		size = type_join(in->arena, size, type_int_range(in->arena, clamp(lang_min(t->text)), clamp(lang_max(t->text)), lang_is_loose(t->text)));
	if (type_may(t, KIND(VAL_LIST)))
		size = type_join(in->arena, size, type_int_range(in->arena, clamp(t->min), clamp(t->max), !t->schema && t->min != t->max));
	if (type_may(t, KIND_MAPS))
		size = type_join(in->arena, size, type_int_range(in->arena, clamp(type_map_min(t)), clamp(type_map_max(t)), t->rest || !t->schema));
	if (type_may(t, KIND(VAL_BYTES)))
		size = type_join(in->arena, size, type_int_range(in->arena, 0, INT64_MAX, true));
	return size;
}
