/* SPDX-License-Identifier: Apache-2.0 */
/* fn_quantity.c - Kubernetes' quantity library. */
#include "expr/builtin.h"
#include "expr/opaque.h"
#include "expr/quantity.h"

static bool
equal(const void *a, const void *b)
{
	return quantity_compare(a, b) == 0;
}

static void
print(struct buf *out, const void *data)
{
	quantity_print(out, data);
}

const struct val_opaque opaque_quantity = {
	"kubernetes.Quantity", "quantity", OPAQUE_QUANTITY, equal, print,
};

static const struct quantity *
get(const struct call *c, size_t i)
{
	return c->args[i]->u.opaque.data;
}

const struct val *
fn_quantity(const struct call *c)
{
	struct quantity *q = arena_new(c->ev->arena, struct quantity);
	struct slice s = c->args[0]->u.str;
	const char *wrong;

	if (!eval_spend(c->ev, s.len))
		return eval_stop(c->ev, c->e->at);
	wrong = quantity_parse(s, q);
	if (wrong)
		return fault(c->ev, DIAG_EXPR_CONVERT, c->e->u.call.args[0]->at, "'%.*s' is no quantity: %s",
		             SLICE_FMT(slice_sub(s, 0, 80)), wrong);
	return make_opaque(c->ev, &opaque_quantity, q, c->e->at);
}

const struct val *
fn_is_quantity(const struct call *c)
{
	struct quantity q;

	if (!eval_spend(c->ev, c->args[0]->u.str.len))
		return eval_stop(c->ev, c->e->at);
	return make_bool(quantity_parse(c->args[0]->u.str, &q) == NULL);
}

const struct val *
fn_quantity_is_integer(const struct call *c)
{
	int64_t n;

	return make_bool(quantity_integer(get(c, 0), &n));
}

const struct val *
fn_quantity_as_integer(const struct call *c)
{
	int64_t n;
	struct buf b = BUF_IN(c->ev->arena);
	const struct val *v;

	if (quantity_integer(get(c, 0), &n))
		return make_int(c->ev, n, c->e->at);
	quantity_print(&b, get(c, 0));
	v = fault(c->ev, DIAG_EXPR_CONVERT, c->e->at, "the quantity %.*s is no integer of 64 bits",
	          SLICE_FMT(slice_sub(buf_slice(&b), 0, 80)));
	return v;
}

const struct val *
fn_quantity_as_float(const struct call *c)
{
	return make_double(c->ev, quantity_double(get(c, 0)), c->e->at);
}

const struct val *
fn_quantity_sign(const struct call *c)
{
	return make_int(c->ev, quantity_sign(get(c, 0)), c->e->at);
}

/* The second operand may be an int. */
static const struct quantity *
operand(const struct call *c, struct quantity *number)
{
	if (c->args[1]->kind != VAL_INT)
		return get(c, 1);
	*number = quantity_of(c->args[1]->u.i);
	return number;
}

static const struct val *
result(const struct call *c, bool exact, struct quantity q)
{
	struct quantity *copy = arena_new(c->ev->arena, struct quantity);

	if (!exact)
		return fault(c->ev, DIAG_EXPR_OVERFLOW, c->e->at, "quantity overflow");
	*copy = q;
	return make_opaque(c->ev, &opaque_quantity, copy, c->e->at);
}

const struct val *
fn_quantity_add(const struct call *c)
{
	struct quantity number, sum;
	bool exact = quantity_add(get(c, 0), operand(c, &number), &sum);

	return result(c, exact, sum);
}

const struct val *
fn_quantity_sub(const struct call *c)
{
	struct quantity number, rest;
	bool exact = quantity_sub(get(c, 0), operand(c, &number), &rest);

	return result(c, exact, rest);
}

const struct val *
fn_quantity_compare(const struct call *c)
{
	return make_int(c->ev, quantity_compare(get(c, 0), get(c, 1)), c->e->at);
}

const struct val *
fn_quantity_greater(const struct call *c)
{
	return make_bool(quantity_compare(get(c, 0), get(c, 1)) > 0);
}

const struct val *
fn_quantity_less(const struct call *c)
{
	return make_bool(quantity_compare(get(c, 0), get(c, 1)) < 0);
}
