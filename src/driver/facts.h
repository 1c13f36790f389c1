/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h - what may be only once: objects of a cluster, output files, names
 * that a base declares unique.
 *
 * Facts of thousands of tenants are kept as hashes; a tenant whose hash is
 * met twice is compiled again to say what and where (rare, and only before
 * an error). */
#ifndef BERTH_DRIVER_FACTS_H
#define BERTH_DRIVER_FACTS_H

#include "cache/cache.h"
#include "driver/tenant.h"

/* Fills t->facts from what was rendered and emitted. */
bool facts_collect(struct tenant *t);

/* How much a conflict says: of two units that claim several things together
 * the one of the lowest rank is reported. */
enum fact_rank { FACT_TENANT, FACT_UNIQUE, FACT_OBJECT, FACT_OUTPUT };
enum fact_rank fact_rank(const struct fact *f);

/* The hash under which a fact is compared. */
struct cache_fact fact_hash(const struct fact *f);

/* A claim on a fact. */
struct claim {
	struct cache_fact fact;
	uint32_t tenant;   /* number of the tenant, in the order of paths */
	uint32_t index;    /* number of the fact in its tenant */
};

/* Sorts the claims and calls fn for each that an earlier tenant (in order of
 * paths) has made already. */
void facts_conflicts(struct claim *claims, size_t n, void (*fn)(void *ctx, const struct claim *first,
                     const struct claim *again), void *ctx);

#endif
