/* SPDX-License-Identifier: Apache-2.0 */
/* export.c - walking a schema together with what the layers hold: which fields
 * must be in a document alone. */
#include <stdlib.h>

#include "schema/export_walk.h"

struct export_at
export_root(const struct export *x, bool tenant)
{
	return (struct export_at){ .x = x, .how = tenant ? EXPORT_TENANT : EXPORT_WHOLE };
}

struct export_at
export_layer(const struct export *x)
{
	return (struct export_at){ .x = x, .how = EXPORT_LAYER, .layers = x->layers, .nlayers = x->nlayers };
}

static enum export_how
inside(enum export_how how)
{
	return how == EXPORT_SPEC ? EXPORT_LAYERED : how;
}

/* What is at `key` in each layer. */
struct export_at
export_field(const struct export_at *at, struct slice key)
{
	struct export_at next = { .x = at->x, .how = inside(at->how), .branch = at->branch };
	const struct val **found;

	if (at->how == EXPORT_TENANT) {
		next = export_layer(at->x);
		next.how = EXPORT_SPEC;
		return slice_is(key, "spec") ? next : export_root(at->x, false);
	}
	found = arena_new_n(at->x->arena, at->nlayers, const struct val *);
	for (size_t i = 0; i < at->nlayers; i++) {
		const struct val *v = val_get(at->layers[i], key);

		if (v)
			found[next.nlayers++] = v;
	}
	next.layers = found;
	return next;
}

struct export_at
export_below(const struct export_at *at)
{
	struct export_at next = { .x = at->x, .how = inside(at->how), .branch = at->branch };
	VEC(const struct val *) all = { 0 };

	for (size_t i = 0; i < at->nlayers; i++)
		for (size_t j = 0; at->layers[i]->kind == VAL_MAP && j < at->layers[i]->u.map.len; j++)
			vec_push(at->x->arena, &all, at->layers[i]->u.map.fields[j].val);
	next.layers = all.ptr;
	next.nlayers = all.len;
	return next;
}

/* Items with keys are merged with those of layers below, where there are any. */
struct export_at
export_items(const struct export_at *at, const struct val *list)
{
	struct export_at next = { .x = at->x, .branch = at->branch };

	if ((at->how == EXPORT_LAYER || at->nlayers) && slice_is(val_text(val_get_cstr(list, "x-kubernetes-list-type"), SLICE_LIT("")), "map")) {
		next.how = EXPORT_LAYER;
		next.keys = val_get_cstr(list, "x-kubernetes-list-map-keys");
	}
	return next;
}

struct export_at
export_branch(const struct export_at *at)
{
	struct export_at next = *at;

	next.branch = true;
	return next;
}

static bool
listed(const struct val *names, struct slice name)
{
	for (size_t i = 0; val_is(names, VAL_LIST) && i < names->u.list.len; i++)
		if (slice_eq(val_text(names->u.list.items[i], SLICE_LIT("")), name))
			return true;
	return false;
}

/* The names that lead to the layers are always the tenant's own. */
static bool
must_be_here(const struct export_at *at, struct slice key)
{
	if (at->how == EXPORT_SPEC && (slice_is(key, "cluster") || slice_is(key, "tier")))
		return true;
	if (at->how == EXPORT_LAYER)
		return listed(at->keys, key);
	for (size_t i = 0; i < at->nlayers; i++)
		if (val_get(at->layers[i], key))
			return false;
	return true;
}

const struct val *
export_required(const struct export_at *at, const struct val *s)
{
	const struct val *all = val_get_cstr(s, "required");
	struct list_build b = LIST_BUILD_INIT(at->x->arena);

	for (size_t i = 0; val_is(all, VAL_LIST) && i < all->u.list.len; i++) {
		const struct val *name = all->u.list.items[i];

		if (val_is(name, VAL_STRING) && must_be_here(at, name->u.str))
			list_build_add(&b, name);
	}
	return b.items.len ? list_build_end(&b, SPAN_NONE) : NULL;
}

struct slice
export_type(const struct val *s)
{
	return val_text(val_get_cstr(s, "type"), SLICE_LIT(""));
}

bool
export_flag(const struct val *s, const char *keyword)
{
	const struct val *v = val_get_cstr(s, keyword);

	return val_is(v, VAL_BOOL) && v->u.b;
}

bool
export_closed(const struct export_at *at, const struct val *s)
{
	return !at->branch && slice_is(export_type(s), "object") && !val_get_cstr(s, "additionalProperties") &&
	       !export_flag(s, "x-kubernetes-preserve-unknown-fields");
}

static int
by_place(const void *a, const void *b)
{
	const struct field *x = a, *y = b;

	if (x->key_at.start != y->key_at.start)
		return x->key_at.start < y->key_at.start ? -1 : 1;
	return slice_cmp(x->key, y->key);
}

const struct field *
export_order(struct arena *a, const struct val *map)
{
	size_t n = map->u.map.len;
	struct field *all = arena_new_n(a, n, struct field);

	for (size_t i = 0; i < n; i++)
		all[i] = map->u.map.fields[i];
	if (n > 1)
		qsort(all, n, sizeof(*all), by_place);
	return all;
}

void
export_add(struct map_build *b, const char *key, const struct val *v)
{
	if (v)
		map_build_cstr(b, key, v);
}

const struct val *
export_text(struct arena *a, const char *text)
{
	return val_string(a, slice_of(text), SPAN_NONE);
}
