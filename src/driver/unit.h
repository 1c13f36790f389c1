/* SPDX-License-Identifier: Apache-2.0 */
/* unit.h - private to driver: one thing to compile in a batch (a tenant, or
 * a cluster's own objects) and what becomes of it. */
#ifndef BERTH_DRIVER_UNIT_H
#define BERTH_DRIVER_UNIT_H

#include <pthread.h>
#include <stdatomic.h>

#include "cache/cache.h"
#include "driver/batch.h"
#include "driver/before.h"
#include "driver/facts.h"
#include "driver/sum.h"

enum unit_state {
	UNIT_OPEN,     /* to be compiled */
	UNIT_CACHED,   /* its files are as the cache says */
	UNIT_SKIPPED,  /* not selected */
	UNIT_DONE,
	UNIT_FAILED,
};

struct unit {
	struct slice id;               /* path of the spec; "fleet.yaml#NAME" for a cluster */
	struct cluster *cluster;       /* of a cluster's own objects; else NULL */
	enum unit_state state;
	unsigned char key[SHA256_SIZE];
	/* Of UNIT_DONE and UNIT_CACHED, in an arena of the batch (as all below): */
	struct cache_file *files;
	size_t nfiles;
	struct cache_fact *facts;
	size_t nfacts;
	struct cache_share *shares;
	size_t nshares;
	size_t nobjects, nbytes;
	struct slice scope;            /* "cluster/name" below out/ */
	struct diags diags;            /* kept with the source that they point into */
	VEC(struct output) printed;    /* BATCH_PRINT */
};

struct batch {
	struct arena *arena;           /* the run's; only the calling thread allocates in it */
	struct diags *diags;
	const struct batch_options *o;
	struct batch_stats *stats;
	struct project project;
	bool loaded;                   /* project is */
	struct before before;          /* when there is a beforefd */
	bool proven;                   /* all bases are, without a message */
	unsigned char key[SHA256_SIZE];
	struct publish *publish;       /* NULL without out/ */
	struct cache *cache;
	struct unit *units;
	size_t nunits;
	size_t *open;                  /* numbers of the units to compile */
	size_t nopen;

	/* Shared by the workers. */
	atomic_size_t next, done;
	pthread_mutex_t lock;
	pthread_cond_t finished;
	size_t running;
	struct arena *keep;            /* by worker: files and facts of its units; NULL: none ran yet */
	size_t nworkers;
};

/* What a thread works with. */
struct workspace {
	struct arena scratch;          /* of the unit at hand */
	struct arena *keep;            /* for results */
	struct memos memos;
};

/* Compiles one unit into u. */
void unit_compile(struct batch *b, struct unit *u, struct workspace *w);

/* Tries the cache: true when the unit needs no work. `keep` gets what the
 * cache knows of it. */
bool unit_cached(struct batch *b, struct unit *u, struct slice text, struct arena *keep);

/* The same for a tenant's unit, which becomes UNIT_CACHED then. */
void unit_try_cache(struct batch *b, struct unit *u, struct workspace *w);

/* Does the job for all open units with the batch's threads. `progress` may
 * be NULL. */
void workers_run(struct batch *b, void (*job)(struct batch *b, struct unit *u, struct workspace *w),
                 void (*progress)(void *ctx, size_t done, size_t all));

/* Takes messages out of units that repeat what an earlier unit says of the same line of a base. */
void fold_messages(struct batch *b);

/* Compiles a unit once more, up to its facts and with their places, in an arena of the caller's. Its source
 * stays with the run: messages may point into it. */
bool unit_again(struct batch *b, const struct unit *u, struct arena *scratch, struct tenant *t);

/* Reports facts that two units claim. */
void conflicts_report(struct batch *b);

/* Reports sums that are too large. Only a run of all units knows them. */
void sums_report(struct batch *b);

/* The hash of everything that all tenants depend on. */
bool digest_project(struct arena *a, int rootfd, unsigned char out[SHA256_SIZE]);

#endif
