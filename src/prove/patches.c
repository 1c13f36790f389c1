/* SPDX-License-Identifier: Apache-2.0 */
/* patches.c - the features' patches onto abstract objects, with the merge of
 * tenants. A patch that may be left out makes two objects of one: with it
 * and without. */
#include "diag/nearest.h"
#include "merge/merge.h"
#include "prove/prove_priv.h"

enum { MODELS_MAX = 4000 };

struct target {
	struct slice kind, name, namespace;    /* symbols; ptr NULL: any */
	const struct type *name_type;
	bool sure;                             /* the patch is made for every spec of the world */
};

static struct slice
symbol(void *ctx, const struct val *v)
{
	return symbol_of_val(ctx, v);
}

static bool
matches(const struct target *t, const struct model *m)
{
	return slice_eq(t->kind, m->kind) && (!t->name.ptr || slice_eq(t->name, m->name)) &&
	       (!t->namespace.ptr || slice_eq(t->namespace, m->namespace));
}

/* Whether the object is there whenever the patch is. */
static bool
is_there(struct world *w, const struct model *m)
{
	return world_certain(w, m->scope, m->entry->when) && (!m->entry->each || type_is_any(m->list) || m->list->min > 0);
}

static void
report_nothing(struct world *w, const struct base_entry *e, const struct target *t, const struct model *rare)
{
	struct slice label = t->name.ptr ? arena_printf(w->arena, "%.*s/%.*s", SLICE_FMT(t->kind), SLICE_FMT(t->name)) : t->kind;
	struct nearest n = NEAREST_INIT(t->name.ptr ? label : t->kind);
	struct diag *d = diag_report(world_diags(w), DIAG_BASE_TARGET, e->at, rare ? "'%.*s' is not always there to be patched" :
	                             "no object matches '%.*s'", SLICE_FMT(label));

	if (rare) {
		diag_note(world_diags(w), d, rare->entry->at, "it is made here, under a condition that may be false");
		return;
	}
	for (size_t i = 0; !rare && i < w->models.len; i++)
		nearest_offer(&n, t->name.ptr ? model_label(w->arena, &w->models.ptr[i]) : w->models.ptr[i].kind);
	if (n.best.ptr)
		diag_note(world_diags(w), d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
}

static const struct schema *
schema_of(struct world *w, const struct model *m)
{
	for (size_t i = 0; i < w->proof->nclusters; i++) {
		const struct api_kind *k = api_kind(w->proof->clusters[i].api, &w->mute, m->api_version, m->kind);

		if (k)
			return k->schema;
	}
	return NULL;
}

static bool
same_identity(struct world *w, const struct model *before, const struct val *after)
{
	const struct val *metadata = val_get_cstr(after, "metadata");

	return slice_eq(symbol_of_val(w, val_get_cstr(after, "apiVersion")), before->api_version) &&
	       slice_eq(symbol_of_val(w, val_get_cstr(after, "kind")), before->kind) &&
	       slice_eq(symbol_of_val(w, val_get_cstr(metadata, "name")), before->name) &&
	       slice_eq(symbol_of_val(w, val_get_cstr(metadata, "namespace")), before->namespace);
}

static void
patch_model(struct world *w, size_t i, const struct val *patch, bool sure)
{
	struct merge m = { .arena = w->arena, .diags = world_diags(w), .kind = ORIGIN_PATCHED, .symbol = symbol, .ctx = w };
	struct model before = w->models.ptr[i];
	const struct val *lower = hole_open(w->arena, before.val, patch);
	const struct val *after = merge_over(&m, schema_of(w, &before), lower, patch, NULL);

	if (!after || !same_identity(w, &before, after)) {
		if (!val_is(after, VAL_BAD))
			diag_report(world_diags(w), DIAG_BASE_TARGET, patch->at, "a patch cannot change the identity of %.*s",
			            SLICE_FMT(model_label(w->arena, &before)));
		return;
	}
	w->models.ptr[i].val = after;
	w->models.ptr[i].facts = w->in.facts;
	w->models.ptr[i].patched = patch->at;
	if (!sure && w->models.len < MODELS_MAX) {
		before.twin = true;
		vec_push(w->arena, &w->models, before);
	}
}

static void
apply(struct world *w, const struct base_entry *e, void *ctx)
{
	const bool *sure = ctx;
	struct target t = { .sure = *sure };
	const struct model *rare = NULL;
	size_t n = w->models.len;
	bool found = false;

	fill_text(w, e->scope, e->target.kind);
	t.kind = symbol_of(w, e->scope, e->target.kind);
	if (e->target.name) {
		fill_text(w, e->scope, e->target.name);
		t.name = symbol_of(w, e->scope, e->target.name);
	}
	if (e->target.namespace) {
		fill_text(w, e->scope, e->target.namespace);
		t.namespace = symbol_of(w, e->scope, e->target.namespace);
	}
	/* Nobody knows what it is for. */
	if (!t.kind.ptr || (e->target.name && !t.name.ptr) || (e->target.namespace && !t.namespace.ptr))
		return;
	for (size_t i = 0; i < n; i++) {
		if (!matches(&t, &w->models.ptr[i]) || w->models.ptr[i].twin)
			continue;
		found = found || is_there(w, &w->models.ptr[i]);
		rare = &w->models.ptr[i];
	}
	if (!found && !w->gaps)
		report_nothing(w, e, &t, rare);
	w->missed |= !found;
	for (size_t j = 0; j < e->ndocs; j++) {
		const struct val *patch = fill(w, e->scope, e->docs[j]);

		for (size_t i = 0; val_is(patch, VAL_MAP) && i < n; i++)
			if (matches(&t, &w->models.ptr[i]))
				patch_model(w, i, patch, t.sure);
	}
}

void
world_patches(struct world *w)
{
	const struct base *base = w->proof->base;

	/* A kind that does not exist may be the misspelt target of a patch. */
	for (size_t i = 0; i < w->models.len; i++)
		w->gaps |= schema_of(w, &w->models.ptr[i]) == NULL;
	for (size_t i = 0; i < base->npages; i++) {
		for (size_t j = 0; world_has(w, i) && j < base->pages[i].npatches; j++) {
			const struct base_page *p = &base->pages[i];
			bool sure = world_certain(w, p->scope, p->patches[j].when);

			if (sure && p->patches[j].each) {
				const struct type *list = fill_list(w, p->scope, p->patches[j].each);

				sure = type_is_any(list) || list->min > 0;
			}
			world_each(w, p, &p->patches[j], apply, &sure);
		}
	}
}
