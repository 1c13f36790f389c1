/* SPDX-License-Identifier: Apache-2.0 */
/* rule_cost.c - what calls cost at least and at most, from the sizes of their
 * arguments. */
#include <math.h>

#include "expr/rule_check.h"

enum {
	LIST_COST = 10,        /* a list that is made */
	NAME_PATTERN = 128,    /* characters of the pattern of a named format */
};

/* One byte of text, and one of a pattern. */
static const double TEXT = 0.1, PATTERN = 0.25;

static uint64_t
add(uint64_t x, uint64_t y)
{
	return x > UINT64_MAX - y ? UINT64_MAX : x + y;
}

static uint64_t
times(uint64_t x, uint64_t y)
{
	return y && x > UINT64_MAX / y ? UINT64_MAX : x * y;
}

static uint64_t
scale(uint64_t x, double factor)
{
	double d = ceil((double)x * factor);

	return d >= 0x1p64 ? UINT64_MAX : (uint64_t)d;
}

struct rule_range
rule_add(struct rule_range x, struct rule_range y)
{
	return (struct rule_range){ add(x.min, y.min), add(x.max, y.max) };
}

struct rule_range
rule_times(struct rule_range x, struct rule_range y)
{
	return (struct rule_range){ times(x.min, y.min), times(x.max, y.max) };
}

struct rule_range
rule_join(struct rule_range x, struct rule_range y)
{
	return (struct rule_range){ x.min < y.min ? x.min : y.min, x.max > y.max ? x.max : y.max };
}

struct rule_range
rule_scale(struct rule_range x, double factor)
{
	return (struct rule_range){ scale(x.min, factor), scale(x.max, factor) };
}

static void
result(struct rule_fact *out, struct rule_range size)
{
	out->sized = true;
	out->size = size;
}

/* The items of a list, where its place or type tell of them. */
static bool
item_of(struct rule_checker *c, const struct rule_fact *list, struct rule_fact *item)
{
	const struct rule_type *t = rule_resolve(&c->solver, list->type, true);

	if (!t->of || t->kind == RULE_OBJECT)
		return false;
	*item = rule_made(t->kind == RULE_MAP ? t->key : t->of, RULE_ZERO);
	if (list->place.some)
		item->place = rule_below(c, list->place, STEP_ITEMS);
	/* Of the items of a list that was made nothing is known, whatever their type. */
	item->sized = item->place.some && item->place.at;
	item->size = item->sized ? (struct rule_range){ 0, item->place.at->most } : RULE_ENDLESS;
	return true;
}

static bool
is_text(const struct rule_type *t)
{
	return t->kind == RULE_STRING || t->kind == RULE_BYTES;
}

/* Functions that look at each item once; of texts too. */
static struct rule_range
walk(struct rule_checker *c, const struct rule_call *call)
{
	struct rule_range each = RULE_ONE;
	struct rule_fact item;

	if (item_of(c, &call->facts[0], &item)) {
		if (is_text(item.type))
			each = rule_add(each, rule_scale(item.size, TEXT));
		return rule_times(call->facts[0].size, each);
	}
	if (slice_is(call->name, "includes"))
		return rule_times(call->facts[0].size, each);
	return rule_scale(call->facts[0].size, TEXT);
}

static uint64_t
ceil_div(uint64_t x, uint64_t y)
{
	double d = ceil((double)x / (double)y);

	return d >= 0x1p64 ? UINT64_MAX : (uint64_t)d;
}

/* How long the longest, and the shortest, result of replace() is. */
static struct rule_range
replaced(struct rule_range text, struct rule_range old, struct rule_range new)
{
	struct rule_range count = RULE_ZERO, kept = RULE_ZERO;

	if (old.min == 0) {
		count.max = add(text.max, 1);
		kept.max = text.max;
	} else if (new.max <= old.min) {
		kept.max = text.max;
	} else {
		count.max = ceil_div(text.max, old.min);
	}
	if (old.max == 0) {
		count.min = add(text.min, 1);
		kept.min = text.min;
	} else if (old.max <= new.min) {
		kept.min = text.min;
	} else {
		count.min = ceil_div(text.min, old.max);
	}
	return rule_add(rule_times(count, new), kept);
}

/* A constant argument that counts something, or `otherwise`. */
static uint64_t
count_of(const struct rule_call *call, size_t i, uint64_t otherwise)
{
	const struct val *v = i < call->n && call->args && call->args[i]->kind == EX_CONST ? call->args[i]->u.val : NULL;

	if (!val_is(v, VAL_INT))
		return otherwise;
	return v->u.i < 0 ? 0 : (uint64_t)v->u.i;
}

static struct rule_range
joined(struct rule_checker *c, const struct rule_call *call, struct rule_fact *out)
{
	struct rule_range list = call->facts[0].size, size = RULE_ZERO;
	struct rule_fact item;

	if (item_of(c, &call->facts[0], &item))
		size = rule_times(list, item.size);
	if (call->n > 1) {
		struct rule_range gaps = { list.min ? list.min - 1 : 0, list.max ? list.max - 1 : 0 };

		size = rule_add(size, rule_times(call->facts[1].size, gaps));
	}
	result(out, size);
	return rule_scale(size, TEXT);
}

/* A text against a pattern; an empty one costs too. */
static struct rule_range
matched(struct rule_range text, struct rule_range pattern)
{
	return rule_times(rule_scale(rule_add(text, RULE_ONE), TEXT), rule_scale(pattern, PATTERN));
}

/* A call that makes a list of this size. */
static struct rule_range
new_list(struct rule_fact *out, struct rule_range size, double factor)
{
	result(out, size);
	return rule_add(rule_scale(size, factor), (struct rule_range){ LIST_COST + 1, LIST_COST + 1 });
}

static struct rule_range
compared(struct rule_range x, struct rule_range y)
{
	uint64_t most = x.max < y.max ? x.max : y.max;

	return rule_scale((struct rule_range){ most > 0, most }, TEXT);
}

/* Kubernetes' own types compare at a price of their own. */
static struct rule_range
equal(struct rule_checker *c, const struct rule_call *call)
{
	const struct rule_type *x = rule_resolve(&c->solver, call->facts[0].type, true);
	const struct rule_type *y = rule_resolve(&c->solver, call->facts[1].type, true);

	if (x->kind == RULE_OPAQUE && rule_same(x, y)) {
		if (x->opaque == &opaque_format)
			return rule_scale((struct rule_range){ 1, 64 }, TEXT);
		if (x->opaque == &opaque_url)
			return rule_scale((struct rule_range){ 1, call->facts[1].sized ? call->facts[1].size.max : 1 }, TEXT);
		return RULE_ONE;
	}
	return compared(call->facts[0].size, call->facts[1].size);
}

static struct rule_range
concatenated(const struct rule_call *call, struct rule_fact *out)
{
	const struct rule_entry *x = &call->facts[0].entry, *y = &call->facts[1].entry;

	result(out, rule_add(call->facts[0].size, call->facts[1].size));
	if (x->known && y->known)
		out->entry = (struct rule_entry){ true, x->map, rule_join(x->key, y->key), rule_join(x->val, y->val) };
	return out->size;
}

/* Addresses are 4 or 16 bytes. */
static struct rule_range
address(const struct rule_call *call, bool network, bool text)
{
	struct rule_range size = { 4, 16 }, cost = rule_scale(rule_add(size, size), TEXT);

	if (network)
		cost = rule_add(rule_add(cost, rule_scale(size, TEXT)), RULE_ONE);
	return text ? rule_add(cost, rule_scale(call->facts[1].size, TEXT)) : cost;
}

static struct rule_range
indexed(struct rule_checker *c, const struct rule_call *call, struct rule_fact *out, bool list)
{
	const struct rule_fact *of = &call->facts[0];

	out->place = rule_below(c, of->place, list ? STEP_ITEMS : STEP_VALUES);
	if (of->entry.known)
		result(out, of->entry.val);
	return RULE_ONE;
}

/* Functions on lists, which make new ones. */
static struct rule_range
list_price(enum rule_price p, const struct rule_call *call, struct rule_fact *out)
{
	struct rule_range size = call->n ? call->facts[0].size : RULE_ZERO;
	uint64_t n;

	switch (p) {
	case PRICE_SLICE:
		n = count_of(call, 2, size.max) - count_of(call, 1, 0);
		return new_list(out, (struct rule_range){ n, n }, 1);
	case PRICE_RANGE:
		n = count_of(call, 0, UINT64_MAX);
		return new_list(out, (struct rule_range){ n, n }, 1);
	case PRICE_FLATTEN:
		return new_list(out, size, call->n > 1 ? (double)count_of(call, 1, UINT64_MAX) : 1);
	case PRICE_DISTINCT:
	case PRICE_SORT:
		return new_list(out, rule_times(size, size), 2);
	case PRICE_SORT_TEXT:
		return new_list(out, rule_times(size, size), 2 + TEXT);
	case PRICE_SETS:
	case PRICE_SETS_TWICE:
		return rule_add(rule_scale(rule_times(size, call->facts[1].size), p == PRICE_SETS ? 1 : 2), RULE_ONE);
	default:
		return new_list(out, size, 1);
	}
}

/* Functions on texts. */
static struct rule_range
text_price(enum rule_price p, const struct rule_call *call, struct rule_fact *out)
{
	struct rule_range size = call->facts[0].size, other = call->n > 1 ? call->facts[1].size : RULE_ZERO;

	switch (p) {
	case PRICE_TEXT:
		result(out, size);
		return rule_scale(size, TEXT);
	case PRICE_READ_TWICE:
		return rule_scale(size, 2 * TEXT);
	case PRICE_REPLACE:
		result(out, replaced(size, other, call->facts[2].size));
		return rule_scale(size, 2 * TEXT);
	case PRICE_SPLIT:
		/* A negative number of parts wraps around, as it does there. */
		result(out, (struct rule_range){ 0, size.max });
		if (call->n > 2 && call->args && call->args[2]->kind == EX_CONST && val_is(call->args[2]->u.val, VAL_INT))
			out->size.max = (uint64_t)call->args[2]->u.val->u.i;
		return rule_scale(size, 2 * TEXT);
	case PRICE_FIND:
		result(out, (struct rule_range){ 0, size.max });
		return matched(size, other);
	case PRICE_MATCH:
		return matched(size, other);
	case PRICE_VALIDATE:
		return rule_scale(rule_scale(other, TEXT), NAME_PATTERN * PATTERN);
	case PRICE_TO_BYTES:
		result(out, (struct rule_range){ size.min, size.max * 4 });
		return rule_scale(size, TEXT);
	case PRICE_TO_TEXT:
		result(out, (struct rule_range){ size.min / 4, size.max });
		return rule_scale(size, TEXT);
	case PRICE_QUOTE:
		result(out, (struct rule_range){ size.min + 2, size.max * 2 + 2 });
		return rule_scale(size, TEXT);
	case PRICE_PREFIX:
		return rule_scale(other, TEXT);
	case PRICE_CONTAINS:
		return rule_times(rule_scale(size, TEXT), rule_scale(other, TEXT));
	default:
		return rule_scale(size, TEXT);
	}
}

struct rule_range
rule_price(struct rule_checker *c, enum rule_price p, const struct rule_call *call, struct rule_fact *out)
{
	switch (p) {
	case PRICE_ONE:
	case PRICE_CHOICE:
	case PRICE_DYN:
		return RULE_ONE;
	case PRICE_JOIN:
		return joined(c, call, out);
	case PRICE_WALK:
		return walk(c, call);
	case PRICE_IP:
	case PRICE_IP_TEXT:
		return address(call, false, p == PRICE_IP_TEXT);
	case PRICE_CIDR:
	case PRICE_CIDR_TEXT:
		return address(call, true, p == PRICE_CIDR_TEXT);
	case PRICE_IN:
		return call->facts[1].size;
	case PRICE_INDEX_LIST:
	case PRICE_INDEX_MAP:
		return indexed(c, call, out, p == PRICE_INDEX_LIST);
	case PRICE_EQUAL:
		return equal(c, call);
	case PRICE_COMPARE:
		return compared(call->facts[0].size, call->facts[1].size);
	case PRICE_JOIN_TEXT:
		return rule_scale(concatenated(call, out), TEXT);
	case PRICE_JOIN_LIST:
		concatenated(call, out);
		return RULE_ONE;
	case PRICE_SLICE:
	case PRICE_RANGE:
	case PRICE_REVERSE:
	case PRICE_FLATTEN:
	case PRICE_DISTINCT:
	case PRICE_SORT:
	case PRICE_SORT_TEXT:
	case PRICE_SETS:
	case PRICE_SETS_TWICE:
		return list_price(p, call, out);
	default:
		return text_price(p, call, out);
	}
}
