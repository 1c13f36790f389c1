/* SPDX-License-Identifier: Apache-2.0 */
/* node.h - the compiled form of a schema, for those who look inside: this
 * folder, and the static types of expressions, which ask what values a schema
 * admits. Immutable once loaded. */
#ifndef BERTH_SCHEMA_NODE_H
#define BERTH_SCHEMA_NODE_H

#include "schema/format.h"
#include "schema/pattern.h"
#include "schema/schema.h"

/* Types of values, as a set. A number without a fraction has both bits. */
enum {
	TYPE_OBJECT = 1,
	TYPE_ARRAY = 2,
	TYPE_STRING = 4,
	TYPE_INTEGER = 8,
	TYPE_NUMBER = 16,
	TYPE_BOOLEAN = 32,
	TYPE_NULL = 64,
};

/* "integer", "list or string" ...: as messages call a set of types. */
struct slice type_names(struct arena *a, unsigned types);

struct property {
	uint64_t prefix;   /* the first 8 bytes of key, so that most comparisons are of integers */
	struct slice key;
	const struct schema *schema;
	bool required;
};

struct schemas {
	const struct schema *const *ptr;
	size_t len;
};

/* What the keys and values of a map must be, beyond what schemas can say. */
enum meta_rule { META_NONE, META_LABELS, META_ANNOTATIONS };

enum walk_state { WALK_NOT, WALK_INSIDE, WALK_DONE };

struct schema {
	const struct val *source;
	const struct schema *ref;   /* what $ref names; keywords beside it hold too */
	unsigned char types;        /* allowed ones; 0: not said */
	unsigned char format;       /* enum format */
	unsigned char list_type;    /* enum schema_list */
	unsigned char meta;         /* enum meta_rule */
	unsigned char walked;       /* enum walk_state, while $refs are looked through */
	bool nullable;
	bool int_or_string;
	bool preserve;              /* x-kubernetes-preserve-unknown-fields */
	bool embedded;              /* x-kubernetes-embedded-resource */
	bool map_atomic;
	bool unique_items;
	bool open;                  /* unknown fields are no mistake */
	bool forbid;                /* additionalProperties: false */
	bool combined;              /* one of the four combinators is there */
	bool has_minimum, has_maximum, has_multiple;
	bool exclusive_minimum, exclusive_maximum;
	double minimum, maximum, multiple;
	/* 0 and SIZE_MAX where nothing is said. */
	size_t min_length, max_length, min_items, max_items, min_properties, max_properties;
	const struct pattern *pattern;
	const struct pattern *format_pattern;  /* of formats that are one */
	const struct val *enums;               /* a list that is not empty, or NULL */
	const struct property *properties;     /* sorted by key */
	size_t nproperties;
	const struct slice *required;          /* names that are no properties, sorted */
	size_t nrequired;
	const struct schema *additional;
	const struct schema *items;
	struct schemas all_of, any_of, one_of;
	const struct schema *negated;
	const struct slice *keys;              /* x-kubernetes-list-map-keys */
	size_t nkeys;
	const struct val *def;
	const struct val *rules;
	const struct rules *compiled;          /* of the root: schema_attach */
};

/* The schema behind a chain of $refs; `s` is not NULL. */
static inline const struct schema *
schema_deref(const struct schema *s)
{
	while (s->ref)
		s = s->ref;
	return s;
}

static inline bool
schema_nullable(const struct schema *s)
{
	return s->nullable || schema_deref(s)->nullable;
}

/* The first 8 bytes of a key as a number that sorts like them. */
uint64_t property_prefix(struct slice key);

/* The property `key`, or NULL. */
const struct property *property_find(const struct schema *s, struct slice key);

#endif
