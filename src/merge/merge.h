/* SPDX-License-Identifier: Apache-2.0 */
/* merge.h - one value over another, by the keys of server-side apply.
 *
 * Maps merge deep (atomic maps replace); lists with x-kubernetes-list-type
 * map merge item by item by their keys (defaults of keys filled in for the
 * comparison, as 'protocol: TCP'), sets by union, other lists and scalars
 * replace. Removal and replacement are explicit:
 *
 *   field: {$patch: delete}                   removes the field
 *   - {name: sidecar, $patch: delete}         removes the item of a keyed list
 *   field: {$patch: replace, ...}             replaces the map instead of merging
 *   - {name: x, $patch: replace, ...}         replaces the item
 *   - {$patch: replace}                       as first item: the list replaces
 *
 * Removing what is not there, an item without its keys, a key twice in one
 * list, an unknown $patch or a directive of strategic merge that we do not
 * have ($setElementOrder, $retainKeys ...) is an error (B03xx). Where no
 * schema is known, lists replace and maps merge, but a list of maps over a
 * list of maps is an error: never a silent replace of what might be keyed. */
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
	/* Called before a place is changed, added or removed by `upper`; returning false leaves
	 * the place as it was (the callee has reported why: a sealed path). NULL: all
	 * is allowed. */
	bool (*allowed)(void *ctx, const struct doc_path *path, const struct val *lower, const struct val *upper);
	void *ctx;
};

/* `upper` over `lower`. Either may be NULL (not there); lower NULL takes upper
 * as it is, but its directives are still checked and stripped. Shares what is not touched. The result
 * of values set twice carries the lower one as origin. */
const struct val *merge_over(struct merge *m, const struct schema *s, const struct val *lower,
                             const struct val *upper, const struct doc_path *path);

/* RFC 6902 on a value: false when an operation fails (reported at the operation). */
bool merge_json_patch(struct merge *m, const struct val *doc, const struct val *operations,
                      const struct val **out);

/* RFC 7386. */
const struct val *merge_json_merge_patch(struct arena *a, const struct val *doc, const struct val *patch);

#endif
