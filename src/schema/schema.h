/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h - structural schemas: what a value may be, and what it is when
 * nobody says.
 *
 * The dialect is the OpenAPI v3 subset of Kubernetes' CustomResourceDefinition
 * (apiextensions.k8s.io/v1 JSONSchemaProps) plus `$ref` into a set of
 * definitions, so that the published OpenAPI v2 documents of Kubernetes can
 * be checked against as well. Objects are closed unless they say otherwise.
 *
 * A compiled schema is immutable and shared by all threads; it borrows from
 * the value it was loaded from. CEL rules (x-kubernetes-validations) are kept
 * as values for a later floor to run (schema_rules). */
#ifndef BERTH_SCHEMA_SCHEMA_H
#define BERTH_SCHEMA_SCHEMA_H

#include "diag/diag.h"
#include "value/path.h"
#include "value/val.h"

struct schema;

/* Named schemas that `$ref: '#/definitions/NAME'` may point to; compiled when
 * first asked for, which is for one thread at a time. What was got is
 * immutable. Mistakes of a definition are reported to who asked first; NULL
 * when there is none of that name. */
struct schema_defs;
struct schema_defs *schema_defs_new(struct arena *a, const struct val *definitions);
const struct schema *schema_defs_get(struct schema_defs *defs, struct diags *ds, struct slice name);

enum schema_flags {
	/* The rules for structural schemas of the API server hold: what apiextensions refuses is refused.
	 * Objects are closed, also those that name no properties. */
	SCHEMA_STRUCTURAL = 1,
	/* Of a CustomResourceDefinition: the root is an object of Kubernetes, so apiVersion, kind and
	 * metadata are the server's, whatever the schema says of them. Objects are closed likewise. */
	SCHEMA_RESOURCE = 2,
};

/* Without flags it is a published definition: an object that names no
 * properties takes any, and keywords that nobody knows are passed over. */

/* Compiles a schema; `defs` may be NULL. Mistakes of the schema itself are
 * reported (B02xx) and the part that has them accepts anything. `flags` are
 * of enum schema_flags. */
const struct schema *schema_load(struct arena *a, struct diags *ds, const struct val *v, struct schema_defs *defs,
                                 unsigned flags);

/* `v` with defaults filled in and nulls dropped that are neither nullable
 * nor defaulted, as the API server does before it validates; null items of
 * lists stay, and are refused then. A double without a fraction becomes an
 * integer where the type is integer (1e3, 3.0). Shares what does not change. The value of
 * a filled-in field is the schema's own, with its place there. A default that
 * stands under a value that somebody wrote becomes its oldest origin when
 * `trace`. `s` may be NULL: `v` as it is. */
const struct val *schema_default(struct arena *a, const struct schema *s, const struct val *v, bool trace);

struct schema_check;

/* A value that stands for many: VAL_OPAQUE, in an object whose holes are not
 * filled in yet. */
struct schema_hole {
	const struct schema *schema;   /* NULL: only whether it is there is asked */
	const struct val *val;
	const struct doc_path *path;
	bool required;                 /* the field must be there */
	bool unknown;                  /* `schema` has no field of that name */
	bool quiet;                    /* say nothing */
	/* Some of its values fit is enough; else all must. */
	bool some;
};

/* The field of this key stands for all those whose names are not known. */
extern const struct slice schema_any_key;

/* Values that the run keeps, by number, and the schema that each was found to
 * fit: what was checked once is not checked again. For one thread, and for
 * checks with the same `open`. */
struct schema_known {
	const struct val *const *vals;
	size_t n;
	const struct schema **fits;  /* n of them; NULL: not checked yet */
};

/* What a check needs; unknown fields are errors unless `open`. */
struct schema_check {
	struct arena *arena;
	struct diags *diags;
	bool open;           /* unknown fields are not reported */
	struct schema_known *known;  /* may be NULL */
	/* Called once for each mistake, to add notes on what the caller knows (the layer that set the value,
	 * the base line). `path` is that of the value; for a missing field `v` is the object that lacks it,
	 * and `path` that of the field. May be NULL. */
	void (*on_diag)(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path);
	/* Whether it is a mistake that the field at `path` is missing. NULL: always. Alternatives
	 * (anyOf, oneOf, not) are judged by their own `required` all the same. */
	bool (*counts)(void *ctx, const struct doc_path *path);
	void *ctx;
	/* Judges a value that stands for many, in place of all keywords, and
	 * reports into c->diags unless quiet. NULL: there is none such. */
	bool (*hole)(struct schema_check *c, const struct schema_hole *h);
	/* Internal to the schema floor; zero. */
	bool some;           /* while quiet: a hole fits when some of its values do */
	unsigned quiet;      /* 1: messages are only collected for a note; 2: none at all */
	unsigned depth;
	size_t work;
};

/* Reports every way in which `v` breaks the schema (B0203-B0219), each once,
 * at its place: an unknown field at its key, with the nearest known name; a
 * missing one at the key of the object that lacks it; everything else at the
 * value, with the place of the rule as a note when the schema has places (it
 * was read from YAML). A value of the wrong type gets no further message.
 * VAL_BAD is silently fine. `path` is the place of `v` in its document, NULL
 * at the root. Returns whether it is valid. */
bool schema_check(struct schema_check *c, const struct schema *s, const struct val *v, const struct doc_path *path);

/* Looking at a schema: for merging, explaining, completing. `s` may be NULL
 * (nothing known); results too. $refs are followed. */
enum schema_list { SCHEMA_LIST_ATOMIC, SCHEMA_LIST_SET, SCHEMA_LIST_MAP };
const struct schema *schema_property(const struct schema *s, struct slice key);  /* additionalProperties too */
const struct schema *schema_items(const struct schema *s);
enum schema_list schema_list_type(const struct schema *s);
size_t schema_list_keys(const struct schema *s, const struct slice **keys);      /* of SCHEMA_LIST_MAP */
bool schema_map_atomic(const struct schema *s);                                  /* x-kubernetes-map-type */
const struct val *schema_default_of(const struct schema *s);
struct slice schema_description(const struct schema *s);
const struct val *schema_source(const struct schema *s);                         /* the value it was loaded from */
const struct val *schema_rules(const struct schema *s);                          /* x-kubernetes-validations */

/* The rules of the schema and all below it, compiled by a later floor
 * (expr/rule.h); whoever loads a schema attaches them before others see it. NULL:
 * there are none. */
struct rules;
void schema_attach(const struct schema *s, const struct rules *rules);
const struct rules *schema_compiled(const struct schema *s);

#endif
