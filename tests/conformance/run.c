/* SPDX-License-Identifier: Apache-2.0 */
/* run.c - tests/conformance/run SUITE DIR [-v]: one suite over one folder.
 * Prints failures, and closes with "N passed, N failed, N skipped". Exit
 * status 0 when nothing failed, 1 when something did, 2 on usage. */
#include "conf.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "diag/print.h"
#include "read/read.h"
#include "value/json.h"

#ifndef DEVIATIONS
#define DEVIATIONS "tests/conformance/deviations"
#endif

static const struct conf_suite suites[] = {
#include "suites.def"
};

enum { NSUITES = sizeof(suites) / sizeof(suites[0]) };

static void
fail(const char *what, const char *name)
{
	fprintf(stderr, "conformance: %s: %s\n", name, what);
	exit(2);
}

void
conf_case(struct conf *c, struct slice id, bool ok, const char *fmt, ...)
{
	struct slice *reason = map_get(&c->deviations, id);
	va_list ap;

	if (reason && !ok) {
		map_put(&c->met, arena_slice(c->met.arena, id), reason);
		c->deviated++;
		return;
	}
	if (ok && !reason) {
		c->passed++;
		return;
	}
	c->failed++;
	if (ok) {
		printf("FAIL %.*s: is listed as a deviation but passes\n", SLICE_FMT(id));
		return;
	}
	printf("FAIL %.*s: ", SLICE_FMT(id));
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void
conf_skip(struct conf *c, struct slice id, const char *reason)
{
	c->skipped++;
	if (c->verbose)
		printf("SKIP %.*s: %s\n", SLICE_FMT(id), reason);
}

static struct slice
read_file(struct arena *a, const char *path)
{
	int dir = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *full = realpath(path, NULL);
	struct slice text;
	int err;

	if (!full)
		fail("cannot be read", path);
	err = file_read(a, dir, slice_of(full + 1), SIZE_MAX / 2, &text);
	if (err)
		fail(strerror(err), path);
	free(full);
	close(dir);
	return text;
}

struct slice
conf_text(struct conf *c, const char *name)
{
	return read_file(c->arena, arena_printf(c->arena, "%s/%s", c->dir, name).ptr);
}

static const struct val *
parse(struct conf *c, const char *name, struct slice text, struct arena *a)
{
	struct diags ds = DIAGS_INIT(a);
	const struct val *v = read_json(a, &ds, source_new(a, slice_of(name), text));

	if (ds.errors) {
		struct buf b = BUF_INIT;

		diag_print(&b, &ds, (struct diag_style){ DIAG_TEXT, false });
		fprintf(stderr, "%.*s", SLICE_FMT(buf_slice(&b)));
		buf_fini(&b);
		fail("is no JSON", name);
	}
	(void)c;
	return v;
}

const struct val *
conf_json(struct conf *c, const char *name)
{
	return parse(c, name, conf_text(c, name), c->arena);
}

void
conf_lines(struct conf *c, const char *name, void (*fn)(struct conf *c, const struct val *line))
{
	struct slice text = conf_text(c, name);
	struct arena *outer = c->arena;

	for (size_t at = 0; at < text.len;) {
		size_t end = slice_find(text, SLICE_LIT("\n"), at);
		struct arena a = ARENA_INIT;

		if (end == SIZE_MAX)
			end = text.len;
		if (end > at) {
			c->arena = &a;
			fn(c, parse(c, name, slice_sub(text, at, end), &a));
			c->arena = outer;
		}
		at = end + 1;
		arena_free(&a);
	}
}

struct slice
conf_show(struct conf *c, const struct val *v)
{
	struct buf b = BUF_INIT;
	struct slice s;

	if (!v)
		return SLICE_LIT("(nothing)");
	if (val_json(&b, v, 0)) {
		buf_clear(&b);
		buf_printf(&b, "(a %s)", val_kind_name(v));
	}
	s = arena_slice(c->arena, buf_slice(&b));
	buf_fini(&b);
	return s;
}

/* Lines "id<TAB>reason"; '#' begins a comment line. */
static void
load_deviations(struct conf *c)
{
	const char *path = arena_printf(c->arena, "%s/%s.txt", DEVIATIONS, c->suite).ptr;
	struct slice text;

	if (access(path, R_OK) != 0)
		return;
	text = read_file(c->arena, path);
	for (size_t at = 0; at < text.len;) {
		size_t end = slice_find(text, SLICE_LIT("\n"), at);
		struct slice line = slice_sub(text, at, end);
		size_t tab = slice_find(line, SLICE_LIT("\t"), 0);

		at = end == SIZE_MAX ? text.len : end + 1;
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (tab == SIZE_MAX || slice_trim(slice_sub(line, tab, line.len)).len == 0)
			fail("a deviation without a reason", path);
		struct slice *reason = arena_new(c->arena, struct slice);
		*reason = slice_sub(line, tab + 1, line.len);
		map_put(&c->deviations, slice_sub(line, 0, tab), reason);
	}
}

/* A listed deviation that no case met is stale, unless only part of the
 * suite was run. */
static void
check_stale(struct conf *c)
{
	for (size_t i = 0; i < c->deviations.len; i++) {
		struct slice id = c->deviations.entries[i].key;

		if (map_get(&c->met, id))
			continue;
		printf("FAIL %.*s: a listed deviation did not occur\n", SLICE_FMT(id));
		c->failed++;
	}
}

int
main(int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	struct conf c = { .arena = &a, .deviations = MAP_INIT(&a), .met = MAP_INIT(&a) };

	if (argc < 3) {
		fprintf(stderr, "usage: run SUITE DIR [-v]\nsuites:");
		for (size_t i = 0; i < NSUITES; i++)
			fprintf(stderr, " %s", suites[i].name);
		fputc('\n', stderr);
		return 2;
	}
	c.suite = argv[1];
	c.dir = argv[2];
	c.verbose = argc > 3 && strcmp(argv[3], "-v") == 0;
	for (size_t i = 0; i < NSUITES; i++) {
		if (strcmp(suites[i].name, c.suite) != 0)
			continue;
		load_deviations(&c);
		suites[i].run(&c);
		check_stale(&c);
		printf("%zu passed, %zu failed, %zu skipped\n", c.passed + c.deviated, c.failed, c.skipped);
		if (c.deviated)
			fprintf(stderr, "%s: %zu known deviations\n", c.suite, c.deviated);
		arena_free(&a);
		return c.failed != 0;
	}
	fail("no such suite", c.suite);
	return 2;
}
