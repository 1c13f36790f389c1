/* SPDX-License-Identifier: Apache-2.0 */
/* test_compare.c - an object against what a case wants of it: a patch that
 * must change nothing.
 *
 * Walks what is wanted; what stands beside it in the object does not matter.
 * Each difference is one message at the wanted value. */
#include "diag/nearest.h"
#include "driver/test_case.h"
#include "emit/diff.h"
#include "emit/emit.h"
#include "value/build.h"
#include "value/cmp.h"
#include "value/json.h"

enum {
	BRIEF_MAX = 60,    /* bytes of a value within a message */
	DIFF_MAX = 30,     /* lines of a difference */
	FOLLOWED_MAX = 8,  /* steps back to what somebody wrote */
	LISTED_MAX = 12,   /* names in a note */
};

struct comparing {
	struct test_case *c;
	const struct object *o;
	bool quiet;        /* only the answer is wanted */
};

/* A place in the object: what the API says of it, and how it is called. */
struct place_in {
	const struct schema *schema;
	struct slice path;
};

static bool compare(struct comparing *x, struct place_in p, const struct val *want, const struct val *got);

/* Text about places and values. */

static struct slice
path_key(struct comparing *x, struct slice path, struct slice key)
{
	struct doc_path step = DOC_KEY(NULL, key);
	struct slice text = doc_path_text(x->c->arena, &step);

	return arena_printf(x->c->arena, "%.*s%s%.*s", SLICE_FMT(path), path.len && text.ptr[0] != '[' ? "." : "",
	                    SLICE_FMT(text));
}

/* A value within a message, as JSON; ptr NULL when it is long or of several lines. */
static struct slice
brief(struct comparing *x, const struct val *v)
{
	struct buf b = BUF_INIT;
	struct slice s = { NULL, 0 };

	if (slice_find(val_text(v, SLICE_LIT("")), SLICE_LIT("\n"), 0) != SIZE_MAX)
		return s;
	if (!val_json(&b, v, 0) && b.len <= BRIEF_MAX)
		s = arena_slice(x->c->arena, buf_slice(&b));
	buf_fini(&b);
	return s;
}

static struct slice
label(struct comparing *x)
{
	return object_label(x->c->arena, x->o);
}

/* What made a value: the line of the base, and the line of the test or fleet that it was computed from. */
static void
note_made(struct comparing *x, struct diag *d, const struct val *got)
{
	struct span made = got->at.src ? got->at : x->o->at;
	const struct val *v = got;

	diag_note(x->c->testing->diags, d, made, "it is made here");
	for (unsigned i = 0; i < FOLLOWED_MAX; i++) {
		const struct origin *o = v->origin;

		while (o && o->kind != ORIGIN_READ)
			o = o->next;
		if (!o)
			break;
		v = o->val;
	}
	if (v != got && val_place(v).src && span_cmp(val_place(v), made) != 0)
		diag_note(x->c->testing->diags, d, val_place(v), "it comes from here");
}

/* Text of several lines, or a list or map, as the lines that a diff is made of. */
static struct slice
as_lines(struct comparing *x, const struct val *v)
{
	struct buf b = BUF_INIT;
	struct slice s = SLICE_LIT("");

	if (v->kind == VAL_STRING) {
		buf_add(&b, v->u.str);
		if (!slice_ends(v->u.str, SLICE_LIT("\n")))
			buf_char(&b, '\n');
		s = arena_slice(x->c->arena, buf_slice(&b));
	} else if (!emit_yaml(&b, v)) {
		s = arena_slice(x->c->arena, buf_slice(&b));
	}
	buf_fini(&b);
	return s;
}

/* The difference as notes, a line each, without the heads of the two files. */
static void
note_diff(struct comparing *x, struct diag *d, const struct val *want, const struct val *got)
{
	struct diags *ds = x->c->testing->diags;
	struct buf b = BUF_INIT;
	struct slice text;
	size_t n = 0, left = 0;

	diff_unified(&b, SLICE_LIT("x"), as_lines(x, want), as_lines(x, got));
	text = buf_slice(&b);
	diag_note(ds, d, SPAN_NONE, "'-' is expected, '+' is found:");
	for (size_t at = slice_find(text, SLICE_LIT("@@"), 0); at < text.len; n++) {
		size_t end = slice_find(text, SLICE_LIT("\n"), at);

		if (n < DIFF_MAX)
			diag_note(ds, d, SPAN_NONE, "%.*s", SLICE_FMT(slice_sub(text, at, end)));
		else
			left++;
		at = end == SIZE_MAX ? text.len : end + 1;
	}
	if (left)
		diag_note(ds, d, SPAN_NONE, "and %zu more lines", left);
	buf_fini(&b);
}

/* Messages. All give false. */

static bool
differs(struct comparing *x, struct place_in p, const struct val *want, const struct val *got)
{
	struct slice w = brief(x, want), g = brief(x, got);
	struct diag *d;

	if (x->quiet)
		return false;
	if (w.ptr && g.ptr) {
		d = test_fail(x->c, DIAG_TEST_VALUE, want->at, "%.*s of %.*s is %.*s, not %.*s", SLICE_FMT(p.path),
		              SLICE_FMT(label(x)), SLICE_FMT(g), SLICE_FMT(w));
	} else if (want->kind != got->kind) {
		d = test_fail(x->c, DIAG_TEST_VALUE, want->at, "%.*s of %.*s: expected %s, found %s", SLICE_FMT(p.path),
		              SLICE_FMT(label(x)), val_kind_name(want), val_kind_name(got));
	} else {
		d = test_fail(x->c, DIAG_TEST_VALUE, want->at, "%.*s of %.*s is another %s", SLICE_FMT(p.path),
		              SLICE_FMT(label(x)), val_kind_name(want));
		note_diff(x, d, want, got);
	}
	note_made(x, d, got);
	return false;
}

/* Where a value was made before patches changed something in it. */
static struct span
made_first(const struct val *v)
{
	for (const struct origin *o = v->origin; o; o = o->next)
		if (o->kind == ORIGIN_PATCHED && o->val->at.src)
			v = o->val;
	return v->at;
}

/* What there is instead of a field that is missing. */
static void
note_fields(struct comparing *x, struct diag *d, struct place_in p, const struct field *want, const struct val *got)
{
	struct diags *ds = x->c->testing->diags;
	struct nearest n = NEAREST_INIT(want->key);
	struct slice all = SLICE_LIT("");

	for (size_t i = 0; i < got->u.map.len; i++) {
		nearest_offer(&n, got->u.map.fields[i].key);
		if (got->u.map.len <= LISTED_MAX)
			all = arena_printf(x->c->arena, "%.*s%s%.*s", SLICE_FMT(all), all.len ? ", " : "",
			                   SLICE_FMT(got->u.map.fields[i].key));
	}
	if (!schema_property(p.schema, want->key) && p.schema && n.best.ptr)
		diag_note(ds, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else if (all.len)
		diag_note(ds, d, SPAN_NONE, "it has %.*s", SLICE_FMT(all));
}

static bool
no_field(struct comparing *x, struct place_in p, const struct field *want, const struct val *got)
{
	struct span made = made_first(got);
	struct diag *d;

	if (x->quiet)
		return false;
	d = test_fail(x->c, DIAG_TEST_MISSING, want->key_at, "%.*s has no %.*s", SLICE_FMT(label(x)),
	              SLICE_FMT(path_key(x, p.path, want->key)));
	note_fields(x, d, p, want, got);
	diag_note(x->c->testing->diags, d, made.src ? made : x->o->at, "it would stand here");
	return false;
}

static bool
is_there(struct comparing *x, struct slice path, const struct val *want, const struct val *got)
{
	if (!x->quiet)
		note_made(x, test_fail(x->c, DIAG_TEST_PRESENT, want->at, "%.*s has %.*s", SLICE_FMT(label(x)), SLICE_FMT(path)),
		          got);
	return false;
}

static bool
wrong(struct comparing *x, const struct val *at, const char *text)
{
	if (!x->quiet)
		test_fail(x->c, DIAG_TEST_WRONG, at->at, "%s", text);
	return false;
}

/* Directives. */

/* What `$patch` says, "" without one. */
static struct slice
directive(const struct val *v)
{
	return val_text(val_get_cstr(v, "$patch"), SLICE_LIT(""));
}

static const struct val *
without(struct comparing *x, const struct val *v, struct slice key)
{
	struct map_build b = MAP_BUILD_INIT(x->c->arena);

	for (size_t i = 0; i < v->u.map.len; i++)
		if (!slice_eq(v->u.map.fields[i].key, key))
			map_build_add(&b, v->u.map.fields[i].key, v->u.map.fields[i].key_at, v->u.map.fields[i].val);
	return map_build_end(&b, v->at);
}

/* A list or map as a whole. */
static bool
compare_whole(struct comparing *x, struct place_in p, const struct val *want, const struct val *got)
{
	return val_equal(want, got) || differs(x, p, want, got);
}

/* Whether some item of a list is as wanted. */
static bool
has_item(struct comparing *x, struct place_in p, const struct val *want, const struct val *list)
{
	struct comparing silent = { x->c, x->o, true };
	struct place_in item = { schema_items(p.schema), p.path };

	for (size_t i = 0; i < list->u.list.len; i++)
		if (compare(&silent, item, want, list->u.list.items[i]))
			return true;
	return false;
}

/* One text or item of $contains (`inside`) or $lacks. */
static bool
look_inside(struct comparing *x, struct place_in p, const struct val *want, const struct val *got, bool inside)
{
	struct slice shown = brief(x, want);
	bool has;
	struct diag *d;

	if (got->kind == VAL_LIST)
		has = has_item(x, p, want, got);
	else if (want->kind != VAL_STRING)
		return wrong(x, want, "only texts are in a text");
	else
		has = slice_find(got->u.str, want->u.str, 0) != SIZE_MAX;
	if (has == inside || x->quiet)
		return has == inside;
	d = test_fail(x->c, inside ? DIAG_TEST_MISSING : DIAG_TEST_PRESENT, want->at, "%.*s of %.*s %s %.*s", SLICE_FMT(p.path),
	              SLICE_FMT(label(x)), inside ? "does not contain" : "contains",
	              SLICE_FMT(shown.ptr ? shown : SLICE_LIT("this")));
	note_made(x, d, got);
	return false;
}

static bool
look(struct comparing *x, struct place_in p, const struct val *want, const struct val *got)
{
	bool ok = true;

	if (got->kind != VAL_STRING && got->kind != VAL_LIST) {
		if (x->quiet)
			return false;
		note_made(x, test_fail(x->c, DIAG_TEST_VALUE, want->at, "%.*s of %.*s: expected string or list, found %s",
		                       SLICE_FMT(p.path), SLICE_FMT(label(x)), val_kind_name(got)), got);
		return false;
	}
	for (size_t i = 0; i < want->u.map.len; i++) {
		const struct field *f = &want->u.map.fields[i];
		bool inside = slice_is(f->key, "$contains");

		if (!inside && !slice_is(f->key, "$lacks"))
			return wrong(x, f->val, "beside $contains and $lacks nothing can be expected");
		if (f->val->kind != VAL_LIST)
			ok = look_inside(x, p, f->val, got, inside) && ok;
		for (size_t j = 0; f->val->kind == VAL_LIST && j < f->val->u.list.len; j++)
			ok = look_inside(x, p, f->val->u.list.items[j], got, inside) && ok;
	}
	return ok;
}

/* Lists with keys. */

/* An item's keys as "[name=web]"; "" when it has none. */
static struct slice
keys_text(struct comparing *x, struct place_in list, const struct val *item)
{
	const struct slice *keys;
	size_t n = schema_list_keys(list.schema, &keys);
	struct slice text = SLICE_LIT("");

	for (size_t i = 0; i < n; i++) {
		const struct val *v = val_get(item, keys[i]);
		struct slice shown = val_is(v, VAL_STRING) ? v->u.str : v ? brief(x, v) : (struct slice){ NULL, 0 };

		if (shown.ptr)
			text = arena_printf(x->c->arena, "%.*s[%.*s=%.*s]", SLICE_FMT(text), SLICE_FMT(keys[i]), SLICE_FMT(shown));
	}
	return text;
}

/* The key of an item, or what it is when the item leaves it out. */
static const struct val *
key_of(struct place_in list, const struct val *item, struct slice key)
{
	const struct val *v = val_get(item, key);

	return v ? v : schema_default_of(schema_property(schema_items(list.schema), key));
}

/* The item that has all keys that are given; those that are not given do not count. */
static const struct val *
item_like(struct place_in list, const struct val *want, const struct val *got)
{
	const struct slice *keys;
	size_t n = schema_list_keys(list.schema, &keys);

	for (size_t i = 0; i < got->u.list.len; i++) {
		bool same = true;

		for (size_t j = 0; j < n; j++) {
			const struct val *w = val_get(want, keys[j]), *g = key_of(list, got->u.list.items[i], keys[j]);

			same = same && (!w || (g && val_equal(w, g)));
		}
		if (same)
			return got->u.list.items[i];
	}
	return NULL;
}

/* What is wanted of an item that was found, without the keys that it leaves out because they have their defaults. */
static const struct val *
without_defaults(struct comparing *x, struct place_in list, const struct val *want, const struct val *found)
{
	const struct slice *keys;
	size_t n = schema_list_keys(list.schema, &keys);

	for (size_t i = 0; i < n; i++)
		if (val_get(want, keys[i]) && !val_get(found, keys[i]))
			want = without(x, want, keys[i]);
	return want;
}

static bool
no_item(struct comparing *x, struct place_in p, struct slice path, const struct val *want, const struct val *got)
{
	struct slice all = SLICE_LIT("");
	struct diag *d;

	if (x->quiet)
		return false;
	d = test_fail(x->c, DIAG_TEST_MISSING, want->at, "%.*s has no %.*s", SLICE_FMT(label(x)), SLICE_FMT(path));
	for (size_t i = 0; i < got->u.list.len && i < LISTED_MAX; i++)
		all = arena_printf(x->c->arena, "%.*s%s%.*s", SLICE_FMT(all), i ? ", " : "",
		                   SLICE_FMT(keys_text(x, p, got->u.list.items[i])));
	if (all.len)
		diag_note(x->c->testing->diags, d, SPAN_NONE, "there are %.*s", SLICE_FMT(all));
	return false;
}

static bool
compare_item(struct comparing *x, struct place_in p, const struct val *want, const struct val *got)
{
	struct slice keys = keys_text(x, p, want);
	struct place_in item = { schema_items(p.schema), arena_join(x->c->arena, p.path, keys) };
	const struct val *found;

	if (!keys.len)
		return wrong(x, want, "an item of this list is found by its keys, and none is given");
	found = item_like(p, want, got);
	if (slice_is(directive(want), "delete"))
		return !found || is_there(x, item.path, want, found);
	if (!found)
		return no_item(x, p, item.path, want, got);
	return compare(x, item, without_defaults(x, p, want, found), found);
}

static bool
compare_list(struct comparing *x, struct place_in p, const struct val *want, const struct val *got)
{
	bool ok = true;

	if (got->kind != VAL_LIST)
		return differs(x, p, want, got);
	if (schema_list_type(p.schema) != SCHEMA_LIST_MAP)
		return compare_whole(x, p, want, got);
	if (want->u.list.len && want->u.list.items[0]->kind == VAL_MAP && want->u.list.items[0]->u.map.len == 1 &&
	    slice_is(directive(want->u.list.items[0]), "replace")) {
		struct list_build rest = LIST_BUILD_INIT(x->c->arena);

		for (size_t i = 1; i < want->u.list.len; i++)
			list_build_add(&rest, want->u.list.items[i]);
		return compare_whole(x, p, list_build_end(&rest, want->at), got);
	}
	for (size_t i = 0; i < want->u.list.len; i++)
		ok = compare_item(x, p, want->u.list.items[i], got) && ok;
	return ok;
}

static bool
compare_field(struct comparing *x, struct place_in p, const struct field *want, const struct val *got)
{
	const struct val *found = val_get(got, want->key);
	struct place_in at = { schema_property(p.schema, want->key), path_key(x, p.path, want->key) };

	if (want->val->kind == VAL_MAP && slice_is(directive(want->val), "delete"))
		return !found || is_there(x, at.path, want->val, found);
	return found ? compare(x, at, want->val, found) : no_field(x, p, want, got);
}

static bool
compare_map(struct comparing *x, struct place_in p, const struct val *want, const struct val *got)
{
	struct slice how = directive(want);
	bool ok = true;

	if (val_get_cstr(want, "$contains") || val_get_cstr(want, "$lacks"))
		return look(x, p, want, got);
	if (slice_is(how, "replace"))
		return compare_whole(x, p, without(x, want, SLICE_LIT("$patch")), got);
	if (val_get_cstr(want, "$patch"))
		return wrong(x, val_get_cstr(want, "$patch"), "$patch is 'delete' for what must be absent, or 'replace' for a whole");
	if (got->kind != VAL_MAP)
		return differs(x, p, want, got);
	for (size_t i = 0; i < want->u.map.len; i++)
		ok = compare_field(x, p, &want->u.map.fields[i], got) && ok;
	return ok;
}

/* `want` is data from YAML: its depth is bounded. */
static bool
compare(struct comparing *x, struct place_in p, const struct val *want, const struct val *got)
{
	switch (want->kind) {
	case VAL_BAD:
		return false;
	case VAL_MAP:
		return compare_map(x, p, want, got);
	case VAL_LIST:
		return compare_list(x, p, want, got);
	default:
		return val_equal(want, got) || differs(x, p, want, got);
	}
}

bool
test_compare(struct test_case *c, const struct object *o, const struct val *want)
{
	struct comparing x = { c, o, false };
	struct place_in root = { o->known ? o->known->schema : NULL, SLICE_LIT("") };

	return compare(&x, root, want, o->val);
}
