/* SPDX-License-Identifier: Apache-2.0 */
/* print.h - scalars as text. */
#ifndef BERTH_EXPR_PRINT_H
#define BERTH_EXPR_PRINT_H

#include "base/buf.h"
#include "value/val.h"

/* Appends a scalar as string() has it: 1.5, true, 5400s, an RFC 3339 time, a
 * quantity; a type's name; null. Lists and maps are not printed. */
void value_print(struct buf *out, const struct val *v);

#endif
