/* SPDX-License-Identifier: Apache-2.0 */
/* load_test.c - schemas themselves: what is wrong with them, definitions,
 * defaults, and looking at them. */
#include "harness.h"

#include "base/buf.h"
#include "read/read.h"
#include "schema/schema.h"
#include "value/build.h"
#include "value/cmp.h"
#include "value/json.h"

static const struct val *
parse(struct arena *a, struct diags *ds, const char *name, const char *text)
{
	const struct source *src = source_new(a, slice_of(name), slice_of(text));

	return read_yaml(a, ds, src, READ_ONE).ptr[0];
}

static void
expect(struct slice got, const char *want)
{
	char *text = test_malloc(got.len + 1);

	for (size_t i = 0; i < got.len; i++)
		text[i] = got.ptr[i];
	text[got.len] = '\0';
	assert_string_equal(text, want);
	test_free(text);
}

/* "2:3 text\n" for each message. */
static void
expect_messages(struct diags *ds, const char *want)
{
	struct buf b = BUF_INIT;

	diag_sort(ds);
	for (const struct diag *d = ds->first; d; d = d->next) {
		struct position p = span_start(d->at);

		buf_printf(&b, "%u:%u %.*s\n", p.line, p.column, SLICE_FMT(d->text));
	}
	expect(buf_slice(&b), want);
	buf_fini(&b);
}

struct mistake_case {
	const char *name, *schema, *messages;
};

#define OBJECT "type: object\nproperties:\n"

/* With both flags, as a CustomResourceDefinition. */
static const struct mistake_case mistakes[] = {
	{ "none", OBJECT "  a: {type: string, x-berth-unit: s, default: b, enum: [b]}", "" },
	{ "no map", "[]", "1:1 a schema must be a map, not list\n" },
	{ "root of another type", "type: string", "1:1 the type at the root must be object\n" },
	{ "unknown keyword", OBJECT "  a: {type: string, maxlength: 3}", "3:21 keyword 'maxlength' is unknown; did you mean 'maxLength'?\n" },
	{ "unknown keyword like nothing", OBJECT "  a: {type: string, zzz: 3}", "3:21 keyword 'zzz' is unknown\n" },
	{ "keyword of another type", OBJECT "  a: {type: string, maxLength: x, minLength: -1, enum: 3, nullable: 1, maximum: y, required: a}",
	  "3:32 'maxLength' must be a whole number from 0 on, not string\n3:46 'minLength' must be a whole number from 0 on, not integer\n"
	  "3:56 'enum' must be a list, not integer\n3:69 'nullable' must be true or false, not integer\n"
	  "3:81 'maximum' must be a number, not string\n3:94 'required' must be a list of names, not string\n" },
	{ "unknown type", OBJECT "  a: {type: text}",
	  "3:13 unknown type 'text': array, boolean, integer, number, object and string are known\n" },
	{ "bad pattern", OBJECT "  a: {type: string, pattern: 'a(?=b)'}",
	  "3:30 pattern 'a(?=b)' is no regular expression: invalid or unsupported group at byte 1\n" },
	{ "schemas that are none", OBJECT "  a: 1\n  b: {type: array, items: 2}\n  c: {type: object, additionalProperties: 3}\n  d: {type: string, anyOf: [4], not: 5}",
	  "3:6 'properties' must be a map of schemas, not integer\n4:27 'items' must be a schema, not integer\n"
	  "5:43 'additionalProperties' must be a schema, not integer\n6:29 'anyOf' must be a list of schemas, not integer\n"
	  "6:38 'not' must be a schema, not integer\n" },

	{ "field without a type", OBJECT "  a: {minLength: 1}", "3:6 fields need a type\n" },
	{ "item without a type", OBJECT "  a: {type: array, items: {}}", "3:27 items of a list need a type\n" },
	{ "value without a type", OBJECT "  a: {type: object, additionalProperties: {}}", "3:43 values of a map need a type\n" },
	{ "no type is needed", OBJECT "  a: {x-kubernetes-int-or-string: true}\n  b: {x-kubernetes-preserve-unknown-fields: true}", "" },
	{ "list without items", OBJECT "  a: {type: array}", "3:6 a list needs 'items'\n" },
	{ "keywords for nowhere", OBJECT "  a: {$ref: '#/definitions/x', definitions: {}, patternProperties: {}, uniqueItems: true, type: string}",
	  "3:6 'uniqueItems' is not supported; use the list type set\n3:7 keyword '$ref' is not supported\n"
	  "3:32 keyword 'definitions' is not supported\n3:49 keyword 'patternProperties' is not supported\n" },
	{ "keywords inside a branch", OBJECT "  a: {type: string, anyOf: [{type: string}, {default: x}, {nullable: true}, {description: d}]}",
	  "3:29 'type' must not stand inside allOf, anyOf, oneOf or not\n"
	  "3:46 keyword 'default' must not stand inside allOf, anyOf, oneOf or not\n"
	  "3:60 keyword 'nullable' must not stand inside allOf, anyOf, oneOf or not\n"
	  "3:78 keyword 'description' must not stand inside allOf, anyOf, oneOf or not\n" },
	{ "int-or-string spelled out", OBJECT "  a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "" },
	{ "int-or-string spelled out in allOf", OBJECT "  a: {x-kubernetes-int-or-string: true, allOf: [{anyOf: [{type: integer}, {type: string}]}]}", "" },
	{ "branch about unspecified fields", OBJECT "  a: {type: object, properties: {b: {type: string}}, not: {properties: {c: {minLength: 1}}}}",
	  "3:76 field 'c' is constrained inside allOf, anyOf, oneOf or not, but not specified outside\n" },
	{ "properties and additionalProperties", OBJECT "  a: {type: object, properties: {b: {type: string}}, additionalProperties: {type: string}}",
	  "3:76 'additionalProperties' and 'properties' exclude each other\n" },
	{ "additionalProperties at the root", "type: object\nadditionalProperties: true", "2:23 'additionalProperties' must not stand at the root\n" },
	{ "preserve false", OBJECT "  a: {type: object, x-kubernetes-preserve-unknown-fields: false}",
	  "3:59 'x-kubernetes-preserve-unknown-fields' must be true or left out\n" },
	{ "embedded resource", OBJECT "  a: {type: string, x-kubernetes-embedded-resource: true}",
	  "3:6 'x-kubernetes-embedded-resource' needs the type object\n"
	  "3:6 an embedded resource needs 'properties' or 'x-kubernetes-preserve-unknown-fields'\n" },
	{ "metadata", OBJECT "  metadata: {type: object, properties: {name: {type: string, maxLength: 3}, labels: {type: object}}}",
	  "3:85 a schema may say nothing of metadata but name and generateName\n" },

	{ "list type", OBJECT "  a: {type: array, items: {type: string}, x-kubernetes-list-type: bag}\n  b: {type: string, x-kubernetes-list-type: set}",
	  "3:67 'x-kubernetes-list-type' must be atomic, set or map, not string\n4:45 'x-kubernetes-list-type' needs the type array\n" },
	{ "set of objects", OBJECT "  a: {type: array, x-kubernetes-list-type: set, items: {type: object}}",
	  "3:56 objects in a set need the map type atomic\n" },
	{ "set of lists", OBJECT "  a: {type: array, x-kubernetes-list-type: set, items: {type: array, x-kubernetes-list-type: set, items: {type: string}}}",
	  "3:56 lists in a set must be atomic\n" },
	{ "map without keys", OBJECT "  a: {type: array, x-kubernetes-list-type: map, items: {type: object}}",
	  "3:44 the list type map needs 'x-kubernetes-list-map-keys'\n" },
	{ "keys without a map", OBJECT "  a: {type: array, x-kubernetes-list-map-keys: [b], items: {type: object, required: [b], properties: {b: {type: string}}}}",
	  "3:6 'x-kubernetes-list-map-keys' needs the list type map\n" },
	{ "map of scalars", OBJECT "  a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [b], items: {type: string}}",
	  "3:89 items of a list of type map must be objects\n" },
	{ "keys of a map", OBJECT "  a:\n    type: array\n    x-kubernetes-list-type: map\n    x-kubernetes-list-map-keys: [b, c, d, e, b, ok]\n"
	  "    items:\n      type: object\n      properties: {b: {type: string}, c: {type: object}, d: {type: string, nullable: true}, ok: {type: string, default: x}}",
	  "4:5 list map key 'e' is no property of the items\n4:5 list map key 'b' stands twice\n"
	  "9:23 list map key 'b' must be required or have a default\n9:42 list map key 'c' must be a scalar\n"
	  "9:61 list map key 'd' must not be nullable\n" },
	{ "map type of a list", OBJECT "  a: {type: array, items: {type: string}, x-kubernetes-map-type: atomic}",
	  "3:66 'x-kubernetes-map-type' needs the type object\n" },
	{ "default that is refused", OBJECT "  a: {type: integer, default: x}\n  b: {type: object, properties: {c: {type: string}}, default: {d: 1}}",
	  "3:31 the default of 'properties.a' is refused by its own schema: expected integer, found string\n"
	  "4:64 the default of 'properties.b' is refused by its own schema: unknown field 'd'\n" },
	{ "example that is refused", OBJECT "  a: {type: string, enum: [b, c], example: d}\n  b: {type: object, properties: {c: {type: integer}}, example: {c: 1}}",
	  "3:44 the example of 'properties.a' is refused by its own schema: expected b or c, found 'd'\n" },
	{ "default at the root", "type: object\ndefault: {}", "2:10 'default' must not stand at the root\n" },
};

static void
finds_mistake(void **state)
{
	const struct mistake_case *c = *state;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);

	schema_load(&a, &ds, parse(&a, &ds, "s", c->schema), NULL, SCHEMA_STRUCTURAL | SCHEMA_RESOURCE);
	expect_messages(&ds, c->messages);
	arena_free(&a);
}

struct default_case {
	const char *name, *properties, *value, *want;
};

static const struct default_case defaults[] = {
	{ "missing", "a: {type: integer, default: 1}\nb: {type: string}", "{}", "{\"a\":1}" },
	{ "present", "a: {type: integer, default: 1}", "a: 2", "{\"a\":2}" },
	{ "between others", "b: {type: integer, default: 1}\na: {type: integer}\nc: {type: integer}", "{c: 3, a: 2}", "{\"a\":2,\"b\":1,\"c\":3}" },
	{ "null takes the default", "a: {type: integer, default: 1}", "a:", "{\"a\":1}" },
	{ "null without a default goes", "a: {type: integer}\nb: {type: integer}", "{a: null, b: 1}", "{\"b\":1}" },
	{ "nullable keeps null", "a: {type: integer, nullable: true, default: 1}", "a:", "{\"a\":null}" },
	{ "unknown null stays", "a: {type: integer}", "z:", "{\"z\":null}" },
	{ "defaults inside a default", "a: {type: object, default: {x: 1}, properties: {x: {type: integer}, y: {type: integer, default: 2}}}", "{}",
	  "{\"a\":{\"x\":1,\"y\":2}}" },
	{ "a whole double for an integer", "a: {type: integer}\nb: {type: number}\nc: {type: array, items: {type: integer}}",
	  "{a: 3.0, b: 3.0, c: [4.0, 1.5]}", "{\"a\":3,\"b\":3,\"c\":[4,1.5]}" },
	{ "no default inside nothing", "a: {type: object, properties: {y: {type: integer, default: 2}}}", "{}", "{}" },
	{ "values of a map", "a: {type: object, additionalProperties: {type: object, properties: {y: {type: integer, default: 2}}}}",
	  "a: {k: {}, n: null}", "{\"a\":{\"k\":{\"y\":2}}}" },
	{ "items", "a: {type: array, items: {type: object, properties: {y: {type: integer, default: 2}}}}", "a: [{}, {y: 1}, null]",
	  "{\"a\":[{\"y\":2},{\"y\":1},null]}" },
	{ "item that is null and has a default", "a: {type: array, items: {type: integer, default: 7}}", "a: [1, null]", "{\"a\":[1,7]}" },
};

static void
fills_default(void **state)
{
	const struct default_case *c = *state;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct val *properties = parse(&a, &ds, "s", c->properties), *v = parse(&a, &ds, "v", c->value), *got;
	struct map_build b = MAP_BUILD_INIT(&a);
	struct buf text = BUF_INIT;
	const struct schema *s;

	map_build_cstr(&b, "type", val_string(&a, SLICE_LIT("object"), SPAN_NONE));
	map_build_cstr(&b, "properties", properties);
	s = schema_load(&a, &ds, map_build_end(&b, SPAN_NONE), NULL, SCHEMA_STRUCTURAL);
	assert_int_equal(ds.errors, 0);
	got = schema_default(&a, s, v, false);
	assert_null(val_json(&text, got, 0));
	expect(buf_slice(&text), c->want);
	/* What does not change is shared. */
	assert_ptr_equal(schema_default(&a, s, got, false), got);
	buf_fini(&text);
	arena_free(&a);
}

/* With trace, a default that was overridden is the oldest origin; one that
 * holds stands where the schema says it. */
static void
default_is_traced(void **state)
{
	static const char text[] = "type: object\nproperties:\n  a: {type: integer, default: 1}\n  b: {type: integer, default: 2}\n";
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct schema *s = schema_load(&a, &ds, parse(&a, &ds, "s", text), NULL, SCHEMA_STRUCTURAL);
	const struct val *base = parse(&a, &ds, "base", "5"), *tenant = parse(&a, &ds, "tenant", "6"), *v, *x;
	struct map_build b = MAP_BUILD_INIT(&a);

	(void)state;
	map_build_cstr(&b, "a", val_with(&a, tenant, tenant->at, origin_add(&a, ORIGIN_REPLACED, base, NULL)));
	v = schema_default(&a, s, map_build_end(&b, SPAN_NONE), true);
	x = val_get_cstr(v, "a");
	assert_int_equal(x->u.i, 6);
	assert_ptr_equal(x->origin->val, base);
	assert_int_equal(x->origin->next->val->u.i, 1);
	assert_int_equal(x->origin->next->kind, ORIGIN_REPLACED);
	assert_int_equal(span_start(x->origin->next->val->at).line, 3);
	assert_null(x->origin->next->next);
	x = val_get_cstr(v, "b");
	assert_int_equal(span_start(x->at).line, 4);
	assert_null(x->origin);
	arena_free(&a);
}

static const char definitions[] =
	"Node:\n"
	"  type: object\n"
	"  required: [name]\n"
	"  properties:\n"
	"    name: {type: string}\n"
	"    next: {$ref: '#/definitions/Node', description: The next one.}\n"
	"    all: {type: array, items: {$ref: '#/definitions/Node'}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name]}\n"
	"    port: {$ref: '#/components/schemas/IntOrString'}\n"
	"    raw: {$ref: '#/definitions/Raw'}\n"
	"    flag: {$ref: '#/definitions/Flag', default: true}\n"
	"IntOrString: {type: string, format: int-or-string}\n"
	"Raw: {type: object, x-kubernetes-group-version-kind: []}\n"
	"Flag: {type: boolean}\n"
	"Alias: {$ref: '#/definitions/Flag'}\n";

static void
check_definition(const char *name, const char *value, const char *messages)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct schema_defs *defs = schema_defs_new(&a, parse(&a, &ds, "d", definitions));
	struct schema_check c = { .arena = &a, .diags = &ds };
	const struct schema *s = schema_defs_get(defs, &ds, slice_of(name));

	assert_non_null(s);
	assert_ptr_equal(s, schema_defs_get(defs, &ds, slice_of(name)));
	assert_int_equal(ds.errors, 0);
	schema_check(&c, s, parse(&a, &ds, "v", value), NULL);
	expect_messages(&ds, messages);
	arena_free(&a);
}

static void
definitions_are_checked(void **state)
{
	(void)state;
	check_definition("Node", "{name: a, next: {name: b, next: {nam: c}}, port: 80, raw: {x: [1]}, flag: false}",
	                 "1:34 unknown field 'nam'\n");
	check_definition("Node", "{name: a, port: http, all: [{name: x}, {name: x}]}", "1:47 two items of this list have name 'x'\n");
	check_definition("Node", "{name: a, port: 1.5, raw: 3, next: []}",
	                 "1:17 expected integer or string, found number\n1:27 expected map, found integer\n"
	                 "1:36 expected map, found list\n");
	check_definition("Alias", "1", "1:1 expected boolean, found integer\n");
}

static void
definitions_that_lead_nowhere(void **state)
{
	static const char text[] = "A: {$ref: '#/definitions/B'}\nB: {allOf: [{$ref: '#/definitions/A'}]}\nC: {$ref: x}\nD: {not: {$ref: '#/definitions/D'}}\n";
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct schema_defs *defs = schema_defs_new(&a, parse(&a, &ds, "d", text));
	struct schema_check c = { .arena = &a, .diags = &ds };

	(void)state;
	assert_null(schema_defs_get(defs, &ds, SLICE_LIT("nobody")));
	for (const char *name = "ABCD"; *name; name++)
		assert_non_null(schema_defs_get(defs, &ds, (struct slice){ name, 1 }));
	expect_messages(&ds, "1:4 the schema contains itself through $ref\n3:11 $ref 'x' names no definition\n"
	                     "4:4 the schema contains itself through $ref\n");
	assert_true(schema_check(&c, schema_defs_get(defs, &ds, SLICE_LIT("A")), &val_true, NULL));
	assert_true(schema_check(&c, schema_defs_get(defs, &ds, SLICE_LIT("D")), &val_true, NULL));
	arena_free(&a);
}

static void
looks_inside(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct schema_defs *defs = schema_defs_new(&a, parse(&a, &ds, "d", definitions));
	const struct schema *node = schema_defs_get(defs, &ds, SLICE_LIT("Node")), *next, *all;
	const struct slice *keys;

	(void)state;
	next = schema_property(node, SLICE_LIT("next"));
	expect(schema_description(next), "The next one.");
	expect(schema_description(node), "");
	all = schema_property(next, SLICE_LIT("all"));
	assert_int_equal(schema_list_type(all), SCHEMA_LIST_MAP);
	assert_int_equal(schema_list_keys(all, &keys), 1);
	expect(keys[0], "name");
	assert_ptr_equal(schema_items(all), node);
	assert_true(val_same(schema_default_of(schema_property(node, SLICE_LIT("flag"))), &val_true));
	assert_null(schema_default_of(node));
	assert_null(schema_property(node, SLICE_LIT("nobody")));
	assert_null(schema_property(NULL, SLICE_LIT("x")));
	assert_null(schema_items(NULL));
	assert_int_equal(schema_list_type(NULL), SCHEMA_LIST_ATOMIC);
	assert_int_equal(schema_list_keys(NULL, &keys), 0);
	assert_false(schema_map_atomic(NULL));
	assert_null(schema_rules(NULL));
	assert_null(schema_source(NULL));
	assert_true(val_is(schema_source(node), VAL_MAP));
	arena_free(&a);
}

/* Keys that agree in their first eight bytes, and keys shorter than that. */
static void
properties_by_prefix(void **state)
{
	static const char text[] = "type: object\nrequired: [abcdefghi, abcdefghj, ab]\nproperties: {abcdefgh: {type: string}, abcdefghi: "
	                           "{type: string}, abcdefghj: {type: string}, ab: {type: string}, a: {type: string}}";
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct schema *s = schema_load(&a, &ds, parse(&a, &ds, "s", text), NULL, SCHEMA_STRUCTURAL);
	struct schema_check c = { .arena = &a, .diags = &ds };

	(void)state;
	assert_true(schema_check(&c, s, parse(&a, &ds, "v", "{a: x, ab: x, abcdefgh: x, abcdefghi: x, abcdefghj: x}"), NULL));
	assert_false(schema_check(&c, s, parse(&a, &ds, "v", "{abc: x, abcdefghi: x, abcdefghk: x}"), NULL));
	expect_messages(&ds, "1:1 missing field 'abcdefghj'\n1:2 unknown field 'abc'\n1:24 unknown field 'abcdefghk'\n");
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "schema loading" };

	ADD_CASES(&s, mistakes, finds_mistake);
	ADD_CASES(&s, defaults, fills_default);
	ADD_TEST(&s, default_is_traced);
	ADD_TEST(&s, definitions_are_checked);
	ADD_TEST(&s, definitions_that_lead_nowhere);
	ADD_TEST(&s, looks_inside);
	ADD_TEST(&s, properties_by_prefix);
	return suite_run(&s);
}
