/* SPDX-License-Identifier: Apache-2.0 */
/* quantity.h - Kubernetes' numbers with units: 4Gi, 500m, 1e3.
 *
 * A value is an exact count of billionths in 128 bits, so sums and
 * comparisons are exact up to 1.7e29. Larger ones are known (`huge`) but
 * only as an approximation: nobody can add them.
 * Rules: apimachinery, pkg/api/resource/quantity.go. */
#ifndef BERTH_EXPR_QUANTITY_H
#define BERTH_EXPR_QUANTITY_H

#include "base/buf.h"

__extension__ typedef __int128 quantity_nanos;

enum quantity_format { QUANTITY_DECIMAL, QUANTITY_BINARY, QUANTITY_EXPONENT };

struct quantity {
	quantity_nanos nanos;
	double huge;                  /* not 0: the value, about; nanos is 0 */
	enum quantity_format format;  /* the suffixes it is printed with */
	struct slice text;            /* as written, where Kubernetes keeps that; else empty */
};

/* Parses all of s, which is borrowed. NULL, or what is wrong. */
const char *quantity_parse(struct slice s, struct quantity *out);

/* a + b, a - b; false when the sum has no exact form. The result has the format
 * of a, or of b when a is zero. */
bool quantity_add(const struct quantity *a, const struct quantity *b, struct quantity *out);
bool quantity_sub(const struct quantity *a, const struct quantity *b, struct quantity *out);

/* -1, 0, 1 */
int quantity_compare(const struct quantity *a, const struct quantity *b);
int quantity_sign(const struct quantity *q);

/* A whole number of 64 bits. */
struct quantity quantity_of(int64_t n);
bool quantity_integer(const struct quantity *q, int64_t *out);

double quantity_double(const struct quantity *q);

/* The text as written, or the canonical form: the largest suffix that needs no
 * fraction. */
void quantity_print(struct buf *out, const struct quantity *q);

#endif
