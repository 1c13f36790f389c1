/* SPDX-License-Identifier: Apache-2.0 */
/* structural.c - what the API server demands of a schema beyond being one:
 * "structural" (apiextensions-apiserver, pkg/apiserver/schema) and the rules
 * of CustomResourceDefinitions (pkg/apis/apiextensions/validation). Keywords
 * that may stand nowhere, or nowhere inside branches, are refused by load.c. */
#include "schema/schema_priv.h"

static const struct val *
keyword(const struct val *v, const char *name)
{
	return val_get_cstr(v, name);
}

void
structural_typed(const struct loader *l, const struct schema *s, const struct val *v, const char *what)
{
	if (!l->structural || l->branch || s->types || s->int_or_string || s->preserve)
		return;
	if (v->kind == VAL_MAP && !keyword(v, "type"))
		load_bad(l, v, "%s need a type", what);
}

static void
extensions(const struct loader *l, const struct schema *s, const struct val *v)
{
	const struct val *preserve = keyword(v, "x-kubernetes-preserve-unknown-fields");
	const struct val *map_type = keyword(v, "x-kubernetes-map-type");

	if (val_is(preserve, VAL_BOOL) && !preserve->u.b)
		load_bad(l, preserve, "'x-kubernetes-preserve-unknown-fields' must be true or left out");
	if (map_type && s->types != TYPE_OBJECT)
		load_bad(l, map_type, "'x-kubernetes-map-type' needs the type object");
	if (s->int_or_string && (s->preserve || s->embedded))
		load_bad(l, v, "'x-kubernetes-int-or-string' and %s exclude each other",
		         s->preserve ? "'x-kubernetes-preserve-unknown-fields'" : "'x-kubernetes-embedded-resource'");
}

/* Apart from load_below, which has the type of items already. */
static void
map_keys(const struct loader *l, const struct schema *s)
{
	for (size_t i = 0; i < s->nkeys; i++) {
		const struct property *p = property_find(s->items, s->keys[i]);
		struct slice key = s->keys[i];

		for (size_t j = 0; j < i; j++)
			if (slice_eq(key, s->keys[j]))
				load_bad(l, s->source, "list map key '%.*s' stands twice", SLICE_FMT(key));
		if (!p)
			load_bad(l, s->source, "list map key '%.*s' is no property of the items", SLICE_FMT(key));
		else if (p->schema->types & (TYPE_OBJECT | TYPE_ARRAY))
			load_bad(l, p->schema->source, "list map key '%.*s' must be a scalar", SLICE_FMT(key));
		else if (p->schema->nullable)
			load_bad(l, p->schema->source, "list map key '%.*s' must not be nullable", SLICE_FMT(key));
		else if (!p->required && !p->schema->def)
			load_bad(l, p->schema->source, "list map key '%.*s' must be required or have a default",
			         SLICE_FMT(key));
	}
}

static void
lists(const struct loader *l, const struct schema *s, const struct val *v)
{
	const struct val *list_type = keyword(v, "x-kubernetes-list-type");

	if (s->types == TYPE_ARRAY && !s->items && !keyword(v, "items"))
		load_bad(l, v, "a list needs 'items'");
	if (list_type && s->types != TYPE_ARRAY)
		load_bad(l, list_type, "'x-kubernetes-list-type' needs the type array");
	if (s->nkeys && s->list_type != SCHEMA_LIST_MAP)
		load_bad(l, v, "'x-kubernetes-list-map-keys' needs the list type map");
	if (s->unique_items)
		load_bad(l, v, "'uniqueItems' is not supported; use the list type set");
	if (s->list_type == SCHEMA_LIST_ATOMIC || !s->items)
		return;
	if (s->items->nullable)
		load_bad(l, v, "items of a set or map must not be nullable");
	if (s->list_type == SCHEMA_LIST_SET) {
		if (s->items->types == TYPE_OBJECT && !s->items->map_atomic)
			load_bad(l, s->items->source, "objects in a set need the map type atomic");
		if (s->items->types == TYPE_ARRAY && s->items->list_type != SCHEMA_LIST_ATOMIC)
			load_bad(l, s->items->source, "lists in a set must be atomic");
		return;
	}
	if (!s->nkeys)
		load_bad(l, list_type, "the list type map needs 'x-kubernetes-list-map-keys'");
	if (s->items->types != TYPE_OBJECT)
		load_bad(l, s->items->source, "items of a list of type map must be objects");
	else
		map_keys(l, s);
}

static void
objects(const struct loader *l, const struct schema *s, const struct val *v)
{
	const struct val *additional = keyword(v, "additionalProperties");
	const struct val *properties = keyword(v, "properties");

	if (val_is(properties, VAL_MAP) && properties->u.map.len && additional &&
	    !(additional->kind == VAL_BOOL && additional->u.b))
		load_bad(l, additional, "'additionalProperties' and 'properties' exclude each other");
	if (!l->path && additional)
		load_bad(l, additional, "'additionalProperties' must not stand at the root");
	if (!s->embedded)
		return;
	if (s->types != TYPE_OBJECT)
		load_bad(l, v, "'x-kubernetes-embedded-resource' needs the type object");
	if (additional)
		load_bad(l, additional, "'additionalProperties' must not stand in an embedded resource");
	if (!s->preserve && !val_is(properties, VAL_MAP))
		load_bad(l, v, "an embedded resource needs 'properties' or 'x-kubernetes-preserve-unknown-fields'");
}

static bool
only_type(const struct schema *s, unsigned type)
{
	return s->types == type && s->source->u.map.len == 1;
}

/* anyOf: [{type: integer}, {type: string}] spells int-or-string out. */
static bool
int_or_string(const struct schema *s)
{
	return s->any_of.len == 2 && only_type(s->any_of.ptr[0], TYPE_INTEGER) &&
	       only_type(s->any_of.ptr[1], TYPE_STRING);
}

static void branches(const struct loader *l, const struct schema *s, const struct schema *outer, bool first);

/* A branch adds rules to what stands outside, and names nothing new. */
static void
branch(const struct loader *l, const struct schema *b, const struct schema *outer, bool first)
{
	if (b->types)
		load_bad(l, b->source, "'type' must not stand inside allOf, anyOf, oneOf or not");
	for (size_t i = 0; i < b->nproperties; i++) {
		const struct property *p = &b->properties[i];
		const struct property *twin = outer ? property_find(outer, p->key) : NULL;

		if (!twin)
			load_bad(l, p->schema->source,
			         "field '%.*s' is constrained inside allOf, anyOf, oneOf or not, but not specified outside",
			         SLICE_FMT(p->key));
		branch(l, p->schema, twin ? twin->schema : NULL, false);
	}
	if (b->items) {
		if (outer && !outer->items)
			load_bad(l, b->items->source, "'items' is constrained inside allOf, anyOf, oneOf or not, but not specified outside");
		branch(l, b->items, outer ? outer->items : NULL, false);
	}
	branches(l, b, outer, first);
}

static void
branches(const struct loader *l, const struct schema *s, const struct schema *outer, bool first)
{
	if (!first || !int_or_string(s))
		for (size_t i = 0; i < s->any_of.len; i++)
			branch(l, s->any_of.ptr[i], outer, false);
	for (size_t i = 0; i < s->all_of.len; i++)
		branch(l, s->all_of.ptr[i], outer, s == outer && i == 0);
	for (size_t i = 0; i < s->one_of.len; i++)
		branch(l, s->one_of.ptr[i], outer, false);
	if (s->negated)
		branch(l, s->negated, outer, false);
}

/* A default, or an example, must be what its own schema accepts, defaults of
 * fields below filled in; a mistake stands at its place inside it. */
static void
check_value(const struct loader *l, const struct schema *s, const struct val *v, enum diag_code code)
{
	struct diags found = DIAGS_INIT(l->arena);
	struct schema_check c = { .arena = l->arena, .diags = &found };

	if (schema_check(&c, s, schema_default(l->arena, s, v, false), NULL))
		return;
	for (const struct diag *d = found.first; d; d = d->next) {
		struct slice path = doc_path_text(l->arena, l->path);

		diag_report(l->diags, code, d->at, "the %s of '%.*s' is refused by its own schema: %.*s",
		            code == DIAG_SCHEMA_DEFAULT ? "default" : "example", SLICE_FMT(path), SLICE_FMT(d->text));
	}
}

void
structural_check(const struct loader *l, const struct schema *s, const struct val *v)
{
	const struct val *example = val_get_cstr(v, "example");

	extensions(l, s, v);
	if (l->branch)
		return;
	lists(l, s, v);
	objects(l, s, v);
	if (s->combined)
		branches(l, s, s, true);
	if (example && l->path)
		check_value(l, s, example, DIAG_SCHEMA_EXAMPLE);
	if (s->def && l->path)
		check_value(l, s, s->def, DIAG_SCHEMA_DEFAULT);
	else if (s->def)
		load_bad(l, s->def, "'default' must not stand at the root");
}
