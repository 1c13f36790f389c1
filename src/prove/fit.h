/* SPDX-License-Identifier: Apache-2.0 */
/* fit.h - private to prove: types against schemas. */
#ifndef BERTH_PROVE_FIT_H
#define BERTH_PROVE_FIT_H

#include <stdarg.h>

#include "prove/prove_priv.h"

/* One hole and one question about it (fit.c). */
struct fit {
	struct world *w;
	struct schema_check *c;
	const struct val *val;          /* the hole */
	const struct doc_path *path;    /* of it */
	const struct doc_path *below;   /* inside of it, where the walk is; NULL: at the hole */
	unsigned depth;
	bool quiet, some;
};

/* What is not known counts as a no. */
static inline bool
fit_strict(const struct fit *f)
{
	return f->quiet && !f->some;
}

/* Whether the values of the type fit; reports unless quiet. */
bool fit_type(struct fit *f, const struct schema *s, const struct type *t);

/* By kind (fit_part.c). */
bool fit_text(struct fit *f, const struct schema *s, const struct lang *l);
bool fit_integer(struct fit *f, const struct schema *s, const struct type *t);
bool fit_list(struct fit *f, const struct schema *s, const struct type *t);
bool fit_map(struct fit *f, const struct schema *s, const struct type *t);

/* A text as an example in a message. */
struct slice fit_show(struct arena *a, struct slice text);

/* Reports; always false. */
bool fit_wrong(struct fit *f, enum diag_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
