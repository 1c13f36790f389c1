/* SPDX-License-Identifier: Apache-2.0 */
/* merge.c - maps and scalars: one walk over both, sharing what stays.
 *
 * A result of NULL means that nothing stands there (any more). Poison stays
 * poison: a place about which a message was given is BAD in the result. */
#include "merge/merge.h"

#include "merge/merge_priv.h"

static bool
permitted(const struct merge *m, const struct spot *s, const struct val *upper)
{
	return !m->allowed || m->allowed(m->ctx, s->path, s->lower, upper, s->upper ? s->upper->at : SPAN_NONE);
}

const struct val *
merge_succeed(struct merge *m, struct spot s, const struct val *upper)
{
	if (!permitted(m, &s, upper))
		return s.lower;
	if (!s.lower || upper->kind == VAL_BAD)
		return upper;
	return val_with(m->arena, upper, upper->at, origin_add(m->arena, m->kind, s.lower, upper->origin));
}

const struct val *
merge_remove(struct merge *m, struct spot s)
{
	return permitted(m, &s, NULL) ? NULL : s.lower;
}

struct slice
merge_place_name(struct merge *m, const struct doc_path *path)
{
	return path ? doc_path_text(m->arena, path) : SLICE_LIT("the list");
}

/* A map that is being made beside the one it was made from: as long as all
 * fields are the same, there is nothing to allocate. */
struct copy {
	struct arena *arena;
	const struct val *from;
	struct field *fields;  /* NULL: as in `from` so far */
	size_t len;
};

/* Field `i` of `from` becomes `v` (NULL: it goes). */
static void
copy_field(struct copy *c, size_t i, const struct val *v)
{
	const struct field *f = &c->from->u.map.fields[i];

	if (!c->fields && v == f->val)
		return;
	if (!c->fields) {
		c->fields = arena_new_n(c->arena, c->from->u.map.len, struct field);
		for (; c->len < i; c->len++)
			c->fields[c->len] = c->from->u.map.fields[c->len];
	}
	if (v)
		c->fields[c->len++] = (struct field){ f->key, f->key_at, v };
}

static const struct val *
copy_end(struct copy *c)
{
	struct val *v;

	if (!c->fields)
		return c->from;
	v = arena_new(c->arena, struct val);
	*v = *c->from;
	v->u.map.fields = c->fields;
	v->u.map.len = c->len;
	return v;
}

static const struct val *
take_map(struct merge *m, const struct schema *s, const struct val *map, const struct doc_path *path)
{
	struct copy c = { .arena = m->arena, .from = map };

	for (size_t i = 0; i < map->u.map.len; i++) {
		const struct field *f = &map->u.map.fields[i];
		struct doc_path at = DOC_KEY(path, f->key);

		if (directive_deletes(f->val)) {
			directive_nothing(m, f->val, f->key, NULL);
			copy_field(&c, i, NULL);
			continue;
		}
		copy_field(&c, i, merge_take(m, schema_property(s, f->key), f->val, &at));
	}
	return copy_end(&c);
}

const struct val *
merge_take(struct merge *m, const struct schema *s, const struct val *upper, const struct doc_path *path)
{
	if (upper->kind == VAL_LIST)
		return listmap_take(m, s, upper, path);
	if (upper->kind != VAL_MAP)
		return upper;
	switch (directive_of(m, upper)) {
	case DIRECTIVE_BAD:
		return &val_bad;
	case DIRECTIVE_DELETE:
		/* Fields and items of keyed lists were seen by their parents. */
		directive_misplaced(m, upper);
		return &val_bad;
	case DIRECTIVE_REPLACE:
		upper = directive_strip(m->arena, upper, NULL, 0);
		break;
	case DIRECTIVE_NONE:
		break;
	}
	return take_map(m, s, upper, path);
}

/* One field of `upper`, over `lower` (NULL: not there). */
static const struct val *
over_field(struct merge *m, const struct spot *s, const struct field *lower, const struct field *upper)
{
	struct doc_path at = DOC_KEY(s->path, upper->key);

	if (!lower && directive_deletes(upper->val)) {
		directive_nothing(m, upper->val, upper->key, s->lower);
		return NULL;
	}
	return merge_spot(m, (struct spot){ schema_property(s->schema, upper->key), lower ? lower->val : NULL,
	                                    upper->val, &at });
}

static unsigned char
depth_of(const struct val *map)
{
	unsigned deepest = 0;

	for (size_t i = 0; i < map->u.map.len; i++)
		if (map->u.map.fields[i].val->depth > deepest)
			deepest = map->u.map.fields[i].val->depth;
	return (unsigned char)(deepest + 1);
}

/* Behind the last field; an empty map may have no array to count from. */
static const struct field *
fields_end(const struct val *map)
{
	return map->u.map.len ? map->u.map.fields + map->u.map.len : map->u.map.fields;
}

/* Two maps, field by field: both are sorted. */
static const struct val *
over_fields(struct merge *m, struct spot s)
{
	const struct field *l = s.lower->u.map.fields, *lend = fields_end(s.lower);
	const struct field *u = s.upper->u.map.fields, *uend = fields_end(s.upper);
	struct field *fields = arena_new_n(m->arena, s.lower->u.map.len + s.upper->u.map.len, struct field), *f = fields;
	bool changed = false;
	struct val *v;

	while (l < lend || u < uend) {
		int c = l == lend ? 1 : u == uend ? -1 : slice_cmp(l->key, u->key);
		const struct field *low = c == 0 ? l : NULL;
		const struct val *merged;

		if (c < 0) {
			*f++ = *l++;
			continue;
		}
		merged = over_field(m, &s, low, u);
		changed |= merged != (low ? low->val : NULL);
		if (low && merged == low->val)
			*f++ = *low;
		else if (merged)
			*f++ = (struct field){ u->key, u->key_at, merged };
		l += c == 0;
		u++;
	}
	if (!changed)
		return s.lower;
	v = arena_new(m->arena, struct val);
	*v = *s.upper;
	v->u.map.fields = fields;
	v->u.map.len = (size_t)(f - fields);
	v->depth = depth_of(v);
	v->origin = origin_add(m->arena, m->kind, s.lower, s.upper->origin);
	return v;
}

static const struct val *
over_map(struct merge *m, struct spot s)
{
	switch (directive_of(m, s.upper)) {
	case DIRECTIVE_BAD:
		return &val_bad;
	case DIRECTIVE_DELETE:
		directive_check_delete(m, s.upper, NULL, 0);
		if (s.lower)
			return merge_remove(m, s);
		directive_nothing(m, s.upper, merge_place_name(m, s.path), NULL);
		return NULL;
	case DIRECTIVE_REPLACE:
		s.upper = directive_strip(m->arena, s.upper, NULL, 0);
		return merge_succeed(m, s, take_map(m, s.schema, s.upper, s.path));
	case DIRECTIVE_NONE:
		break;
	}
	if (!val_is(s.lower, VAL_MAP) || schema_map_atomic(s.schema))
		return merge_succeed(m, s, take_map(m, s.schema, s.upper, s.path));
	return over_fields(m, s);
}

const struct val *
merge_spot(struct merge *m, struct spot s)
{
	if (s.upper->kind == VAL_BAD || val_is(s.lower, VAL_BAD))
		return &val_bad;
	if (s.upper->kind == VAL_MAP)
		return over_map(m, s);
	if (s.upper->kind == VAL_LIST)
		return listmap_merge(m, s);
	return merge_succeed(m, s, s.upper);
}

const struct val *
merge_over(struct merge *m, const struct schema *s, const struct val *lower, const struct val *upper,
           const struct doc_path *path)
{
	return upper ? merge_spot(m, (struct spot){ s, lower, upper, path }) : lower;
}
