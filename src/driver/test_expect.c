/* SPDX-License-Identifier: Apache-2.0 */
/* test_expect.c - the objects that a case expects, or expects not to be there. */
#include "diag/nearest.h"
#include "driver/test_case.h"
#include "value/build.h"

/* More names than this are no help in a note. */
enum { LISTED_MAX = 8 };

/* Whether a field that an expectation gives is what the object has. */
static bool
agrees(const struct val *want, struct slice has)
{
	return !val_is(want, VAL_STRING) || slice_eq(want->u.str, has);
}

static const struct object *
find(const struct test_case *c, const struct val *want)
{
	const struct val *api_version = val_get_cstr(want, "apiVersion"), *namespace = val_walk(want, "metadata.namespace");
	const struct object *other = NULL;

	for (size_t i = 0; i < c->tenant.rendered.objects.len; i++) {
		const struct object *o = &c->tenant.rendered.objects.ptr[i];

		if (!agrees(val_get_cstr(want, "kind"), o->kind) || !agrees(val_walk(want, "metadata.name"), o->name))
			continue;
		if (agrees(api_version, o->api_version) && agrees(namespace, o->namespace))
			return o;
		/* Only its version or namespace differs: say that, and not that it is missing. */
		other = other ? other : o;
	}
	return other;
}

/* Names of the objects of a kind, as "'a', 'b'"; "" when there is none, or too many. */
static struct slice
names_of(const struct test_case *c, struct slice kind)
{
	struct slice all = SLICE_LIT("");
	size_t n = 0;

	for (size_t i = 0; i < c->tenant.rendered.objects.len; i++) {
		const struct object *o = &c->tenant.rendered.objects.ptr[i];

		if (!slice_eq(o->kind, kind))
			continue;
		if (++n > LISTED_MAX)
			return SLICE_LIT("");
		all = arena_printf(c->arena, "%.*s%s'%.*s'", SLICE_FMT(all), all.len ? ", " : "", SLICE_FMT(o->name));
	}
	return all;
}

static void
missing(struct test_case *c, const struct val *want)
{
	struct slice kind = val_get_cstr(want, "kind")->u.str, all = names_of(c, kind);
	const struct val *name = val_walk(want, "metadata.name");
	struct nearest n = NEAREST_INIT(name->u.str), k = NEAREST_INIT(kind);
	struct diags *ds = c->testing->diags;
	struct diag *d = test_fail(c, DIAG_TEST_MISSING, name->at, "there is no %.*s '%.*s'", SLICE_FMT(kind),
	                           SLICE_FMT(name->u.str));

	for (size_t i = 0; i < c->tenant.rendered.objects.len; i++) {
		const struct object *o = &c->tenant.rendered.objects.ptr[i];

		nearest_offer(&k, o->kind);
		if (slice_eq(o->kind, kind))
			nearest_offer(&n, o->name);
	}
	if (n.best.ptr)
		diag_note(ds, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else if (all.len)
		diag_note(ds, d, SPAN_NONE, "of this kind the base makes %.*s", SLICE_FMT(all));
	else if (k.best.ptr && !slice_eq(k.best, kind))
		diag_note(ds, d, SPAN_NONE, "there is no object of this kind at all; did you mean '%.*s'?", SLICE_FMT(k.best));
	else if (!slice_eq(k.best, kind))
		diag_note(ds, d, SPAN_NONE, "there is no object of this kind at all");
}

static bool
expect_objects(struct test_case *c, const struct val *list)
{
	bool ok = true;

	for (size_t i = 0; list && i < list->u.list.len; i++) {
		const struct val *want = list->u.list.items[i];
		const struct object *o = find(c, want);

		if (!o)
			missing(c, want);
		ok = o && test_compare(c, o, want) && ok;
	}
	return ok;
}

static bool
expect_absent(struct test_case *c, const struct val *list)
{
	bool ok = true;

	for (size_t i = 0; list && i < list->u.list.len; i++) {
		const struct val *kind = val_get_cstr(list->u.list.items[i], "kind");
		const struct val *name = val_get_cstr(list->u.list.items[i], "name");

		for (size_t j = 0; j < c->tenant.rendered.objects.len; j++) {
			const struct object *o = &c->tenant.rendered.objects.ptr[j];
			struct diag *d;

			if (!slice_eq(o->kind, kind->u.str) || !agrees(name, o->name))
				continue;
			d = test_fail(c, DIAG_TEST_PRESENT, (name ? name : kind)->at, "%.*s is there",
			              SLICE_FMT(object_label(c->arena, o)));
			diag_note(c->testing->diags, d, o->at, "it is made here");
			ok = false;
		}
	}
	return ok;
}

static bool
expect_count(struct test_case *c, const struct val *map)
{
	bool ok = true;

	for (size_t i = 0; map && i < map->u.map.len; i++) {
		const struct field *f = &map->u.map.fields[i];
		struct slice all = names_of(c, f->key);
		int64_t n = 0;
		struct diag *d;

		for (size_t j = 0; j < c->tenant.rendered.objects.len; j++)
			n += slice_eq(c->tenant.rendered.objects.ptr[j].kind, f->key);
		if (n == f->val->u.i)
			continue;
		ok = false;
		d = test_fail(c, DIAG_TEST_COUNT, f->val->at, "there %s %lld of kind %.*s, not %lld", n == 1 ? "is" : "are",
		              (long long)n, SLICE_FMT(f->key), (long long)f->val->u.i);
		if (all.len)
			diag_note(c->testing->diags, d, SPAN_NONE, "%s %.*s", n == 1 ? "it is" : "they are", SLICE_FMT(all));
	}
	return ok;
}

/* What the base says of one failure, as a map; or of all, by name. */
static const struct val *
failure_val(struct arena *a, const struct render_failure *f)
{
	struct map_build b = MAP_BUILD_INIT(a);

	for (size_t i = 0; i < BASE_CELLS; i++)
		map_build_add(&b, failure_cells[i], f->at[i], val_string(a, f->cells[i], f->at[i]));
	return map_build_end(&b, f->at[CELL_TITLE]);
}

static const struct val *
failures_val(struct arena *a, const struct render_failures *all)
{
	struct map_build b = MAP_BUILD_INIT(a);

	for (size_t i = 0; i < all->len; i++)
		map_build_add(&b, all->ptr[i].name, all->ptr[i].at[CELL_TITLE], failure_val(a, &all->ptr[i]));
	return map_build_end(&b, SPAN_NONE);
}

/* They are compared as an object is, whose fields are their names. */
static bool
expect_failures(struct test_case *c, const struct val *want)
{
	struct render_failures all = { 0 };
	struct diags said = DIAGS_INIT(c->arena);
	struct object o = { .kind = SLICE_LIT("Failures"), .name = c->tenant.name };

	if (!want)
		return true;
	if (!tenant_failures(&c->tenant, &said, &all)) {
		diag_append(c->testing->diags, &said);
		return false;
	}
	o.at = span_file(c->tenant.base->src);
	o.val = failures_val(c->arena, &all);
	return test_compare(c, &o, want);
}

bool
test_expect_objects(struct test_case *c, const struct val *expect)
{
	bool ok = expect_objects(c, val_get_cstr(expect, "objects"));

	ok = expect_absent(c, val_get_cstr(expect, "absent")) && ok;
	ok = expect_failures(c, val_get_cstr(expect, "failures")) && ok;
	return expect_count(c, val_get_cstr(expect, "count")) && ok;
}
