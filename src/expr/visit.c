/* SPDX-License-Identifier: Apache-2.0 */
/* visit.c - looking at a parsed expression without evaluating it. */
#include "expr/node.h"

struct span
expr_span(const struct expr *e)
{
	return e->at;
}

const struct val *
expr_constant(const struct expr *e)
{
	return e->kind == EX_CONST ? e->u.val : NULL;
}

static void
visit_all(const struct expr *const *list, size_t n, const struct expr_visitor *v)
{
	for (size_t i = 0; i < n; i++)
		expr_visit(list[i], v);
}

static void
visit_entries(const struct expr *e, const struct expr_visitor *v)
{
	for (size_t i = 0; i < e->u.list.len; i++) {
		if (e->u.list.entries[i].key)
			expr_visit(e->u.list.entries[i].key, v);
		expr_visit(e->u.list.entries[i].val, v);
	}
}

static void
visit_fold(const struct expr *e, const struct expr_visitor *v)
{
	expr_visit(e->u.fold.range, v);
	if (e->u.fold.filter)
		expr_visit(e->u.fold.filter, v);
	expr_visit(e->u.fold.body, v);
}

void
expr_visit(const struct expr *e, const struct expr_visitor *v)
{
	switch ((enum expr_kind)e->kind) {
	case EX_BAD:
	case EX_CONST:
	case EX_LOCAL:
		return;
	case EX_VAR:
		if (v->name)
			v->name(v->ctx, e->u.slot, e->at);
		return;
	case EX_SELECT:
	case EX_OPT_SELECT:
	case EX_HAS:
		expr_visit(e->u.select.of, v);
		return;
	case EX_INDEX:
	case EX_OPT_INDEX:
	case EX_BINARY:
	case EX_AND:
	case EX_OR:
	case EX_OPT_OR:
	case EX_OPT_OR_VALUE:
		expr_visit(e->u.binary.left, v);
		expr_visit(e->u.binary.right, v);
		return;
	case EX_NOT:
	case EX_NEG:
		expr_visit(e->u.binary.left, v);
		return;
	case EX_LIST:
	case EX_MAP:
		visit_entries(e, v);
		return;
	case EX_CALL:
		visit_all(e->u.call.args, e->u.call.nargs, v);
		return;
	case EX_OWN:
		if (v->call)
			v->call(v->ctx, e->u.own.function, e->u.own.args, e->u.own.nargs, e->at);
		visit_all(e->u.own.args, e->u.own.nargs, v);
		return;
	case EX_COND:
		expr_visit(e->u.cond.test, v);
		expr_visit(e->u.cond.yes, v);
		expr_visit(e->u.cond.no, v);
		return;
	case EX_FOLD:
	case EX_BIND:
	case EX_OPT_MAP:
	case EX_OPT_FLAT_MAP:
		visit_fold(e, v);
		return;
	}
}
