/* SPDX-License-Identifier: Apache-2.0 */
/* json_test.c - values as JSON text. */
#include "harness.h"

#include <math.h>

#include "value/build.h"
#include "value/json.h"

static struct arena arena;

/* {"b": [1, 2.5, true, null], "a": {"x": "q\"\n"}, "e": [], "f": {}} */
static const struct val *
document(void)
{
	struct list_build l = LIST_BUILD_INIT(&arena);
	struct map_build inner = MAP_BUILD_INIT(&arena), m = MAP_BUILD_INIT(&arena);

	list_build_add(&l, val_int(&arena, 1, SPAN_NONE));
	list_build_add(&l, val_double(&arena, 2.5, SPAN_NONE));
	list_build_add(&l, &val_true);
	list_build_add(&l, &val_null);
	map_build_cstr(&inner, "x", val_string(&arena, SLICE_LIT("q\"\n"), SPAN_NONE));
	map_build_cstr(&m, "b", list_build_end(&l, SPAN_NONE));
	map_build_cstr(&m, "a", map_build_end(&inner, SPAN_NONE));
	map_build_cstr(&m, "e", &val_empty_list);
	map_build_cstr(&m, "f", &val_empty_map);
	return map_build_end(&m, SPAN_NONE);
}

static void
check(const struct val *v, unsigned indent, const char *want)
{
	struct buf b = BUF_INIT;

	assert_null(val_json(&b, v, indent));
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, want);
	buf_fini(&b);
}

static void
compact(void **state)
{
	(void)state;
	check(document(), 0, "{\"a\":{\"x\":\"q\\\"\\n\"},\"b\":[1,2.5,true,null],\"e\":[],\"f\":{}}");
}

static void
indented(void **state)
{
	(void)state;
	check(document(), 2,
	      "{\n  \"a\": {\n    \"x\": \"q\\\"\\n\"\n  },\n  \"b\": [\n    1,\n    2.5,\n    true,\n    null\n  ],\n"
	      "  \"e\": [],\n  \"f\": {}\n}");
}

static void
refuses(void **state)
{
	struct buf b = BUF_INIT;
	struct list_build l = LIST_BUILD_INIT(&arena);
	const struct val *inf = val_double(&arena, INFINITY, SPAN_NONE);

	(void)state;
	list_build_add(&l, inf);
	assert_ptr_equal(val_json(&b, list_build_end(&l, SPAN_NONE), 0), inf);
	assert_ptr_equal(val_json(&b, &val_bad, 0), &val_bad);
	buf_fini(&b);
}

int
main(void)
{
	struct suite s = { .name = "json" };
	int status;

	ADD_TEST(&s, compact);
	ADD_TEST(&s, indented);
	ADD_TEST(&s, refuses);
	status = suite_run(&s);
	arena_free(&arena);
	return status;
}
