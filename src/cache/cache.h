/* SPDX-License-Identifier: Apache-2.0 */
/* cache.h - what the last run knew, so that unchanged tenants need no work.
 *
 * One file, .berth/cache below the project's root, beside a .gitignore that
 * keeps the folder out of Git. It is a hint only: each entry stands under a
 * hash of everything that the tenant's output depends on, and each output
 * file under the stat it had. A missing, old or damaged cache is an empty
 * one, never a message. Written by rename; a failed write is no error. Only
 * tenants that compiled without any message are kept.
 *
 * A stat proves that a file is unchanged only if a later change would have
 * got another time stamp. File systems stamp in ticks, so a file whose
 * ctime lies less than a tick before the save may have been changed again
 * under the same stamp; it is kept without its stat and compared by its
 * bytes the next time. The time of the save is the stamp that the file
 * system itself gives to the new cache file; no clock is asked. */
#ifndef BERTH_CACHE_CACHE_H
#define BERTH_CACHE_CACHE_H

#include "base/arena.h"
#include "base/sha256.h"
#include "publish/publish.h"

struct cache_file {
	struct slice path;        /* below out/ */
	struct publish_stat stat; /* all zero: not known; publish_keep says no */
};

/* A fact about the fleet that only one tenant may hold, hashed. */
struct cache_fact {
	uint64_t hash[2];
};

/* What a tenant adds to a sum over the fleet, whose name is hashed. */
struct cache_share {
	uint64_t hash[2];
	int64_t amount;           /* 0 or more */
	int64_t limit;            /* of the sum; -1: the tenant knows of none */
};

struct cache_entry {
	struct slice tenant;      /* the path of its spec */
	unsigned char key[SHA256_SIZE];
	const struct cache_file *files;
	size_t nfiles;
	const struct cache_fact *facts;
	size_t nfacts;
	const struct cache_share *shares;
	size_t nshares;
};

struct cache;

/* Loads the cache of a project, .berth/cache below rootfd, into the arena;
 * never fails. */
struct cache *cache_open(struct arena *a, int rootfd);

/* The entry of a tenant, or NULL; in the arena. Safe from any thread. */
const struct cache_entry *cache_find(const struct cache *c, struct slice tenant);

/* Replaces the whole content, unless it is the same already. Entries come in any order;
 * of two for one tenant the first counts. Their stats were taken after the last
 * change by this run. Call while the output is still locked, so that two
 * runs do not save at once. */
void cache_save(struct cache *c, int rootfd, const struct cache_entry *entries, size_t n);

#endif
