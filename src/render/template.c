/* SPDX-License-Identifier: Apache-2.0 */
/* template.c - compiling and filling values with holes. */
#include "render/template_node.h"

#include <string.h>

#include "base/buf.h"
#include "read/place.h"
#include "schema/foreign.h"
#include "value/build.h"

enum { LONG_TEXT = 64 };

/* Gives a number to what takes work to check or to write. */
static const struct val *
numbered(struct compile *c, const struct val *v)
{
	struct val *copy;

	if (v->depth == 0 && (v->kind != VAL_STRING || v->u.str.len < LONG_TEXT))
		return v;
	copy = arena_new(c->arena, struct val);
	*copy = *v;
	vec_push(c->arena, &c->statics, copy);
	copy->number = (uint32_t)c->statics.len;
	return copy;
}

static const struct template *
fixed(struct compile *c, const struct val *v)
{
	struct template *t = arena_new(c->arena, struct template);

	t->kind = TEMPLATE_STATIC;
	t->val = numbered(c, v);
	return t;
}

static const struct val *plain(struct expr_run *r, const struct val *v, struct span at);

/* What the expression gives for every tenant. NULL when that depends on the
 * tenant, or is a mistake or nothing: then each tenant finds it, with its place. */
static const struct val *
constant(struct compile *c, const struct expr *e)
{
	struct diags silent = DIAGS_INIT(c->arena);
	struct expr_run r = { .arena = c->arena, .diags = &silent, .env = &c->scope->env };
	const struct val *v = scope_is_constant(c->scope, e) ? expr_eval(&r, e) : &val_bad;

	if (v->kind != VAL_BAD)
		v = plain(&r, v, expr_span(e));
	return v && v->kind != VAL_BAD && !silent.first ? v : NULL;
}

/* The same as fill_hole makes of it each time. */
static const struct template *
computed(struct compile *c, const struct val *written, const struct val *result)
{
	struct template *t = arena_new(c->arena, struct template);
	struct val *v = arena_new(c->arena, struct val);

	*v = *result;
	v->at = written->at;
	v->style = VAL_STYLE_NONE;
	v->origin = NULL;
	*t = (struct template){ .kind = TEMPLATE_STATIC, .val = numbered(c, v), .computed = true };
	return t;
}

/* Fills a template that has no expression left. */
static const struct template *
compute(struct compile *c, const struct template *t)
{
	struct expr_run r = { .arena = c->arena, .diags = c->diags };

	return computed(c, t->val, template_fill(&r, t));
}

/* Splits text at its holes. */
struct pieces {
	VEC(struct piece) list;
	size_t holes;
};

/* Reports what looks like an expression of another tool: nothing would replace it. */
static void
check_foreign(struct compile *c, const struct val *v, struct slice text)
{
	struct foreign f = { 0 };
	struct diag *d;

	if (v->style != VAL_STYLE_FILE)
		f = foreign_find(c->arena, text, false);
	if (f.text.len == 0)
		return;
	d = diag_report(c->diags, DIAG_FIELD_FOREIGN, v->at, "'%.*s' is no expression here", SLICE_FMT(f.text));
	if (f.cure.len)
		diag_note(c->diags, d, SPAN_NONE, "write %.*s", SLICE_FMT(f.cure));
	else
		diag_note(c->diags, d, SPAN_NONE, "an expression is written ${...}");
	if (slice_find(f.text, SLICE_LIT("'"), 0) == SIZE_MAX)
		diag_note(c->diags, d, SPAN_NONE, "if just this text is meant, write ${'%.*s'}", SLICE_FMT(f.text));
}

static void
add_text(struct compile *c, const struct val *v, struct pieces *p, struct slice text)
{
	check_foreign(c, v, text);
	if (text.len)
		vec_push(c->arena, &p->list, (struct piece){ text, NULL });
}

static void
split(struct compile *c, const struct val *v, struct pieces *p)
{
	struct slice s = v->u.str;
	struct expr_text t = { s, v->at.src, place_offsets(c->arena, v), v->at.start };
	size_t run = 0, at = 0;

	while ((at = slice_find(s, SLICE_LIT("${"), at)) != SIZE_MAX) {
		size_t pos = at + 2;

		if (at > run && s.ptr[at - 1] == '$') {
			/* '$${': the first '$' goes, the rest is text. */
			add_text(c, v, p, slice_sub(s, run, at - 1));
			run = at;
			at += 2;
			continue;
		}
		add_text(c, v, p, slice_sub(s, run, at));
		vec_push(c->arena, &p->list, (struct piece){ .expr = scope_parse(c, &t, &pos, true) });
		p->holes++;
		run = at = pos;
	}
	add_text(c, v, p, slice_sub(s, run, s.len));
}

static const struct template *
hole(struct compile *c, const struct val *v, const struct expr *e)
{
	const struct val *result = constant(c, e);
	struct template *t;

	if (result)
		return computed(c, v, result);
	t = arena_new(c->arena, struct template);
	*t = (struct template){ .kind = TEMPLATE_HOLE, .val = v, .hole = e };
	return t;
}

/* Text; that of constant expressions is put in their place. */
static const struct template *
text(struct compile *c, const struct val *v, struct pieces *p)
{
	struct template *t = arena_new(c->arena, struct template);

	for (size_t i = 0; i < p->list.len; i++) {
		struct piece *piece = &p->list.ptr[i];
		const struct val *result = piece->expr ? constant(c, piece->expr) : NULL;

		if (!val_is(result, VAL_STRING))
			continue;
		*piece = (struct piece){ result->u.str, NULL };
		p->holes--;
	}
	*t = (struct template){ .kind = TEMPLATE_TEXT, .val = v, .pieces = p->list.ptr, .n = p->list.len };
	return p->holes ? t : compute(c, t);
}

static const struct template *
string(struct compile *c, const struct val *v)
{
	struct pieces p = { 0 };

	if (slice_find(v->u.str, SLICE_LIT("${"), 0) == SIZE_MAX) {
		check_foreign(c, v, v->u.str);
		return fixed(c, v);
	}
	split(c, v, &p);
	if (p.list.len == 1 && p.holes == 1 && v->style != VAL_STYLE_FILE)
		return hole(c, v, p.list.ptr[0].expr);
	return text(c, v, &p);
}

static void
check_key(struct compile *c, const struct field *f)
{
	if (slice_find(f->key, SLICE_LIT("${"), 0) == SIZE_MAX)
		return;
	diag_note(c->diags,
	          diag_report(c->diags, DIAG_BASE_KEY, f->key_at, "a key cannot hold an expression"), SPAN_NONE,
	          "compute the whole map instead: ${{name: value}}");
}

/* A map or list: static when all in it is. */
static const struct template *
composite(struct compile *c, const struct val *v)
{
	bool is_map = v->kind == VAL_MAP, is_static = true, as_written = true;
	size_t n = is_map ? v->u.map.len : v->u.list.len, numbers = c->statics.len;
	const struct template **children = arena_array(c->arena, n, sizeof(struct template *));
	struct template *t;

	for (size_t i = 0; i < n; i++) {
		if (is_map)
			check_key(c, &v->u.map.fields[i]);
		children[i] = template_new(c, is_map ? v->u.map.fields[i].val : v->u.list.items[i]);
		is_static = is_static && template_is_static(children[i]);
		as_written = as_written && !children[i]->computed;
	}
	t = arena_new(c->arena, struct template);
	*t = (struct template){ .kind = is_map ? TEMPLATE_MAP : TEMPLATE_LIST, .val = v, .children = children, .n = n };
	if (!is_static)
		return t;
	/* Only the whole needs a number. */
	c->statics.len = numbers;
	return as_written ? fixed(c, v) : compute(c, t);
}

const struct template *
template_new(struct compile *c, const struct val *v)
{
	switch ((enum val_kind)v->kind) {
	case VAL_STRING:
		return string(c, v);
	case VAL_MAP:
	case VAL_LIST:
		return composite(c, v);
	default:
		return fixed(c, v);
	}
}

bool
template_is_static(const struct template *t)
{
	return t->kind == TEMPLATE_STATIC;
}

struct span
template_span(const struct template *t)
{
	return t->val->at;
}

static const struct val *
plain_list(struct expr_run *r, const struct val *v, struct span at)
{
	struct list_build b = LIST_BUILD_INIT(r->arena);
	bool same = true;

	for (size_t i = 0; i < v->u.list.len; i++) {
		const struct val *item = plain(r, v->u.list.items[i], at);

		same = same && item == v->u.list.items[i];
		if (item)
			list_build_add(&b, item);
	}
	return same ? v : list_build_end(&b, v->at);
}

static const struct val *
plain_map(struct expr_run *r, const struct val *v, struct span at)
{
	struct map_build b = MAP_BUILD_INIT(r->arena);
	bool same = true;

	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];
		const struct val *val = plain(r, f->val, at);

		same = same && val == f->val;
		if (val)
			map_build_add(&b, f->key, f->key_at, val);
	}
	return same ? v : map_build_end(&b, v->at);
}

/* A result as data: optionals unwrapped (NULL when absent), unsigned numbers
 * as integers; the other kinds of expressions are no data and reported. */
static const struct val *
plain(struct expr_run *r, const struct val *v, struct span at)
{
	switch ((enum val_kind)v->kind) {
	case VAL_OPTIONAL:
		return v->u.opt ? plain(r, v->u.opt, at) : NULL;
	case VAL_LIST:
		return plain_list(r, v, at);
	case VAL_MAP:
		return plain_map(r, v, at);
	case VAL_UINT:
		if (v->u.u <= INT64_MAX)
			return val_int(r->arena, (int64_t)v->u.u, v->at);
		break;
	case VAL_BAD:
	case VAL_NULL:
	case VAL_BOOL:
	case VAL_INT:
	case VAL_DOUBLE:
	case VAL_STRING:
		return v;
	default:
		break;
	}
	diag_note(r->diags,
	          diag_report(r->diags, DIAG_BASE_RESULT, at, "a value of type '%s' cannot stand in a manifest",
	                      expr_type_name(v)),
	          SPAN_NONE, "turn it into text or a number, as with string(...)");
	return &val_bad;
}

static const struct val *
fill_hole(struct expr_run *r, const struct template *t)
{
	const struct val *v;
	struct val *placed;

	r->reads = NULL;
	r->nreads = 0;
	v = expr_eval(r, t->hole);
	if (v->kind == VAL_BAD)
		return &val_bad;
	v = plain(r, v, expr_span(t->hole));
	if (!v || v->kind == VAL_BAD)
		return v;
	placed = arena_new(r->arena, struct val);
	*placed = *v;
	placed->at = t->val->at;
	placed->style = VAL_STYLE_NONE;
	placed->origin = r->reads;
	return placed;
}

static bool
add_piece(struct expr_run *r, const struct piece *p, struct buf *b)
{
	const struct val *v;
	struct diag *d;

	if (!p->expr) {
		buf_add(b, p->text);
		return true;
	}
	v = expr_eval(r, p->expr);
	if (v->kind == VAL_STRING) {
		buf_add(b, v->u.str);
		return true;
	}
	if (v->kind == VAL_BAD)
		return false;
	d = diag_report(r->diags, DIAG_BASE_RESULT, expr_span(p->expr), "an expression inside text must be a string, "
	                "this is of type '%s'", expr_type_name(v));
	if (v->kind == VAL_INT || v->kind == VAL_UINT || v->kind == VAL_DOUBLE || v->kind == VAL_BOOL)
		diag_note(r->diags, d, SPAN_NONE, "write ${string(...)}");
	return false;
}

static const struct val *
fill_text(struct expr_run *r, const struct template *t)
{
	const struct origin *outer = r->reads;
	size_t nouter = r->nreads;
	struct buf b = BUF_IN(r->arena);
	bool ok = true;
	struct val *v;

	r->reads = NULL;
	r->nreads = 0;
	for (size_t i = 0; i < t->n; i++)
		ok = add_piece(r, &t->pieces[i], &b) && ok;
	if (!ok)
		return &val_bad;
	v = arena_new(r->arena, struct val);
	v->kind = VAL_STRING;
	v->at = t->val->at;
	v->origin = r->reads;
	v->u.str = b.len ? buf_slice(&b) : SLICE_LIT("");
	/* Inside text(): what the outer hole read so far stays known. */
	if (outer) {
		r->reads = outer;
		r->nreads = nouter;
	}
	return v;
}

static unsigned char
deeper(unsigned char depth, const struct val *child)
{
	return child->depth >= depth ? (unsigned char)(child->depth + (child->depth < 255)) : depth;
}

/* The keys of a map are those of the base, so they are sorted already. */
static const struct val *
fill_composite(struct expr_run *r, const struct template *t)
{
	bool is_map = t->kind == TEMPLATE_MAP;
	struct field *fields = is_map ? arena_new_n(r->arena, t->n, struct field) : NULL;
	const struct val **items = is_map ? NULL : arena_array(r->arena, t->n, sizeof(struct val *));
	struct val *v = arena_new(r->arena, struct val);
	size_t n = 0;

	v->kind = t->val->kind;
	v->at = t->val->at;
	v->depth = 1;
	for (size_t i = 0; i < t->n; i++) {
		const struct val *child = template_fill(r, t->children[i]);

		if (!child)
			continue;
		if (is_map)
			fields[n++] = (struct field){ t->val->u.map.fields[i].key, t->val->u.map.fields[i].key_at, child };
		else
			items[n++] = child;
		v->depth = deeper(v->depth, child);
	}
	if (is_map) {
		v->u.map.fields = fields;
		v->u.map.len = n;
	} else {
		v->u.list.items = items;
		v->u.list.len = n;
	}
	return v;
}

const struct val *
template_fill(struct expr_run *r, const struct template *t)
{
	switch (t->kind) {
	case TEMPLATE_STATIC:
		return t->val;
	case TEMPLATE_HOLE:
		return fill_hole(r, t);
	case TEMPLATE_TEXT:
		return fill_text(r, t);
	case TEMPLATE_MAP:
	case TEMPLATE_LIST:
		return fill_composite(r, t);
	}
	return &val_bad;
}

static void
wrong_kind(struct expr_run *r, const struct template *t, const char *wanted, const struct val *v)
{
	struct diag *d;

	if (v && v->kind == VAL_BAD)
		return;
	d = diag_report(r->diags, DIAG_BASE_RESULT, t->val->at, "a %s is wanted here, this is %s", wanted,
	                v ? val_kind_name(v) : "an absent optional");
	if (template_is_static(t) && !t->computed)
		diag_note(r->diags, d, SPAN_NONE, "an expression is written ${...}");
}

struct slice
template_fill_text(struct expr_run *r, const struct template *t)
{
	const struct val *v = template_fill(r, t);

	if (val_is(v, VAL_STRING))
		return v->u.str.ptr ? v->u.str : SLICE_LIT("");
	wrong_kind(r, t, "string", v);
	return (struct slice){ NULL, 0 };
}

enum template_truth
template_truth(struct expr_run *r, const struct template *t)
{
	const struct val *v = template_fill(r, t);

	if (val_is(v, VAL_BOOL))
		return v->u.b ? TEMPLATE_TRUE : TEMPLATE_FALSE;
	wrong_kind(r, t, "boolean", v);
	return TEMPLATE_FAILED;
}

const struct val *
template_list(struct expr_run *r, const struct template *t)
{
	const struct val *v = template_fill(r, t);

	if (val_is(v, VAL_LIST))
		return v;
	wrong_kind(r, t, "list", v);
	return NULL;
}
