/* SPDX-License-Identifier: Apache-2.0 */
/* fill.c - templates with types in their holes: template.c's walk, where what
 * an expression becomes is not known. */
#include "expr/opaque.h"
#include "prove/prove_priv.h"
#include "value/build.h"

/* Kinds of results that are no data (template.c, plain). */
#define NO_DATA (KIND(VAL_BYTES) | KIND(VAL_DURATION) | KIND(VAL_TIMESTAMP) | KIND(VAL_TYPE) | KIND(VAL_DICT) | \
                 OPAQUE_QUANTITY | OPAQUE_IP | OPAQUE_CIDR | OPAQUE_URL | OPAQUE_SEMVER | OPAQUE_FORMAT)

struct infer *
world_in(struct world *w, const struct scope *scope)
{
	w->in.env = &scope->env;
	return &w->in;
}

/* An unsigned number becomes an integer. */
static const struct type *
signed_type(struct arena *a, const struct type *t)
{
	struct type *copy = arena_new(a, struct type);

	*copy = *t;
	copy->kinds = (t->kinds & ~KIND(VAL_UINT)) | KIND(VAL_INT);
	copy->one = NULL;
	return copy;
}

/* What `plain` makes of a result: optionals unwrapped. */
static const struct type *
as_data(struct world *w, const struct type *t, struct span at)
{
	const struct type *of = t->of;
	struct type *copy;

	if (type_is_any(t))
		return t;
	/* A map of which nothing is known is taken for one with texts as keys. */
	if ((t->kinds & KIND_MAPS) == KIND_MAPS)
		t = type_only(w->arena, t, ~KIND(VAL_DICT));
	if (t->kinds & NO_DATA) {
		diag_note(world_diags(w),
		          diag_report(world_diags(w), DIAG_BASE_RESULT, at, "this may be %.*s, which cannot stand in a manifest",
		                      SLICE_FMT(type_show(w->arena, type_only(w->arena, t, NO_DATA)))),
		          SPAN_NONE, "turn it into text or a number, as with string(...)");
		return &type_any;
	}
	if (!(t->kinds & KIND(VAL_OPTIONAL)))
		return t->kinds & KIND(VAL_UINT) ? signed_type(w->arena, t) : t;
	t = type_only(w->arena, t, ~KIND(VAL_OPTIONAL));
	if (of)
		t = as_data(w, t->kinds ? type_join(w->arena, t, of) : of, at);
	if (type_is_any(t))
		return t;
	copy = arena_new(w->arena, struct type);
	*copy = *t;
	copy->kinds |= KIND(VAL_OPTIONAL);
	copy->of = NULL;
	copy->one = NULL;
	return copy;
}

/* A name of a value or part that is a map or list as it stands. */
static const struct val *
named(const struct world *w, const struct expr *e)
{
	return e->kind == EX_VAR ? w->vals[e->u.slot] : NULL;
}

/* The same path, each '.?' a '.'. */
static const struct expr *
hard(struct arena *a, const struct expr *e)
{
	struct expr *copy;

	if (e->kind != EX_OPT_SELECT)
		return e;
	copy = arena_new(a, struct expr);
	*copy = *e;
	copy->kind = EX_SELECT;
	copy->u.select.of = hard(a, e->u.select.of);
	return copy;
}

/* Whether all of a path that asks with '.?' is known to be there. */
static bool
is_there(struct world *w, const struct scope *scope, const struct expr *e)
{
	struct infer in = *world_in(w, scope);
	const struct type *t;
	struct expr has;

	if (e->kind != EX_OPT_SELECT)
		return e->kind == EX_VAR || e->kind == EX_LOCAL || e->kind == EX_SELECT;
	has = *hard(w->arena, e);
	has.kind = EX_HAS;
	in.diags = NULL;
	t = infer_type(&in, &has);
	return t->kinds == KIND(VAL_BOOL) && !t->can_false && is_there(w, scope, e->u.select.of);
}

static const struct val *
fill_hole(struct world *w, const struct scope *scope, const struct template *t)
{
	const struct val *v = named(w, t->hole);
	const struct type *type;

	if (v)
		return val_with(w->arena, v, v->at.src ? v->at : t->val->at, NULL);
	type = as_data(w, infer_type(world_in(w, scope), t->hole), expr_span(t->hole));
	if (t->hole->kind == EX_OPT_SELECT && is_there(w, scope, t->hole))
		type = type_only(w->arena, type, ~KIND(VAL_OPTIONAL));
	if (type->one)
		return val_with(w->arena, type->one, t->val->at, NULL);
	if (type->kinds == KIND(VAL_OPTIONAL))
		return NULL;
	return type->kinds ? hole_new(w->arena, type, t, scope, t->val->at) : &val_bad;
}

/* The language of one piece; the text must be a string. */
static const struct lang *
piece(struct world *w, const struct scope *scope, const struct piece *p)
{
	const struct type *t;
	struct diag *d;

	if (!p->expr)
		return lang_literal(w->arena, p->text);
	t = infer_type(world_in(w, scope), p->expr);
	if (type_is_any(t))
		return &lang_loose;
	if (t->kinds & ~KIND(VAL_STRING)) {
		d = diag_report(world_diags(w), DIAG_BASE_RESULT, expr_span(p->expr),
		                "an expression inside text must be a string, this may be %.*s",
		                SLICE_FMT(type_show(w->arena, type_only(w->arena, t, ~KIND(VAL_STRING)))));
		if (t->kinds & (KIND(VAL_INT) | KIND(VAL_UINT) | KIND(VAL_DOUBLE) | KIND(VAL_BOOL)))
			diag_note(world_diags(w), d, SPAN_NONE, "write ${string(...)}");
	}
	return t->kinds & KIND(VAL_STRING) ? t->text : &lang_loose;
}

/* Text without line breaks is looked at; files are beyond every pattern. */
static const struct lang *
text_language(struct world *w, const struct scope *scope, const struct template *t)
{
	bool file = t->val->style == VAL_STYLE_FILE;
	const struct lang *all = file ? &lang_loose : NULL;

	for (size_t i = 0; i < t->n; i++) {
		const struct lang *one = file && !t->pieces[i].expr ? NULL : piece(w, scope, &t->pieces[i]);

		if (!file)
			all = all ? lang_concat(w->arena, all, one) : one;
	}
	return all ? all : lang_literal(w->arena, SLICE_LIT(""));
}

static const struct val *
fill_pieces(struct world *w, const struct scope *scope, const struct template *t)
{
	const struct lang *l = text_language(w, scope, t);
	const struct slice *texts;

	if (lang_literals(l, &texts) == 1)
		return val_string(w->arena, texts[0], t->val->at);
	return hole_new(w->arena, type_text(w->arena, l), t, scope, t->val->at);
}

static const struct val *
fill_composite(struct world *w, const struct scope *scope, const struct template *t)
{
	struct map_build map = MAP_BUILD_INIT(w->arena);
	struct list_build list = LIST_BUILD_INIT(w->arena);

	for (size_t i = 0; i < t->n; i++) {
		const struct val *child = fill(w, scope, t->children[i]);

		if (!child)
			continue;
		if (t->kind == TEMPLATE_MAP)
			map_build_add(&map, t->val->u.map.fields[i].key, t->val->u.map.fields[i].key_at, child);
		else
			list_build_add(&list, child);
	}
	return t->kind == TEMPLATE_MAP ? map_build_end(&map, t->val->at) : list_build_end(&list, t->val->at);
}

const struct val *
fill(struct world *w, const struct scope *scope, const struct template *t)
{
	switch (t->kind) {
	case TEMPLATE_STATIC:
		return t->val;
	case TEMPLATE_HOLE:
		return fill_hole(w, scope, t);
	case TEMPLATE_TEXT:
		return fill_pieces(w, scope, t);
	case TEMPLATE_MAP:
	case TEMPLATE_LIST:
		return fill_composite(w, scope, t);
	}
	return &val_bad;
}

/* The type where only `kinds` make sense; any after a report. */
static const struct type *
expect(struct world *w, const struct scope *scope, const struct template *t, uint32_t kinds, const char *wanted)
{
	const struct val *v = fill(w, scope, t);
	const struct type *type = v ? hole_type(w->arena, v) : &type_never;
	const struct hole *h = hole_of(v);
	struct diag *d;

	if (h)
		type = h->type;
	if (type_is_any(type))
		return type;
	if (v && type->kinds && !(type->kinds & ~kinds))
		return type;
	d = diag_report(world_diags(w), DIAG_BASE_RESULT, t->val->at, "a %s is wanted here, this %s %.*s", wanted,
	                template_is_static(t) || !v ? "is" : "may be",
	                SLICE_FMT(v ? type_show(w->arena, type_only(w->arena, type, ~kinds)) : SLICE_LIT("an absent optional")));
	if (template_is_static(t))
		diag_note(world_diags(w), d, SPAN_NONE, "an expression is written ${...}");
	return &type_any;
}

const struct type *
fill_text(struct world *w, const struct scope *scope, const struct template *t)
{
	return expect(w, scope, t, KIND(VAL_STRING), "string");
}

void
fill_bool(struct world *w, const struct scope *scope, const struct template *t)
{
	expect(w, scope, t, KIND(VAL_BOOL), "boolean");
}

const struct type *
fill_list(struct world *w, const struct scope *scope, const struct template *t)
{
	return expect(w, scope, t, KIND(VAL_LIST), "list");
}

const struct type *
fill_own(void *ctx, const struct infer *in, size_t function, const struct expr *const *args, size_t n)
{
	struct world *w = ctx;
	const struct scope *scope = scope_of_env(in->env);
	const struct val *name = n == 1 ? expr_constant(args[0]) : NULL, *raw;
	struct infer outer = w->in;
	const struct template *text;
	const struct type *t = type_text(w->arena, &lang_loose);

	if (!val_is(name, VAL_STRING))
		return t;
	scope_file(scope, function, name->u.str, &text, &raw);
	if (val_is(raw, VAL_STRING))
		return t;
	if (text) {
		w->in.diags = in->diags;
		w->in.facts = in->facts;
		fill_text(w, scope, text);
		w->in = outer;
	}
	return t;
}
