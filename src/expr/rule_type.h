/* SPDX-License-Identifier: Apache-2.0 */
/* rule_type.h - the types that rules of schemas are checked with: those of
 * the language's own checker (cel-spec langdef.md, "Type Checking"), where a
 * value has one type or is dyn, and not the sets of type.h. A rule must compile
 * where it runs in the end, so what an API server refuses is refused here.
 *
 * The type of a schema's node (apiextensions-apiserver, "declaration type")
 * also says how large its values can get: what a rule may cost follows.
 * Types are immutable, in the arena of their maker. */
#ifndef BERTH_EXPR_RULE_TYPE_H
#define BERTH_EXPR_RULE_TYPE_H

#include "base/vec.h"
#include "expr/opaque.h"
#include "schema/node.h"

enum rule_kind {
	RULE_DYN, RULE_NULL, RULE_BOOL, RULE_INT, RULE_UINT, RULE_DOUBLE, RULE_STRING, RULE_BYTES, RULE_DURATION,
	RULE_TIME, RULE_TYPE,
	RULE_LIST, RULE_MAP,  /* of; key */
	RULE_OBJECT,          /* fields; one schema's, equal to itself alone */
	RULE_OPTIONAL,        /* of */
	RULE_OPAQUE,          /* opaque */
	RULE_VAR,             /* var: a type that is not known yet */
};

struct rule_field {
	struct slice name;    /* as values have it */
	struct slice key;     /* as rules write it: escaped; ptr NULL: no rule can */
	const struct rule_type *type;
};

struct rule_type {
	unsigned char kind;   /* enum rule_kind */
	/* Of a schema's node: values differ from those of the document (a text that is a time, a field
	 * with an escaped name, a null that counts as absent). */
	bool converts;
	unsigned var;
	const struct val_opaque *opaque;
	const struct rule_type *key, *of;
	const struct rule_field *fields;   /* sorted by name */
	size_t nfields;
	uint64_t most;        /* bytes of the longest text, items of the longest list; 0 for others */
	uint64_t least;       /* bytes of the smallest JSON */
	const struct schema *schema;       /* NULL: not of a schema */
};

extern const struct rule_type rule_dyn, rule_null, rule_bool, rule_int, rule_uint, rule_double, rule_string,
	rule_bytes, rule_duration, rule_time, rule_typetype;

/* The type of the values of a schema, NULL where rules cannot see them: no
 * type is said, or that of items is not. `resource`: it is the root of an
 * object of Kubernetes, of whose metadata rules see name and generateName only. */
const struct rule_type *rule_type_of(struct arena *a, const struct schema *s, bool resource);

/* As rules must write a field's name: '__dot__' for '.', '__dash__', '__slash__', '__underscores__'
 * for '__', and '__in__' for the word 'in'. ptr NULL: it cannot be written. */
struct slice rule_escape(struct arena *a, struct slice name);

/* Words that stand for themselves behind a dot too: x.namespace is x.__namespace__. */
bool rule_reserved(struct slice word);

/* The field that rules write as `key`, or NULL. */
const struct rule_field *rule_field_of(const struct rule_type *object, struct slice key);

/* Made by kind. */
const struct rule_type *rule_list_of(struct arena *a, const struct rule_type *of);
const struct rule_type *rule_map_of(struct arena *a, const struct rule_type *key, const struct rule_type *of);
const struct rule_type *rule_optional_of(struct arena *a, const struct rule_type *of);

/* As messages show it: "list(string)", "optional(int)", "object". */
struct slice rule_type_show(struct arena *a, const struct rule_type *t);

/* --- unification ------------------------------------------------------ */

/* What the variables of one expression stand for; and how to go back. */
struct rule_solver {
	struct arena *arena;
	VEC(const struct rule_type *) bound;   /* by variable; NULL: not known */
	VEC(struct rule_undo { unsigned var; const struct rule_type *old; }) trail;
};

const struct rule_type *rule_new_var(struct rule_solver *s);

/* Whether a value of type x may stand where y is asked for; binds variables,
 * and unbinds them again when not. */
bool rule_assignable(struct rule_solver *s, const struct rule_type *x, const struct rule_type *y);

/* The same for several at once. */
bool rule_assignable_all(struct rule_solver *s, const struct rule_type *const *x, const struct rule_type *const *y,
                         size_t n);

/* The type with its variables replaced by what they stand for; those that
 * stand for nothing remain, or become dyn when `final`. */
const struct rule_type *rule_resolve(struct rule_solver *s, const struct rule_type *t, bool final);

/* Whether they are the same type, letter by letter. */
bool rule_same(const struct rule_type *x, const struct rule_type *y);

/* The more general one of two that unify. */
const struct rule_type *rule_general(const struct rule_type *x, const struct rule_type *y);

static inline bool
rule_is_dyn(const struct rule_type *t)
{
	return t->kind == RULE_DYN;
}

#endif
