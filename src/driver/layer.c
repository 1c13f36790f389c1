/* SPDX-License-Identifier: Apache-2.0 */
/* layer.c - reading a tenant's spec and laying it over what its base, tier,
 * cluster and ring say. */
#include "driver/layer.h"

#include "diag/nearest.h"
#include "merge/merge.h"
#include "value/build.h"

/* Every kind that tenants may be of: those with a schema that are not
 * berth's own. */
static bool
own_kind(struct slice kind)
{
	return slice_is(kind, "Base") || slice_is(kind, "Feature") || slice_is(kind, "Schema") ||
	       slice_is(kind, "Fleet");
}

static bool
unknown_kind(struct tenant *t, const struct val *kind)
{
	struct nearest n = NEAREST_INIT(val_text(kind, SLICE_LIT("")));
	struct diag *d;

	if (!kind) {
		diag_report(t->diags, DIAG_FLEET_KIND, span_file(t->src), "the document has no 'kind'");
		return false;
	}
	d = diag_report(t->diags, DIAG_FLEET_KIND, kind->at, "'%.*s' is no kind of tenant",
	                SLICE_FMT(val_text(kind, slice_of(val_kind_name(kind)))));
	for (size_t i = 0; i < t->project->schemas.len; i++)
		if (!own_kind(t->project->schemas.entries[i].key))
			nearest_offer(&n, t->project->schemas.entries[i].key);
	if (n.best.ptr)
		diag_note(t->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	return false;
}

bool
layer_read(struct tenant *t)
{
	const struct val *kind, *name, *namespace;

	t->doc = read_yaml(t->arena, t->diags, t->src, READ_ONE | READ_WARN_11).ptr[0];
	if (t->doc->kind == VAL_BAD)
		return false;
	kind = val_get_cstr(t->doc, "kind");
	t->kind = val_text(kind, SLICE_LIT(""));
	t->schema = own_kind(t->kind) ? NULL : map_get(&t->project->schemas, t->kind);
	if (!t->schema)
		return unknown_kind(t, kind);
	name = val_walk(t->doc, "metadata.name");
	namespace = val_walk(t->doc, "metadata.namespace");
	t->name = val_text(name, SLICE_LIT(""));
	t->namespace = val_text(namespace, t->name);
	return true;
}

/* The names of a list of places, nearest to a wrong one. */
static void
offer_places(struct nearest *n, const struct place *p, size_t len, size_t stride)
{
	for (size_t i = 0; i < len; i++)
		nearest_offer(n, ((const struct place *)(const void *)((const char *)p + i * stride))->name);
}

static void
unknown_place(struct tenant *t, const char *what, const struct val *name, struct nearest *n)
{
	struct diag *d = diag_report(t->diags, DIAG_FLEET_NAME, val_place(name), "there is no %s '%.*s' in fleet.yaml",
	                             what, SLICE_FMT(name->u.str));

	if (n->best.ptr)
		diag_note(t->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n->best));
}

/* The ring may also be said by the tier or the cluster; without any it is the
 * last one, where most tenants live. */
static const struct val *
ring_name(const struct tenant *t)
{
	const struct val *name = val_walk(t->doc, "spec.ring");

	if (!name && t->cluster->place.layer)
		name = val_get_cstr(t->cluster->place.layer, "ring");
	if (!name && t->tier->layer)
		name = val_get_cstr(t->tier->layer, "ring");
	return name;
}

/* Says what is wrong with a spec that does not even name its cluster and
 * tier: the schema knows best. */
static bool
check_as_written(struct tenant *t)
{
	struct schema_check c = { .arena = t->arena, .diags = t->diags };
	size_t errors = t->diags->errors;

	schema_check(&c, t->schema, schema_default(t->arena, t->schema, t->doc, false), NULL);
	if (t->diags->errors == errors)
		diag_report(t->diags, DIAG_FLEET_NAME, t->doc->at, "the spec names no cluster and tier");
	return false;
}

static bool
find_ring(struct tenant *t)
{
	const struct val *name = ring_name(t);
	struct nearest n = NEAREST_INIT(val_text(name, SLICE_LIT("")));

	if (!name && t->project->nrings) {
		t->ring = &t->project->rings[t->project->nrings - 1];
		return true;
	}
	if (!val_is(name, VAL_STRING))
		return check_as_written(t);
	t->ring = project_ring(t->project, name->u.str);
	if (t->ring)
		return true;
	offer_places(&n, &t->project->rings[0].place, t->project->nrings, sizeof(struct ring));
	unknown_place(t, "ring", name, &n);
	return false;
}

static bool
find_base(struct tenant *t)
{
	const struct val *bases = val_get_cstr(t->ring->place.val, "bases");

	t->base = map_get(&t->ring->bases, t->kind);
	/* A base that is named but broken was reported when the fleet was loaded. */
	if (!t->base && !val_get(bases, t->kind))
		diag_report(t->diags, DIAG_FLEET_NAME, val_get_cstr(t->doc, "kind")->at,
		            "ring '%.*s' has no base for %.*s", SLICE_FMT(t->ring->place.name), SLICE_FMT(t->kind));
	return t->base && t->cluster->api;
}

bool
layer_find(struct tenant *t)
{
	const struct val *cluster = val_walk(t->doc, "spec.cluster"), *tier = val_walk(t->doc, "spec.tier");
	struct nearest c = NEAREST_INIT(val_text(cluster, SLICE_LIT(""))), n = NEAREST_INIT(val_text(tier, SLICE_LIT("")));

	if (!val_is(cluster, VAL_STRING) || !val_is(tier, VAL_STRING) || t->name.len == 0)
		return check_as_written(t);
	t->cluster = project_cluster(t->project, cluster->u.str);
	t->tier = project_tier(t->project, tier->u.str);
	if (!t->cluster && t->project->nclusters) {
		offer_places(&c, &t->project->clusters[0].place, t->project->nclusters, sizeof(struct cluster));
		unknown_place(t, "cluster", cluster, &c);
	}
	if (!t->tier) {
		offer_places(&n, t->project->tiers, t->project->ntiers, sizeof(struct place));
		unknown_place(t, "tier", tier, &n);
	}
	return t->cluster && t->tier && find_ring(t) && find_base(t);
}

static void
add_layer(struct tenant *t, const char *what, struct slice name, const struct val *v)
{
	if (v)
		t->layers[t->nlayers++] = (struct layer){ what, name, v };
}

bool
layer_merge(struct tenant *t)
{
	struct merge m = { .arena = t->arena, .diags = t->diags, .kind = ORIGIN_REPLACED };
	const struct schema *schema = schema_property(t->schema, SLICE_LIT("spec"));
	struct doc_path root = DOC_KEY(NULL, SLICE_LIT("spec"));
	size_t errors = t->diags->errors;
	const struct val *spec = NULL;

	add_layer(t, "base", arena_printf(t->arena, "%.*s/%.*s", SLICE_FMT(t->base->name), SLICE_FMT(t->base->version)),
	          t->base->defaults);
	add_layer(t, "tier", t->tier->name, t->tier->layer);
	add_layer(t, "cluster", t->cluster->place.name, t->cluster->place.layer);
	add_layer(t, "ring", t->ring->place.name, t->ring->place.layer);
	add_layer(t, "tenant", t->name, val_get_cstr(t->doc, "spec"));
	for (size_t i = 0; i < t->nlayers; i++)
		spec = merge_over(&m, schema, spec, t->layers[i].val, &root);
	t->spec = spec ? spec : &val_empty_map;
	return t->diags->errors == errors;
}

/* The document with the merged spec, and the namespace that it has when it
 * says none. */
static const struct val *
whole(struct tenant *t)
{
	struct map_build doc = MAP_BUILD_INIT(t->arena), metadata = MAP_BUILD_INIT(t->arena);
	const struct val *written = val_get_cstr(t->doc, "metadata");

	for (size_t i = 0; i < t->doc->u.map.len; i++) {
		const struct field *f = &t->doc->u.map.fields[i];

		if (!slice_is(f->key, "spec") && !slice_is(f->key, "metadata"))
			map_build_add(&doc, f->key, f->key_at, f->val);
	}
	for (size_t i = 0; i < written->u.map.len; i++) {
		const struct field *f = &written->u.map.fields[i];

		map_build_add(&metadata, f->key, f->key_at, f->val);
	}
	if (!val_get_cstr(written, "namespace"))
		map_build_cstr(&metadata, "namespace",
		               val_string(t->arena, t->namespace, val_get_cstr(written, "name")->at));
	map_build_add(&doc, SLICE_LIT("metadata"), val_field(t->doc, SLICE_LIT("metadata"))->key_at,
	              map_build_end(&metadata, written->at));
	map_build_add(&doc, SLICE_LIT("spec"), val_field(t->doc, SLICE_LIT("spec"))->key_at, t->spec);
	return map_build_end(&doc, t->doc->at);
}

/* Mistakes that a layer of the fleet makes are reported there; say for whom. */
static void
name_tenant(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path)
{
	struct tenant *t = ctx;

	(void)v;
	(void)path;
	if (d->at.src != t->src)
		diag_note(t->diags, d, span_file(t->src), "it counts for tenant '%.*s'", SLICE_FMT(t->name));
}

bool
layer_check(struct tenant *t)
{
	struct schema_check c = { .arena = t->arena, .diags = t->diags, .on_diag = name_tenant, .ctx = t };
	const struct val *doc = schema_default(t->arena, t->schema, whole(t), t->trace);

	t->metadata = val_get_cstr(doc, "metadata");
	t->spec = val_get_cstr(doc, "spec");
	return schema_check(&c, t->schema, doc, NULL);
}

bool
layer_cluster(struct tenant *t, const struct cluster *c)
{
	struct map_build metadata = MAP_BUILD_INIT(t->arena);
	const struct val *name = val_get_cstr(c->place.val, "name");

	t->cluster = c;
	t->base = c->base;
	t->kind = SLICE_LIT("Cluster");
	t->name = SLICE_LIT("platform");
	t->namespace = c->place.name;
	map_build_cstr(&metadata, "name", name);
	map_build_cstr(&metadata, "namespace", name);
	t->metadata = map_build_end(&metadata, name->at);
	t->spec = c->place.val;
	return c->base && c->api;
}
