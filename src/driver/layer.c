/* SPDX-License-Identifier: Apache-2.0 */
/* layer.c - reading a tenant's spec and laying it over what its base, tier,
 * cluster and ring say. */
#include "driver/layer.h"

#include "base/path.h"
#include "diag/nearest.h"
#include "driver/before.h"
#include "driver/written.h"
#include "expr/rule.h"
#include "merge/merge.h"
#include "schema/shape.h"
#include "value/build.h"

/* More names than this are no help in a note. */
enum { MAX_LISTED = 8 };

/* What the compiler reads of a spec. */
static const struct shape shapes[] = {
	{ "", VAL_MAP, true },
	{ "metadata", VAL_MAP, true },
	{ "metadata.name", VAL_STRING, true },
	{ "metadata.namespace", VAL_STRING, false },
	{ "metadata.labels", VAL_MAP, false },
	{ "metadata.annotations", VAL_MAP, false },
	{ "spec", VAL_MAP, true },
	{ "spec.cluster", VAL_STRING, true },
	{ "spec.tier", VAL_STRING, true },
	{ "spec.ring", VAL_STRING, false },
	{ "spec.patches", VAL_LIST, false },
	{ "spec.patches[*]", VAL_MAP, false },
	{ "spec.patches[*].target", VAL_MAP, true },
	{ "spec.patches[*].target.kind", VAL_STRING, true },
	{ "spec.patches[*].target.name", VAL_STRING, false },
	{ "spec.patches[*].target.namespace", VAL_STRING, false },
	{ "spec.patches[*].patch", VAL_MAP, true },
};

static bool
has_shape(struct tenant *t, const struct val *doc)
{
	return shape_check(t->diags, doc, shapes, sizeof(shapes) / sizeof(shapes[0]));
}

/* Every kind that tenants may be of: those with a schema that are not
 * berth's own. */
bool
layer_own_kind(struct slice kind)
{
	return slice_is(kind, "Base") || slice_is(kind, "BaseTest") || slice_is(kind, "Failures") ||
	       slice_is(kind, "Feature") || slice_is(kind, "Schema") || slice_is(kind, "Fleet");
}

/* The kind that was meant, or all there are. */
static void
note_kinds(struct tenant *t, struct diag *d, struct slice wanted)
{
	struct nearest n = NEAREST_INIT(wanted);
	struct slice all = SLICE_LIT("");

	for (size_t i = 0; i < t->project->schemas.len; i++) {
		struct slice kind = t->project->schemas.entries[i].key;

		if (layer_own_kind(kind))
			continue;
		nearest_offer(&n, kind);
		all = arena_printf(t->arena, "%.*s%s%.*s", SLICE_FMT(all), all.len ? ", " : "", SLICE_FMT(kind));
	}
	if (n.best.ptr)
		diag_note(t->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else if (all.len)
		diag_note(t->diags, d, SPAN_NONE, "the kinds with a schema below schemas/ are: %.*s", SLICE_FMT(all));
}

static bool
unknown_kind(struct tenant *t, const struct val *kind)
{
	struct slice name = val_text(kind, SLICE_LIT(""));
	struct diag *d;

	if (t->doc->kind != VAL_MAP)
		d = diag_report(t->diags, DIAG_FLEET_KIND, t->doc->at,
		                "expected a map with apiVersion, kind, metadata and spec, found %s", val_kind_name(t->doc));
	else if (!kind)
		d = diag_report(t->diags, DIAG_FLEET_KIND, t->doc->at, "the document has no 'kind'");
	else if (kind->kind == VAL_STRING)
		d = diag_report(t->diags, DIAG_FLEET_KIND, kind->at, "'%.*s' is no kind of tenant", SLICE_FMT(name));
	else
		d = diag_report(t->diags, DIAG_FLEET_KIND, kind->at, "the kind is a string, not %s", val_kind_name(kind));
	note_kinds(t, d, name);
	return false;
}

bool
layer_read(struct tenant *t)
{
	const struct val *kind, *name, *namespace;

	if (!t->doc)
		t->doc = read_yaml(t->arena, t->diags, t->src, READ_ONE | READ_WARN_11).ptr[0];
	if (t->doc->kind == VAL_BAD)
		return false;
	kind = val_get_cstr(t->doc, "kind");
	t->kind = val_text(kind, SLICE_LIT(""));
	t->schema = layer_own_kind(t->kind) ? NULL : map_get(&t->project->schemas, t->kind);
	if (!t->schema)
		return unknown_kind(t, kind);
	name = val_walk(t->doc, "metadata.name");
	namespace = val_walk(t->doc, "metadata.namespace");
	t->name = val_text(name, SLICE_LIT(""));
	t->namespace = val_text(namespace, t->name);
	return true;
}

/* Clusters, tiers or rings: structs that begin with a place. */
struct places {
	const char *what;
	const void *ptr;
	size_t len, stride;
};

/* Reports a name that none of the places has, with the nearest or all. */
static void
unknown_place(struct tenant *t, const struct places *p, const struct val *name)
{
	struct nearest n = NEAREST_INIT(val_text(name, SLICE_LIT("")));
	struct slice all = SLICE_LIT("");
	struct slice fleet = t->project->fleet_src->path;
	struct diag *d = diag_report(t->diags, DIAG_FLEET_NAME, val_place(name), "there is no %s '%.*s' in %.*s", p->what,
	                             SLICE_FMT(name->u.str), SLICE_FMT(fleet));

	for (size_t i = 0; i < p->len; i++) {
		struct slice known = ((const struct place *)(const void *)((const char *)p->ptr + i * p->stride))->name;

		nearest_offer(&n, known);
		if (p->len <= MAX_LISTED)
			all = arena_printf(t->arena, "%.*s%s'%.*s'", SLICE_FMT(all), all.len ? ", " : "", SLICE_FMT(known));
	}
	if (n.best.ptr)
		diag_note(t->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else if (all.len)
		diag_note(t->diags, d, SPAN_NONE, "%.*s has %.*s", SLICE_FMT(fleet), SLICE_FMT(all));
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

/* The layers below may have what a spec lacks, but for the names that lead to them. */
static bool
no_layer_has(void *ctx, const struct doc_path *path)
{
	const struct doc_path *top = path;

	(void)ctx;
	while (top->parent)
		top = top->parent;
	return !slice_is(top->key, "spec") || path == top ||
	       (path->parent == top && (slice_is(path->key, "cluster") || slice_is(path->key, "tier")));
}

/* Says what is wrong with a spec that does not even name its cluster and
 * tier: the schema knows best. */
static bool
check_as_written(struct tenant *t)
{
	struct schema_check c = { .arena = t->arena, .diags = t->diags, .counts = no_layer_has };
	size_t errors = t->diags->errors;

	schema_check(&c, t->schema, schema_default(t->arena, t->schema, t->doc, false), NULL);
	if (t->diags->errors == errors && has_shape(t, t->doc))
		diag_report(t->diags, DIAG_FLEET_TENANT, val_walk(t->doc, "metadata.name")->at, "a name cannot be empty");
	return false;
}

static bool
find_ring(struct tenant *t)
{
	const struct val *name = ring_name(t);
	const struct places rings = { "ring", t->project->rings, t->project->nrings, sizeof(struct ring) };

	if (!name && t->project->nrings) {
		t->ring = &t->project->rings[t->project->nrings - 1];
		return true;
	}
	if (!val_is(name, VAL_STRING))
		return check_as_written(t);
	t->ring = project_ring(t->project, name->u.str);
	if (t->ring)
		return true;
	unknown_place(t, &rings, name);
	return false;
}

static bool
find_base(struct tenant *t)
{
	const struct val *bases = val_get_cstr(t->ring->place.val, "bases");
	struct diag *d;

	t->base = map_get(&t->ring->bases, t->kind);
	/* A base that is named but broken was reported when the fleet was loaded. */
	if (!t->base && !val_get(bases, t->kind)) {
		d = diag_report(t->diags, DIAG_FLEET_NAME, val_get_cstr(t->doc, "kind")->at,
		                "ring '%.*s' has no base for %.*s", SLICE_FMT(t->ring->place.name), SLICE_FMT(t->kind));
		if (bases)
			diag_note(t->diags, d, val_place(bases), "its bases are here");
	}
	return t->base && t->cluster->api;
}

bool
layer_find(struct tenant *t)
{
	const struct val *cluster = val_walk(t->doc, "spec.cluster"), *tier = val_walk(t->doc, "spec.tier");
	const struct places clusters = { "cluster", t->project->clusters, t->project->nclusters, sizeof(struct cluster) };
	const struct places tiers = { "tier", t->project->tiers, t->project->ntiers, sizeof(struct place) };

	if (!val_is(cluster, VAL_STRING) || !val_is(tier, VAL_STRING) || t->name.len == 0)
		return check_as_written(t);
	t->cluster = project_cluster(t->project, cluster->u.str);
	t->tier = project_tier(t->project, tier->u.str);
	if (!t->cluster)
		unknown_place(t, &clusters, cluster);
	if (!t->tier)
		unknown_place(t, &tiers, tier);
	return t->cluster && t->tier && find_ring(t) && find_base(t);
}

/* The map without its field `key`. */
static const struct val *
without(struct arena *a, const struct val *v, struct slice key)
{
	struct map_build b = MAP_BUILD_INIT(a);

	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];

		if (!slice_eq(f->key, key))
			map_build_add(&b, f->key, f->key_at, f->val);
	}
	return map_build_end(&b, v->at);
}

/* 'patches' is a list for objects, with directives of its own: layers replace
 * it and do not look inside. */
static void
add_layer(struct tenant *t, const char *what, struct slice name, const struct val *v)
{
	const struct field *patches = v ? val_field(v, SLICE_LIT("patches")) : NULL;

	if (patches) {
		t->patches = patches;
		v = without(t->arena, v, patches->key);
	}
	if (v)
		t->layers[t->nlayers++] = (struct layer){ what, name, v };
}

static const struct val *
with_patches(struct tenant *t, const struct val *spec)
{
	struct map_build b = MAP_BUILD_INIT(t->arena);

	for (size_t i = 0; i < spec->u.map.len; i++)
		map_build_add(&b, spec->u.map.fields[i].key, spec->u.map.fields[i].key_at, spec->u.map.fields[i].val);
	map_build_add(&b, t->patches->key, t->patches->key_at, t->patches->val);
	return val_with(t->arena, map_build_end(&b, spec->at), spec->at, spec->origin);
}

/* The layers over each other, the last one's patches with them. */
static const struct val *
merge_layers(struct tenant *t, const struct schema *schema)
{
	struct merge m = { .arena = t->arena, .diags = t->diags, .kind = ORIGIN_REPLACED };
	struct doc_path root = DOC_KEY(NULL, SLICE_LIT("spec"));
	const struct val *spec = NULL;

	for (size_t i = 0; i < t->nlayers; i++)
		spec = merge_over(&m, schema, spec, t->layers[i].val, &root);
	if (!spec)
		spec = &val_empty_map;
	return t->patches && spec->kind == VAL_MAP ? with_patches(t, spec) : spec;
}

const struct val *
layer_over(struct arena *a, struct diags *ds, const struct schema *schema, const struct val *lower,
           const struct val *upper)
{
	struct tenant t = { .arena = a, .diags = ds };

	add_layer(&t, "lower", SLICE_LIT(""), lower);
	add_layer(&t, "upper", SLICE_LIT(""), upper);
	return merge_layers(&t, schema);
}

bool
layer_merge(struct tenant *t)
{
	size_t errors = t->diags->errors;

	add_layer(t, "base", arena_printf(t->arena, "%.*s/%.*s", SLICE_FMT(t->base->name), SLICE_FMT(t->base->version)),
	          t->base->defaults);
	add_layer(t, "tier", t->tier->name, t->tier->layer);
	add_layer(t, "cluster", t->cluster->place.name, t->cluster->place.layer);
	add_layer(t, "ring", t->ring->place.name, t->ring->place.layer);
	add_layer(t, "tenant", t->name, val_get_cstr(t->doc, "spec"));
	t->spec = merge_layers(t, schema_property(t->schema, SLICE_LIT("spec")));
	return t->diags->errors == errors;
}

/* Whether the name is one that the schema takes; of another the namespace is
 * not derived, or it would be wrong in the same way. */
static bool
good_name(struct tenant *t, const struct val *name)
{
	const struct schema *s = schema_property(schema_property(t->schema, SLICE_LIT("metadata")), SLICE_LIT("name"));
	struct diags unsaid = DIAGS_INIT(t->arena);
	struct schema_check c = { .arena = t->arena, .diags = &unsaid };

	return !s || schema_check(&c, s, name, NULL);
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
	if (!val_get_cstr(written, "namespace") && good_name(t, val_get_cstr(written, "name")))
		map_build_cstr(&metadata, "namespace",
		               val_string(t->arena, t->namespace, val_get_cstr(written, "name")->at));
	map_build_add(&doc, SLICE_LIT("metadata"), val_field(t->doc, SLICE_LIT("metadata"))->key_at,
	              map_build_end(&metadata, written->at));
	map_build_add(&doc, SLICE_LIT("spec"), val_field(t->doc, SLICE_LIT("spec"))->key_at, t->spec);
	return map_build_end(&doc, t->doc->at);
}

/* Mistakes that a layer of the fleet makes are reported there; say for whom. */
void
layer_name_tenant(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path)
{
	struct tenant *t = ctx;

	(void)v;
	(void)path;
	if (d->at.src != t->src)
		diag_note(t->diags, d, span_file(t->src), "it counts for tenant '%.*s'", SLICE_FMT(t->name));
}

/* The tenant's name is a folder beside those of the cluster's own objects. */
static bool
usable_name(struct tenant *t)
{
	const struct val *name = val_get_cstr(t->metadata, "name");

	if (slice_is(t->name, "platform") || slice_is(t->name, "sync"))
		diag_report(t->diags, DIAG_FLEET_TENANT, val_place(name),
		            "no tenant can be named '%.*s': that folder of out/ is for the objects of the cluster itself",
		            SLICE_FMT(t->name));
	else if (!path_is_name(t->name))
		diag_report(t->diags, DIAG_FLEET_TENANT, val_place(name), "'%.*s' cannot be the name of a folder in out/",
		            SLICE_FMT(t->name));
	else
		return true;
	return false;
}

const struct val *
layer_document(struct tenant *t)
{
	return schema_default(t->arena, t->schema, written_usable(t, t->schema, whole(t)), t->trace);
}

bool
layer_check(struct tenant *t)
{
	struct schema_check c = { .arena = t->arena, .diags = t->diags, .on_diag = layer_name_tenant, .ctx = t };
	struct rules_check rules = { .arena = t->arena, .diags = t->diags, .on_diag = layer_name_tenant, .ctx = t };
	const struct val *doc = layer_document(t), *was = NULL;

	if (t->before && schema_compiled(t->schema))
		was = before_spec(t->before, t);
	rules.compared = t->before != NULL;
	t->metadata = val_get_cstr(doc, "metadata");
	t->spec = val_get_cstr(doc, "spec");
	return schema_check(&c, t->schema, doc, NULL) && rules_check(&rules, schema_compiled(t->schema), doc, was) &&
	       has_shape(t, doc) && usable_name(t);
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
