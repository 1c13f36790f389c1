/* SPDX-License-Identifier: Apache-2.0 */
/* check.c - abstract objects against their kinds in one Kubernetes version
 * (verify.c's walk). */
#include "prove/prove_priv.h"

void
check_note(struct world *w, struct diag *d)
{
	const struct model *m = w->model;

	if (!d->at.src)
		d->at = m->at;
	diag_note(&w->diags, d, d->at.src == m->at.src ? SPAN_NONE : m->at, "in %.*s", SLICE_FMT(model_label(w->arena, m)));
}

static void
on_diag(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path)
{
	struct world *w = ctx;

	(void)path;
	/* Two items of one key may exclude each other. */
	if (d->code == DIAG_FIELD_DUPLICATE)
		for (size_t i = 0; i < w->maybe.len; i++)
			if (w->maybe.ptr[i] == v)
				d->text = (struct slice){ NULL, 0 };
	check_note(w, d);
}

static bool
check_known(struct world *w, const struct model *m)
{
	const struct val *at = val_get_cstr(m->val, "kind");
	struct slice near;
	struct diag *d;

	w->known = api_kind(w->cluster->api, &w->diags, m->api_version, m->kind);
	if (w->known)
		return true;
	near = api_nearest(w->cluster->api, w->arena, m->api_version, m->kind);
	if (near.ptr && slice_eq(slice_sub(near, slice_rfind_char(near, '/') + 1, near.len), m->kind))
		at = val_get_cstr(m->val, "apiVersion");
	d = diag_report(&w->diags, DIAG_VERIFY_KIND, val_place(at), "there is no kind '%.*s' of '%.*s'", SLICE_FMT(m->kind),
	                SLICE_FMT(m->api_version));
	diag_note(&w->diags, d, SPAN_NONE, "neither Kubernetes %.*s nor schemas/crds has it", SLICE_FMT(w->cluster->version));
	if (near.ptr)
		diag_note(&w->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near));
	return false;
}

static void
check_scope(struct world *w, const struct model *m)
{
	const struct val *metadata = val_get_cstr(m->val, "metadata"), *namespace = val_get_cstr(metadata, "namespace");
	struct diag *d = NULL;

	if (w->known->namespaced && (!namespace || hole_optional(namespace)))
		d = diag_report(&w->diags, DIAG_VERIFY_NAMESPACE, namespace ? val_place(namespace) : val_place(metadata),
		                "a %.*s lives in a namespace, and this one %s none", SLICE_FMT(m->kind),
		                namespace ? "may name" : "names");
	if (!w->known->namespaced && namespace)
		d = diag_report(&w->diags, DIAG_VERIFY_NAMESPACE, val_place(namespace), "a %.*s lives in no namespace",
		                SLICE_FMT(m->kind));
	if (d)
		check_note(w, d);
}

/* Whether the object may be made in a cluster of this version. */
static bool
is_made(struct world *w, const struct model *m)
{
	for (const struct infer_fact *f = m->facts; f; f = f->next)
		if (!f->path.local && f->path.slot == SLOT_CLUSTER && f->path.nkeys == 1 &&
		    slice_is(f->path.keys[0], "kubernetes"))
			return !(f->type->kinds & KIND(VAL_STRING)) || type_is_any(f->type) ||
			       lang_has(w->arena, f->type->text, w->cluster->version) != LANG_NO;
	return true;
}

static void
check_model(struct world *w, const struct model *m)
{
	struct schema_check c = { .arena = w->arena, .diags = &w->diags, .on_diag = on_diag, .ctx = w, .hole = fit_hole };

	bool good;

	w->model = m;
	w->in.facts = m->facts;
	if (!is_made(w, m) || !check_known(w, m))
		return;
	check_scope(w, m);
	good = schema_check(&c, w->known->schema, m->val, NULL);
	names_check(w, m);
	/* What is malformed or lacks a part is not held against itself. */
	if (good && !w->missed)
		workload_check(w, m);
}

void
world_check(struct world *w, const struct prove_cluster *cluster)
{
	const struct infer_fact *facts = w->in.facts;

	w->cluster = cluster;
	for (size_t i = 0; i < w->models.len; i++)
		check_model(w, &w->models.ptr[i]);
	w->in.facts = facts;
}
