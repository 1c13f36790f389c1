/* SPDX-License-Identifier: Apache-2.0 */
/* expr_test.c - expressions: what they yield, and what is said about those
 * that yield nothing, as whole messages with their places. */
#include "harness.h"

#include <string.h>

#include "base/ascii.h"
#include "diag/print.h"
#include "expr/expr.h"
#include "expr/parse.h"
#include "expr/print.h"
#include "value/build.h"
#include "value/json.h"

static struct arena arena;

/* text('x') of the tests: its argument in brackets. */
static const struct val *
text_of(struct expr_run *r, const struct val *const *args, size_t n, struct span at)
{
	(void)n;
	return val_string(r->arena, arena_printf(r->arena, "<%.*s>", SLICE_FMT(args[0]->u.str)), at);
}

static const struct expr_function functions[] = { { SLICE_INIT("text"), 1, 1, text_of } };
static const struct slice names[] = { SLICE_INIT("metadata"), SLICE_INIT("spec"), SLICE_INIT("values.quorum"),
	                              SLICE_INIT("n") };
static const struct expr_env env = { { names, 4 }, functions, 1 };

static const struct val *
string(const char *s)
{
	return val_string(&arena, slice_of(s), SPAN_NONE);
}

/* spec: {replicas: 3, memory: 4Gi, ports: [1, 2], labels: {app: web, tier: gold}} */
static const struct val *
spec(void)
{
	struct map_build m = MAP_BUILD_INIT(&arena), labels = MAP_BUILD_INIT(&arena);
	struct list_build l = LIST_BUILD_INIT(&arena);

	map_build_cstr(&labels, "app", string("web"));
	map_build_cstr(&labels, "tier", string("gold"));
	list_build_add(&l, val_int(&arena, 1, SPAN_NONE));
	list_build_add(&l, val_int(&arena, 2, SPAN_NONE));
	map_build_cstr(&m, "replicas", val_int(&arena, 3, SPAN_NONE));
	map_build_cstr(&m, "memory", string("4Gi"));
	map_build_cstr(&m, "ports", list_build_end(&l, SPAN_NONE));
	map_build_cstr(&m, "labels", map_build_end(&labels, SPAN_NONE));
	return map_build_end(&m, SPAN_NONE);
}

static void
show(struct buf *out, const struct val *v)
{
	if (v->kind == VAL_OPTIONAL) {
		buf_str(out, "optional(");
		if (v->u.opt)
			show(out, v->u.opt);
		buf_char(out, ')');
	} else if (v->kind <= VAL_MAP) {
		if (val_json(out, v, 0))
			buf_printf(out, "(%s)", expr_type_name(v));
	} else {
		buf_printf(out, "%s:", expr_type_name(v));
		value_print(out, v);
	}
}

/* The value of what stands from `pos` on, as text, or the messages; returns
 * where the expression ends. */
static size_t
evaluate(struct slice text, size_t pos, bool hole, struct buf *out)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct source *src = source_new(&arena, SLICE_LIT("t"), text);
	struct expr_text t = { .text = src->text, .src = src };
	struct map_build meta = MAP_BUILD_INIT(&arena);
	const struct val *vars[4], *v;
	struct expr_run r = { .arena = &arena, .diags = &ds, .env = &env, .vars = vars };
	const struct expr *e = expr_parse(&arena, &ds, &env, &t, &pos, hole);

	map_build_cstr(&meta, "name", string("payments"));
	vars[0] = map_build_end(&meta, SPAN_NONE);
	vars[1] = spec();
	vars[2] = val_int(&arena, 2, SPAN_NONE);
	vars[3] = val_int(&arena, 7, SPAN_NONE);
	v = expr_eval(&r, e);
	assert_true((v->kind == VAL_BAD) == (ds.errors != 0));
	diag_print(out, &ds, (struct diag_style){ DIAG_TEXT, false });
	if (!ds.errors)
		show(out, v);
	buf_char(out, '\0');
	return pos;
}

struct value_case {
	const char *name, *text, *want;
};

static const struct value_case values[] = {
#include "expr_test.def"
};

static void
yields(void **state)
{
	const struct value_case *c = *state;
	struct buf b = BUF_INIT;

	evaluate(slice_of(c->text), 0, false, &b);
	assert_string_equal(b.ptr, c->want);
	buf_fini(&b);
}

/* Holes: where they end, and what is said when they do not. */
struct hole_case {
	const char *name, *text, *want, *rest;
};

static const struct hole_case holes[] = {
	{ "closes", "${1 + 2} and on", "3", " and on" },
	{ "braces inside", "${{'a': {'b': 1}}} x", "{\"a\":{\"b\":1}}", " x" },
	{ "brace in a string", "${'}' + \"}\"}!", "\"}}\"", "!" },
	{ "space around", "${ n }", "7", "" },
	{ "not closed", "${n + 1",
	  "t:1:1: error: '${' is not closed by a '}' [B0402]\n    ${n + 1\n    ^~\n", "" },
	{ "open string", "${'a} and on",
	  "t:1:3: error: unterminated string [B0403]\n    ${'a} and on\n      ^~~~~~~~~~\n", "" },
	{ "empty", "${} on",
	  "t:1:3: error: expected a value, found the closing '}' [B0401]\n    ${} on\n      ^\n", " on" },
	{ "goes on behind a mistake", "${1 + * {'}': 2}} on",
	  "t:1:7: error: expected a value, found '*' [B0401]\n    ${1 + * {'}': 2}} on\n          ^\n", " on" },
	{ "two values", "${n n} on",
	  "t:1:5: error: expected an operator or the closing '}', found 'n' [B0401]\n    ${n n} on\n        ^\n", " on" },
	{ "comment hides the brace", "${n // }",
	  "t:1:1: error: '${' is not closed by a '}' [B0402]\n    ${n // }\n    ^~\n", "" },
};

static void
ends_hole(void **state)
{
	const struct hole_case *c = *state;
	struct buf b = BUF_INIT;
	size_t end = evaluate(slice_of(c->text), 2, true, &b);

	assert_string_equal(b.ptr, c->want);
	assert_string_equal(c->text + end, c->rest);
	buf_fini(&b);
}

/* A message about decoded text points into the source. */
static void
follows_offsets(void **state)
{
	/* Every decoded byte stands two bytes apart in the source. */
	const struct source *src = source_new(&arena, SLICE_LIT("t"), SLICE_LIT("x-y-z- -+- -1-"));
	uint32_t offsets[] = { 0, 2, 4, 6, 8, 10, 12, 14 };
	struct expr_text t = { .text = SLICE_LIT("xyz + 1"), .src = src, .offsets = offsets };
	struct diags ds = DIAGS_INIT(&arena);
	size_t pos = 0;
	const struct expr *e = expr_parse(&arena, &ds, &env, &t, &pos, false);

	(void)state;
	assert_int_equal(ds.errors, 1);
	assert_int_equal(ds.first->at.start, 0);
	assert_int_equal(ds.first->at.end, 6);
	assert_int_equal(expr_span(e).start, 0);
	assert_int_equal(expr_span(e).end, 14);
}

static const struct expr *
parsed(const char *text)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct source *src = source_new(&arena, SLICE_LIT("t"), slice_of(text));
	struct expr_text t = { .text = src->text, .src = src };
	size_t pos = 0;
	const struct expr *e = expr_parse(&arena, &ds, &env, &t, &pos, false);

	assert_int_equal(ds.errors, 0);
	assert_int_equal(pos, strlen(text));
	return e;
}

static void
is_constant(void **state)
{
	(void)state;
	assert_string_equal(expr_constant(parsed("'a'"))->u.str.ptr, "a'");
	assert_int_equal(expr_constant(parsed("[1, 2]"))->u.list.len, 2);
	assert_null(expr_constant(parsed("n")));
	assert_null(expr_constant(parsed("[n]")));
}

static void
on_name(void *ctx, size_t slot, struct span at)
{
	buf_printf(ctx, "%.*s@%u ", SLICE_FMT(names[slot]), at.start);
}

static void
on_call(void *ctx, size_t function, const struct expr *const *args, size_t n, struct span at)
{
	(void)args;
	buf_printf(ctx, "%.*s/%zu@%u ", SLICE_FMT(functions[function].name), n, at.start);
}

static void
visits(void **state)
{
	struct buf b = BUF_INIT;
	struct expr_visitor v = { on_name, on_call, &b };

	(void)state;
	expr_visit(parsed("has(spec.x) ? text('f') : [n].map(i, {'a': values.quorum})[0].a + metadata.name"), &v);
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, "spec@4 text/1@14 n@27 values.quorum@43 metadata@66 ");
	buf_fini(&b);
}

/* Remembers which scalars of variables led to a value. */
static void
notes_reads(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct val *vars[4] = { spec(), spec(), &val_null, &val_null };
	struct expr_run r = { .arena = &arena, .diags = &ds, .env = &env, .vars = vars };

	(void)state;
	expr_eval(&r, parsed("spec.replicas + size(spec.ports) + spec.replicas"));
	assert_int_equal(r.nreads, 1);
	assert_ptr_equal(r.reads->val, val_walk(vars[1], "replicas"));
	r.reads = NULL;
	r.nreads = 0;
	expr_eval(&r, parsed("spec.ports.map(p, p + 1).sum() + int(spec.labels['app'].size())"));
	assert_int_equal(r.nreads, 3);
	assert_true(slice_is(r.reads->val->u.str, "web"));
}

/* A selected value keeps its place, a computed one has its expression's. */
static void
keeps_places(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct source *src = source_new(&arena, SLICE_LIT("s"), SLICE_LIT("seven"));
	const struct val *seven = val_int(&arena, 7, (struct span){ src, 0, 5 });
	const struct val *vars[4] = { &val_null, &val_null, &val_null, seven };
	struct expr_run r = { .arena = &arena, .diags = &ds, .env = &env, .vars = vars };
	const struct expr *e = parsed("n > 1");
	const struct val *v = expr_eval(&r, e);

	(void)state;
	assert_ptr_equal(expr_eval(&r, parsed("n")), seven);
	assert_int_equal(v->kind, VAL_BOOL);
	assert_int_equal(v->at.end, 5);
	assert_ptr_equal(v->at.src, expr_span(e).src);
}

/* A poison that came from outside says nothing. */
static void
poison_is_silent(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct val *vars[4] = { &val_bad, &val_bad, &val_bad, &val_bad };
	struct expr_run r = { .arena = &arena, .diags = &ds, .env = &env, .vars = vars };

	(void)state;
	assert_ptr_equal(expr_eval(&r, parsed("spec.a + [n].map(x, x)[0]")), &val_bad);
	assert_int_equal(ds.errors, 0);
}

/* Texts that are too large: one message each, and no deep recursion. */
struct limit_case {
	const char *name, *repeat, *middle, *close;
	size_t times;
	const char *want;
};

static const struct limit_case limits[] = {
	{ "parentheses", "(", "1", ")", 1000, "an expression may nest 250 levels deep" },
	{ "lists", "[", "", "]", 1000, "an expression may nest 250 levels deep" },
	{ "not", "!", "true", "", 1000, "an expression may nest 250 levels deep" },
	{ "minus", "- ", "n", "", 1000, "an expression may nest 250 levels deep" },
	{ "ternaries", "true ? 1 : ", "2", "", 1000, "an expression may nest 250 levels deep" },
	{ "sum", "1 + ", "1", "", 1000, "an expression may nest 250 levels deep" },
	{ "calls", "size(", "'a'", ")", 1000, "an expression may nest 250 levels deep" },
	{ "fields", "{'a': ", "1", "}", 1000, "an expression may nest 250 levels deep" },
	{ "characters", "          ", "1", "", 10000, "an expression may have 65536 bytes" },
	{ "macros", "[1].map(a, ", "1", ")", 100, "at most 64 variables of macros may nest" },
	{ "200 parentheses are fine", "(", "1", ")", 200, NULL },
	{ "200 terms are fine", "1 + ", "1", "", 200, NULL },
	{ "200 lists are fine", "[", "", "]", 200, NULL },
};

static void
limits_text(void **state)
{
	const struct limit_case *c = *state;
	struct diags ds = DIAGS_INIT(&arena);
	struct buf b = BUF_INIT;
	struct expr_text t = { 0 };
	size_t pos = 0;

	for (size_t i = 0; i < c->times; i++)
		buf_str(&b, c->repeat);
	buf_str(&b, c->middle);
	for (size_t i = 0; i < c->times; i++)
		buf_str(&b, c->close);
	t.text = buf_slice(&b);
	t.src = source_new(&arena, SLICE_LIT("t"), t.text);
	expr_parse(&arena, &ds, &env, &t, &pos, false);
	assert_int_equal(ds.errors, c->want != NULL);
	if (c->want)
		assert_string_equal(arena_cstr(&arena, ds.first->text), c->want);
	assert_int_equal(pos, b.len);
	buf_fini(&b);
}

/* The examples of doc/expressions.md. */
struct page {
	struct buf all;      /* their expressions, one a line */
	size_t examples, wrong;
};

/* "expression // => value" or "// error: a part of the message". */
static void
check_example(struct page *page, char *line)
{
	char *want = strstr(line, "// => "), *error = strstr(line, "// error: "), *end = want ? want : error;
	struct slice text = { line, end ? (size_t)(end - line) : 0 };
	struct buf b = BUF_INIT;

	evaluate(text, 0, false, &b);
	if (!end || (want ? strcmp(b.ptr, want + 6) != 0 : !strstr(b.ptr, error + 3))) {
		print_error("%s\n   gives %s\n", line, b.ptr);
		page->wrong++;
	}
	buf_fini(&b);
	buf_add(&page->all, text);
	buf_char(&page->all, '\n');
	page->examples++;
}

static void
check_page(struct page *page, FILE *doc)
{
	char line[1024];
	bool inside = false;

	while (fgets(line, sizeof(line), doc)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "```", 3) == 0)
			inside = strcmp(line, "```cel") == 0;
		else if (inside)
			check_example(page, line);
	}
}

/* Whether a call of the function stands in the examples: .name( or name( */
static void
has_example(void *ctx, struct slice name, bool method)
{
	struct page *page = ctx;
	struct slice all = buf_slice(&page->all), call = arena_join(&arena, name, SLICE_LIT("("));
	size_t at = 0;

	for (; (at = slice_find(all, call, at)) != SIZE_MAX; at++) {
		char before = at ? all.ptr[at - 1] : '\n';

		if (method ? before == '.' : before != '.' && before != '_' && !ascii_alnum(before))
			return;
	}
	print_error("no example calls %s%.*s()\n", method ? "." : "", SLICE_FMT(name));
	page->wrong++;
}

static void
documented(void **state)
{
	const char *root = getenv("BERTH_SRC");
	struct page page = { .all = BUF_INIT };
	char path[4096];
	FILE *doc;

	(void)state;
	snprintf(path, sizeof(path), "%s/doc/expressions.md", root ? root : ".");
	doc = fopen(path, "r");
	if (!doc)
		skip();
	check_page(&page, doc);
	fclose(doc);
	builtin_names(has_example, &page);
	macro_names(has_example, &page);
	buf_fini(&page.all);
	assert_int_equal(page.wrong, 0);
	assert_true(page.examples > 150);
}

int
main(void)
{
	struct suite s = { .name = "expr" };
	int status;

	ADD_CASES(&s, values, yields);
	ADD_CASES(&s, holes, ends_hole);
	ADD_CASES(&s, limits, limits_text);
	ADD_TEST(&s, follows_offsets);
	ADD_TEST(&s, is_constant);
	ADD_TEST(&s, visits);
	ADD_TEST(&s, notes_reads);
	ADD_TEST(&s, keeps_places);
	ADD_TEST(&s, poison_is_silent);
	ADD_TEST(&s, documented);
	status = suite_run(&s);
	arena_free(&arena);
	return status;
}
