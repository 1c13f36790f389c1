/* SPDX-License-Identifier: Apache-2.0 */
/* project.c - loading schemas and the fleet. */
#include "driver/project.h"

#include <assert.h>
#include <string.h>

#include "driver/fleet.h"
#include "expr/rule.h"
#include "read/tree.h"
#include "render/sibling.h"

const struct source *
project_source(struct project *p, struct slice path, struct span from, bool *ok)
{
	return read_source(p->arena, p->diags, p->rootfd, path, from, ok);
}

/* The one document of a file, not yet checked; &val_bad after a report. */
static const struct val *
read_one(struct project *p, struct slice path, const struct source **src)
{
	bool ok;

	*src = project_source(p, path, SPAN_NONE, &ok);
	if (!ok)
		return &val_bad;
	return read_yaml(p->arena, p->diags, *src, READ_ONE | READ_WARN_11_VALUES).ptr[0];
}

static bool
is_kind(const struct val *doc, const char *kind)
{
	return slice_is(val_text(val_get_cstr(doc, "apiVersion"), SLICE_LIT("")), "berth.dev/v1alpha1") &&
	       slice_is(val_text(val_get_cstr(doc, "kind"), SLICE_LIT("")), kind);
}

/* Adds the cure to the last message when it is about this file as a whole. */
static void
note_missing(struct project *p, const struct source *src, const char *cure)
{
	struct diag *d = p->diags->last;

	if (d && d->code == DIAG_FILE_READ && d->at.src == src)
		diag_note(p->diags, d, SPAN_NONE, "%s", cure);
}

/* The same for fleet.yaml, which may be there under a name like it. */
static void
note_fleet(struct project *p, const char *cure)
{
	struct slice near = sibling_nearest(p->arena, p->rootfd, SLICE_LIT("fleet.yaml"));

	if (near.ptr)
		cure = arena_printf(p->arena, "there is '%.*s'; the file is named fleet.yaml", SLICE_FMT(near)).ptr;
	note_missing(p, p->fleet_src, cure);
}

/* Compiles the schema that a Schema document carries. The document itself is
 * checked against the schema of schemas when that is known already. */
static void
add_schema(struct project *p, const struct val *doc)
{
	struct schema_check check = { .arena = p->arena, .diags = p->diags };
	const struct schema *meta = map_get(&p->schemas, SLICE_LIT("Schema"));
	const struct val *kind, *body;
	const struct schema *schema, *old;
	struct diag *d;
	size_t errors;

	if (doc->kind == VAL_BAD)
		return;
	if (!is_kind(doc, "Schema")) {
		diag_report(p->diags, DIAG_FLEET_KIND, doc->at,
		            "a file below schemas/ holds 'apiVersion: berth.dev/v1alpha1' and 'kind: Schema'");
		return;
	}
	if (meta && !schema_check(&check, meta, doc, NULL))
		return;
	kind = val_walk(doc, "spec.kind");
	body = val_walk(doc, "spec.schema");
	if (!val_is(kind, VAL_STRING) || !val_is(body, VAL_MAP)) {
		diag_report(p->diags, DIAG_FLEET_SCHEMA, doc->at, "a Schema needs 'spec.kind' and 'spec.schema'");
		return;
	}
	errors = p->diags->errors;
	schema = schema_load(p->arena, p->diags, body, NULL, SCHEMA_STRUCTURAL);
	/* Rules are typed by the schema, so it must be right. */
	if (p->diags->errors == errors)
		schema_attach(schema, rules_compile(p->arena, p->diags, schema, RULES_JUDGE));
	old = map_get(&p->schemas, kind->u.str);
	if (old) {
		d = diag_report(p->diags, DIAG_FLEET_SCHEMA, kind->at, "there is a schema of kind '%.*s' already",
		                SLICE_FMT(kind->u.str));
		diag_note(p->diags, d, span_file(schema_source(old)->at.src), "it is here");
		return;
	}
	/* Schemas are only ever read; the map holds pointers to any type. */
	map_put(&p->schemas, kind->u.str, (void *)(uintptr_t)schema);
	map_put(&p->schema_docs, kind->u.str, (void *)(uintptr_t)doc);
}

static bool
load_schemas(struct project *p)
{
	static const char first[] = "schemas/berth/schema.yaml";
	const struct val *doc;
	const struct source *src;
	struct paths files;
	bool found;

	files = tree_files(p->arena, p->diags, p->rootfd, SLICE_LIT("schemas"), &found);
	if (!found) {
		diag_note(p->diags,
		          diag_report(p->diags, DIAG_FLEET_MISSING, SPAN_NONE, "there is no folder 'schemas'"), SPAN_NONE,
		          "run berth in the folder that holds fleet.yaml, or name it with -C DIR");
		return false;
	}
	doc = read_one(p, SLICE_LIT(first), &src);
	if (doc->kind == VAL_BAD) {
		note_missing(p, src, "schemas/berth is the same in all projects: copy it from berth");
		return false;
	}
	add_schema(p, doc);
	for (size_t i = 0; i < files.len; i++)
		if (!slice_is(files.ptr[i], first))
			add_schema(p, read_one(p, files.ptr[i], &src));
	for (size_t i = 0; i < 4; i++) {
		static const char *const needed[] = { "Schema", "Base", "Feature", "Fleet" };

		if (map_get(&p->schemas, slice_of(needed[i])))
			continue;
		if (!p->diags->errors)
			diag_note(p->diags,
			          diag_report(p->diags, DIAG_FLEET_SCHEMA, SPAN_NONE,
			                      "there is no schema of kind '%s' below schemas/", needed[i]),
			          SPAN_NONE, "a file there says 'kind: Schema' and below 'spec:' 'kind: %s'", needed[i]);
		return false;
	}
	return true;
}

bool
project_open(struct project *p, struct arena *a, struct diags *ds, int rootfd)
{
	*p = (struct project){ .arena = a, .diags = ds, .rootfd = rootfd };
	p->schemas = MAP_INIT(a);
	p->schema_docs = MAP_INIT(a);
	p->bases = MAP_INIT(a);
	return load_schemas(p);
}

const struct val *
project_read_fleet(struct project *p, struct slice path)
{
	const struct val *doc = read_one(p, path, &p->fleet_src);

	if (doc->kind == VAL_BAD)
		note_fleet(p, "run berth in the folder that holds fleet.yaml, or name it with -C DIR");
	return doc;
}

bool
project_take_fleet(struct project *p, const struct val *doc)
{
	struct schema_check check = { .arena = p->arena, .diags = p->diags };
	struct rules_check rules = { .arena = p->arena, .diags = p->diags };
	const struct schema *schema = map_get(&p->schemas, SLICE_LIT("Fleet"));

	if (!schema_check(&check, schema, doc, NULL) || p->diags->errors)
		return false;
	doc = schema_default(p->arena, schema, doc, false);
	return rules_check(&rules, schema_compiled(schema), doc, NULL) && fleet_load(p, doc);
}

bool
project_load(struct project *p, struct arena *a, struct diags *ds, int rootfd)
{
	const struct val *doc;

	if (!project_open(p, a, ds, rootfd))
		return false;
	doc = project_read_fleet(p, SLICE_LIT("fleet.yaml"));
	return doc->kind != VAL_BAD && project_take_fleet(p, doc);
}

static void
close_api(struct cluster *c)
{
	if (c->api)
		api_close(c->api);
	arena_free(&c->api_arena);
}

void
project_close(struct project *p)
{
	for (size_t i = 0; i < p->nclusters; i++)
		close_api(&p->clusters[i]);
}

void
alone_close(struct alone *alone)
{
	for (size_t i = 0; i < alone->apis.len; i++)
		close_api(alone->apis.ptr[i]);
}

struct cluster *
project_cluster(const struct project *p, struct slice name)
{
	for (size_t i = 0; i < p->nclusters; i++)
		if (slice_eq(p->clusters[i].place.name, name))
			return &p->clusters[i];
	return NULL;
}

const struct place *
project_tier(const struct project *p, struct slice name)
{
	for (size_t i = 0; i < p->ntiers; i++)
		if (slice_eq(p->tiers[i].name, name))
			return &p->tiers[i];
	return NULL;
}

const struct ring *
project_ring(const struct project *p, struct slice name)
{
	for (size_t i = 0; i < p->nrings; i++)
		if (slice_eq(p->rings[i].place.name, name))
			return &p->rings[i];
	return NULL;
}

struct base_schemas
project_base_schemas(const struct project *p)
{
	return (struct base_schemas){
		.base = map_get(&p->schemas, SLICE_LIT("Base")),
		.feature = map_get(&p->schemas, SLICE_LIT("Feature")),
		.failures = map_get(&p->schemas, SLICE_LIT("Failures")),
	};
}
