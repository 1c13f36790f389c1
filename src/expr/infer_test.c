/* SPDX-License-Identifier: Apache-2.0 */
/* infer_test.c - the static types of expressions, and what is said about
 * those that go wrong for some value that the schema admits. */
#include "harness.h"

#include <string.h>

#include "base/buf.h"
#include "expr/infer.h"
#include "expr/type_holds.h"
#include "read/read.h"
#include "value/json.h"

static struct arena arena;

/* What spec is. */
static const char schema_text[] =
	"type: object\n"
	"required: [name, tier, replicas, engine, mixed, cidrs]\n"
	"properties:\n"
	"  name: {type: string, minLength: 1, maxLength: 40, pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$'}\n"
	"  tier: {type: string, enum: [bronze, silver, gold]}\n"
	"  replicas: {type: integer, minimum: 1, maximum: 9}\n"
	"  many: {type: integer, default: 3}\n"
	"  zero: {type: integer, minimum: 0, maximum: 5, default: 0}\n"
	"  odd: {type: integer, enum: [3, 5, 7], default: 3}\n"
	"  ratio: {type: number, default: 1}\n"
	"  on: {type: boolean, default: false}\n"
	"  mixed: {x-kubernetes-int-or-string: true}\n"
	"  maybe: {type: string, nullable: true, default: null}\n"
	"  quorum: {type: integer, minimum: 1, maximum: 7}\n"
	"  image: {type: string, maxLength: 255}\n"
	"  engine:\n"
	"    type: object\n"
	"    required: [version]\n"
	"    properties:\n"
	"      version: {type: string, maxLength: 20, pattern: '^7[.][0-9]$'}\n"
	"      image: {type: string}\n"
	"  backup:\n"
	"    type: object\n"
	"    required: [schedule]\n"
	"    properties:\n"
	"      schedule: {type: string, enum: [daily, weekly]}\n"
	"      keep: {type: integer, minimum: 1, maximum: 30}\n"
	"      store: {type: object, properties: {bucket: {type: string, minLength: 3, maxLength: 63}}}\n"
	"  zones: {type: array, minItems: 1, maxItems: 8, items: {type: string, minLength: 1, maxLength: 63}}\n"
	"  access: {type: array, minItems: 1, maxItems: 2, default: [direct], items: {type: string, enum: [direct, proxy]}}\n"
	"  ports: {type: array, maxItems: 4, default: [], items: {type: integer, minimum: 1, maximum: 65535}}\n"
	"  cidrs: {type: array, maxItems: 4, items: {type: string}}\n"
	"  from:\n"
	"    type: array\n"
	"    maxItems: 32\n"
	"    default: []\n"
	"    items:\n"
	"      type: object\n"
	"      properties:\n"
	"        namespace: {type: string, minLength: 1, maxLength: 63}\n"
	"        cidr: {type: string, maxLength: 43}\n"
	"        labels: {type: object, additionalProperties: {type: string, maxLength: 63}}\n"
	"      oneOf: [{required: [namespace]}, {required: [cidr]}]\n"
	"  labels: {type: object, default: {}, additionalProperties: {type: string, maxLength: 63}}\n"
	"  config: {type: object, default: {}, additionalProperties: {x-kubernetes-int-or-string: true}}\n"
	"  free: {type: object, x-kubernetes-preserve-unknown-fields: true}\n";

/* Names that are computed, in the order of the slots behind 'any' and 'spec'. */
static const struct {
	struct slice name;
	const char *text;
} values[] = {
	{ SLICE_INIT("values.single"), "spec.replicas == 1" },
	{ SLICE_INIT("values.voters"), "values.single ? 0 : spec.odd" },
	{ SLICE_INIT("values.proxied"), "!values.single && 'proxy' in spec.access" },
	{ SLICE_INIT("values.stored"), "has(spec.backup) && has(spec.backup.store)" },
	{ SLICE_INIT("values.mode"), "has(spec.backup) ? 'backup' : spec.on ? 'on' : 'off'" },
	{ SLICE_INIT("values.cidrs"), "spec.from.filter(f, has(f.cidr)).map(f, f.cidr)" },
	{ SLICE_INIT("values.plan"), "{'cpu': 1, 'memory': spec.name + 'Mi'}" },
	{ SLICE_INIT("values.storage"), "spec.?backup.?keep.orValue(0)" },
};

enum { FIXED = 2, VALUES = sizeof(values) / sizeof(values[0]), NAMES = FIXED + VALUES };

static struct slice names[NAMES];
static const struct val *text_of(struct expr_run *r, const struct val *const *args, size_t n, struct span at);
static const struct expr_function functions[] = { { SLICE_INIT("text"), 1, 1, text_of } };
static const struct expr_env env = { { names, NAMES }, functions, 1 };
static const struct expr *definitions[NAMES];
static const struct type *types[NAMES];
static const struct schema *spec_schema;

static const struct expr *
definition(void *ctx, size_t slot)
{
	(void)ctx;
	return definitions[slot];
}

static const struct type *
own(void *ctx, const struct infer *in, size_t function, const struct expr *const *args, size_t n)
{
	(void)ctx;
	(void)in;
	(void)function;
	(void)args;
	return n ? &type_string : &type_any;
}

static const struct expr *
parse(struct diags *ds, const char *text)
{
	const struct source *src = source_new(&arena, SLICE_LIT("e"), slice_of(text));
	struct expr_text t = { .text = src->text, .src = src };
	size_t pos = 0;

	return expr_parse(&arena, ds, &env, &t, &pos, false);
}

static const struct type *
infer(struct diags *ds, const struct expr *e)
{
	struct infer in = { .arena = &arena, .diags = ds, .env = &env, .vars = types, .definition = definition, .own = own };

	return infer_type(&in, e);
}

/* spec and the values, once. */
static void
set_up(void)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct source *src = source_new(&arena, SLICE_LIT("s"), slice_of(schema_text));
	const struct val *v;

	names[0] = SLICE_LIT("any");
	names[1] = SLICE_LIT("spec");
	for (size_t i = 0; i < VALUES; i++)
		names[FIXED + i] = values[i].name;
	v = read_yaml(&arena, &ds, src, READ_ONE).ptr[0];
	spec_schema = schema_load(&arena, &ds, v, NULL, SCHEMA_STRUCTURAL);
	types[1] = type_of_schema(&arena, spec_schema);
	for (size_t i = 0; i < VALUES; i++) {
		definitions[FIXED + i] = parse(&ds, values[i].text);
		types[FIXED + i] = infer(&ds, definitions[FIXED + i]);
	}
	for (const struct diag *d = ds.first; d; d = d->next)
		print_error("set up: %.*s\n", SLICE_FMT(d->text));
	assert_int_equal(ds.errors, 0);
}

/* "1-5: text [B0430]", "  note", "  s:3: note" */
static void
put_messages(struct buf *b, const struct diags *ds)
{
	for (const struct diag *d = ds->first; d; d = d->next) {
		buf_printf(b, "%u-%u: %.*s [B0%d]\n", span_start(d->at).column, span_end(d->at).column, SLICE_FMT(d->text), (int)d->code);
		for (const struct diag_note *n = d->notes; n; n = n->next) {
			if (n->at.src)
				buf_printf(b, "  %.*s:%u: ", SLICE_FMT(n->at.src->path), span_start(n->at).line);
			else
				buf_str(b, "  ");
			buf_printf(b, "%.*s\n", SLICE_FMT(n->text));
		}
	}
}

struct infer_case {
	const char *name, *text, *want;
};

static const struct infer_case cases[] = {
#include "infer_test.def"
};

static void
infers(void **state)
{
	const struct infer_case *c = *state;
	struct diags ds = DIAGS_INIT(&arena);
	struct buf b = BUF_INIT;
	const struct expr *e = parse(&ds, c->text);
	const struct type *t = infer(&ds, e);

	put_messages(&b, &ds);
	if (!ds.errors)
		buf_add(&b, type_show(&arena, t));
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, c->want);
	buf_fini(&b);
}

/* ---- every value that comes is in the type ---- */

/* Specs that the schema admits. */
static const char *const specs[] = {
	"{name: a, tier: gold, replicas: 1, engine: {version: '7.2'}, mixed: 3, cidrs: []}",
	"{name: abc-d, tier: bronze, replicas: 9, many: -5, zero: 5, odd: 7, ratio: 0.5, 'on': true, mixed: x, maybe: m, quorum: 7, "
	"image: i, engine: {version: '7.0', image: j}, backup: {schedule: daily, keep: 30, store: {bucket: abc}}, zones: [a, b], "
	"access: [proxy], ports: [1, 65535], cidrs: [c], from: [{namespace: n}, {cidr: c, labels: {a: b}}], labels: {team: t}, "
	"config: {a: 1, b: x}, free: {x: {y: 1}}}",
	"{name: b, tier: silver, replicas: 3, many: 0, engine: {version: '7.9'}, mixed: 0, backup: {schedule: weekly}, zones: [z], "
	"access: [direct, proxy], cidrs: [], from: [{cidr: d}], labels: {a: '', b: b}, quorum: 1, image: ''}",
	"{name: c, tier: gold, replicas: 2, many: 7, zero: 1, odd: 5, 'on': true, engine: {version: '7.1'}, mixed: '', backup: {schedule: "
	"daily, store: {}}, cidrs: [], ports: [80], from: [{namespace: m, labels: {}}]}",
};

enum { SPECS = sizeof(specs) / sizeof(specs[0]) };

static const struct val *worlds[SPECS][NAMES];

static const struct val *
text_of(struct expr_run *r, const struct val *const *args, size_t n, struct span at)
{
	(void)n;
	(void)at;
	return val_string(r->arena, args[0]->u.str, at);
}

static const struct val *
evaluate(struct arena *a, struct diags *ds, const struct expr *e, const struct val *const *vars)
{
	struct expr_run r = { .arena = a, .diags = ds, .env = &env, .vars = vars };

	return expr_eval(&r, e);
}

static void
set_up_worlds(void)
{
	for (size_t i = 0; i < SPECS; i++) {
		struct diags ds = DIAGS_INIT(&arena);
		const struct source *src = source_new(&arena, SLICE_LIT("v"), slice_of(specs[i]));
		const struct val *v = schema_default(&arena, spec_schema, read_yaml(&arena, &ds, src, READ_ONE).ptr[0], false);
		struct schema_check check = { .arena = &arena, .diags = &ds };

		schema_check(&check, spec_schema, v, NULL);
		worlds[i][0] = &val_empty_map;
		worlds[i][1] = v;
		for (size_t k = 0; k < VALUES; k++)
			worlds[i][FIXED + k] = evaluate(&arena, &ds, definitions[FIXED + k], worlds[i]);
		for (const struct diag *d = ds.first; d; d = d->next)
			print_error("spec %zu: %.*s\n", i, SLICE_FMT(d->text));
		assert_int_equal(ds.errors, 0);
	}
}

/* Mistakes that depend on more than types. */
static bool
is_about_values(enum diag_code code)
{
	return code == DIAG_EXPR_OVERFLOW || code == DIAG_EXPR_CONVERT || code == DIAG_EXPR_INDEX || code == DIAG_EXPR_VALUE ||
	       code == DIAG_EXPR_DIVIDE || code == DIAG_EXPR_COST;
}

/* The first spec for which the silent expression does what its type rules
 * out; SPECS when there is none. */
static size_t
find_liar(const struct expr *e, const struct type *t, const char *text)
{
	struct arena scratch = ARENA_INIT;
	size_t i;

	for (i = 0; i < SPECS; i++) {
		struct diags ds = DIAGS_INIT(&scratch);
		const struct val *v = evaluate(&scratch, &ds, e, worlds[i]);
		bool lies = ds.errors ? !is_about_values(ds.first->code) : !type_holds(&arena, t, v);
		struct slice shown = type_show(&scratch, t);
		struct buf b = BUF_INIT;

		if (lies && !ds.errors)
			val_json(&b, v, 0);
		if (lies)
			print_error("%s\n  is %.*s\n  but with spec %zu: %.*s%.*s\n", text, SLICE_FMT(shown), i,
			            ds.errors ? (int)ds.first->text.len : 0, ds.errors ? ds.first->text.ptr : "",
			            SLICE_FMT(buf_slice(&b)));
		buf_fini(&b);
		if (lies)
			break;
	}
	arena_free(&scratch);
	return i;
}

static void
table_is_true(void **state)
{
	size_t silent = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diags ds = DIAGS_INIT(&arena);
		const struct expr *e = parse(&ds, cases[i].text);
		const struct type *t = infer(&ds, e);

		if (ds.errors || strstr(cases[i].text, "any") || strstr(cases[i].text, "dyn("))
			continue;
		silent++;
		assert_int_equal(find_liar(e, t, cases[i].text), SPECS);
	}
	assert_true(silent > 20);
}

/* Random expressions: '#i' is an int, '#s' a text, '#b' a bool, '#l' a list of texts. */
static const char *const ints[] = {
	"0", "1", "3", "7", "spec.replicas", "spec.many", "spec.zero", "spec.odd", "spec.quorum", "spec.backup.keep", "values.voters",
	"values.storage", "values.plan.cpu", "size(#s)", "size(#l)", "(#i + #i)", "(#i - #i)", "(#i * #i)", "(#i / #i)", "(#i % #i)",
	"(#b ? #i : #i)", "(has(spec.quorum) ? #i : #i)", "(has(spec.backup) && #b ? #i : #i)", "spec.?quorum.orValue(#i)",
	"spec.?backup.keep.orValue(#i)", "[#i, #i].max()", "[#i, #i, #i].min()", "(type(spec.mixed) == int ? spec.mixed : #i)",
	"(-#i)", "size(spec.ports)", "spec.ports[0]", "(size(spec.ports) > 0 ? spec.ports[0] : #i)", "math.abs(#i)",
	"math.greatest(#i, #i)", "cel.bind(n, #i, n + n)", "spec.?quorum.optMap(q, q + 1).orValue(#i)", "spec.mixed",
	"(spec.many > #i ? spec.many : #i)", "(spec.replicas <= #i ? spec.replicas : #i)",
};
static const char *const texts[] = {
	"''", "'x'", "'gold'", "'direct'", "'daily'", "spec.name", "spec.tier", "spec.image", "spec.engine.image", "spec.engine.version",
	"spec.backup.schedule", "spec.maybe", "spec.mixed", "values.mode", "values.plan.memory", "string(#i)", "string(#b)", "(#s + #s)",
	"(#b ? #s : #s)", "(values.stored ? #s : #s)", "(has(spec.image) ? #s : #s)", "spec.?image.orValue(#s)", "#l.join(',')",
	"#s.lowerAscii()", "#s.upperAscii()", "#s.trim()", "#s.replace('a', 'bb')", "spec.?backup.?store.?bucket.orValue(#s)",
	"'%s-%d'.format([#s, #i])", "spec.labels[?'team'].orValue(#s)", "('team' in spec.labels ? spec.labels['team'] : #s)",
	"(spec.maybe != null ? spec.maybe : #s)", "string(spec.mixed)", "#s.substring(0, #i)", "[#s, #s].join('-')",
	"(values.mode == 'backup' ? spec.backup.schedule : #s)", "(#s == #s ? #s : #s)", "spec.backup.store.bucket",
	"{'a': #s, ?'b': spec.?image}.?b.orValue(#s)", "{'a': #s}.merge({'b': #s}).a", "hash.sha256(#s).substring(0, 8)",
	"(spec.tier in ['gold', 'silver'] ? spec.tier : #s)",
};
static const char *const bools[] = {
	"true", "false", "spec.on", "values.single", "values.proxied", "values.stored", "(#i == #i)", "(#i < #i)", "(#i >= #i)",
	"(#s == #s)", "(#s != #s)", "(#s in #l)", "has(spec.quorum)", "has(spec.backup)", "has(spec.backup.store)", "has(spec.image)",
	"has(spec.?backup.store)", "has(spec.zones)", "(!#b)", "(#b && #b)", "(#b || #b)", "(#b ? #b : #b)", "#l.exists(x, x == #s)",
	"#l.all(x, size(x) > #i)", "(spec.maybe == null)", "(type(spec.mixed) == string)", "spec.?quorum.hasValue()",
	"('team' in spec.labels)", "(size(#l) > #i)", "(size(spec.name) > #i)", "(spec.replicas > #i)", "(spec.tier == 'gold')",
	"(spec.quorum > #i || !has(spec.quorum))", "(values.mode == 'on')", "(values.storage > 0)", "(!has(spec.backup))",
	"(spec.?backup.keep.orValue(#i) > #i)", "(spec.many != #i)",
};
static const char *const lists[] = {
	"spec.access", "spec.zones", "spec.cidrs", "values.cidrs", "spec.ports.map(p, string(p))", "lists.range(#i % 5).map(i, string(i))",
	"(#l + #l)", "#l.filter(z, z != #s)", "[#s, #s]", "[#s]", "spec.from.filter(f, has(f.cidr)).map(f, f.cidr)",
	"spec.from.map(f, has(f.namespace) ? f.namespace : f.cidr)", "spec.from.map(f, f.cidr)", "spec.labels.map(k, k)",
	"spec.labels.map(k, k + spec.labels[k])", "[?spec.?image, #s]", "(#b ? #l : #l)", "#l.map(x, x + #s)", "#l.distinct()", "#l.sort()",
	"[#l, #l].flatten()", "spec.?zones.orValue(#l)", "#l.filter(x, #b).map(x, x + '.')", "spec.config.map(k, string(spec.config[k]))",
	"(has(spec.zones) ? spec.zones : #l)",
};

static uint32_t
roll(uint32_t *seed, size_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((*seed >> 8) % n);
}

static void
make(struct buf *out, uint32_t *seed, char kind, unsigned depth)
{
	static const struct { char kind; const char *const *rows; size_t n, leaves; } all[] = {
		{ 'i', ints, sizeof(ints) / sizeof(ints[0]), 13 },
		{ 's', texts, sizeof(texts) / sizeof(texts[0]), 15 },
		{ 'b', bools, sizeof(bools) / sizeof(bools[0]), 6 },
		{ 'l', lists, sizeof(lists) / sizeof(lists[0]), 4 },
	};
	size_t k = 0;
	const char *row;

	/* Now and then something that does not belong there. */
	while (all[k].kind != kind)
		k++;
	if (roll(seed, 150) == 0)
		k = roll(seed, 4);
	row = all[k].rows[roll(seed, depth ? all[k].n : all[k].leaves)];
	for (; *row; row++) {
		if (*row == '#')
			make(out, seed, *++row, depth ? depth - 1 : 0);
		else
			buf_char(out, *row);
	}
}

enum { RANDOM = 4000 };

static void
random_is_true(void **state)
{
	uint32_t seed = 20251125;
	size_t silent = 0, wrong = 0;

	(void)state;
	for (size_t i = 0; i < RANDOM; i++) {
		struct diags ds = DIAGS_INIT(&arena);
		struct buf b = BUF_INIT;
		const struct expr *e;
		const struct type *t;
		const char *text;

		make(&b, &seed, "isbl"[i % 4], (unsigned)(1 + i % 3));
		text = arena_slice(&arena, buf_slice(&b)).ptr;
		buf_fini(&b);
		e = parse(&ds, text);
		assert_int_equal(ds.errors, 0);
		t = infer(&ds, e);
		if (ds.errors)
			continue;
		silent++;
		wrong += find_liar(e, t, text) != SPECS;
	}
	assert_int_equal(wrong, 0);
	assert_true(silent > RANDOM / 4);
}

int
main(void)
{
	struct suite s = { .name = "infer" };
	int failed;

	read_init();
	set_up();
	set_up_worlds();
	ADD_CASES(&s, cases, infers);
	ADD_TEST(&s, table_is_true);
	ADD_TEST(&s, random_is_true);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
