/* SPDX-License-Identifier: Apache-2.0 */
/* template_test.c - values with holes: what they become for a spec, and
 * where their mistakes are reported. */
#include "render/template.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "read/read.h"
#include "value/json.h"

struct fill_case {
	const char *name;
	const char *yaml;       /* the template */
	const char *json;       /* what it becomes; NULL: nothing at all (an absent optional) */
	const char *wrong;      /* "line:column: text" of the messages instead, joined by "; " */
};

/* spec: {n: 3, s: "x", b: true, l: [1, 2], m: {k: v}, d: 1.5} */
static const struct fill_case fill_cases[] = {
	{ "no hole", "{a: 1, b: [x]}", "{\"a\":1,\"b\":[\"x\"]}", NULL },
	{ "a hole keeps an integer", "${spec.n}", "3", NULL },
	{ "a hole keeps a boolean", "'${spec.b}'", "true", NULL },
	{ "a hole keeps a list", "\"${spec.l}\"", "[1,2]", NULL },
	{ "a hole keeps a map", "a: ${spec.m}", "{\"a\":{\"k\":\"v\"}}", NULL },
	{ "a hole keeps a number", "${spec.d}", "1.5", NULL },
	{ "spaces in a hole", "'${  spec.n  }'", "3", NULL },
	{ "a string in text", "a ${spec.s} b", "\"a x b\"", NULL },
	{ "two holes in text", "${spec.s}${spec.s}", "\"xx\"", NULL },
	{ "a space behind a hole makes it text", "'${spec.s} '", "\"x \"", NULL },
	{ "no hole in '$${'", "$${spec.n}", "\"${spec.n}\"", NULL },
	{ "'$${' beside a hole", "$${a} ${spec.s}", "\"${a} x\"", NULL },
	{ "'$$' without a brace", "$$x ${spec.s} $", "\"$$x x $\"", NULL },
	{ "'$$${' is a dollar and no hole", "$$${spec.s}", "\"$${spec.s}\"", NULL },
	{ "braces inside strings", "'${\"}\" + spec.s + \"{\"}'", "\"}x{\"", NULL },
	{ "a map in a hole", "\"${{'a': spec.n}}\"", "{\"a\":3}", NULL },
	{ "single quotes doubled", "'${''it''''s''}'", NULL, "1:10: expected an operator or the closing '}', found a string" },
	{ "escapes in double quotes", "\"${\\\"q\\\"}\"", "\"q\"", NULL },
	{ "a literal block", "|\n  a ${spec.s}\n  b\n", "\"a x\\nb\\n\"", NULL },
	{ "a folded block", ">-\n  a\n  ${spec.s}\n", "\"a x\"", NULL },
	{ "an absent optional", "${optional.none()}", NULL, NULL },
	{ "an absent field", "{a: '${spec.?no}', b: 1}", "{\"b\":1}", NULL },
	{ "an absent item", "[1, '${spec.?no}', 2]", "[1,2]", NULL },
	{ "a present optional", "{a: '${spec.?n}'}", "{\"a\":3}", NULL },
	{ "optionals inside a result", "\"${[optional.of(1), optional.none()]}\"", "[1]", NULL },
	{ "an unsigned number", "${uint(7)}", "7", NULL },
	{ "a list in a list", "[['${spec.n}'], []]", "[[3],[]]", NULL },
	{ "an integer in text", "a ${spec.n}", NULL, "1:5: an expression inside text must be a string, this is of type 'int'" },
	{ "an optional in text", "a ${spec.?s}", NULL,
	  "1:5: an expression inside text must be a string, this is of type 'optional_type'" },
	{ "two mistakes in one text", "${spec.n} ${spec.b}", NULL,
	  "1:3: an expression inside text must be a string, this is of type 'int'; "
	  "1:13: an expression inside text must be a string, this is of type 'bool'" },
	{ "a duration is no data", "${duration('1s')}", NULL,
	  "1:3: a value of type 'google.protobuf.Duration' cannot stand in a manifest" },
	{ "bytes are no data", "\"${[b'x']}\"", NULL, "1:4: a value of type 'bytes' cannot stand in a manifest" },
	{ "a hole in a key", "{'${spec.s}': 1}", NULL, "1:2: a key cannot hold an expression" },
	{ "an unknown name", "a:\n  b: ${sepc.n}", NULL, "2:8: unknown name 'sepc'" },
	{ "an unknown field", "a:\n- b\n- ${spec.x}", NULL, "3:10: no such key 'x'" },
	{ "a hole not closed", "a ${spec.n", NULL, "1:3: '${' is not closed by a '}'" },
	{ "an empty hole", "'${}'", NULL, "1:4: expected a value, found the closing '}'" },
	{ "a mistake in a second line of a block", "|\n  a\n  b ${spec.y} c\n", NULL, "3:12: no such key 'y'" },
	{ "a mistake behind wide letters", "\"日本 ${spec.y}\"", NULL, "1:12: no such key 'y'" },
	{ "a text file", "${text('t')}", "\"got x\\n\"", NULL },
	{ "a raw file", "${raw('t')}", "\"got ${spec.s}\\n\"", NULL },
	{ "a text file in text", "<${text('t')}>", "\"<got x\\n>\"", NULL },
	{ "a mistake inside a text file", "${text('bad')}", NULL, "2:10: no such key 'y'" },
	{ "a text file of only a hole is text", "${text('hole')}", "\"x\"", NULL },
	{ "constant expressions", "[{a: '${1 + 2}', b: 'x${string(1 + 2)}y', c: '${[1, 2].map(x, x * x)}'}]",
	  "[{\"a\":3,\"b\":\"x3y\",\"c\":[1,4]}]", NULL },
	{ "constant expressions beside a hole", "{a: '${1 + 2}', b: '${spec.n}', c: [{d: \"x${'y'}\"}]}",
	  "{\"a\":3,\"b\":3,\"c\":[{\"d\":\"xy\"}]}", NULL },
	{ "a constant mistake", "{a: '${1 / 0}'}", NULL, "1:8: division by zero" },
	{ "a constant mistake in text", "{a: 'x${string(1 / 0)}'}", NULL, "1:16: division by zero" },
	{ "a constant number in text", "{a: 'x${1 + 2}'}", NULL,
	  "1:9: an expression inside text must be a string, this is of type 'int'" },
	{ "a constant that is absent", "{a: '${optional.none()}', b: 1}", "{\"b\":1}", NULL },
};

static const char spec_text[] = "{n: 3, s: x, b: true, l: [1, 2], m: {k: v}, d: 1.5}";

/* A folder with the text files, as root of the project. */
static int
make_files(char *dir)
{
	static const struct { const char *name, *text; } files[] = {
		{ "base/t", "got ${spec.s}\n" }, { "base/bad", "a\nb ${spec.y}\n" }, { "base/hole", "${spec.s}" },
	};
	int fd;

	assert_non_null(mkdtemp(dir));
	fd = open(dir, O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	assert_int_equal(mkdirat(fd, "base", 0777), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int f = openat(fd, files[i].name, O_WRONLY | O_CREAT, 0666);

		assert_int_equal(write(f, files[i].text, strlen(files[i].text)), (ssize_t)strlen(files[i].text));
		close(f);
	}
	return fd;
}

static void
remove_files(int fd, const char *dir)
{
	unlinkat(fd, "base/t", 0);
	unlinkat(fd, "base/bad", 0);
	unlinkat(fd, "base/hole", 0);
	unlinkat(fd, "base", AT_REMOVEDIR);
	close(fd);
	rmdir(dir);
}

static const struct val *
read_one(struct arena *a, struct diags *ds, const char *path, const char *text)
{
	return read_yaml(a, ds, source_new(a, slice_of(path), slice_of(text)), READ_ONE).ptr[0];
}

static void
put_messages(struct buf *b, const struct diags *ds)
{
	for (const struct diag *d = ds->first; d; d = d->next) {
		struct position p = span_start(d->at);

		buf_printf(b, "%s%u:%u: %.*s", d == ds->first ? "" : "; ", (unsigned)p.line, (unsigned)p.column,
		           SLICE_FMT(d->text));
	}
}

static void
fills(void **state)
{
	const struct fill_case *c = *state;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	char dir[] = "/tmp/berth-template-XXXXXX";
	int fd = make_files(dir);
	struct scope *scope = scope_new(&a, SLICE_LIT("base"), (struct expr_names){ scope_fixed, SLOT_FIXED });
	struct scope_slots uses = { 0 };
	struct compile compile = { .arena = &a, .diags = &ds, .rootfd = fd, .scope = scope, .uses = &uses };
	const struct val *vars[SLOT_FIXED] = { NULL };
	struct expr_run run = { .arena = &a, .diags = &ds, .env = &scope->env, .vars = vars };
	struct buf b = BUF_INIT;
	const struct val *v;

	vars[SLOT_SPEC] = read_one(&a, &ds, "spec.yaml", spec_text);
	v = template_fill(&run, template_new(&compile, read_one(&a, &ds, "t.yaml", c->yaml)));
	if (ds.first)
		put_messages(&b, &ds);
	else if (v)
		assert_null(val_json(&b, v, 0));
	buf_char(&b, '\0');
	if (c->wrong)
		assert_string_equal(b.ptr, c->wrong);
	else if (c->json)
		assert_string_equal(b.ptr, c->json);
	else
		assert_null(v);
	buf_fini(&b);
	arena_free(&a);
	remove_files(fd, dir);
}

/* What a computed value was computed from is known by its origins. */
static void
reads_are_origins(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct scope *scope = scope_new(&a, SLICE_LIT("base"), (struct expr_names){ scope_fixed, SLOT_FIXED });
	struct scope_slots uses = { 0 };
	struct compile compile = { .arena = &a, .diags = &ds, .rootfd = -1, .scope = scope, .uses = &uses };
	const struct val *vars[SLOT_FIXED] = { NULL }, *v;
	struct expr_run run = { .arena = &a, .diags = &ds, .env = &scope->env, .vars = vars };

	(void)state;
	vars[SLOT_SPEC] = read_one(&a, &ds, "spec.yaml", spec_text);
	v = template_fill(&run, template_new(&compile, read_one(&a, &ds, "t.yaml", "${spec.n * 2}")));
	assert_int_equal(v->u.i, 6);
	assert_true(slice_is(v->at.src->path, "t.yaml"));
	assert_non_null(v->origin);
	assert_int_equal(v->origin->kind, ORIGIN_READ);
	assert_ptr_equal(v->origin->val, val_get_cstr(vars[SLOT_SPEC], "n"));
	assert_null(v->origin->next);
	assert_int_equal(uses.len, 1);
	assert_int_equal(uses.ptr[0], SLOT_SPEC);
	arena_free(&a);
}

/* The largest parts without holes are numbered, and filling keeps them. */
static void
numbers_what_is_static(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct scope *scope = scope_new(&a, SLICE_LIT("base"), (struct expr_names){ scope_fixed, SLOT_FIXED });
	struct scope_slots uses = { 0 };
	struct compile compile = { .arena = &a, .diags = &ds, .rootfd = -1, .scope = scope, .uses = &uses };
	const struct val *vars[SLOT_FIXED] = { NULL }, *v;
	struct expr_run run = { .arena = &a, .diags = &ds, .env = &scope->env, .vars = vars };

	(void)state;
	vars[SLOT_SPEC] = read_one(&a, &ds, "spec.yaml", spec_text);
	v = read_one(&a, &ds, "t.yaml", "{a: {b: {c: 1}, d: [2]}, e: '${spec.n}', f: short}");
	v = template_fill(&run, template_new(&compile, v));
	assert_int_equal(compile.statics.len, 1);
	assert_ptr_equal(compile.statics.ptr[0], val_get_cstr(v, "a"));
	assert_int_equal(val_get_cstr(v, "a")->number, 1);
	assert_int_equal(val_walk(v, "a.b")->number, 0);
	assert_int_equal(val_get_cstr(v, "f")->number, 0);
	assert_int_equal(v->number, 0);
	arena_free(&a);
}

/* What says the same for every tenant is computed with the base. */
static void
computes_constants(void **state)
{
	static const struct { const char *yaml; bool is_static; } cases[] = {
		{ "${1 + 2}", true }, { "x${'y'}", true }, { "$${x}", true }, { "${raw('t')}", true },
		{ "${text('t')}", false }, { "${text('hole') + 'x'}", false }, { "{a: '${[1]}', b: 1}", true },
		{ "${spec.n}", false }, { "x${spec.s}", false }, { "${1 / 0}", false },
	};
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	char dir[] = "/tmp/berth-template-XXXXXX";
	int fd = make_files(dir);
	struct scope *scope = scope_new(&a, SLICE_LIT("base"), (struct expr_names){ scope_fixed, SLOT_FIXED });
	struct scope_slots uses = { 0 };
	struct compile compile = { .arena = &a, .diags = &ds, .rootfd = fd, .scope = scope, .uses = &uses };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(template_is_static(template_new(&compile, read_one(&a, &ds, "t.yaml", cases[i].yaml))),
		                 cases[i].is_static);
	assert_null(ds.first);
	arena_free(&a);
	remove_files(fd, dir);
}

int
main(void)
{
	struct suite s = { .name = "template" };

	ADD_CASES(&s, fill_cases, fills);
	ADD_TEST(&s, reads_are_origins);
	ADD_TEST(&s, numbers_what_is_static);
	ADD_TEST(&s, computes_constants);
	return suite_run(&s);
}
