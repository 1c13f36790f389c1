/* SPDX-License-Identifier: Apache-2.0 */
/* map.h - a table from text to pointers, in an arena. Iteration is in order
 * of insertion, so no output ever depends on hashes. */
#ifndef BERTH_BASE_MAP_H
#define BERTH_BASE_MAP_H

#include "base/arena.h"

struct map_entry {
	struct slice key;  /* borrowed: must live as long as the map */
	void *value;       /* never NULL */
	uint64_t hash;
};

struct map {
	struct arena *arena;
	struct map_entry *entries;  /* in order of insertion */
	size_t len, cap;
	uint32_t *slots;            /* index + 1 into entries; 0 is empty */
	size_t nslots;              /* a power of two, or 0 */
};

#define MAP_INIT(a) ((struct map){ .arena = (a) })

/* The value under `key`, or NULL. */
void *map_get(const struct map *m, struct slice key);

/* Puts `value` under `key` unless there is one already. Returns the value
 * that is there now: `value`, or the older one. */
void *map_add(struct map *m, struct slice key, void *value);

/* Puts `value` under `key`, replacing an older one. */
void map_put(struct map *m, struct slice key, void *value);

#endif
