/* SPDX-License-Identifier: Apache-2.0 */
/* infer_base_test.c - the values and rules of the shipped bases are good for
 * every spec: nothing is said of them, and some have the types they should. */
#include "harness.h"

#include <fcntl.h>
#include <string.h>

#include "base/buf.h"
#include "expr/infer.h"
#include "read/read.h"

enum { NAMES_MAX = 256 };

static struct arena arena;
static int rootfd = -1;

struct world {
	struct diags diags;
	struct slice names[NAMES_MAX];
	const struct type *types[NAMES_MAX];
	const struct val *values[NAMES_MAX];     /* as written; NULL: a fixed name */
	const struct expr *definitions[NAMES_MAX];
	bool done[NAMES_MAX];
	size_t n, holes;
	struct expr_env env;
};

static const struct type *infer_template(struct world *w, const struct val *v);

static const struct val *
read(struct world *w, const char *path)
{
	bool ok;
	const struct source *src = read_source(&arena, &w->diags, rootfd, slice_of(path), SPAN_NONE, &ok);

	assert_true(ok);
	return read_yaml(&arena, &w->diags, src, READ_ONE).ptr[0];
}

static const struct type *
schema_type(struct world *w, const char *path)
{
	const struct val *v = val_walk(read(w, path), "spec.schema");

	return type_of_schema(&arena, schema_load(&arena, &w->diags, v, NULL, SCHEMA_STRUCTURAL));
}

static const struct type *
field(const struct type *t, const char *key)
{
	bool optional;

	t = type_field(t, slice_of(key), &optional);
	assert_non_null(t);
	return t;
}

static void
name(struct world *w, const char *text, const struct type *t, const struct val *v)
{
	assert_true(w->n < NAMES_MAX);
	w->names[w->n] = slice_of(text);
	w->types[w->n] = t;
	w->values[w->n++] = v;
}

static const struct expr *
definition(void *ctx, size_t slot)
{
	return ((struct world *)ctx)->definitions[slot];
}

/* text() and raw() */
static const struct type *
own(void *ctx, const struct infer *in, size_t function, const struct expr *const *args, size_t n)
{
	(void)ctx;
	(void)in;
	(void)function;
	(void)args;
	(void)n;
	return &type_string;
}

/* A value that another one uses comes first. */
static void
need(void *ctx, size_t slot, struct span at)
{
	struct world *w = ctx;

	(void)at;
	if (w->values[slot] && !w->done[slot]) {
		w->done[slot] = true;
		w->types[slot] = infer_template(w, w->values[slot]);
	}
}

static const struct type *
infer_hole(struct world *w, const struct val *v, size_t *pos, const struct expr **e)
{
	struct infer in = {
		.arena = &arena, .diags = &w->diags, .env = &w->env, .vars = w->types, .definition = definition, .own = own, .ctx = w,
	};
	struct expr_visitor visitor = { .name = need, .ctx = w };
	uint32_t *offsets = arena_new_n(&arena, v->u.str.len + 1, uint32_t);
	struct expr_text t = { .text = v->u.str, .src = v->at.src, .offsets = offsets };

	for (size_t i = 0; i <= v->u.str.len; i++)
		offsets[i] = v->at.start;
	*e = expr_parse(&arena, &w->diags, &w->env, &t, pos, true);
	expr_visit(*e, &visitor);
	w->holes++;
	return infer_type(&in, *e);
}

static const struct type *
infer_text(struct world *w, const struct val *v)
{
	const struct lang *l = lang_literal(&arena, SLICE_LIT(""));
	struct slice text = v->u.str;

	for (size_t at = 0, from; at < text.len;) {
		const struct expr *e;
		const struct type *t;

		for (from = at; at < text.len; at += text.ptr[at] == '$' && at + 1 < text.len && text.ptr[at + 1] == '$' ? 2 : 1)
			if (slice_starts(slice_sub(text, at, text.len), SLICE_LIT("${")))
				break;
		if (at > from)
			l = lang_concat(&arena, l, lang_literal(&arena, slice_sub(text, from, at < text.len ? at : text.len)));
		if (at >= text.len)
			break;
		at += 2;
		t = infer_hole(w, v, &at, &e);
		if (from == 0 && at == text.len) {
			for (size_t i = 0; i < w->n; i++)
				if (w->values[i] == v)
					w->definitions[i] = e;
			return t;
		}
		assert_true(type_is_any(t) || t->kinds == KIND(VAL_STRING));
		l = lang_concat(&arena, l, type_is_any(t) ? &lang_loose : t->text);
	}
	return type_text(&arena, l);
}

static const struct type *
infer_template(struct world *w, const struct val *v)
{
	const struct type *t = &type_never;

	if (v->kind == VAL_STRING)
		return infer_text(w, v);
	if (v->kind == VAL_LIST) {
		for (size_t i = 0; i < v->u.list.len; i++)
			t = type_join(&arena, t, infer_template(w, v->u.list.items[i]));
		return type_list(&arena, t, v->u.list.len, v->u.list.len);
	}
	if (v->kind != VAL_MAP)
		return type_of_val(&arena, v);
	t = type_map(&arena, NULL);
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct type *x = infer_template(w, v->u.map.fields[i].val);
		bool optional = x->kinds == KIND(VAL_OPTIONAL);

		t = type_with_field(&arena, t, v->u.map.fields[i].key, optional ? x->of : x, optional);
	}
	return t;
}

static void
set_fixed(struct world *w, const struct type *metadata, const struct type *spec, const struct type *fleet)
{
	name(w, "metadata", metadata, NULL);
	name(w, "spec", spec, NULL);
	name(w, "cluster", field(fleet, "clusters")->item, NULL);
	name(w, "tier", field(fleet, "tiers")->item, NULL);
	name(w, "ring", field(fleet, "rings")->item, NULL);
	name(w, "fleet", fleet, NULL);
	name(w, "base", &type_any, NULL);
}

/* What a file holds; a text with holes may become anything. */
static const struct type *
rough(const struct val *v)
{
	const struct type *t = &type_never;

	if (v->kind == VAL_STRING)
		for (size_t i = 0; i + 1 < v->u.str.len; i++)
			if (slice_starts(slice_sub(v->u.str, i, v->u.str.len), SLICE_LIT("${")))
				return &type_any;
	if (v->kind == VAL_LIST) {
		for (size_t i = 0; i < v->u.list.len; i++)
			t = type_join(&arena, t, rough(v->u.list.items[i]));
		return type_list(&arena, t, v->u.list.len, v->u.list.len);
	}
	if (v->kind != VAL_MAP)
		return type_of_val(&arena, v);
	t = type_map(&arena, NULL);
	for (size_t i = 0; i < v->u.map.len; i++)
		t = type_with_field(&arena, t, v->u.map.fields[i].key, rough(v->u.map.fields[i].val), false);
	return t;
}

/* A list of what files hold, a list's items each. */
static const struct type *
part_type(struct world *w, const char *path, const struct val *entries)
{
	int folder = (int)(strrchr(path, '/') - path);
	const struct type *item = &type_never;

	for (size_t i = 0; i < entries->u.list.len; i++) {
		struct slice from = val_text(val_get_cstr(entries->u.list.items[i], "from"), SLICE_LIT(""));
		struct slice file = arena_printf(&arena, "%.*s/%.*s", folder, path, SLICE_FMT(from));

		const struct type *t = rough(read(w, file.ptr));

		item = type_join(&arena, item, t->kinds == KIND(VAL_LIST) ? t->item : t);
	}
	return type_list(&arena, item, entries->u.list.len, entries->u.list.len);
}

static struct world *
open_base(const char *path, const char *schema)
{
	struct world *w = arena_new(&arena, struct world);
	const struct type *kind, *fleet, *metadata, *spec;
	const struct val *page, *values, *parts;

	w->diags = DIAGS_INIT(&arena);
	fleet = field(schema_type(w, "schemas/fleet.yaml"), "spec");
	if (schema) {
		kind = schema_type(w, schema);
		metadata = field(kind, "metadata");
		/* The compiler fills it in. */
		metadata = type_with_field(&arena, metadata, SLICE_LIT("namespace"), field(metadata, "namespace"), false);
		spec = field(kind, "spec");
	} else {
		spec = field(fleet, "clusters")->item;
		metadata = type_with_field(&arena, type_map(&arena, NULL), SLICE_LIT("name"), field(spec, "name"), false);
	}
	set_fixed(w, metadata, spec, fleet);
	page = read(w, path);
	values = val_walk(page, "spec.values");
	parts = val_walk(page, "spec.parts");
	for (size_t i = 0; i < values->u.map.len; i++) {
		const struct field *f = &values->u.map.fields[i];

		name(w, arena_printf(&arena, "values.%.*s", SLICE_FMT(f->key)).ptr, &type_any, f->val);
	}
	for (size_t i = 0; parts && i < parts->u.map.len; i++)
		name(w, arena_printf(&arena, "parts.%.*s", SLICE_FMT(parts->u.map.fields[i].key)).ptr,
		     part_type(w, path, parts->u.map.fields[i].val), NULL);
	w->env = (struct expr_env){ { w->names, w->n }, NULL, 0 };
	return w;
}

static const struct expr_function functions[] = { { SLICE_INIT("text"), 1, 1, NULL }, { SLICE_INIT("raw"), 1, 1, NULL } };

/* A rule, with the name that its forEach gives an item, if it has one. */
static void
infer_rule(struct world *w, const struct val *rule)
{
	const struct val *each = val_get_cstr(rule, "forEach");
	size_t n = w->n;

	for (size_t i = 0; each && i < each->u.map.len; i++) {
		const struct field *f = &each->u.map.fields[i];

		name(w, arena_cstr(&arena, f->key), infer_template(w, f->val)->item, NULL);
		w->env.names.len = w->n;
	}
	infer_template(w, val_get_cstr(rule, "rule"));
	infer_template(w, val_get_cstr(rule, "message"));
	w->env.names.len = w->n = n;
}

/* Infers all values and rules. */
static struct world *
infer_base(const char *path, const char *schema)
{
	struct world *w = open_base(path, schema);
	const struct val *rules = val_walk(read(w, path), "spec.rules");

	w->env.functions = functions;
	w->env.nfunctions = 2;
	for (size_t i = 0; i < w->n; i++)
		need(w, i, SPAN_NONE);
	for (size_t i = 0; rules && i < rules->u.list.len; i++)
		infer_rule(w, rules->u.list.items[i]);
	for (const struct diag *d = w->diags.first; d; d = d->next)
		print_error("%s:%u: %.*s\n", path, span_start(d->at).line, SLICE_FMT(d->text));
	assert_int_equal(w->diags.errors, 0);
	return w;
}

static void
expect(const struct world *w, const char *wanted, const char *want)
{
	for (size_t i = 0; i < w->n; i++)
		if (slice_is(w->names[i], wanted)) {
			assert_string_equal(type_show(&arena, w->types[i]).ptr, want);
			return;
		}
	fail_msg("no %s", wanted);
}

static void
redis(void **state)
{
	struct world *w = infer_base("bases/redis/1.0.0/base.yaml", "schemas/redistenant.yaml");

	(void)state;
	assert_true(w->holes > 150);
	expect(w, "values.redis", "string of 7 to 46 characters");
	expect(w, "values.redisNames", "list of string of 9 to 48 characters");
	expect(w, "values.sentinelIds", "list of string of 40 characters");
	expect(w, "values.sentinels", "int from 0 to 7");
	expect(w, "values.majority", "int from 2 to 4");
	expect(w, "values.quorum", "int from 1 to 7");
	expect(w, "values.replBacklogMi", "int from 16 to 512");
	expect(w, "values.minReplicasToWrite", "int from 0 to 8");
	expect(w, "values.server", "string 'redis-server' or 'valkey-server'");
	expect(w, "values.clientCidrs", "list of string of 3 to 43 characters");
	expect(w, "values.clientComponents", "list of string 'redis', 'sentinel' or 'proxy'");
	expect(w, "values.zonesWanted", "int from 1 to 8");
	expect(w, "values.quotaClaims", "string '0', '1', '2', '3', '4', '5', '6' or 3 more");
	expect(w, "values.dashboardUid", "string of 12 to 40 characters");
	expect(w, "values.recordLabels", "map with cluster, ha, namespace, tenant");
	expect(w, "values.alertLabels", "map with cluster, ha, namespace, service ...");
}

static void
platform(void **state)
{
	struct world *w = infer_base("bases/platform/1.0.0/base.yaml", NULL);

	(void)state;
	assert_true(w->holes > 10);
	expect(w, "values.argocd", "bool");
	expect(w, "values.syncNamespace", "string of 1 to 63 characters");
}

int
main(void)
{
	struct suite s = { .name = "infer_base" };
	const char *root = getenv("BERTH_SRC");
	int failed;

	read_init();
	rootfd = open(root ? root : ".", O_RDONLY | O_DIRECTORY);
	ADD_TEST(&s, redis);
	ADD_TEST(&s, platform);
	failed = suite_run(&s);
	arena_free(&arena);
	return failed;
}
