/* SPDX-License-Identifier: Apache-2.0 */
/* assume.c - what is known where a condition holds: facts about the paths in
 * it. A fact is only ever a weaker statement than the truth, so a condition
 * that contradicts what is known cannot hold. */
#include <string.h>

#include "expr/assume.h"
#include "expr/builtin.h"
#include "schema/node.h"

static bool assume(struct infer *in, const struct expr *e, bool truth);

/* One of both: the first is x with truth tx, the second x with the other truth, and y with ty. */
struct ways {
	const struct expr *x1, *y1, *x2, *y2;  /* NULL: nothing more */
	bool tx1, ty1, tx2, ty2;
};

static bool
assume_either(struct infer *in, const struct ways *w)
{
	const struct infer_fact *base = in->facts, *first, *second;
	bool can_first, can_second;

	can_first = assume(in, w->x1, w->tx1) && (!w->y1 || assume(in, w->y1, w->ty1));
	first = in->facts;
	in->facts = base;
	can_second = assume(in, w->x2, w->tx2) && (!w->y2 || assume(in, w->y2, w->ty2));
	second = in->facts;
	if (!can_first || !can_second) {
		in->facts = can_first ? first : can_second ? second : base;
		return can_first || can_second;
	}
	infer_know_either(in, base, first, second);
	return true;
}

bool
infer_only_asks(const struct expr *e)
{
	if (e->kind == EX_AND || e->kind == EX_OR)
		return infer_only_asks(e->u.binary.left) && infer_only_asks(e->u.binary.right);
	return e->kind == EX_HAS || (e->kind == EX_NOT && infer_only_asks(e->u.binary.left));
}

/* && and ||: both must hold, or one of them suffices. A left side that the
 * right one guards may have gone wrong, so nothing follows from it there. */
static bool
assume_logic(struct infer *in, const struct expr *e, bool truth)
{
	const struct expr *left = e->u.binary.left, *right = e->u.binary.right;

	if ((e->kind == EX_AND) == truth)
		return assume(in, left, truth) && assume(in, right, truth);
	if (infer_only_asks(right) && !infer_only_asks(left))
		return assume_either(in, &(struct ways){ .x1 = left, .tx1 = truth, .x2 = right, .tx2 = truth });
	return assume_either(in, &(struct ways){ .x1 = left, .tx1 = truth, .x2 = left, .tx2 = !truth, .y2 = right, .ty2 = truth });
}

static bool
assume_cond(struct infer *in, const struct expr *e, bool truth)
{
	return assume_either(in, &(struct ways){
		.x1 = e->u.cond.test, .tx1 = true, .y1 = e->u.cond.yes, .ty1 = truth,
		.x2 = e->u.cond.test, .tx2 = false, .y2 = e->u.cond.no, .ty2 = truth,
	});
}

/* The path with another last key. */
static const struct infer_fact *
sibling_fact(struct infer *in, const struct infer_path *path, struct slice key, struct infer_named *out)
{
	memcpy(out->keys, path->keys, path->nkeys * sizeof(*out->keys));
	out->keys[path->nkeys - 1] = key;
	out->path = *path;
	out->path.keys = out->keys;
	return infer_find(in->facts, NULL, &out->path);
}

/* Whether a branch asks for a field that is known to be absent. */
static bool
branch_is_out(struct infer *in, const struct infer_path *path, const struct schema *branch)
{
	struct infer_named sibling;
	const struct infer_fact *f;

	for (size_t i = 0; i < branch->nrequired; i++) {
		f = sibling_fact(in, path, branch->required[i], &sibling);
		if (f && !f->type->kinds)
			return true;
	}
	return false;
}

/* 'oneOf: [{required: [a]}, {required: [b]}]': where a is absent, b is there. */
static void
require_rest(struct infer *in, const struct infer_path *path, const struct type *of, struct schemas branches)
{
	const struct schema *left = NULL;
	struct infer_named sibling;
	size_t n = 0;
	bool optional;

	for (size_t i = 0; i < branches.len; i++)
		if (!branch_is_out(in, path, schema_deref(branches.ptr[i]))) {
			left = schema_deref(branches.ptr[i]);
			n++;
		}
	for (size_t i = 0; n == 1 && i < left->nrequired; i++) {
		const struct type *t = type_field(of, left->required[i], &optional);

		if (t && t->kinds && optional && !sibling_fact(in, path, left->required[i], &sibling))
			infer_know(in, &sibling.path, t, false);
	}
}

/* A field is there, or is not. `path` has keys; `of` is what it is a field of. */
static bool
assume_there(struct infer *in, const struct infer_path *path, const struct expr *of, bool there)
{
	bool optional;
	const struct type *t = infer_field_now(in, path, of, &optional), *whole;

	if (there && !t->kinds)
		return false;
	if (!there && !optional)
		return false;
	infer_know(in, path, there ? t : &type_never, false);
	whole = there ? &type_any : infer_node(in, of, false);
	if (whole->schema) {
		require_rest(in, path, whole, schema_deref(whole->schema)->any_of);
		require_rest(in, path, whole, schema_deref(whole->schema)->one_of);
	}
	return true;
}

static bool
assume_has(struct infer *in, const struct expr *e, bool truth)
{
	struct infer_named named;

	return !infer_path_of(e, &named) || assume_there(in, &named.path, e->u.select.of, truth);
}

/* 'key' in map */
static bool
assume_key(struct infer *in, const struct expr *e, bool truth)
{
	const struct expr *left = e->u.binary.left, *map = e->u.binary.right;
	struct infer_named named;
	struct infer_path path;
	struct slice keys[INFER_KEYS];

	if (left->kind != EX_CONST || !val_is(left->u.val, VAL_STRING) || !infer_path_of(map, &named) ||
	    named.path.nkeys == INFER_KEYS)
		return true;
	if (infer_node(in, map, false)->kinds != KIND(VAL_MAP))
		return true;
	path = named.path;
	if (path.nkeys)
		memcpy(keys, path.keys, path.nkeys * sizeof(*keys));
	keys[path.nkeys++] = left->u.val->u.str;
	path.keys = keys;
	return assume_there(in, &path, map, truth);
}

static const struct val *
constant(const struct type *t)
{
	return t->one && t->one->kind <= VAL_STRING ? t->one : NULL;
}

static bool
assume_in(struct infer *in, const struct expr *e, bool truth)
{
	const struct type *list = infer_quiet(in, e->u.binary.right);
	const struct expr *right = e->u.binary.right;

	if (!type_is_any(list) && type_may(list, KIND_MAPS))
		return assume_key(in, e, truth);
	if (type_is_any(list) || list->kinds != KIND(VAL_LIST))
		return true;
	if (!list->item)
		return !truth;
	/* Numbers of other kinds may be equal too. */
	if (list->item->kinds & (KIND(VAL_DOUBLE) | KIND(VAL_UINT)))
		return true;
	if (truth)
		return infer_narrow(in, e->u.binary.left, list->item);
	if (right->kind == EX_CONST)
		for (size_t i = 0; i < right->u.val->u.list.len; i++)
			if (!infer_exclude(in, e->u.binary.left, right->u.val->u.list.items[i]))
				return false;
	if (right->kind == EX_LIST)
		for (size_t i = 0; i < right->u.list.len; i++)
			if (right->u.list.entries[i].val->kind == EX_CONST && !right->u.list.entries[i].optional &&
			    !infer_exclude(in, e->u.binary.left, right->u.list.entries[i].val->u.val))
				return false;
	return true;
}

/* type(x) == int */
static bool
assume_type(struct infer *in, const struct expr *e, const struct val *v, bool truth)
{
	static const struct { const char *name; uint32_t kinds; } names[] = {
		{ "bool", KIND(VAL_BOOL) }, { "bytes", KIND(VAL_BYTES) }, { "double", KIND(VAL_DOUBLE) }, { "int", KIND(VAL_INT) },
		{ "list", KIND(VAL_LIST) }, { "map", KIND_MAPS }, { "null_type", KIND(VAL_NULL) }, { "string", KIND(VAL_STRING) },
		{ "uint", KIND(VAL_UINT) }, { "optional_type", KIND(VAL_OPTIONAL) },
	};
	const struct expr *arg = e->u.call.args[0];
	const struct type *t = infer_quiet(in, arg);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_is(v->u.str, names[i].name)) {
			if (!truth && type_is_any(t))
				return true;
			return infer_narrow(in, arg, type_only(in->arena, t, truth ? names[i].kinds : ~names[i].kinds));
		}
	return true;
}

static bool
is_type_call(const struct expr *e)
{
	return e->kind == EX_CALL && e->u.call.nargs == 1 && e->u.call.noverloads && e->u.call.overloads[0].fn->fn == fn_type;
}

static bool
assume_equal(struct infer *in, const struct expr *e, bool truth)
{
	const struct expr *left = e->u.binary.left, *right = e->u.binary.right;
	const struct type *x, *y;

	if (is_type_call(left) && right->kind == EX_CONST && right->u.val->kind == VAL_TYPE)
		return assume_type(in, left, right->u.val, truth);
	if (is_type_call(right) && left->kind == EX_CONST && left->u.val->kind == VAL_TYPE)
		return assume_type(in, right, left->u.val, truth);
	x = infer_quiet(in, left);
	y = infer_quiet(in, right);
	if (!truth) {
		if (infer_must_equal(x, y))
			return false;
		if (constant(y) && !infer_exclude(in, left, constant(y)))
			return false;
		return !constant(x) || infer_exclude(in, right, constant(x));
	}
	if (!infer_may_equal(in, x, y))
		return false;
	/* Numbers of other kinds may be equal too. */
	if ((x->kinds | y->kinds) & (KIND(VAL_DOUBLE) | KIND(VAL_UINT)))
		return true;
	return (type_is_any(y) || infer_narrow(in, left, y)) && (type_is_any(x) || infer_narrow(in, right, x));
}

static const struct type *
at_most(struct infer *in, const struct type *t, bool strict)
{
	bool end = t->hi == INT64_MIN;
	struct type *r = arena_new(in->arena, struct type);

	*r = type_int;
	r->loose_lo = false;
	r->hi = strict && !end ? t->hi - 1 : t->hi;
	r->loose_hi = t->loose_hi;
	return r;
}

static const struct type *
at_least(struct infer *in, const struct type *t, bool strict)
{
	struct type *r = arena_new(in->arena, struct type);

	*r = type_int;
	r->loose_hi = false;
	r->lo = strict && t->lo != INT64_MAX ? t->lo + 1 : t->lo;
	r->loose_lo = t->loose_lo;
	return r;
}

/* Both sides integers: each bounds the other. */
static bool
assume_order(struct infer *in, const struct expr *e, bool truth)
{
	bool less = e->op == OP_LT || e->op == OP_LE, strict = e->op == OP_LT || e->op == OP_GT;
	const struct expr *small = less == truth ? e->u.binary.left : e->u.binary.right;
	const struct expr *large = less == truth ? e->u.binary.right : e->u.binary.left;
	const struct type *x = infer_quiet(in, small), *y = infer_quiet(in, large);

	if (!truth)
		strict = !strict;
	if (x->kinds != KIND(VAL_INT) || y->kinds != KIND(VAL_INT))
		return true;
	if (strict ? x->lo >= y->hi : x->lo > y->hi)
		return false;
	return infer_narrow(in, small, at_most(in, y, strict)) && infer_narrow(in, large, at_least(in, x, strict));
}


static bool
is_has_value(const struct expr *e)
{
	return e->kind == EX_CALL && e->u.call.noverloads && e->u.call.overloads[0].fn->fn == fn_has_value;
}

bool
infer_assume_some(struct infer *in, const struct expr *e, bool some)
{
	struct diags *diags = in->diags;
	const struct expr *of;
	struct infer_named named;
	struct slice key;
	bool can = true;

	in->diags = NULL;
	if (infer_path_of(e, &named) && named.path.nkeys && infer_quiet(in, e)->kinds == KIND(VAL_OPTIONAL)) {
		infer_step(e, &of, &key);
		can = assume_there(in, &named.path, of, some);
	}
	in->diags = diags;
	return can;
}

static bool
by_kind(struct infer *in, const struct expr *e, bool truth)
{
	switch ((enum expr_kind)e->kind) {
	case EX_NOT:
		return assume(in, e->u.binary.left, !truth);
	case EX_AND:
	case EX_OR:
		return assume_logic(in, e, truth);
	case EX_COND:
		return assume_cond(in, e, truth);
	case EX_HAS:
		return assume_has(in, e, truth);
	case EX_BINARY:
		if (e->op == OP_IN)
			return assume_in(in, e, truth);
		if (e->op == OP_EQ || e->op == OP_NE)
			return assume_equal(in, e, (e->op == OP_EQ) == truth);
		return e->op >= OP_ADD || assume_order(in, e, truth);
	case EX_FOLD:
		return e->op != FOLD_ALL || !truth || infer_assume_all(in, e);
	case EX_CALL:
		if (!infer_assume_text(in, e, truth))
			return false;
		break;
	default:
		break;
	}
	if (is_has_value(e) && !infer_assume_some(in, e->u.call.args[0], truth))
		return false;
	return infer_narrow(in, e, infer_bool(truth, !truth));
}

/* Whether a leaf can be that; what has conditions inside is asked there. */
static bool
can_be(struct infer *in, const struct expr *e, bool truth)
{
	const struct type *t;

	if (e->kind == EX_AND || e->kind == EX_OR || e->kind == EX_NOT || e->kind == EX_COND)
		return true;
	t = infer_quiet(in, e);
	return type_is_any(t) || !type_may(t, KIND(VAL_BOOL)) || (truth ? t->can_true : t->can_false);
}

static bool
assume(struct infer *in, const struct expr *e, bool truth)
{
	bool can;

	if (in->depth >= INFER_DEPTH_MAX || ++in->work > INFER_WORK_MAX)
		return true;
	in->depth++;
	can = can_be(in, e, truth) && by_kind(in, e, truth);
	in->depth--;
	return can;
}

bool
infer_assume(struct infer *in, const struct expr *e, bool truth)
{
	struct diags *diags = in->diags;
	bool can;

	in->diags = NULL;
	can = assume(in, e, truth);
	in->diags = diags;
	return can;
}
