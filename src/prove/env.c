/* SPDX-License-Identifier: Apache-2.0 */
/* env.c - the types of the names that every base has. */
#include "prove/prove_priv.h"

/* A copy of a map type whose field `key` is always there. */
static const struct type *
with_field(struct arena *a, const struct type *t, const char *key, const struct type *field)
{
	struct type *copy = arena_new(a, struct type);
	struct type_field *fields = arena_new_n(a, t->nfields, struct type_field);

	*copy = *t;
	copy->fields = fields;
	for (size_t i = 0; i < t->nfields; i++) {
		fields[i] = t->fields[i];
		if (!slice_is(t->fields[i].key, key))
			continue;
		fields[i].optional = false;
		if (field)
			fields[i].type = field;
	}
	return copy;
}

static const struct type *
without_field(struct arena *a, const struct type *t, const char *key)
{
	struct type *copy = arena_new(a, struct type);
	struct type_field *fields = arena_new_n(a, t->nfields, struct type_field);

	*copy = *t;
	copy->fields = fields;
	copy->nfields = 0;
	for (size_t i = 0; i < t->nfields; i++)
		if (!slice_is(t->fields[i].key, key))
			fields[copy->nfields++] = t->fields[i];
	return copy;
}

/* What the base itself says under every spec is always there. */
static const struct type *
with_defaults(struct arena *a, const struct type *t, const struct val *defaults)
{
	for (size_t i = 0; val_is(defaults, VAL_MAP) && i < defaults->u.map.len && !type_is_any(t); i++) {
		const struct field *f = &defaults->u.map.fields[i];
		bool optional;
		const struct type *field = type_field(t, f->key, &optional);

		if (field)
			t = with_field(a, t, arena_cstr(a, f->key), with_defaults(a, field, f->val));
	}
	return t;
}

static const struct type *
map_of_names(struct arena *a, const struct type *name)
{
	struct type_field *fields = arena_new_n(a, 2, struct type_field);
	struct type *t = arena_new(a, struct type);

	fields[0] = (struct type_field){ SLICE_LIT("name"), name, false };
	fields[1] = (struct type_field){ SLICE_LIT("namespace"), name, false };
	*t = (struct type){ .kinds = KIND(VAL_MAP), .keys = &lang_any, .fields = fields, .nfields = 2 };
	return t;
}

static const struct schema *
below(const struct schema *s, const char *key)
{
	return schema_property(s, slice_of(key));
}

/* Of a base for clusters: the cluster's own entry is its spec. */
static void
cluster_names(struct proof *p)
{
	bool optional;
	const struct type *name = type_field(p->fixed[SLOT_CLUSTER], SLICE_LIT("name"), &optional);

	p->fixed[SLOT_METADATA] = map_of_names(p->arena, name ? name : &type_any);
	p->fixed[SLOT_SPEC] = p->fixed[SLOT_CLUSTER];
	p->fixed[SLOT_TIER] = p->fixed[SLOT_RING] = type_of_val(p->arena, &val_empty_map);
}

static void
tenant_names(struct proof *p)
{
	struct arena *a = p->arena;
	const struct schema *kind = p->p->kind;
	const struct type *metadata = type_of_schema(a, below(kind, "metadata"));
	const struct type *spec = type_of_schema(a, below(kind, "spec"));

	/* Left out, the namespace is the name (driver/layer.c). */
	p->fixed[SLOT_METADATA] = with_field(a, with_field(a, metadata, "namespace", NULL), "name", NULL);
	spec = with_field(a, with_field(a, spec, "cluster", NULL), "tier", NULL);
	p->fixed[SLOT_SPEC] = with_defaults(a, spec, p->base->defaults);
}

void
env_find(struct proof *p)
{
	struct arena *a = p->arena;
	const struct schema *fleet = below(p->p->fleet, "spec");
	const struct type *rest = type_of_schema(a, fleet);

	p->fixed[SLOT_CLUSTER] = type_of_schema(a, schema_items(below(fleet, "clusters")));
	p->fixed[SLOT_TIER] = type_of_schema(a, schema_items(below(fleet, "tiers")));
	p->fixed[SLOT_RING] = type_of_schema(a, schema_items(below(fleet, "rings")));
	rest = without_field(a, without_field(a, without_field(a, rest, "clusters"), "tiers"), "rings");
	p->fixed[SLOT_FLEET] = rest;
	p->fixed[SLOT_BASE] = type_of_val(a, p->base->identity);
	if (slice_is(p->base->for_kind, "Cluster"))
		cluster_names(p);
	else
		tenant_names(p);
}
