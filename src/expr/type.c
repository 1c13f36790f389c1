/* SPDX-License-Identifier: Apache-2.0 */
/* type.c - making static types, and the lattice they form: join, meet. Depth
 * is that of the schemas and values they come from, which is bounded. */
#include "expr/type.h"

#include "base/vec.h"

const struct type type_any = {
	.kinds = TYPE_ANY, .can_true = true, .can_false = true,
	.lo = INT64_MIN, .hi = INT64_MAX, .loose_lo = true, .loose_hi = true,
	.text = &lang_loose, .item = &type_any, .rest = &type_any, .of = &type_any,
	.max = SIZE_MAX, .keys = &lang_loose,
};
const struct type type_never = { .kinds = 0 };
const struct type type_null = { .kinds = KIND(VAL_NULL), .one = &val_null };
const struct type type_bool = { .kinds = KIND(VAL_BOOL), .can_true = true, .can_false = true };
const struct type type_int = { .kinds = KIND(VAL_INT), .lo = INT64_MIN, .hi = INT64_MAX, .loose_lo = true, .loose_hi = true };
const struct type type_double = { .kinds = KIND(VAL_DOUBLE) };
const struct type type_string = { .kinds = KIND(VAL_STRING), .text = &lang_loose };

const struct type *
type_int_range(struct arena *a, int64_t lo, int64_t hi, bool loose)
{
	struct type *t = arena_new(a, struct type);

	t->kinds = KIND(VAL_INT);
	t->lo = lo;
	t->hi = hi;
	t->loose_lo = t->loose_hi = loose;
	return t;
}

const struct type *
type_text(struct arena *a, const struct lang *l)
{
	struct type *t = arena_new(a, struct type);

	t->kinds = KIND(VAL_STRING);
	t->text = l;
	return t;
}

const struct type *
type_list(struct arena *a, const struct type *item, size_t min, size_t max)
{
	struct type *t = arena_new(a, struct type);

	t->kinds = KIND(VAL_LIST);
	t->item = item;
	t->min = min;
	t->max = item ? max : 0;
	return t;
}

const struct type *
type_map(struct arena *a, const struct type *rest)
{
	struct type *t = arena_new(a, struct type);

	t->kinds = KIND(VAL_MAP);
	t->rest = rest;
	t->keys = &lang_any;
	return t;
}

const struct type *
type_optional(struct arena *a, const struct type *of)
{
	struct type *t = arena_new(a, struct type);

	t->kinds = KIND(VAL_OPTIONAL);
	t->of = of && of->kinds ? of : NULL;
	return t;
}

/* Takes away what is known of kinds that are not there. */
static const struct type *
clean(struct type *t)
{
	if (!type_may(t, KIND(VAL_BOOL)))
		t->can_true = t->can_false = false;
	if (!type_may(t, KIND_INTS)) {
		t->lo = t->hi = 0;
		t->loose_lo = t->loose_hi = false;
	}
	if (!type_may(t, KIND(VAL_STRING)))
		t->text = NULL;
	if (!type_may(t, KIND(VAL_LIST))) {
		t->item = NULL;
		t->min = t->max = 0;
	}
	if (!type_may(t, KIND_MAPS)) {
		t->rest = NULL;
		t->keys = NULL;
		t->fields = NULL;
		t->nfields = 0;
	}
	if (!type_may(t, KIND(VAL_OPTIONAL)))
		t->of = NULL;
	return t->kinds ? t : &type_never;
}

const struct type *
type_kind(struct arena *a, uint32_t kinds)
{
	struct type *t;

	if (kinds == TYPE_ANY)
		return &type_any;
	t = arena_new(a, struct type);
	*t = type_any;
	t->kinds = kinds;
	return clean(t);
}

const struct type *
type_only(struct arena *a, const struct type *t, uint32_t kinds)
{
	struct type *only;

	if (type_is_any(t))
		return type_kind(a, kinds);
	if (!(t->kinds & ~kinds))
		return t;
	if (!(t->kinds & kinds))
		return &type_never;
	only = arena_new(a, struct type);
	*only = *t;
	only->kinds &= kinds;
	if (only->one && !(only->kinds & KIND(only->one->kind)))
		only->one = NULL;
	return clean(only);
}

/* One of two that may be NULL, which is nothing. */
static const struct type *
join_parts(struct arena *a, const struct type *x, const struct type *y)
{
	return !x ? y : !y ? x : type_join(a, x, y);
}

static void
join_ints(struct type *t, const struct type *x, const struct type *y)
{
	if (!type_may(x, KIND_INTS) || !type_may(y, KIND_INTS)) {
		const struct type *one = type_may(x, KIND_INTS) ? x : y;

		t->lo = one->lo;
		t->hi = one->hi;
		t->loose_lo = one->loose_lo;
		t->loose_hi = one->loose_hi;
		return;
	}
	t->lo = x->lo < y->lo ? x->lo : y->lo;
	t->hi = x->hi > y->hi ? x->hi : y->hi;
	/* A bound is reached when one of both reaches it. */
	t->loose_lo = (x->lo != t->lo || x->loose_lo) && (y->lo != t->lo || y->loose_lo);
	t->loose_hi = (x->hi != t->hi || x->loose_hi) && (y->hi != t->hi || y->loose_hi);
}

static void
join_lists(struct arena *a, struct type *t, const struct type *x, const struct type *y)
{
	bool both = type_may(x, KIND(VAL_LIST)) && type_may(y, KIND(VAL_LIST));
	const struct type *one = type_may(x, KIND(VAL_LIST)) ? x : y;

	t->item = join_parts(a, x->item, y->item);
	t->min = both && y->min < x->min ? y->min : one->min;
	t->max = both && y->max > x->max ? y->max : one->max;
}

/* What a key that is no field of a map may have; NULL: it cannot be there. */
static const struct type *
rest_for(const struct type *t, struct slice key)
{
	const struct slice *texts;
	size_t n;

	if (!t->rest || !t->keys)
		return t->rest;
	n = lang_literals(t->keys, &texts);
	for (size_t i = 0; i < n; i++)
		if (slice_eq(texts[i], key))
			return t->rest;
	return n ? NULL : t->rest;
}

struct fields {
	struct arena *arena;
	VEC(struct type_field) list;
};

static void
add_field(struct fields *f, struct slice key, const struct type *type, bool optional)
{
	vec_push(f->arena, &f->list, (struct type_field){ key, type, optional });
}

/* Walks the fields of both in their order; fn gets NULL for one that is not
 * there. False when fn gives false. */
static bool
walk_fields(struct fields *out, const struct type *x, const struct type *y,
            bool (*fn)(struct fields *out, const struct type_field *p, const struct type_field *q, const struct type *lacks))
{
	size_t i = 0, k = 0;

	while (i < x->nfields || k < y->nfields) {
		int c = i == x->nfields ? 1 : k == y->nfields ? -1 : slice_cmp(x->fields[i].key, y->fields[k].key);
		const struct type_field *p = c <= 0 ? &x->fields[i++] : NULL, *q = c >= 0 ? &y->fields[k++] : NULL;

		if (!fn(out, p, q, p ? y : x))
			return false;
	}
	return true;
}

static bool
join_field(struct fields *out, const struct type_field *p, const struct type_field *q, const struct type *lacks)
{
	const struct type *other;

	if (p && q) {
		add_field(out, p->key, type_join(out->arena, p->type, q->type), p->optional || q->optional);
		return true;
	}
	if (!p)
		p = q;
	other = rest_for(lacks, p->key);
	add_field(out, p->key, other ? type_join(out->arena, p->type, other) : p->type, true);
	return true;
}

static void
join_maps(struct arena *a, struct type *t, const struct type *x, const struct type *y)
{
	struct fields out = { .arena = a };

	if (!type_may(x, KIND_MAPS) || !type_may(y, KIND_MAPS)) {
		const struct type *one = type_may(x, KIND_MAPS) ? x : y;

		t->fields = one->fields;
		t->nfields = one->nfields;
		t->rest = one->rest;
		t->keys = one->keys;
		return;
	}
	walk_fields(&out, x, y, join_field);
	t->fields = out.list.ptr;
	t->nfields = out.list.len;
	t->rest = join_parts(a, x->rest, y->rest);
	t->keys = !x->rest || !x->keys ? y->keys : !y->rest || !y->keys ? x->keys : lang_union(a, x->keys, y->keys);
}

const struct type *
type_join(struct arena *a, const struct type *x, const struct type *y)
{
	struct type *t;

	if (x == y || !y->kinds)
		return x;
	if (!x->kinds)
		return y;
	if (type_is_any(x) || type_is_any(y))
		return &type_any;
	t = arena_new(a, struct type);
	t->kinds = x->kinds | y->kinds;
	t->can_true = x->can_true || y->can_true;
	t->can_false = x->can_false || y->can_false;
	if (type_may(t, KIND_INTS))
		join_ints(t, x, y);
	if (type_may(t, KIND(VAL_STRING)))
		t->text = !x->text ? y->text : !y->text ? x->text : lang_union(a, x->text, y->text);
	if (type_may(t, KIND(VAL_LIST)))
		join_lists(a, t, x, y);
	if (type_may(t, KIND_MAPS))
		join_maps(a, t, x, y);
	t->of = join_parts(a, x->of, y->of);
	t->one = x->one == y->one ? x->one : NULL;
	t->schema = x->schema == y->schema ? x->schema : NULL;
	return t;
}

/* Both of two that may be NULL; never a type without values. */
static const struct type *
meet_parts(struct arena *a, const struct type *x, const struct type *y)
{
	const struct type *both = x && y ? type_meet(a, x, y) : NULL;

	return both && both->kinds ? both : NULL;
}

/* The texts of x that may be in y too; NULL when there are none. */
static const struct lang *
filter_texts(struct arena *a, const struct lang *x, const struct lang *y)
{
	const struct slice *texts;
	const struct lang *left = NULL;
	size_t n = lang_literals(x, &texts);

	for (size_t i = 0; i < n; i++)
		if (lang_has(a, y, texts[i]) != LANG_NO) {
			const struct lang *one = lang_literal(a, texts[i]);

			left = left ? lang_union(a, left, one) : one;
		}
	return left;
}

static const struct lang *
meet_texts(struct arena *a, const struct lang *x, const struct lang *y)
{
	const struct slice *texts;

	if (x == y || y == &lang_any || y == &lang_loose)
		return x;
	if (x == &lang_any || x == &lang_loose)
		return y;
	if (lang_literals(x, &texts))
		return filter_texts(a, x, y);
	if (lang_literals(y, &texts))
		return filter_texts(a, y, x);
	if (lang_min(x) > lang_max(y) || lang_min(y) > lang_max(x))
		return NULL;
	if ((lang_is_loose(x) && !lang_is_loose(y)) || lang_is_every(x))
		return lang_length(a, y, lang_min(x), lang_max(x));
	return lang_length(a, x, lang_min(y), lang_max(y));
}

static void
meet_ints(struct type *t, const struct type *x, const struct type *y)
{
	t->lo = x->lo > y->lo ? x->lo : y->lo;
	t->hi = x->hi < y->hi ? x->hi : y->hi;
	t->loose_lo = (x->lo == t->lo && x->loose_lo) || (y->lo == t->lo && y->loose_lo);
	t->loose_hi = (x->hi == t->hi && x->loose_hi) || (y->hi == t->hi && y->loose_hi);
	if (t->lo > t->hi)
		t->kinds &= ~KIND_INTS;
}

static void
meet_lists(struct arena *a, struct type *t, const struct type *x, const struct type *y)
{
	t->item = meet_parts(a, x->item, y->item);
	t->min = x->min > y->min ? x->min : y->min;
	t->max = x->max < y->max ? x->max : y->max;
	if (!t->item)
		t->max = 0;
	if (t->min > t->max)
		t->kinds &= ~KIND(VAL_LIST);
}

static bool
meet_field(struct fields *out, const struct type_field *p, const struct type_field *q, const struct type *lacks)
{
	const struct type *other, *both;
	bool optional;

	if (p && q) {
		other = q->type;
		optional = p->optional && q->optional;
	} else {
		if (!p)
			p = q;
		other = rest_for(lacks, p->key);
		optional = p->optional;
	}
	both = other ? type_meet(out->arena, p->type, other) : &type_never;
	add_field(out, p->key, both, optional);
	return both->kinds || optional;
}

static void
meet_maps(struct arena *a, struct type *t, const struct type *x, const struct type *y)
{
	struct fields out = { .arena = a };

	if (!walk_fields(&out, x, y, meet_field))
		t->kinds &= ~KIND_MAPS;
	t->fields = out.list.ptr;
	t->nfields = out.list.len;
	t->rest = meet_parts(a, x->rest, y->rest);
	t->keys = !x->keys || x->keys == &lang_any || lang_is_loose(x->keys) ? y->keys : x->keys;
}

const struct type *
type_meet(struct arena *a, const struct type *x, const struct type *y)
{
	struct type *t;

	if (x == y || type_is_any(y))
		return x;
	if (type_is_any(x))
		return y;
	if (!(x->kinds & y->kinds))
		return &type_never;
	t = arena_new(a, struct type);
	t->kinds = x->kinds & y->kinds;
	t->can_true = x->can_true && y->can_true;
	t->can_false = x->can_false && y->can_false;
	if (!t->can_true && !t->can_false)
		t->kinds &= ~KIND(VAL_BOOL);
	if (type_may(t, KIND_INTS))
		meet_ints(t, x, y);
	if (type_may(t, KIND(VAL_STRING))) {
		t->text = meet_texts(a, x->text, y->text);
		if (!t->text)
			t->kinds &= ~KIND(VAL_STRING);
	}
	if (type_may(t, KIND(VAL_LIST)))
		meet_lists(a, t, x, y);
	if (type_may(t, KIND_MAPS))
		meet_maps(a, t, x, y);
	t->of = meet_parts(a, x->of, y->of);
	t->one = x->one ? x->one : y->one;
	t->schema = x->schema ? x->schema : y->schema;
	return clean(t);
}

static const struct type_field *
find_field(const struct type *t, struct slice key)
{
	size_t low = 0, high = t->nfields;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = slice_cmp(key, t->fields[mid].key);

		if (c == 0)
			return &t->fields[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const struct type *
type_field(const struct type *t, struct slice key, bool *optional)
{
	const struct type_field *f;

	*optional = false;
	if (type_is_any(t))
		return &type_any;
	if (!type_may(t, KIND_MAPS))
		return NULL;
	f = find_field(t, key);
	*optional = !f || f->optional;
	return f ? f->type : rest_for(t, key);
}

const struct type *
type_with_field(struct arena *a, const struct type *t, struct slice key, const struct type *field, bool optional)
{
	struct type *with;
	struct type_field *fields;
	size_t n = 0;

	if (type_is_any(t) || !type_may(t, KIND_MAPS))
		return t;
	with = arena_new(a, struct type);
	fields = arena_new_n(a, t->nfields + 1, struct type_field);
	while (n < t->nfields && slice_cmp(t->fields[n].key, key) < 0) {
		fields[n] = t->fields[n];
		n++;
	}
	fields[n] = (struct type_field){ key, field, optional || !field->kinds };
	*with = *t;
	with->nfields = n + 1;
	for (size_t i = n < t->nfields && slice_eq(t->fields[n].key, key) ? n + 1 : n; i < t->nfields; i++)
		fields[with->nfields++] = t->fields[i];
	with->fields = fields;
	with->one = NULL;
	return with;
}

const struct type *
type_without(struct arena *a, const struct type *t, const struct val *v)
{
	struct type *left;

	if (type_is_any(t) || !(t->kinds & KIND(v->kind)))
		return t;
	left = arena_new(a, struct type);
	*left = *t;
	left->one = t->one && t->one->kind == v->kind ? NULL : t->one;
	if (v->kind == VAL_NULL)
		left->kinds &= ~KIND(VAL_NULL);
	if (v->kind == VAL_BOOL) {
		left->can_true = t->can_true && !v->u.b;
		left->can_false = t->can_false && v->u.b;
		if (!left->can_true && !left->can_false)
			left->kinds &= ~KIND(VAL_BOOL);
	}
	if (v->kind == VAL_STRING) {
		left->text = lang_without(a, t->text, v->u.str);
		if (!left->text)
			left->kinds &= ~KIND(VAL_STRING);
	}
	if (v->kind == VAL_INT && t->lo == v->u.i && t->hi == v->u.i)
		left->kinds &= ~KIND_INTS;
	else if (v->kind == VAL_INT && t->lo == v->u.i)
		left->lo++;
	else if (v->kind == VAL_INT && t->hi == v->u.i)
		left->hi--;
	return clean(left);
}

size_t
type_map_min(const struct type *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nfields; i++)
		n += !t->fields[i].optional;
	return n;
}

size_t
type_map_max(const struct type *t)
{
	size_t n = 0;

	if (t->rest || type_is_any(t))
		return SIZE_MAX;
	for (size_t i = 0; i < t->nfields; i++)
		n += t->fields[i].type->kinds != 0;
	return n;
}
