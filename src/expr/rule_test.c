/* SPDX-License-Identifier: Apache-2.0 */
/* rule_test.c - rules in schemas: what is refused, what they say of values,
 * and what they are estimated to cost. The costs of rule_test.def are those
 * that Kubernetes 1.37 computes. */
#include "harness.h"

#include <string.h>

#include "base/buf.h"
#include "expr/rule.h"
#include "read/read.h"
#include "value/json.h"

static struct arena arena;

struct rule_case {
	const char *name;
	const char *properties;   /* of spec, as YAML */
	const char *rule;         /* of spec; "": none */
	const char *spec, *old;   /* values; NULL: none */
	const char *want;         /* messages, or "" */
};

static const struct rule_case refused_cases[] = {
#define REFUSED(name, properties, rule, want) { name, properties, rule, NULL, NULL, want },
#include "expr/rule_test.def"
#undef REFUSED
};

static const struct rule_case value_cases[] = {
#define VALUE(name, properties, rule, spec, want) { name, properties, rule, spec, NULL, want },
#define CHANGE(name, properties, rule, spec, old, want) { name, properties, rule, spec, old, want },
#include "expr/rule_test.def"
#undef VALUE
#undef CHANGE
};

struct cost_case {
	const char *name, *properties, *rule;
	uint64_t want;
};

static const struct cost_case cost_cases[] = {
#define COST(properties, rule, want) { rule, properties, "{rule: \"" rule "\"}", want },
#include "expr/rule_test.def"
#undef COST
};

static const struct val *
yaml(struct slice text)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct val *v = read_yaml(&arena, &ds, source_new(&arena, SLICE_LIT("s"), text), READ_ONE).ptr[0];

	if (ds.errors)
		fail_msg("%.*s in: %.*s", SLICE_FMT(ds.first->text), SLICE_FMT(text));
	return v;
}

static struct buf said;

/* The schema of an object whose spec has these fields and this rule: where a
 * row begins, so what the last one left is forgotten. */
static const struct schema *
schema_of(struct diags *ds, const char *properties, const char *rule)
{
	struct slice rules, text;

	buf_fini(&said);
	said = BUF_INIT;
	arena_free(&arena);
	rules = *rule ? arena_printf(&arena, "    x-kubernetes-validations:\n    - %s\n", rule) : SLICE_LIT("");
	text = arena_printf(&arena, "type: object\nproperties:\n  spec:\n    type: object\n%.*s    properties: %s\n",
	                    SLICE_FMT(rules), properties);
	return schema_load(&arena, ds, yaml(text), NULL, SCHEMA_STRUCTURAL | SCHEMA_RESOURCE);
}

static const struct val *
object_of(const char *spec)
{
	return yaml(arena_printf(&arena, "{apiVersion: example.com/v1, kind: Test, metadata: {name: t}, spec: %s}", spec));
}

static void
say(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path)
{
	struct slice where = doc_path_text(&arena, path);

	(void)ctx;
	(void)v;
	buf_printf(&said, "%s%.*s: %.*s [B%04d]", said.len ? "\n" : "", SLICE_FMT(where), SLICE_FMT(d->text), (int)d->code);
}

static const char *
all_said(const struct diags *ds)
{
	for (const struct diag *d = ds ? ds->first : NULL; d; d = d->next) {
		buf_printf(&said, "%s%.*s [B%04d]", said.len ? "\n" : "", SLICE_FMT(d->text), (int)d->code);
		for (const struct diag_note *n = d->notes; n; n = n->next)
			buf_printf(&said, "\n  %.*s", SLICE_FMT(n->text));
	}
	buf_char(&said, '\0');
	return said.ptr;
}

static void
refuses(void **state)
{
	const struct rule_case *c = *state;
	struct diags ds = DIAGS_INIT(&arena);
	const struct schema *s = schema_of(&ds, c->properties, c->rule);

	assert_int_equal(ds.errors, 0);
	rules_compile(&arena, &ds, s, RULES_JUDGE);
	assert_string_equal(all_said(&ds), c->want);
}

static void
judges(void **state)
{
	const struct rule_case *c = *state;
	struct diags ds = DIAGS_INIT(&arena), found = DIAGS_INIT(&arena);
	const struct schema *s = schema_of(&ds, c->properties, c->rule);
	const struct rules *rules = rules_compile(&arena, &ds, s, 0);
	struct rules_check check = { .arena = &arena, .diags = &found, .on_diag = say, .compared = true };
	bool ok;

	if (ds.first)
		fail_msg("%s", all_said(&ds));
	ok = rules_check(&check, rules, object_of(c->spec), c->old ? object_of(c->old) : NULL);
	assert_string_equal(all_said(NULL), c->want);
	assert_int_equal(ok, c->want[0] == '\0');
}

static void
costs(void **state)
{
	const struct cost_case *c = *state;
	struct diags ds = DIAGS_INIT(&arena);
	const struct rules *rules = rules_compile(&arena, &ds, schema_of(&ds, c->properties, c->rule), 0);

	if (ds.first)
		fail_msg("%s", all_said(&ds));
	if (rules_cost(rules) != c->want)
		fail_msg("costs %llu, not %llu", (unsigned long long)rules_cost(rules), (unsigned long long)c->want);
}

static void
nothing_to_do(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	struct rules_check check = { .arena = &arena, .diags = &ds };

	(void)state;
	assert_null(rules_compile(&arena, &ds, schema_of(&ds, "{a: {type: string}}", ""), RULES_JUDGE));
	assert_true(rules_check(&check, NULL, object_of("{}"), NULL));
	assert_int_equal(rules_cost(NULL), 0);
}

/* Nobody says what there was: not that there was nothing. */
static void
not_compared(void **state)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct schema *s = schema_of(&ds, "{a: {type: integer}}", "{rule: oldSelf.hasValue(), optionalOldSelf: true}");
	struct rules_check check = { .arena = &arena, .diags = &ds };

	(void)state;
	assert_true(rules_check(&check, rules_compile(&arena, &ds, s, 0), object_of("{a: 1}"), NULL));
}

/* What one value may cost in all is bounded, however many rules there are. */
static void
stops(void **state)
{
	struct diags ds = DIAGS_INIT(&arena), found = DIAGS_INIT(&arena);
	const struct schema *s = schema_of(
		&ds, "{l: {type: array, items: {type: array, items: {type: integer}, x-kubernetes-validations: "
		     "[{rule: 'self.all(x, self.all(y, self.all(z, x + y + z >= 0)))'}]}}}", "");
	const struct rules *rules = rules_compile(&arena, &ds, s, 0);
	struct rules_check check = { .arena = &arena, .diags = &found, .on_diag = say };
	struct buf items = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 40; i++) {
		buf_str(&items, i ? ", [" : "{l: [[");
		for (size_t j = 0; j < 36; j++)
			buf_str(&items, j ? ", 1" : "1");
		buf_char(&items, ']');
	}
	buf_str(&items, "]}");
	buf_char(&items, '\0');
	assert_false(rules_check(&check, rules, object_of(items.ptr), NULL));
	assert_int_equal(found.errors, 1);
	assert_string_equal(found.first->text.ptr, "the rules of the schema take more than 10000000 steps");
	buf_fini(&items);
}

int
main(void)
{
	struct suite s = { .name = "rule" };

	ADD_CASES(&s, refused_cases, refuses);
	ADD_CASES(&s, value_cases, judges);
	ADD_CASES(&s, cost_cases, costs);
	ADD_TEST(&s, nothing_to_do);
	ADD_TEST(&s, not_compared);
	ADD_TEST(&s, stops);
	return suite_run(&s);
}
