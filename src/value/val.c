/* SPDX-License-Identifier: Apache-2.0 */
/* val.c - making scalars and looking into maps. */
#include "value/val.h"

#include <string.h>

const struct val val_bad = { .kind = VAL_BAD };
const struct val val_null = { .kind = VAL_NULL };
const struct val val_true = { .kind = VAL_BOOL, .u.b = true };
const struct val val_false = { .kind = VAL_BOOL, .u.b = false };
const struct val val_empty_list = { .kind = VAL_LIST, .depth = 1 };
const struct val val_empty_map = { .kind = VAL_MAP, .depth = 1 };

static struct val *
make(struct arena *a, enum val_kind kind, struct span at)
{
	struct val *v = arena_new(a, struct val);

	v->kind = (unsigned char)kind;
	v->at = at;
	return v;
}

const struct val *
val_bool(struct arena *a, bool b, struct span at)
{
	struct val *v = make(a, VAL_BOOL, at);

	v->u.b = b;
	return v;
}

const struct val *
val_int(struct arena *a, int64_t i, struct span at)
{
	struct val *v = make(a, VAL_INT, at);

	v->u.i = i;
	return v;
}

const struct val *
val_double(struct arena *a, double d, struct span at)
{
	struct val *v = make(a, VAL_DOUBLE, at);

	v->u.d = d;
	return v;
}

const struct val *
val_string(struct arena *a, struct slice s, struct span at)
{
	struct val *v = make(a, VAL_STRING, at);

	v->u.str = s;
	return v;
}

const struct val *
val_with(struct arena *a, const struct val *v, struct span at, const struct origin *origin)
{
	struct val *copy = arena_new(a, struct val);

	*copy = *v;
	copy->at = at;
	copy->origin = origin;
	return copy;
}

const struct origin *
origin_add(struct arena *a, enum origin_kind kind, const struct val *val, const struct origin *next)
{
	struct origin *o = arena_new(a, struct origin);

	*o = (struct origin){ kind, val, next };
	return o;
}

enum { FEW_FIELDS = 16 };

const struct field *
val_field(const struct val *v, struct slice key)
{
	size_t low = 0, high;

	if (!val_is(v, VAL_MAP))
		return NULL;
	high = v->u.map.len;
	/* Few keys have the same length: looking at all of them is faster than halving. */
	if (high <= FEW_FIELDS) {
		for (; low < high; low++)
			if (slice_eq(v->u.map.fields[low].key, key))
				return &v->u.map.fields[low];
		return NULL;
	}
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = slice_cmp(key, v->u.map.fields[mid].key);

		if (c == 0)
			return &v->u.map.fields[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

const struct val *
val_get(const struct val *v, struct slice key)
{
	const struct field *f = val_field(v, key);

	return f ? f->val : NULL;
}

const struct val *
val_walk(const struct val *v, const char *dotted)
{
	while (v && *dotted) {
		size_t n = strcspn(dotted, ".");

		v = val_get(v, (struct slice){ dotted, n });
		dotted += n + (dotted[n] == '.');
	}
	return v;
}

struct slice
val_text(const struct val *v, struct slice otherwise)
{
	return val_is(v, VAL_STRING) ? v->u.str : otherwise;
}

const char *
val_kind_name(const struct val *v)
{
	static const char *const names[] = {
		[VAL_BAD] = "nothing usable", [VAL_NULL] = "null",        [VAL_BOOL] = "boolean",
		[VAL_INT] = "integer",        [VAL_DOUBLE] = "number",    [VAL_STRING] = "string",
		[VAL_LIST] = "list",          [VAL_MAP] = "map",          [VAL_UINT] = "unsigned integer",
		[VAL_BYTES] = "bytes",        [VAL_DURATION] = "duration", [VAL_TIMESTAMP] = "timestamp",
		[VAL_TYPE] = "type",          [VAL_OPTIONAL] = "optional", [VAL_DICT] = "map",
		[VAL_OPAQUE] = "object",
	};

	return v ? names[v->kind] : "nothing";
}

struct span
val_place(const struct val *v)
{
	if (v->at.src)
		return v->at;
	for (const struct origin *o = v->origin; o; o = o->next)
		if (o->val->at.src)
			return o->val->at;
	return SPAN_NONE;
}
