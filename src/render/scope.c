/* SPDX-License-Identifier: Apache-2.0 */
/* scope.c - names, and the files that text() and raw() bring in. Both take a
 * string literal, so every file that a base can read is loaded and compiled
 * with the base, and rendering a tenant does no I/O. */
#include "render/scope.h"

#include "base/path.h"
#include "base/utf8.h"
#include "read/read.h"
#include "render/sibling.h"
#include "render/template.h"
#include "schema/foreign.h"

/* ORDER scope_slot */
const struct slice scope_fixed[SLOT_FIXED] = {
	SLICE_INIT("metadata"), SLICE_INIT("spec"),  SLICE_INIT("cluster"), SLICE_INIT("tier"),
	SLICE_INIT("ring"),     SLICE_INIT("fleet"), SLICE_INIT("base"),
};

enum { MAX_TEXT_NESTING = 8 };

struct text_file {
	const struct template *template;  /* NULL while it is being compiled */
	struct scope_slots uses;
	unsigned depth;                   /* 1, and that of the deepest text() in it */
};

static const struct val *call_text(struct expr_run *r, const struct val *const *args, size_t n, struct span at);
static const struct val *call_raw(struct expr_run *r, const struct val *const *args, size_t n, struct span at);

/* ORDER own_function */
enum { FN_TEXT, FN_RAW };
static const struct expr_function own_functions[] = {
	{ SLICE_INIT("text"), 1, 1, call_text },
	{ SLICE_INIT("raw"), 1, 1, call_raw },
};

struct scope *
scope_new(struct arena *a, struct slice dir, struct expr_names names)
{
	struct scope *s = arena_new(a, struct scope);

	s->env.names = names;
	s->env.functions = own_functions;
	s->env.nfunctions = sizeof(own_functions) / sizeof(own_functions[0]);
	s->dir = dir;
	s->texts = MAP_INIT(a);
	s->raws = MAP_INIT(a);
	return s;
}

const struct scope *
scope_of_env(const struct expr_env *env)
{
	return (const struct scope *)(const void *)env;
}

const struct scope *
scope_of(const struct expr_run *r)
{
	return scope_of_env(r->env);
}

/* Hidden files are no input anywhere: the cache does not look at them. */
static bool
is_hidden(struct slice path)
{
	return slice_starts(path, SLICE_LIT(".")) || slice_find(path, SLICE_LIT("/."), 0) != SIZE_MAX;
}

struct slice
scope_path(struct compile *c, struct slice name, struct span at)
{
	struct slice path = path_join(c->arena, c->scope->dir, name);

	if (path.ptr && path_below(path, c->scope->dir) && is_hidden(path)) {
		diag_report(c->diags, DIAG_BASE_ESCAPES, at, "'%.*s' is hidden: names that begin with '.' are no input",
		            SLICE_FMT(name));
		return (struct slice){ NULL, 0 };
	}
	if (!path.ptr || !path_below(path, c->scope->dir)) {
		diag_report(c->diags, DIAG_BASE_ESCAPES, at, "'%.*s' leads out of '%.*s'", SLICE_FMT(name),
		            SLICE_FMT(c->scope->dir));
		return (struct slice){ NULL, 0 };
	}
	return path;
}

/* The file as one string value, or NULL after a report. */
static const struct val *
load(struct compile *c, struct slice name, struct span at)
{
	struct slice path = scope_path(c, name, at);
	const struct source *src;
	struct val *v;
	size_t bad;
	bool ok;

	if (!path.ptr)
		return NULL;
	src = read_source(c->arena, c->diags, c->rootfd, path, at, &ok);
	if (!ok) {
		sibling_note(c->diags, c->rootfd, path, at);
		return NULL;
	}
	bad = utf8_invalid(src->text);
	if (bad != SIZE_MAX) {
		struct span where = { src, (uint32_t)bad, (uint32_t)bad + 1 };

		diag_report(c->diags, DIAG_BASE_TEXT, where, "the file is not UTF-8 text");
		return NULL;
	}
	v = arena_new(c->arena, struct val);
	v->kind = VAL_STRING;
	v->style = VAL_STYLE_FILE;
	v->at = (struct span){ src, 0, (uint32_t)src->text.len };
	v->u.str = src->text;
	return v;
}

static void
load_raw(struct compile *c, struct slice name, struct span at)
{
	const struct val *v;

	if (map_get(&c->scope->raws, name))
		return;
	v = load(c, name, at);
	map_put(&c->scope->raws, name, arena_new(c->arena, struct val));
	*(struct val *)map_get(&c->scope->raws, name) = v ? *v : val_bad;
}

static void
add_uses(struct compile *c, const struct scope_slots *uses)
{
	for (size_t i = 0; i < uses->len; i++)
		vec_push(c->arena, c->uses, uses->ptr[i]);
}

static struct text_file *
compile_text(struct compile *c, struct slice name, struct span at)
{
	struct text_file *file = arena_new(c->arena, struct text_file);
	struct scope_slots *outer = c->uses;
	unsigned deepest = c->deepest;
	const struct val *v;

	map_put(&c->scope->texts, name, file);
	v = load(c, name, at);
	c->uses = &file->uses;
	c->deepest = 0;
	c->nesting++;
	file->template = template_new(c, v ? v : &val_bad);
	c->nesting--;
	file->depth = c->deepest + 1;
	c->deepest = deepest;
	c->uses = outer;
	return file;
}

static void
load_text(struct compile *c, struct slice name, struct span at)
{
	struct text_file *file = map_get(&c->scope->texts, name);

	if (file && !file->template) {
		diag_report(c->diags, DIAG_BASE_TEXT, at, "'%.*s' includes itself", SLICE_FMT(name));
		return;
	}
	/* A file that was compiled before brings its own depth: rendering goes down both. */
	if (c->nesting + (file ? file->depth : 1) > MAX_TEXT_NESTING) {
		diag_report(c->diags, DIAG_BASE_TEXT, at, "with '%.*s' text() is nested more than %d levels deep",
		            SLICE_FMT(name), MAX_TEXT_NESTING);
		return;
	}
	if (!file)
		file = compile_text(c, name, at);
	c->deepest = file->depth > c->deepest ? file->depth : c->deepest;
	add_uses(c, &file->uses);
}

static void
on_name(void *ctx, size_t slot, struct span at)
{
	struct compile *c = ctx;

	(void)at;
	vec_push(c->arena, c->uses, slot);
}

static void
on_call(void *ctx, size_t function, const struct expr *const *args, size_t n, struct span at)
{
	struct compile *c = ctx;
	const struct val *name = n == 1 ? expr_constant(args[0]) : NULL;

	if (!val_is(name, VAL_STRING)) {
		struct diag *d = diag_report(c->diags, DIAG_BASE_TEXT, at, "%.*s() takes a string literal",
		                             SLICE_FMT(own_functions[function].name));

		diag_note(c->diags, d, SPAN_NONE, "the files of a base are read when it is compiled; "
		          "choose between two of them with '... ? text('a') : text('b')'");
		return;
	}
	if (function == FN_TEXT)
		load_text(c, name->u.str, at);
	else
		load_raw(c, name->u.str, at);
}

/* Says what to write when the mistake is a habit of another language. */
static void
note_foreign(struct compile *c, struct diag *d, struct slice hole)
{
	const char *cure;

	if (!d->at.src || d->notes)
		return;
	cure = foreign_in_expression(slice_sub(d->at.src->text, d->at.start, d->at.src->text.len));
	if (cure)
		diag_note(c->diags, d, SPAN_NONE, "%s", cure);
	else if (slice_starts(hole, SLICE_LIT("{")) && d->code == DIAG_EXPR_SYNTAX)
		diag_note(c->diags, d, SPAN_NONE, "an expression is written ${...}; '${{' begins one with a map");
}

const struct expr *
scope_parse(struct compile *c, const struct expr_text *t, size_t *pos, bool hole)
{
	struct slice rest = slice_sub(t->text, *pos, t->text.len);
	const struct diag *before = c->diags->last;
	const struct expr *e = expr_parse(c->arena, c->diags, &c->scope->env, t, pos, hole);
	struct expr_visitor v = { on_name, on_call, c };

	for (struct diag *d = before ? before->next : c->diags->first; d; d = d->next)
		note_foreign(c, d, rest);
	expr_visit(e, &v);
	return e;
}

void
scope_file(const struct scope *s, size_t function, struct slice name, const struct template **text,
           const struct val **raw)
{
	const struct text_file *file = function == FN_TEXT ? map_get(&s->texts, name) : NULL;

	*text = file ? file->template : NULL;
	*raw = function == FN_RAW ? map_get(&s->raws, name) : NULL;
}

struct reading {
	const struct scope *scope;
	bool any;
};

static void
reads_name(void *ctx, size_t slot, struct span at)
{
	struct reading *r = ctx;

	(void)slot;
	(void)at;
	r->any = true;
}

static void
reads_file(void *ctx, size_t function, const struct expr *const *args, size_t n, struct span at)
{
	struct reading *r = ctx;
	const struct val *name = n == 1 ? expr_constant(args[0]) : NULL;
	const struct text_file *file = NULL;

	(void)at;
	if (function == FN_TEXT)
		file = map_get(&r->scope->texts, val_text(name, SLICE_LIT("")));
	r->any |= function == FN_TEXT && (!file || !file->template || file->uses.len);
}

bool
scope_is_constant(const struct scope *s, const struct expr *e)
{
	struct reading r = { s, false };
	struct expr_visitor v = { reads_name, reads_file, &r };

	expr_visit(e, &v);
	return !r.any;
}

static const struct val *
call_text(struct expr_run *r, const struct val *const *args, size_t n, struct span at)
{
	const struct text_file *file = map_get(&scope_of(r)->texts, val_text(args[0], SLICE_LIT("")));
	struct slice text;

	(void)n;
	if (!file || !file->template)
		return &val_bad;
	text = template_fill_text(r, file->template);
	return text.ptr ? val_string(r->arena, text, at) : &val_bad;
}

static const struct val *
call_raw(struct expr_run *r, const struct val *const *args, size_t n, struct span at)
{
	const struct val *v = map_get(&scope_of(r)->raws, val_text(args[0], SLICE_LIT("")));

	(void)n;
	(void)at;
	return v ? v : &val_bad;
}
