/* SPDX-License-Identifier: Apache-2.0 */
/* defs.c - named schemas that $ref points to. A name is put into the table
 * when it is first asked for and compiled later by the outermost call, so
 * that definitions may contain themselves, however long the chain. */
#include "schema/schema_priv.h"

struct schema_defs {
	struct arena *arena;
	struct diags *diags;   /* of the outermost call */
	const struct val *definitions;
	struct map known;   /* name -> struct schema */
	size_t loaded;      /* so many of `known`, in their order, are compiled */
	bool busy;
};

struct schema_defs *
schema_defs_new(struct arena *a, const struct val *definitions)
{
	struct schema_defs *defs = arena_new(a, struct schema_defs);

	*defs = (struct schema_defs){ .arena = a, .definitions = definitions, .known = MAP_INIT(a) };
	return defs;
}

static void find_circle(const struct loader *l, struct schema *s);

static void
find_circles(const struct loader *l, struct schemas branches)
{
	for (size_t i = 0; i < branches.len; i++)
		find_circle(l, (struct schema *)(uintptr_t)branches.ptr[i]);
}

/* A definition that is, by $ref or as a branch, a part of itself for the same
 * value would be checked forever; it is cut there and takes anything. */
static void
find_circle(const struct loader *l, struct schema *s)
{
	if (!s || s->walked == WALK_DONE || !(s->ref || s->combined))
		return;
	if (s->walked == WALK_INSIDE) {
		load_bad(l, s->source, "the schema contains itself through $ref");
		s->ref = NULL;
		s->all_of.len = s->any_of.len = s->one_of.len = 0;
		s->negated = NULL;
		return;
	}
	s->walked = WALK_INSIDE;
	find_circle(l, (struct schema *)(uintptr_t)s->ref);
	find_circles(l, s->all_of);
	find_circles(l, s->any_of);
	find_circles(l, s->one_of);
	find_circle(l, (struct schema *)(uintptr_t)s->negated);
	s->walked = WALK_DONE;
}

static void
load_known(struct schema_defs *defs, size_t i)
{
	struct slice name = defs->known.entries[i].key;
	struct schema *s = defs->known.entries[i].value;
	struct doc_path top = DOC_KEY(NULL, SLICE_LIT("definitions")), path = DOC_KEY(&top, name);
	struct loader l = { .arena = defs->arena, .diags = defs->diags, .defs = defs, .path = &path };

	load_into(&l, s, val_get(defs->definitions, name));
}

const struct schema *
schema_defs_get(struct schema_defs *defs, struct diags *ds, struct slice name)
{
	struct schema *s = map_get(&defs->known, name);
	const struct field *f;
	size_t first;

	if (s)
		return s;
	f = val_field(defs->definitions, name);
	if (!f)
		return NULL;
	s = arena_new(defs->arena, struct schema);
	map_put(&defs->known, f->key, s);
	if (defs->busy)
		return s;
	defs->busy = true;
	defs->diags = ds;
	first = defs->loaded;
	while (defs->loaded < defs->known.len)
		load_known(defs, defs->loaded++);
	for (; first < defs->loaded; first++)
		find_circle(&(struct loader){ .arena = defs->arena, .diags = ds }, defs->known.entries[first].value);
	defs->busy = false;
	return s;
}

const struct schema *
defs_ref(const struct loader *l, const struct val *ref)
{
	static const struct slice prefixes[] = {
		SLICE_INIT("#/definitions/"), SLICE_INIT("#/components/schemas/"),
	};
	const struct schema *s = NULL;

	for (size_t i = 0; i < 2 && !s; i++)
		if (l->defs && slice_starts(ref->u.str, prefixes[i]))
			s = schema_defs_get(l->defs, l->diags, slice_sub(ref->u.str, prefixes[i].len, ref->u.str.len));
	if (!s)
		load_bad(l, ref, "$ref '%.*s' names no definition", SLICE_FMT(ref->u.str));
	return s;
}

const struct schema *
schema_load(struct arena *a, struct diags *ds, const struct val *v, struct schema_defs *defs, unsigned flags)
{
	struct loader l = { .arena = a, .diags = ds, .defs = defs, .structural = flags & SCHEMA_STRUCTURAL, .closed = flags != 0 };
	struct schema *s = arena_new(a, struct schema);

	load_into(&l, s, v);
	if (l.structural && v->kind == VAL_MAP && s->types != TYPE_OBJECT)
		load_bad(&l, v, "the type at the root must be object");
	if (flags & SCHEMA_RESOURCE)
		meta_extend(&l, s, false);
	return s;
}
