/* SPDX-License-Identifier: Apache-2.0 */
/* build.h - building lists and maps; the only mutable form of values.
 *
 *   struct map_build b = MAP_BUILD_INIT(arena);
 *   map_build_add(&b, key, key_at, val);
 *   v = map_build_end(&b, at);
 */
#ifndef BERTH_VALUE_BUILD_H
#define BERTH_VALUE_BUILD_H

#include "base/vec.h"
#include "value/val.h"

struct list_build {
	struct arena *arena;
	VEC(const struct val *) items;
};
#define LIST_BUILD_INIT(a) ((struct list_build){ .arena = (a) })

void list_build_add(struct list_build *b, const struct val *v);
const struct val *list_build_end(struct list_build *b, struct span at);

struct map_twice {
	struct field kept, dropped;
};

struct map_build {
	struct arena *arena;
	VEC(struct field) fields;
	/* Set by map_build_end: pairs of fields with the same key; the first of
	 * each was kept. Empty for callers that add a key once. */
	VEC(struct map_twice) twice;
};
#define MAP_BUILD_INIT(a) ((struct map_build){ .arena = (a) })

/* Adds a field; keys are borrowed, any order. */
void map_build_add(struct map_build *b, struct slice key, struct span key_at, const struct val *v);
void map_build_cstr(struct map_build *b, const char *key, const struct val *v);

/* Sorts, drops repeated keys (see `twice`), and freezes. */
const struct val *map_build_end(struct map_build *b, struct span at);

#endif
