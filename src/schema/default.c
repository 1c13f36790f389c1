/* SPDX-License-Identifier: Apache-2.0 */
/* default.c - filling in what nobody said, and dropping nulls that mean
 * nothing, in one walk; what does not change is shared. */
#include "schema/schema_priv.h"
#include "value/build.h"

struct filler {
	struct arena *arena;
	bool trace;
	unsigned depth;
	unsigned added;   /* defaults so far */
};

/* Definitions with defaults that contain each other would go on forever. */
enum { ADDED_MAX = 100000 };

static const struct val *fill(struct filler *f, const struct schema *s, const struct val *v);

/* The value of a default, with the defaults of its own fields. */
static const struct val *
filled_default(struct filler *f, const struct schema *s)
{
	return fill(f, s, schema_default_of(s));
}

/* `v` with `old` behind the oldest thing that stood in its place. */
static const struct val *
with_oldest(struct arena *a, const struct val *v, const struct val *old)
{
	const struct origin *head = NULL;
	const struct origin **end = &head;

	for (const struct origin *o = v->origin; o; o = o->next) {
		struct origin *copy = (struct origin *)(uintptr_t)origin_add(a, o->kind, o->val, NULL);

		*end = copy;
		end = &copy->next;
	}
	*end = origin_add(a, ORIGIN_REPLACED, old, NULL);
	return val_with(a, v, v->at, head);
}

/* A field or item that is there. NULL: a null that is dropped. */
static const struct val *
fill_present(struct filler *f, const struct schema *s, const struct val *v)
{
	const struct val *def = schema_default_of(s);

	if (v->kind == VAL_NULL && !schema_nullable(s))
		return def ? filled_default(f, s) : NULL;
	v = fill(f, s, v);
	return f->trace && def && v->kind != VAL_BAD ? with_oldest(f->arena, v, def) : v;
}

static void
keep(struct map_build *b, const struct field *field, const struct val *v)
{
	map_build_add(b, field->key, field->key_at, v);
}

/* Starts the copy with the fields that came before. */
static void
start(struct map_build *b, const struct val *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		keep(b, &v->u.map.fields[i], v->u.map.fields[i].val);
}

static void
add_default(struct filler *f, struct map_build *b, const struct property *p)
{
	const struct val *def = filled_default(f, p->schema);

	map_build_add(b, p->key, def->at, def);
}

static bool
has_default(struct filler *f, const struct property *p)
{
	return schema_default_of(p->schema) && f->added++ < ADDED_MAX;
}

static const struct val *
fill_map(struct filler *f, const struct schema *s, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(f->arena);
	const struct property *p = s->properties, *pend = p + s->nproperties;
	size_t n = v->u.map.len;
	bool copied = false;

	for (size_t i = 0; i <= n; i++) {
		const struct field *field = i < n ? &v->u.map.fields[i] : NULL;
		const struct schema *below = s->additional;
		const struct val *now;

		for (; p < pend && (!field || slice_cmp(p->key, field->key) < 0); p++) {
			if (!has_default(f, p))
				continue;
			if (!copied)
				start(&b, v, i);
			copied = true;
			add_default(f, &b, p);
		}
		if (!field)
			break;
		if (p < pend && slice_eq(p->key, field->key))
			below = p++->schema;
		now = below ? fill_present(f, below, field->val) : field->val;
		if (now != field->val && !copied) {
			start(&b, v, i);
			copied = true;
		}
		if (copied && now)
			keep(&b, field, now);
	}
	return copied ? val_with(f->arena, map_build_end(&b, v->at), v->at, v->origin) : v;
}

static const struct val *
fill_list(struct filler *f, const struct schema *s, const struct val *v)
{
	struct list_build b = LIST_BUILD_INIT(f->arena);
	bool changed = false;

	for (size_t i = 0; i < v->u.list.len; i++) {
		const struct val *item = v->u.list.items[i];
		const struct val *now = fill_present(f, s->items, item);

		/* A null item stays, and the check refuses it. */
		if (!now)
			now = item;
		changed |= now != item;
		list_build_add(&b, now);
	}
	return changed ? val_with(f->arena, list_build_end(&b, v->at), v->at, v->origin) : v;
}

static const struct val *
fill(struct filler *f, const struct schema *s, const struct val *v)
{
	if (f->depth == VAL_DEPTH_MAX)
		return v;
	f->depth++;
	s = schema_deref(s);
	if (v->kind == VAL_MAP)
		v = fill_map(f, s, v);
	else if (v->kind == VAL_LIST && s->items)
		v = fill_list(f, s, v);
	f->depth--;
	return v;
}

const struct val *
schema_default(struct arena *a, const struct schema *s, const struct val *v, bool trace)
{
	struct filler f = { .arena = a, .trace = trace };

	return s ? fill(&f, s, v) : v;
}
