/* SPDX-License-Identifier: Apache-2.0 */
/* eval.h - shared by everything that computes: eval.c, the operators, the
 * builtin functions.
 *
 * A mistake is a value, as langdef.md has it: && and || may drop it, so it is
 * only reported when it is the result. Such a value (struct fault) has kind
 * VAL_BAD; whoever gets a VAL_BAD returns it as it is. A VAL_BAD that came
 * from outside is poison, and silent.
 *
 * Whatever takes time or memory in proportion to its input is paid for first
 * (eval_spend), so that an evaluation ends early or within its limit. */
#ifndef BERTH_EXPR_EVAL_H
#define BERTH_EXPR_EVAL_H

#include "expr/node.h"
#include "value/build.h"

struct eval {
	struct expr_run *run;
	struct arena *arena;
	uint64_t limit;
	const struct val *locals[EXPR_LOCALS_MAX];
};

/* What a builtin function gets. */
struct call {
	struct eval *ev;
	const struct expr *e;             /* EX_CALL */
	const struct val *const *args;    /* good ones, of the kinds of its signature */
	size_t n;
};

/* The value; a VAL_BAD after a mistake. Never NULL. */
const struct val *eval(struct eval *ev, const struct expr *e);

/* Counts `steps` more; false when that is over the limit: return eval_stop. */
static inline bool
eval_spend(struct eval *ev, uint64_t steps)
{
	ev->run->cost = steps > UINT64_MAX - ev->run->cost ? UINT64_MAX : ev->run->cost + steps;
	return ev->run->cost <= ev->limit;
}
const struct val *eval_stop(struct eval *ev, struct span at);
static inline bool
eval_over(const struct eval *ev)
{
	return ev->run->cost > ev->limit;
}

static inline bool
is_bad(const struct val *v)
{
	return v->kind == VAL_BAD;
}

/* A mistake at a place; and one with a hint ("did you mean 'x'?"). */
const struct val *fault(struct eval *ev, enum diag_code code, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
const struct val *fault_hint(struct eval *ev, const struct val *fault, struct slice nearest);

/* "'contains' cannot take string and int". */
const struct val *fault_kinds(struct eval *ev, struct span at, const char *what, const struct val *const *args,
                              size_t n);

/* Reports a fault; silent for other values of VAL_BAD. */
void fault_report(struct eval *ev, const struct val *v);

/* Values at the place of `e`. */
const struct val *make_int(struct eval *ev, int64_t i, struct span at);
const struct val *make_uint(struct eval *ev, uint64_t u, struct span at);
const struct val *make_double(struct eval *ev, double d, struct span at);
const struct val *make_text(struct eval *ev, struct slice s, struct span at);  /* borrowed */
const struct val *make_bytes(struct eval *ev, struct slice s, struct span at);
const struct val *make_duration(struct eval *ev, int64_t ns, struct span at);
const struct val *make_time(struct eval *ev, struct val_time t, struct span at);
const struct val *make_opaque(struct eval *ev, const struct val_opaque *type, const void *data, struct span at);
const struct val *make_optional(struct eval *ev, const struct val *v, struct span at);  /* NULL: none */
const struct val *make_list(struct eval *ev, struct list_build *b, struct span at);
static inline const struct val *
make_bool(bool b)
{
	return b ? &val_true : &val_false;
}

/* Of text that was built in the arena, paid for by its length; a fault when that is too much. */
const struct val *make_built(struct eval *ev, struct slice s, struct span at);

/* A map of any keys (bool, int, uint, string); entries may be reordered.
 * A key twice is a fault. All strings: a VAL_MAP. */
const struct val *make_map(struct eval *ev, struct entry *entries, size_t n, struct span at);

/* compare.c: equality as CEL has it (numbers across types; NaN equals
 * nothing); pays for what it walks. Order of two ordered values: -1, 0, 1;
 * COMPARE_NAN; COMPARE_NONE when they have no order. */
bool eval_equal(struct eval *ev, const struct val *a, const struct val *b);
enum { COMPARE_NAN = 2, COMPARE_NONE = 3 };
int eval_compare(const struct val *a, const struct val *b);
const struct val *eval_relation(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b);

/* The order of keys: bools, numbers by value, strings by bytes; and the
 * value of a key in a map of either kind, or NULL. */
int map_key_compare(const struct val *a, const struct val *b);
const struct val *map_lookup(const struct val *map, const struct val *key);

/* Size and items of a map of either kind; the key made a value. */
size_t map_size(const struct val *map);
struct entry map_item(struct eval *ev, const struct val *map, size_t i);

/* arith.c: + - * / % and unary minus. */
const struct val *eval_arith(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b);
const struct val *eval_negate(struct eval *ev, const struct expr *e, const struct val *v);

/* rule_equal.c: the same, and ==, != and in, by the type of a schema (e->u.binary.like). */
const struct val *eval_rule_binary(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b);

/* select.c: fields and indexes. */
const struct val *eval_select(struct eval *ev, const struct expr *e);
const struct val *eval_has(struct eval *ev, const struct expr *e);
const struct val *eval_index(struct eval *ev, const struct expr *e);

/* fold.c: macros. */
const struct val *eval_fold(struct eval *ev, const struct expr *e);
const struct val *eval_bind(struct eval *ev, const struct expr *e);

/* Pays for every value inside `v`, shared ones as often as they occur: before
 * it is printed or handed out. False when over the limit. */
bool eval_weigh(struct eval *ev, const struct val *v);

#endif
