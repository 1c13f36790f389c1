/* SPDX-License-Identifier: Apache-2.0 */
/* before.h - private to driver: the project as it was before a change, for
 * rules of schemas that compare a spec with what it was (oldSelf). */
#ifndef BERTH_DRIVER_BEFORE_H
#define BERTH_DRIVER_BEFORE_H

#include "driver/project.h"

struct tenant;

struct before {
	struct arena arena;
	struct diags diags;        /* what is wrong with the old project is nobody's business now */
	struct project project;
	struct map specs;          /* "kind/name" -> its document (struct val) */
};

/* Loads the project below rootfd and finds its specs. Says in `ds` when it
 * cannot be loaded, and returns false then; close it all the same. Immutable
 * afterwards, shared by threads. */
bool before_open(struct before *b, struct diags *ds, int rootfd);

/* The whole document of the tenant as it was: layers merged, defaults filled
 * in, by the schema and the fleet of then. Found by kind and name, wherever
 * its file was. NULL: there was none, or none that makes sense. */
const struct val *before_spec(const struct before *b, const struct tenant *t);

void before_close(struct before *b);

#endif
