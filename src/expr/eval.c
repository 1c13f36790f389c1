/* SPDX-License-Identifier: Apache-2.0 */
/* eval.c - walking the tree (langdef.md, "Evaluation"). Recursion is bounded
 * by the tree's depth, work and memory by the cost limit. */
#include "expr/eval.h"

#include <assert.h>

#include "expr/opaque.h"

enum { STACK_ARGS = 6 };

/* What && and || make of their second operand: `absorbs` is the value that
 * decides alone, whatever the other side is, a mistake included. */
static const struct val *
logic(struct eval *ev, const struct expr *e, bool absorbs)
{
	const struct val *left = eval(ev, e->u.binary.left), *right, *both[2];

	if (left->kind == VAL_BOOL && left->u.b == absorbs)
		return left;
	if (eval_over(ev))
		return left;
	right = eval(ev, e->u.binary.right);
	if (right->kind == VAL_BOOL && (right->u.b == absorbs || left->kind == VAL_BOOL))
		return right;
	if (is_bad(left))
		return left;
	if (is_bad(right))
		return right;
	both[0] = left;
	both[1] = right;
	return fault_kinds(ev, e->at, absorbs ? "||" : "&&", both, 2);
}

static const struct val *
cond(struct eval *ev, const struct expr *e)
{
	const struct val *test = eval(ev, e->u.cond.test);

	if (test->kind == VAL_BOOL)
		return eval(ev, test->u.b ? e->u.cond.yes : e->u.cond.no);
	if (is_bad(test))
		return test;
	return fault(ev, DIAG_EXPR_TYPE, e->u.cond.test->at, "a condition must be a bool, not %s", expr_type_name(test));
}

static const struct val *
not(struct eval *ev, const struct expr *e)
{
	const struct val *v = eval(ev, e->u.binary.left);

	if (v->kind == VAL_BOOL)
		return make_bool(!v->u.b);
	return is_bad(v) ? v : fault_kinds(ev, e->at, "!", &v, 1);
}

static const struct val *
binary(struct eval *ev, const struct expr *e)
{
	const struct val *a = eval(ev, e->u.binary.left), *b;

	if (is_bad(a))
		return a;
	b = eval(ev, e->u.binary.right);
	if (is_bad(b))
		return b;
	if (e->u.binary.like)
		return eval_rule_binary(ev, e, a, b);
	if (e->op >= OP_ADD)
		return eval_arith(ev, e, a, b);
	return eval_relation(ev, e, a, b);
}

/* Why an item marked '?' cannot stand: it must be an optional. */
static const struct val *
not_optional(struct eval *ev, const struct expr *e, const struct val *v)
{
	return fault(ev, DIAG_EXPR_TYPE, e->at, "an entry behind '?' must be an optional, not %s", expr_type_name(v));
}

static const struct val *
list(struct eval *ev, const struct expr *e)
{
	struct list_build b = LIST_BUILD_INIT(ev->arena);

	for (size_t i = 0; i < e->u.list.len; i++) {
		const struct expr_entry *x = &e->u.list.entries[i];
		const struct val *v = eval(ev, x->val);

		if (is_bad(v))
			return v;
		if (x->optional) {
			if (v->kind != VAL_OPTIONAL)
				return not_optional(ev, x->val, v);
			v = v->u.opt;
		}
		if (v)
			list_build_add(&b, v);
	}
	return make_list(ev, &b, e->at);
}

static const struct val *
map_key(struct eval *ev, const struct expr *e)
{
	const struct val *v = eval(ev, e);

	switch ((enum val_kind)v->kind) {
	case VAL_BAD:
	case VAL_STRING:
	case VAL_INT:
	case VAL_UINT:
	case VAL_BOOL:
		/* A key twice is reported at the place of its expression. */
		return v->kind == VAL_BOOL ? val_bool(ev->arena, v->u.b, e->at) : v;
	default:
		return fault(ev, DIAG_EXPR_TYPE, e->at, "a key must be a string, int, uint or bool, not %s",
		             expr_type_name(v));
	}
}

static const struct val *
map(struct eval *ev, const struct expr *e)
{
	struct entry *entries = arena_new_n(ev->arena, e->u.map.len, struct entry);
	size_t n = 0;

	for (size_t i = 0; i < e->u.map.len; i++) {
		const struct expr_entry *x = &e->u.map.entries[i];
		const struct val *key = map_key(ev, x->key), *v;

		if (is_bad(key))
			return key;
		v = eval(ev, x->val);
		if (is_bad(v))
			return v;
		if (x->optional) {
			if (v->kind != VAL_OPTIONAL)
				return not_optional(ev, x->val, v);
			v = v->u.opt;
		}
		if (v)
			entries[n++] = (struct entry){ key, v };
	}
	return make_map(ev, entries, n, e->at);
}

/* Evaluates n arguments into `out`; the first that is bad, or NULL. */
static const struct val *
arguments(struct eval *ev, const struct expr *const *args, size_t n, const struct val **out)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = eval(ev, args[i]);
		if (is_bad(out[i]))
			return out[i];
	}
	return NULL;
}

static const struct val *
call(struct eval *ev, const struct expr *e)
{
	const struct val *few[STACK_ARGS], **args = few, *bad;
	size_t n = e->u.call.nargs;

	if (n > STACK_ARGS)
		args = arena_new_n(ev->arena, n, const struct val *);
	bad = arguments(ev, e->u.call.args, n, args);
	if (bad)
		return bad;
	for (size_t i = 0; i < e->u.call.noverloads; i++) {
		const struct overload *o = &e->u.call.overloads[i];

		if (sig_fits(o, args, n))
			return o->fn->fn(&(struct call){ ev, e, args, n });
	}
	return fault_kinds(ev, e->at, e->u.call.overloads[0].fn->name, args, n);
}

static const struct val *
own(struct eval *ev, const struct expr *e)
{
	const struct val *few[STACK_ARGS], **args = few, *bad;
	size_t n = e->u.own.nargs;

	if (n > STACK_ARGS)
		args = arena_new_n(ev->arena, n, const struct val *);
	bad = arguments(ev, e->u.own.args, n, args);
	return bad ? bad : ev->run->env->functions[e->u.own.function].call(ev->run, args, n, e->at);
}

static const struct val *
optional_or(struct eval *ev, const struct expr *e)
{
	const struct val *v = eval(ev, e->u.binary.left), *other;

	if (is_bad(v))
		return v;
	if (v->kind != VAL_OPTIONAL)
		return fault_kinds(ev, e->at, e->kind == EX_OPT_OR ? "or" : "orValue", &v, 1);
	if (v->u.opt)
		return e->kind == EX_OPT_OR ? v : v->u.opt;
	other = eval(ev, e->u.binary.right);
	if (e->kind == EX_OPT_OR && other->kind != VAL_OPTIONAL && !is_bad(other))
		return fault(ev, DIAG_EXPR_TYPE, e->u.binary.right->at, "'or' wants an optional, not %s",
		             expr_type_name(other));
	return other;
}

/* Remembers a scalar that a variable gave. */
static const struct val *
note_read(struct eval *ev, const struct val *v)
{
	struct expr_run *r = ev->run;

	if (is_bad(v) || v->kind > VAL_STRING || r->nreads >= EXPR_READS)
		return v;
	for (const struct origin *o = r->reads; o; o = o->next)
		if (o->val == v)
			return v;
	r->reads = origin_add(ev->arena, ORIGIN_READ, v, r->reads);
	r->nreads++;
	return v;
}

static const struct val *
read_part(struct eval *ev, const struct expr *e, const struct val *v)
{
	return e->from_var ? note_read(ev, v) : v;
}

static const struct val *
variable(struct eval *ev, const struct expr *e)
{
	const struct val *v = ev->run->vars[e->u.slot];

	assert(v);
	return note_read(ev, v);
}

const struct val *
eval(struct eval *ev, const struct expr *e)
{
	if (!eval_spend(ev, 1))
		return eval_stop(ev, e->at);
	switch ((enum expr_kind)e->kind) {
	case EX_BAD:
		return &val_bad;
	case EX_CONST:
		return e->u.val;
	case EX_VAR:
		return variable(ev, e);
	case EX_LOCAL:
		return read_part(ev, e, ev->locals[e->u.slot]);
	case EX_SELECT:
	case EX_OPT_SELECT:
		return read_part(ev, e, eval_select(ev, e));
	case EX_HAS:
		return eval_has(ev, e);
	case EX_INDEX:
	case EX_OPT_INDEX:
		return read_part(ev, e, eval_index(ev, e));
	case EX_LIST:
		return list(ev, e);
	case EX_MAP:
		return map(ev, e);
	case EX_CALL:
		return call(ev, e);
	case EX_OWN:
		return own(ev, e);
	case EX_NOT:
		return not(ev, e);
	case EX_NEG:
		return eval_negate(ev, e, eval(ev, e->u.binary.left));
	case EX_BINARY:
		return binary(ev, e);
	case EX_AND:
		return logic(ev, e, false);
	case EX_OR:
		return logic(ev, e, true);
	case EX_COND:
		return cond(ev, e);
	case EX_FOLD:
		return eval_fold(ev, e);
	case EX_BIND:
	case EX_OPT_MAP:
	case EX_OPT_FLAT_MAP:
		return eval_bind(ev, e);
	case EX_OPT_OR:
	case EX_OPT_OR_VALUE:
		return optional_or(ev, e);
	}
	return &val_bad;
}

bool
eval_weigh(struct eval *ev, const struct val *v)
{
	size_t n;

	if (!eval_spend(ev, 1))
		return false;
	switch ((enum val_kind)v->kind) {
	case VAL_LIST:
		for (size_t i = 0; i < v->u.list.len; i++)
			if (!eval_weigh(ev, v->u.list.items[i]))
				return false;
		return true;
	case VAL_MAP:
		for (size_t i = 0; i < v->u.map.len; i++)
			if (!eval_weigh(ev, v->u.map.fields[i].val))
				return false;
		return true;
	case VAL_DICT:
		n = v->u.dict.len;
		for (size_t i = 0; i < n; i++)
			if (!eval_weigh(ev, v->u.dict.entries[i].val))
				return false;
		return true;
	case VAL_OPTIONAL:
		return !v->u.opt || eval_weigh(ev, v->u.opt);
	case VAL_STRING:
		return eval_spend(ev, v->u.str.len);
	default:
		return true;
	}
}

/* A value that this evaluation made out of parts could hold the same part
 * exponentially often; one that it only selected cannot. */
static bool
may_explode(const struct expr *e, const struct val *v)
{
	return v->depth > 1 && !e->from_var && e->kind != EX_CONST;
}

const struct val *
expr_eval(struct expr_run *r, const struct expr *e)
{
	struct eval ev;
	const struct val *v;

	ev.run = r;
	ev.arena = r->arena;
	ev.limit = r->cost_limit ? r->cost_limit : EXPR_COST_LIMIT;
	/* An earlier evaluation of the run used it all up, and said so. */
	if (eval_over(&ev))
		return &val_bad;
	v = eval(&ev, e);
	if (!is_bad(v) && (eval_over(&ev) || (may_explode(e, v) && !eval_weigh(&ev, v))))
		v = eval_stop(&ev, e->at);
	if (is_bad(v)) {
		fault_report(&ev, v);
		return &val_bad;
	}
	/* Constants of val.h were written nowhere, and now here. */
	return v->at.src || e->from_var ? v : val_with(r->arena, v, e->at, v->origin);
}

const char *
expr_type_name(const struct val *v)
{
	switch ((enum val_kind)v->kind) {
	case VAL_NULL: return "null_type";
	case VAL_BOOL: return "bool";
	case VAL_INT: return "int";
	case VAL_UINT: return "uint";
	case VAL_DOUBLE: return "double";
	case VAL_STRING: return "string";
	case VAL_BYTES: return "bytes";
	case VAL_LIST: return "list";
	case VAL_MAP: case VAL_DICT: return "map";
	case VAL_DURATION: return "google.protobuf.Duration";
	case VAL_TIMESTAMP: return "google.protobuf.Timestamp";
	case VAL_TYPE: return "type";
	case VAL_OPTIONAL: return "optional_type";
	case VAL_OPAQUE: return v->u.opaque.type->name;
	case VAL_BAD: break;
	}
	return "error";
}
