/* SPDX-License-Identifier: Apache-2.0 */
/* diag_test.c - places, messages, their order, and all formats. */
#include "harness.h"

#include <string.h>

#include "diag/diag.h"
#include "diag/nearest.h"
#include "diag/page.h"
#include "diag/print.h"

static struct arena arena;

static struct span
span_at(const char *text, uint32_t start, uint32_t end)
{
	return (struct span){ source_new(&arena, SLICE_LIT("t.yaml"), slice_of(text)), start, end };
}

struct position_case {
	const char *name, *text;
	uint32_t offset, line, column;
};

static const struct position_case positions[] = {
	{ "start", "ab\ncd", 0, 1, 1 },
	{ "second line", "ab\ncd", 4, 2, 2 },
	{ "line break itself", "ab\ncd", 2, 1, 3 },
	{ "behind the last byte", "ab\n", 3, 2, 1 },
	{ "CR LF", "ab\r\ncd", 4, 2, 1 },
	{ "tab counts as one", "\tx", 1, 1, 2 },
	{ "characters, not bytes", "\xC3\xA4\xE6\x97\xA5x", 5, 1, 3 },
	{ "BOM is not counted", "\xEF\xBB\xBFx", 3, 1, 1 },
	{ "start of a file with a BOM", "\xEF\xBB\xBFx", 0, 1, 1 },
	{ "BOM only counts out on the first line", "\xEF\xBB\xBFx\ny", 5, 2, 1 },
	{ "invalid byte is one character", "\xFF\xFFx", 2, 1, 3 },
};

static void
finds_position(void **state)
{
	const struct position_case *c = *state;
	struct position p = span_start(span_at(c->text, c->offset, c->offset));

	assert_int_equal(p.line, c->line);
	assert_int_equal(p.column, c->column);
	p = span_end(span_at(c->text, 0, c->offset));
	assert_int_equal(p.line, c->line);
	assert_int_equal(p.column, c->column);
}

static void
file_has_no_line(void **state)
{
	struct span s = span_file(span_at("a\n", 0, 0).src);
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(span_start(s).line, 0);
	diag_print_place(&b, s);
	diag_print_excerpt(&b, s, false);
	assert_true(slice_is(buf_slice(&b), "t.yaml"));
	buf_fini(&b);
}

static void
places_are_ordered(void **state)
{
	const struct source *a = source_new(&arena, SLICE_LIT("a"), SLICE_LIT("xy"));
	const struct source *b = source_new(&arena, SLICE_LIT("b"), SLICE_LIT("xy"));
	struct span order[] = { SPAN_NONE, span_file(a), { a, 0, 1 }, { a, 0, 2 }, { a, 1, 1 }, span_file(b), { b, 0, 0 } };

	(void)state;
	for (size_t i = 0; i < 7; i++)
		for (size_t j = 0; j < 7; j++) {
			int c = span_cmp(order[i], order[j]);

			assert_int_equal((c > 0) - (c < 0), (i > j) - (i < j));
		}
}

struct excerpt_case {
	const char *name, *text;
	uint32_t start, end;
	const char *want;
};

static const struct excerpt_case excerpts[] = {
	{ "a word", "redis: {replica: 3}\n", 8, 15, "    redis: {replica: 3}\n            ^~~~~~~\n" },
	{ "a point", "abc\n", 1, 1, "    abc\n     ^\n" },
	{ "behind the last character", "abc", 3, 3, "    abc\n       ^\n" },
	{ "line break", "abc\nd", 3, 4, "    abc\n       ^\n" },
	{ "only the first of several lines", "a: |\n  b\n", 3, 9, "    a: |\n       ^\n" },
	{ "second line", "a: 1\n  b: 2\n", 7, 8, "      b: 2\n      ^\n" },
	{ "tab before is kept", "\ta\tb: x\n", 3, 4, "    \ta\tb: x\n    \t \t^\n" },
	{ "tab inside is kept", "a\tb\n", 0, 3, "    a\tb\n    ^\t~\n" },
	{ "tab first", "a\tb\n", 1, 3, "    a\tb\n     ^~\n" },
	{ "wide characters", "\xE6\x97\xA5\xE6\x9C\xAC: \xE8\xAA\x9Ex\n", 8, 12,
	  "    \xE6\x97\xA5\xE6\x9C\xAC: \xE8\xAA\x9Ex\n          ^~~\n" },
	{ "emoji", "\xF0\x9F\x98\x80 x\n", 5, 6, "    \xF0\x9F\x98\x80 x\n       ^\n" },
	{ "combining mark", "e\xCC\x81x\n", 3, 4, "    e\xCC\x81x\n     ^\n" },
	{ "BOM is not shown", "\xEF\xBB\xBF" "a: 1\n", 0, 4, "    a: 1\n    ^\n" },
	{ "CR is not shown", "ab\r\n", 1, 4, "    ab\n     ^\n" },
	{ "control byte", "a\x1B[0mb\n", 1, 6, "    a\\x1B[0mb\n     ^~~~~~~~\n" },
	{ "invalid byte", "a\xFF" "b\n", 2, 3, "    a\\xFFb\n         ^\n" },
	{ "DEL", "\x7F\n", 0, 1, "    \\x7F\n    ^~~~\n" },
	{ "turned direction", "a\xE2\x80\xAE" "b\n", 4, 5, "    a\\u202Eb\n           ^\n" },
	{ "empty line", "\n\n", 1, 1, "" },
	{ "past the end", "ab", 9, 9, "" },
};

static void
shows_excerpt(void **state)
{
	const struct excerpt_case *c = *state;
	struct buf b = BUF_INIT;

	diag_print_excerpt(&b, span_at(c->text, c->start, c->end), false);
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, c->want);
	buf_fini(&b);
}

/* 300 columns "0123456789..." with the marker at `column`. */
static struct slice
long_excerpt(struct buf *b, uint32_t column, uint32_t width)
{
	char text[301];

	for (int i = 0; i < 300; i++)
		text[i] = (char)('0' + i % 10);
	text[300] = '\0';
	diag_print_excerpt(b, span_at(arena_cstr(&arena, slice_of(text)), column, column + width), false);
	return buf_slice(b);
}

static void
long_line_is_cut_behind(void **state)
{
	struct buf b = BUF_INIT;
	struct slice s = long_excerpt(&b, 3, 4);

	(void)state;
	assert_int_equal(slice_find(s, SLICE_LIT("    0123456789"), 0), 0);
	assert_int_equal(slice_find(s, SLICE_LIT("789...\n       ^~~~\n"), 0), 4 + 97);
	buf_fini(&b);
}

static void
long_line_is_cut_on_both_sides(void **state)
{
	struct buf b = BUF_INIT;
	struct slice s = long_excerpt(&b, 150, 200);

	(void)state;
	/* 30 columns before the marker stay; the marker ends with the view. */
	assert_int_equal(slice_find(s, SLICE_LIT("    ...0123456789"), 0), 0);
	assert_int_equal(slice_find(s, SLICE_LIT("789...\n"), 0), 4 + 3 + 97);
	assert_int_equal(slice_find(s, SLICE_LIT("^~~~"), 0), 4 + 3 + 100 + 4 + 4 + 3 + 30);
	assert_int_equal(s.len, 4 + 3 + 100 + 4 + 4 + 3 + 30 + 70 + 1);
	buf_fini(&b);
}

static void
long_line_is_cut_before(void **state)
{
	struct buf b = BUF_INIT;
	struct slice s = long_excerpt(&b, 299, 1);

	(void)state;
	assert_true(slice_starts(s, SLICE_LIT("    ...9012")));
	assert_true(slice_ends(s, SLICE_LIT("6789\n                                     ^\n")));
	buf_fini(&b);
}

/* A collection with the messages that the format tests print. */
static struct diags
sample(void)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct source *src = source_new(&arena, SLICE_LIT("a b,c:d%.yaml"), SLICE_LIT("x: 1\ny: {zz: 2}\n"));
	struct diag *d;

	d = diag_report(&ds, DIAG_FILE_READ, (struct span){ src, 9, 11 }, "bad '%s'\n100%%", "zz\x1B");
	diag_note(&ds, d, (struct span){ src, 0, 1 }, "first, here");
	diag_note(&ds, d, SPAN_NONE, "did you mean '%s'?", "z");
	diag_report(&ds, DIAG_FILE_LARGE, span_file(src), "too \"large\"");
	diag_report(&ds, DIAG_FILE_KIND, SPAN_NONE, "nowhere");
	return ds;
}

static void
prints(enum diag_format format, bool color, struct diags ds, const char *want)
{
	struct buf b = BUF_INIT;

	diag_print(&b, &ds, (struct diag_style){ format, color });
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, want);
	buf_fini(&b);
}

static void
prints_text(void **state)
{
	(void)state;
	prints(DIAG_TEXT, false, sample(),
	       "a b,c:d%.yaml:2:5: error: bad 'zz\\x1B'\\x0A100% [B0001]\n"
	       "    y: {zz: 2}\n"
	       "        ^~\n"
	       "a b,c:d%.yaml:1:1: note: first, here\n"
	       "    x: 1\n"
	       "    ^\n"
	       "note: did you mean 'z'?\n"
	       "a b,c:d%.yaml: error: too \"large\" [B0003]\n"
	       "error: nowhere [B0004]\n");
}

static void
prints_color(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	struct diag *d = diag_report(&ds, DIAG_FILE_READ, span_at("abc\n", 1, 3), "no");

	(void)state;
	diag_note(&ds, d, SPAN_NONE, "yes");
	prints(DIAG_TEXT, true, ds,
	       "\033[1mt.yaml:1:2: \033[0m\033[1;31merror: \033[0m\033[1mno\033[0m [B0001]\n"
	       "    abc\n"
	       "     \033[1;32m^~\033[0m\n"
	       "\033[1;36mnote: \033[0myes\n");
}

static void
prints_json(void **state)
{
	(void)state;
	prints(DIAG_JSON, false, sample(),
	       "{\"code\":\"B0001\",\"severity\":\"error\",\"message\":\"bad 'zz\\u001b'\\n100%\","
	       "\"file\":\"a b,c:d%.yaml\",\"line\":2,\"column\":5,\"endLine\":2,\"endColumn\":7,\"notes\":["
	       "{\"message\":\"first, here\",\"file\":\"a b,c:d%.yaml\",\"line\":1,\"column\":1,\"endLine\":1,"
	       "\"endColumn\":2},{\"message\":\"did you mean 'z'?\"}],\"title\":\"a file cannot be read\","
	       "\"help\":\"https://berth.dev/diagnostics#b0001\"}\n"
	       "{\"code\":\"B0003\",\"severity\":\"error\",\"message\":\"too \\\"large\\\"\","
	       "\"file\":\"a b,c:d%.yaml\",\"notes\":[],\"title\":\"a file is larger than the limit\","
	       "\"help\":\"https://berth.dev/diagnostics#b0003\"}\n"
	       "{\"code\":\"B0004\",\"severity\":\"error\",\"message\":\"nowhere\",\"notes\":[],"
	       "\"title\":\"not a regular file\",\"help\":\"https://berth.dev/diagnostics#b0004\"}\n");
}

static void
prints_github(void **state)
{
	(void)state;
	prints(DIAG_GITHUB, false, sample(),
	       "::error file=a b%2Cc%3Ad%25.yaml,line=2,col=5,endLine=2,endColumn=7,title=B0001%3A "
	       "a file cannot be read::bad 'zz\\x1B'%0A100%25%0Aa b,c:d%25.yaml:1:1: note: first, here%0Anote: did you "
	       "mean 'z'?%0Ahelp: https://berth.dev/diagnostics#b0001\n"
	       "::error file=a b%2Cc%3Ad%25.yaml,title=B0003%3A a file is larger than the limit::too \"large\"%0A"
	       "help: https://berth.dev/diagnostics#b0003\n"
	       "::error title=B0004%3A not a regular file::nowhere%0Ahelp: https://berth.dev/diagnostics#b0004\n");
}

static void
prints_sarif(void **state)
{
	struct diags ds = sample();
	struct buf b = BUF_INIT;
	struct slice s;

	(void)state;
	diag_print(&b, &ds, (struct diag_style){ DIAG_SARIF, false });
	s = buf_slice(&b);
	assert_true(slice_starts(s, SLICE_LIT(
		"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":"
		"{\"driver\":{\"name\":\"berth\",\"informationUri\":\"https://berth.dev/diagnostics\",\"rules\":[{\"id\":"
		"\"B0001\",\"name\":\"FileRead\",\"shortDescription\":{\"text\":\"a file cannot be read\"},"
		"\"fullDescription\":{\"text\":\"A file that")));
	assert_true(slice_find(s, SLICE_LIT(
		"\"helpUri\":\"https://berth.dev/diagnostics#b0001\",\"defaultConfiguration\":{\"level\":\"error\"}},{\"id\":"
		"\"B0003\",\"name\":\"FileLarge\""), 0) != SIZE_MAX);
	assert_true(slice_ends(s, SLICE_LIT(
		"]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[{\"ruleId\":\"B0001\",\"ruleIndex\":0,"
		"\"level\":\"error\",\"message\":{\"text\":\"bad 'zz\\u001b'\\n100%\\nnote: did you mean 'z'?\"},"
		"\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a%20b%2Cc%3Ad%25.yaml\"},"
		"\"region\":{\"startLine\":2,\"startColumn\":5,\"endLine\":2,\"endColumn\":7}}}],"
		"\"relatedLocations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a%20b%2Cc%3Ad%25.yaml\"},"
		"\"region\":{\"startLine\":1,\"startColumn\":1,\"endLine\":1,\"endColumn\":2}},"
		"\"message\":{\"text\":\"first, here\"}}]},"
		"{\"ruleId\":\"B0003\",\"ruleIndex\":1,\"level\":\"error\",\"message\":{\"text\":\"too \\\"large\\\"\"},"
		"\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a%20b%2Cc%3Ad%25.yaml\"}}}]},"
		"{\"ruleId\":\"B0004\",\"ruleIndex\":2,\"level\":\"error\",\"message\":{\"text\":\"nowhere\"},"
		"\"locations\":[]}]}]}\n")));
	buf_fini(&b);
}

/* Pages of the registry's codes, in its order, each with all parts; that every code has one is for tests/style/codes. */
static void
has_pages(void **state)
{
	size_t n, at = 0;
	const struct diag_info *all = diag_registry(&n);

	(void)state;
	for (const struct diag_page *p = diag_pages; p->number; p++, at++) {
		while (at < n && (unsigned)all[at].code != p->number)
			at++;
		assert_true(at < n);
		assert_true(*p->cause && *p->fails && *p->cure);
		assert_ptr_equal(diag_page(p->number), p);
	}
	assert_null(diag_page(9999));
}

static void
prints_pages(void **state)
{
	struct buf b = BUF_INIT;
	struct slice s;

	(void)state;
	diag_page_text(&b, diag_info(DIAG_FILE_KIND), true);
	s = buf_slice(&b);
	assert_true(slice_starts(s, SLICE_LIT("B0004: error: not a regular file\n\nWhere a file is wanted")));
	assert_true(slice_find(s, SLICE_LIT("\n\nAn example that fails:\n\n    $ mkdir tenants/shelf.yaml\n    $ berth check\n"), 0) != SIZE_MAX);
	assert_true(slice_find(s, SLICE_LIT("\n\nThe cure:\n\nGive the folder a name that does not end in '.yaml'"), 0) != SIZE_MAX);
	assert_true(slice_find(s, SLICE_LIT("`"), 0) == SIZE_MAX);
	buf_clear(&b);
	diag_page_markdown(&b, diag_info(DIAG_FILE_KIND), true);
	s = buf_slice(&b);
	assert_true(slice_starts(s, SLICE_LIT("## B0004\n\n**error: not a regular file**\n\nWhere a file is wanted")));
	assert_true(slice_find(s, SLICE_LIT("\n### Fails\n\n```console\n$ mkdir tenants/shelf.yaml\n"), 0) != SIZE_MAX);
	buf_clear(&b);
	diag_page_text(&b, diag_info(DIAG_PUBLISH_LOCKED), true);
	assert_true(slice_find(buf_slice(&b), SLICE_LIT("\n\nThere is no example. It needs two runs"), 0) != SIZE_MAX);
	buf_fini(&b);
}

static void
orders_by_place_then_age(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct source *a = source_new(&arena, SLICE_LIT("a"), SLICE_LIT("xyz"));
	const struct source *b = source_new(&arena, SLICE_LIT("b"), SLICE_LIT("xyz"));

	(void)state;
	diag_report(&ds, DIAG_FILE_READ, (struct span){ b, 0, 1 }, "5");
	diag_report(&ds, DIAG_FILE_READ, (struct span){ a, 1, 2 }, "3");
	diag_report(&ds, DIAG_FILE_KIND, (struct span){ a, 1, 2 }, "4");
	diag_report(&ds, DIAG_FILE_READ, span_file(a), "2");
	diag_report(&ds, DIAG_FILE_READ, SPAN_NONE, "1");
	diag_sort(&ds);
	prints(DIAG_TEXT, false, ds,
	       "error: 1 [B0001]\na: error: 2 [B0001]\n"
	       "a:1:2: error: 3 [B0001]\n    xyz\n     ^\na:1:2: error: 4 [B0004]\n    xyz\n     ^\n"
	       "b:1:1: error: 5 [B0001]\n    xyz\n    ^\n");
}

static void
says_each_once(void **state)
{
	struct diags ds = DIAGS_INIT(&arena), other = DIAGS_INIT(&arena);
	struct diag *d;

	(void)state;
	diag_report(&ds, DIAG_FILE_READ, SPAN_NONE, "same");
	d = diag_report(&ds, DIAG_FILE_READ, SPAN_NONE, "same");
	diag_note(&ds, d, SPAN_NONE, "dropped with it");
	diag_report(&other, DIAG_FILE_READ, SPAN_NONE, "same");
	d = diag_report(&other, DIAG_FILE_READ, SPAN_NONE, "other");
	diag_note(&other, d, SPAN_NONE, "kept");
	diag_append(&ds, &other);
	assert_int_equal(ds.errors, 2);
	prints(DIAG_TEXT, false, ds, "error: same [B0001]\nerror: other [B0001]\nnote: kept\n");
}

static void
stops_at_the_limit(void **state)
{
	struct diags ds = DIAGS_INIT(&arena), all = DIAGS_INIT(&arena);

	(void)state;
	ds.limit = 2;
	for (int i = 0; i < 5; i++)
		diag_report(&ds, DIAG_FILE_READ, SPAN_NONE, "no %d", i);
	assert_int_equal(ds.errors, 5);
	prints(DIAG_TEXT, false, ds, "error: no 0 [B0001]\nerror: no 1 [B0001]\nand 3 more\n");
	prints(DIAG_GITHUB, false, ds,
	       "::error title=B0001%3A a file cannot be read::no 0%0Ahelp: https://berth.dev/diagnostics#b0001\n"
	       "::error title=B0001%3A a file cannot be read::no 1%0Ahelp: https://berth.dev/diagnostics#b0001\n"
	       "::warning ::and 3 more\n");
	diag_append(&all, &ds);
	prints(DIAG_TEXT, false, all, "error: no 0 [B0001]\nerror: no 1 [B0001]\nand 3 more\n");
}

static void
registry_is_in_order(void **state)
{
	size_t n;
	const struct diag_info *all = diag_registry(&n);

	(void)state;
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		assert_ptr_equal(diag_info((unsigned)all[i].code), &all[i]);
		assert_true(strncmp(all[i].name, "DIAG_", 5) == 0);
		assert_true(all[i].summary[0] != '\0');
		assert_true(i == 0 || all[i - 1].code < all[i].code);
	}
	assert_null(diag_info(0));
}

struct nearest_case {
	const char *name, *wanted, *candidates[4], *best;
};

static const struct nearest_case nearests[] = {
	{ "one letter off", "replica", { "role", "replicas", "region" }, "replicas" },
	{ "two swapped", "repilcas", { "replicas" }, "replicas" },
	{ "case and dashes", "max_memory", { "maxmemory-policy", "maxMemory" }, "maxMemory" },
	{ "closest wins", "tls", { "tlsx", "tlS" }, "tlS" },
	{ "first of equals", "cat", { "bat", "hat" }, "bat" },
	{ "too far", "abc", { "xyz", "abxy" }, NULL },
	{ "long names may differ more", "maxmemory-polcy", { "maxmemory-policy" }, "maxmemory-policy" },
};

static void
finds_nearest(void **state)
{
	const struct nearest_case *c = *state;
	struct nearest n = NEAREST_INIT(slice_of(c->wanted));

	for (size_t i = 0; i < 4 && c->candidates[i]; i++)
		nearest_offer(&n, slice_of(c->candidates[i]));
	if (!c->best)
		assert_null(n.best.ptr);
	else
		assert_string_equal(n.best.ptr, c->best);
}

int
main(void)
{
	struct suite s = { .name = "diag" };
	int failed;

	arena = ARENA_INIT;
	ADD_CASES(&s, positions, finds_position);
	ADD_TEST(&s, file_has_no_line);
	ADD_TEST(&s, places_are_ordered);
	ADD_CASES(&s, excerpts, shows_excerpt);
	ADD_TEST(&s, long_line_is_cut_behind);
	ADD_TEST(&s, long_line_is_cut_on_both_sides);
	ADD_TEST(&s, long_line_is_cut_before);
	ADD_TEST(&s, prints_text);
	ADD_TEST(&s, prints_color);
	ADD_TEST(&s, prints_json);
	ADD_TEST(&s, prints_github);
	ADD_TEST(&s, prints_sarif);
	ADD_TEST(&s, has_pages);
	ADD_TEST(&s, prints_pages);
	ADD_TEST(&s, orders_by_place_then_age);
	ADD_TEST(&s, says_each_once);
	ADD_TEST(&s, stops_at_the_limit);
	ADD_TEST(&s, registry_is_in_order);
	ADD_CASES(&s, nearests, finds_nearest);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
