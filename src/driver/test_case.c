/* SPDX-License-Identifier: Apache-2.0 */
/* test_case.c - one case: its fleet, its tenant, and what the compiler makes
 * of them. */
#include "driver/test_case.h"

#include "diag/nearest.h"
#include "driver/layer.h"
#include "driver/sum.h"
#include "merge/merge.h"
#include "value/build.h"

struct diag *
test_fail(struct test_case *c, enum diag_code code, struct span at, const char *fmt, ...)
{
	struct slice text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return diag_report(c->testing->diags, code, at, "case '%.*s': %.*s", SLICE_FMT(c->name), SLICE_FMT(text));
}

/* What the case says, or else the test. */
static const struct val *
said_by(const struct test_case *c, const char *key)
{
	const struct val *v = val_get_cstr(c->val, key);

	return v ? v : val_get_cstr(c->file->spec, key);
}

/* The document with another value under a key. */
static const struct val *
with(struct arena *a, const struct val *doc, const char *key, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(a);

	for (size_t i = 0; i < doc->u.map.len; i++)
		if (!slice_is(doc->u.map.fields[i].key, key))
			map_build_add(&b, doc->u.map.fields[i].key, doc->u.map.fields[i].key_at, doc->u.map.fields[i].val);
	if (v)
		map_build_cstr(&b, key, v);
	return map_build_end(&b, doc->at);
}

/* The fleet of all tests with what this test and this case change in it. */
static const struct val *
merged_fleet(struct test_case *c, struct diags *ds)
{
	struct merge m = { .arena = c->arena, .diags = ds, .kind = ORIGIN_REPLACED };
	const struct schema *schema = schema_property(map_get(&c->testing->schemas->schemas, SLICE_LIT("Fleet")),
	                                              SLICE_LIT("spec"));
	const struct val *changes[] = { val_get_cstr(c->file->spec, "fleet"), val_get_cstr(c->val, "fleet") };
	const struct val *spec = val_get_cstr(c->testing->fleet, "spec");
	struct doc_path root = DOC_KEY(NULL, SLICE_LIT("spec"));

	for (size_t i = 0; i < 2; i++)
		if (changes[i])
			spec = merge_over(&m, schema, spec, changes[i], &root);
	return with(c->arena, c->testing->fleet, "spec", spec);
}

/* False after a report. */
static bool
find_fleet(struct test_case *c)
{
	struct testing *t = c->testing;
	struct diags said = DIAGS_INIT(c->arena);
	const struct val *doc;
	bool ok;

	c->project = &t->project;
	if (!said_by(c, "fleet"))
		return true;
	c->own = *t->schemas;
	c->own.arena = c->arena;
	c->own.diags = &said;
	c->own.alone = t->project.alone;
	c->own.fleet_src = t->project.fleet_src;
	c->project = &c->own;
	doc = merged_fleet(c, &said);
	ok = !said.errors && project_take_fleet(&c->own, doc) && !said.errors;
	for (struct diag *d = said.first; d; d = d->next)
		diag_note(&said, d, val_get_cstr(c->val, "name")->at, "it counts for case '%.*s'", SLICE_FMT(c->name));
	diag_append(t->diags, &said);
	c->own.diags = t->diags;
	return ok;
}

/* The tenant of the test with what the case changes in it; NULL after a report. */
static const struct val *
merged_tenant(struct test_case *c, struct diags *ds)
{
	const struct schema *schema = map_get(&c->testing->schemas->schemas, c->testing->base->for_kind);
	const struct schema *of_spec = schema_property(schema, SLICE_LIT("spec"));
	const struct val *lower = val_get_cstr(c->file->spec, "tenant"), *upper = val_get_cstr(c->val, "tenant");
	struct merge m = { .arena = c->arena, .diags = ds, .kind = ORIGIN_REPLACED };
	const struct val *spec, *doc;

	if (!lower || !upper)
		return lower ? lower : upper;
	doc = merge_over(&m, schema, with(c->arena, lower, "spec", NULL), with(c->arena, upper, "spec", NULL), NULL);
	spec = layer_over(c->arena, ds, of_spec, val_get_cstr(lower, "spec"), val_get_cstr(upper, "spec"));
	/* Nothing is left of a document that a directive removes. */
	return ds->errors || !val_is(doc, VAL_MAP) ? NULL : with(c->arena, doc, "spec", spec);
}

/* The document that a file of this tenant would hold; NULL after a report. */
static const struct val *
whole_tenant(struct test_case *c, struct diags *ds)
{
	struct slice kind = c->testing->base->for_kind;
	const struct val *doc = merged_tenant(c, ds), *given = val_get_cstr(doc, "kind");

	if (!doc) {
		if (!ds->errors)
			test_fail(c, DIAG_TEST_WRONG, val_get_cstr(c->val, "name")->at, "there is no 'tenant', here or in the test");
		return NULL;
	}
	if (!val_get_cstr(doc, "apiVersion"))
		doc = with(c->arena, doc, "apiVersion", val_string(c->arena, SLICE_LIT("berth.dev/v1alpha1"), doc->at));
	if (!given)
		return with(c->arena, doc, "kind", val_string(c->arena, kind, doc->at));
	if (given->kind == VAL_STRING && slice_eq(given->u.str, kind))
		return doc;
	test_fail(c, DIAG_TEST_WRONG, val_place(given), "the base is for %.*s", SLICE_FMT(kind));
	return NULL;
}

static void
unknown_cluster(struct test_case *c, const struct val *name)
{
	struct diag *d = test_fail(c, DIAG_TEST_WRONG, name->at, "the fleet has no cluster '%.*s'", SLICE_FMT(name->u.str));
	struct nearest n = NEAREST_INIT(name->u.str);

	for (size_t i = 0; i < c->project->nclusters; i++)
		nearest_offer(&n, c->project->clusters[i].place.name);
	if (n.best.ptr)
		diag_note(c->testing->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
}

/* Compiles the cluster's own objects. False when the case cannot be run (reported). */
static bool
compile_cluster(struct test_case *c)
{
	const struct val *name = said_by(c, "cluster"), *tenant = said_by(c, "tenant");
	const struct cluster *cluster = c->project->clusters;

	if (tenant) {
		test_fail(c, DIAG_TEST_WRONG, tenant->at, "a base for Cluster has no tenants; 'cluster' says for which it is rendered");
		return false;
	}
	if (name)
		cluster = project_cluster(c->project, name->u.str);
	if (!cluster && name)
		unknown_cluster(c, name);
	if (!cluster)
		return false;
	c->tenant.path = c->project->fleet_src->path;
	c->tenant.src = c->project->fleet_src;
	c->compiled = tenant_compile_cluster(&c->tenant, cluster);
	return true;
}

/* Compiles the tenant. False when the case cannot be run (reported). */
static bool
compile_tenant(struct test_case *c)
{
	const struct val *cluster = said_by(c, "cluster");
	struct diags said = DIAGS_INIT(c->arena);

	if (cluster) {
		test_fail(c, DIAG_TEST_WRONG, cluster->at, "the tenant says its cluster, in spec.cluster");
		return false;
	}
	c->tenant.doc = whole_tenant(c, &said);
	diag_append(c->testing->diags, &said);
	if (!c->tenant.doc)
		return false;
	c->tenant.path = c->file->src->path;
	c->tenant.src = c->file->src;
	c->compiled = tenant_compile(&c->tenant);
	return true;
}

static bool
compile(struct test_case *c)
{
	c->said = DIAGS_INIT(c->arena);
	c->tenant = (struct tenant){ .project = c->project, .arena = c->arena, .diags = &c->said };
	if (slice_is(c->testing->base->for_kind, "Cluster"))
		return compile_cluster(c);
	return compile_tenant(c);
}

/* Errors that are expected leave no objects. */
static bool
fits(struct test_case *c, const struct val *expect)
{
	static const char *const others[] = { "objects", "absent", "count", "failures" };
	const struct val *errors = val_get_cstr(expect, "errors");

	for (size_t i = 0; errors && errors->u.list.len && i < sizeof(others) / sizeof(others[0]); i++) {
		const struct field *f = val_field(expect, slice_of(others[i]));

		if (!f)
			continue;
		test_fail(c, DIAG_TEST_WRONG, f->key_at, "with 'errors' nothing is compiled; '%s' cannot stand beside them", others[i]);
		return false;
	}
	return true;
}

bool
test_case_run(struct test_case *c)
{
	const struct val *expect = val_get_cstr(c->val, "expect");
	bool ok;

	if (!fits(c, expect) || !find_fleet(c) || !compile(c))
		return false;
	/* The fleet of a case has this tenant alone. */
	if (c->compiled)
		c->compiled = sums_alone(&c->tenant);
	ok = test_expect_said(c, expect);
	if (c->compiled)
		return test_expect_objects(c, expect) && ok;
	if (c->said.errors)
		return ok;
	/* A step that fails in silence must not look like success. */
	test_fail(c, DIAG_FLEET_OUTPUT, c->val->at, "cannot be compiled, and berth does not know why: please report this");
	return false;
}
