/* SPDX-License-Identifier: Apache-2.0 */
/* format.h - the bytes of a cache file. All numbers are little-endian.
 *
 *   8   "berthcch"
 *   4   format (CACHE_FORMAT)      4  number of entries
 *   then each entry, in byte order of the tenants:
 *     4  bytes of the tenant's path, then 4 number of files, 4 of facts, 4 of shares
 *     32 key
 *        the path
 *     16 each fact
 *     32 each share: 16 hash, 8 amount, 8 limit
 *     each file: 4 bytes of its path, 40 stat, the path
 *   8   checksum of everything before it
 *
 * The checksum is against disks and kills, not against people: who can write
 * here can write out/ as well. Private to this folder. */
#ifndef BERTH_CACHE_FORMAT_H
#define BERTH_CACHE_FORMAT_H

#include "base/buf.h"
#include "cache/cache.h"

enum { CACHE_FORMAT = 2 };

/* Reads a cache file; entries and texts point into `bytes` and the arena.
 * False when anything about it is wrong. */
bool cache_parse(struct arena *a, struct slice bytes, struct cache_entry **entries, size_t *n);

/* When a stamp of `device` counts as too fresh: at or after these times. */
struct cache_fresh {
	uint64_t device;
	int64_t here, elsewhere;  /* ns: on that device, and on any other */
};

/* Writes a cache file of sorted entries into an empty buffer. Stats that are
 * too fresh are written as zeros. */
void cache_format(struct buf *out, const struct cache_entry *const *entries, size_t n,
                  const struct cache_fresh *fresh);

/* Appends the checksum of everything in the buffer. */
void cache_seal(struct buf *b);

#endif
