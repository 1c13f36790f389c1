/* SPDX-License-Identifier: Apache-2.0 */
/* symbol.c - texts that are not known, as symbols: what two expressions are
 * when they are written differently and are the same. Literals stand as they
 * are, computed parts as ${expression}; names of values are replaced by their
 * definitions, and '+' of strings is concatenation. */
#include "base/buf.h"
#include "expr/print.h"
#include "prove/prove_priv.h"

enum { DEEPEST = 60, LONGEST = 4096 };   /* of values in values; bytes, beyond which nothing is expanded */

struct printer {
	struct world *w;
	const struct scope *scope;
	struct buf *out;
	unsigned depth;
};

static void print(struct printer *p, const struct expr *e);
static void print_pieces(struct printer *p, const struct template *t);

static void
print_list(struct printer *p, const struct expr *const *list, size_t n)
{
	buf_char(p->out, '(');
	for (size_t i = 0; i < n; i++) {
		buf_str(p->out, i ? ", " : "");
		print(p, list[i]);
	}
	buf_char(p->out, ')');
}

static void
print_entries(struct printer *p, const struct expr *e)
{
	buf_char(p->out, e->kind == EX_LIST ? '[' : '{');
	for (size_t i = 0; i < e->u.list.len; i++) {
		const struct expr_entry *x = &e->u.list.entries[i];

		buf_str(p->out, i ? ", " : "");
		buf_str(p->out, x->optional ? "?" : "");
		if (x->key) {
			print(p, x->key);
			buf_str(p->out, ": ");
		}
		print(p, x->val);
	}
	buf_char(p->out, e->kind == EX_LIST ? ']' : '}');
}

static void
print_const(struct printer *p, const struct val *v)
{
	if (v->kind == VAL_STRING) {
		buf_char(p->out, '\'');
		buf_add(p->out, v->u.str);
		buf_char(p->out, '\'');
	} else if (v->kind == VAL_LIST || v->kind == VAL_MAP) {
		buf_printf(p->out, "%p", (const void *)v);
	} else {
		value_print(p->out, v);
	}
}

static const struct template *
definition(const struct printer *p, size_t slot)
{
	const struct base_value *v = p->depth < DEEPEST && p->out->len < LONGEST ? p->w->proof->values[slot] : NULL;

	return v ? v->template : NULL;
}

/* A value's name stands for what it was defined as. */
static void
print_var(struct printer *p, const struct expr *e)
{
	const struct template *t = definition(p, e->u.slot);
	const struct scope *before = p->scope;

	if (t && (t->kind == TEMPLATE_HOLE || t->kind == TEMPLATE_TEXT)) {
		p->scope = p->w->proof->base->pages[p->w->proof->values[e->u.slot]->page].scope;
		p->depth++;
		if (t->kind == TEMPLATE_HOLE)
			print(p, t->hole);
		else
			print_pieces(p, t);
		p->depth--;
		p->scope = before;
	} else if (e->u.slot < p->scope->env.names.len) {
		buf_add(p->out, p->scope->env.names.ptr[e->u.slot]);
	}
}

static void
print_operator(struct printer *p, const struct expr *e)
{
	static const char *const signs[] = {
		[OP_OR] = "||", [OP_AND] = "&&", [OP_EQ] = "==", [OP_NE] = "!=", [OP_LT] = "<", [OP_LE] = "<=",
		[OP_GT] = ">", [OP_GE] = ">=", [OP_IN] = "in", [OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*",
		[OP_DIV] = "/", [OP_MOD] = "%",
	};
	enum expr_op op = e->kind == EX_AND ? OP_AND : e->kind == EX_OR ? OP_OR : (enum expr_op)e->op;

	print(p, e->u.binary.left);
	buf_printf(p->out, " %s ", signs[op] ? signs[op] : "?");
	print(p, e->u.binary.right);
}

static void
print_fold(struct printer *p, const struct expr *e)
{
	buf_printf(p->out, "fold%u.%u.%u(", (unsigned)e->kind, (unsigned)e->op, e->u.fold.slot);
	print(p, e->u.fold.range);
	buf_str(p->out, ", ");
	if (e->u.fold.filter)
		print(p, e->u.fold.filter);
	buf_str(p->out, ", ");
	print(p, e->u.fold.body);
	buf_char(p->out, ')');
}

static void
print_select(struct printer *p, const struct expr *e)
{
	buf_str(p->out, e->kind == EX_HAS ? "has(" : "");
	print(p, e->u.select.of);
	buf_str(p->out, e->kind == EX_OPT_SELECT ? ".?" : ".");
	buf_add(p->out, e->u.select.key);
	buf_str(p->out, e->kind == EX_HAS ? ")" : "");
}

static void
print_two(struct printer *p, const struct expr *e, const char *between, const char *after)
{
	print(p, e->u.binary.left);
	buf_str(p->out, between);
	print(p, e->u.binary.right);
	buf_str(p->out, after);
}

static void
print(struct printer *p, const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EX_BAD:
		break;
	case EX_CONST:
		print_const(p, e->u.val);
		break;
	case EX_VAR:
		print_var(p, e);
		break;
	case EX_LOCAL:
		buf_printf(p->out, "#%zu", e->u.slot);
		break;
	case EX_SELECT:
	case EX_OPT_SELECT:
	case EX_HAS:
		print_select(p, e);
		break;
	case EX_INDEX:
		print_two(p, e, "[", "]");
		break;
	case EX_OPT_INDEX:
		print_two(p, e, "[?", "]");
		break;
	case EX_LIST:
	case EX_MAP:
		print_entries(p, e);
		break;
	case EX_CALL:
		buf_str(p->out, e->u.call.noverloads ? e->u.call.overloads[0].fn->name : "call");
		print_list(p, e->u.call.args, e->u.call.nargs);
		break;
	case EX_OWN:
		buf_printf(p->out, "own%zu", e->u.own.function);
		print_list(p, e->u.own.args, e->u.own.nargs);
		break;
	case EX_NOT:
	case EX_NEG:
		buf_char(p->out, e->kind == EX_NOT ? '!' : '-');
		print(p, e->u.binary.left);
		break;
	case EX_BINARY:
	case EX_AND:
	case EX_OR:
		print_operator(p, e);
		break;
	case EX_COND:
		print(p, e->u.cond.test);
		buf_str(p->out, " ? ");
		print(p, e->u.cond.yes);
		buf_str(p->out, " : ");
		print(p, e->u.cond.no);
		break;
	case EX_FOLD:
	case EX_BIND:
	case EX_OPT_MAP:
	case EX_OPT_FLAT_MAP:
		print_fold(p, e);
		break;
	case EX_OPT_OR:
		print_two(p, e, ".or(", ")");
		break;
	case EX_OPT_OR_VALUE:
		print_two(p, e, ".orValue(", ")");
		break;
	}
}

/* An expression that is a text: its concatenations are taken apart. */
static void
print_text(struct printer *p, const struct expr *e)
{
	const struct template *t = e->kind == EX_VAR ? definition(p, e->u.slot) : NULL;
	const struct scope *before = p->scope;

	if (e->kind == EX_CONST && e->u.val->kind == VAL_STRING) {
		buf_add(p->out, e->u.val->u.str);
	} else if (e->kind == EX_BINARY && e->op == OP_ADD) {
		print_text(p, e->u.binary.left);
		print_text(p, e->u.binary.right);
	} else if (t && (t->kind != TEMPLATE_STATIC || t->val->kind == VAL_STRING)) {
		p->scope = p->w->proof->base->pages[p->w->proof->values[e->u.slot]->page].scope;
		p->depth++;
		print_pieces(p, t);
		p->depth--;
		p->scope = before;
	} else {
		buf_str(p->out, "${");
		print(p, e);
		buf_char(p->out, '}');
	}
}

static void
print_pieces(struct printer *p, const struct template *t)
{
	if (t->kind == TEMPLATE_STATIC && t->val->kind == VAL_STRING)
		buf_add(p->out, t->val->u.str);
	else if (t->kind == TEMPLATE_HOLE)
		print_text(p, t->hole);
	for (size_t i = 0; t->kind == TEMPLATE_TEXT && i < t->n; i++) {
		if (t->pieces[i].expr)
			print_text(p, t->pieces[i].expr);
		else
			buf_add(p->out, t->pieces[i].text);
	}
}

struct slice
symbol_of(struct world *w, const struct scope *scope, const struct template *t)
{
	struct buf b = BUF_INIT;
	struct printer p = { w, scope, &b, 0 };
	struct slice s;

	print_pieces(&p, t);
	s = arena_slice(w->arena, buf_slice(&b));
	buf_fini(&b);
	return s;
}

struct slice
symbol_of_val(struct world *w, const struct val *v)
{
	const struct hole *h = hole_of(v);

	if (!h)
		return val_text(v, (struct slice){ NULL, 0 });
	return h->from ? symbol_of(w, h->scope, h->from) : (struct slice){ NULL, 0 };
}
