/* SPDX-License-Identifier: Apache-2.0 */
/* narrow.c - what is known where the value of an expression is of a type:
 * facts about the paths that it was made of. */
#include <string.h>

#include "expr/assume.h"

/* What is known of a path, absent ones included. NULL: there is no such path. */
static const struct type *
path_type(struct infer *in, const struct infer_named *named, const struct expr *e, bool *optional)
{
	const struct expr *of = NULL;
	struct slice key;

	*optional = false;
	if (!named->path.nkeys)
		return infer_quiet(in, e);
	infer_step(e, &of, &key);
	return infer_field_now(in, &named->path, of, optional);
}

/* A path has a value in `to`. */
static bool
narrow_path(struct infer *in, const struct infer_named *named, const struct expr *e, const struct type *to)
{
	bool optional;
	const struct type *t = path_type(in, named, e, &optional), *both = type_meet(in->arena, t, to);

	if (!both->kinds)
		return false;
	if (both != t || optional)
		infer_know(in, &named->path, both, false);
	return true;
}

/* optional.orValue(other) is in `to`: which of both it was. */
static bool
narrow_or_value(struct infer *in, const struct expr *e, const struct type *to)
{
	const struct expr *left = e->u.binary.left;
	const struct type *other = infer_quiet(in, e->u.binary.right), *t;
	struct infer_named named;
	bool optional, absent;

	if (!infer_path_of(left, &named) || !named.path.nkeys || infer_quiet(in, left)->kinds != KIND(VAL_OPTIONAL))
		return true;
	t = path_type(in, &named, left, &optional);
	absent = infer_may_equal(in, other, to);
	t = type_meet(in->arena, t, to);
	if (!t->kinds && !absent)
		return false;
	if (!t->kinds || !absent || !type_is_any(t))
		infer_know(in, &named.path, t, absent && t->kinds);
	return true;
}

/* x + c or x - c is in a range. */
static bool
narrow_sum(struct infer *in, const struct expr *e, const struct type *to)
{
	const struct expr *left = e->u.binary.left, *right = e->u.binary.right;
	enum expr_op back = e->op == OP_ADD ? OP_SUB : OP_ADD;
	const struct type *y = infer_quiet(in, right), *x = infer_quiet(in, left);

	if ((e->op != OP_ADD && e->op != OP_SUB) || to->kinds != KIND(VAL_INT) || x->kinds != KIND(VAL_INT) ||
	    y->kinds != KIND(VAL_INT))
		return true;
	/* What overflows does not come, so saturated ends are right ones. */
	if (y->lo == y->hi)
		return infer_narrow(in, left, infer_range(in, back, to, y));
	return true;
}

/* size(x) is in a range. */
static bool
narrow_size(struct infer *in, const struct expr *e, const struct type *to)
{
	const struct expr *arg = e->u.call.args[0];
	const struct type *t = infer_quiet(in, arg);
	struct type *sized;
	size_t lo, hi;

	if (to->kinds != KIND(VAL_INT) || (t->kinds != KIND(VAL_LIST) && t->kinds != KIND(VAL_STRING)))
		return true;
	lo = to->lo > 0 ? (size_t)to->lo : 0;
	hi = to->hi < 0 ? 0 : to->hi == INT64_MAX ? SIZE_MAX : (size_t)to->hi;
	if (t->kinds == KIND(VAL_STRING))
		return infer_narrow(in, arg, type_text(in->arena, lang_length(in->arena, &lang_any, lo, hi)));
	sized = arena_new(in->arena, struct type);
	*sized = *t;
	sized->min = lo;
	sized->max = hi;
	return infer_narrow(in, arg, sized);
}

static bool
narrow_cond(struct infer *in, const struct expr *e, const struct type *to)
{
	const struct infer_fact *base = in->facts, *yes, *no;
	bool can_yes = infer_assume(in, e->u.cond.test, true) && infer_narrow(in, e->u.cond.yes, to), can_no;

	yes = in->facts;
	in->facts = base;
	can_no = infer_assume(in, e->u.cond.test, false) && infer_narrow(in, e->u.cond.no, to);
	no = in->facts;
	if (!can_yes || !can_no) {
		in->facts = can_yes ? yes : can_no ? no : base;
		return can_yes || can_no;
	}
	infer_know_either(in, base, yes, no);
	return true;
}

static bool
is_size(const struct expr *e)
{
	return e->kind == EX_CALL && e->u.call.nargs == 1 && e->u.call.noverloads &&
	       strcmp(e->u.call.overloads[0].fn->name, "size") == 0;
}

/* The value of e is in `to`. */
static bool
narrow_value(struct infer *in, const struct expr *e, const struct type *to)
{
	struct infer_named named;
	struct infer inner;
	const struct infer_fact *before;
	const struct expr *def;

	if (e->kind == EX_CONST)
		return infer_may_equal(in, type_of_val(in->arena, e->u.val), to);
	if (e->kind == EX_COND)
		return narrow_cond(in, e, to);
	if (e->kind == EX_OPT_OR_VALUE)
		return narrow_or_value(in, e, to);
	if (e->kind == EX_BINARY && e->op >= OP_ADD)
		return narrow_sum(in, e, to);
	if (is_size(e))
		return narrow_size(in, e, to);
	if (e->kind == EX_HAS || !infer_path_of(e, &named) || infer_quiet(in, e)->kinds == KIND(VAL_OPTIONAL))
		return true;
	if (!narrow_path(in, &named, e, to))
		return false;
	if (!infer_begin_definition(in, e, &inner, &def))
		return true;
	before = inner.facts;
	/* Of a condition, all that its parts say. */
	if (to->kinds == KIND(VAL_BOOL) && to->can_true != to->can_false ? !infer_assume(&inner, def, to->can_true)
	                                                                  : !infer_narrow(&inner, def, to))
		return false;
	infer_end_definition(in, &inner, before);
	return true;
}

bool
infer_narrow(struct infer *in, const struct expr *e, const struct type *to)
{
	bool can;

	if (in->depth >= INFER_DEPTH_MAX || ++in->work > INFER_WORK_MAX || type_is_any(to))
		return true;
	if (!to->kinds)
		return false;
	in->depth++;
	can = narrow_value(in, e, to);
	in->depth--;
	return can;
}

/* The value of e is not v. */
bool
infer_exclude(struct infer *in, const struct expr *e, const struct val *v)
{
	const struct type *t = infer_quiet(in, e), *left;

	if (v->kind == VAL_NULL || v->kind == VAL_BOOL || v->kind == VAL_INT || v->kind == VAL_STRING) {
		left = type_without(in->arena, t, v);
		return left == t ? true : infer_narrow(in, e, left);
	}
	return true;
}
