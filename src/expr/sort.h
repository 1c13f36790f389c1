/* SPDX-License-Identifier: Apache-2.0 */
/* sort.h - sorting lists by value or by a key. */
#ifndef BERTH_EXPR_SORT_H
#define BERTH_EXPR_SORT_H

#include "expr/eval.h"

/* The items of `list` by `keys` (one an item; NULL: the items themselves),
 * equal ones in their old order. A fault when keys differ in type or have no
 * order. */
const struct val *sort_list(struct eval *ev, const struct val *list, const struct val *const *keys, struct span at);

/* Whether all of them can be compared with each other; a fault, or NULL. */
const struct val *sort_comparable(struct eval *ev, const struct val *const *keys, size_t n, struct span at);

#endif
