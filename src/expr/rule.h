/* SPDX-License-Identifier: Apache-2.0 */
/* rule.h - rules in schemas: x-kubernetes-validations, as the API server
 * understands them (apiextensions-apiserver, pkg/apiserver/schema/cel).
 *
 *   x-kubernetes-validations:
 *   - rule: self.min <= self.max
 *     message: min cannot be more than max
 *     fieldPath: .min
 *
 * A rule is a CEL expression of 'self', the value that its schema is of, and of
 * 'oldSelf', what it was before; one that uses oldSelf is only evaluated where
 * there was one. It is compiled once, with the types of the schema: what an API
 * server would refuse is reported. Rules are immutable and shared by threads. */
#ifndef BERTH_EXPR_RULE_H
#define BERTH_EXPR_RULE_H

#include "diag/diag.h"
#include "schema/schema.h"

struct rules;

enum rules_flags {
	/* Warn of rules whose estimated cost makes the API server refuse them, and
	 * refuse what it refuses of their form. Without: a published schema, which
	 * some API server took. */
	RULES_JUDGE = 1,
};

/* The rules of a schema and all below it; NULL when there are none. Reports a
 * rule that cannot be compiled (B0224; B04xx at its exact place when the schema
 * has places), which is not evaluated then. `a` must live as long. */
const struct rules *rules_compile(struct arena *a, struct diags *ds, const struct schema *s, unsigned flags);

struct rules_check {
	struct arena *arena;
	struct diags *diags;
	/* As in struct schema_check. May be NULL. */
	void (*on_diag)(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path);
	void *ctx;
	/* It is known what there was before: `old`, or nothing. Without, no rule that
	 * uses oldSelf is evaluated, not even one with optionalOldSelf. */
	bool compared;
	uint64_t cost;   /* internal; zero */
};

enum {
	RULE_COST_LIMIT = 1000000,    /* steps of one rule (expr.h says what a step is) */
	RULES_COST_LIMIT = 10000000,  /* of all rules of a value */
};

/* Evaluates the rules on `v`, which must be defaulted and valid: the API server
 * looks at rules only then. `old` is what stood there before, NULL: nothing, or it
 * is not known. A rule that does not hold is reported (B0223) at the field that its fieldPath
 * names; one that cannot be evaluated (B0226) at the value. `rules` NULL: fine. */
bool rules_check(struct rules_check *c, const struct rules *rules, const struct val *v, const struct val *old);

/* How many units evaluating all rules is estimated to cost at most, as the API
 * server estimates it. */
uint64_t rules_cost(const struct rules *rules);

#endif
