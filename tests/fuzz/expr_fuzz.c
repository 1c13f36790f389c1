/* SPDX-License-Identifier: Apache-2.0 */
/* expr_fuzz.c - any text as an expression, and as a hole with text behind it.
 * Whatever it is: a value or a message at a place inside, never both; the same
 * again the second time; strings that are UTF-8; an end within the text. */
#include "fuzz.h"

#include "base/utf8.h"
#include "expr/eval.h"
#include "value/build.h"

/* The limits keep a single input quick. */
enum { LARGEST = 4096, COST = 200000 };

static const struct slice names[] = { SLICE_INIT("spec"), SLICE_INIT("values.a"), SLICE_INIT("n") };

static const struct val *
own(struct expr_run *r, const struct val *const *args, size_t n, struct span at)
{
	(void)r;
	(void)n;
	(void)at;
	return args[0];
}

static const struct expr_function functions[] = { { SLICE_INIT("text"), 1, 1, own } };
static const struct expr_env env = { { names, 3 }, functions, 1 };

/* {replicas: 3, memory: 4Gi, list: [1, a, 2.5], map: {k: v}} */
static const struct val *
spec(struct arena *a)
{
	struct map_build m = MAP_BUILD_INIT(a), inner = MAP_BUILD_INIT(a);
	struct list_build l = LIST_BUILD_INIT(a);

	map_build_cstr(&inner, "k", val_string(a, SLICE_LIT("v"), SPAN_NONE));
	list_build_add(&l, val_int(a, 1, SPAN_NONE));
	list_build_add(&l, val_string(a, SLICE_LIT("a"), SPAN_NONE));
	list_build_add(&l, val_double(a, 2.5, SPAN_NONE));
	map_build_cstr(&m, "replicas", val_int(a, 3, SPAN_NONE));
	map_build_cstr(&m, "memory", val_string(a, SLICE_LIT("4Gi"), SPAN_NONE));
	map_build_cstr(&m, "list", list_build_end(&l, SPAN_NONE));
	map_build_cstr(&m, "map", map_build_end(&inner, SPAN_NONE));
	return map_build_end(&m, SPAN_NONE);
}

/* Bounded: eval weighs what it hands out. */
static void
check_value(const struct val *v, unsigned depth)
{
	FUZZ_HOLDS(v->kind != VAL_BAD);
	FUZZ_HOLDS(depth <= VAL_DEPTH_MAX + 1);
	if (v->kind == VAL_STRING)
		FUZZ_HOLDS(utf8_invalid(v->u.str) == SIZE_MAX);
	if (v->kind == VAL_OPTIONAL && v->u.opt)
		check_value(v->u.opt, depth + 1);
	for (size_t i = 0; v->kind == VAL_LIST && i < v->u.list.len; i++)
		check_value(v->u.list.items[i], depth + 1);
	for (size_t i = 0; v->kind == VAL_MAP && i < v->u.map.len; i++) {
		FUZZ_HOLDS(i == 0 || slice_cmp(v->u.map.fields[i - 1].key, v->u.map.fields[i].key) < 0);
		check_value(v->u.map.fields[i].val, depth + 1);
	}
	for (size_t i = 0; v->kind == VAL_DICT && i < v->u.dict.len; i++) {
		FUZZ_HOLDS(i == 0 || map_key_compare(v->u.dict.entries[i - 1].key, v->u.dict.entries[i].key) < 0);
		check_value(v->u.dict.entries[i].val, depth + 1);
	}
}

static void
check_places(const struct diags *ds, const struct source *src)
{
	for (const struct diag *d = ds->first; d; d = d->next) {
		FUZZ_HOLDS(d->at.src == src);
		FUZZ_HOLDS(d->at.start <= d->at.end && d->at.end <= src->text.len);
		FUZZ_HOLDS(d->text.len > 0);
	}
}

/* Evaluates once more from nothing: the same value, the same cost. */
static void
check_again(struct arena *a, const struct expr *e, const struct val *const *vars, const struct val *first,
            uint64_t cost)
{
	struct diags ds = DIAGS_INIT(a);
	struct expr_run r = { .arena = a, .diags = &ds, .env = &env, .vars = vars, .cost_limit = COST };
	const struct val *v = expr_eval(&r, e);
	struct eval ev = { .run = &r, .arena = a, .limit = UINT64_MAX };

	FUZZ_HOLDS(v->kind == first->kind);
	FUZZ_HOLDS(r.cost == cost);
	FUZZ_HOLDS(v->kind == VAL_BAD || v->kind == VAL_DOUBLE || v->depth || eval_equal(&ev, v, first));
}

static void
try_text(struct slice text, bool hole)
{
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	const struct source *src = source_new(&a, SLICE_LIT("fuzz"), text);
	struct expr_text t = { .text = text, .src = src };
	const struct val *vars[3] = { spec(&a), val_int(&a, 1, SPAN_NONE), val_int(&a, 7, SPAN_NONE) };
	struct expr_run r = { .arena = &a, .diags = &ds, .env = &env, .vars = vars, .cost_limit = COST };
	size_t pos = 0;
	const struct expr *e = expr_parse(&a, &ds, &env, &t, &pos, hole);
	size_t parse_errors = ds.errors;
	const struct val *v;

	FUZZ_HOLDS(pos <= text.len);
	FUZZ_HOLDS(hole || pos == text.len);
	FUZZ_HOLDS(!hole || ds.errors || text.ptr[pos - 1] == '}');
	v = expr_eval(&r, e);
	FUZZ_HOLDS((v->kind == VAL_BAD) == (ds.errors > 0));
	FUZZ_HOLDS(ds.errors == parse_errors || (parse_errors == 0 && ds.errors == 1));
	FUZZ_HOLDS(r.nreads <= EXPR_READS);
	check_places(&ds, src);
	if (v->kind != VAL_BAD)
		check_value(v, 0);
	check_again(&a, e, vars, v, r.cost);
	arena_free(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };

	if (size > LARGEST || utf8_invalid(text) != SIZE_MAX)
		return 0;
	try_text(text, false);
	try_text(text, true);
	return 0;
}
