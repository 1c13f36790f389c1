/* SPDX-License-Identifier: Apache-2.0 */
/* infer_test.c - the static types of expressions, and what is said about
 * those that go wrong for some value that the schema admits. */
#include "harness.h"

#include "base/buf.h"
#include "expr/infer.h"
#include "read/read.h"

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
static const struct expr_function functions[] = { { SLICE_INIT("text"), 1, 1, NULL } };
static const struct expr_env env = { { names, NAMES }, functions, 1 };
static const struct expr *definitions[NAMES];
static const struct type *types[NAMES];

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
	types[1] = type_of_schema(&arena, schema_load(&arena, &ds, v, NULL, SCHEMA_STRUCTURAL));
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

int
main(void)
{
	struct suite s = { "infer" };
	int failed;

	read_init();
	set_up();
	ADD_CASES(&s, cases, infers);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
