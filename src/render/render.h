/* SPDX-License-Identifier: Apache-2.0 */
/* render.h - one tenant through its base: objects, facts and broken rules.
 *
 * Steps, in order: values, parts and conditions (base_step); rules; resources
 * of the contents page and of each feature that is on; the features' patches;
 * the tenant's own patches. Everything is in the run's arena of the tenant;
 * the base is shared. */
#ifndef BERTH_RENDER_RENDER_H
#define BERTH_RENDER_RENDER_H

#include "render/base.h"
#include "render/object.h"

/* What the tenant brings; all values checked and defaulted by the driver. */
struct render_input {
	const struct base *base;
	struct api *api;               /* of the tenant's cluster */
	const struct val *metadata, *spec;
	const struct val *cluster, *tier, *ring, *fleet;
};

/* A key that may stand only once in the fleet or the cluster. */
struct render_unique {
	struct slice what, key;
	bool fleet;
	struct span at;                /* where the tenant says it, as far as known */
};

/* What the tenant adds to a sum. */
struct render_share {
	const struct base_sum *sum;
	struct slice group;
	int64_t amount;                /* 0 or more */
	int64_t limit;                 /* of the sum; -1: this tenant knows of none */
	struct span limit_at;          /* where somebody wrote it, as far as known */
};

/* An object that others make. */
struct render_external {
	struct slice kind, name;
	const struct val *keys;        /* that it has; NULL: not known */
};

/* Text that no string of an emitted object may hold, as long as the object
 * has not `annotation` with `value`. */
struct render_reserved {
	const struct pattern *pattern;
	struct slice message, annotation, value;
};

struct rendered {
	VEC(struct object) objects;
	VEC(struct render_unique) uniques;
	VEC(struct render_share) shares;
	VEC(struct render_external) externals;
	VEC(struct render_reserved) reserved;
};

/* A failure that the tenant can have, as it says it: cells by enum base_cell. */
struct render_failure {
	struct slice group, name, source;
	struct slice cells[BASE_CELLS];
	struct span at[BASE_CELLS];    /* of the cells in the base */
};
struct render_failures VEC_OF(struct render_failure);

/* The place in metadata or spec that a fieldPath names, or the nearest thing above it that somebody wrote;
 * with `at_key` at the name of the field. */
struct span render_place(struct arena *a, const struct render_input *in, struct slice path, bool at_key);

enum { RENDER_COPIES_MAX = 1000, RENDER_OBJECTS_MAX = 10000 };

/* Renders into *out. False when anything was reported as an error; *out is
 * then only good for nothing. */
bool render_tenant(struct arena *a, struct diags *ds, const struct render_input *in, struct rendered *out);

/* What happens to the tenant when something breaks: those of the contents page
 * and of each feature that is on; all of one title stand together. False after a
 * report. Nothing else asks for them, so a build pays nothing. */
bool render_failures(struct arena *a, struct diags *ds, const struct render_input *in, struct render_failures *out);

#endif
