/* SPDX-License-Identifier: Apache-2.0 */
/* rule_fold.c - macros in rules. Their costs are those of the loops that
 * cel-go expands them to: for each item, the test whether to go on and the
 * step that computes the next value of the accumulator. */
#include "expr/rule_check.h"

enum { LIST_COST = 10, MAP_COST = 30 };

static struct rule_range
plus(struct rule_range x, uint64_t n)
{
	return rule_add(x, rule_exactly(n));
}

/* A macro's variable: reading it costs one. */
static struct rule_fact
local(const struct rule_type *t, struct rule_place place, const struct rule_range *size)
{
	struct rule_fact f = rule_made(t, RULE_ONE);

	f.place = place;
	rule_measure(&f);
	if (!f.sized && size) {
		f.sized = true;
		f.size = *size;
	}
	return f;
}

/* The types of the key (or index) and the value of what is walked. */
static bool
range_types(struct rule_checker *c, const struct expr *e, const struct rule_type *t, const struct rule_type *of[2])
{
	of[0] = of[1] = &rule_dyn;
	if (t->kind == RULE_LIST || t->kind == RULE_MAP) {
		of[0] = t->kind == RULE_LIST ? &rule_int : t->key;
		of[1] = t->of;
		return true;
	}
	if (t->kind == RULE_VAR)
		rule_assignable(&c->solver, &rule_dyn, t);
	else if (!rule_is_dyn(t))
		diag_report(c->diags, DIAG_EXPR_TYPE, e->u.fold.range->at, "only lists and maps can be walked, not %.*s",
		            SLICE_FMT(rule_type_show(c->arena, t)));
	return false;
}

/* Declares the variables of a macro that walks `range`. */
static void
declare(struct rule_checker *c, const struct expr *e, const struct rule_fact *range)
{
	const struct rule_type *t = rule_resolve(&c->solver, range->type, false), *of[2];
	bool list = range->entry.known ? !range->entry.map : t->kind == RULE_LIST;
	const struct rule_range *key = range->entry.known ? &range->entry.key : NULL;
	const struct rule_range *val = range->entry.known ? &range->entry.val : NULL;
	struct rule_fact *slot = &c->locals[e->u.fold.slot];
	struct rule_place keys = rule_below(c, range->place, list ? STEP_NOWHERE : STEP_KEYS);
	struct rule_place vals = rule_below(c, range->place, list ? STEP_ITEMS : STEP_VALUES);

	range_types(c, e, t, of);
	if (e->u.fold.two) {
		slot[0] = local(of[0], keys, key);
		slot[1] = local(of[1], vals, val);
	} else if (list) {
		slot[0] = local(of[1], vals, val);
	} else {
		slot[0] = local(of[0], keys, key);
	}
}

/* The body, or the filter, which must be a condition. */
static struct rule_range
condition(struct rule_checker *c, const struct expr *e)
{
	struct rule_fact f = rule_walk(c, e);

	rule_condition(c, e, f.type, "the condition of a macro");
	return f.cost;
}

/* What the loop costs: `start` once, `step` for each item. */
static struct rule_range
loop(const struct rule_fact *range, uint64_t once, struct rule_range step)
{
	return plus(rule_add(range->cost, rule_times(range->size, step)), once);
}

static struct rule_fact
quantifier(struct rule_checker *c, const struct expr *e, const struct rule_fact *range)
{
	struct rule_range body = condition(c, e->u.fold.body), step;
	struct rule_fact out;
	uint64_t once = 1;

	if (e->op == FOLD_ONE) {
		/* condition ? count + 1 : count; count == 1 */
		step = rule_add(body, (struct rule_range){ 1, 2 });
		once = 2;
	} else {
		/* Whether to go on: accumulator, '!' for exists. Then accumulator && body. */
		step = plus((struct rule_range){ 1, rule_add(body, RULE_ONE).max }, e->op == FOLD_ALL ? 2 : 3);
	}
	out = rule_made(&rule_bool, loop(range, once, step));
	out.sized = true;
	out.size = RULE_ONE;
	return out;
}

/* accumulator + [value], behind a filter or not. */
static struct rule_fact
collect(struct rule_checker *c, const struct rule_fact *range, const struct rule_range *filter, const struct rule_fact *value)
{
	struct rule_range step = plus(value->cost, LIST_COST + 2);
	struct rule_fact out;

	if (filter)
		step = rule_add(*filter, rule_join(step, RULE_ONE));
	out = rule_made(rule_list_of(c->arena, value->type), loop(range, LIST_COST + 1, step));
	out.sized = true;
	out.size = range->size;
	out.entry = (struct rule_entry){ true, false, RULE_ONE, { 0, value->size.max } };
	return out;
}

static struct rule_fact
to_list(struct rule_checker *c, const struct expr *e, const struct rule_fact *range)
{
	struct rule_range filter = e->u.fold.filter ? condition(c, e->u.fold.filter) : RULE_ZERO;
	struct rule_fact value;

	if (e->op == FOLD_FILTER) {
		filter = condition(c, e->u.fold.body);
		value = c->locals[e->u.fold.slot];
		return collect(c, range, &filter, &value);
	}
	value = rule_walk(c, e->u.fold.body);
	return collect(c, range, e->u.fold.filter ? &filter : NULL, &value);
}

/* The keys and values of a map literal in transformMapEntry. */
static const struct rule_type *
entry_map(struct rule_checker *c, const struct expr *e, const struct rule_type *t)
{
	const struct rule_type *map = rule_map_of(c->arena, rule_new_var(&c->solver), rule_new_var(&c->solver));

	if (!rule_assignable(&c->solver, t, map))
		diag_report(c->diags, DIAG_EXPR_TYPE, e->at, "'transformMapEntry' makes a map of maps, not of %.*s",
		            SLICE_FMT(rule_type_show(c->arena, rule_resolve(&c->solver, t, true))));
	return map;
}

static struct rule_fact
to_map(struct rule_checker *c, const struct expr *e, const struct rule_fact *range)
{
	bool entry = e->op == FOLD_TO_ENTRY;
	struct rule_range filter = e->u.fold.filter ? condition(c, e->u.fold.filter) : RULE_ZERO, step;
	const struct rule_type *key = c->locals[e->u.fold.slot].type, *t;
	struct rule_fact value = rule_walk(c, e->u.fold.body), out;

	t = entry ? entry_map(c, e->u.fold.body, value.type) : rule_map_of(c->arena, key, value.type);
	/* insert(accumulator, [key,] value) */
	step = plus(value.cost, entry ? 2 : 3);
	if (e->u.fold.filter)
		step = rule_add(filter, rule_join(step, RULE_ONE));
	out = rule_made(t, loop(range, MAP_COST + 1, step));
	out.sized = true;
	out.size = range->size;
	return out;
}

/* A binding of the list, a list of keys, and a sort by them. */
static struct rule_fact
sort_by(struct rule_checker *c, const struct expr *e, const struct rule_fact *range)
{
	struct rule_fact value = rule_walk(c, e->u.fold.body), bound = *range, keys, out;
	const struct rule_type *t = rule_resolve(&c->solver, value.type, false);
	struct rule_call call = { SLICE_LIT("sort"), true, e->u.fold.body, NULL, &keys, 1 };
	struct rule_range cost;

	bound.cost = RULE_ONE;
	keys = collect(c, &bound, NULL, &value);
	if (rule_is_dyn(t) || t->kind == RULE_VAR)
		keys.type = rule_list_of(c->arena, &rule_dyn);
	out = rule_call(c, &call);
	cost = rule_add(rule_add(range->cost, RULE_ONE), out.cost);
	out = (struct rule_fact){ .type = range->type, .cost = plus(cost, LIST_COST), .sized = out.sized, .size = out.size };
	return out;
}

struct rule_fact
rule_fold(struct rule_checker *c, const struct expr *e)
{
	struct rule_fact range = rule_walk(c, e->u.fold.range);

	declare(c, e, &range);
	switch ((enum fold_kind)e->op) {
	case FOLD_ALL:
	case FOLD_EXISTS:
	case FOLD_ONE:
		return quantifier(c, e, &range);
	case FOLD_MAP:
	case FOLD_FILTER:
	case FOLD_TO_LIST:
		return to_list(c, e, &range);
	case FOLD_TO_MAP:
	case FOLD_TO_ENTRY:
		return to_map(c, e, &range);
	case FOLD_SORT_BY:
		break;
	}
	return sort_by(c, e, &range);
}

/* range.hasValue() ? optional.of(bind(x, range.value(), body)) : optional.none() */
struct rule_fact
rule_opt_map(struct rule_checker *c, const struct expr *e)
{
	struct rule_fact range = rule_walk(c, e->u.fold.range), body;
	const struct rule_type *t = rule_resolve(&c->solver, range.type, false), *result;
	const struct rule_type *wanted = rule_optional_of(c->arena, rule_new_var(&c->solver));
	struct rule_range cost;

	if (!rule_assignable(&c->solver, t, wanted))
		diag_report(c->diags, DIAG_EXPR_TYPE, e->u.fold.range->at, "this macro is of optionals, not of %.*s",
		            SLICE_FMT(rule_type_show(c->arena, rule_resolve(&c->solver, t, true))));
	c->locals[e->u.fold.slot] = local(rule_resolve(&c->solver, wanted->of, false), (struct rule_place){ false, NULL }, NULL);
	body = rule_walk(c, e->u.fold.body);
	cost = rule_add(plus(range.cost, LIST_COST + 1), body.cost);
	result = rule_optional_of(c->arena, body.type);
	if (e->kind == EX_OPT_FLAT_MAP) {
		result = rule_optional_of(c->arena, rule_new_var(&c->solver));
		if (!rule_assignable(&c->solver, body.type, result))
			diag_report(c->diags, DIAG_EXPR_TYPE, e->u.fold.body->at, "'optFlatMap' makes an optional, not %.*s",
			            SLICE_FMT(rule_type_show(c->arena, rule_resolve(&c->solver, body.type, true))));
	} else {
		cost = plus(cost, 1);
	}
	return rule_made(rule_resolve(&c->solver, result, false), rule_add(plus(range.cost, 1), rule_join(cost, RULE_ONE)));
}
