/* SPDX-License-Identifier: Apache-2.0 */
/* json.c - JSON texts as values; the only file that knows jansson. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "read/read.h"
#include "read/text.h"
#include "value/build.h"

struct converter {
	struct arena *arena;
	struct diags *diags;
	struct span at;   /* the whole file */
	size_t depth;
};

static const struct val *convert(struct converter *c, json_t *j);

/* jansson reports a failed allocation as a mistake of the text. */
static void *
take(size_t size)
{
	void *p = malloc(size);

	if (!p)
		arena_oom(size);
	return p;
}

void
read_init(void)
{
	json_set_alloc_funcs(take, free);
}

static const struct val *
convert_list(struct converter *c, json_t *j)
{
	struct list_build b = LIST_BUILD_INIT(c->arena);

	for (size_t i = 0; i < json_array_size(j); i++)
		list_build_add(&b, convert(c, json_array_get(j, i)));
	return list_build_end(&b, c->at);
}

static const struct val *
convert_map(struct converter *c, json_t *j)
{
	struct map_build b = MAP_BUILD_INIT(c->arena);
	const char *key;
	json_t *value;

	json_object_foreach(j, key, value)
		map_build_add(&b, arena_slice(c->arena, slice_of(key)), c->at, convert(c, value));
	return map_build_end(&b, c->at);
}

static const struct val *
convert_collection(struct converter *c, json_t *j)
{
	const struct val *v;

	if (c->depth == read_limits_default.depth) {
		diag_report(c->diags, DIAG_JSON_DEPTH, c->at, "nested more than %zu levels deep",
		            read_limits_default.depth);
		return &val_bad;
	}
	c->depth++;
	v = json_is_array(j) ? convert_list(c, j) : convert_map(c, j);
	c->depth--;
	return v;
}

static const struct val *
convert(struct converter *c, json_t *j)
{
	switch (json_typeof(j)) {
	case JSON_NULL:
		return val_with(c->arena, &val_null, c->at, NULL);
	case JSON_TRUE:
	case JSON_FALSE:
		return val_bool(c->arena, json_is_true(j), c->at);
	case JSON_INTEGER:
		return val_int(c->arena, json_integer_value(j), c->at);
	case JSON_REAL:
		return val_double(c->arena, json_real_value(j), c->at);
	case JSON_STRING:
		return val_string(c->arena,
		                  arena_slice(c->arena, (struct slice){ json_string_value(j), json_string_length(j) }),
		                  c->at);
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return convert_collection(c, j);
}

static json_t *
parse(struct slice text, json_error_t *error)
{
	return json_loadb(text.ptr ? text.ptr : "", text.len,
	                  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, error);
}

/* jansson refuses integers beyond 64 bits. One that ends at `end` gets the
 * fraction ".0", so that it is read as the nearest double. ptr NULL: there is
 * no integer. */
static struct slice
with_fraction(struct arena *a, struct slice text, size_t end)
{
	size_t start = end;

	if (end > text.len)
		return (struct slice){ NULL, 0 };
	while (start > 0 && text.ptr[start - 1] >= '0' && text.ptr[start - 1] <= '9')
		start--;
	if (end - start < 19 || (start > 0 && strchr(".eE+", text.ptr[start - 1])))
		return (struct slice){ NULL, 0 };
	return arena_printf(a, "%.*s.0%.*s", SLICE_FMT(slice_sub(text, 0, end)),
	                    SLICE_FMT(slice_sub(text, end, text.len)));
}

static json_t *
load(struct arena *a, struct slice text, json_error_t *error)
{
	/* Each try parses again; real texts have a few such numbers at most. */
	enum { TRIES = 16 };
	json_t *j = parse(text, error);

	for (int i = 0; !j && i < TRIES && json_error_code(error) == json_error_numeric_overflow; i++) {
		text = with_fraction(a, text, (size_t)error->position);
		if (!text.ptr)
			return NULL;
		j = parse(text, error);
	}
	return j;
}

static void
report(struct diags *ds, const struct source *src, const json_error_t *error)
{
	size_t at = error->position > 0 ? (size_t)error->position : 0;
	struct span place;

	if (json_error_code(error) == json_error_out_of_memory)
		arena_oom(0);
	if (at > src->text.len)
		at = src->text.len;
	place = (struct span){ src, (uint32_t)(at ? at - 1 : 0), (uint32_t)at };
	diag_report(ds, json_error_code(error) == json_error_duplicate_key ? DIAG_JSON_KEY_TWICE : DIAG_JSON_SYNTAX,
	            place, "%s", error->text);
}

const struct val *
read_json(struct arena *a, struct diags *ds, const struct source *src)
{
	struct converter c = { .arena = a, .diags = ds, .at = span_file(src) };
	size_t errors = ds->errors;
	const struct val *v;
	json_error_t error;
	json_t *j;

	if (!text_size_ok(ds, src))
		return &val_bad;
	j = load(a, src->text, &error);
	if (!j) {
		report(ds, src, &error);
		return &val_bad;
	}
	v = convert(&c, j);
	json_decref(j);
	return ds->errors > errors ? &val_bad : v;
}
