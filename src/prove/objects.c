/* SPDX-License-Identifier: Apache-2.0 */
/* objects.c - the resources of a world as abstract objects. */
#include "base/path.h"
#include "prove/prove_priv.h"

enum { MODELS_MAX = 4000 };

struct slice
model_label(struct arena *a, const struct model *m)
{
	return arena_printf(a, "%.*s/%.*s", SLICE_FMT(m->kind), SLICE_FMT(m->name));
}

#define PATH_NAME "[A-Za-z0-9_-][A-Za-z0-9._-]*"

static bool
goes(struct world *w, const struct type *t, const char *re2, struct slice *witness)
{
	return fit_within(w, t->text, fit_language(w->proof, slice_of(re2)), witness) != LANG_NO;
}

/* The file that the entry goes into, as render.c wants it. */
static void
check_into(struct world *w, const struct base_entry *e)
{
	/* Letters, digits, '.', '-' and '_' without a dot first; path.h. */
	static const char plain[] = "^" PATH_NAME "$", nested[] = "^" PATH_NAME "(/" PATH_NAME ")*$";
	const struct type *t = fill_text(w, e->scope, e->into);
	struct slice witness;
	struct diag *d;

	if (type_is_any(t) || t->kinds != KIND(VAL_STRING))
		return;
	if (!goes(w, t, e->cluster_scope ? nested : plain, &witness) || !goes(w, t, "\\.yaml$", &witness)) {
		d = diag_report(world_diags(w), DIAG_BASE_INTO, template_span(e->into), "'%.*s' cannot be an output file",
		                SLICE_FMT(witness));
		diag_note(world_diags(w), d, SPAN_NONE, "a name of letters, digits, '.', '-' and '_' that ends in .yaml%s",
		          e->cluster_scope ? ", in folders of such names" : "; folders need 'scope: cluster'");
	} else if (e->cluster_scope && !goes(w, t, "^(sync|platform)/", &witness)) {
		diag_report(world_diags(w), DIAG_BASE_INTO, template_span(e->into),
		            "with 'scope: cluster' a file stands below sync/ or platform/, not in '%.*s'", SLICE_FMT(witness));
	}
}

/* Whether it says what every object does; reports the first that it lacks. */
static bool
is_object(struct world *w, const struct model *m)
{
	const struct val *metadata = val_get_cstr(m->val, "metadata");
	const struct { const char *name; const struct val *val; } needed[] = {
		{ "apiVersion", val_get_cstr(m->val, "apiVersion") },
		{ "kind", val_get_cstr(m->val, "kind") },
		{ "metadata.name", val_get_cstr(metadata, "name") },
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		const struct val *v = needed[i].val;

		if ((val_is(v, VAL_STRING) && v->u.str.len) || (hole_of(v) && !hole_optional(v)) || val_is(v, VAL_BAD))
			continue;
		diag_report(world_diags(w), DIAG_BASE_OBJECT, m->at, "the document is no Kubernetes object: it %s no %s",
		            hole_of(v) ? "may have" : "has", needed[i].name);
		return false;
	}
	return true;
}

struct reading {
	size_t slot;
	bool found;
};

static void
on_name(void *ctx, size_t slot, struct span at)
{
	struct reading *r = ctx;

	(void)at;
	r->found |= slot == r->slot;
}

/* Whether the value is computed from the variable of the loop. */
static bool
reads(const struct val *v, size_t slot)
{
	const struct hole *h = hole_of(v);
	struct reading r = { slot, false };
	struct expr_visitor visitor = { on_name, NULL, &r };

	if (h && !h->from)
		return true;
	if (h && h->from->kind == TEMPLATE_HOLE)
		expr_visit(h->from->hole, &visitor);
	for (size_t i = 0; h && h->from->kind == TEMPLATE_TEXT && i < h->from->n; i++)
		if (h->from->pieces[i].expr)
			expr_visit(h->from->pieces[i].expr, &visitor);
	return r.found;
}

static void
check_copies(struct world *w, const struct model *m, const struct type *list)
{
	const struct val *metadata = val_get_cstr(m->val, "metadata");
	const struct val *name = val_get_cstr(metadata, "name"), *namespace = val_get_cstr(metadata, "namespace");
	struct diag *d;

	if (type_is_any(list) || list->max < 2 || !name || reads(name, m->entry->loop) ||
	    (namespace && reads(namespace, m->entry->loop)))
		return;
	d = diag_report(world_diags(w), DIAG_VERIFY_TWICE, val_place(name).src ? val_place(name) : m->at,
	                "every copy of this %.*s has the same name", SLICE_FMT(m->kind));
	diag_note(world_diags(w), d, template_span(m->entry->each),
	          "there may be several copies: the variable of forEach must be part of the name");
}

static void
add_model(struct world *w, const struct base_entry *e, const struct template *doc, const struct base_page *page)
{
	struct model m = { .entry = e, .doc = doc, .scope = page->scope, .at = template_span(doc),
	                   .facts = w->in.facts };
	const struct val *metadata;

	m.val = fill(w, e->scope, doc);
	if (!m.val)
		return;
	if (hole_of(m.val) || w->models.len == MODELS_MAX || !is_object(w, &m)) {
		w->gaps = true;
		return;
	}
	metadata = val_get_cstr(m.val, "metadata");
	m.api_version = val_text(val_get_cstr(m.val, "apiVersion"), (struct slice){ NULL, 0 });
	m.kind = val_text(val_get_cstr(m.val, "kind"), (struct slice){ NULL, 0 });
	m.name = symbol_of_val(w, val_get_cstr(metadata, "name"));
	m.namespace = symbol_of_val(w, val_get_cstr(metadata, "namespace"));
	if (e->each)
		m.list = fill_list(w, page->scope, e->each);
	if (!m.api_version.ptr || !m.kind.ptr) {
		w->gaps = true;
		return;
	}
	if (e->each)
		check_copies(w, &m, m.list);
	vec_push(w->arena, &w->models, m);
}

static void
add_resource(struct world *w, const struct base_entry *e, void *ctx)
{
	const struct base_page *page = ctx;

	check_into(w, e);
	for (size_t i = 0; i < e->ndocs; i++)
		add_model(w, e, e->docs[i], page);
}

/* Whether both can be made for one spec. */
static bool
together(struct world *w, const struct model *a, const struct model *b)
{
	const struct infer_fact *facts = w->in.facts;
	bool can;

	w->in.facts = a->facts;
	can = world_assume(w, b->scope, b->entry->when, true) || !b->entry->when;
	w->in.facts = facts;
	return can;
}

static void
check_twice(struct world *w, size_t i)
{
	const struct model *m = &w->models.ptr[i];

	for (size_t j = 0; j < i; j++) {
		const struct model *o = &w->models.ptr[j];
		struct diag *d;

		if (!m->name.ptr || !slice_eq(m->kind, o->kind) || !slice_eq(m->name, o->name) ||
		    !slice_eq(m->namespace, o->namespace) || !slice_eq(m->api_version, o->api_version) ||
		    m->entry->each || o->entry->each || !together(w, o, m))
			continue;
		d = diag_report(world_diags(w), DIAG_VERIFY_TWICE, m->at, "%.*s is made twice",
		                SLICE_FMT(model_label(w->arena, m)));
		diag_note(world_diags(w), d, o->at, "it is made here first");
		return;
	}
}

static void
note_kind(struct proof *p, const struct model *m)
{
	struct slice all;

	for (size_t i = 0; i < p->kinds.len; i++)
		if (slice_eq(p->kinds.ptr[i].kind, m->kind) && slice_eq(p->kinds.ptr[i].api_version, m->api_version))
			return;
	all = arena_slice(p->arena, m->kind);
	vec_push(p->arena, &p->kinds, (struct made){ arena_slice(p->arena, m->api_version), all });
}

void
world_objects(struct world *w)
{
	const struct base *base = w->proof->base;

	for (size_t i = 0; i < base->npages; i++)
		for (size_t j = 0; world_has(w, i) && j < base->pages[i].nresources; j++)
			world_each(w, &base->pages[i], &base->pages[i].resources[j], add_resource,
			           (void *)(uintptr_t)&base->pages[i]);
	for (size_t i = 0; i < w->models.len; i++) {
		check_twice(w, i);
		note_kind(w->proof, &w->models.ptr[i]);
	}
}
