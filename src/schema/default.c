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

/* A map that is copied when its first field changes. */
struct copy {
	const struct val *from;
	struct map_build to;
	size_t seen;     /* fields of `from` so far */
	bool begun;
};

static void
begin(struct copy *copy)
{
	for (size_t i = 0; !copy->begun && i < copy->seen; i++)
		keep(&copy->to, &copy->from->u.map.fields[i], copy->from->u.map.fields[i].val);
	copy->begun = true;
}

static void
add_default(struct filler *f, struct copy *copy, const struct property *p)
{
	const struct val *def;

	if (!schema_default_of(p->schema) || f->added == ADDED_MAX)
		return;
	f->added++;
	def = filled_default(f, p->schema);
	begin(copy);
	map_build_add(&copy->to, p->key, def->at, def);
}

static void
add_field(struct filler *f, struct copy *copy, const struct field *field, const struct schema *s)
{
	const struct val *now = s ? fill_present(f, s, field->val) : field->val;

	if (now != field->val)
		begin(copy);
	if (copy->begun && now)
		keep(&copy->to, field, now);
	copy->seen++;
}

static const struct val *
fill_map(struct filler *f, const struct schema *s, const struct val *v)
{
	struct copy copy = { .from = v, .to = MAP_BUILD_INIT(f->arena) };
	size_t next = 0;

	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *field = &v->u.map.fields[i];
		const struct schema *below = s->additional;

		while (next < s->nproperties && slice_cmp(s->properties[next].key, field->key) < 0)
			add_default(f, &copy, &s->properties[next++]);
		if (next < s->nproperties && slice_eq(s->properties[next].key, field->key))
			below = s->properties[next++].schema;
		add_field(f, &copy, field, below);
	}
	while (next < s->nproperties)
		add_default(f, &copy, &s->properties[next++]);
	return copy.begun ? val_with(f->arena, map_build_end(&copy.to, v->at), v->at, v->origin) : v;
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

/* 3.0 where an integer is wanted is 3, as it is in JSON that Kubernetes reads:
 * what an expression gets must be what the schema promised it. */
static const struct val *
whole(struct filler *f, const struct schema *s, const struct val *v)
{
	const struct val *now;

	if (!(s->types & TYPE_INTEGER) || s->types & TYPE_NUMBER || !(type_of(v) & TYPE_INTEGER))
		return v;
	now = val_int(f->arena, (int64_t)v->u.d, v->at);
	return v->origin ? val_with(f->arena, now, v->at, v->origin) : now;
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
	else if (v->kind == VAL_DOUBLE)
		v = whole(f, s, v);
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
