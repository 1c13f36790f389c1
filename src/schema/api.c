/* SPDX-License-Identifier: Apache-2.0 */
/* api.c - kinds of a cluster, compiled when asked for, and files of custom
 * resources read then: a fleet uses some twenty of hundreds of kinds. */
#include "schema/api.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/map.h"
#include "diag/nearest.h"
#include "read/read.h"

/* A kind of the bundle, or a file of custom resources. */
struct api_slot {
	const struct val *entry;      /* of "kinds"; NULL for a custom resource */
	struct slice file;            /* of a custom resource */
	struct slice version;         /* of a custom resource: "v1alpha1" */
	bool compiled;
	struct api_kind *kind;        /* NULL when broken */
};

struct api {
	struct arena *arena;
	int rootfd;
	struct schema_defs *defs;
	struct map slots;             /* "apps/v1/StatefulSet" -> struct api_slot */
	const struct rules *(*rules)(struct arena *a, struct diags *ds, const struct schema *s, unsigned flags);
	pthread_mutex_t lock;
};

static const struct val *
read_bundle(struct api *api, struct diags *ds, struct slice path, struct span from)
{
	bool ok;
	const struct source *src = read_source(api->arena, ds, api->rootfd, path, from, &ok);

	return ok ? read_json(api->arena, ds, src) : &val_bad;
}

static void
add_kinds(struct api *api, const struct val *kinds)
{
	for (size_t i = 0; val_is(kinds, VAL_MAP) && i < kinds->u.map.len; i++) {
		struct api_slot *s = arena_new(api->arena, struct api_slot);

		s->entry = kinds->u.map.fields[i].val;
		map_put(&api->slots, kinds->u.map.fields[i].key, s);
	}
}

/* schemas/crds/index.json maps "group/version/Kind" to a file. A project
 * without custom resources has none. */
static void
add_customs(struct api *api, const struct val *index)
{
	for (size_t i = 0; val_is(index, VAL_MAP) && i < index->u.map.len; i++) {
		const struct field *f = &index->u.map.fields[i];
		struct api_slot *s = arena_new(api->arena, struct api_slot);
		size_t slash = slice_find(f->key, SLICE_LIT("/"), 0);
		size_t last = slice_rfind_char(f->key, '/');

		if (!val_is(f->val, VAL_STRING) || slash == SIZE_MAX || last <= slash)
			continue;
		s->file = f->val->u.str;
		s->version = slice_sub(f->key, slash + 1, last);
		map_put(&api->slots, f->key, s);
	}
}

struct api *
api_open(struct arena *a, struct diags *ds, int rootfd, struct slice version, struct span from)
{
	struct api *api = arena_new(a, struct api);
	struct slice path = arena_printf(a, "schemas/kubernetes/%.*s.json", SLICE_FMT(version));
	size_t errors = ds->errors;
	const struct val *bundle;

	api->arena = a;
	api->rootfd = rootfd;
	api->slots = MAP_INIT(a);
	if (slice_find(version, SLICE_LIT("/"), 0) != SIZE_MAX)
		path = SLICE_LIT("");
	bundle = read_bundle(api, ds, path, from);
	if (ds->errors != errors)
		return NULL;
	api->defs = schema_defs_new(a, val_get_cstr(bundle, "definitions"));
	add_kinds(api, val_get_cstr(bundle, "kinds"));
	if (faccessat(rootfd, "schemas/crds/index.json", R_OK, 0) == 0)
		add_customs(api, read_bundle(api, ds, SLICE_LIT("schemas/crds/index.json"), SPAN_NONE));
	if (ds->errors != errors || pthread_mutex_init(&api->lock, NULL) != 0)
		return NULL;
	return api;
}

void
api_rules(struct api *api, const struct rules *(*compile)(struct arena *a, struct diags *ds, const struct schema *s,
                                                        unsigned flags))
{
	api->rules = compile;
}

static struct api_kind *
compile_builtin(struct api *api, struct diags *ds, const struct api_slot *s)
{
	struct api_kind *k = arena_new(api->arena, struct api_kind);
	const struct val *namespaced = val_get_cstr(s->entry, "namespaced");

	k->schema = schema_defs_get(api->defs, ds, val_text(val_get_cstr(s->entry, "definition"), SLICE_LIT("")));
	k->namespaced = val_is(namespaced, VAL_BOOL) && namespaced->u.b;
	return k->schema ? k : NULL;
}

static struct api_kind *
compile_custom(struct api *api, struct diags *ds, const struct api_slot *s)
{
	struct api_kind *k = arena_new(api->arena, struct api_kind);
	struct slice path = arena_printf(api->arena, "schemas/crds/%.*s", SLICE_FMT(s->file));
	const struct val *crd = read_bundle(api, ds, path, SPAN_NONE);
	const struct val *version = val_get(val_get_cstr(crd, "versions"), s->version);
	const struct val *schema = val_get_cstr(version, "schema");

	if (!val_is(schema, VAL_MAP))
		return NULL;
	k->custom = true;
	k->namespaced = slice_is(val_text(val_get_cstr(crd, "scope"), SLICE_LIT("")), "Namespaced");
	/* Published CRDs were accepted by an API server; they are not judged again. */
	k->schema = schema_load(api->arena, ds, schema, NULL, SCHEMA_RESOURCE);
	if (api->rules)
		schema_attach(k->schema, api->rules(api->arena, ds, k->schema, 0));
	return k;
}

const struct api_kind *
api_kind(struct api *api, struct diags *ds, struct slice api_version, struct slice kind)
{
	char name[512];
	int n = snprintf(name, sizeof(name), "%.*s/%.*s", SLICE_FMT(api_version), SLICE_FMT(kind));
	struct api_slot *s;

	if (n < 0 || (size_t)n >= sizeof(name))
		return NULL;
	pthread_mutex_lock(&api->lock);
	s = map_get(&api->slots, (struct slice){ name, (size_t)n });
	if (s && !s->compiled) {
		s->kind = s->entry ? compile_builtin(api, ds, s) : compile_custom(api, ds, s);
		s->compiled = true;
	}
	pthread_mutex_unlock(&api->lock);
	return s ? s->kind : NULL;
}

struct slice
api_nearest(struct api *api, struct arena *a, struct slice api_version, struct slice kind)
{
	struct nearest n = NEAREST_INIT(arena_printf(a, "%.*s/%.*s", SLICE_FMT(api_version), SLICE_FMT(kind)));

	/* The slots do not change after api_open; only their contents do. */
	for (size_t i = 0; i < api->slots.len; i++) {
		struct slice key = api->slots.entries[i].key;

		if (slice_eq(slice_sub(key, slice_rfind_char(key, '/') + 1, key.len), kind))
			return key;
		nearest_offer(&n, key);
	}
	return n.best;
}

void
api_close(struct api *api)
{
	pthread_mutex_destroy(&api->lock);
}
