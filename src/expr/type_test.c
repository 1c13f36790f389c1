/* SPDX-License-Identifier: Apache-2.0 */
/* type_test.c - static types: of schemas and values, and the lattice that
 * they form. */
#include "harness.h"

#include "base/buf.h"
#include "expr/type.h"
#include "expr/type_holds.h"
#include "read/read.h"

static struct arena arena;

static const struct val *
read(const char *text)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct val *v = read_yaml(&arena, &ds, source_new(&arena, SLICE_LIT("s"), slice_of(text)), READ_ONE).ptr[0];

	for (const struct diag *d = ds.first; d; d = d->next)
		print_error("%s: %.*s\n", text, SLICE_FMT(d->text));
	assert_int_equal(ds.errors, 0);
	return v;
}

/* The type of a schema, as that of a field; of a value when it begins with '='. */
static const struct type *
type(const char *text)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct type *t;
	bool optional;

	if (text[0] == '=')
		return type_of_val(&arena, read(text + 1));
	text = arena_printf(&arena, "{type: object, properties: {v: %s}}", text).ptr;
	t = type_of_schema(&arena, schema_load(&arena, &ds, read(text), NULL, SCHEMA_RESOURCE));
	return type_field(t, SLICE_LIT("v"), &optional);
}

static void
expect(const struct type *t, const char *want)
{
	struct slice shown = type_show(&arena, t);

	assert_string_equal(shown.ptr, want);
}

struct schema_case {
	const char *name, *schema, *want;
};

static const struct schema_case schemas[] = {
	{ "string", "{type: string}", "string" },
	{ "lengths", "{type: string, minLength: 1, maxLength: 40}", "string of 1 to 40 characters" },
	{ "longest", "{type: string, maxLength: 1}", "string of at most 1 character" },
	{ "pattern", "{type: string, pattern: '^a{3}b$'}", "string of 4 characters" },
	{ "pattern of one length", "{type: string, pattern: '^[0-9a-f]{8}$'}", "string of 8 characters" },
	{ "format", "{type: string, format: ipv4}", "string" },
	{ "enum", "{type: string, enum: [b, a]}", "string 'b' or 'a'" },
	{ "enum of ints", "{type: integer, enum: [3, 5]}", "int from 3 to 5" },
	{ "enum of several kinds", "{enum: [1, a, null]}", "null, int 1 or string 'a'" },
	{ "integer", "{type: integer}", "int" },
	{ "int32", "{type: integer, format: int32}", "int from -2147483648 to 2147483647" },
	{ "range", "{type: integer, minimum: 1, maximum: 9}", "int from 1 to 9" },
	{ "open range", "{type: integer, minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true}", "int from 2 to 8" },
	{ "range of fractions", "{type: integer, minimum: 0.5, maximum: 9.5}", "int from 1 to 9" },
	{ "from", "{type: integer, minimum: 0}", "int from 0" },
	{ "empty range", "{type: integer, minimum: 3, maximum: 2}", "nothing" },
	{ "number", "{type: number, minimum: 0, maximum: 1}", "int from 0 to 1 or double" },
	{ "boolean", "{type: boolean}", "bool" },
	{ "nullable", "{type: boolean, nullable: true}", "null or bool" },
	{ "int or string", "{x-kubernetes-int-or-string: true}", "int or string" },
	{ "any", "{}", "any" },
	{ "unknown fields", "{type: object, x-kubernetes-preserve-unknown-fields: true}", "any" },
	{ "list", "{type: array, items: {type: integer}, minItems: 1, maxItems: 3}", "list of int" },
	{ "list of two", "{type: array, items: {type: string}, minItems: 2, maxItems: 2}", "list of 2 string" },
	{ "list of anything", "{type: array}", "list" },
	{ "fields", "{type: object, required: [b], properties: {a: {type: string}, b: {type: string}, c: {type: string, default: x}}}",
	  "map with a?, b, c" },
	{ "many fields", "{type: object, properties: {a: {}, b: {}, c: {}, d: {}, e: {}}}", "map with a?, b?, c?, d? ..." },
	{ "keys", "{type: object, additionalProperties: {type: integer}}", "map of int" },
	{ "keys and fields", "{type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}", "map with a? and int" },
	{ "required key", "{type: object, required: [k], additionalProperties: {type: integer}}", "map with k and int" },
	{ "no fields", "{type: object}", "empty map" },
	{ "all of", "{type: integer, minimum: 1, allOf: [{maximum: 5}, {minimum: 3}]}", "int from 3 to 5" },
	{ "any of", "{type: integer, anyOf: [{minimum: 1, maximum: 2}, {minimum: 5, maximum: 6}]}", "int from 1 to 6" },
	{ "one of that require", "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
	  "map with a?, b?" },
	{ "all of that require", "{type: object, properties: {a: {type: string}, b: {type: string}}, allOf: [{required: [a]}]}",
	  "map with a, b?" },
	{ "any of with an enum", "{type: string, anyOf: [{enum: [a, b]}, {enum: [c]}]}", "string 'a', 'b' or 'c'" },
	{ "contradiction", "{type: string, allOf: [{enum: [a]}, {enum: [b]}]}", "nothing" },
	{ "of an int", "= 3", "int 3" },
	{ "of a text", "= abc", "string 'abc'" },
	{ "of a bool", "= true", "true" },
	{ "of a double", "= 1.5", "double" },
	{ "of nothing", "= null", "null" },
	{ "of a list", "= [1, 4, 2]", "list of 3 int from 1 to 4" },
	{ "of an empty list", "= []", "empty list" },
	{ "of a map", "= {a: 1, b: [x]}", "map with a, b" },
	{ "of an empty map", "= {}", "empty map" },
};

static void
shows(void **state)
{
	const struct schema_case *c = *state;

	expect(type(c->schema), c->want);
}

/* What is in either, and what is in both. */
struct pair_case {
	const char *name, *x, *y, *join, *meet;
};

static const struct pair_case pairs[] = {
	{ "ranges", "{type: integer, minimum: 1, maximum: 4}", "{type: integer, minimum: 3, maximum: 9}", "int from 1 to 9", "int from 3 to 4" },
	{ "ranges apart", "= 1", "= 5", "int from 1 to 5", "nothing" },
	{ "kinds", "= 1", "= a", "int 1 or string 'a'", "nothing" },
	{ "kinds that overlap", "{x-kubernetes-int-or-string: true}", "= 3", "int or string", "int 3" },
	{ "literals", "= a", "= b", "string 'a' or 'b'", "nothing" },
	{ "enums", "{enum: [a, b]}", "{enum: [b, c]}", "string 'a', 'b' or 'c'", "string 'b'" },
	{ "enum and lengths", "{enum: [a, bb, ccc]}", "{type: string, minLength: 2}", "string", "string 'bb' or 'ccc'" },
	{ "lengths", "{type: string, minLength: 1, maxLength: 5}", "{type: string, minLength: 3, maxLength: 9}", "string of 1 to 9 characters",
	  "string of 3 to 5 characters" },
	{ "lengths apart", "{type: string, maxLength: 2}", "{type: string, minLength: 3, maxLength: 4}", "string of at most 4 characters",
	  "nothing" },
	{ "bools", "= true", "= false", "bool", "nothing" },
	{ "any", "{}", "= 3", "any", "int 3" },
	{ "lists", "= [1]", "= [2, 3]", "list of int from 1 to 3", "nothing" },
	{ "lists that overlap", "{type: array, maxItems: 2, items: {type: integer, maximum: 5}}", "{type: array, minItems: 2, items: {type: integer, minimum: 3}}",
	  "list of int", "list of 2 int from 3 to 5" },
	{ "empty list", "= []", "= [1]", "list of int 1", "nothing" },
	{ "maps", "= {a: 1}", "= {b: x}", "map with a?, b?", "nothing" },
	{ "map and keys", "= {a: 1}", "{type: object, additionalProperties: {type: integer}}", "map with a? and int", "map with a" },
	{ "map and keys of another type", "= {a: 1}", "{type: object, additionalProperties: {type: string}}", "map with a? and string", "nothing" },
	{ "optional and required", "{type: object, properties: {a: {type: integer}}}", "{type: object, required: [a], properties: {a: {type: integer, minimum: 3}}}",
	  "map with a?", "map with a" },
	{ "map and list", "= {a: 1}", "= [1]", "list of 1 int 1 or map with a", "nothing" },
};

static void
joins(void **state)
{
	const struct pair_case *c = *state;
	const struct type *x = type(c->x), *y = type(c->y);

	expect(type_join(&arena, x, y), c->join);
	expect(type_join(&arena, y, x)->kinds ? type_join(&arena, x, y) : &type_never, c->join);
	expect(type_meet(&arena, x, y), c->meet);
}

/* Each value of a pool is in the join of two types when it is in one, and in
 * the meet when it is in both. */
static void
lattice(void **state)
{
	static const char *const values[] = {
		"= 1", "= 3", "= 5", "= 9", "= a", "= b", "= bb", "= ccc", "= true", "= false", "= null", "= 1.5", "= []", "= [1]", "= [2, 3]",
		"= [a]", "= {}", "= {a: 1}", "= {b: x}", "= {a: 3, b: x}", "= {a: x}", "= {c: [1]}",
	};
	enum { TYPES = 2 * sizeof(pairs) / sizeof(pairs[0]), VALUES = sizeof(values) / sizeof(values[0]) };
	const struct type *types[TYPES];
	size_t in_join = 0, in_meet = 0;

	(void)state;
	for (size_t i = 0; i < TYPES; i++)
		types[i] = type(i % 2 ? pairs[i / 2].y : pairs[i / 2].x);
	for (size_t i = 0; i < TYPES * TYPES; i++) {
		const struct type *x = types[i / TYPES], *y = types[i % TYPES];
		const struct type *join = type_join(&arena, x, y), *meet = type_meet(&arena, x, y);

		for (size_t k = 0; k < VALUES; k++) {
			const struct val *v = read(values[k] + 1);
			bool p = type_holds(&arena, x, v), q = type_holds(&arena, y, v);

			in_join += p || q;
			in_meet += p && q;
			assert_true(!(p || q) || type_holds(&arena, join, v));
			assert_true(!(p && q) || type_holds(&arena, meet, v));
		}
	}
	assert_true(in_join > 1000 && in_meet > 300);
}

/* Every value is of its own type and of no other's. */
static void
own_type(void **state)
{
	static const char *const values[] = { "= 1", "= a", "= true", "= null", "= [1, a]", "= {a: {b: 2}}", "= 1.5" };
	enum { VALUES = sizeof(values) / sizeof(values[0]) };

	(void)state;
	for (size_t i = 0; i < VALUES * VALUES; i++)
		assert_int_equal(type_holds(&arena, type(values[i / VALUES]), read(values[i % VALUES] + 1)), i / VALUES == i % VALUES);
}

static void
without(void **state)
{
	struct val three = { .kind = VAL_INT, .u.i = 3 }, text = { .kind = VAL_STRING, .u.str = SLICE_LIT("a") };

	(void)state;
	expect(type_without(&arena, type("{type: integer, minimum: 3, maximum: 9}"), &three), "int from 4 to 9");
	expect(type_without(&arena, type("{type: integer, minimum: 1, maximum: 3}"), &three), "int from 1 to 2");
	expect(type_without(&arena, type("{type: integer, minimum: 1, maximum: 9}"), &three), "int from 1 to 9");
	expect(type_without(&arena, type("= 3"), &three), "nothing");
	expect(type_without(&arena, type("{enum: [a, b]}"), &text), "string 'b'");
	expect(type_without(&arena, type("= a"), &text), "nothing");
	expect(type_without(&arena, &type_bool, &val_true), "false");
	expect(type_without(&arena, type("{type: string, nullable: true}"), &val_null), "string");
}

static void
fields(void **state)
{
	const struct type *t = type("{type: object, required: [b], properties: {a: {type: string}, b: {type: integer}}}");
	bool optional;

	(void)state;
	expect(type_field(t, SLICE_LIT("a"), &optional), "string");
	assert_true(optional);
	expect(type_field(t, SLICE_LIT("b"), &optional), "int");
	assert_false(optional);
	assert_null(type_field(t, SLICE_LIT("c"), &optional));
	assert_null(type_field(&type_int, SLICE_LIT("c"), &optional));
	assert_ptr_equal(type_field(&type_any, SLICE_LIT("c"), &optional), &type_any);
	expect(type_with_field(&arena, t, SLICE_LIT("a"), &type_int, false), "map with a, b");
	expect(type_with_field(&arena, t, SLICE_LIT("ab"), &type_int, true), "map with a?, ab?, b");
	expect(type_with_field(&arena, t, SLICE_LIT("c"), &type_int, false), "map with a?, b, c");
	expect(type_with_field(&arena, t, SLICE_LIT("b"), &type_never, false), "map with a?, b?");
	assert_int_equal(type_map_min(t), 1);
	assert_int_equal(type_map_max(t), 2);
	assert_true(type_map_max(type("{type: object, additionalProperties: {type: integer}}")) == SIZE_MAX);
}

static void
only(void **state)
{
	const struct type *t = type("{x-kubernetes-int-or-string: true}");

	(void)state;
	expect(type_only(&arena, t, KIND(VAL_INT)), "int");
	expect(type_only(&arena, t, KIND(VAL_BOOL)), "nothing");
	expect(type_only(&arena, &type_any, KIND(VAL_STRING) | KIND(VAL_LIST)), "string or list");
	assert_ptr_equal(type_only(&arena, t, KIND_INTS | KIND(VAL_STRING)), t);
}

int
main(void)
{
	struct suite s = { .name = "type" };
	int failed;

	read_init();
	ADD_CASES(&s, schemas, shows);
	ADD_CASES(&s, pairs, joins);
	ADD_TEST(&s, lattice);
	ADD_TEST(&s, own_type);
	ADD_TEST(&s, without);
	ADD_TEST(&s, fields);
	ADD_TEST(&s, only);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
