/* SPDX-License-Identifier: Apache-2.0 */
/* nearest.h - the name that somebody probably meant. */
#ifndef BERTH_DIAG_NEAREST_H
#define BERTH_DIAG_NEAREST_H

#include "base/slice.h"

/* Optimal string alignment distance (insert, delete, replace, swap two
 * neighbours), case differences cost nothing extra beyond one. Bytes, not
 * characters; names over 64 bytes are infinitely far apart. */
unsigned nearest_distance(struct slice a, struct slice b);

/* Keeps the best of the candidates offered so far. A candidate counts when
 * its distance is at most a third of the longer name (at least 1), or when
 * the names are equal but for case, '-' and '_'. The first of equals wins. */
struct nearest {
	struct slice wanted;
	struct slice best;      /* ptr NULL: none yet */
	unsigned distance;
};
#define NEAREST_INIT(name) ((struct nearest){ .wanted = (name) })
void nearest_offer(struct nearest *n, struct slice candidate);

#endif
