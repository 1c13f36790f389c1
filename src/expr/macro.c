/* SPDX-License-Identifier: Apache-2.0 */
/* macro.c - has(), the macros that walk lists and maps, cel.bind and those
 * of optionals (langdef.md, "Macros"; cel-go's two-variable extension). They
 * become nodes of their own; a variable is a slot. */
#include "expr/parse.h"

struct macro {
	const char *name;
	unsigned char kind, op;
	unsigned char vars;      /* most variables it takes */
	unsigned char min, max;  /* expressions behind the variables */
	bool both;               /* needs all of its variables */
	const char *use;
};

static const struct macro macros[] = {
	{ "all",               EX_FOLD, FOLD_ALL,      2, 1, 1, false, "list.all(x, condition)" },
	{ "exists",            EX_FOLD, FOLD_EXISTS,   2, 1, 1, false, "list.exists(x, condition)" },
	{ "exists_one",        EX_FOLD, FOLD_ONE,      2, 1, 1, false, "list.exists_one(x, condition)" },
	{ "existsOne",         EX_FOLD, FOLD_ONE,      2, 1, 1, false, "list.existsOne(i, x, condition)" },
	{ "filter",            EX_FOLD, FOLD_FILTER,   1, 1, 1, false, "list.filter(x, condition)" },
	{ "map",               EX_FOLD, FOLD_MAP,      1, 1, 2, false, "list.map(x, value) or list.map(x, condition, value)" },
	{ "sortBy",            EX_FOLD, FOLD_SORT_BY,  1, 1, 1, false, "list.sortBy(x, key)" },
	{ "transformList",     EX_FOLD, FOLD_TO_LIST,  2, 1, 2, true,  "list.transformList(i, x, value)" },
	{ "transformMap",      EX_FOLD, FOLD_TO_MAP,   2, 1, 2, true,  "map.transformMap(k, v, value)" },
	{ "transformMapEntry", EX_FOLD, FOLD_TO_ENTRY, 2, 1, 2, true,  "map.transformMapEntry(k, v, {key: value})" },
	{ "optMap",            EX_OPT_MAP, 0,          1, 1, 1, false, "optional.optMap(x, value)" },
	{ "optFlatMap",        EX_OPT_FLAT_MAP, 0,     1, 1, 1, false, "optional.optFlatMap(x, optional)" },
};

static const struct macro bind_macro = { "cel.bind", EX_BIND, 0, 1, 1, 1, false, "cel.bind(x, value, expression)" };

static const struct expr *
misused(struct parser *p, size_t start, size_t end, const char *use)
{
	return parse_stop(p, DIAG_EXPR_MACRO, start, end, "this macro is written %s", use);
}

/* A variable and the ',' behind it. */
static bool
variable(struct parser *p, const struct macro *m, struct scope *out)
{
	struct token t = p->tok;

	if (t.kind != TOK_IDENT || lex_reserved(t.text)) {
		misused(p, t.start, t.end, m->use);
		return false;
	}
	*out = (struct scope){ .name = t.text };
	parse_next(p);
	if (parse_take(p, TOK_COMMA))
		return true;
	misused(p, t.start, t.end, m->use);
	return false;
}

/* Whether 'name ,' comes next: a second variable. */
static bool
variable_ahead(const struct parser *p)
{
	struct lexer ahead = p->lx;

	return parse_at(p, TOK_IDENT) && lex_next(&ahead).kind == TOK_COMMA;
}

/* Slot for a variable; they are alive while the body is parsed. */
static bool
declare(struct parser *p, struct scope *s, bool from_var)
{
	if (p->locals == EXPR_LOCALS_MAX) {
		parse_stop(p, DIAG_EXPR_LIMIT, p->tok.start, p->tok.end, "at most %d variables of macros may nest",
		           EXPR_LOCALS_MAX);
		return false;
	}
	s->slot = p->locals++;
	s->from_var = from_var;
	s->outer = p->scope;
	p->scope = s;
	return true;
}

/* The expressions behind the variables: [filter,] body ')' */
static void
bodies(struct parser *p, const struct macro *m, struct expr *e)
{
	e->u.fold.body = parse_expr(p);
	if (m->max == 2 && parse_take(p, TOK_COMMA)) {
		e->u.fold.filter = e->u.fold.body;
		e->u.fold.body = parse_expr(p);
		parse_over(p, e, e->u.fold.filter);
	}
	if (!parse_at(p, TOK_RPAREN))
		misused(p, p->tok.start, p->tok.end, m->use);
	parse_over(p, e, e->u.fold.body);
}

static const struct expr *
fold(struct parser *p, const struct macro *m, const struct expr *range, struct span from)
{
	const struct scope *outer = p->scope;
	unsigned locals = p->locals;
	struct expr *e = parse_node(p, (enum expr_kind)m->kind, from);
	struct scope one, two;

	e->op = m->op;
	if (!variable(p, m, &one))
		return e;
	if (m->vars == 2 && (m->both || variable_ahead(p))) {
		e->u.fold.two = true;
		if (!variable(p, m, &two))
			return e;
	}
	if (m->kind == EX_BIND) {
		range = parse_expr(p);
		parse_expect(p, TOK_COMMA);
	}
	e->u.fold.range = range;
	e->u.fold.slot = locals;
	parse_over(p, e, range);
	if (declare(p, &one, range->from_var) && (!e->u.fold.two || declare(p, &two, range->from_var)))
		bodies(p, m, e);
	p->scope = outer;
	p->locals = locals;
	if (e->kind != EX_BAD)
		e->at = span_join(from, parse_span(p, p->tok.start, p->tok.end));
	parse_expect(p, TOK_RPAREN);
	return e;
}

/* A declared name with dots. */
static bool
dotted_name(const struct parser *p, const struct expr *e)
{
	return e->kind == EX_VAR && slice_find(p->env->names.ptr[e->u.slot], SLICE_LIT("."), 0) != SIZE_MAX;
}

/* has(a.b), has(a.?b); a declared name with dots is always there. */
static const struct expr *
has(struct parser *p, struct span from)
{
	size_t start = p->tok.start;
	const struct expr *of = parse_expr(p);
	struct span at = span_join(from, parse_span(p, p->tok.start, p->tok.end));
	struct expr *e;

	if (p->stopped)
		return of;
	if (!parse_at(p, TOK_RPAREN) || (of->kind != EX_SELECT && of->kind != EX_OPT_SELECT && !dotted_name(p, of)))
		return misused(p, start, p->tok.start, "has(a.b)");
	parse_next(p);
	e = parse_node(p, of->kind == EX_VAR ? EX_CONST : EX_HAS, at);
	if (of->kind == EX_VAR) {
		e->u.val = val_bool(p->arena, true, at);
		return e;
	}
	e->u.select = of->u.select;
	parse_over(p, e, of);
	return e;
}

const struct expr *
macro_parse(struct parser *p, struct slice name, const struct expr *target, struct span from)
{
	if (!target && slice_is(name, "has"))
		return has(p, from);
	if (!target)
		return slice_is(name, bind_macro.name) ? fold(p, &bind_macro, NULL, from) : NULL;
	for (size_t i = 0; i < sizeof(macros) / sizeof(macros[0]); i++)
		if (slice_is(name, macros[i].name))
			return fold(p, &macros[i], target, target->at);
	return NULL;
}

void
macro_names(void (*fn)(void *ctx, struct slice name, bool method), void *ctx)
{
	fn(ctx, SLICE_LIT("has"), false);
	fn(ctx, slice_of(bind_macro.name), false);
	for (size_t i = 0; i < sizeof(macros) / sizeof(macros[0]); i++)
		fn(ctx, slice_of(macros[i].name), true);
}
