/* SPDX-License-Identifier: Apache-2.0 */
/* merge_priv.h - what the parts of the merge share; for this folder only. */
#ifndef BERTH_MERGE_MERGE_PRIV_H
#define BERTH_MERGE_MERGE_PRIV_H

#include "merge/merge.h"

/* One place of the walk. */
struct spot {
	const struct schema *schema;    /* NULL: nothing known */
	const struct val *lower;        /* NULL: nothing there */
	const struct val *upper;        /* never NULL */
	const struct doc_path *path;
};

/* merge_over on a spot. */
const struct val *merge_spot(struct merge *m, struct spot s);

/* `upper` where nothing is merged with it: itself when it is clean, a copy
 * without directives, or BAD. Keyed lists inside are checked. */
const struct val *merge_take(struct merge *m, const struct schema *s, const struct val *upper,
                             const struct doc_path *path);

/* `upper` as the successor of `lower` (NULL: of nothing), when the place may be changed;
 * else `lower`. */
const struct val *merge_succeed(struct merge *m, struct spot s, const struct val *upper);

/* NULL, which stands for nothing, when the place may be changed; else `lower`. */
const struct val *merge_remove(struct merge *m, struct spot s);

/* What a map says about how it is merged. */
enum directive {
	DIRECTIVE_NONE,
	DIRECTIVE_DELETE,
	DIRECTIVE_REPLACE,
	DIRECTIVE_BAD,      /* reported */
};

/* Of any value; only maps have one. The other two look without reporting. */
enum directive directive_of(struct merge *m, const struct val *v);
bool directive_deletes(const struct val *v);
bool directive_replaces(const struct val *v);

/* Reports fields beside '$patch: delete' that are not among `keys`. */
void directive_check_delete(struct merge *m, const struct val *v, const struct slice *keys, size_t nkeys);

/* Reports a removal of what is not there; `among` is the map or list below
 * that lacks it, or NULL. */
void directive_nothing(struct merge *m, const struct val *delete, struct slice name, const struct val *among);

/* Reports a removal of an item by nothing: the list has no keys. */
void directive_misplaced(struct merge *m, const struct val *delete);

/* The map without the field '$patch', and without the given keys. */
const struct val *directive_strip(struct arena *a, const struct val *map, const struct slice *keys, size_t nkeys);

/* Lists: the counterparts of merge_spot and merge_take. */
const struct val *listmap_merge(struct merge *m, struct spot s);
const struct val *listmap_take(struct merge *m, const struct schema *s, const struct val *list,
                               const struct doc_path *path);

/* A pointer to what the list is called in messages: its path, or "list". */
struct slice merge_place_name(struct merge *m, const struct doc_path *path);

#endif
