/* SPDX-License-Identifier: Apache-2.0 */
/* check_base.c - what can be said of a base without a tenant. */
#include "driver/check_base.h"

#include "driver/bases.h"
#include "render/template_node.h"

/* Whether a document that is written as a map, or without an expression, has no such field. */
static bool
lacks(const struct template *doc, const char *key)
{
	return (doc->kind == TEMPLATE_MAP || doc->kind == TEMPLATE_STATIC) && !val_get_cstr(doc->val, key);
}

static bool
check_object(struct project *p, const struct template *doc)
{
	static const char *const needed[] = { "apiVersion", "kind", "metadata" };

	for (size_t i = 0; i < 3; i++) {
		if (!lacks(doc, needed[i]))
			continue;
		diag_report(p->diags, DIAG_BASE_OBJECT, template_span(doc),
		            "the document is no Kubernetes object: it has no %s", needed[i]);
		return false;
	}
	return true;
}

/* The text of a field of a document that says it without an expression; NULL
 * when there is none. */
static const struct val *
fixed(const struct template *doc, const char *key)
{
	if (doc->kind == TEMPLATE_STATIC)
		return val_get_cstr(doc->val, key);
	for (size_t i = 0; doc->kind == TEMPLATE_MAP && i < doc->n; i++)
		if (slice_is(doc->val->u.map.fields[i].key, key) && template_is_static(doc->children[i]))
			return doc->children[i]->val;
	return NULL;
}

/* A kind that no cluster has cannot be meant, under whatever condition. */
static void
check_kind(struct project *p, const struct template *doc)
{
	const struct val *api_version = fixed(doc, "apiVersion"), *kind = fixed(doc, "kind");
	struct slice near = { NULL, 0 };
	struct diag *d;

	if (!check_object(p, doc) || !val_is(api_version, VAL_STRING) || !val_is(kind, VAL_STRING))
		return;
	for (size_t i = 0; i < p->nclusters; i++)
		if (api_kind(p->clusters[i].api, p->diags, api_version->u.str, kind->u.str))
			return;
	d = diag_report(p->diags, DIAG_VERIFY_KIND, kind->at, "no cluster of the fleet has a kind '%.*s' of '%.*s'",
	                SLICE_FMT(kind->u.str), SLICE_FMT(api_version->u.str));
	for (size_t i = 0; i < p->nclusters && !near.ptr; i++)
		near = api_nearest(p->clusters[i].api, p->arena, api_version->u.str, kind->u.str);
	if (near.ptr)
		diag_note(p->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near));
	else
		diag_note(p->diags, d, SPAN_NONE, "add its CustomResourceDefinition with 'tools/bundle crds'");
}

/* The one place where a base is held against the clusters: all that is known of
 * it for every spec belongs here. */
static void
check_pages(struct project *p, const struct base *base)
{
	for (size_t i = 0; i < base->npages; i++)
		for (size_t j = 0; j < base->pages[i].nresources; j++)
			for (size_t k = 0; k < base->pages[i].resources[j].ndocs; k++)
				check_kind(p, base->pages[i].resources[j].docs[k]);
}

/* The kind that the base is for has a schema. */
static bool
check_for(struct project *p, const struct base *base)
{
	struct diag *d;

	if (slice_is(base->for_kind, "Cluster") || map_get(&p->schemas, base->for_kind))
		return true;
	d = diag_report(p->diags, DIAG_FLEET_SCHEMA, span_file(base->src), "the base is for %.*s, which has no schema",
	                SLICE_FMT(base->for_kind));
	diag_note(p->diags, d, SPAN_NONE, "a file below schemas/ says 'kind: Schema' and below 'spec:' 'kind: %.*s'",
	          SLICE_FMT(base->for_kind));
	return false;
}

/* Whether it is the name of one version. */
static bool
exists(struct project *p, struct slice id)
{
	struct names all = bases_list(p->arena, p->rootfd);

	for (size_t i = 0; i < all.len; i++)
		if (slice_eq(all.ptr[i], id))
			return true;
	bases_unknown(p->diags, DIAG_BASE_MISSING, all, id);
	return false;
}

static bool
check(struct project *p, struct slice id)
{
	struct base_schemas schemas = { map_get(&p->schemas, SLICE_LIT("Base")),
	                                map_get(&p->schemas, SLICE_LIT("Feature")) };
	const struct base *base;
	const struct val *fleet;

	if (!exists(p, id))
		return false;
	base = base_load(p->arena, p->diags, p->rootfd, id, SPAN_NONE, &schemas);
	if (!base || !check_for(p, base))
		return false;
	p->alone->base = base;
	fleet = project_read_fleet(p, SLICE_LIT("fleet.yaml"));
	if (fleet->kind == VAL_BAD || !project_take_fleet(p, fleet) || p->diags->errors)
		return false;
	check_pages(p, base);
	return p->diags->errors == 0;
}

bool
driver_check_base(struct arena *a, struct diags *ds, int rootfd, struct slice id, struct alone *alone)
{
	struct project p;
	bool ok;

	*alone = (struct alone){ .arena = a };
	ok = project_open(&p, a, ds, rootfd);
	p.alone = alone;
	ok = ok && !ds->errors && check(&p, id);
	diag_sort(ds);
	return ok;
}
