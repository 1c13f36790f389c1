/* SPDX-License-Identifier: Apache-2.0 */
/* project.h - what all tenants share: schemas, the fleet, bases, and the
 * kinds of each cluster. Loaded once, before any thread starts; immutable
 * afterwards (an api compiles kinds on demand under its own lock). */
#ifndef BERTH_DRIVER_PROJECT_H
#define BERTH_DRIVER_PROJECT_H

#include "base/map.h"
#include "base/sha256.h"
#include "base/vec.h"
#include "read/read.h"
#include "render/base.h"
#include "schema/api.h"

/* A cluster, tier or ring of fleet.yaml. */
struct place {
	struct slice name;
	const struct val *val;     /* its entry, schema defaults filled in */
	const struct val *layer;   /* its 'spec', NULL: none */
};

struct cluster {
	struct place place;
	struct slice version;      /* of Kubernetes */
	struct api *api;           /* NULL after a report */
	struct arena api_arena;    /* the api's own */
	const struct base *base;   /* for the cluster's own objects; NULL: none */
};

struct ring {
	struct place place;
	struct map bases;          /* tenant kind -> struct base */
};

/* One base alone (berth test, berth check --base): it stands for whatever the
 * clusters and rings name, which is not loaded, and the kinds of a version of
 * Kubernetes are opened once for several fleets. */
struct alone {
	struct arena *arena;
	const struct base *base;
	VEC(struct cluster *) apis;   /* no clusters of a fleet: each holds a version and its kinds */
};

/* A base that was asked for: loaded, or known to be broken. */
struct base_slot {
	const struct base *base;   /* NULL: broken */
};

struct project {
	struct arena *arena;
	struct diags *diags;
	int rootfd;
	struct map schemas;        /* kind -> struct schema */
	struct map schema_docs;    /* kind -> the document that it is from (struct val) */
	struct alone *alone;       /* NULL: all that the fleet names is loaded */
	const struct source *fleet_src;
	const struct val *fleet;   /* spec of fleet.yaml without the three lists */
	struct cluster *clusters;
	size_t nclusters;
	struct place *tiers;
	size_t ntiers;
	struct ring *rings;
	size_t nrings;
	struct map bases;          /* "name/version" -> struct base_slot */
	VEC(const struct base *) unproven;   /* those that the proof found an error in (proof.h) */
	struct sha256 digest;      /* of everything that was read, for the cache */
	unsigned char key[SHA256_SIZE];
};

/* Loads everything below rootfd. Reports what is wrong and returns false when
 * tenants cannot be compiled at all. */
bool project_load(struct project *p, struct arena *a, struct diags *ds, int rootfd);

/* The schemas that files of bases must keep; a missing one is NULL. */
struct base_schemas project_base_schemas(const struct project *p);
void project_close(struct project *p);

/* The same in steps, for one base alone: the schemas; the document of a fleet,
 * not yet checked (&val_bad after a report); and that fleet, with p->alone set. A
 * project may be copied after the first step and given several fleets; it is
 * not closed, but `alone` is, when all are done with. */
bool project_open(struct project *p, struct arena *a, struct diags *ds, int rootfd);
const struct val *project_read_fleet(struct project *p, struct slice path);
bool project_take_fleet(struct project *p, const struct val *doc);
void alone_close(struct alone *alone);

/* Look-ups; NULL when there is none. */
struct cluster *project_cluster(const struct project *p, struct slice name);
const struct place *project_tier(const struct project *p, struct slice name);
const struct ring *project_ring(const struct project *p, struct slice name);

/* Reads a file of the project into the run's arena and into the digest. */
const struct source *project_source(struct project *p, struct slice path, struct span from, bool *ok);

#endif
