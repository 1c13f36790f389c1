/* SPDX-License-Identifier: Apache-2.0 */
/* schema.c - looking at a compiled schema. */
#include "schema/schema.h"

#include "schema/schema_priv.h"

/* "No schema" is answered like a schema that says nothing. */
static const struct schema *
behind(const struct schema *s)
{
	return s ? schema_deref(s) : NULL;
}

const struct property *
property_find(const struct schema *s, struct slice key)
{
	size_t low = 0, high = s->nproperties;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = slice_cmp(key, s->properties[mid].key);

		if (c == 0)
			return &s->properties[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const struct schema *
schema_property(const struct schema *s, struct slice key)
{
	const struct property *p;

	s = behind(s);
	if (!s)
		return NULL;
	p = property_find(s, key);
	return p ? p->schema : s->additional;
}

const struct schema *
schema_items(const struct schema *s)
{
	s = behind(s);
	return s ? s->items : NULL;
}

enum schema_list
schema_list_type(const struct schema *s)
{
	s = behind(s);
	return s ? (enum schema_list)s->list_type : SCHEMA_LIST_ATOMIC;
}

size_t
schema_list_keys(const struct schema *s, const struct slice **keys)
{
	s = behind(s);
	*keys = s ? s->keys : NULL;
	return s ? s->nkeys : 0;
}

bool
schema_map_atomic(const struct schema *s)
{
	s = behind(s);
	return s && s->map_atomic;
}

/* What stands beside a $ref wins over what it names. */
const struct val *
schema_default_of(const struct schema *s)
{
	for (; s; s = s->ref)
		if (s->def)
			return s->def;
	return NULL;
}

struct slice
schema_description(const struct schema *s)
{
	for (; s; s = s->ref) {
		const struct val *v = val_get_cstr(s->source, "description");

		if (val_is(v, VAL_STRING))
			return v->u.str;
	}
	return SLICE_LIT("");
}

const struct val *
schema_source(const struct schema *s)
{
	return s ? s->source : NULL;
}

const struct val *
schema_rules(const struct schema *s)
{
	s = behind(s);
	return s ? s->rules : NULL;
}

void
schema_attach(const struct schema *s, const struct rules *rules)
{
	((struct schema *)(uintptr_t)s)->compiled = rules;
}

const struct rules *
schema_compiled(const struct schema *s)
{
	return s ? s->compiled : NULL;
}
