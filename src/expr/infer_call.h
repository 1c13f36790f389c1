/* SPDX-License-Identifier: Apache-2.0 */
/* infer_call.h - shared by infer_call.c and the files about functions. */
#ifndef BERTH_EXPR_INFER_CALL_H
#define BERTH_EXPR_INFER_CALL_H

#include "expr/infer_priv.h"

/* A call of a builtin function. */
struct infer_call {
	struct infer *in;
	const struct expr *e;                /* EX_CALL */
	const struct type *const *args;
	size_t n;
	/* The last argument that is a list literal, and the types of its items. */
	const struct expr *list;
	const struct type *const *items;
};

/* A closer type than the signature's, or NULL. The arguments have only the
 * kinds that the row takes. */
const struct type *infer_function(const struct infer_call *c, const struct overload *o);

/* Text of which only the length is known; a scalar as string() and %s write it,
 * NULL when nobody knows. */
const struct type *infer_loose_text(const struct infer_call *c, size_t min, size_t max);
const struct type *infer_scalar_text(const struct infer_call *c, const struct type *t);

/* infer_format.c: text.format(list); reports what does not fit. */
const struct type *infer_format(const struct infer_call *c);

/* infer_items.c: false after a message about the items of a list. */
bool infer_items_fit(struct infer *in, const struct expr *e, const struct type *const *args);

#endif
