/* SPDX-License-Identifier: Apache-2.0 */
/* expr_test.c - expressions: what they yield, and what is said about those
 * that yield nothing, as whole messages with their places. */
#include "harness.h"

#include <string.h>

#include "diag/print.h"
#include "expr/expr.h"
#include "expr/print.h"
#include "value/build.h"
#include "value/json.h"

static struct arena arena;

/* text('x') of the tests: its argument in brackets. */
static const struct val *
text_of(struct expr_run *r, const struct val *const *args, size_t n, struct span at)
{
	(void)n;
	return val_string(r->arena, arena_printf(r->arena, "<%.*s>", SLICE_FMT(args[0]->u.str)), at);
}

static const struct expr_function functions[] = { { SLICE_INIT("text"), 1, 1, text_of } };
static const struct slice names[] = { SLICE_INIT("metadata"), SLICE_INIT("spec"), SLICE_INIT("values.quorum"),
	                              SLICE_INIT("n") };
static const struct expr_env env = { { names, 4 }, functions, 1 };

static const struct val *
string(const char *s)
{
	return val_string(&arena, slice_of(s), SPAN_NONE);
}

/* spec: {replicas: 3, memory: 4Gi, ports: [1, 2], labels: {app: redis, tier: gold}} */
static const struct val *
spec(void)
{
	struct map_build m = MAP_BUILD_INIT(&arena), labels = MAP_BUILD_INIT(&arena);
	struct list_build l = LIST_BUILD_INIT(&arena);

	map_build_cstr(&labels, "app", string("redis"));
	map_build_cstr(&labels, "tier", string("gold"));
	list_build_add(&l, val_int(&arena, 1, SPAN_NONE));
	list_build_add(&l, val_int(&arena, 2, SPAN_NONE));
	map_build_cstr(&m, "replicas", val_int(&arena, 3, SPAN_NONE));
	map_build_cstr(&m, "memory", string("4Gi"));
	map_build_cstr(&m, "ports", list_build_end(&l, SPAN_NONE));
	map_build_cstr(&m, "labels", map_build_end(&labels, SPAN_NONE));
	return map_build_end(&m, SPAN_NONE);
}

static void
show(struct buf *out, const struct val *v)
{
	if (v->kind == VAL_OPTIONAL) {
		buf_str(out, "optional(");
		if (v->u.opt)
			show(out, v->u.opt);
		buf_char(out, ')');
	} else if (v->kind <= VAL_MAP) {
		if (val_json(out, v, 0))
			buf_printf(out, "(%s)", expr_type_name(v));
	} else {
		buf_printf(out, "%s:", expr_type_name(v));
		value_print(out, v);
	}
}

/* The value as text, or the messages. */
static void
run(const char *text, struct buf *out)
{
	struct diags ds = DIAGS_INIT(&arena);
	const struct source *src = source_new(&arena, SLICE_LIT("t"), slice_of(text));
	struct expr_text t = { .text = src->text, .src = src };
	struct map_build meta = MAP_BUILD_INIT(&arena);
	const struct val *vars[4], *v;
	struct expr_run r = { .arena = &arena, .diags = &ds, .env = &env, .vars = vars };
	size_t pos = 0;
	const struct expr *e = expr_parse(&arena, &ds, &env, &t, &pos, false);

	map_build_cstr(&meta, "name", string("payments"));
	vars[0] = map_build_end(&meta, SPAN_NONE);
	vars[1] = spec();
	vars[2] = val_int(&arena, 2, SPAN_NONE);
	vars[3] = val_int(&arena, 7, SPAN_NONE);
	v = expr_eval(&r, e);
	assert_true((v->kind == VAL_BAD) == (ds.errors != 0));
	diag_print(out, &ds, (struct diag_style){ DIAG_TEXT, false });
	if (!ds.errors)
		show(out, v);
	buf_char(out, '\0');
}

struct value_case {
	const char *name, *text, *want;
};

static const struct value_case values[] = {
#include "expr_test.def"
};

static void
yields(void **state)
{
	const struct value_case *c = *state;
	struct buf b = BUF_INIT;

	run(c->text, &b);
	assert_string_equal(b.ptr, c->want);
	buf_fini(&b);
}

int
main(void)
{
	struct suite s = { .name = "expr" };
	int status;

	ADD_CASES(&s, values, yields);
	status = suite_run(&s);
	arena_free(&arena);
	return status;
}
