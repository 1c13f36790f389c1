/* SPDX-License-Identifier: Apache-2.0 */
/* assume.h - shared by facts.c, assume.c and narrow.c: facts, from conditions
 * and from values. All of it is quiet. */
#ifndef BERTH_EXPR_ASSUME_H
#define BERTH_EXPR_ASSUME_H

#include "base/vec.h"
#include "expr/infer_priv.h"

/* What e reads and the key under which it does, when that is a constant. */
bool infer_step(const struct expr *e, const struct expr **of, struct slice *key);

/* The newest fact of a path in front of `end`. */
const struct infer_fact *infer_find(const struct infer_fact *f, const struct infer_fact *end, const struct infer_path *path);

/* A new fact. */
void infer_know(struct infer *in, const struct infer_path *path, const struct type *t, bool optional);

/* What both of two ways know: `x` and `y` end at `base`. */
void infer_know_either(struct infer *in, const struct infer_fact *base, const struct infer_fact *x, const struct infer_fact *y);

/* The last key of the path in what `of` is, under the facts; &type_never:
 * there is none; &type_any: nothing is known. */
const struct type *infer_field_now(struct infer *in, const struct infer_path *path, const struct expr *of, bool *optional);

/* A walker for the definition of a name, which knows nothing of the macros'
 * variables here; then takes over what it found since `before`. False: there
 * is none, or it nests too deep. */
bool infer_begin_definition(const struct infer *in, const struct expr *e, struct infer *inner, const struct expr **def);
void infer_end_definition(struct infer *in, const struct infer *inner, const struct infer_fact *before);

/* assume_all.c: range.all(x, body) is true; a function that judges a text says so. */
bool infer_assume_all(struct infer *in, const struct expr *e);
bool infer_assume_text(struct infer *in, const struct expr *e, bool truth);

/* narrow.c: the value of e is in `to`; is not v. False: it cannot be. */
bool infer_narrow(struct infer *in, const struct expr *e, const struct type *to);
bool infer_exclude(struct infer *in, const struct expr *e, const struct val *v);

#endif
