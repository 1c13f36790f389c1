/* SPDX-License-Identifier: Apache-2.0 */
/* new.h - files to begin with: a tenant's spec, the next version of a base. */
#ifndef BERTH_DRIVER_NEW_H
#define BERTH_DRIVER_NEW_H

#include "base/buf.h"
#include "driver/kinds.h"

/* What is known of the new tenant; what is left out is the first of the fleet. */
struct new_tenant {
	struct slice name;                 /* may have folders in front, below tenants/ */
	struct slice kind, cluster, tier;  /* ptr NULL: not said */
};

/* The spec that a tenant begins with, as text: what must be said, with choices and
 * descriptions as comments, then what may be said, commented out, with the values that
 * it has anyway. Where no value can be guessed stands the field's name in capitals,
 * which the schema refuses wherever it can; *open is the number of those. *path is
 * the file's. Reports unknown names, and false then. The kinds were opened with the fleet. */
bool new_tenant(struct kinds *k, const struct new_tenant *t, struct buf *out, struct slice *path, size_t *open);

/* Copies the folder of the base `from` ("web/1.0.0") to that of the base `to`, with
 * its name and version in base.yaml; nothing else is changed. All or nothing: what was
 * begun is removed after a mistake, which is reported. */
bool new_base(struct arena *a, struct diags *ds, int rootfd, struct slice from, struct slice to);

/* Writes a file that is not there yet, and the folders above it. Returns 0 or an errno. */
int new_file(struct arena *a, int rootfd, struct slice path, struct slice bytes, unsigned mode);

#endif
