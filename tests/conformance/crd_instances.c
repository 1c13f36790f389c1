/* SPDX-License-Identifier: Apache-2.0 */
/* crd_instances.c - suite "crd-instances": custom resources against the
 * published CustomResourceDefinitions beside the suite (../crds). */
#include "kube_case.h"

#include "expr/rule.h"
#include "read/read.h"

/* The state of one run: schemas live as long as the suite. */
struct crds {
	struct arena arena;
	struct map schemas;   /* "file kind version" -> struct schema */
};

static struct documents
crd_documents(struct conf *c, struct arena *a, struct slice file)
{
	struct diags ds = DIAGS_INIT(a);
	struct slice name = arena_printf(a, "../crds/%.*s", SLICE_FMT(file));
	struct arena *outer = c->arena;
	struct slice text;

	c->arena = a;
	text = conf_text(c, name.ptr);
	c->arena = outer;
	return read_yaml(a, &ds, source_new(a, file, text), 0);
}

static const struct val *
find_schema(struct documents docs, struct slice kind, struct slice version)
{
	for (size_t i = 0; i < docs.len; i++) {
		const struct val *versions = val_walk(docs.ptr[i], "spec.versions");

		if (!slice_eq(val_text(val_walk(docs.ptr[i], "spec.names.kind"), SLICE_LIT("")), kind))
			continue;
		for (size_t j = 0; val_is(versions, VAL_LIST) && j < versions->u.list.len; j++) {
			const struct val *v = versions->u.list.items[j];

			if (slice_eq(val_text(val_get_cstr(v, "name"), SLICE_LIT("")), version))
				return val_walk(v, "schema.openAPIV3Schema");
		}
	}
	return NULL;
}

static struct crds *crds_of(struct conf *c);

/* Loads the schema when it is first asked for; a mistake in it is a case
 * that fails. */
static const struct schema *
crd_schema(struct conf *c, const struct val *line)
{
	struct crds *crds = crds_of(c);
	struct slice file = val_text(val_get_cstr(line, "crd"), SLICE_LIT(""));
	struct slice kind = val_text(val_get_cstr(line, "kind"), SLICE_LIT(""));
	struct slice version = val_text(val_get_cstr(line, "version"), SLICE_LIT(""));
	struct slice key = arena_printf(&crds->arena, "%.*s %.*s %.*s", SLICE_FMT(file), SLICE_FMT(kind), SLICE_FMT(version));
	struct diags ds = DIAGS_INIT(&crds->arena);
	const struct schema *s = map_get(&crds->schemas, key);
	const struct val *source;

	if (s)
		return s;
	source = find_schema(crd_documents(c, &crds->arena, file), kind, version);
	if (!source) {
		conf_case(c, key, false, "no such schema");
		source = &val_empty_map;
	}
	s = schema_load(&crds->arena, &ds, source, NULL, SCHEMA_STRUCTURAL | SCHEMA_RESOURCE);
	schema_attach(s, rules_compile(&crds->arena, &ds, s, RULES_JUDGE));
	conf_case(c, key, ds.errors + ds.warnings == 0, "%.*s", SLICE_FMT(ds.first ? ds.first->text : SLICE_LIT("")));
	map_put(&crds->schemas, key, (void *)(uintptr_t)s);
	return s;
}

static void
instance_line(struct conf *c, const struct val *line)
{
	kube_case(c, val_text(val_get_cstr(line, "id"), SLICE_LIT("?")), crd_schema(c, line), line);
}

/* conf_lines has no context for its callback, so the suite keeps its state
 * in the map of the runner, beside the deviations that were met. */
static struct crds *
crds_of(struct conf *c)
{
	return map_get(&c->met, SLICE_LIT("(schemas of crd-instances)"));
}

CONF_SUITE(crd_instances)
{
	struct crds crds = { .arena = ARENA_INIT, .schemas = MAP_INIT(&crds.arena) };

	map_put(&c->met, SLICE_LIT("(schemas of crd-instances)"), &crds);
	conf_lines(c, "cases.jsonl", instance_line);
	conf_lines(c, "upstream-examples.jsonl", instance_line);
	arena_free(&crds.arena);
}
