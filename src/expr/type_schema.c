/* SPDX-License-Identifier: Apache-2.0 */
/* type_schema.c - the types of what is written down: of a value, and of the
 * values that a schema admits. */
#include <math.h>
#include <stdlib.h>

#include "expr/opaque.h"
#include "expr/type.h"
#include "schema/node.h"

enum {
	DEPTH_MAX = 32,       /* of schemas in schemas; deeper ones are any */
	SCHEMAS_MAX = 20000,  /* of one type */
};

#define KIND_JSON \
	(KIND(VAL_NULL) | KIND(VAL_BOOL) | KIND(VAL_INT) | KIND(VAL_DOUBLE) | KIND(VAL_STRING) | KIND(VAL_LIST) | KIND(VAL_MAP))

static const struct type *
of_list(struct arena *a, const struct val *v)
{
	const struct type *item = &type_never;

	for (size_t i = 0; i < v->u.list.len; i++)
		item = type_join(a, item, type_of_val(a, v->u.list.items[i]));
	return type_list(a, item->kinds ? item : NULL, v->u.list.len, v->u.list.len);
}

static const struct type *
of_map(struct arena *a, const struct val *v)
{
	struct type_field *fields = arena_new_n(a, v->u.map.len, struct type_field);
	struct type *t = arena_new(a, struct type);

	for (size_t i = 0; i < v->u.map.len; i++)
		fields[i] = (struct type_field){ v->u.map.fields[i].key, type_of_val(a, v->u.map.fields[i].val), false };
	t->kinds = KIND(VAL_MAP);
	t->fields = fields;
	t->nfields = v->u.map.len;
	return t;
}

static const struct type *
of_dict(struct arena *a, const struct val *v)
{
	const struct type *rest = &type_never;
	struct type *t;

	for (size_t i = 0; i < v->u.dict.len; i++)
		rest = type_join(a, rest, type_of_val(a, v->u.dict.entries[i].val));
	t = arena_new(a, struct type);
	*t = *type_kind(a, KIND(VAL_DICT));
	t->rest = rest;
	return t;
}

static const struct type *
of_scalar(struct arena *a, const struct val *v)
{
	struct type *t = arena_new(a, struct type);
	uint64_t u = v->u.u;

	t->kinds = v->kind == VAL_OPAQUE ? v->u.opaque.type->bit : KIND(v->kind);
	if (v->kind == VAL_BOOL) {
		t->can_true = v->u.b;
		t->can_false = !v->u.b;
	} else if (v->kind == VAL_INT) {
		t->lo = t->hi = v->u.i;
	} else if (v->kind == VAL_UINT) {
		t->lo = t->hi = u > INT64_MAX ? INT64_MAX : (int64_t)u;
		t->loose_hi = u > INT64_MAX;
	} else if (v->kind == VAL_STRING) {
		t->text = lang_literal(a, v->u.str);
	} else if (v->kind == VAL_OPTIONAL) {
		t->of = v->u.opt ? type_of_val(a, v->u.opt) : NULL;
	}
	return t;
}

const struct type *
type_of_val(struct arena *a, const struct val *v)
{
	const struct type *t;
	struct type *same;

	if (v->kind == VAL_BAD)
		return &type_any;
	t = v->kind == VAL_LIST ? of_list(a, v) : v->kind == VAL_MAP ? of_map(a, v) : v->kind == VAL_DICT ? of_dict(a, v) : of_scalar(a, v);
	same = arena_new(a, struct type);
	*same = *t;
	same->one = v;
	return same;
}

struct reader {
	struct arena *arena;
	unsigned depth;
	size_t schemas;
};

static const struct type *read_schema(struct reader *r, const struct schema *s, bool branch);

static int64_t
to_int(double d)
{
	return d >= 0x1p63 ? INT64_MAX : d < -0x1p63 ? INT64_MIN : (int64_t)d;
}

static void
read_range(struct type *t, const struct schema *s)
{
	t->lo = s->format == FORMAT_INT32 ? INT32_MIN : INT64_MIN;
	t->hi = s->format == FORMAT_INT32 ? INT32_MAX : INT64_MAX;
	if (s->has_minimum) {
		int64_t lo = to_int(ceil(s->minimum));

		lo += s->exclusive_minimum && ceil(s->minimum) == s->minimum && lo < INT64_MAX;
		t->lo = lo > t->lo ? lo : t->lo;
	}
	if (s->has_maximum) {
		int64_t hi = to_int(floor(s->maximum));

		hi -= s->exclusive_maximum && floor(s->maximum) == s->maximum && hi > INT64_MIN;
		t->hi = hi < t->hi ? hi : t->hi;
	}
	t->loose_lo = t->loose_hi = s->has_multiple;
	if (t->lo > t->hi)
		t->kinds &= ~KIND(VAL_INT);
}

/* A format's texts are some of those of the pattern, nobody knows which. */
static const struct lang *
read_text(struct arena *a, const struct schema *s)
{
	const struct val *pattern = val_get_cstr(s->source, "pattern");
	const struct lang *l = &lang_any;

	if (s->pattern && val_is(pattern, VAL_STRING))
		l = lang_pattern(a, pattern->u.str);
	if (format_of_strings((enum format)s->format))
		l = &lang_loose;
	if (s->min_length || s->max_length != SIZE_MAX)
		l = lang_length(a, l, s->min_length, s->max_length);
	return l;
}

static int
by_key(const void *x, const void *y)
{
	const struct type_field *p = x, *q = y;

	return slice_cmp(p->key, q->key);
}

/* Names that are required but no properties. */
static void
read_required(struct reader *r, struct type *t, struct type_field *fields, const struct schema *s)
{
	size_t n = t->nfields;

	for (size_t i = 0; i < s->nrequired; i++)
		if (t->rest)
			fields[n++] = (struct type_field){ s->required[i], t->rest, false };
	if (n > t->nfields)
		qsort(fields, n, sizeof(*fields), by_key);
	t->nfields = n;
	(void)r;
}

static void
read_fields(struct reader *r, struct type *t, const struct schema *s)
{
	struct type_field *fields = arena_new_n(r->arena, s->nproperties + s->nrequired, struct type_field);

	if (s->additional)
		t->rest = read_schema(r, s->additional, false);
	else if (s->open && !s->forbid)
		t->rest = &type_any;
	t->keys = t->rest ? &lang_any : NULL;
	for (size_t i = 0; i < s->nproperties; i++) {
		const struct property *p = &s->properties[i];

		fields[i] = (struct type_field){
			p->key, read_schema(r, p->schema, false), !p->required && !schema_default_of(p->schema),
		};
	}
	t->fields = fields;
	t->nfields = s->nproperties;
	read_required(r, t, fields, s);
}

static uint32_t
kinds_of(const struct schema *s)
{
	static const struct { unsigned char type; uint32_t kinds; } table[] = {
		{ TYPE_OBJECT, KIND(VAL_MAP) },     { TYPE_ARRAY, KIND(VAL_LIST) },  { TYPE_STRING, KIND(VAL_STRING) },
		{ TYPE_INTEGER, KIND(VAL_INT) },    { TYPE_NUMBER, KIND(VAL_INT) | KIND(VAL_DOUBLE) },
		{ TYPE_BOOLEAN, KIND(VAL_BOOL) },   { TYPE_NULL, KIND(VAL_NULL) },
	};
	uint32_t kinds = 0;

	if (s->int_or_string)
		return KIND(VAL_INT) | KIND(VAL_STRING);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (s->types & table[i].type)
			kinds |= table[i].kinds;
	return kinds ? kinds : KIND_JSON;
}

/* What the keywords of one schema say, without combinators. */
static const struct type *
read_plain(struct reader *r, const struct schema *s)
{
	struct type *t = arena_new(r->arena, struct type);

	t->kinds = kinds_of(s);
	t->can_true = t->can_false = type_may(t, KIND(VAL_BOOL));
	t->schema = s;
	if (type_may(t, KIND(VAL_INT)))
		read_range(t, s);
	if (type_may(t, KIND(VAL_STRING)))
		t->text = read_text(r->arena, s);
	if (type_may(t, KIND(VAL_LIST))) {
		t->item = s->items ? read_schema(r, s->items, false) : &type_any;
		t->min = s->min_items;
		t->max = s->max_items;
	}
	if (type_may(t, KIND_MAPS))
		read_fields(r, t, s);
	return t;
}

static const struct type *
read_enum(struct reader *r, const struct schema *s)
{
	const struct type *all = &type_never;
	struct type *t;

	for (size_t i = 0; i < s->enums->u.list.len; i++)
		all = type_join(r->arena, all, type_of_val(r->arena, s->enums->u.list.items[i]));
	all = type_only(r->arena, all, kinds_of(s));
	if (!all->kinds)
		return all;
	t = arena_new(r->arena, struct type);
	*t = *all;
	t->schema = s;
	return t;
}

static const struct type *
meet_branches(struct reader *r, const struct type *t, struct schemas branches, bool all)
{
	const struct type *any = &type_never;

	for (size_t i = 0; i < branches.len; i++) {
		const struct type *branch = read_schema(r, branches.ptr[i], true);
		const struct type *both = type_meet(r->arena, t, branch);

		if (all)
			t = both;
		else
			any = type_join(r->arena, any, both);
	}
	return all || !branches.len ? t : any;
}

/* A schema that says nothing; in a branch it adds nothing. */
static bool
says_nothing(const struct schema *s)
{
	return !s->types && !s->int_or_string && !s->enums && !s->nproperties && !s->combined && !s->nrequired && !s->items &&
	       !s->additional && !s->pattern && !s->has_minimum && !s->has_maximum;
}

static const struct type *
read_here(struct reader *r, const struct schema *s, bool branch)
{
	const struct type *t;

	if (says_nothing(s) || (s->preserve && !s->nproperties) || (!branch && !s->types && !s->int_or_string && !s->enums))
		return &type_any;
	t = s->enums ? read_enum(r, s) : read_plain(r, s);
	t = meet_branches(r, t, s->all_of, true);
	t = meet_branches(r, t, s->any_of, false);
	return meet_branches(r, t, s->one_of, false);
}

static const struct type *
read_schema(struct reader *r, const struct schema *s, bool branch)
{
	const struct type *t;
	struct type *null;

	if (r->depth == DEPTH_MAX || ++r->schemas > SCHEMAS_MAX)
		return &type_any;
	r->depth++;
	t = read_here(r, schema_deref(s), branch);
	r->depth--;
	if (!schema_nullable(s) || type_is_any(t))
		return t;
	null = arena_new(r->arena, struct type);
	*null = *type_join(r->arena, t, &type_null);
	null->schema = s;
	return null;
}

const struct type *
type_of_schema(struct arena *a, const struct schema *s)
{
	struct reader r = { .arena = a };

	return s ? read_schema(&r, s, false) : &type_any;
}
