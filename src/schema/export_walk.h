/* SPDX-License-Identifier: Apache-2.0 */
/* export_walk.h - walking a schema together with what the layers of the fleet hold:
 * which fields must be in a document alone. For the files export*.c, and for who
 * writes a document to begin with. */
#ifndef BERTH_SCHEMA_EXPORT_WALK_H
#define BERTH_SCHEMA_EXPORT_WALK_H

#include "schema/export.h"
#include "value/build.h"

/* How the fields at a place come to be. */
enum export_how {
	EXPORT_WHOLE,     /* they are all written there */
	EXPORT_TENANT,    /* the document of a tenant: those of its spec */
	EXPORT_SPEC,      /* that spec: some may come from layers, but not the names that lead to them */
	EXPORT_LAYERED,   /* inside of it: some may come from layers */
	EXPORT_LAYER,     /* in a layer: any may be elsewhere */
};

/* A place in a document. */
struct export_at {
	const struct export *x;
	enum export_how how;
	bool branch;                      /* inside allOf, anyOf, oneOf or not */
	const struct val *keys;           /* of the list that this is an item of, in a spec; else NULL */
	const struct val *const *layers;  /* what the layers have here */
	size_t nlayers;
};

/* The place of a document or of a layer, and of their parts. Items are whole, but
 * for those of lists with keys in a spec, which are merged. `below` is every value
 * of a map. */
struct export_at export_root(const struct export *x, bool tenant);
struct export_at export_layer(const struct export *x);
struct export_at export_field(const struct export_at *at, struct slice key);
struct export_at export_below(const struct export_at *at);
struct export_at export_items(const struct export_at *at, const struct val *list);
struct export_at export_branch(const struct export_at *at);

/* Those of the schema's required names that must be in a document alone; NULL
 * for none. */
const struct val *export_required(const struct export_at *at, const struct val *s);

/* "name" of {type: name}; "" for none. */
struct slice export_type(const struct val *s);

bool export_flag(const struct val *s, const char *keyword);

/* Whether unknown fields of this schema's objects are refused. */
bool export_closed(const struct export_at *at, const struct val *s);

/* The fields of a map, as they were written. */
const struct field *export_order(struct arena *a, const struct val *map);

/* A map is built of text keys that live as long as the program. */
void export_add(struct map_build *b, const char *key, const struct val *v);
const struct val *export_text(struct arena *a, const char *text);

#endif
