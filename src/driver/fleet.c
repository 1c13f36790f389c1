/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.c - clusters, tiers and rings, and what they name. */
#include "driver/fleet.h"

#include "value/build.h"

/* A base that was asked for: loaded, or known to be broken. */
struct base_slot {
	const struct base *base;
};

static const struct base *
base_named(struct project *p, const struct val *id)
{
	struct base_schemas schemas = { map_get(&p->schemas, SLICE_LIT("Base")),
	                                map_get(&p->schemas, SLICE_LIT("Feature")) };
	struct base_slot *slot = map_get(&p->bases, id->u.str);

	if (slot)
		return slot->base;
	slot = arena_new(p->arena, struct base_slot);
	slot->base = base_load(p->arena, p->diags, p->rootfd, id->u.str, id->at, &schemas);
	map_put(&p->bases, id->u.str, slot);
	return slot->base;
}

static void
check_for(struct project *p, const struct base *base, struct slice kind, const struct val *id)
{
	if (!base || slice_eq(base->for_kind, kind))
		return;
	diag_report(p->diags, DIAG_BASE_FOR, id->at, "base '%.*s' is for %.*s, not for %.*s", SLICE_FMT(id->u.str),
	            SLICE_FMT(base->for_kind), SLICE_FMT(kind));
}

static const struct val *
list_of(const struct val *spec, const char *key)
{
	const struct val *v = val_get_cstr(spec, key);

	return v ? v : &val_empty_list;
}

static struct place
place_of(const struct val *v)
{
	return (struct place){ .name = val_text(val_get_cstr(v, "name"), SLICE_LIT("")), .val = v,
	                       .layer = val_get_cstr(v, "spec") };
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

			if (name && other && slice_eq(name->u.str, other->u.str))
				diag_note(p->diags,
				          diag_report(p->diags, DIAG_FLEET_TWICE, name->at, "there is a %s '%.*s' already",
				                      what, SLICE_FMT(name->u.str)),
				          other->at, "it is here");
		}
	}
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
		c->version = val_text(version, SLICE_LIT(""));
		if (version)
			c->api = api_open(&c->api_arena, p->diags, p->rootfd, c->version, version->at);
		if (base) {
			c->base = base_named(p, base);
			check_for(p, c->base, SLICE_LIT("Cluster"), base);
		}
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
		for (size_t j = 0; val_is(bases, VAL_MAP) && j < bases->u.map.len; j++) {
			const struct field *f = &bases->u.map.fields[j];
			const struct base *base = base_named(p, f->val);

			check_for(p, base, f->key, f->val);
			if (base)
				map_put(&r->bases, f->key, (void *)(uintptr_t)base);
		}
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

void
fleet_load(struct project *p, const struct val *doc)
{
	const struct val *spec = val_get_cstr(doc, "spec");

	p->fleet = rest_of(p, spec);
	load_clusters(p, list_of(spec, "clusters"));
	load_tiers(p, list_of(spec, "tiers"));
	load_rings(p, list_of(spec, "rings"));
}
