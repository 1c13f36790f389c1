/* SPDX-License-Identifier: Apache-2.0 */
/* build.c - builders of lists and maps. */
#include "value/build.h"

#include <stdlib.h>

static unsigned char
deeper(unsigned char depth, const struct val *child)
{
	unsigned d = child->depth + 1u;

	/* Makers keep below VAL_DEPTH_MAX; the clamp only keeps the byte sane. */
	if (d > 255)
		d = 255;
	return d > depth ? (unsigned char)d : depth;
}

void
list_build_add(struct list_build *b, const struct val *v)
{
	vec_push(b->arena, &b->items, v);
}

const struct val *
list_build_end(struct list_build *b, struct span at)
{
	struct val *v = arena_new(b->arena, struct val);

	v->kind = VAL_LIST;
	v->at = at;
	v->depth = 1;
	v->u.list.items = b->items.ptr;
	v->u.list.len = b->items.len;
	for (size_t i = 0; i < b->items.len; i++)
		v->depth = deeper(v->depth, b->items.ptr[i]);
	return v;
}

void
map_build_add(struct map_build *b, struct slice key, struct span key_at, const struct val *v)
{
	vec_push(b->arena, &b->fields, (struct field){ key, key_at, v });
}

void
map_build_cstr(struct map_build *b, const char *key, const struct val *v)
{
	map_build_add(b, slice_of(key), SPAN_NONE, v);
}

/* Insertion sort for the usual few fields, from the end: input is often
 * sorted already. Stable, so the first of equal keys stays first. */
static void
sort_few(struct field *f, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct field x = f[i];
		size_t j = i;

		for (; j > 0 && slice_cmp(f[j - 1].key, x.key) > 0; j--)
			f[j] = f[j - 1];
		f[j] = x;
	}
}

/* Order of keys, then of appearance: places tell the two apart. */
static int
by_key(const void *x, const void *y)
{
	const struct field *a = x, *b = y;
	int c = slice_cmp(a->key, b->key);

	return c ? c : (a->key_at.start > b->key_at.start) - (a->key_at.start < b->key_at.start);
}

const struct val *
map_build_end(struct map_build *b, struct span at)
{
	struct field *f = b->fields.ptr;
	size_t n = b->fields.len, kept = 0;
	struct val *v = arena_new(b->arena, struct val);

	if (n > 32)
		qsort(f, n, sizeof(*f), by_key);
	else
		sort_few(f, n);
	v->kind = VAL_MAP;
	v->at = at;
	v->depth = 1;
	for (size_t i = 0; i < n; i++) {
		if (kept && slice_eq(f[kept - 1].key, f[i].key)) {
			vec_push(b->arena, &b->twice, (struct map_twice){ f[kept - 1], f[i] });
			continue;
		}
		f[kept++] = f[i];
		v->depth = deeper(v->depth, f[kept - 1].val);
	}
	v->u.map.fields = f;
	v->u.map.len = kept;
	return v;
}
