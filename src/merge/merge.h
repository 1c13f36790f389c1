/* SPDX-License-Identifier: Apache-2.0 */
/* merge.h - one value over another, by the keys of server-side apply.
 *
 * Maps merge deep (atomic maps replace); lists with x-kubernetes-list-type
 * map merge item by item by their keys (defaults of keys filled in for the
 * comparison, as 'protocol: TCP'), sets by union, other lists and scalars
 * replace; null is a value like others. Items keep the lower order; new ones
 * stand where the upper list has them between those that both have, as the
 * typed merge of Kubernetes puts them. Removal and replacement are explicit:
 *
 *   field: {$patch: delete}                   removes the field
 *   - {name: sidecar, $patch: delete}         removes the item of a keyed list
 *   field: {$patch: replace, ...}             replaces the map instead of merging
 *   - {name: x, $patch: replace, ...}         replaces the item
 *   - {$patch: replace}                       as first item: the list replaces
 *
 * Removing what is not there, fields beside a delete that are no keys, an
 * item without its keys, a key or value twice in one list, an unknown $patch
 * or a directive of strategic merge that we do not have ($setElementOrder,
 * $retainKeys, $deleteFromPrimitiveList) is an error (B03xx) with the places
 * of both sides and a cure. Where no schema is known, lists replace and maps
 * merge, but a list of maps over a list of maps is an error: never a silent
 * replace of what might be keyed. What was reported is BAD in the result;
 * BAD below or above stays BAD and silent. */
#ifndef BERTH_MERGE_MERGE_H
#define BERTH_MERGE_MERGE_H

#include "diag/diag.h"
#include "schema/schema.h"
#include "value/path.h"
#include "value/val.h"

struct merge {
	struct arena *arena;
	struct diags *diags;
	enum origin_kind kind;   /* what a replaced value becomes to its successor */
	/* Called before a place is changed (both given), added (lower NULL) or
	 * removed (upper NULL; `at` is what removes it); returning false leaves the place as it was (the callee
	 * has reported why: a sealed path). A value that is added or replaced as
	 * a whole is one place. Items of keyed lists stand in the path by their index in
	 * the lower list, new ones behind its end; the keys that select an item are not
	 * changed by it. NULL: all is allowed. */
	bool (*allowed)(void *ctx, const struct doc_path *path, const struct val *lower, const struct val *upper,
	                struct span at);
	/* The text by which a VAL_OPAQUE is known as the key of an item; ptr NULL, or
	 * the function NULL: none. */
	struct slice (*symbol)(void *ctx, const struct val *v);
	void *ctx;
};

/* `upper` over `lower`. Either may be NULL (not there); lower NULL takes upper
 * as it is, but its directives are still checked and stripped. NULL when
 * nothing stands there any more ({$patch: delete} as all of `upper`). `path`
 * is where the values stand, NULL at the root. Shares what is not touched, and
 * returns `lower` itself where `upper` says nothing new. A value set twice has
 * the lower one as its newest origin, before those that it had; the lower one
 * keeps its own, so chains grow with each layer. In the arena. */
const struct val *merge_over(struct merge *m, const struct schema *s, const struct val *lower,
                             const struct val *upper, const struct doc_path *path);

#endif
