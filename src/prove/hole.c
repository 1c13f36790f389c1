/* SPDX-License-Identifier: Apache-2.0 */
/* hole.c - leaves of abstract values. */
#include "expr/opaque.h"
#include "prove/prove_priv.h"
#include "value/build.h"

/* Its values never meet an expression, so nobody asks for more than this. */
static const struct val_opaque hole_kind = { .name = "hole", .sig = "hole" };

const struct val *
hole_new(struct arena *a, const struct type *t, const struct template *from, const struct scope *scope, struct span at)
{
	struct hole *h = arena_new(a, struct hole);
	struct val *v = arena_new(a, struct val);

	*h = (struct hole){ t, from, scope };
	v->kind = VAL_OPAQUE;
	v->at = at;
	v->u.opaque.type = &hole_kind;
	v->u.opaque.data = h;
	return v;
}

const struct hole *
hole_of(const struct val *v)
{
	return v && v->kind == VAL_OPAQUE && v->u.opaque.type == &hole_kind ? v->u.opaque.data : NULL;
}

bool
hole_optional(const struct val *v)
{
	const struct hole *h = hole_of(v);

	return h && !type_is_any(h->type) && (h->type->kinds & KIND(VAL_OPTIONAL));
}

/* Without the bit that says that it may be absent. */
static const struct type *
present(struct arena *a, const struct type *t)
{
	if (type_is_any(t) || !(t->kinds & KIND(VAL_OPTIONAL)))
		return t;
	return type_only(a, t, ~KIND(VAL_OPTIONAL));
}

static bool
has_hole(const struct val *v)
{
	for (size_t i = 0; v->kind == VAL_LIST && i < v->u.list.len; i++)
		if (has_hole(v->u.list.items[i]))
			return true;
	for (size_t i = 0; v->kind == VAL_MAP && i < v->u.map.len; i++)
		if (has_hole(v->u.map.fields[i].val))
			return true;
	return v->kind == VAL_OPAQUE;
}

static const struct type *
map_type(struct arena *a, const struct val *v)
{
	struct type *t = arena_new(a, struct type);
	struct type_field *fields = arena_new_n(a, v->u.map.len, struct type_field);
	size_t n = 0;

	t->kinds = KIND(VAL_MAP);
	t->keys = &lang_any;
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];
		const struct type *field = hole_type(a, f->val);

		if (slice_eq(f->key, schema_any_key))
			t->rest = field;
		else
			fields[n++] = (struct type_field){ f->key, field, hole_optional(f->val) };
	}
	t->fields = fields;
	t->nfields = n;
	return t;
}

static const struct type *
list_type(struct arena *a, const struct val *v)
{
	const struct type *item = NULL;
	size_t min = 0;

	for (size_t i = 0; i < v->u.list.len; i++) {
		const struct type *t = hole_type(a, v->u.list.items[i]);

		item = item ? type_join(a, item, t) : t;
		min += !hole_optional(v->u.list.items[i]);
	}
	return type_list(a, item ? item : &type_never, min, v->u.list.len);
}

const struct type *
hole_type(struct arena *a, const struct val *v)
{
	const struct hole *h = hole_of(v);

	if (h)
		return present(a, h->type);
	if (v->kind == VAL_BAD)
		return &type_any;
	if (!has_hole(v))
		return type_of_val(a, v);
	return v->kind == VAL_MAP ? map_type(a, v) : list_type(a, v);
}

static const struct val *
part(struct arena *a, const struct type *t, bool optional, struct span at)
{
	if (t->one && !optional)
		return val_with(a, t->one, at, NULL);
	if (optional && !type_is_any(t)) {
		struct type *copy = arena_new(a, struct type);

		*copy = *t;
		copy->kinds |= KIND(VAL_OPTIONAL);
		copy->one = NULL;
		t = copy;
	}
	return hole_new(a, t, NULL, NULL, at);
}

/* A map type as a map of holes. */
static const struct val *
map_of(struct arena *a, const struct type *t, struct span at)
{
	struct map_build b = MAP_BUILD_INIT(a);
	bool optional = t->kinds & KIND(VAL_OPTIONAL);

	for (size_t i = 0; i < t->nfields; i++)
		map_build_add(&b, t->fields[i].key, SPAN_NONE,
		              part(a, t->fields[i].type, optional || t->fields[i].optional, at));
	if (t->rest && t->rest->kinds)
		map_build_add(&b, schema_any_key, SPAN_NONE, part(a, t->rest, true, at));
	return map_build_end(&b, at);
}

static const struct val *
open_fields(struct arena *a, const struct val *lower, const struct val *upper)
{
	struct map_build b = MAP_BUILD_INIT(a);
	bool same = true;

	for (size_t i = 0; i < lower->u.map.len; i++) {
		const struct field *f = &lower->u.map.fields[i];
		const struct val *up = val_get(upper, f->key);
		const struct val *now = up ? hole_open(a, f->val, up) : f->val;

		same = same && now == f->val;
		map_build_add(&b, f->key, f->key_at, now);
	}
	return same ? lower : val_with(a, map_build_end(&b, lower->at), lower->at, lower->origin);
}

/* Items of lists are opened when they have the same name, the key of most
 * lists that are merged by one. */
static const struct val *
open_items(struct arena *a, const struct val *lower, const struct val *upper)
{
	struct list_build b = LIST_BUILD_INIT(a);
	bool same = true;

	for (size_t i = 0; i < lower->u.list.len; i++) {
		const struct val *item = lower->u.list.items[i], *now = item;
		const struct val *name = val_get_cstr(item, "name");

		for (size_t j = 0; val_is(name, VAL_STRING) && j < upper->u.list.len; j++) {
			const struct val *up = upper->u.list.items[j], *other = val_get_cstr(up, "name");

			if (val_is(other, VAL_STRING) && slice_eq(name->u.str, other->u.str))
				now = hole_open(a, item, up);
		}
		same = same && now == item;
		list_build_add(&b, now);
	}
	return same ? lower : val_with(a, list_build_end(&b, lower->at), lower->at, lower->origin);
}

const struct val *
hole_open(struct arena *a, const struct val *lower, const struct val *upper)
{
	const struct hole *h = hole_of(lower);

	if (!lower)
		return NULL;
	if (h && upper->kind == VAL_MAP && !type_is_any(h->type) &&
	    (h->type->kinds | KIND(VAL_OPTIONAL)) == (KIND(VAL_MAP) | KIND(VAL_OPTIONAL)))
		return hole_open(a, map_of(a, h->type, lower->at), upper);
	if (lower->kind == VAL_MAP && upper->kind == VAL_MAP)
		return open_fields(a, lower, upper);
	if (lower->kind == VAL_LIST && upper->kind == VAL_LIST)
		return open_items(a, lower, upper);
	return lower;
}
