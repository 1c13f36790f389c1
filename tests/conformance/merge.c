/* SPDX-License-Identifier: Apache-2.0 */
/* merge.c - what the merges of Kubernetes and kustomize make of two values.
 *
 * kubernetes.jsonl: our answer against the typed merge (server-side apply)
 * and, for the directives that typed merge does not have, against the
 * strategic one; the JSON merge patch against RFC 7386's. upstream.jsonl:
 * tables of those projects, as far as they speak of what is ours. */
#include "conf.h"

#include <fcntl.h>

#include "merge/merge.h"
#include "read/read.h"
#include "schema/api.h"
#include "value/build.h"
#include "value/cmp.h"

static struct slice
member(const struct val *line, const char *name)
{
	return val_text(val_get_cstr(line, name), (struct slice){ 0 });
}

static const struct val *
read_text(struct conf *c, struct diags *ds, struct slice text)
{
	struct documents docs = read_yaml(c->arena, ds, source_new(c->arena, SLICE_LIT("t.yaml"), text), 0);

	return docs.len ? docs.ptr[0] : &val_null;
}

/* Merges; where an error is wanted also checks the result, as the driver
 * does with everything that was merged. NULL after a message. */
static const struct val *
merged(struct conf *c, const struct schema *s, const struct val *line, bool checked, struct diags *ds)
{
	struct merge m = { .arena = c->arena, .diags = ds, .kind = ORIGIN_PATCHED };
	struct schema_check check = { .arena = c->arena, .diags = ds };
	const struct val *lower = read_text(c, ds, member(line, "base")), *v;

	v = merge_over(&m, s, lower, read_text(c, ds, member(line, "patch")), NULL);
	if (checked && s && v && ds->errors == 0)
		schema_check(&check, s, v, NULL);
	return ds->errors ? NULL : v ? v : &val_null;
}

static struct slice
first_message(const struct diags *ds)
{
	return ds->first ? ds->first->text : SLICE_LIT("no message");
}

/* `want` NULL: an error. */
static void
expect(struct conf *c, struct slice id, const struct val *got, const struct val *want, const struct diags *ds)
{
	struct slice message = first_message(ds);

	if (!want)
		conf_case(c, id, !got, "no error but %.*s", SLICE_FMT(conf_show(c, got)));
	else if (!got)
		conf_case(c, id, false, "%.*s", SLICE_FMT(message));
	else
		conf_case(c, id, val_equal(got, want), "%.*s instead of %.*s", SLICE_FMT(conf_show(c, got)),
		          SLICE_FMT(conf_show(c, want)));
}

/* The kinds of Kubernetes 1.36 as the project bundles them: with the defaults
 * of list keys, which the published OpenAPI v2 has not. */
static struct api *kubernetes;

static void
open_schemas(struct conf *c)
{
	struct diags ds = DIAGS_INIT(c->arena);
	int root = open(SOURCES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	kubernetes = api_open(c->arena, &ds, root, SLICE_LIT("1.36"), SPAN_NONE);
	if (!kubernetes)
		conf_case(c, SLICE_LIT("schemas"), false, "%.*s", SLICE_FMT(first_message(&ds)));
}

static const struct schema *
schema_for(const struct val *object)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct api_kind *kind = NULL;

	if (kubernetes)
		kind = api_kind(kubernetes, &ds, member(object, "apiVersion"), member(object, "kind"));
	arena_free(&a);
	return kind ? kind->schema : NULL;
}

static bool
has(struct slice text, const char *what)
{
	return slice_find(text, slice_of(what), 0) != SIZE_MAX;
}

/* kubernetes.jsonl */
static void
run_kubernetes(struct conf *c, const struct val *line)
{
	struct slice id = member(line, "id"), patch = member(line, "patch");
	const struct val *answers = val_get_cstr(line, "expected");
	const struct val *answer = val_get_cstr(answers, has(patch, "$patch") ? "strategic" : "typed");
	struct diags ds = DIAGS_INIT(c->arena);
	const struct val *lower = read_text(c, &ds, member(line, "base")), *want = val_get_cstr(answer, "value"), *got;

	got = merged(c, schema_for(lower), line, !want, &ds);
	expect(c, id, got, want, &ds);
}

static const struct val *
text_val(struct conf *c, const char *s)
{
	return val_string(c->arena, slice_of(s), SPAN_NONE);
}

static const struct val *type_of(struct conf *c, const struct val *types, const struct val *type);

/* The fields of a map of structured-merge-diff's schema as `properties`. */
static const struct val *
properties_of(struct conf *c, const struct val *types, const struct val *fields)
{
	struct map_build b = MAP_BUILD_INIT(c->arena);

	for (size_t i = 0; val_is(fields, VAL_LIST) && i < fields->u.list.len; i++) {
		const struct val *f = fields->u.list.items[i];

		map_build_add(&b, member(f, "name"), SPAN_NONE, type_of(c, types, val_get_cstr(f, "type")));
	}
	return map_build_end(&b, SPAN_NONE);
}

static void
list_type(struct conf *c, const struct val *types, const struct val *list, struct map_build *b)
{
	const struct val *keys = val_get_cstr(list, "keys");
	bool associative = slice_is(member(list, "elementRelationship"), "associative");

	map_build_cstr(b, "type", text_val(c, "array"));
	map_build_cstr(b, "items", type_of(c, types, val_get_cstr(list, "elementType")));
	map_build_cstr(b, "x-kubernetes-list-type", text_val(c, !associative ? "atomic" : keys ? "map" : "set"));
	if (keys)
		map_build_cstr(b, "x-kubernetes-list-map-keys", keys);
}

/* A type of structured-merge-diff's schema as a schema of ours. What has no
 * counterpart (several kinds at once) is left open. */
static const struct val *
type_of(struct conf *c, const struct val *types, const struct val *type)
{
	struct map_build b = MAP_BUILD_INIT(c->arena);
	struct slice name = member(type, "namedType"), scalar;
	const struct val *map, *list;

	for (size_t i = 0; name.ptr && i < types->u.list.len; i++)
		if (slice_eq(member(types->u.list.items[i], "name"), name))
			type = types->u.list.items[i];
	map = val_get_cstr(type, "map");
	list = val_get_cstr(type, "list");
	scalar = member(type, "scalar");
	if (scalar.ptr && (map || list || slice_is(scalar, "untyped"))) {
		map_build_cstr(&b, "x-kubernetes-preserve-unknown-fields", &val_true);
	} else if (map) {
		map_build_cstr(&b, "type", text_val(c, "object"));
		if (val_get_cstr(map, "fields"))
			map_build_cstr(&b, "properties", properties_of(c, types, val_get_cstr(map, "fields")));
		else
			map_build_cstr(&b, "additionalProperties", type_of(c, types, val_get_cstr(map, "elementType")));
		if (slice_is(member(map, "elementRelationship"), "atomic"))
			map_build_cstr(&b, "x-kubernetes-map-type", text_val(c, "atomic"));
	} else if (list) {
		list_type(c, types, list, &b);
	} else {
		map_build_cstr(&b, "type", text_val(c, slice_is(scalar, "numeric") ? "number" : arena_cstr(c->arena, scalar)));
	}
	return map_build_end(&b, SPAN_NONE);
}

/* Merge alone: their tables have values that no schema would let pass. */
static void
run_upstream_case(struct conf *c, const struct val *line, const struct schema *s, struct diags *ds)
{
	struct merge m = { .arena = c->arena, .diags = ds, .kind = ORIGIN_REPLACED };
	const struct val *lower = read_text(c, ds, member(line, "base")), *upper = read_text(c, ds, member(line, "patch"));
	const struct val *got = merge_over(&m, s, lower, upper, NULL);

	if (!got)
		got = &val_null;
	expect(c, member(line, "id"), ds->errors ? NULL : got, read_text(c, ds, member(line, "expected")), ds);
}

static void
run_smd(struct conf *c, const struct val *line)
{
	struct diags ds = DIAGS_INIT(c->arena);
	const struct val *types = val_get_cstr(read_text(c, &ds, member(line, "schema")), "types");
	struct map_build named = MAP_BUILD_INIT(c->arena);
	const struct val *schema;

	map_build_cstr(&named, "namedType", val_get_cstr(line, "type"));
	schema = type_of(c, types, map_build_end(&named, SPAN_NONE));
	run_upstream_case(c, line, schema_load(c->arena, &ds, schema, NULL, false), &ds);
}

static void
run_kyaml(struct conf *c, const struct val *line)
{
	struct diags ds = DIAGS_INIT(c->arena);
	struct slice id = member(line, "id");
	const struct val *lower = read_text(c, &ds, member(line, "base"));

	if (has(member(line, "base"), "# {") || has(member(line, "patch"), "# {"))
		conf_skip(c, id, "the schema stands in a comment");
	else if (has(member(line, "patch"), "null") || has(member(line, "patch"), "field:\n"))
		conf_skip(c, id, "null removes there; here it is a value");
	else
		run_upstream_case(c, line, schema_for(lower), &ds);
}

/* The schema that the strategic tables are about (README of the suite). */
static const char merge_item[] =
	"MergeItem:\n"
	"  type: object\n"
	"  properties:\n"
	"    name: {x-kubernetes-preserve-unknown-fields: true}\n"
	"    value: {x-kubernetes-preserve-unknown-fields: true}\n"
	"    other: {x-kubernetes-preserve-unknown-fields: true}\n"
	"    mergingList: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name],\n"
	"                  items: {$ref: '#/definitions/MergeItem'}}\n"
	"    nonMergingList: {type: array, items: {$ref: '#/definitions/MergeItem'}}\n"
	"    mergingIntList: {type: array, x-kubernetes-list-type: set, items: {type: integer}}\n"
	"    nonMergingIntList: {type: array, items: {type: integer}}\n"
	"    mergeItemPtr: {$ref: '#/definitions/MergeItem'}\n"
	"    simpleMap: {type: object, additionalProperties: {type: string}}\n"
	"    replacingItem: {type: object, x-kubernetes-map-type: atomic, x-kubernetes-preserve-unknown-fields: true}\n"
	"    retainKeysMap: {$ref: '#/definitions/MergeItem'}\n"
	"    retainKeysMergingList: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name],\n"
	"                            items: {$ref: '#/definitions/MergeItem'}}\n";

static void
run_strategic(struct conf *c, const struct val *line)
{
	struct diags ds = DIAGS_INIT(c->arena);
	struct slice id = member(line, "id"), patch = member(line, "patch");
	struct schema_defs *defs = schema_defs_new(c->arena, read_text(c, &ds, slice_of(merge_item)));

	if (has(patch, "$setElementOrder") || has(patch, "$retainKeys") || has(patch, "$deleteFromPrimitiveList"))
		conf_skip(c, id, "a directive that is refused here");
	else if (has(patch, "null") || has(patch, ":\n\n") || slice_ends(slice_trim(patch), SLICE_LIT(":")))
		conf_skip(c, id, "null removes there; here it is a value");
	else
		run_upstream_case(c, line, schema_defs_get(defs, &ds, SLICE_LIT("MergeItem")), &ds);
}

static void
run_upstream(struct conf *c, const struct val *line)
{
	struct slice suite = member(line, "suite");

	if (slice_is(suite, "structured-merge-diff"))
		run_smd(c, line);
	else if (slice_is(suite, "kyaml-merge2"))
		run_kyaml(c, line);
	else if (slice_is(suite, "strategic-merge-patch"))
		run_strategic(c, line);
	else
		conf_skip(c, member(line, "id"), "a merge of three values, which we do not have");
}

void
conf_run_merge(struct conf *c)
{
	open_schemas(c);
	conf_lines(c, "kubernetes.jsonl", run_kubernetes);
	conf_lines(c, "upstream.jsonl", run_upstream);
}
