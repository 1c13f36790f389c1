/* SPDX-License-Identifier: Apache-2.0 */
/* directive.c - '$patch' and what else strategic merge writes between the
 * data. Only delete and replace are ours; the others are refused by name, so
 * that a patch that was written for kubectl never half works. */
#include "diag/nearest.h"
#include "merge/merge_priv.h"

static const struct slice patch_key = SLICE_INIT("$patch");

/* Directives that other tools have; the note says what to write here. */
struct foreign {
	const char *prefix, *cure;
};

static const struct foreign foreigns[] = {
	{ "$setElementOrder/", "the order of items is that of the layers: leave it out" },
	{ "$deleteFromPrimitiveList/", "write the list anew, with '- $patch: replace' as its first item" },
	{ "$retainKeys", "write '$patch: replace' beside the fields that shall stay" },
};

/* Reports a directive of strategic merge that is none of ours. */
static bool
has_foreign(struct merge *m, const struct val *map)
{
	bool found = false;

	for (size_t i = 0; i < map->u.map.len; i++) {
		const struct field *f = &map->u.map.fields[i];
		struct diag *d;

		/* Keys are sorted: '$' comes before all letters and digits. */
		if (f->key.len && f->key.ptr[0] > '$')
			break;
		for (size_t k = 0; k < sizeof(foreigns) / sizeof(foreigns[0]); k++) {
			if (!slice_starts(f->key, slice_of(foreigns[k].prefix)))
				continue;
			d = diag_report(m->diags, DIAG_MERGE_DIRECTIVE, f->key_at, "directive '%.*s' is not supported",
			                SLICE_FMT(f->key));
			diag_note(m->diags, d, SPAN_NONE, "%s", foreigns[k].cure);
			found = true;
		}
	}
	return found;
}

enum directive
directive_of(struct merge *m, const struct val *v)
{
	const struct val *patch;
	struct diag *d;

	if (!val_is(v, VAL_MAP))
		return DIRECTIVE_NONE;
	if (has_foreign(m, v))
		return DIRECTIVE_BAD;
	patch = val_get(v, patch_key);
	if (!patch)
		return DIRECTIVE_NONE;
	if (patch->kind == VAL_BAD)
		return DIRECTIVE_BAD;
	if (slice_is(val_text(patch, SLICE_LIT("")), "delete"))
		return DIRECTIVE_DELETE;
	if (slice_is(val_text(patch, SLICE_LIT("")), "replace"))
		return DIRECTIVE_REPLACE;
	d = diag_report(m->diags, DIAG_MERGE_DIRECTIVE, val_place(patch), "'$patch' is neither 'delete' nor 'replace'");
	diag_note(m->diags, d, SPAN_NONE, "without '$patch' a map is merged");
	return DIRECTIVE_BAD;
}

bool
directive_deletes(const struct val *v)
{
	return slice_is(val_text(val_get(v, patch_key), SLICE_LIT("")), "delete");
}

bool
directive_replaces(const struct val *v)
{
	return slice_is(val_text(val_get(v, patch_key), SLICE_LIT("")), "replace");
}

static bool
among(struct slice name, const struct slice *keys, size_t nkeys)
{
	for (size_t i = 0; i < nkeys; i++)
		if (slice_eq(name, keys[i]))
			return true;
	return false;
}

void
directive_check_delete(struct merge *m, const struct val *v, const struct slice *keys, size_t nkeys)
{
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];
		struct diag *d;

		if (slice_eq(f->key, patch_key) || among(f->key, keys, nkeys))
			continue;
		d = diag_report(m->diags, DIAG_MERGE_DIRECTIVE, f->key_at,
		                "'%.*s' beside '$patch: delete' would be dropped", SLICE_FMT(f->key));
		diag_note(m->diags, d, val_place(val_get(v, patch_key)),
		          "the whole value is removed here; 'replace' puts another one in its place");
	}
}

void
directive_nothing(struct merge *m, const struct val *delete, struct slice name, const struct val *below)
{
	struct nearest near = NEAREST_INIT(name);
	struct diag *d = diag_report(m->diags, DIAG_MERGE_NOTHING, val_place(val_get(delete, patch_key)),
	                             "nothing to remove: there is no '%.*s' below", SLICE_FMT(name));

	if (below && val_place(below).src)
		diag_note(m->diags, d, val_place(below), "it would have to stand here");
	if (!val_is(below, VAL_MAP))
		return;
	for (size_t i = 0; i < below->u.map.len; i++)
		nearest_offer(&near, below->u.map.fields[i].key);
	if (near.best.ptr)
		diag_note(m->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
}

void
directive_misplaced(struct merge *m, const struct val *delete)
{
	struct diag *d = diag_report(m->diags, DIAG_MERGE_DIRECTIVE, val_place(val_get(delete, patch_key)),
	                             "'$patch: delete' in a list without keys");

	diag_note(m->diags, d, SPAN_NONE, "the list replaces the one below: leave out what shall not be there");
}

const struct val *
directive_strip(struct arena *a, const struct val *map, const struct slice *keys, size_t nkeys)
{
	struct field *fields = arena_new_n(a, map->u.map.len, struct field);
	struct val *v = arena_new(a, struct val);

	*v = *map;
	v->u.map.fields = fields;
	v->u.map.len = 0;
	for (size_t i = 0; i < map->u.map.len; i++) {
		const struct field *f = &map->u.map.fields[i];

		if (!slice_eq(f->key, patch_key) && !among(f->key, keys, nkeys))
			fields[v->u.map.len++] = *f;
	}
	return v;
}
