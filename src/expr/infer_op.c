/* SPDX-License-Identifier: Apache-2.0 */
/* infer_op.c - the types of + - * / % (arith.c does it with values). */
#include "expr/infer_priv.h"

static const char *const names[] = {
	[OP_ADD] = "'+'", [OP_SUB] = "'-'", [OP_MUL] = "'*'", [OP_DIV] = "'/'", [OP_MOD] = "'%'", [OP_NEG] = "'-'",
};

#define PAIR(a, b) (KIND(a) | KIND(b))

/* Which kind comes out; 0: these two cannot be taken. */
static uint32_t
result_of(enum expr_op op, uint32_t x, uint32_t y)
{
	if (x == y) {
		if (x == KIND(VAL_INT) || x == KIND(VAL_UINT))
			return x;
		if (x == KIND(VAL_DOUBLE))
			return op == OP_MOD ? 0 : x;
		if (x == KIND(VAL_STRING) || x == KIND(VAL_BYTES) || x == KIND(VAL_LIST))
			return op == OP_ADD ? x : 0;
		if (x == KIND(VAL_DURATION))
			return op == OP_ADD || op == OP_SUB ? x : 0;
		return x == KIND(VAL_TIMESTAMP) && op == OP_SUB ? KIND(VAL_DURATION) : 0;
	}
	if ((x | y) == PAIR(VAL_TIMESTAMP, VAL_DURATION) && (op == OP_ADD || (op == OP_SUB && x == KIND(VAL_TIMESTAMP))))
		return KIND(VAL_TIMESTAMP);
	return 0;
}

struct pairs {
	uint32_t results;
	uint32_t left, right;  /* kinds of a side that have a partner */
	bool all;              /* every pair can be taken */
};

/* Every pair of kinds that may meet. */
static struct pairs
match(enum expr_op op, uint32_t x, uint32_t y)
{
	struct pairs p = { .all = true };

	for (unsigned i = 1; i <= VAL_OPAQUE; i++)
		for (unsigned k = 1; k <= VAL_OPAQUE; k++) {
			uint32_t result = (x & KIND(i)) && (y & KIND(k)) ? result_of(op, KIND(i), KIND(k)) : 0;

			if (!(x & KIND(i)) || !(y & KIND(k)))
				continue;
			p.results |= result;
			if (result) {
				p.left |= KIND(i);
				p.right |= KIND(k);
			} else {
				p.all = false;
			}
		}
	/* Opaque types cannot be computed with. */
	p.all &= !((x | y) >> (VAL_OPAQUE + 1));
	return p;
}

/* False after a message. */
static bool
check(struct infer *in, const struct expr *e, const struct type *x, const struct type *y)
{
	bool any = type_is_any(x) || type_is_any(y);
	struct pairs p = match((enum expr_op)e->op, x->kinds, y->kinds);
	struct slice a, b;
	struct diag *d;

	if (p.all || (type_is_any(x) && type_is_any(y)))
		return true;
	if (!type_is_any(x) && p.left && (x->kinds & ~p.left)) {
		infer_say_kinds(in, e->u.binary.left, x, p.left, names[e->op]);
		return false;
	}
	if (!type_is_any(y) && p.right && (y->kinds & ~p.right)) {
		infer_say_kinds(in, e->u.binary.right, y, p.right, names[e->op]);
		return false;
	}
	if (any && p.results)
		return true;
	if (!in->diags)
		return false;
	a = infer_kinds(in, x->kinds);
	b = infer_kinds(in, y->kinds);
	d = infer_say(in, DIAG_EXPR_TYPE, e->at, "%s cannot take %.*s and %.*s", names[e->op], SLICE_FMT(a), SLICE_FMT(b));
	if (type_may(x, KIND(VAL_OPTIONAL)) || type_may(y, KIND(VAL_OPTIONAL)))
		infer_note(in, d, SPAN_NONE, "an optional is opened with .orValue(...)");
	else if (type_may(x, KIND(VAL_STRING)) != type_may(y, KIND(VAL_STRING)))
		infer_note(in, d, SPAN_NONE, "nothing is converted silently: write string(...) or int(...)");
	return false;
}

static size_t
add_sizes(size_t x, size_t y)
{
	return x > SIZE_MAX - y ? SIZE_MAX : x + y;
}

static const struct type *
join_lists(struct infer *in, const struct type *x, const struct type *y)
{
	const struct type *item = !x->item ? y->item : !y->item ? x->item : type_join(in->arena, x->item, y->item);

	return type_list(in->arena, item, add_sizes(x->min, y->min), add_sizes(x->max, y->max));
}

/* Zero, and it is known to come. */
static bool
may_be_zero(const struct infer *in, const struct expr *e, const struct type *y)
{
	if (!type_may(y, KIND_INTS) || type_is_any(y))
		return false;
	if ((y->lo == 0 && !y->loose_lo) || (y->hi == 0 && !y->loose_hi))
		return true;
	/* Between the ends it comes when nobody computed or asked anything. */
	return y->schema && y->lo < 0 && y->hi > 0 && !y->loose_lo && !y->loose_hi && !infer_fact_of(in, e);
}

static bool
divides_by_zero(struct infer *in, const struct expr *e, const struct type *y)
{
	struct slice source = infer_source(in, e->u.binary.right);
	struct diag *d;

	if (e->op < OP_DIV || !may_be_zero(in, e->u.binary.right, y))
		return false;
	if (y->lo == y->hi) {
		infer_say(in, DIAG_EXPR_DIVIDE, e->u.binary.right->at, "division by zero");
		return true;
	}
	d = infer_say(in, DIAG_EXPR_DIVIDE, e->u.binary.right->at, "this may be zero: it is %.*s", SLICE_FMT(type_show(in->arena, y)));
	infer_note(in, d, SPAN_NONE, "ask first: %.*s == 0 ? ... : ...", SLICE_FMT(source));
	infer_note_schema(in, d, y, "its schema is here");
	return true;
}

/* Two that both move may do so together: their ends need not meet. */
static const struct type *
ints(struct infer *in, const struct expr *e, const struct type *x, const struct type *y)
{
	const struct type *t = infer_range(in, (enum expr_op)e->op, x, y);

	if (x->lo == x->hi || y->lo == y->hi || infer_apart(in, e->u.binary.left, e->u.binary.right))
		return t;
	return type_int_range(in->arena, t->lo, t->hi, true);
}

const struct type *
infer_arith(struct infer *in, const struct expr *e)
{
	const struct type *x = infer_value(in, e->u.binary.left), *y = infer_value(in, e->u.binary.right), *t;
	uint32_t results;

	if (!x->kinds || !y->kinds)
		return &type_never;
	if (!check(in, e, x, y) || divides_by_zero(in, e, y))
		return &type_any;
	if (type_is_any(x) && type_is_any(y))
		return &type_any;
	results = match((enum expr_op)e->op, x->kinds, y->kinds).results;
	t = type_kind(in->arena, results & ~(KIND_INTS | KIND(VAL_STRING) | KIND(VAL_LIST)));
	if (results & KIND(VAL_INT))
		t = type_join(in->arena, t, ints(in, e, x, y));
	if (results & KIND(VAL_UINT))
		t = type_join(in->arena, t, type_kind(in->arena, KIND(VAL_UINT)));
	if (results & KIND(VAL_STRING))
		t = type_join(in->arena, t, type_text(in->arena, lang_concat(in->arena, x->text, y->text)));
	if (results & KIND(VAL_LIST))
		t = type_join(in->arena, t, join_lists(in, x, y));
	return t;
}

const struct type *
infer_negate(struct infer *in, const struct expr *e)
{
	const struct type *t = infer_value(in, e->u.binary.left), *zero;
	const uint32_t good = KIND(VAL_INT) | KIND(VAL_DOUBLE);

	if (type_is_any(t))
		return type_kind(in->arena, good);
	if (t->kinds & ~good) {
		infer_say_kinds(in, e->u.binary.left, t, good, names[OP_NEG]);
		return &type_any;
	}
	if (!type_may(t, KIND(VAL_INT)))
		return t->kinds ? &type_double : t;
	zero = type_int_range(in->arena, 0, 0, false);
	return type_join(in->arena, infer_range(in, OP_SUB, zero, t), type_may(t, KIND(VAL_DOUBLE)) ? &type_double : &type_never);
}
