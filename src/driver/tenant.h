/* SPDX-License-Identifier: Apache-2.0 */
/* tenant.h - what happens to one tenant, from its spec to the bytes of its
 * files. A cluster's own objects (a base for Cluster) go the same way. */
#ifndef BERTH_DRIVER_TENANT_H
#define BERTH_DRIVER_TENANT_H

#include "base/buf.h"
#include "driver/memo.h"
#include "driver/project.h"
#include "render/render.h"

/* One output file: path below out/, bytes in a buffer of the tenant. */
struct output {
	struct slice path;
	struct slice bytes;   /* in the tenant's arena */
};

/* Something that only one tenant may be or have; see facts.h. */
struct fact {
	struct slice what;    /* "master name", "object", "output file" */
	struct slice key;     /* as messages print it */
	struct slice scope;   /* "" for the fleet, else the cluster */
	struct span at;
};

enum { LAYERS = 5 };

/* A layer of the spec, for `berth explain`. */
struct layer {
	const char *what;     /* "base", "tier", "cluster", "ring", "tenant" */
	struct slice name;
	const struct val *val;
};

struct before;

struct tenant {
	/* Given: */
	const struct project *project;
	struct arena *arena;
	struct diags *diags;
	struct slice path;             /* of the spec; "fleet.yaml" for a cluster's own objects */
	const struct source *src;
	struct memos *memos;           /* of the thread; NULL: none */
	bool trace;                    /* keep what `explain` needs (defaults under set values) */
	const struct before *before;   /* the project before a change, for rules with oldSelf; NULL: not known */

	/* Found, step by step: */
	const struct val *doc;         /* as written; when given, `src` is not read for it */
	struct slice kind, name, namespace;
	const struct schema *schema;
	const struct cluster *cluster;
	const struct place *tier;
	const struct ring *ring;
	const struct base *base;
	struct memo *memo;             /* of the base; NULL: none */
	struct layer layers[LAYERS];
	size_t nlayers;
	const struct field *patches;   /* of the highest layer that has some; NULL: none */
	const struct val *metadata, *spec;
	struct rendered rendered;
	VEC(struct output) outputs;
	VEC(struct fact) facts;
};

/* All steps up to the bytes. False when anything is wrong (reported). */
bool tenant_compile(struct tenant *t);

/* The same for the own objects of a cluster (`c` has a base). */
bool tenant_compile_cluster(struct tenant *t, const struct cluster *c);

/* Whether the spec in the file `path`, which says this name ("": none), is the one that somebody wants: by its path or
 * its name, or by the name of its file where it says none, as one that does not parse. */
bool tenant_is(struct slice path, struct slice name, struct slice wanted);

/* Only the first steps: read, layer, check. */
bool tenant_check_spec(struct tenant *t);

/* What the base says of failures, for a tenant (or cluster) of which at least
 * these steps are done. Messages go to `ds`. */
bool tenant_failures(const struct tenant *t, struct diags *ds, struct render_failures *out);

#endif
