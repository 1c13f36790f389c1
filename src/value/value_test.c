/* SPDX-License-Identifier: Apache-2.0 */
/* value_test.c - maps, equality, and places inside documents. */
#include "harness.h"

#include "value/build.h"
#include "value/cmp.h"
#include "value/path.h"

static struct arena arena;

static const struct val *
str(const char *s)
{
	return val_string(&arena, slice_of(s), SPAN_NONE);
}

static const struct val *
container(const char *name, const char *image)
{
	struct map_build b = MAP_BUILD_INIT(&arena);

	map_build_cstr(&b, "name", str(name));
	map_build_cstr(&b, "image", str(image));
	return map_build_end(&b, SPAN_NONE);
}

/* {spec: {containers: [{name: a, image: x}, {name: b, image: y}], "k/d.x": 1}} */
static const struct val *
document(void)
{
	struct list_build l = LIST_BUILD_INIT(&arena);
	struct map_build spec = MAP_BUILD_INIT(&arena), root = MAP_BUILD_INIT(&arena);

	list_build_add(&l, container("a", "x"));
	list_build_add(&l, container("b", "y"));
	map_build_cstr(&spec, "k/d.x", val_int(&arena, 1, SPAN_NONE));
	map_build_cstr(&spec, "containers", list_build_end(&l, SPAN_NONE));
	map_build_cstr(&root, "spec", map_build_end(&spec, SPAN_NONE));
	return map_build_end(&root, SPAN_NONE);
}

struct find_case {
	const char *name, *path, *want;  /* want NULL: nothing there */
};

static const struct find_case finds[] = {
	{ "by key", "spec.containers[name=b].image", "y" },
	{ "by index", "spec.containers[0].name", "a" },
	{ "leading dot", ".spec.containers[1].image", "y" },
	{ "all takes the first", "spec.containers[*].image", "x" },
	{ "no such key", "spec.container", NULL },
	{ "no such item", "spec.containers[name=c]", NULL },
	{ "index past the end", "spec.containers[2]", NULL },
	{ "into a scalar", "spec.containers[0].name.x", NULL },
};

static void
finds_place(void **state)
{
	const struct find_case *c = *state;
	struct steps s;
	size_t bad;
	const struct val *v;

	assert_true(steps_parse(&arena, slice_of(c->path), &s, &bad));
	v = steps_find(document(), s);
	if (!c->want) {
		assert_null(v);
		return;
	}
	assert_non_null(v);
	assert_true(slice_is(v->u.str, c->want));
}

struct bad_case {
	const char *name, *path;
	size_t at;
};

static const struct bad_case bads[] = {
	{ "empty step", "a..b", 1 },
	{ "trailing dot", "a.", 1 },
	{ "open bracket", "a[0", 1 },
	{ "empty bracket", "a[]", 1 },
	{ "no dot after bracket", "a[0]b", 4 },
	{ "negative index", "a[-1]", 1 },
};

static void
refuses_path(void **state)
{
	const struct bad_case *c = *state;
	struct steps s;
	size_t bad;

	assert_false(steps_parse(&arena, slice_of(c->path), &s, &bad));
	assert_int_equal(bad, c->at);
}

static void
quoted_key(void **state)
{
	struct steps s;
	size_t bad;
	const struct val *v;

	(void)state;
	assert_true(steps_parse(&arena, SLICE_LIT("spec['k/d.x']"), &s, &bad));
	v = steps_find(document(), s);
	assert_true(val_is(v, VAL_INT));
}

static void
prints_place(void **state)
{
	struct doc_path spec = DOC_KEY(NULL, SLICE_LIT("spec")), list = DOC_KEY(&spec, SLICE_LIT("containers"));
	struct doc_path item = DOC_INDEX(&list, 1), odd = DOC_KEY(&item, SLICE_LIT("k/d.x"));

	(void)state;
	assert_string_equal(doc_path_text(&arena, &odd).ptr, "spec.containers[1]['k/d.x']");
}

struct touch_case {
	const char *name, *sealed;
	bool touched;
};

/* The walked place is spec.containers[1].image. */
static const struct touch_case touches[] = {
	{ "exactly", "spec.containers[name=b].image", true },
	{ "below a sealed map", "spec", true },
	{ "above a sealed field", "spec.containers[*].image.tag", true },
	{ "another item", "spec.containers[name=a].image", false },
	{ "another field", "spec.containers[*].name", false },
};

static void
sees_touch(void **state)
{
	const struct touch_case *c = *state;
	struct doc_path spec = DOC_KEY(NULL, SLICE_LIT("spec")), list = DOC_KEY(&spec, SLICE_LIT("containers"));
	struct doc_path item = DOC_INDEX(&list, 1), image = DOC_KEY(&item, SLICE_LIT("image"));
	struct steps s;
	size_t bad;

	assert_true(steps_parse(&arena, slice_of(c->sealed), &s, &bad));
	assert_int_equal(steps_touch(s, document(), &image), c->touched);
}

static void
map_keeps_the_first_of_two(void **state)
{
	struct map_build b = MAP_BUILD_INIT(&arena);
	const struct val *v;

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct span at = { NULL, (uint32_t)i, (uint32_t)i };

		map_build_add(&b, arena_printf(&arena, "k%d", i % 50), at, val_int(&arena, i, SPAN_NONE));
	}
	v = map_build_end(&b, SPAN_NONE);
	assert_int_equal(v->u.map.len, 50);
	assert_int_equal(b.twice.len, 50);
	for (int i = 0; i < 50; i++)
		assert_int_equal(val_get(v, arena_printf(&arena, "k%d", i))->u.i, i);
}

static void
equality(void **state)
{
	const struct val *one = val_int(&arena, 1, SPAN_NONE), *real = val_double(&arena, 1.0, SPAN_NONE);

	(void)state;
	assert_true(val_same(document(), document()));
	assert_false(val_same(one, real));
	assert_true(val_equal(one, real));
	assert_false(val_equal(one, val_double(&arena, 1.5, SPAN_NONE)));
	assert_false(val_same(&val_bad, &val_bad));
	assert_false(val_equal(val_int(&arena, INT64_MAX, SPAN_NONE), val_double(&arena, 0x1p63, SPAN_NONE)));
}

int
main(void)
{
	struct suite s = { .name = "value" };
	int failed;

	arena = ARENA_INIT;
	ADD_CASES(&s, finds, finds_place);
	ADD_CASES(&s, bads, refuses_path);
	ADD_CASES(&s, touches, sees_touch);
	ADD_TEST(&s, quoted_key);
	ADD_TEST(&s, prints_place);
	ADD_TEST(&s, map_keeps_the_first_of_two);
	ADD_TEST(&s, equality);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
