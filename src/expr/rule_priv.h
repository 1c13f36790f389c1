/* SPDX-License-Identifier: Apache-2.0 */
/* rule_priv.h - compiled rules, for the files that make and run them. */
#ifndef BERTH_EXPR_RULE_PRIV_H
#define BERTH_EXPR_RULE_PRIV_H

#include "expr/rule.h"
#include "expr/rule_check.h"

/* Names of fields and keys from the value that a rule is of. */
struct rule_path VEC_OF(struct slice);

struct rule {
	const struct expr *e;          /* NULL: it was reported */
	const struct expr *message_e;  /* NULL: none */
	struct slice text;             /* of the rule, for messages */
	struct slice message;          /* len 0: none */
	struct slice reason;           /* len 0: none */
	struct rule_path path;
	struct span at;                /* SPAN_NONE: the schema has no places */
	bool uses_old, optional_old;
};

struct rules_child {
	struct slice key;
	const struct rules *rules;
};

struct rules {
	const struct schema *schema;
	const struct rule_type *type;
	const struct rule *ptr;
	size_t len;
	const struct rules_child *fields;   /* sorted by key */
	size_t nfields;
	const struct rules *items, *rest;   /* NULL: nothing there */
	uint64_t cost;                      /* of the root: all of the tree */
};

/* Reads a fieldPath; false when it is none that the schema has. */
bool rule_path_parse(struct arena *a, struct slice text, const struct schema *s, struct rule_path *out);

/* The value as rules see it; &val_bad inside where it cannot be read. */
const struct val *rule_value(struct arena *a, const struct rule_type *t, const struct val *v);

#endif
