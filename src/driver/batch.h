/* SPDX-License-Identifier: Apache-2.0 */
/* batch.h - a whole run: all tenants, some threads, one result.
 *
 * What a run prints and writes does not depend on the number of threads, the
 * order of directories or the cache. out/ changes only when no tenant has an
 * error. */
#ifndef BERTH_DRIVER_BATCH_H
#define BERTH_DRIVER_BATCH_H

#include "driver/tenant.h"
#include "publish/publish.h"

enum batch_mode {
	BATCH_CHECK,    /* compile everything, write nothing, read no out/ */
	BATCH_BUILD,    /* write out/ */
	BATCH_COMPARE,  /* what a build would change; write nothing */
	BATCH_PRINT,    /* hand the bytes to `print`; read no out/ */
};

struct batch_options {
	int rootfd;                  /* the project's root */
	enum batch_mode mode;
	size_t jobs;                 /* threads; 0: one a processor */
	struct slice out;            /* "out" */
	size_t max_delete;
	bool no_cache;
	/* The root of the project before a change: rules of schemas with oldSelf are
	 * evaluated on what each spec was there. 0: not known. */
	int beforefd;
	const struct slice *names;   /* tenants by metadata.name or path; none: all */
	size_t nnames;
	/* Called now and then from the calling thread while threads work; may be NULL. */
	void (*progress)(void *ctx, size_t done, size_t all);
	/* BATCH_PRINT: each output, in the order of tenants and files. */
	void (*print)(void *ctx, struct slice path, struct slice bytes);
	/* BATCH_COMPARE: each file that would change, sorted by path (as publish_visit). */
	void (*differs)(void *ctx, struct slice path, struct slice old, struct slice new);
	void *ctx;
};

struct batch_stats {
	size_t tenants, compiled, cached;  /* specs in all; compiled now; taken from the cache */
	size_t objects, bytes;             /* emitted now */
	struct publish_result files;
};

enum batch_status {
	BATCH_OK,        /* and, for BATCH_COMPARE, nothing differs */
	BATCH_DIFFERS,
	BATCH_WRONG,     /* the input has errors (in diags) */
	BATCH_SYSTEM,    /* the machine failed: no out/ change, or the next run completes it */
};

/* Runs. Messages go into `ds`, sorted; their places stay valid as long as `a`
 * and until batch_end. */
struct batch;
enum batch_status batch_run(struct arena *a, struct diags *ds, const struct batch_options *o,
                            struct batch_stats *stats, struct batch **out);

/* Frees what messages of the run point into. */
void batch_end(struct batch *b);

#endif
