/* SPDX-License-Identifier: Apache-2.0 */
/* read_test.c - what texts mean, and what is said about those that mean
 * nothing. Messages are compared whole. */
#include "harness.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_text.h"
#include "base/num.h"
#include "diag/print.h"
#include "read/read.h"

/* A value in one line: JSON, but doubles as kubectl prints them, and '!' for
 * what could not be read. */
static void
show(struct buf *b, const struct val *v)
{
	char text[NUM_DOUBLE_MAX];

	switch (v->kind) {
	case VAL_NULL:
		buf_str(b, "null");
		break;
	case VAL_BOOL:
		buf_str(b, v->u.b ? "true" : "false");
		break;
	case VAL_INT:
		buf_int(b, v->u.i);
		break;
	case VAL_DOUBLE:
		buf_char(b, '~');
		buf_add(b, num_double_g(text, v->u.d));
		break;
	case VAL_STRING:
		json_text(b, v->u.str);
		break;
	case VAL_LIST:
		buf_char(b, '[');
		for (size_t i = 0; i < v->u.list.len; i++) {
			buf_str(b, i ? "," : "");
			show(b, v->u.list.items[i]);
		}
		buf_char(b, ']');
		break;
	case VAL_MAP:
		buf_char(b, '{');
		for (size_t i = 0; i < v->u.map.len; i++) {
			buf_str(b, i ? "," : "");
			json_text(b, v->u.map.fields[i].key);
			buf_char(b, ':');
			show(b, v->u.map.fields[i].val);
		}
		buf_char(b, '}');
		break;
	default:
		buf_char(b, '!');
	}
}

struct text {
	struct arena arena;
	struct diags diags;
	struct buf shown;
	struct documents docs;
};

static void
text_read(struct text *t, struct slice s, unsigned flags)
{
	/* The library must not depend on what lies behind the text. */
	char *exact = malloc(s.len ? s.len : 1);

	if (s.len)
		memcpy(exact, s.ptr, s.len);
	t->arena = ARENA_INIT;
	t->diags = DIAGS_INIT(&t->arena);
	t->shown = BUF_INIT;
	t->docs = read_yaml(&t->arena, &t->diags,
	                    source_new(&t->arena, SLICE_LIT("t"), (struct slice){ exact, s.len }), flags);
	for (size_t i = 0; i < t->docs.len; i++) {
		buf_str(&t->shown, i ? " " : "");
		show(&t->shown, t->docs.ptr[i]);
	}
	buf_char(&t->shown, '\n');
	diag_print(&t->shown, &t->diags, (struct diag_style){ DIAG_TEXT, false });
	buf_char(&t->shown, '\0');
	free(exact);
}

static void
text_free(struct text *t)
{
	buf_fini(&t->shown);
	arena_free(&t->arena);
}

struct value_case {
	const char *name, *yaml, *want;
};

/* Documents that are read, without a message. */
static const struct value_case values[] = {
	{ "10.3.2 null", "[null, Null, NULL, ~, '']", "[null,null,null,null,\"\"]" },
	{ "10.3.2 empty is null", "a:\nb: \nc: # none\n", "{\"a\":null,\"b\":null,\"c\":null}" },
	{ "10.3.2 bool", "[true, True, TRUE, false, False, FALSE, tRUE]", "[true,true,true,false,false,false,\"tRUE\"]" },
	{ "10.3.2 int", "[0, -0, +7, 12, 007, 0o17, 0x1F, 0xfF]", "[0,0,7,12,7,15,31,255]" },
	{ "10.3.2 int limits", "[9223372036854775807, -9223372036854775808]", "[9223372036854775807,-9223372036854775808]" },
	{ "10.3.2 no ints", "[0o8, 0xG, 0x, 0o, -0x1F, 0X1F, 1_0]",
	  "[\"0o8\",\"0xG\",\"0x\",\"0o\",\"-0x1F\",\"0X1F\",\"1_0\"]" },
	{ "10.3.2 float", "[1.0, 0.5, .5, 5., 1e3, 1E-3, -2.5e+2, 12e03]", "[~1,~0.5,~0.5,~5,~1000,~0.001,~-250,~12000]" },
	{ "10.3.2 float specials", "[.inf, -.Inf, +.INF, .nan, .NaN, .NAN]", "[~+Inf,~-Inf,~+Inf,~NaN,~NaN,~NaN]" },
	{ "10.3.2 no floats", "[1e, .e1, 1.2.3, ., e3, inf, nan]",
	  "[\"1e\",\".e1\",\"1.2.3\",\".\",\"e3\",\"inf\",\"nan\"]" },
	{ "yaml 1.1 words are text", "[yes, no, on, off, y, n]", "[\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\"]" },
	{ "yaml 1.1 numbers are text", "[1:30, 1_000, 0b11, 2001-12-14]", "[\"1:30\",\"1_000\",\"0b11\",\"2001-12-14\"]" },
	{ "quoted is text", "['1', \"true\", 'null', \"\"]", "[\"1\",\"true\",\"null\",\"\"]" },
	{ "7.3.1 double quoted", "\"a\\tb\\x41\\u00e9\\U0001F600\\e\\/\\\"\\\\ \\\n  c\\N\"",
	  "\"a\\tbA\xC3\xA9\xF0\x9F\x98\x80\\u001b/\\\"\\\\ c\xC2\x85\"" },
	{ "7.3.2 single quoted", "'it''s \\n'", "\"it's \\\\n\"" },
	{ "7.3.3 plain of several lines", "a: b\n  c\n\n  d\n", "{\"a\":\"b c\\nd\"}" },
	{ "8.1.2 literal", "a: |\n  b\n    c\n\n  d\n\nb: 1", "{\"a\":\"b\\n  c\\n\\nd\\n\",\"b\":1}" },
	{ "8.1.1 chomping", "- |-\n a\n- |+\n a\n\n- |\n a\n\n", "[\"a\",\"a\\n\\n\",\"a\\n\"]" },
	{ "8.1.1 indentation", "- |2\n   a\n  b\n", "[\" a\\nb\\n\"]" },
	{ "8.1.3 folded", "a: >\n  b\n  c\n\n  d\n    e\n  f\n", "{\"a\":\"b c\\nd\\n  e\\nf\\n\"}" },
	{ "block text without a last line break", "a: |\n  b", "{\"a\":\"b\"}" },
	{ "flow", "{a: [1, {b: c}, ], \"d\":e, f, ? g : h}", "{\"a\":[1,{\"b\":\"c\"}],\"d\":\"e\",\"f\":null,\"g\":\"h\"}" },
	{ "single pair in a list", "[a: b]", "[{\"a\":\"b\"}]" },
	{ "explicit key", "? a\n: b\n? c\n", "{\"a\":\"b\",\"c\":null}" },
	{ "nested lists", "- - a\n  - b\n-\n  - c\n", "[[\"a\",\"b\"],[\"c\"]]" },
	{ "list in the column of its key", "a:\n- b\n- c: 1\n  d: 2\n", "{\"a\":[\"b\",{\"c\":1,\"d\":2}]}" },
	{ "keys are their text", "1: a\ntrue: b\nnull: c\n1.50: d\n0x1F: e\n",
	  "{\"0x1F\":\"e\",\"1\":\"a\",\"1.50\":\"d\",\"null\":\"c\",\"true\":\"b\"}" },
	{ "a long number as a key", "99999999999999999999: a\n", "{\"99999999999999999999\":\"a\"}" },
	{ "quoted key", "\"<<\": a\n'': b\n", "{\"\":\"b\",\"<<\":\"a\"}" },
	{ "anchor and alias", "a: &x {b: 1}\nc: *x\nd: &s t\n*s : u\n", "{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":\"t\",\"t\":\"u\"}" },
	{ "anchor anew", "- &x 1\n- *x\n- &x 2\n- *x\n", "[1,1,2,2]" },
	{ "core tags", "[!!str 1, !!int '7', !!float 1, !!bool 'true', !!null '', !!str , ! 12]",
	  "[\"1\",7,~1,true,null,\"\",\"12\"]" },
	{ "core tags of collections", "!!map\na: !!seq [b]\nc: !!map {}\n", "{\"a\":[\"b\"],\"c\":{}}" },
	{ "a tag in full", "!<tag:yaml.org,2002:str> 1", "\"1\"" },
	{ "byte order mark", "\xEF\xBB\xBF" "a: b\n", "{\"a\":\"b\"}" },
	{ "Windows line ends", "a: b\r\nc: |\r\n  d\r\n  e\r\nf: 'g\r\n  h'\r\n", "{\"a\":\"b\",\"c\":\"d\\ne\\n\",\"f\":\"g h\"}" },
	{ "no last line break", "a: b", "{\"a\":\"b\"}" },
	{ "directive and markers", "%YAML 1.2\n---\na: b\n...\n# end\n", "{\"a\":\"b\"}" },
	{ "several documents", "a\n---\nb: 1\n---\n- c\n", "\"a\" {\"b\":1} [\"c\"]" },
	{ "no document", "# nothing\n", "" },
	{ "empty documents", "---\n---\n", "null null" },
	{ "beyond the basic plane", "\xF0\x9F\x98\x80: \xE4\xB8\xAD", "{\"\xF0\x9F\x98\x80\":\"\xE4\xB8\xAD\"}" },
	{ "quoted expressions", "a: '${x ? \"b\" : c}'\nb: ${spec.x}\nc: [\"${d}\"]\n",
	  "{\"a\":\"${x ? \\\"b\\\" : c}\",\"b\":\"${spec.x}\",\"c\":[\"${d}\"]}" },
	{ "CR LF before a closing quote", "\"a\r\n  b\r\n \"", "\"a b \"" },
	{ "line breaks behind an escaped one", "\"a\\\n\n\n\"", "\"a\\n\\n\"" },
	{ "doubled quotes before a line break", "'''a''\n '", "\"'a' \"" },
	{ "block text before blanks and a tab", "a: |\n  b\n \t\n", "{\"a\":\"b\\n\"}" },
	{ "empty lines in block text", "a: |\n  b\n\n\n\n\n\n\n\n\n\n\n\n  c\n", "{\"a\":\"b\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\nc\\n\"}" },
	{ "8.1.1 indentation in a list of lists", "- - |1\n    a\n   b\n", "[[\" a\\nb\\n\"]]" },
	{ "8.1.1 indentation in a list of a map", "a:\n- |1\n  b\n c\n", "{\"a\":[\" b\\nc\\n\"]}" },
	{ "8.1.1 indentation in a map of a list", "\xEF\xBB\xBF" "- a: |1\n    b\n   c\n", "[{\"a\":\" b\\nc\\n\"}]" },
	{ "8.1.1 indentation behind an explicit key", "? |1-\n  a\n: |1-\n  b\n", "{\" a\":\" b\"}" },
	{ "a tab before a comment", "a: b\t# c\n", "{\"a\":\"b\"}" },
	{ "JSON", "{\"a\": [1, 2.5, null, true], \"b\": \"\\u00e9\\n\"}", "{\"a\":[1,~2.5,null,true],\"b\":\"\xC3\xA9\\n\"}" },
};

static void
reads(void **state)
{
	const struct value_case *c = *state;
	struct text t;

	text_read(&t, slice_of(c->yaml), 0);
	t.shown.ptr[strlen(t.shown.ptr) - 1] = '\0';
	assert_string_equal(t.shown.ptr, c->want);
	text_free(&t);
}

struct wrong_case {
	const char *name;
	struct slice yaml;
	unsigned flags;
	const char *want;  /* values, then messages */
};

#define Y(lit) SLICE_INIT(lit)

static const struct wrong_case wrongs[] = {
#include "read/wrong.def"
#include "read/hazard.def"
};

static void
refuses(void **state)
{
	const struct wrong_case *c = *state;
	struct text t;

	text_read(&t, c->yaml, c->flags);
	assert_string_equal(t.shown.ptr, c->want);
	text_free(&t);
}

/* A text of `n` times `part`, in the arena. */
static struct slice
repeat(struct buf *b, const char *before, const char *part, size_t n, const char *after)
{
	buf_str(b, before);
	for (size_t i = 0; i < n; i++)
		buf_str(b, part);
	buf_str(b, after);
	return buf_slice(b);
}

struct limit_case {
	const char *name, *before, *part;
	size_t n;
	const char *after, *want;  /* the first message, or "" */
};

static const struct limit_case limits[] = {
	{ "depth at the limit", "", "[", 100, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
	  "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "" },
	{ "depth over the limit", "", "[", 101, "", "nested more than 100 levels deep" },
	{ "far over the limit", "", "[", 100000, "", "nested more than 100 levels deep" },
	{ "block depth", "", "- ", 5000, "a", "nested more than 100 levels deep" },
	{ "aliases at the limit", "a: &x [1]\nb:\n", "- *x\n", 5000, "", "" },
	{ "aliases over the limit", "a: &x [1]\nb:\n", "- *x\n", 5001, "",
	  "the aliases of this file stand for more than 10000 values" },
	{ "values over the limit", "", "- a\n", 1000000, "", "more than 1000000 values in one file" },
	{ "bytes over the limit", "#", "aaaaaaaaaaaaaaaa", 1 << 20, "", "16777217 bytes are too many to read; the limit is 16777216" },
};

static void
holds_limits(void **state)
{
	const struct limit_case *c = *state;
	struct buf b = BUF_INIT;
	struct text t;

	text_read(&t, repeat(&b, c->before, c->part, c->n, c->after), 0);
	assert_string_equal(t.diags.first ? arena_cstr(&t.arena, t.diags.first->text) : "", c->want);
	assert_int_equal(t.diags.errors, *c->want ? 1 : 0);
	text_free(&t);
	buf_fini(&b);
}

/* Ten aliases of ten aliases of ...: 10^9 values in 300 bytes. */
static void
laughs_not(void **state)
{
	struct buf b = BUF_INIT;
	struct text t;

	(void)state;
	buf_str(&b, "a0: &a0 lol\n");
	for (int i = 1; i < 10; i++) {
		buf_printf(&b, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			buf_printf(&b, "%s*a%d", k ? ", " : "", i - 1);
		buf_str(&b, "]\n");
	}
	text_read(&t, buf_slice(&b), 0);
	assert_int_equal(t.diags.errors, 1);
	assert_int_equal(t.diags.first->code, DIAG_YAML_ALIAS_LIMIT);
	assert_true(t.arena.total < 1 << 20);
	text_free(&t);
	buf_fini(&b);
}

/* Text that stands in the source as it is, is not copied. */
static void
borrows(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct source *src = source_new(&a, SLICE_LIT("t"), SLICE_LIT("k: [v, \"w\", 'x']\n"));
	const struct val *root = read_yaml(&a, &ds, src, READ_ONE).ptr[0];
	const struct val *list = root->u.map.fields[0].val;

	(void)state;
	assert_ptr_equal(root->u.map.fields[0].key.ptr, src->text.ptr);
	assert_ptr_equal(list->u.list.items[0]->u.str.ptr, src->text.ptr + 4);
	assert_ptr_equal(list->u.list.items[1]->u.str.ptr, src->text.ptr + 8);
	assert_ptr_equal(list->u.list.items[2]->u.str.ptr, src->text.ptr + 13);
	arena_free(&a);
}

static const struct wrong_case jsons[] = {
	{ "json values", Y("[1, 1.0, -0.5e1, true, null, \"\\u0041\\n\", {}]"), 0, "[1,~1,~-5,true,null,\"A\\n\",{}]\n" },
	{ "json scalar", Y("\"a\""), 0, "\"a\"\n" },
	{ "json map is sorted", Y("{\"b\": 1, \"a\": [2]}"), 0, "{\"a\":[2],\"b\":1}\n" },
	{ "json integers beyond 64 bits", Y("[9223372036854775807, 9223372036854775808, -123456789012345678901234567890]"), 0,
	  "[9223372036854775807,~9.223372036854776e+18,~-1.2345678901234568e+29]\n" },
	{ "json NUL in text", Y("\"a\\u0000b\""), 0, "\"a\\u0000b\"\n" },
	{ "json key twice", Y("{\"a\": 1, \"a\": 2}"), 0, "!\nB0131" },
	{ "json trailing comma", Y("[1,]"), 0, "!\nB0130" },
	{ "json comment", Y("[1] // x"), 0, "!\nB0130" },
	{ "json double too large", Y("1e999"), 0, "!\nB0130" },
	{ "json empty", Y(""), 0, "!\nB0130" },
	{ "json invalid UTF-8", Y("\"\xFF\""), 0, "!\nB0130" },
};

static void
reads_json(void **state)
{
	const struct wrong_case *c = *state;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct buf b = BUF_INIT;

	show(&b, read_json(&a, &ds, source_new(&a, SLICE_LIT("t"), c->yaml)));
	buf_char(&b, '\n');
	if (ds.first)
		buf_printf(&b, "B%04u", (unsigned)ds.first->code);
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, c->want);
	buf_fini(&b);
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "read" };

	ADD_CASES(&s, values, reads);
	ADD_CASES(&s, wrongs, refuses);
	ADD_CASES(&s, limits, holds_limits);
	ADD_TEST(&s, laughs_not);
	ADD_TEST(&s, borrows);
	ADD_CASES(&s, jsons, reads_json);
	return suite_run(&s);
}
