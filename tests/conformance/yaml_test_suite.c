/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_test_suite.c - cases.json of the YAML test suite: an array of
 * {id, name, yaml, fail, json_docs?}. What must fail must be refused with a
 * message inside the file; everything else must be read, and give the values
 * of json_docs where the case has them. Every value that is read must have a
 * place in the text, and every string must be found in it again. */
#include "conf.h"

#include "diag/print.h"
#include "read/place.h"
#include "read/read.h"
#include "value/cmp.h"

/* The first message, for details. */
static struct slice
complaint(struct arena *a, const struct diags *ds)
{
	struct buf b = BUF_INIT;
	struct slice s;

	if (!ds->first)
		return SLICE_LIT("no message");
	diag_print_one(&b, ds->first, false);
	s = arena_slice(a, slice_trim(buf_slice(&b)));
	buf_fini(&b);
	return s;
}

static bool
placed(struct arena *a, const struct val *v)
{
	if (!v->at.src || v->at.start > v->at.end || v->at.end > v->at.src->text.len)
		return false;
	if (v->kind == VAL_STRING && !place_offsets(a, v))
		return false;
	for (size_t i = 0; v->kind == VAL_LIST && i < v->u.list.len; i++)
		if (!placed(a, v->u.list.items[i]))
			return false;
	for (size_t i = 0; v->kind == VAL_MAP && i < v->u.map.len; i++)
		if (!placed(a, v->u.map.fields[i].val))
			return false;
	return true;
}

static bool
all_placed(struct arena *a, struct documents docs)
{
	for (size_t i = 0; i < docs.len; i++)
		if (!placed(a, docs.ptr[i]))
			return false;
	return true;
}

static void
compare(struct conf *c, struct slice id, struct documents got, const struct val *want)
{
	if (want->u.list.len != got.len) {
		conf_case(c, id, false, "%zu documents, not %zu", got.len, want->u.list.len);
		return;
	}
	for (size_t i = 0; i < got.len; i++) {
		const struct val *w = want->u.list.items[i];

		if (val_same(got.ptr[i], w))
			continue;
		conf_case(c, id, false, "document %zu: got %.*s, not %.*s", i + 1, SLICE_FMT(conf_show(c, got.ptr[i])),
		          SLICE_FMT(conf_show(c, w)));
		return;
	}
	conf_case(c, id, true, "%s", "");
}

static void
run_case(struct conf *c, const struct val *v)
{
	struct slice id = val_text(val_get_cstr(v, "id"), SLICE_LIT("?"));
	const struct val *want = val_get_cstr(v, "json_docs");
	bool fails = val_is(val_get_cstr(v, "fail"), VAL_BOOL) && val_get_cstr(v, "fail")->u.b;
	struct diags ds = DIAGS_INIT(c->arena);
	const struct source *src = source_new(c->arena, id, val_text(val_get_cstr(v, "yaml"), SLICE_LIT("")));
	struct documents got = read_yaml(c->arena, &ds, src, 0);

	if (fails)
		conf_case(c, id, ds.errors > 0, "was read, but is not YAML");
	else if (ds.errors)
		conf_case(c, id, false, "%.*s", SLICE_FMT(complaint(c->arena, &ds)));
	else if (!all_placed(c->arena, got))
		conf_case(c, id, false, "a value has no place");
	else if (val_is(want, VAL_LIST))
		compare(c, id, got, want);
	else
		conf_case(c, id, true, "%s", "");
}

CONF_SUITE(yaml_test_suite)
{
	const struct val *cases = conf_json(c, "cases.json");

	for (size_t i = 0; val_is(cases, VAL_LIST) && i < cases->u.list.len; i++)
		run_case(c, cases->u.list.items[i]);
}
