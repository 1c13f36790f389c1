/* SPDX-License-Identifier: Apache-2.0 */
/* infer.h - the static type of an expression, and what is known where a
 * condition holds.
 *
 * Inference walks the tree as evaluation does, with types instead of values.
 * It reports what would be an error for some value that the types admit: a
 * function or operator that does not take these types (from the signatures in
 * builtin.def), a field that is not there or may be absent, a division by what
 * may be zero, a comparison that can never hold, an index that cannot be
 * there. Each mistake once, at the exact columns; what follows from it is any.
 *
 * Facts. 'has(spec.backup) ? spec.backup.schedule : ...' is safe because of
 * the condition. infer_assume() reads a condition and narrows the types of the
 * paths in it; facts are a list on the stack of the walker, newest first, so
 * leaving a branch is forgetting them. Understood: has(), 'k' in m, ==, != and
 * the order operators with constants, in with a list of constants, !, &&, ||
 * (joined), ?:, size(x), and names of values, whose definitions are read too
 * (values.proxied stands for what it was defined as). */
#ifndef BERTH_EXPR_INFER_H
#define BERTH_EXPR_INFER_H

#include "expr/expr.h"
#include "expr/type.h"

/* A path that an expression reads: a variable and constant keys below it. */
struct infer_path {
	size_t slot;
	bool local;                 /* a macro's variable, not the environment's */
	const struct slice *keys;
	size_t nkeys;
};

/* What is known of a path. */
struct infer_fact {
	struct infer_path path;
	const struct type *type;    /* &type_never: it is absent */
	bool optional;              /* it may be absent all the same; when it is there, it has the type */
	const struct infer_fact *next;
};

struct infer {
	struct arena *arena;
	struct diags *diags;        /* NULL: quiet */
	const struct expr_env *env;
	const struct type *const *vars;   /* by slot; NULL: any */
	const struct infer_fact *facts;
	/* What a name was defined as, for facts; NULL: nothing is known. May be NULL. */
	const struct expr *(*definition)(void *ctx, size_t slot);
	/* The type of a call of env's own functions. May be NULL: any. */
	const struct type *(*own)(void *ctx, const struct infer *in, size_t function, const struct expr *const *args, size_t n);
	/* The language of a pattern (lang_pattern) and of numbers (lang_number), kept by
	 * the caller. May be NULL: made each time. */
	const struct lang *(*language)(void *ctx, struct slice re2);
	const struct lang *(*number)(void *ctx, int64_t lo, int64_t hi);
	void *ctx;
	/* Internal; zero. */
	const struct type **locals;
	unsigned depth, definitions, trials;
	size_t work;
};

enum { INFER_WORK_MAX = 200000 };   /* nodes of one inference; beyond it: any */

/* The type of e under the facts. Reports (B04xx) unless quiet. Never NULL. */
const struct type *infer_type(struct infer *in, const struct expr *e);

/* Adds to in->facts what holds when e is `truth`. False when e cannot be
 * that under the facts: code behind it is dead. The caller saves and restores
 * in->facts. Quiet. */
bool infer_assume(struct infer *in, const struct expr *e, bool truth);

#endif
