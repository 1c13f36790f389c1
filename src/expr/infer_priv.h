/* SPDX-License-Identifier: Apache-2.0 */
/* infer_priv.h - shared by the files of the inference: infer.c walks the
 * tree, infer_field.c reads fields and items, infer_op.c and infer_compare.c have the operators,
 * infer_call.c the functions with infer_fn.c and infer_range.c for those
 * whose results can be told closely, infer_fold.c the macros, facts.c, assume.c
 * and narrow.c what is known, infer_say.c the messages. */
#ifndef BERTH_EXPR_INFER_PRIV_H
#define BERTH_EXPR_INFER_PRIV_H

#include "expr/infer.h"
#include "expr/node.h"

enum {
	INFER_KEYS = 24,        /* of a path; longer ones are none */
	INFER_DEPTH_MAX = 700,  /* nodes inside each other, definitions included */
};

/* The type of a node. `whole`: it is used as it is, so what facts say of its
 * parts is put in; else only a part of it is wanted. */
const struct type *infer_node(struct infer *in, const struct expr *e, bool whole);
static inline const struct type *
infer_value(struct infer *in, const struct expr *e)
{
	return infer_node(in, e, true);
}

/* The same without a word, and without facts. */
const struct type *infer_quiet(struct infer *in, const struct expr *e);
const struct type *infer_plain(struct infer *in, const struct expr *e);

/* A bool that can be these. */
const struct type *infer_bool(bool can_true, bool can_false);

/* The type of a condition: reports what is no bool. `what`: the operator, NULL
 * for a condition. Gives a bool or never. */
const struct type *infer_condition(struct infer *in, const struct expr *e, const char *what);

/* The variables of macros. */
void infer_set_local(struct infer *in, size_t slot, const struct type *t);

/* The types of the items of a list literal (of what an optional holds behind a
 * '?'), and the type of the list with these. */
const struct type **infer_items(struct infer *in, const struct expr *e);
const struct type *infer_list_of(struct infer *in, const struct expr *e, const struct type *const *items);

/* infer_field.c: .x .?x has(.x) [x] [?x] */
const struct type *infer_select(struct infer *in, const struct expr *e);
const struct type *infer_has(struct infer *in, const struct expr *e);
const struct type *infer_index(struct infer *in, const struct expr *e);

/* Whether an optional that a path gives may be none. */
bool infer_may_be_none(struct infer *in, const struct expr *e);

/* What may be the keys, or all values, of a map type. &type_never: none. */
const struct type *infer_keys(struct infer *in, const struct type *map);
const struct type *infer_values(struct infer *in, const struct type *map);

/* infer_op.c, infer_compare.c */
const struct type *infer_arith(struct infer *in, const struct expr *e);
const struct type *infer_negate(struct infer *in, const struct expr *e);
const struct type *infer_relation(struct infer *in, const struct expr *e);

/* Whether values of both may, or always do, equal each other. */
bool infer_may_equal(struct infer *in, const struct type *x, const struct type *y);
bool infer_must_equal(const struct type *x, const struct type *y);

/* infer_call.c */
const struct type *infer_call(struct infer *in, const struct expr *e);

/* infer_apart.c: whether two expressions read nothing that is the same, so that
 * each may be at any end of its range when the other is. */
bool infer_apart(const struct infer *in, const struct expr *x, const struct expr *y);

/* infer_range.c: arithmetic on ranges of the integers of both types. */
const struct type *infer_range(struct infer *in, enum expr_op op, const struct type *x, const struct type *y);
const struct type *infer_least(struct infer *in, const struct type *const *types, size_t n, bool greatest);
const struct type *infer_size(struct infer *in, const struct type *t);

/* infer_fold.c */
const struct type *infer_fold(struct infer *in, const struct expr *e);
const struct type *infer_bind(struct infer *in, const struct expr *e);

/* assume.c: whether e asks what is there with has(), and nothing else. */
bool infer_only_asks(const struct expr *e);

/* The optional that a path gives has a value, or none. False: it cannot. */
bool infer_assume_some(struct infer *in, const struct expr *e, bool some);

/* facts.c: the path of an expression that is one. */
struct infer_named {
	struct infer_path path;
	struct slice keys[INFER_KEYS];
};
bool infer_path_of(const struct expr *e, struct infer_named *out);
const struct infer_fact *infer_fact_of(const struct infer *in, const struct expr *e);
const struct type *infer_with_facts(struct infer *in, const struct expr *e, const struct type *t);

/* Whether a part of the path is known to be there, and so it is. */
bool infer_is_there(const struct infer *in, const struct expr *e);

/* What facts say of a path of type t and of its parts. */
const struct type *infer_known(struct infer *in, const struct infer_path *path, const struct type *t);

/* infer_say.c: reports unless quiet; NULL then. Notes on NULL are nothing. */
struct diag *infer_say(struct infer *in, enum diag_code code, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void infer_note(struct infer *in, struct diag *d, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* As somebody wrote the expression, for messages; "..." when that is long. */
struct slice infer_source(struct infer *in, const struct expr *e);

/* "int or string": kinds alone; the place of a type's schema as a note. */
struct slice infer_kinds(struct infer *in, uint32_t kinds);
void infer_note_schema(struct infer *in, struct diag *d, const struct type *t, const char *text);

/* A value of `t` stands where one of `wanted` must: 'what' wants ..., not ... */
void infer_say_kinds(struct infer *in, const struct expr *e, const struct type *t, uint32_t wanted, const char *what);

#endif
