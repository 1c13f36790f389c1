/* SPDX-License-Identifier: Apache-2.0 */
/* tree.h - which files there are. */
#ifndef BERTH_READ_TREE_H
#define BERTH_READ_TREE_H

#include "diag/diag.h"

struct paths {
	const struct slice *ptr;  /* relative to the root, sorted by bytes */
	size_t len;
};

/* All *.yaml and *.yml files below the directory `dir` of the root, however
 * deep (at most 32 levels); names that begin with '.' are passed over. What
 * cannot be followed is reported at that path, and the rest is still listed:
 * an unreadable directory, a directory or another kind of file named
 * x.yaml, a link that leads out of the root, a link to a directory that was
 * seen before. A missing `dir` gives an empty list and *found false. */
struct paths tree_files(struct arena *a, struct diags *ds, int rootfd, struct slice dir, bool *found);

#endif
