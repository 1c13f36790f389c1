/* SPDX-License-Identifier: Apache-2.0 */
/* kinds.c - kinds of documents, and what the fleet says for all tenants. */
#include "driver/kinds.h"

#include "driver/layer.h"
#include "value/build.h"

/* Tenants, then the fleet, then what bases are made of. */
static unsigned
rank(struct slice kind)
{
	return !layer_own_kind(kind) ? 0 : slice_is(kind, "Fleet") ? 1 : 2;
}

static void
list_kinds(struct kinds *k)
{
	const struct map *docs = &k->project.schema_docs;
	struct export_kind *all = arena_new_n(k->project.arena, docs->len, struct export_kind);
	size_t n = 0;

	for (unsigned r = 0; r < 3; r++)
		for (size_t i = 0; i < docs->len; i++) {
			struct slice kind = docs->entries[i].key;

			if (rank(kind) == r)
				all[n++] = (struct export_kind){ kind, docs->entries[i].value, r == 0 };
			k->ntenants += rank(kind) == r && r == 0;
		}
	k->export.kinds = all;
	k->export.nkinds = n;
}

const struct val *
kinds_places(const struct kinds *k, const char *list)
{
	const struct val *v = k->fleet ? val_get_cstr(val_get_cstr(k->fleet, "spec"), list) : NULL;

	return val_is(v, VAL_LIST) ? v : &val_empty_list;
}

/* The defaults of a base; its page alone is read, and judged where it is used. */
static const struct val *
defaults_of(struct project *p, const struct val *id)
{
	struct slice path = arena_printf(p->arena, "bases/%.*s/base.yaml", SLICE_FMT(val_text(id, SLICE_LIT(""))));
	bool ok;
	const struct source *src = project_source(p, path, val_place(id), &ok);

	return ok ? val_walk(read_yaml(p->arena, p->diags, src, READ_ONE).ptr[0], "spec.defaults") : NULL;
}

/* Of the rings in question, each base of tenants once. */
static void
add_defaults(struct kinds *k, const struct kinds_where *w, struct list_build *b)
{
	struct project *p = &k->project;
	const struct val *rings = kinds_places(k, "rings");
	struct map seen = MAP_INIT(p->arena);

	for (size_t i = 0; i < rings->u.list.len; i++) {
		const struct val *ring = rings->u.list.items[i], *bases = val_get_cstr(ring, "bases");

		if (w->ring && ring != w->ring)
			continue;
		for (size_t j = 0; val_is(bases, VAL_MAP) && j < bases->u.map.len; j++) {
			const struct field *f = &bases->u.map.fields[j];
			const struct val *v;

			if ((w->kind.len && !slice_eq(f->key, w->kind)) || map_get(&seen, f->val->u.str))
				continue;
			map_put(&seen, f->val->u.str, (void *)(uintptr_t)f->val);
			v = defaults_of(p, f->val);
			if (val_is(v, VAL_MAP))
				list_build_add(b, v);
		}
	}
}

static void
add_specs(const struct kinds *k, const char *list, const struct val *only, struct list_build *b)
{
	const struct val *all = kinds_places(k, list);

	for (size_t i = 0; i < all->u.list.len; i++) {
		const struct val *spec = val_get_cstr(all->u.list.items[i], "spec");

		if (val_is(spec, VAL_MAP) && (!only || only == all->u.list.items[i]))
			list_build_add(b, spec);
	}
}

void
kinds_layers(struct kinds *k, const struct kinds_where *where, struct export *out)
{
	struct list_build b = LIST_BUILD_INIT(k->project.arena);

	add_defaults(k, where, &b);
	add_specs(k, "tiers", where->tier, &b);
	add_specs(k, "clusters", where->cluster, &b);
	add_specs(k, "rings", where->ring, &b);
	out->layers = b.items.ptr;
	out->nlayers = b.items.len;
}

/* The names of the places in a list, for completion; NULL for an empty one. */
static const struct val *
names_in(const struct kinds *k, const char *list)
{
	const struct val *all = kinds_places(k, list);
	struct list_build b = LIST_BUILD_INIT(k->project.arena);

	for (size_t i = 0; i < all->u.list.len; i++) {
		const struct val *name = val_get_cstr(all->u.list.items[i], "name");

		if (val_is(name, VAL_STRING))
			list_build_add(&b, name);
	}
	return b.items.len ? list_build_end(&b, SPAN_NONE) : NULL;
}

static void
list_names(struct kinds *k)
{
	struct export_names *names = arena_new_n(k->project.arena, 3, struct export_names);

	names[0] = (struct export_names){ "cluster", names_in(k, "clusters") };
	names[1] = (struct export_names){ "tier", names_in(k, "tiers") };
	names[2] = (struct export_names){ "ring", names_in(k, "rings") };
	k->export.names = names;
	k->export.nnames = 3;
}

static bool
read_fleet(struct kinds *k)
{
	struct project *p = &k->project;
	const struct schema *schema = map_get(&p->schemas, SLICE_LIT("Fleet"));
	const struct val *doc = project_read_fleet(p, SLICE_LIT("fleet.yaml"));
	struct schema_check check = { .arena = p->arena, .diags = p->diags };

	if (doc->kind == VAL_BAD || !schema_check(&check, schema, doc, NULL))
		return false;
	k->fleet = schema_default(p->arena, schema, doc, false);
	kinds_layers(k, &(struct kinds_where){ 0 }, &k->export);
	list_names(k);
	return true;
}

bool
kinds_open(struct kinds *k, struct arena *a, struct diags *ds, int rootfd, bool fleet)
{
	*k = (struct kinds){ .export.arena = a };
	if (!project_open(&k->project, a, ds, rootfd))
		return false;
	list_kinds(k);
	return (!fleet || read_fleet(k)) && ds->errors == 0;
}

const struct export_kind *
kinds_named(const struct kinds *k, struct slice name)
{
	for (size_t i = 0; i < k->export.nkinds; i++) {
		const struct export_kind *e = &k->export.kinds[i];

		if (slice_eq(e->kind, name) || slice_eq(val_text(val_walk(e->doc, "metadata.name"), SLICE_LIT("")), name))
			return e;
	}
	return NULL;
}
