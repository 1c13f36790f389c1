/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.c - clusters, tiers and rings, and what they name. */
#include "driver/fleet.h"

#include "base/path.h"
#include "expr/rule.h"
#include "render/sibling.h"
#include "schema/shape.h"
#include "value/build.h"

static const struct base *
base_named(struct project *p, const struct val *id)
{
	struct slice name = val_text(id, SLICE_LIT(""));
	struct base_schemas schemas = project_base_schemas(p);
	struct base_slot *slot = map_get(&p->bases, name);

	if (slot)
		return slot->base;
	slot = arena_new(p->arena, struct base_slot);
	slot->base = base_load(p->arena, p->diags, p->rootfd, name, id->at, &schemas);
	map_put(&p->bases, name, slot);
	return slot->base;
}

/* The base, or NULL when it is for another kind (reported). */
static const struct base *
base_for(struct project *p, const struct val *id, struct slice kind)
{
	const struct base *base;

	if (p->alone)
		return slice_eq(p->alone->base->for_kind, kind) ? p->alone->base : NULL;
	base = base_named(p, id);
	if (!base || slice_eq(base->for_kind, kind))
		return base;
	diag_report(p->diags, DIAG_BASE_FOR, id->at, "base '%.*s' is for %.*s, not for %.*s", SLICE_FMT(id->u.str),
	            SLICE_FMT(base->for_kind), SLICE_FMT(kind));
	return NULL;
}

/* What this file and those who look at clusters, tiers and rings read. */
static const struct shape shapes[] = {
	{ "", VAL_MAP, true },
	{ "spec", VAL_MAP, true },
	{ "spec.clusters", VAL_LIST, true },
	{ "spec.clusters[*]", VAL_MAP, false },
	{ "spec.clusters[*].name", VAL_STRING, true },
	{ "spec.clusters[*].kubernetes", VAL_STRING, true },
	{ "spec.clusters[*].base", VAL_STRING, false },
	{ "spec.clusters[*].spec", VAL_MAP, false },
	{ "spec.clusters[*].spec.ring", VAL_STRING, false },
	{ "spec.tiers", VAL_LIST, true },
	{ "spec.tiers[*]", VAL_MAP, false },
	{ "spec.tiers[*].name", VAL_STRING, true },
	{ "spec.tiers[*].spec", VAL_MAP, false },
	{ "spec.tiers[*].spec.ring", VAL_STRING, false },
	{ "spec.rings", VAL_LIST, true },
	{ "spec.rings[*]", VAL_MAP, false },
	{ "spec.rings[*].name", VAL_STRING, true },
	{ "spec.rings[*].bases", VAL_MAP, false },
	{ "spec.rings[*].bases.*", VAL_STRING, false },
	{ "spec.rings[*].spec", VAL_MAP, false },
};

static struct place
place_of(const struct val *v)
{
	return (struct place){ .name = val_get_cstr(v, "name")->u.str, .val = v, .layer = val_get_cstr(v, "spec") };
}

/* Lists keyed by name cannot hold a name twice, but the schema is the
 * project's own to change. */
static void
check_twice(struct project *p, const struct val *list, const char *what)
{
	for (size_t i = 0; i < list->u.list.len; i++) {
		const struct val *name = val_get_cstr(list->u.list.items[i], "name");

		for (size_t j = 0; j < i; j++) {
			const struct val *other = val_get_cstr(list->u.list.items[j], "name");

			if (slice_eq(name->u.str, other->u.str))
				diag_note(p->diags,
				          diag_report(p->diags, DIAG_FLEET_TWICE, name->at, "there is a %s '%.*s' already",
				                      what, SLICE_FMT(name->u.str)),
				          other->at, "it is here");
		}
	}
}

/* The kinds of a Kubernetes version; NULL after a report. */
static struct api *
api_of(struct project *p, struct cluster *c, const struct val *version)
{
	struct slice all = { 0 }, file = arena_join(p->arena, c->version, SLICE_LIT(".json"));
	struct names names = sibling_names(p->arena, p->rootfd, SLICE_LIT("schemas/kubernetes"));
	struct diag *d;

	for (size_t i = 0; i < names.len; i++) {
		struct slice name = names.ptr[i];

		if (slice_eq(name, file)) {
			struct api *api = api_open(&c->api_arena, p->diags, p->rootfd, c->version, version->at);

			if (api)
				api_rules(api, rules_compile);
			return api;
		}
		/* "1.34.json", and not what stands beside the versions. */
		if (slice_ends(name, SLICE_LIT(".json")) && name.ptr[0] >= '0' && name.ptr[0] <= '9')
			all = arena_printf(p->arena, "%.*s%s%.*s", SLICE_FMT(all), all.len ? ", " : "",
			                   SLICE_FMT(slice_sub(name, 0, name.len - 5)));
	}
	d = diag_report(p->diags, DIAG_FLEET_VERSION, version->at,
	                "there is no Kubernetes '%.*s': schemas/kubernetes/%.*s is missing", SLICE_FMT(c->version),
	                SLICE_FMT(file));
	if (all.len)
		diag_note(p->diags, d, SPAN_NONE, "there are %.*s; 'tools/bundle' makes others", SLICE_FMT(all));
	else
		diag_note(p->diags, d, SPAN_NONE, "copy schemas/kubernetes from berth, or make it with 'tools/bundle'");
	return NULL;
}

/* The same for one base alone: opened once for all fleets. */
static struct api *
shared_api_of(struct project *p, const struct cluster *c, const struct val *version)
{
	struct alone *alone = p->alone;
	struct cluster *own;

	for (size_t i = 0; i < alone->apis.len; i++)
		if (alone->apis.ptr[i]->api && slice_eq(alone->apis.ptr[i]->version, c->version))
			return alone->apis.ptr[i]->api;
	own = arena_new(alone->arena, struct cluster);
	own->version = arena_slice(alone->arena, c->version);
	own->api = api_of(p, own, version);
	/* One that failed is kept too: its messages point into it. */
	vec_push(alone->arena, &alone->apis, own);
	return own->api;
}

/* Clusters are folders of out/. */
static void
check_folder(struct project *p, const struct val *name)
{
	if (!path_is_name(name->u.str))
		diag_report(p->diags, DIAG_FLEET_NAME, name->at, "'%.*s' cannot be the name of a folder in out/",
		            SLICE_FMT(name->u.str));
}

static void
load_clusters(struct project *p, const struct val *list)
{
	p->clusters = arena_new_n(p->arena, list->u.list.len, struct cluster);
	p->nclusters = list->u.list.len;
	check_twice(p, list, "cluster");
	for (size_t i = 0; i < p->nclusters; i++) {
		struct cluster *c = &p->clusters[i];
		const struct val *v = list->u.list.items[i];
		const struct val *version = val_get_cstr(v, "kubernetes"), *base = val_get_cstr(v, "base");

		c->place = place_of(v);
		c->version = version->u.str;
		check_folder(p, val_get_cstr(v, "name"));
		c->api = p->alone ? shared_api_of(p, c, version) : api_of(p, c, version);
		if (base || p->alone)
			c->base = base_for(p, base, SLICE_LIT("Cluster"));
	}
}

static void
load_rings(struct project *p, const struct val *list)
{
	p->rings = arena_new_n(p->arena, list->u.list.len, struct ring);
	p->nrings = list->u.list.len;
	check_twice(p, list, "ring");
	for (size_t i = 0; i < p->nrings; i++) {
		struct ring *r = &p->rings[i];
		const struct val *bases = val_get_cstr(list->u.list.items[i], "bases");

		r->place = place_of(list->u.list.items[i]);
		r->bases = MAP_INIT(p->arena);
		for (size_t j = 0; bases && j < bases->u.map.len; j++) {
			const struct field *f = &bases->u.map.fields[j];
			const struct base *base = base_for(p, f->val, f->key);

			if (base)
				map_put(&r->bases, f->key, (void *)(uintptr_t)base);
		}
		if (p->alone)
			map_put(&r->bases, p->alone->base->for_kind, (void *)(uintptr_t)p->alone->base);
	}
}

static void
load_tiers(struct project *p, const struct val *list)
{
	p->tiers = arena_new_n(p->arena, list->u.list.len, struct place);
	p->ntiers = list->u.list.len;
	check_twice(p, list, "tier");
	for (size_t i = 0; i < p->ntiers; i++)
		p->tiers[i] = place_of(list->u.list.items[i]);
}

/* The variable 'fleet': the spec without the lists that stand for themselves. */
static const struct val *
rest_of(struct project *p, const struct val *spec)
{
	struct map_build b = MAP_BUILD_INIT(p->arena);

	for (size_t i = 0; i < spec->u.map.len; i++) {
		const struct field *f = &spec->u.map.fields[i];

		if (!slice_is(f->key, "clusters") && !slice_is(f->key, "tiers") && !slice_is(f->key, "rings"))
			map_build_add(&b, f->key, f->key_at, f->val);
	}
	return map_build_end(&b, spec->at);
}

bool
fleet_load(struct project *p, const struct val *doc)
{
	const struct val *spec = val_get_cstr(doc, "spec");

	if (!shape_check(p->diags, doc, shapes, sizeof(shapes) / sizeof(shapes[0])))
		return false;
	p->fleet = rest_of(p, spec);
	load_clusters(p, val_get_cstr(spec, "clusters"));
	load_tiers(p, val_get_cstr(spec, "tiers"));
	load_rings(p, val_get_cstr(spec, "rings"));
	return true;
}
