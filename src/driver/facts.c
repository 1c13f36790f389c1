/* SPDX-License-Identifier: Apache-2.0 */
/* facts.c - collecting and comparing what must be unique. */
#include "driver/facts.h"

#include <stdlib.h>
#include <string.h>

/* The group of an apiVersion: the same object under two versions is one. */
static struct slice
group_of(struct slice api_version)
{
	size_t slash = slice_find(api_version, SLICE_LIT("/"), 0);

	return slash == SIZE_MAX ? SLICE_LIT("") : slice_sub(api_version, 0, slash);
}

/* Where the tenant says the name of an object; the base's line otherwise. */
static struct span
object_place(const struct tenant *t, const struct object *o)
{
	const struct val *name = val_get_cstr(val_get_cstr(o->val, "metadata"), "name");

	for (const struct origin *r = name ? name->origin : NULL; r; r = r->next)
		if (val_place(r->val).src == t->src)
			return val_place(r->val);
	return o->at;
}

static void
add_object(struct tenant *t, const struct object *o)
{
	struct slice group = group_of(o->api_version);
	struct slice key = arena_printf(t->arena, "%.*s%s%.*s %.*s%s%.*s", SLICE_FMT(o->kind), group.len ? "." : "",
	                                SLICE_FMT(group), SLICE_FMT(o->namespace), o->namespace.len ? "/" : "",
	                                SLICE_FMT(o->name));

	vec_push(t->arena, &t->facts,
	         (struct fact){ SLICE_LIT("object"), key, t->cluster->place.name, object_place(t, o) });
}

bool
facts_collect(struct tenant *t)
{
	const struct val *name = val_get_cstr(t->metadata, "name");
	struct span at = name ? val_place(name) : SPAN_NONE;

	vec_push(t->arena, &t->facts, (struct fact){ SLICE_LIT("tenant"), t->name, t->cluster->place.name, at });
	for (size_t i = 0; i < t->rendered.objects.len; i++)
		add_object(t, &t->rendered.objects.ptr[i]);
	for (size_t i = 0; i < t->outputs.len; i++)
		vec_push(t->arena, &t->facts,
		         (struct fact){ SLICE_LIT("output file"), t->outputs.ptr[i].path, SLICE_LIT(""), at });
	for (size_t i = 0; i < t->rendered.uniques.len; i++) {
		const struct render_unique *u = &t->rendered.uniques.ptr[i];

		vec_push(t->arena, &t->facts,
		         (struct fact){ u->what, u->key, u->fleet ? SLICE_LIT("") : t->cluster->place.name,
		                        u->at.src ? u->at : at });
	}
	return true;
}

enum fact_rank
fact_rank(const struct fact *f)
{
	if (slice_is(f->what, "tenant"))
		return FACT_TENANT;
	if (slice_is(f->what, "object"))
		return FACT_OBJECT;
	return slice_is(f->what, "output file") ? FACT_OUTPUT : FACT_UNIQUE;
}

struct cache_fact
fact_hash(const struct fact *f)
{
	unsigned char sum[SHA256_SIZE];
	struct cache_fact out;
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, f->what);
	sha256_add(&h, SLICE_LIT("\0"));
	sha256_add(&h, f->scope);
	sha256_add(&h, SLICE_LIT("\0"));
	sha256_add(&h, f->key);
	sha256_end(&h, sum);
	memcpy(out.hash, sum, sizeof(out.hash));
	return out;
}

/* By fact, then by tenant: the first claim is that of the first path. */
static int
by_fact(const void *x, const void *y)
{
	const struct claim *a = x, *b = y;

	for (int i = 0; i < 2; i++)
		if (a->fact.hash[i] != b->fact.hash[i])
			return a->fact.hash[i] < b->fact.hash[i] ? -1 : 1;
	if (a->tenant != b->tenant)
		return a->tenant < b->tenant ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

void
facts_conflicts(struct claim *claims, size_t n, void (*fn)(void *ctx, const struct claim *first,
                const struct claim *again), void *ctx)
{
	size_t first = 0;

	if (n)
		qsort(claims, n, sizeof(*claims), by_fact);
	for (size_t i = 1; i < n; i++) {
		if (memcmp(&claims[first].fact, &claims[i].fact, sizeof(claims[i].fact)) != 0)
			first = i;
		else
			fn(ctx, &claims[first], &claims[i]);
	}
}
