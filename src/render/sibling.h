/* SPDX-License-Identifier: Apache-2.0 */
/* sibling.h - what stands where a file is missing, for the cure in a message. */
#ifndef BERTH_RENDER_SIBLING_H
#define BERTH_RENDER_SIBLING_H

#include "diag/diag.h"

/* The names in the directory `dir` of the root, sorted by bytes, without hidden ones. */
struct names {
	const struct slice *ptr;
	size_t len;
};
struct names sibling_names(struct arena *a, int rootfd, struct slice dir);

/* The path, as far as the first part of it that does not exist, with the
 * nearest name that stands there instead; ptr NULL when there is none. */
struct slice sibling_nearest(struct arena *a, int rootfd, struct slice path);

/* When the last message is at `at`: adds the nearest path to it as a note. */
void sibling_note(struct diags *ds, int rootfd, struct slice path, struct span at);

#endif
