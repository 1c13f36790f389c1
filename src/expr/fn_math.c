/* SPDX-License-Identifier: Apache-2.0 */
/* fn_math.c - cel-go's ext Math. */
#include <math.h>

#include "expr/builtin.h"

static bool
is_number(const struct val *v)
{
	return v->kind == VAL_INT || v->kind == VAL_UINT || v->kind == VAL_DOUBLE;
}

/* The largest (want 1) or smallest (want -1) of numbers of any type. */
static const struct val *
extreme(const struct call *c, int want, const char *name)
{
	const struct val *const *items = c->args, *best;
	size_t n = c->n;

	if (n == 1 && items[0]->kind == VAL_LIST) {
		n = items[0]->u.list.len;
		items = items[0]->u.list.items;
	}
	if (n == 0)
		return fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "'%s' of nothing", name);
	if (!eval_spend(c->ev, n))
		return eval_stop(c->ev, c->e->at);
	best = items[0];
	for (size_t i = 0; i < n; i++) {
		if (!is_number(items[i]))
			return fault_kinds(c->ev, c->e->at, name, &items[i], 1);
		if (eval_compare(items[i], best) == want)
			best = items[i];
	}
	return best;
}

const struct val *
fn_greatest(const struct call *c)
{
	return extreme(c, 1, "math.greatest");
}

const struct val *
fn_least(const struct call *c)
{
	return extreme(c, -1, "math.least");
}

static const struct val *
of_double(const struct call *c, double d)
{
	return make_double(c->ev, d, c->e->at);
}

const struct val *
fn_ceil(const struct call *c)
{
	return of_double(c, ceil(c->args[0]->u.d));
}

const struct val *
fn_floor(const struct call *c)
{
	return of_double(c, floor(c->args[0]->u.d));
}

/* Halves go away from zero. */
const struct val *
fn_round(const struct call *c)
{
	return of_double(c, round(c->args[0]->u.d));
}

const struct val *
fn_trunc(const struct call *c)
{
	return of_double(c, trunc(c->args[0]->u.d));
}

const struct val *
fn_sqrt(const struct call *c)
{
	const struct val *v = c->args[0];

	return of_double(c, sqrt(v->kind == VAL_INT ? (double)v->u.i : v->kind == VAL_UINT ? (double)v->u.u : v->u.d));
}

const struct val *
fn_abs(const struct call *c)
{
	const struct val *v = c->args[0];

	if (v->kind == VAL_UINT)
		return v;
	if (v->kind == VAL_DOUBLE)
		return of_double(c, fabs(v->u.d));
	if (v->u.i == INT64_MIN)
		return fault(c->ev, DIAG_EXPR_OVERFLOW, c->e->at, "integer overflow");
	return make_int(c->ev, v->u.i < 0 ? -v->u.i : v->u.i, c->e->at);
}

const struct val *
fn_sign(const struct call *c)
{
	const struct val *v = c->args[0];

	if (v->kind == VAL_UINT)
		return make_uint(c->ev, v->u.u > 0, c->e->at);
	if (v->kind == VAL_INT)
		return make_int(c->ev, (v->u.i > 0) - (v->u.i < 0), c->e->at);
	return of_double(c, isnan(v->u.d) ? v->u.d : (v->u.d > 0) - (v->u.d < 0));
}

const struct val *
fn_is_inf(const struct call *c)
{
	return make_bool(isinf(c->args[0]->u.d) != 0);
}

const struct val *
fn_is_nan(const struct call *c)
{
	return make_bool(isnan(c->args[0]->u.d) != 0);
}

const struct val *
fn_is_finite(const struct call *c)
{
	return make_bool(isfinite(c->args[0]->u.d) != 0);
}

/* The bits of an int or uint, as a value of the same type. */
static const struct val *
bits(const struct call *c, uint64_t u)
{
	return c->args[0]->kind == VAL_UINT ? make_uint(c->ev, u, c->e->at) : make_int(c->ev, (int64_t)u, c->e->at);
}

const struct val *
fn_bit_and(const struct call *c)
{
	return bits(c, c->args[0]->u.u & c->args[1]->u.u);
}

const struct val *
fn_bit_or(const struct call *c)
{
	return bits(c, c->args[0]->u.u | c->args[1]->u.u);
}

const struct val *
fn_bit_xor(const struct call *c)
{
	return bits(c, c->args[0]->u.u ^ c->args[1]->u.u);
}

const struct val *
fn_bit_not(const struct call *c)
{
	return bits(c, ~c->args[0]->u.u);
}

/* Bits beyond the 64th are lost; zeros come in from either side. */
static const struct val *
shift(const struct call *c, bool left)
{
	int64_t by = c->args[1]->u.i;
	uint64_t u = c->args[0]->u.u;

	if (by < 0)
		return fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "bits cannot be shifted by %lld", (long long)by);
	if (by > 63)
		return bits(c, 0);
	return bits(c, left ? u << by : u >> by);
}

const struct val *
fn_bit_shift_left(const struct call *c)
{
	return shift(c, true);
}

const struct val *
fn_bit_shift_right(const struct call *c)
{
	return shift(c, false);
}
