/* SPDX-License-Identifier: Apache-2.0 */
/* node.h - the tree of an expression. Immutable once parsed; names are slots
 * and functions are table rows by then, so evaluation looks nothing up. Each
 * node has its place.
 *
 * The nesting of a tree is bounded by EXPR_DEPTH_MAX where nodes are made,
 * so code that walks one may recurse. */
#ifndef BERTH_EXPR_NODE_H
#define BERTH_EXPR_NODE_H

#include "expr/expr.h"
#include "expr/sig.h"
#include "schema/pattern.h"

enum {
	EXPR_DEPTH_MAX = 250,     /* levels of nodes */
	EXPR_BYTES_MAX = 65536,   /* bytes of one expression */
	EXPR_LOCALS_MAX = 64,     /* variables of macros that are alive at once */
};

enum expr_kind {
	EX_BAD,             /* reported already; evaluates to silence */
	EX_CONST,           /* val */
	EX_VAR,             /* slot: of the environment */
	EX_LOCAL,           /* slot: a macro's variable */
	EX_SELECT,          /* select: of.key */
	EX_OPT_SELECT,      /* select: of.?key */
	EX_HAS,             /* select: has(of.key), has(of.?key) */
	EX_INDEX,           /* binary: left[right] */
	EX_OPT_INDEX,       /* binary: left[?right] */
	EX_LIST,            /* list */
	EX_MAP,             /* map */
	EX_CALL,            /* call: a builtin function */
	EX_OWN,             /* own: a function of the environment */
	EX_NOT, EX_NEG,     /* binary.left alone */
	EX_BINARY,          /* binary, with op */
	EX_AND, EX_OR,      /* binary */
	EX_COND,            /* cond */
	EX_FOLD,            /* fold: the macros that walk a list or map */
	EX_BIND,            /* fold: cel.bind(var, range, body) */
	EX_OPT_MAP,         /* fold: range.optMap(var, body) */
	EX_OPT_FLAT_MAP,    /* fold: range.optFlatMap(var, body) */
	EX_OPT_OR,          /* binary: left.or(right) */
	EX_OPT_OR_VALUE,    /* binary: left.orValue(right) */
};

enum expr_op {
	OP_NONE, OP_OR, OP_AND, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN, OP_ADD, OP_SUB, OP_MUL, OP_DIV,
	OP_MOD, OP_NEG,
};

enum fold_kind {
	FOLD_ALL, FOLD_EXISTS, FOLD_ONE, FOLD_MAP, FOLD_FILTER, FOLD_SORT_BY,
	FOLD_TO_LIST, FOLD_TO_MAP, FOLD_TO_ENTRY,  /* transformList, transformMap, transformMapEntry */
};

struct expr_entry {
	const struct expr *key;  /* NULL in a list */
	const struct expr *val;
	bool optional;           /* [?val], {?key: val} */
};

struct expr {
	unsigned char kind;      /* enum expr_kind */
	unsigned char op;        /* EX_BINARY: enum expr_op; EX_FOLD: enum fold_kind */
	bool from_var;           /* reads a part of a variable, computes nothing */
	uint16_t depth;          /* 1 + the deepest child */
	struct span at;          /* all of it */
	union {
		const struct val *val;
		size_t slot;
		struct { const struct expr *of; struct slice key; struct span key_at; } select;
		/* like: of an operator in a rule of a schema whose lists are sets or
		 * keyed maps (rule_check.h); NULL everywhere else. */
		struct { const struct expr *left, *right; const struct rule_type *like; } binary;
		struct { const struct expr *test, *yes, *no; } cond;
		struct { const struct expr_entry *entries; size_t len; } list, map;
		struct {
			const struct expr *const *args;  /* a method's receiver first */
			size_t nargs;
			const struct overload *overloads;
			size_t noverloads;
			const struct pattern *pattern;   /* of a constant regular expression */
		} call;
		struct { const struct expr *const *args; size_t nargs, function; } own;
		struct {
			const struct expr *range, *filter, *body;  /* filter NULL: everything passes */
			unsigned slot;    /* of the variable, or of the first of two */
			bool two;
		} fold;
	} u;
};

#endif
