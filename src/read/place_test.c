/* SPDX-License-Identifier: Apache-2.0 */
/* place_test.c - spans of values, and places inside of scalars. */
#include "harness.h"

#include <string.h>

#include "read/place.h"
#include "read/read.h"
#include "value/path.h"

/* Reads `yaml` and finds the value at `path` ("" is the root). */
static const struct val *
at_path(struct arena *a, const char *yaml, const char *path)
{
	struct diags ds = DIAGS_INIT(a);
	struct documents docs = read_yaml(a, &ds, source_new(a, SLICE_LIT("t"), slice_of(yaml)), READ_ONE);
	struct steps steps;
	size_t bad;
	const struct val *v;

	assert_int_equal(ds.errors, 0);
	if (!*path)
		return docs.ptr[0];
	assert_true(steps_parse(a, slice_of(path), &steps, &bad));
	v = steps_find(docs.ptr[0], steps);
	assert_non_null(v);
	return v;
}

static void
assert_covers(struct arena *a, struct span at, const char *want)
{
	assert_non_null(at.src);
	assert_string_equal(arena_cstr(a, slice_sub(at.src->text, at.start, at.end)), want);
}

/* The bytes [start, end) of the text, where they stand. */
static struct span
inside(struct arena *a, const struct val *v, size_t start, size_t end)
{
	const uint32_t *at = place_offsets(a, v);

	assert_non_null(at);
	return (struct span){ v->at.src, at[start], at[end] };
}

struct span_case {
	const char *name, *yaml, *path, *want;
};

static const struct span_case spans[] = {
	{ "plain", "a: b  # c\n", "a", "b" },
	{ "plain of several lines", "a: b\n  c \n", "a", "b\n  c" },
	{ "single quotes", "a: 'b'  \n", "a", "'b'" },
	{ "double quotes", "a: \"b\\n\" # c\n", "a", "\"b\\n\"" },
	{ "empty quotes", "a: ''\n", "a", "''" },
	{ "quotes behind a byte order mark", "\xEF\xBB\xBF" "'a': 'b'\n", "a", "'b'" },
	{ "literal", "a: |  # c\n  b\n\n  d\n\ne: 1\n", "a", "|  # c\n  b\n\n  d" },
	{ "literal without text", "a: |-\nb: 1\n", "a", "|-" },
	{ "folded with a tag", "a: !!str # | >\n  >-\n  b\n", "a", ">-\n  b" },
	{ "literal with Windows line ends", "a: |\r\n  b\r\n  c\r\n", "a", "|\r\n  b\r\n  c" },
	{ "block text in a list", "- |\n a\n- >\n b\n", "[1]", ">\n b" },
	{ "without text", "a:\nb: 1\n", "a", "" },
	{ "flow list", "a: [1, [2], ]  # c\n", "a", "[1, [2], ]" },
	{ "flow map", "a: {b: [c]}\n", "a", "{b: [c]}" },
	{ "pair in a flow list", "[a, b: c ]", "[1]", "b: c" },
	{ "quoted pair in a flow list", "[ \"b\": c ]", "[0]", "\"b\": c" },
	{ "block list", "a:\n  - b\n  - c # d\ne: f\n", "a", "- b\n  - c" },
	{ "list in the column of its key", "a:\n- b\n- - c\ne: f\n", "a", "- b\n- - c" },
	{ "block map", "a:\n  b: 1\n  c:\n    d: 'e'\n\nf: g\n", "a", "b: 1\n  c:\n    d: 'e'" },
	{ "map in a list", "- a: 1\n  b: 2\n", "[0]", "a: 1\n  b: 2" },
	{ "map with an empty last value", "a:\n  b: 1\n  c:\nd: 1\n", "a", "b: 1\n  c:" },
	{ "map that ends with an alias", "x: &x 1\na:\n  b: *x\n", "a", "b: *x" },
	{ "an alias is where its anchor is", "x: &x [1]\na: *x\n", "a", "[1]" },
	{ "anchor and tag stay out", "a: &x !!str b\n", "a", "b" },
	{ "root", "# c\n\na: 1\nb: 2\n# d\n", "", "a: 1\nb: 2" },
};

static void
covers(void **state)
{
	const struct span_case *c = *state;
	struct arena a = ARENA_INIT;

	assert_covers(&a, at_path(&a, c->yaml, c->path)->at, c->want);
	arena_free(&a);
}

/* Keys have spans too. */
static void
covers_keys(void **state)
{
	struct arena a = ARENA_INIT;
	const struct val *v = at_path(&a, "? a # x\n: 1\n'b': 2\n\"\\x63\" : 3\n&x d: 4\n", "");

	(void)state;
	assert_covers(&a, v->u.map.fields[0].key_at, "a");
	assert_covers(&a, v->u.map.fields[1].key_at, "'b'");
	assert_covers(&a, v->u.map.fields[2].key_at, "\"\\x63\"");
	assert_covers(&a, v->u.map.fields[3].key_at, "d");
	arena_free(&a);
}

static void
marks_empty_items(void **state)
{
	struct arena a = ARENA_INIT;
	const struct val *v = at_path(&a, "- # a\n- \n- b\n", "");

	(void)state;
	assert_int_equal(v->u.list.items[0]->at.start, 1);
	assert_int_equal(v->u.list.items[1]->at.start, 7);
	arena_free(&a);
}

struct inside_case {
	const char *name, *yaml;  /* a map; the value of 'a' */
	const char *part;         /* of the decoded text */
	const char *want;         /* where that stands */
};

static const struct inside_case insides[] = {
	{ "plain", "a: x ${b} y\n", "${b}", "${b}" },
	{ "plain over two lines", "a: x ${b\n   + c} y\n", "${b + c}", "${b\n   + c}" },
	{ "single quotes", "a: 'it''s ${b}'\n", "${b}", "${b}" },
	{ "a doubled quote", "a: 'it''s'\n", "'s", "''s" },
	{ "escapes", "a: \"\\t\\u00e9${b}\\n\"\n", "${b}", "${b}" },
	{ "an escape itself", "a: \"x\\u00e9y\"\n", "\xC3\xA9", "\\u00e9" },
	{ "a surrogate pair", "a: \"\\ud83d\\ude00b\"\n", "\xF0\x9F\x98\x80" "b", "\\ud83d\\ude00b" },
	{ "an escaped line break", "a: \"x\\\n   y${b}\"\n", "y${b}", "y${b}" },
	{ "a folded empty line", "a: \"x \n\n  y\"\n", "y", "y" },
	{ "literal", "a: |\n  x\n    ${b}\n  z\n", "${b}", "${b}" },
	{ "literal over two lines", "a: |\n  ${b +\n  c}\n", "+\nc", "+\n  c" },
	{ "literal with an indentation", "a: |1\n    x\n  ${b}\n", " ${b}", " ${b}" },
	{ "literal with empty lines first", "a: |\n\n\n  x\n", "x", "x" },
	{ "literal with CR LF", "a: |\r\n  x\r\n  ${b}\r\n", "${b}", "${b}" },
	{ "folded", "a: >\n  x\n  ${b}\n\n  z\n", "${b}", "${b}" },
	{ "folded over two lines", "a: >-\n  ${b\n  + c}\n", "b + c", "b\n  + c" },
	{ "folded with deeper lines", "a: >\n  x\n    y\n  z ${b}\n", "${b}", "${b}" },
	{ "letters of several bytes", "a: \xC3\xA9\xE4\xB8\xAD ${b}\n", "${b}", "${b}" },
};

static void
finds_inside(void **state)
{
	const struct inside_case *c = *state;
	struct arena a = ARENA_INIT;
	const struct val *v = at_path(&a, c->yaml, "a");
	size_t start = slice_find(v->u.str, slice_of(c->part), 0);

	assert_int_not_equal(start, SIZE_MAX);
	assert_covers(&a, inside(&a, v, start, start + strlen(c->part)), c->want);
	arena_free(&a);
}

/* Offsets never fall, and where the source has the same letter as the text,
 * they point at it. */
static void
never_falls(void **state)
{
	const struct inside_case *c = *state;
	struct arena a = ARENA_INIT;
	const struct val *v = at_path(&a, c->yaml, "a");
	const uint32_t *at = place_offsets(&a, v);

	assert_non_null(at);
	for (size_t i = 0; i < v->u.str.len; i++) {
		char source = v->at.src->text.ptr[at[i]], text = v->u.str.ptr[i];

		assert_true(at[i] <= at[i + 1]);
		assert_true(at[i] >= v->at.start);
		if (source != '\\' && text != ' ' && text != '\n')
			assert_int_equal(source, text);
	}
	arena_free(&a);
}

static void
knows_files(void **state)
{
	struct arena a = ARENA_INIT;
	const struct source *src = source_new(&a, SLICE_LIT("f"), SLICE_LIT("x\n${y}\n"));
	struct val v = { .kind = VAL_STRING, .style = VAL_STYLE_FILE, .at = { src, 0, 7 }, .u.str = src->text };

	(void)state;
	assert_covers(&a, inside(&a, &v, 2, 6), "${y}");
	arena_free(&a);
}

/* Text that is not what stands there has no places. */
static void
guesses_not(void **state)
{
	struct arena a = ARENA_INIT;
	struct val v = *at_path(&a, "a: 'b c'\n", "a");

	(void)state;
	v.u.str = SLICE_LIT("b d");
	assert_null(place_offsets(&a, &v));
	assert_null(place_offsets(&a, at_path(&a, "a: 1\n", "a")));
	assert_null(place_offsets(&a, val_string(&a, SLICE_LIT("x"), SPAN_NONE)));
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "place" };

	ADD_CASES(&s, spans, covers);
	ADD_TEST(&s, covers_keys);
	ADD_TEST(&s, marks_empty_items);
	ADD_CASES(&s, insides, finds_inside);
	ADD_CASES(&s, insides, never_falls);
	ADD_TEST(&s, knows_files);
	ADD_TEST(&s, guesses_not);
	return suite_run(&s);
}
