/* SPDX-License-Identifier: Apache-2.0 */
/* parse.c - the grammar of expressions (langdef.md, "Syntax"), by recursive
 * descent. Depth is bounded here, where nodes are made. */
#include "expr/parse.h"

#include <math.h>
#include <stdarg.h>

#include "base/num.h"
#include "expr/literal.h"
#include "value/build.h"

static const unsigned char powers[] = {
#define TOKEN(kind, text, power, op) [kind] = (power),
#include "expr/tokens.def"
#undef TOKEN
};

static const unsigned char operators[] = {
#define TOKEN(kind, text, power, op) [kind] = (op),
#include "expr/tokens.def"
#undef TOKEN
};

static uint32_t
offset(const struct expr_text *t, size_t at)
{
	return t->offsets ? t->offsets[at] : t->base + (uint32_t)at;
}

struct span
parse_span(const struct parser *p, size_t start, size_t end)
{
	return (struct span){ p->text->src, offset(p->text, start), offset(p->text, end) };
}

struct diag *
parse_wrong(struct parser *p, enum diag_code code, struct span at, const char *fmt, ...)
{
	struct slice text;
	va_list ap;

	p->wrong = true;
	va_start(ap, fmt);
	text = arena_vprintf(p->diags->arena, fmt, ap);
	va_end(ap);
	return diag_report(p->diags, code, at, "%.*s", SLICE_FMT(text));
}

const struct expr *
parse_stop(struct parser *p, enum diag_code code, size_t start, size_t end, const char *fmt, ...)
{
	struct slice text;
	va_list ap;

	if (!p->stopped) {
		va_start(ap, fmt);
		text = arena_vprintf(p->diags->arena, fmt, ap);
		va_end(ap);
		parse_wrong(p, code, parse_span(p, start, end), "%.*s", SLICE_FMT(text));
	}
	/* Every loop of the parser ends at TOK_END, so all unwinds. */
	p->stopped = true;
	p->tok.kind = TOK_END;
	return parse_node(p, EX_BAD, parse_span(p, start, end));
}

struct expr *
parse_node(struct parser *p, enum expr_kind kind, struct span at)
{
	struct expr *e = arena_new(p->arena, struct expr);

	e->kind = (unsigned char)kind;
	e->depth = 1;
	e->at = at;
	return e;
}

static void
too_deep(struct parser *p, size_t start, size_t end)
{
	parse_stop(p, DIAG_EXPR_LIMIT, start, end, "an expression may nest %d levels deep", EXPR_DEPTH_MAX);
}

void
parse_over(struct parser *p, struct expr *e, const struct expr *child)
{
	if (child->depth >= e->depth)
		e->depth = (uint16_t)(child->depth + 1);
	if (e->depth <= EXPR_DEPTH_MAX)
		return;
	too_deep(p, p->tok.start, p->tok.end);
	*e = (struct expr){ .kind = EX_BAD, .depth = 1, .at = e->at };
}

/* Reads the next token; what cannot be read ends the parse. */
void
parse_next(struct parser *p)
{
	if (p->stopped)
		return;
	p->tok = lex_next(&p->lx);
	if ((p->tok.kind == TOK_BAD || p->tok.kind == TOK_END) && p->lx.at >= p->lx.end &&
	    p->lx.end < p->text->text.len) {
		/* The limit may have cut this token in two; skip_hole wants it whole. */
		p->lx.at = p->tok.start;
		parse_stop(p, DIAG_EXPR_LIMIT, p->tok.start, p->tok.end, "an expression may have %d bytes",
		           EXPR_BYTES_MAX);
	} else if (p->tok.kind == TOK_BAD && !p->lx.error) {
		parse_stop(p, DIAG_EXPR_SYNTAX, p->tok.start, p->tok.end, "unexpected '%.*s'", SLICE_FMT(p->tok.text));
	} else if (p->tok.kind == TOK_BAD) {
		parse_stop(p, DIAG_EXPR_LITERAL, p->tok.start, p->tok.end, "%s", p->lx.error);
	}
}

bool
parse_at(const struct parser *p, enum token_kind kind)
{
	return p->tok.kind == kind;
}

bool
parse_take(struct parser *p, enum token_kind kind)
{
	if (p->tok.kind != kind || p->stopped)
		return false;
	parse_next(p);
	return true;
}

/* Complains about the token that stands where `wanted` should. */
static const struct expr *
unexpected(struct parser *p, const char *wanted)
{
	const struct token *t = &p->tok;

	if (t->kind == TOK_END && p->lx.hole) {
		size_t start = p->lx.start;

		return parse_stop(p, DIAG_EXPR_OPEN, start >= 2 ? start - 2 : start, start, "'${' is not closed by a '}'");
	}
	if (t->kind == TOK_IDENT)
		return parse_stop(p, DIAG_EXPR_SYNTAX, t->start, t->end, "expected %s, found '%.*s'", wanted,
		                  SLICE_FMT(t->text));
	return parse_stop(p, DIAG_EXPR_SYNTAX, t->start, t->end, "expected %s, found %s", wanted, token_name(t->kind));
}

bool
parse_expect(struct parser *p, enum token_kind kind)
{
	if (parse_take(p, kind))
		return true;
	unexpected(p, token_name(kind));
	return false;
}

static const struct expr *
constant(struct parser *p, const struct val *v)
{
	struct expr *e = parse_node(p, EX_CONST, v->at);

	e->u.val = v;
	return e;
}

/* A number, behind a '-' at `start` when `negative`. */
static const struct expr *
number(struct parser *p, size_t start, bool negative)
{
	struct token t = p->tok;
	struct val *v = arena_new(p->arena, struct val);
	bool fits = true;

	v->at = parse_span(p, start, t.end);
	if (t.kind == TOK_INT) {
		v->kind = VAL_INT;
		fits = literal_int(t.text, negative, &v->u.i);
	} else if (t.kind == TOK_UINT) {
		v->kind = VAL_UINT;
		fits = literal_uint(slice_sub(t.text, 0, t.text.len - 1), &v->u.u);
	} else {
		v->kind = VAL_DOUBLE;
		fits = num_parse_double(t.text, &v->u.d) && isfinite(v->u.d);
		if (negative)
			v->u.d = -v->u.d;
	}
	if (!fits)
		parse_wrong(p, DIAG_EXPR_LITERAL, v->at, "the number does not fit in %s",
		            t.kind == TOK_DOUBLE ? "a double" : "64 bits");
	parse_next(p);
	return constant(p, v);
}

static const struct expr *
string(struct parser *p)
{
	struct token t = p->tok;
	struct val *v = arena_new(p->arena, struct val);
	size_t at, len;
	const char *wrong = literal_string(p->arena, t.text, &v->u.str, &at, &len);

	if (wrong) {
		parse_wrong(p, DIAG_EXPR_LITERAL, parse_span(p, t.start + at, t.start + at + len), "%s", wrong);
		v->u.str = SLICE_LIT("");
	}
	v->kind = t.kind == TOK_STRING ? VAL_STRING : VAL_BYTES;
	v->at = parse_span(p, t.start, t.end);
	parse_next(p);
	return constant(p, v);
}

static const struct expr *
literal_word(struct parser *p, const struct val *v)
{
	struct span at = parse_span(p, p->tok.start, p->tok.end);

	parse_next(p);
	return constant(p, val_with(p->arena, v, at, NULL));
}

/* A list of constants is a constant. (A map may have a key twice; that is for
 * the evaluation to say.) */
static const struct expr *
constant_entries(struct parser *p, const struct expr *e)
{
	struct list_build b = LIST_BUILD_INIT(p->arena);

	if (e->kind != EX_LIST || e->depth > 2)
		return e;
	for (size_t i = 0; i < e->u.list.len; i++) {
		const struct expr_entry *x = &e->u.list.entries[i];

		if (x->optional || x->val->kind != EX_CONST || x->val->u.val->depth >= VAL_DEPTH_MAX)
			return e;
		list_build_add(&b, x->val->u.val);
	}
	return constant(p, list_build_end(&b, e->at));
}

/* The items of [..] or {..} up to the closing token. */
static const struct expr *
entries(struct parser *p, enum expr_kind kind, enum token_kind close)
{
	size_t start = p->tok.start, end;
	VEC(struct expr_entry) list = { 0 };
	struct expr *e = parse_node(p, kind, SPAN_NONE);

	parse_next(p);
	while (!p->stopped && !parse_at(p, close)) {
		struct expr_entry x = { .optional = parse_take(p, TOK_QUESTION) };

		if (kind == EX_MAP) {
			x.key = parse_expr(p);
			parse_expect(p, TOK_COLON);
		}
		x.val = parse_expr(p);
		vec_push(p->arena, &list, x);
		if (!parse_take(p, TOK_COMMA))
			break;
	}
	end = p->tok.end;
	parse_expect(p, close);
	e->at = parse_span(p, start, end);
	e->u.list.entries = list.ptr;
	e->u.list.len = list.len;
	for (size_t i = 0; i < list.len; i++) {
		if (list.ptr[i].key)
			parse_over(p, e, list.ptr[i].key);
		parse_over(p, e, list.ptr[i].val);
	}
	return constant_entries(p, e);
}

/* The arguments of a call, the '(' taken already, up to its ')'. */
static struct arg_list
arguments(struct parser *p)
{
	VEC(const struct expr *) args = { 0 };

	while (!p->stopped && !parse_at(p, TOK_RPAREN)) {
		vec_push(p->arena, &args, parse_expr(p));
		if (!parse_take(p, TOK_COMMA))
			break;
	}
	return (struct arg_list){ args.ptr, args.len };
}

/* What follows the '(' behind a name: a macro or a call. */
static const struct expr *
call(struct parser *p, struct called what, struct span from)
{
	const struct expr *e = macro_parse(p, what.name, what.target, from);
	struct arg_list args;
	struct span at;

	if (e)
		return e;
	args = arguments(p);
	at = span_join(from, parse_span(p, p->tok.start, p->tok.end));
	if (!parse_expect(p, TOK_RPAREN))
		return parse_node(p, EX_BAD, at);
	return name_call(p, &what, args, at);
}

/* One name behind a '.'; false, and reported, when there is none. */
static bool
part(struct parser *p, struct path_part *out)
{
	if (!parse_at(p, TOK_IDENT) && !parse_at(p, TOK_QUOTED)) {
		unexpected(p, "the name of a field");
		return false;
	}
	*out = (struct path_part){ p->tok.text, p->tok.start, p->tok.end, parse_at(p, TOK_QUOTED) };
	parse_next(p);
	return true;
}

/* Whether a plain '.name' comes next, and not '.?name'. */
static bool
plain_select(const struct parser *p)
{
	struct lexer ahead = p->lx;
	enum token_kind kind = lex_next(&ahead).kind;

	return parse_at(p, TOK_DOT) && (kind == TOK_IDENT || kind == TOK_QUOTED);
}

static const struct expr *
message(struct parser *p)
{
	return parse_stop(p, DIAG_EXPR_SYNTAX, p->tok.start, p->tok.end,
	                  "protobuf messages are not part of this language");
}

/* A name of one or several parts; behind the last may stand a call. */
static const struct expr *
name(struct parser *p, size_t start, bool absolute)
{
	VEC(struct path_part) parts = { 0 };
	struct path_part x;
	struct path_parts path;
	struct slice dotted;
	struct span whole;

	if (!parse_at(p, TOK_IDENT))
		return unexpected(p, "a name");
	if (lex_reserved(p->tok.text))
		return parse_stop(p, DIAG_EXPR_SYNTAX, p->tok.start, p->tok.end, "'%.*s' is a reserved word",
		                  SLICE_FMT(p->tok.text));
	(void)part(p, &x);
	vec_push(p->arena, &parts, x);
	while (plain_select(p)) {
		parse_next(p);
		(void)part(p, &x);
		vec_push(p->arena, &parts, x);
	}
	path = (struct path_parts){ parts.ptr, parts.len, start, absolute };
	if (parse_at(p, TOK_LBRACE))
		return message(p);
	if (!parse_take(p, TOK_LPAREN))
		return name_resolve(p, path);
	dotted = name_join(p, path, path.len);
	whole = parse_span(p, start, x.end);
	if (path.len == 1 || name_is_function(p, dotted))
		return call(p, (struct called){ dotted, whole, NULL }, whole);
	path.len--;
	return call(p, (struct called){ x.name, parse_span(p, x.start, x.end), name_resolve(p, path) }, whole);
}

static const struct expr *
primary(struct parser *p)
{
	size_t start = p->tok.start;
	const struct expr *e;

	switch (p->tok.kind) {
	case TOK_INT:
	case TOK_UINT:
	case TOK_DOUBLE:
		return number(p, start, false);
	case TOK_STRING:
	case TOK_BYTES:
		return string(p);
	case TOK_TRUE:
		return literal_word(p, &val_true);
	case TOK_FALSE:
		return literal_word(p, &val_false);
	case TOK_NULL:
		return literal_word(p, &val_null);
	case TOK_LBRACKET:
		return entries(p, EX_LIST, TOK_RBRACKET);
	case TOK_LBRACE:
		return entries(p, EX_MAP, TOK_RBRACE);
	case TOK_LPAREN:
		parse_next(p);
		e = parse_expr(p);
		parse_expect(p, TOK_RPAREN);
		return e;
	case TOK_DOT:
		parse_next(p);
		return name(p, start, true);
	case TOK_IDENT:
		return name(p, start, false);
	default:
		return unexpected(p, "a value");
	}
}

const struct expr *
parse_select(struct parser *p, enum expr_kind kind, const struct expr *of, const struct path_part *key)
{
	struct span key_at = parse_span(p, key->start, key->end);
	struct expr *e = parse_node(p, kind, span_join(of->at, key_at));

	e->from_var = of->from_var;
	e->u.select.of = of;
	e->u.select.key = key->name;
	e->u.select.key_at = key_at;
	parse_over(p, e, of);
	return e;
}

/* of[key], of[?key]; the '[' taken already */
static const struct expr *
index_of(struct parser *p, const struct expr *of)
{
	bool optional = parse_take(p, TOK_QUESTION);
	const struct expr *key = parse_expr(p);
	struct span end = parse_span(p, p->tok.start, p->tok.end);
	struct expr *e;

	if (!parse_expect(p, TOK_RBRACKET))
		return parse_node(p, EX_BAD, of->at);
	e = parse_node(p, optional ? EX_OPT_INDEX : EX_INDEX, span_join(of->at, end));
	e->from_var = of->from_var;
	e->u.binary.left = of;
	e->u.binary.right = key;
	parse_over(p, e, of);
	parse_over(p, e, key);
	return e;
}

/* { '.' name [ '(' args ')' ] | '.?' name | '[' expr ']' } behind `e` */
static const struct expr *
member_of(struct parser *p, const struct expr *e)
{
	while (!p->stopped) {
		struct path_part x;
		bool optional;

		if (parse_take(p, TOK_LBRACKET)) {
			e = index_of(p, e);
			continue;
		}
		if (!parse_take(p, TOK_DOT))
			break;
		optional = parse_take(p, TOK_QUESTION);
		if (!part(p, &x))
			break;
		if (!optional && !x.quoted && parse_take(p, TOK_LPAREN))
			e = call(p, (struct called){ x.name, parse_span(p, x.start, x.end), e }, e->at);
		else
			e = parse_select(p, optional ? EX_OPT_SELECT : EX_SELECT, e, &x);
	}
	return e;
}

/* { '!' } primary members | { '-' } primary members */
static const struct expr *
unary(struct parser *p)
{
	enum token_kind kind = p->tok.kind;
	size_t start[EXPR_DEPTH_MAX], n = 0;
	const struct expr *of;

	if (kind != TOK_NOT && kind != TOK_MINUS)
		return member_of(p, primary(p));
	for (; parse_at(p, kind) && !p->stopped; parse_next(p)) {
		if (n == EXPR_DEPTH_MAX)
			too_deep(p, p->tok.start, p->tok.end);
		else
			start[n++] = p->tok.start;
	}
	if (kind == TOK_MINUS && (parse_at(p, TOK_INT) || parse_at(p, TOK_DOUBLE))) {
		/* The sign belongs to the number: the smallest one has no positive twin. */
		n--;
		of = member_of(p, number(p, start[n], true));
	} else {
		of = member_of(p, primary(p));
	}
	while (n-- > 0) {
		struct expr *e = parse_node(p, kind == TOK_NOT ? EX_NOT : EX_NEG,
		                            span_join(parse_span(p, start[n], start[n]), of->at));

		e->u.binary.left = of;
		parse_over(p, e, of);
		of = e;
	}
	return of;
}

/* Operators that bind tighter than `min`, from the left. */
static const struct expr *
binary(struct parser *p, unsigned min)
{
	const struct expr *left = unary(p);

	while (powers[p->tok.kind] > min && !p->stopped) {
		enum token_kind kind = p->tok.kind;
		const struct expr *right;
		struct expr *e;

		parse_next(p);
		right = binary(p, powers[kind]);
		e = parse_node(p, kind == TOK_OR ? EX_OR : kind == TOK_AND ? EX_AND : EX_BINARY,
		               span_join(left->at, right->at));
		e->op = operators[kind];
		e->u.binary.left = left;
		e->u.binary.right = right;
		parse_over(p, e, left);
		parse_over(p, e, right);
		left = e;
	}
	return left;
}

/* or [ '?' or ':' expr ] */
static const struct expr *
conditional(struct parser *p)
{
	const struct expr *test = binary(p, 0), *yes, *no;
	struct expr *e;

	if (!parse_take(p, TOK_QUESTION))
		return test;
	yes = binary(p, 0);
	if (!parse_expect(p, TOK_COLON))
		return yes;
	no = parse_expr(p);
	e = parse_node(p, EX_COND, span_join(test->at, no->at));
	e->u.cond.test = test;
	e->u.cond.yes = yes;
	e->u.cond.no = no;
	parse_over(p, e, test);
	parse_over(p, e, yes);
	parse_over(p, e, no);
	return e;
}

const struct expr *
parse_expr(struct parser *p)
{
	const struct expr *e;

	if (p->depth == EXPR_DEPTH_MAX) {
		too_deep(p, p->tok.start, p->tok.end);
		return parse_node(p, EX_BAD, parse_span(p, p->tok.start, p->tok.end));
	}
	p->depth++;
	e = conditional(p);
	p->depth--;
	return e;
}

/* Where a hole closes after its grammar was broken: the '}' that the lexer
 * finds, braces and strings counted. */
static size_t
skip_hole(struct parser *p)
{
	struct token t;

	p->lx.end = p->text->text.len;
	do {
		t = lex_next(&p->lx);
	} while (t.kind != TOK_CLOSE && t.kind != TOK_END);
	return t.kind == TOK_CLOSE ? t.end + 1 : t.end;
}

const struct expr *
expr_parse(struct arena *a, struct diags *ds, const struct expr_env *env, const struct expr_text *t, size_t *pos,
           bool hole)
{
	struct parser p = { .arena = a, .diags = ds, .env = env, .text = t };
	size_t len = t->text.len;
	const struct expr *e;

	p.lx = (struct lexer){ .text = t->text, .at = *pos, .start = *pos, .hole = hole };
	p.lx.end = len - *pos > EXPR_BYTES_MAX ? *pos + EXPR_BYTES_MAX : len;
	parse_next(&p);
	e = parse_expr(&p);
	if (!p.stopped && !parse_at(&p, hole ? TOK_CLOSE : TOK_END))
		unexpected(&p, hole ? "an operator or the closing '}'" : "an operator or the end");
	if (p.stopped)
		*pos = hole ? skip_hole(&p) : len;
	else
		*pos = hole ? p.tok.end + 1 : len;
	return p.wrong ? parse_node(&p, EX_BAD, e->at) : e;
}
