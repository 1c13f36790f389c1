/* SPDX-License-Identifier: Apache-2.0 */
/* type.h - static types: what a value can be, when it is not known yet.
 *
 * A type is a set of values, kept as one mask of kinds and, for each kind in
 * it, what is known beyond the kind: the range of an integer, the language of
 * a text (schema/lang.h), the items of a list, the fields of a map. A value of
 * several kinds (int-or-string, the two arms of a ternary) needs no special
 * form: joining two types joins mask and bounds. It is the abstract domain of
 * an abstract interpretation (Cousot and Cousot, 1977): every value that can
 * come is in the type; some that cannot may be in it too.
 *
 * Whoever reports that something *can* go wrong asks whether the bound is
 * known to be reached: a type is `loose` in a bound that is only "we do not
 * know" (the result of a function whose range nobody computes), and then no
 * mistake is reported: the value is checked when it is there (verify/).
 *
 * Types are immutable, in the arena of their maker, shared freely. */
#ifndef BERTH_EXPR_TYPE_H
#define BERTH_EXPR_TYPE_H

#include "base/arena.h"
#include "schema/lang.h"
#include "schema/schema.h"
#include "value/val.h"

struct type;

struct type_field {
	struct slice key;
	const struct type *type;
	bool optional;              /* it may be absent */
};

struct type {
	/* Which kinds: 1u << enum val_kind, and the bits of opaque types, as
	 * sig_kind has them. 0: no value can stand here (dead code). TYPE_ANY:
	 * all; nothing is known and nothing is reported. VAL_OPTIONAL: an optional, or
	 * as the type of a hole a value that may be absent. */
	uint32_t kinds;
	/* VAL_BOOL: which of the two. */
	bool can_true, can_false;
	/* VAL_INT, VAL_UINT (up to INT64_MAX). */
	int64_t lo, hi;
	bool loose_lo, loose_hi;    /* the bound is not known to be reached */
	/* VAL_STRING. Never NULL when the kind is there. */
	const struct lang *text;
	/* VAL_LIST, VAL_MAP and VAL_DICT: the items, or the values of keys that are no
	 * fields; NULL: there are none. VAL_OPTIONAL (`of`): what it holds; NULL:
	 * always none. */
	const struct type *item, *rest, *of;
	size_t min, max;            /* items of the list; SIZE_MAX: without end */
	const struct lang *keys;    /* of `rest` */
	const struct type_field *fields;   /* sorted by key */
	size_t nfields;
	/* Exactly this value, when it is known (a literal). */
	const struct val *one;
	/* Where it comes from, for notes; NULL: it was computed. */
	const struct schema *schema;
};

#define TYPE_ANY UINT32_MAX

/* Bits of kinds. */
#define KIND(k) (1u << (k))
#define KIND_MAPS (KIND(VAL_MAP) | KIND(VAL_DICT))
#define KIND_INTS (KIND(VAL_INT) | KIND(VAL_UINT))
#define KIND_NUMBERS (KIND_INTS | KIND(VAL_DOUBLE))

extern const struct type type_any, type_never, type_null, type_bool, type_int, type_double, type_string;

/* The type with this value alone. Deep. */
const struct type *type_of_val(struct arena *a, const struct val *v);

/* What a value is that was defaulted and checked against the schema: fields
 * that are required or have a default are there, others optional. `s` NULL: any.
 * Of anyOf, oneOf and allOf it takes what all branches agree on (and drops what
 * contradicts); patterns become languages, enums lists of literals. */
const struct type *type_of_schema(struct arena *a, const struct schema *s);

/* Made by kind. */
const struct type *type_int_range(struct arena *a, int64_t lo, int64_t hi, bool loose);
const struct type *type_text(struct arena *a, const struct lang *l);
const struct type *type_list(struct arena *a, const struct type *item, size_t min, size_t max);
const struct type *type_map(struct arena *a, const struct type *rest);
const struct type *type_optional(struct arena *a, const struct type *of);
const struct type *type_kind(struct arena *a, uint32_t kinds);   /* nothing known beyond the kinds; loose */

/* Everything that is in x or in y. */
const struct type *type_join(struct arena *a, const struct type *x, const struct type *y);

/* Those of t whose kinds are in the mask; &type_never when none. */
const struct type *type_only(struct arena *a, const struct type *t, uint32_t kinds);

/* What is in both, as far as it can be expressed. */
const struct type *type_meet(struct arena *a, const struct type *x, const struct type *y);

/* The field `key` of a map type; sets *optional when it may be absent; NULL
 * when no map of the type has it. For TYPE_ANY &type_any. */
const struct type *type_field(const struct type *t, struct slice key, bool *optional);

static inline bool
type_is_any(const struct type *t)
{
	return t->kinds == TYPE_ANY;
}

/* Whether a value of one of these kinds can come; always true for any. */
static inline bool
type_may(const struct type *t, uint32_t kinds)
{
	return (t->kinds & kinds) != 0;
}

/* The type without this value, as far as that can be said: an end of a range,
 * a text, true or false, null. &type_never when nothing is left. */
const struct type *type_without(struct arena *a, const struct type *t, const struct val *v);

/* The field `key`, with this type and there for sure, or (&type_never) absent. A t that is no
 * map stays as it is. */
const struct type *type_with_field(struct arena *a, const struct type *t, struct slice key, const struct type *field,
                                   bool optional);

/* How many entries a map has: fewest, most (SIZE_MAX: without end). */
size_t type_map_min(const struct type *t);
size_t type_map_max(const struct type *t);

/* As messages show it: "int from 1 to 9", "string 'aof', 'rdb' or 'none'",
 * "list of string", "int or string", "map with replicas, memory ...". */
struct slice type_show(struct arena *a, const struct type *t);

#endif
