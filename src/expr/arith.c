/* SPDX-License-Identifier: Apache-2.0 */
/* arith.c - arithmetic: nothing wraps, nothing is rounded to another type
 * (langdef.md, "Overflow"). */
#include <math.h>

#include "base/num.h"
#include "expr/eval.h"
#include "expr/time.h"

static const char *const names[] = {
	[OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*", [OP_DIV] = "/", [OP_MOD] = "%",
};

static const struct val *
overflow(struct eval *ev, struct span at, const char *what)
{
	return fault(ev, DIAG_EXPR_OVERFLOW, at, "%s overflow", what);
}

static const struct val *
int_arith(struct eval *ev, const struct expr *e, int64_t a, int64_t b)
{
	int64_t n = 0;
	bool fits = true;

	if (e->op >= OP_DIV && b == 0)
		return fault(ev, DIAG_EXPR_DIVIDE, e->at, "division by zero");
	if (e->op == OP_ADD)
		fits = num_add(a, b, &n);
	else if (e->op == OP_SUB)
		fits = num_sub(a, b, &n);
	else if (e->op == OP_MUL)
		fits = num_mul(a, b, &n);
	else if (a == INT64_MIN && b == -1)
		fits = false;
	else
		n = e->op == OP_DIV ? a / b : a % b;
	return fits ? make_int(ev, n, e->at) : overflow(ev, e->at, "integer");
}

static const struct val *
uint_arith(struct eval *ev, const struct expr *e, uint64_t a, uint64_t b)
{
	uint64_t n = 0;
	bool over = false;

	if (e->op >= OP_DIV && b == 0)
		return fault(ev, DIAG_EXPR_DIVIDE, e->at, "division by zero");
	if (e->op == OP_ADD)
		over = __builtin_add_overflow(a, b, &n);
	else if (e->op == OP_SUB)
		over = __builtin_sub_overflow(a, b, &n);
	else if (e->op == OP_MUL)
		over = __builtin_mul_overflow(a, b, &n);
	else
		n = e->op == OP_DIV ? a / b : a % b;
	return over ? overflow(ev, e->at, "unsigned integer") : make_uint(ev, n, e->at);
}

static const struct val *
double_arith(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct val *both[2] = { a, b };
	double x = a->u.d, y = b->u.d;

	switch ((enum expr_op)e->op) {
	case OP_ADD:
		return make_double(ev, x + y, e->at);
	case OP_SUB:
		return make_double(ev, x - y, e->at);
	case OP_MUL:
		return make_double(ev, x * y, e->at);
	case OP_DIV:
		/* IEEE 754: infinities and NaN are results. */
		return make_double(ev, y != 0 ? x / y : x == 0 || isnan(x) ? (double)NAN : copysign(INFINITY, x) * copysign(1, y), e->at);
	default:
		return fault_kinds(ev, e->at, names[e->op], both, 2);
	}
}

static const struct val *
concat(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	struct slice s;

	if (!eval_spend(ev, a->u.str.len) || !eval_spend(ev, b->u.str.len))
		return eval_stop(ev, e->at);
	s = arena_join(ev->arena, a->u.str, b->u.str);
	return a->kind == VAL_STRING ? make_text(ev, s, e->at) : make_bytes(ev, s, e->at);
}

static const struct val *
concat_lists(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	struct list_build l = LIST_BUILD_INIT(ev->arena);

	if (!eval_spend(ev, a->u.list.len) || !eval_spend(ev, b->u.list.len))
		return eval_stop(ev, e->at);
	for (size_t i = 0; i < a->u.list.len; i++)
		list_build_add(&l, a->u.list.items[i]);
	for (size_t i = 0; i < b->u.list.len; i++)
		list_build_add(&l, b->u.list.items[i]);
	return make_list(ev, &l, e->at);
}

static const struct val *
add_others(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct val *both[2] = { a, b };

	if (a->kind == VAL_TIMESTAMP && b->kind == VAL_DURATION)
		return time_shift(ev, a->u.time, b->u.i, e->at);
	if (a->kind == VAL_DURATION && b->kind == VAL_TIMESTAMP)
		return time_shift(ev, b->u.time, a->u.i, e->at);
	return fault_kinds(ev, e->at, "+", both, 2);
}

static const struct val *
duration_arith(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct val *both[2] = { a, b };
	int64_t n;

	if (e->op != OP_ADD && e->op != OP_SUB)
		return fault_kinds(ev, e->at, names[e->op], both, 2);
	if (e->op == OP_ADD ? !num_add(a->u.i, b->u.i, &n) : !num_sub(a->u.i, b->u.i, &n))
		return overflow(ev, e->at, "duration");
	return make_duration(ev, n, e->at);
}

static const struct val *
time_arith(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct val *both[2] = { a, b };

	if (e->op == OP_SUB && b->kind == VAL_TIMESTAMP)
		return time_between(ev, a->u.time, b->u.time, e->at);
	if (e->op != OP_SUB || b->kind != VAL_DURATION)
		return fault_kinds(ev, e->at, names[e->op], both, 2);
	if (b->u.i == INT64_MIN)
		return overflow(ev, e->at, "duration");
	return time_shift(ev, a->u.time, -b->u.i, e->at);
}

const struct val *
eval_arith(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct val *both[2] = { a, b };

	if (a->kind != b->kind)
		return e->op == OP_ADD ? add_others(ev, e, a, b)
		       : a->kind == VAL_TIMESTAMP ? time_arith(ev, e, a, b)
		                                  : fault_kinds(ev, e->at, names[e->op], both, 2);
	switch ((enum val_kind)a->kind) {
	case VAL_INT:
		return int_arith(ev, e, a->u.i, b->u.i);
	case VAL_UINT:
		return uint_arith(ev, e, a->u.u, b->u.u);
	case VAL_DOUBLE:
		return double_arith(ev, e, a, b);
	case VAL_DURATION:
		return duration_arith(ev, e, a, b);
	case VAL_TIMESTAMP:
		return time_arith(ev, e, a, b);
	case VAL_STRING:
	case VAL_BYTES:
		if (e->op == OP_ADD)
			return concat(ev, e, a, b);
		break;
	case VAL_LIST:
		if (e->op == OP_ADD)
			return concat_lists(ev, e, a, b);
		break;
	default:
		break;
	}
	return fault_kinds(ev, e->at, names[e->op], both, 2);
}

const struct val *
eval_negate(struct eval *ev, const struct expr *e, const struct val *v)
{
	int64_t n;

	if (is_bad(v))
		return v;
	if (v->kind == VAL_INT)
		return num_sub(0, v->u.i, &n) ? make_int(ev, n, e->at) : overflow(ev, e->at, "integer");
	if (v->kind == VAL_DOUBLE)
		return make_double(ev, -v->u.d, e->at);
	return fault_kinds(ev, e->at, "-", &v, 1);
}
