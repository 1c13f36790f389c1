/* SPDX-License-Identifier: Apache-2.0 */
/* rule_check.h - checking one expression of a rule: its types, and what
 * evaluating it may cost an API server at most.
 *
 * Both are found in one walk, as cel-go's checker and its estimator of costs
 * find them (checker, cost.go; Kubernetes' own functions: apiserver,
 * cel/library/cost.go), because a CRD whose rule is estimated too high is
 * refused. Costs are in units: a name or a field is 1, a constant 0, ten bytes
 * of text walked 1. Where the estimator is odd it is followed. */
#ifndef BERTH_EXPR_RULE_CHECK_H
#define BERTH_EXPR_RULE_CHECK_H

#include "expr/node.h"
#include "expr/rule_type.h"

/* How many, or how much, at least and at most; UINT64_MAX: without end. */
struct rule_range {
	uint64_t min, max;
};

extern const struct rule_range RULE_ZERO, RULE_ONE, RULE_ENDLESS;

static inline struct rule_range
rule_exactly(uint64_t n)
{
	return (struct rule_range){ n, n };
}

struct rule_range rule_add(struct rule_range x, struct rule_range y);
struct rule_range rule_times(struct rule_range x, struct rule_range y);
struct rule_range rule_join(struct rule_range x, struct rule_range y);
/* Times a factor, rounded up. */
struct rule_range rule_scale(struct rule_range x, double factor);

/* Where a value stands below 'self'; sizes are looked up there. */
struct rule_place {
	bool some;                   /* it is a part of a variable */
	const struct rule_type *at;  /* NULL: nothing is known of it */
};

/* The sizes of what a list or map holds, when it was made by the expression. */
struct rule_entry {
	bool known, map;
	struct rule_range key, val;
};

/* What is known of an expression. */
struct rule_fact {
	const struct rule_type *type;
	struct rule_range cost;
	bool sized;
	struct rule_range size;      /* of its text, list or map; RULE_ENDLESS unless sized */
	struct rule_place place;
	struct rule_entry entry;
};

/* A list or map literal, whose parts must be of one type when all is known. */
struct rule_literal {
	const struct expr *const *parts;
	const struct rule_type **types;
	size_t n;
};

struct rule_checker {
	struct arena *arena;
	struct diags *diags;
	const struct rule_type *self;
	bool optional_old;           /* oldSelf is an optional */
	/* Internal; zero. */
	struct rule_solver solver;
	struct rule_fact locals[EXPR_LOCALS_MAX];
	unsigned formats;            /* calls of format() around the expression */
	VEC(struct rule_literal) literals;
};

/* The names of rules, by slot. */
enum { RULE_SELF, RULE_OLD_SELF, RULE_NAMES };
extern const struct expr_env rule_env;

/* Checks e, which was parsed with rule_env and which nobody else sees yet: the
 * operators whose lists are sets or keyed maps are marked in it. Reports B04xx;
 * what a mistake stands in is dyn. */
struct rule_fact rule_check(struct rule_checker *c, const struct expr *e);

/* --- within the checker ------------------------------------------------ */

enum rule_price {
	PRICE_ONE, PRICE_DYN, PRICE_CHOICE, PRICE_TEXT, PRICE_READ, PRICE_READ_TWICE, PRICE_REPLACE, PRICE_SPLIT, PRICE_JOIN,
	PRICE_VALIDATE, PRICE_FIND, PRICE_WALK, PRICE_IP, PRICE_IP_TEXT, PRICE_CIDR, PRICE_CIDR_TEXT, PRICE_FORMAT,
	PRICE_TO_BYTES, PRICE_TO_TEXT, PRICE_QUOTE, PRICE_PREFIX, PRICE_CONTAINS, PRICE_MATCH, PRICE_SLICE, PRICE_RANGE,
	PRICE_REVERSE, PRICE_FLATTEN, PRICE_DISTINCT, PRICE_SORT, PRICE_SORT_TEXT, PRICE_SETS, PRICE_SETS_TWICE, PRICE_IN,
	PRICE_INDEX_LIST, PRICE_INDEX_MAP, PRICE_EQUAL, PRICE_COMPARE, PRICE_JOIN_TEXT, PRICE_JOIN_LIST,
};

/* A call with what is known of its arguments, the receiver first. */
struct rule_call {
	struct slice name;
	bool method;
	const struct expr *e;              /* for its place */
	const struct expr *const *args;    /* NULL where the macro that calls has none */
	const struct rule_fact *facts;
	size_t n;
};

/* Checks one expression; places and sizes are filled in. */
struct rule_fact rule_walk(struct rule_checker *c, const struct expr *e);
struct rule_fact rule_fold(struct rule_checker *c, const struct expr *e);
struct rule_fact rule_opt_map(struct rule_checker *c, const struct expr *e);

/* Types and cost of a call, its arguments included; rows of rule.def. */
struct rule_fact rule_call(struct rule_checker *c, const struct rule_call *call);

/* The price of a row alone; *size (with *sized) becomes that of the result. */
struct rule_range rule_price(struct rule_checker *c, enum rule_price p, const struct rule_call *call,
                             struct rule_fact *out);

/* The fact of a value of this type that is made at this cost. */
struct rule_fact rule_made(const struct rule_type *t, struct rule_range cost);

/* Fills in the size that place or type tell, unless it is known. */
void rule_measure(struct rule_fact *f);

/* One step below a place. */
enum rule_step { STEP_ITEMS, STEP_KEYS, STEP_VALUES, STEP_NOWHERE };
struct rule_place rule_below(const struct rule_checker *c, struct rule_place p, enum rule_step step);

/* Whether e's type may stand where a bool must; reports. `what`: "'&&'". */
void rule_condition(struct rule_checker *c, const struct expr *e, const struct rule_type *t, const char *what);

/* "'what' cannot take int and string". */
void rule_wrong_types(struct rule_checker *c, const struct rule_call *call);

/* rule_equal.c: whether == and + of such values go by more than their items. */
bool rule_special(const struct rule_type *t);

#endif
