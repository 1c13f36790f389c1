/* SPDX-License-Identifier: Apache-2.0 */
/* expr.h - CEL, the expression language: the only header of this floor that
 * others include.
 *
 * The language is the Common Expression Language (cel-spec, langdef.md) with
 * the libraries that Kubernetes enables, without protobuf messages; the
 * additions of our own are listed in doc/design/language.md §3. Expressions
 * are total: no I/O, no clock, no randomness, bounded cost.
 *
 * A parsed expression is immutable and shared by all threads. */
#ifndef BERTH_EXPR_EXPR_H
#define BERTH_EXPR_EXPR_H

#include "diag/diag.h"
#include "value/val.h"

struct expr;

/* The names an expression may use. The position in the list is the slot
 * of the value at evaluation. Names may have dots ("values.quorum"): the
 * longest declared prefix of a.b.c wins, as CEL's name resolution has it.
 * (A type for each name comes with the type check.) */
struct expr_names {
	const struct slice *ptr;
	size_t len;
};

/* A function that the caller implements: text('x'), raw('x'). Called with
 * evaluated arguments; reports its own mistakes at `at` and returns &val_bad
 * then. */
struct expr_run;
struct expr_function {
	struct slice name;
	size_t min_args, max_args;
	const struct val *(*call)(struct expr_run *r, const struct val *const *args, size_t n, struct span at);
};

/* What parsing needs to know. */
struct expr_env {
	struct expr_names names;
	const struct expr_function *functions;
	size_t nfunctions;
};

/* Text to parse: decoded bytes, and where each of them stands in the source
 * (read/place.h); offsets NULL means that text is source bytes from `base`. */
struct expr_text {
	struct slice text;
	const struct source *src;
	const uint32_t *offsets;  /* text.len + 1 numbers */
	uint32_t base;
};

/* Parses all of t, or with `hole` an expression from byte *pos on up to the
 * '}' that closes it (found by the lexer, so braces and strings inside count
 * for nothing); *pos is then behind that '}'. Reports mistakes (B04xx),
 * unknown names and functions included, and returns an expression that
 * evaluates to VAL_BAD silently; never NULL. On an unterminated hole *pos is
 * the end of the text. */
const struct expr *expr_parse(struct arena *a, struct diags *ds, const struct expr_env *env,
                              const struct expr_text *t, size_t *pos, bool hole);

/* Where the expression stands. */
struct span expr_span(const struct expr *e);

/* The value when the expression is a constant, else NULL. */
const struct val *expr_constant(const struct expr *e);

/* Whether the expression is literally one string, as text('x') wants its
 * argument; for a call: its name and arguments. */
bool expr_is_call(const struct expr *e, struct slice *name, const struct expr *const **args, size_t *nargs);

/* Calls fn for each call of one of env's own functions and for each use of a
 * declared name in e, in source order: how the render floor finds the files
 * that a base reads and the order in which its values need each other. */
struct expr_visitor {
	void (*name)(void *ctx, size_t slot, struct span at);
	void (*call)(void *ctx, size_t function, const struct expr *const *args, size_t n, struct span at);
	void *ctx;
};
void expr_visit(const struct expr *e, const struct expr_visitor *v);

/* One evaluation or many; lives on the stack of the caller. */
struct expr_run {
	struct arena *arena;
	struct diags *diags;
	const struct expr_env *env;        /* the one it was parsed with */
	const struct val *const *vars;     /* by slot; NULL: not set (reading it is an assertion failure) */
	uint64_t cost, cost_limit;         /* steps taken and allowed; 0: EXPR_COST_LIMIT */
	void *ctx;                         /* the caller's, for its functions */
	/* Leaves that were read from variables since the caller last cleared this:
	 * the values of the spec that led to the result; at most EXPR_READS. NULL
	 * arena-backed list head; newest first. */
	const struct origin *reads;
	size_t nreads;
};
enum { EXPR_COST_LIMIT = 10000000, EXPR_READS = 4 };

/* The value; &val_bad after a mistake, which is reported at its place once.
 * The result may share with the variables. Selected values keep their own
 * `at` and origin; computed ones have the span of their expression. */
const struct val *expr_eval(struct expr_run *r, const struct expr *e);

/* The name of a value's type as CEL has it ("int", "string", "list" ...). */
const char *expr_type_name(const struct val *v);

#endif
