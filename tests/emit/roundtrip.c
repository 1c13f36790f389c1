/* SPDX-License-Identifier: Apache-2.0 */
/* roundtrip.c - what we emit means to others what we meant: the strings of
 * the emitter suite and every file of out/ are emitted, and our reader and
 * libyaml, which knows nothing of us, must find the same value. A file of
 * out/ must also be what the emitter would write for its values, byte by
 * byte. Prints TAP. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/file.h"
#include "emit/emit.h"
#include "read/read.h"
#include "read/tree.h"
#include "value/build.h"
#include "value/cmp.h"

/* libyaml's view of a text, event by event. */
struct peer {
	yaml_parser_t parser;
	yaml_event_t event;
};

static bool
peer_next(struct peer *p)
{
	yaml_event_delete(&p->event);
	return yaml_parser_parse(&p->parser, &p->event) == 1;
}

static bool
peer_string(const struct peer *p, struct slice want)
{
	struct slice got = { (const char *)p->event.data.scalar.value, p->event.data.scalar.length };

	return slice_eq(got, want);
}

/* A scalar that is no string must be plain, and stand as we print it. */
static bool
peer_scalar(const struct peer *p, const struct val *v)
{
	struct buf b = BUF_INIT;
	bool same;

	if (p->event.type != YAML_SCALAR_EVENT)
		return false;
	if (v->kind == VAL_STRING)
		return peer_string(p, v->u.str);
	if (p->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE || emit_yaml(&b, v))
		return false;
	same = peer_string(p, slice_trim(buf_slice(&b)));
	buf_fini(&b);
	return same;
}

static bool peer_value(struct peer *p, const struct val *v);

static bool
peer_map(struct peer *p, const struct val *v)
{
	size_t fields = 0;

	if (p->event.type != YAML_MAPPING_START_EVENT)
		return false;
	for (; peer_next(p) && p->event.type == YAML_SCALAR_EVENT; fields++) {
		struct slice key = { (const char *)p->event.data.scalar.value, p->event.data.scalar.length };
		const struct val *value = val_get(v, key);

		if (!value || !peer_next(p) || !peer_value(p, value))
			return false;
	}
	return p->event.type == YAML_MAPPING_END_EVENT && fields == v->u.map.len;
}

static bool
peer_list(struct peer *p, const struct val *v)
{
	if (p->event.type != YAML_SEQUENCE_START_EVENT)
		return false;
	for (size_t i = 0; i < v->u.list.len; i++)
		if (!peer_next(p) || !peer_value(p, v->u.list.items[i]))
			return false;
	return peer_next(p) && p->event.type == YAML_SEQUENCE_END_EVENT;
}

/* Whether the event and those that belong to it are `v`. */
static bool
peer_value(struct peer *p, const struct val *v)
{
	if (v->kind == VAL_MAP)
		return peer_map(p, v);
	return v->kind == VAL_LIST ? peer_list(p, v) : peer_scalar(p, v);
}

static bool
peer_document(struct peer *p, const struct val *v)
{
	return peer_next(p) && p->event.type == YAML_DOCUMENT_START_EVENT && peer_next(p) && peer_value(p, v) &&
	       peer_next(p) && p->event.type == YAML_DOCUMENT_END_EVENT;
}

static bool
peer_agrees(struct slice text, struct documents docs)
{
	struct peer p = { 0 };
	bool same;

	if (!yaml_parser_initialize(&p.parser))
		abort();
	yaml_parser_set_input_string(&p.parser, (const unsigned char *)text.ptr, text.len);
	same = peer_next(&p) && p.event.type == YAML_STREAM_START_EVENT;
	for (size_t i = 0; same && i < docs.len; i++)
		same = peer_document(&p, docs.ptr[i]);
	same = same && peer_next(&p) && p.event.type == YAML_STREAM_END_EVENT;
	yaml_event_delete(&p.event);
	yaml_parser_delete(&p.parser);
	return same;
}

static bool
we_agree(struct arena *a, struct slice text, struct documents docs)
{
	struct diags ds = DIAGS_INIT(a);
	struct documents got = read_yaml(a, &ds, source_new(a, SLICE_LIT("emitted"), text), 0);

	if (ds.errors || got.len != docs.len)
		return false;
	for (size_t i = 0; i < got.len; i++)
		if (!val_equal(got.ptr[i], docs.ptr[i]))
			return false;
	return true;
}

static size_t tests;
static bool failed;

static void
report(bool ok, const char *what, struct slice name, const char *why)
{
	printf("%s %zu - %s %.*s%s%s\n", ok ? "ok" : "not ok", ++tests, what, SLICE_FMT(name), ok ? "" : ": ", ok ? "" : why);
	failed |= !ok;
}

/* Emits the documents behind `head` (comment lines). */
static bool
emit_all(struct buf *b, struct slice head, struct documents docs)
{
	buf_clear(b);
	buf_add(b, head);
	for (size_t i = 0; i < docs.len; i++) {
		if (i)
			buf_str(b, "---\n");
		if (emit_yaml(b, docs.ptr[i]))
			return false;
	}
	return true;
}

static void
round_trip(struct arena *a, struct slice name, struct slice head, struct documents docs, const struct slice *want)
{
	struct buf b = BUF_INIT;
	const char *why = NULL;

	if (!emit_all(&b, head, docs))
		why = "cannot be emitted";
	else if (want && !slice_eq(buf_slice(&b), *want))
		why = "is not what the emitter writes for its values";
	else if (!we_agree(a, buf_slice(&b), docs))
		why = "our reader finds another value";
	else if (!peer_agrees(buf_slice(&b), docs))
		why = "libyaml finds another value";
	report(!why, want ? "file" : "strings", name, why);
	buf_fini(&b);
}

/* The leading comment lines. */
static struct slice
head_of(struct slice text)
{
	size_t end = 0;

	while (end < text.len && text.ptr[end] == '#') {
		size_t line = slice_find(text, SLICE_LIT("\n"), end);

		end = line == SIZE_MAX ? text.len : line + 1;
	}
	return slice_sub(text, 0, end);
}

static void
check_file(int root, struct slice path)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	bool ok;
	const struct source *src = read_source(&a, &ds, root, path, SPAN_NONE, &ok);
	struct documents docs = read_yaml(&a, &ds, src, 0);

	if (!ok || ds.errors)
		report(false, "file", path, "cannot be read");
	else
		round_trip(&a, path, head_of(src->text), docs, &src->text);
	arena_free(&a);
}

static void
check_out(int root)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	bool found;
	struct paths files = tree_files(&a, &ds, root, SLICE_LIT("out"), &found);

	for (size_t i = 0; i < files.len; i++)
		check_file(root, files.ptr[i]);
	if (!found)
		printf("# no out/ in the source\n");
	arena_free(&a);
}

/* {s: [s, {k: s}]} of one line of the suite; NUL is for expressions only, and
 * refused by our reader. */
static void
check_string(struct arena *a, const struct val *line)
{
	const struct val *s = val_get_cstr(line, "string"), *doc;
	struct map_build inner = MAP_BUILD_INIT(a), outer = MAP_BUILD_INIT(a);
	struct list_build list = LIST_BUILD_INIT(a);
	struct buf name = BUF_INIT;

	if (memchr(s->u.str.ptr, 0, s->u.str.len))
		return;
	map_build_cstr(&inner, "k", s);
	list_build_add(&list, s);
	list_build_add(&list, map_build_end(&inner, SPAN_NONE));
	map_build_add(&outer, s->u.str, SPAN_NONE, list_build_end(&list, SPAN_NONE));
	doc = map_build_end(&outer, SPAN_NONE);
	buf_printf(&name, "%zu", tests + 1);
	round_trip(a, buf_slice(&name), SLICE_LIT(""), (struct documents){ &doc, 1 }, NULL);
	buf_fini(&name);
}

static void
check_suite(const char *dir)
{
	int root = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct slice text;

	if (root < 0 || file_read(&a, root, SLICE_LIT("yaml-emitter/scalars.jsonl"), SIZE_MAX / 2, &text) != 0) {
		printf("# no suite yaml-emitter\n");
		return;
	}
	for (size_t at = 0; at < text.len;) {
		size_t end = slice_find(text, SLICE_LIT("\n"), at);

		end = end == SIZE_MAX ? text.len : end;
		check_string(&a, read_json(&a, &ds, source_new(&a, SLICE_LIT("line"), slice_sub(text, at, end))));
		at = end + 1;
	}
	arena_free(&a);
}

int
main(void)
{
	const char *source = getenv("BERTH_SRC"), *suites = getenv("BERTH_CONFORMANCE");
	int root = open(source ? source : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (suites)
		check_suite(suites);
	if (root >= 0)
		check_out(root);
	printf("1..%zu%s\n", tests, tests ? "" : " # SKIP neither a suite nor out/");
	return failed;
}
