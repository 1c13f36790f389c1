/* SPDX-License-Identifier: Apache-2.0 */
/* test.c - all tests of all bases that were asked for. */
#include "driver/test.h"

#include "diag/nearest.h"
#include "driver/bases.h"
#include "driver/test_case.h"
#include "read/tree.h"
#include "schema/shape.h"

/* What this file and test_case.c, test_expect.c and test_said.c read. */
static const struct shape shapes[] = {
	{ "", VAL_MAP, true },
	{ "metadata", VAL_MAP, true },
	{ "metadata.name", VAL_STRING, true },
	{ "spec", VAL_MAP, true },
	{ "spec.fleet", VAL_MAP, false },
	{ "spec.tenant", VAL_MAP, false },
	{ "spec.cluster", VAL_STRING, false },
	{ "spec.cases", VAL_LIST, true },
	{ "spec.cases[*]", VAL_MAP, false },
	{ "spec.cases[*].name", VAL_STRING, true },
	{ "spec.cases[*].fleet", VAL_MAP, false },
	{ "spec.cases[*].tenant", VAL_MAP, false },
	{ "spec.cases[*].cluster", VAL_STRING, false },
	{ "spec.cases[*].expect", VAL_MAP, true },
	{ "spec.cases[*].expect.objects", VAL_LIST, false },
	{ "spec.cases[*].expect.objects[*]", VAL_MAP, false },
	{ "spec.cases[*].expect.objects[*].kind", VAL_STRING, true },
	{ "spec.cases[*].expect.objects[*].metadata", VAL_MAP, true },
	{ "spec.cases[*].expect.objects[*].metadata.name", VAL_STRING, true },
	{ "spec.cases[*].expect.absent", VAL_LIST, false },
	{ "spec.cases[*].expect.absent[*]", VAL_MAP, false },
	{ "spec.cases[*].expect.absent[*].kind", VAL_STRING, true },
	{ "spec.cases[*].expect.absent[*].name", VAL_STRING, false },
	{ "spec.cases[*].expect.count", VAL_MAP, false },
	{ "spec.cases[*].expect.count.*", VAL_INT, false },
	{ "spec.cases[*].expect.errors", VAL_LIST, false },
	{ "spec.cases[*].expect.errors[*]", VAL_MAP, false },
	{ "spec.cases[*].expect.errors[*].code", VAL_STRING, false },
	{ "spec.cases[*].expect.errors[*].message", VAL_STRING, false },
	{ "spec.cases[*].expect.errors[*].field", VAL_STRING, false },
	{ "spec.cases[*].expect.warnings", VAL_LIST, false },
	{ "spec.cases[*].expect.warnings[*]", VAL_MAP, false },
	{ "spec.cases[*].expect.warnings[*].code", VAL_STRING, false },
	{ "spec.cases[*].expect.warnings[*].message", VAL_STRING, false },
	{ "spec.cases[*].expect.warnings[*].field", VAL_STRING, false },
};

/* What is shared by all bases of a run. */
struct runner {
	struct arena *arena;
	const struct test_options *o;
	struct project schemas;
	struct test_run *out;
	struct arena scratch;          /* of a case */
	struct nearest near;           /* to the test or case that was asked for */
	bool found;                    /* it is there */
};

struct files VEC_OF(struct test_file);

/* Whether a document among a base's tests is a test. What else stands there is none of our business, but a
 * kind that nobody knows is a test that would never run. */
static bool
is_test(struct testing *t, const struct val *doc)
{
	const struct val *kind = val_get_cstr(doc, "kind");
	struct slice name = val_text(kind, SLICE_LIT(""));
	struct nearest n = NEAREST_INIT(name);
	struct diag *d;

	if (slice_is(name, "BaseTest"))
		return true;
	if (!slice_starts(val_text(val_get_cstr(doc, "apiVersion"), SLICE_LIT("")), SLICE_LIT("berth.dev/")) ||
	    map_get(&t->schemas->schemas, name))
		return false;
	if (name.len)
		d = diag_report(t->diags, DIAG_TEST_WRONG, kind->at, "berth knows no kind '%.*s'", SLICE_FMT(name));
	else
		d = diag_report(t->diags, DIAG_TEST_WRONG, kind ? kind->at : doc->at, "the document says no 'kind'");
	nearest_offer(&n, SLICE_LIT("BaseTest"));
	diag_note(t->diags, d, SPAN_NONE, n.best.ptr ? "did you mean 'BaseTest'?" : "tests are of kind 'BaseTest'");
	return false;
}

/* What a file says that may be of others: nothing, when it is not even YAML and does not look like ours. */
static const struct val *
read_file(struct testing *t, const struct source *src)
{
	struct diags said = DIAGS_INIT(t->arena);
	struct documents docs = read_yaml(t->arena, &said, src, 0);
	bool ours = slice_find(src->text, SLICE_LIT("berth.dev/"), 0) != SIZE_MAX;

	if (ours && docs.len != 1) {
		said = DIAGS_INIT(t->arena);
		docs = read_yaml(t->arena, &said, src, READ_ONE);
	}
	if (ours)
		diag_append(t->diags, &said);
	return docs.len == 1 && !(said.errors && !ours) ? docs.ptr[0] : &val_bad;
}

static void
add_file(struct testing *t, struct slice path, struct files *out)
{
	const struct schema *schema = map_get(&t->schemas->schemas, SLICE_LIT("BaseTest"));
	struct schema_check check = { .arena = t->arena, .diags = t->diags };
	struct test_file f;
	const struct val *doc;
	bool ok;

	f.src = read_source(t->arena, t->diags, t->schemas->rootfd, path, SPAN_NONE, &ok);
	doc = ok ? read_file(t, f.src) : &val_bad;
	if (doc->kind == VAL_BAD || !is_test(t, doc) || !schema_check(&check, schema, doc, NULL) ||
	    !shape_check(t->diags, doc, shapes, sizeof(shapes) / sizeof(shapes[0])))
		return;
	f.name = val_walk(doc, "metadata.name")->u.str;
	f.spec = val_get_cstr(doc, "spec");
	for (size_t i = 0; i < out->len; i++) {
		if (!slice_eq(out->ptr[i].name, f.name))
			continue;
		diag_note(t->diags,
		          diag_report(t->diags, DIAG_TEST_TWICE, val_walk(doc, "metadata.name")->at,
		                      "the base has a test '%.*s' already", SLICE_FMT(f.name)),
		          span_file(out->ptr[i].src), "it is here");
		return;
	}
	vec_push(t->arena, out, f);
}

/* Reads the tests of the base and, when there are any, its fleet. False after a report. */
static bool
open_tests(struct testing *t, struct files *out)
{
	struct slice dir = arena_join(t->arena, t->base->dir, SLICE_LIT("/tests"));
	struct slice own = arena_join(t->arena, dir, SLICE_LIT("/fleet.yaml")), fleet = SLICE_LIT("fleet.yaml");
	bool found;
	struct paths paths = tree_files(t->arena, t->diags, t->schemas->rootfd, dir, &found);

	for (size_t i = 0; i < paths.len; i++) {
		if (slice_eq(paths.ptr[i], own))
			fleet = own;
		else
			add_file(t, paths.ptr[i], out);
	}
	if (t->diags->errors || !out->len)
		return !t->diags->errors;
	t->fleet = project_read_fleet(&t->project, fleet);
	return t->fleet->kind != VAL_BAD && project_take_fleet(&t->project, t->fleet) && !t->diags->errors;
}

static bool
wanted(struct runner *r, struct slice test, struct slice name)
{
	struct slice whole = arena_printf(r->arena, "%.*s/%.*s", SLICE_FMT(test), SLICE_FMT(name));

	if (!r->o->only.len || slice_eq(r->o->only, test) || slice_eq(r->o->only, whole))
		return r->found = true;
	nearest_offer(&r->near, test);
	nearest_offer(&r->near, whole);
	return false;
}

static void
run_file(struct runner *r, struct testing *t, const struct test_file *f, struct test_base *out)
{
	const struct val *cases = val_get_cstr(f->spec, "cases");

	for (size_t i = 0; i < cases->u.list.len; i++) {
		const struct val *v = cases->u.list.items[i];
		struct test_case c = { .testing = t, .file = f, .val = v, .name = val_get_cstr(v, "name")->u.str,
		                       .arena = &r->scratch };
		struct test_outcome outcome = { .test = f->name, .name = c.name };

		if (!wanted(r, f->name, c.name))
			continue;
		outcome.passed = test_case_run(&c);
		out->failed += !outcome.passed;
		vec_push(r->arena, &out->cases, outcome);
		arena_reset(&r->scratch);
	}
}

static void
run_base(struct runner *r, struct diags *ds, struct slice id)
{
	struct base_schemas schemas = project_base_schemas(&r->schemas);
	struct diags said = DIAGS_INIT(r->arena);
	struct testing t = { .arena = r->arena, .diags = &said, .schemas = &r->schemas, .project = r->schemas };
	struct test_base out = { .id = id };
	struct files all = { 0 };

	said.limit = ds->limit;
	t.project.diags = &said;
	t.project.alone = &r->out->alone;
	t.base = base_load(r->arena, &said, r->o->rootfd, id, SPAN_NONE, &schemas);
	r->out->alone.base = t.base;
	out.loaded = t.base && open_tests(&t, &all);
	for (size_t i = 0; out.loaded && i < all.len; i++)
		run_file(r, &t, &all.ptr[i], &out);
	diag_append(ds, &said);
	vec_push(r->arena, &r->out->bases, out);
}

/* Whether the base was asked for; `used` marks by what. */
static bool
asked(const struct test_options *o, struct slice id, bool *used)
{
	bool any = o->nbases == 0;

	for (size_t i = 0; i < o->nbases; i++)
		if (bases_match(id, o->bases[i]))
			any = used[i] = true;
	return any;
}

static void
run_all(struct runner *r, struct diags *ds)
{
	struct names all = bases_list(r->arena, r->o->rootfd);
	bool *used = arena_new_n(r->arena, r->o->nbases + 1, bool);
	struct diag *d;

	if (!map_get(&r->schemas.schemas, SLICE_LIT("BaseTest"))) {
		d = diag_report(ds, DIAG_FLEET_SCHEMA, SPAN_NONE, "there is no schema of kind 'BaseTest' below schemas/");
		diag_note(ds, d, SPAN_NONE, "schemas/berth is the same in all projects: copy it from berth");
		return;
	}
	for (size_t i = 0; i < all.len; i++)
		if (asked(r->o, all.ptr[i], used))
			run_base(r, ds, all.ptr[i]);
	for (size_t i = 0; i < r->o->nbases; i++)
		if (!used[i])
			bases_unknown(ds, DIAG_TEST_SELECTED, all, r->o->bases[i]);
	/* In a base that cannot be loaded it may well be. */
	if (!r->o->only.len || r->found || ds->errors)
		return;
	d = diag_report(ds, DIAG_TEST_SELECTED, SPAN_NONE, "there is no test or case '%.*s'", SLICE_FMT(r->o->only));
	if (r->near.best.ptr)
		diag_note(ds, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(r->near.best));
	else
		diag_note(ds, d, SPAN_NONE, "write TEST or TEST/CASE, as 'berth test -v' lists them");
}

void
test_run(struct arena *a, struct diags *ds, const struct test_options *o, struct test_run *out)
{
	struct runner r = { .arena = a, .o = o, .out = out, .near = NEAREST_INIT(o->only) };

	*out = (struct test_run){ .alone = { .arena = a } };
	if (!ds->limit)
		ds->limit = 10000;
	if (project_open(&r.schemas, a, ds, o->rootfd) && !ds->errors)
		run_all(&r, ds);
	arena_free(&r.scratch);
	diag_sort(ds);
}

void
test_end(struct test_run *r)
{
	alone_close(&r->alone);
}
