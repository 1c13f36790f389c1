/* SPDX-License-Identifier: Apache-2.0 */
/* cache.h - what the last run knew, so that unchanged tenants need no work.
 *
 * One file, .berth/cache below the project's root. It is a hint only: each
 * entry stands under a hash of everything that the tenant's output depends on,
 * and each output file under the stat it had. A missing, old or damaged
 * cache is an empty one, never a message. Written by rename; a failed write is
 * no error. Only tenants that compiled without any message are kept. */
#ifndef BERTH_CACHE_CACHE_H
#define BERTH_CACHE_CACHE_H

#include "base/arena.h"
#include "base/sha256.h"
#include "publish/publish.h"

struct cache_file {
	struct slice path;        /* below out/ */
	struct publish_stat stat;
};

/* A fact about the fleet that only one tenant may hold, hashed. */
struct cache_fact {
	uint64_t hash[2];
};

struct cache_entry {
	struct slice tenant;      /* the path of its spec */
	unsigned char key[SHA256_SIZE];
	const struct cache_file *files;
	size_t nfiles;
	const struct cache_fact *facts;
	size_t nfacts;
};

struct cache;

/* Loads the cache of a project; never fails. */
struct cache *cache_open(struct arena *a, int rootfd);

/* The entry of a tenant, or NULL. Safe from any thread. */
const struct cache_entry *cache_find(const struct cache *c, struct slice tenant);

/* Replaces the whole content; entries sorted by tenant. Files whose stat is too fresh
 * to be trusted (changed within the granularity of the file system's clock
 * before the save) are kept without one. */
void cache_save(struct cache *c, int rootfd, const struct cache_entry *entries, size_t n);

#endif
