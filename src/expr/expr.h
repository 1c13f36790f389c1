/* SPDX-License-Identifier: Apache-2.0 */
/* expr.h - CEL, the expression language: the only header of this floor that
 * others include.
 *
 * The language is the Common Expression Language (cel-spec, langdef.md) with
 * the libraries that Kubernetes enables, without protobuf messages; the
 * additions of our own are listed in doc/design/language.md §3. Expressions
 * are total: no I/O, no clock, no randomness, bounded cost.
 *
 * A parsed expression is immutable and shared by all threads. It borrows the
 * text and the environment, which must live as long as it does.
 *
 * Folder: lex, literal, parse, name and macro make the tree (node.h); eval,
 * select, compare, arith, convert and fold walk it (eval.h); builtin.def lists
 * the functions, fn_*.c and format.c hold them; quantity, time and net know
 * their subject and nothing of CEL; rule*.c are the rules of schemas (rule.h). */
#ifndef BERTH_EXPR_EXPR_H
#define BERTH_EXPR_EXPR_H

#include "diag/diag.h"
#include "value/val.h"

struct expr;

/* The names an expression may use. The position in the list is the slot
 * of the value at evaluation. Names may have dots ("values.quorum"): the
 * longest declared prefix of a.b.c wins, as CEL's name resolution has it. */
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

/* Parses t from byte *pos to its end, or with `hole` up to the '}' that closes
 * it (found by the lexer, so braces and strings inside count for nothing);
 * *pos is then behind that '}', also after a mistake, so that the holes behind
 * it are still read. Reports mistakes (B04xx), unknown names and functions
 * included, and returns an expression that evaluates to VAL_BAD silently;
 * never NULL. One that breaks the grammar is one message; several unknown
 * names are several. On an unterminated hole the message stands at the "${"
 * before *pos, and *pos is the end of the text. Text over 64 KiB and nesting
 * over 250 levels are mistakes too (node.h). */
const struct expr *expr_parse(struct arena *a, struct diags *ds, const struct expr_env *env,
                              const struct expr_text *t, size_t *pos, bool hole);

/* Where the expression stands. */
struct span expr_span(const struct expr *e);

/* The value when the expression is a constant, else NULL. */
const struct val *expr_constant(const struct expr *e);

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
	/* Steps taken, over all evaluations of this run, and allowed; 0:
	 * EXPR_COST_LIMIT. A step is a node, an item of a list, a byte of a string
	 * that is built; a value that is made is four. The evaluation that goes over
	 * the limit reports it; later ones are VAL_BAD without a word. Clear `cost`
	 * to begin anew. */
	uint64_t cost, cost_limit;
	void *ctx;                         /* the caller's, for its functions */
	/* Scalars that were selected from variables since the caller last cleared
	 * both: the values of the spec that led to the result, newest first, the
	 * first EXPR_READS of them; ORIGIN_READ, in the arena. */
	const struct origin *reads;
	size_t nreads;
};
enum { EXPR_COST_LIMIT = 10000000, EXPR_READS = 4 };

/* The value; &val_bad after a mistake, which is reported once, at the
 * innermost place that knows it. A VAL_BAD among the variables gives &val_bad
 * without a word. The result may share with the variables; it may be of a
 * kind that only expressions know (an optional, a quantity ...). Selected
 * values keep their own `at` and origin; computed ones have the span of their
 * expression. Maps are in byte order of their keys. */
const struct val *expr_eval(struct expr_run *r, const struct expr *e);

/* The name of a value's type as CEL has it ("int", "string", "list" ...). */
const char *expr_type_name(const struct val *v);

#endif
