/* SPDX-License-Identifier: Apache-2.0 */
/* prove_test.c - types against schemas: what may stand in a hole, as a schema
 * of the spec says it, and whether a field of an object takes all of that. The
 * golden cases prove-* have whole bases. */
#include "harness.h"
#include "prove/prove_priv.h"
#include "read/read.h"

struct fit_case {
	const char *name;
	const char *from;     /* schema of what fills the hole */
	const char *to;       /* schema of the field `x`, which is required */
	const char *wrong;    /* messages, joined by "; "; "" for none */
};

#define INT(lo, hi)  "{type: integer, minimum: " lo ", maximum: " hi "}"
#define TEXT(re)     "{type: string, pattern: '" re "'}"

static const struct fit_case fit_cases[] = {
	{ "an integer for an integer", "{type: integer}", "{type: integer}", "" },
	{ "text for an integer", "{type: string}", "{type: integer}", "expected integer, this is string" },
	{ "an integer for text", "{type: integer}", "{type: string}", "expected string, this is int" },
	{ "a boolean for text", "{type: boolean}", "{type: string}", "expected string, this is bool" },
	{ "a list for a map", "{type: array, items: {type: string}}", "{type: object, properties: {a: {type: string}}}",
	  "expected map, this is list of string" },
	{ "int-or-string for both", "{x-kubernetes-int-or-string: true}", "{x-kubernetes-int-or-string: true}", "" },
	{ "int-or-string for an integer", "{x-kubernetes-int-or-string: true}", "{type: integer}",
	  "expected integer, this may be string" },
	{ "an integer for int-or-string", "{type: integer}", "{x-kubernetes-int-or-string: true}", "" },
	{ "a number for an integer", "{type: number}", "{type: integer}", "expected integer, this may be double" },
	{ "an integer for a number", "{type: integer}", "{type: number}", "" },
	{ "null where it may be", "{type: string, nullable: true}", "{type: string, nullable: true}", "" },
	{ "null where it may not be", "{type: string, nullable: true}", "{type: string}", "expected string, this may be null" },
	{ "anything", "{x-kubernetes-preserve-unknown-fields: true}", "{type: integer}", "" },

	{ "a range inside", INT("1", "9"), INT("0", "10"), "" },
	{ "the same range", INT("1", "9"), INT("1", "9"), "" },
	{ "a range too high", INT("1", "9"), INT("1", "8"), "this may be 9, and 8 is the most that is allowed" },
	{ "a range too low", INT("0", "9"), INT("1", "9"), "this may be 0, and 1 is the least that is allowed" },
	{ "an exclusive end", INT("1", "9"), "{type: integer, maximum: 9, exclusiveMaximum: true}",
	  "this may be 9, and 8 is the most that is allowed" },
	{ "more than 32 bits", INT("0", "3000000000"), "{type: integer, format: int32}",
	  "this may be 3000000000, and 2147483647 is the most that is allowed" },
	{ "32 bits", INT("0", "2147483647"), "{type: integer, format: int32}", "" },
	{ "a number of an enum", "{type: integer, enum: [3, 5]}", "{type: integer, enum: [3, 5, 7]}", "" },
	{ "numbers outside of an enum", INT("10", "20"), "{type: integer, enum: [3, 5, 7]}",
	  "none of the values that are allowed here, this is int from 10 to 20" },

	{ "words of an enum", "{type: string, enum: [a, b]}", "{type: string, enum: [a, b, c]}", "" },
	{ "a word too many", "{type: string, enum: [a, z]}", "{type: string, enum: [a, b]}",
	  "expected one of a, b, this may be 'z'" },
	{ "text for an enum", "{type: string, maxLength: 3}", "{type: string, enum: [a]}",
	  "expected one of a, this may be ''" },
	{ "a narrower pattern", TEXT("^[a-z]{1,5}$"), TEXT("^[a-z0-9]+$"), "" },
	{ "a wider pattern", TEXT("^[a-z_]{1,5}$"), TEXT("^[a-z0-9]+$"),
	  "this may be '_', which does not match the pattern '^[a-z0-9]+$'" },
	{ "a length inside", "{type: string, maxLength: 15}", "{type: string, maxLength: 15}", "" },
	{ "too long", "{type: string, maxLength: 16}", "{type: string, maxLength: 15}",
	  "this may have 16 characters, 15 are allowed" },
	{ "without end", "{type: string}", "{type: string, maxLength: 15}",
	  "this may have any number of characters, 15 are allowed" },
	{ "empty", "{type: string, maxLength: 3}", "{type: string, minLength: 1}", "this may be empty" },
	{ "too short", TEXT("^[a-z]{2,9}$"), "{type: string, minLength: 3}",
	  "this may have 2 characters, at least 3 are needed" },
	{ "a quantity", TEXT("^[1-9][0-9]*(Mi|Gi)$"), "{type: string, format: quantity}", "" },
	{ "no quantity", TEXT("^[1-9](Mi|GB)$"), "{type: string, format: quantity}", "this may be '1GB', which is no quantity" },
	{ "a format without a language", "{type: string}", "{type: string, format: date-time}", "" },

	{ "items that fit", "{type: array, items: {type: integer}}", "{type: array, items: {type: integer}}", "" },
	{ "items that do not", "{type: array, items: {type: string}}", "{type: array, items: {type: integer}}",
	  "[0] of it: expected integer, this is string" },
	{ "too many items", "{type: array, maxItems: 4, items: {type: string}}", "{type: array, maxItems: 3, items: {type: string}}",
	  "this list may have 4 items, 3 are allowed" },
	{ "too few items", "{type: array, items: {type: string}}", "{type: array, minItems: 1, items: {type: string}}",
	  "this list may have 0 items, at least 1 is needed" },
	{ "items without their key", "{type: array, items: {type: object, properties: {name: {type: string}}}}",
	  "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], "
	  "items: {type: object, properties: {name: {type: string}}}}",
	  "[0] of it: missing field 'name', by which the items of this list are told apart" },

	{ "fields that fit", "{type: object, required: [a], properties: {a: {type: string}}}",
	  "{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}", "" },
	{ "a field of another type", "{type: object, required: [a], properties: {a: {type: string}}}",
	  "{type: object, properties: {a: {type: integer}}}", "a of it: expected integer, this is string" },
	{ "an unknown field", "{type: object, properties: {nmae: {type: string}}}", "{type: object, properties: {name: {type: string}}}",
	  "unknown field 'nmae', did you mean 'name'?" },
	{ "a field that may be missing", "{type: object, properties: {a: {type: string}}}",
	  "{type: object, required: [a], properties: {a: {type: string}}}", "missing field 'a': it may be absent" },
	{ "a field that is missing", "{type: object, properties: {b: {type: string}}}",
	  "{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}", "missing field 'a'" },
	{ "a field with a default", "{type: object, properties: {a: {type: string, default: x}}}",
	  "{type: object, required: [a], properties: {a: {type: string}}}", "" },
	{ "a map of text for one", "{type: object, additionalProperties: {type: string}}",
	  "{type: object, additionalProperties: {type: string}}", "" },
	{ "a map of numbers for one of text", "{type: object, additionalProperties: {type: integer}}",
	  "{type: object, additionalProperties: {type: string}}", "['*'] of it: expected string, this is int" },
	{ "any names where few are known", "{type: object, additionalProperties: {type: string}}",
	  "{type: object, properties: {a: {type: string}}}",
	  "this may have fields of any name, and not all of them are known" },

	{ "one of two types", "{x-kubernetes-int-or-string: true}", "{anyOf: [{type: integer}, {type: string}]}", "" },
	{ "none of two types", "{type: boolean}", "{anyOf: [{type: integer}, {type: string}]}",
	  "none of 2 alternatives takes bool" },
	{ "perhaps one of two", TEXT("^[a-z]$"), "{anyOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}", "" },
	{ "all of both", INT("1", "9"), "{allOf: [{type: integer, minimum: 2}, {type: integer, maximum: 9}]}",
	  "this may be 1, and 2 is the least that is allowed" },
	{ "not that", "{type: string, enum: [a]}", "{type: string, not: {enum: [a]}}", "string 'a' is not allowed here" },
	{ "perhaps that", "{type: string, enum: [a, b]}", "{type: string, not: {enum: [a]}}", "" },
	{ "exactly one", "{type: string, enum: [a]}", "{oneOf: [{type: string}, {type: integer}]}", "" },
	{ "two at once", "{type: string, enum: [a]}", "{oneOf: [{type: string}, {type: string, maxLength: 3}]}",
	  "string 'a' fits several of 2 alternatives, not exactly one" },
};

static const struct val *
read_text(struct arena *a, struct diags *ds, const char *name, const char *text)
{
	return read_yaml(a, ds, source_new(a, slice_of(name), slice_of(text)), READ_ONE).ptr[0];
}

/* The messages about an object {x: hole}. */
static struct slice
messages(struct arena *a, const struct type *t, const struct schema *to)
{
	struct base base = { .nslots = SLOT_FIXED, .npages = 1 };
	struct prove prove = { .arena = a, .base = &base };
	struct proof p = { .p = &prove, .arena = a, .base = &base, .languages = MAP_INIT(a), .answers = MAP_INIT(a) };
	struct schema_check c = { .arena = a, .hole = fit_hole };
	struct doc_path path = DOC_KEY(NULL, SLICE_LIT("x"));
	struct slice all = SLICE_LIT("");
	struct world w;

	p.values = arena_array(a, base.nslots, sizeof(struct base_value *));
	world_init(&w, &p, a, 0);
	c.diags = &w.diags;
	c.ctx = &w;
	schema_check(&c, to, hole_new(a, t, NULL, NULL, SPAN_NONE), &path);
	for (const struct diag *d = w.diags.first; d; d = d->next)
		all = arena_printf(a, "%.*s%s%.*s", SLICE_FMT(all), all.len ? "; " : "", SLICE_FMT(d->text));
	return all;
}

static void
fits(void **state)
{
	const struct fit_case *c = *state;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct val *from = read_text(&a, &ds, "from", c->from), *to = read_text(&a, &ds, "to", c->to);
	const struct schema *source = schema_load(&a, &ds, from, NULL, 0), *target = schema_load(&a, &ds, to, NULL, 0);
	struct slice said;

	assert_null(ds.first);
	said = messages(&a, type_of_schema(&a, source), target);
	assert_string_equal(arena_cstr(&a, said), c->wrong);
	arena_free(&a);
}

/* A hole that may be absent, and a map that is opened for a patch. */
static void
opens_maps(void **state)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct val *s = read_text(&a, &ds, "s", "{type: object, required: [a], properties: {a: {type: string}, "
	                                "b: {type: integer}}, additionalProperties: false}");
	const struct type *t = type_of_schema(&a, schema_load(&a, &ds, s, NULL, 0));
	const struct val *patch = read_text(&a, &ds, "p", "{c: 1}");
	const struct val *hole = hole_new(&a, t, NULL, NULL, SPAN_NONE), *map = hole_open(&a, hole, patch);

	(void)state;
	assert_int_equal(map->kind, VAL_MAP);
	assert_int_equal(map->u.map.len, 2);
	assert_false(hole_optional(val_get_cstr(map, "a")));
	assert_true(hole_optional(val_get_cstr(map, "b")));
	assert_ptr_equal(hole_open(&a, hole, &val_true), hole);
	assert_int_equal(hole_type(&a, map)->nfields, 2);
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "prove" };

	ADD_CASES(&s, fit_cases, fits);
	ADD_TEST(&s, opens_maps);
	return suite_run(&s);
}
