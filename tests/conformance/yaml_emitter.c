/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_emitter.c - kubectl's bytes: each string as a value under a key, in a
 * list, nested, and as a key; whole documents; strings that are refused. */
#include "conf.h"

#include "emit/emit.h"
#include "read/read.h"
#include "value/build.h"
#include "value/cmp.h"

static const struct val *
map1(struct conf *c, struct slice key, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(c->arena);

	map_build_add(&b, key, SPAN_NONE, v);
	return map_build_end(&b, SPAN_NONE);
}

static const struct val *
list2(struct conf *c, const struct val *x, const struct val *y)
{
	struct list_build b = LIST_BUILD_INIT(c->arena);

	list_build_add(&b, x);
	if (y)
		list_build_add(&b, y);
	return list_build_end(&b, SPAN_NONE);
}

/* Whether our reader makes the same value of what we wrote. It refuses NUL,
 * which only expressions can make. */
static bool
reads_back(struct conf *c, struct slice text, const struct val *v)
{
	struct diags ds = DIAGS_INIT(c->arena);
	const struct source *src = source_new(c->arena, SLICE_LIT("emitted"), text);
	struct documents docs = read_yaml(c->arena, &ds, src, READ_ONE);

	if (slice_find(text, SLICE_LIT("\\0"), 0) != SIZE_MAX)
		return ds.errors > 0;
	return ds.errors == 0 && docs.len == 1 && val_equal(docs.ptr[0], v);
}

static struct slice
show(struct conf *c, struct slice s)
{
	return conf_show(c, val_string(c->arena, s, SPAN_NONE));
}

static void
compare(struct conf *c, struct slice id, const struct val *v, struct slice want)
{
	struct buf b = BUF_INIT;
	struct slice got;

	if (emit_yaml(&b, v)) {
		conf_case(c, id, false, "is refused");
	} else if (got = arena_slice(c->arena, buf_slice(&b)), !reads_back(c, got, v)) {
		/* Never a known deviation, whatever the list says. */
		conf_case(c, arena_join(c->arena, SLICE_LIT("round trip of "), id), false, "%.*s is read as another value",
		          SLICE_FMT(show(c, got)));
	} else {
		conf_case(c, id, slice_eq(got, want), "%.*s instead of %.*s", SLICE_FMT(show(c, got)),
		          SLICE_FMT(show(c, want)));
	}
	buf_fini(&b);
}

static struct slice
member(const struct val *line, const char *name)
{
	return val_text(val_get_cstr(line, name), (struct slice){ 0 });
}

static void
scalar(struct conf *c, const struct val *line)
{
	static const char *const forms[] = { "map", "list", "nested", "as_key" };
	const struct val *s = val_get_cstr(line, "string");
	const struct val *values[] = {
		map1(c, SLICE_LIT("k"), s),
		list2(c, s, NULL),
		map1(c, SLICE_LIT("a"), map1(c, SLICE_LIT("b"), list2(c, s, map1(c, SLICE_LIT("c"), s)))),
		map1(c, s->u.str, val_string(c->arena, SLICE_LIT("v"), SPAN_NONE)),
	};

	for (int i = 0; i < 4; i++) {
		struct slice json = conf_show(c, s), category = member(line, "category");
		struct slice id = arena_printf(c->arena, "%.*s %s %.*s", SLICE_FMT(category), forms[i], SLICE_FMT(json));

		compare(c, id, values[i], member(line, forms[i]));
	}
}

static void
document(struct conf *c, const struct val *line)
{
	struct diags ds = DIAGS_INIT(c->arena);
	const struct source *src = source_new(c->arena, member(line, "name"), member(line, "json"));
	const struct val *v = read_json(c->arena, &ds, src);

	compare(c, member(line, "name"), v, member(line, "yaml"));
}

static void
rejected(struct conf *c, const struct val *line)
{
	const struct val *s = val_get_cstr(line, "string");
	struct slice id = arena_join(c->arena, SLICE_LIT("rejected "), conf_show(c, s));
	struct buf b = BUF_INIT;

	conf_case(c, id, emit_yaml(&b, map1(c, SLICE_LIT("k"), s)) == s, "is written");
	buf_fini(&b);
}

void
conf_run_yaml_emitter(struct conf *c)
{
	conf_lines(c, "scalars.jsonl", scalar);
	conf_lines(c, "documents.jsonl", document);
	conf_lines(c, "rejected.jsonl", rejected);
}
