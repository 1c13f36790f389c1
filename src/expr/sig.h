/* SPDX-License-Identifier: Apache-2.0 */
/* sig.h - what the builtin functions are called with.
 *
 * The tables in fn_*.c say it as text, so that people, the parser and a type
 * check read the same line:
 *
 *   FN("size",     "(string) int",              size_string)
 *   FN("contains", "string.(string) bool",      contains)      a method
 *   FN("flatten",  "list(T).(int) list(dyn)",   flatten)
 *   FN("sets.contains", "(list(T), list(T)) bool", sets_contains)
 *
 * Types: null bool int uint double string bytes list(..) map(..,..) duration
 * timestamp type optional(..), the opaque ones, dyn for any, and capital
 * letters for type parameters. "..." behind the last type: once or more.
 * Rows of one name stand together; the first that fits the values is taken. */
#ifndef BERTH_EXPR_SIG_H
#define BERTH_EXPR_SIG_H

#include "value/val.h"

enum { SIG_ARGS = 5 };

struct call;

struct builtin {
	const char *name;  /* with its namespace: "math.abs" */
	const char *sig;
	const struct val *(*fn)(const struct call *c);
};

/* One row, ready to be matched with values. */
struct overload {
	const struct builtin *fn;
	uint32_t args[SIG_ARGS];  /* which kinds each may have (sig_kind) */
	unsigned char nargs;      /* the receiver included */
	bool method, variadic;
};

/* Reads a row; its text is trusted. */
struct overload sig_read(const struct builtin *fn);

/* The kinds that a type's name stands for; all for a type parameter. */
uint32_t sig_named(struct slice name);

/* The bit of a value's kind. */
uint32_t sig_kind(const struct val *v);

/* Whether a row can be called with `n` arguments, and with these. */
bool sig_takes(const struct overload *o, size_t n);
bool sig_fits(const struct overload *o, const struct val *const *args, size_t n);

/* All rows with this name: a run of the table of all builtins. */
const struct builtin *builtin_find(struct slice name, size_t *n);

/* Calls fn for every name of the table, for hints. */
void builtin_names(void (*fn)(void *ctx, struct slice name, bool method), void *ctx);

#endif
