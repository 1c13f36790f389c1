/* SPDX-License-Identifier: Apache-2.0 */
/* schema_priv.h - what the files of this folder share: loading, and a walk
 * over a value. */
#ifndef BERTH_SCHEMA_SCHEMA_PRIV_H
#define BERTH_SCHEMA_SCHEMA_PRIV_H

#include "base/map.h"
#include "schema/node.h"

/* --- loading --------------------------------------------------------- */

struct loader {
	struct arena *arena;
	struct diags *diags;
	struct schema_defs *defs;     /* may be NULL */
	bool structural;              /* judge it as the API server does */
	bool closed;                  /* objects without properties too */
	bool branch;                  /* inside allOf, anyOf, oneOf or not */
	const struct doc_path *path;  /* of the schema in its document */
};

/* Fills `s` from `v`. */
void load_into(const struct loader *l, struct schema *s, const struct val *v);

/* A schema below, at path. */
const struct schema *load_below(const struct loader *l, const struct val *v, struct doc_path path);

/* Reports a mistake of the schema at `at`, unless that is poison. */
void load_bad(const struct loader *l, const struct val *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Reports where a loaded schema is not structural. */
void structural_check(const struct loader *l, const struct schema *s, const struct val *v);

/* Reports a schema of fields or items (`what`) that says no type. */
void structural_typed(const struct loader *l, const struct schema *s, const struct val *v, const char *what);

/* The definition that `ref` names, or NULL after a report. */
const struct schema *defs_ref(const struct loader *l, const struct val *ref);

/* Adds the fields that every object of Kubernetes has. */
void meta_extend(const struct loader *l, struct schema *s, bool required);

/* --- checking -------------------------------------------------------- */

/* Where the walk is: one a value, on the stack. */
struct spot {
	const struct spot *up;        /* NULL at the root */
	const struct schema *schema;
	const struct val *val;
	const struct doc_path *path;
	struct span key_at;           /* of the field's key; SPAN_NONE for items and the root */
	bool required;                /* it is a field that must be there */
};

enum {
	CHECK_DEPTH_MAX = 600,     /* of values and branches inside each other */
	CHECK_WORK_MAX = 500000,  /* branches tried in one check */
};

/* Checks at->val against at->schema. */
bool check_spot(struct schema_check *c, const struct spot *at);

/* Checks the same value against a branch. */
bool check_in_place(struct schema_check *c, const struct spot *at, const struct schema *s);

/* The same without a word. A hole fits when `some` of its values do, else when
 * all of them do. */
bool check_quietly(struct schema_check *c, const struct spot *at, const struct schema *s, bool some);

/* Whether the field is there, whatever a hole in it becomes. */
bool check_present(struct schema_check *c, const struct val *map, struct slice key);

/* Keywords by the kind of the value; each reports what is wrong. */
bool keyword_string(struct schema_check *c, const struct spot *at);
bool keyword_number(struct schema_check *c, const struct spot *at);
bool keyword_plain(struct schema_check *c, const struct spot *at);
bool keyword_items(struct schema_check *c, const struct spot *at);
bool keyword_properties(struct schema_check *c, const struct spot *at);
bool keyword_enum(struct schema_check *c, const struct spot *at);
bool keyword_type(struct schema_check *c, const struct spot *at, unsigned wanted);
bool list_check(struct schema_check *c, const struct spot *at);
bool combine_check(struct schema_check *c, const struct spot *at);
bool meta_check(struct schema_check *c, const struct spot *at);

/* Set of types that the value has. */
unsigned type_of(const struct val *v);

/* Whether a value of the types `has` may stand where `wanted` is asked for. */
bool type_fits(unsigned wanted, unsigned has);

/* --- reporting ------------------------------------------------------- */

/* The place of the value, or the nearest place above it. */
struct span spot_place(const struct spot *at);

/* A mistake; NULL when the check is quiet. Must be given to spot_done. */
struct diag *spot_report(struct schema_check *c, enum diag_code code, struct span place, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Adds the place of the keyword `rule` of the schema as a note, then what
 * the caller knows of the value. Always false. */
bool spot_done(struct schema_check *c, const struct spot *at, struct diag *d, const char *rule);

/* The value as a message shows it: short, strings in single quotes. */
struct slice spot_show(struct arena *a, const struct val *v);

/* "a, b or c": the values of an enum, or the first of many. */
struct slice spot_show_enum(struct arena *a, const struct val *enums);

/* Notes on what an unknown field was meant to be. */
void hint_field(struct schema_check *c, const struct spot *at, struct diag *d, struct slice key);

/* Whether the note on an unknown field of the object says that `name`, or
 * something in it, was meant: that `name` is missing is the same mistake. */
bool hint_covers(const struct spot *at, struct slice name);

/* Notes on what a missing field is. */
void hint_missing(struct schema_check *c, const struct spot *at, struct diag *d, struct slice name);

/* Notes on how a value would be spelt to match its pattern; false when nobody knows. */
bool hint_spelling(struct schema_check *c, const struct spot *at, struct diag *d);

/* Notes on what a value of an enum was meant to be. */
void hint_enum(struct schema_check *c, const struct spot *at, struct diag *d);

#endif
