/* SPDX-License-Identifier: Apache-2.0 */
/* rule_equal.c - == and + of lists that the schema calls sets or keyed maps,
 * and of what holds such lists: order does not count, and adding is a union.
 * The values know nothing of it, so the operator carries the type. */
#include "expr/eval.h"
#include "expr/rule_check.h"

static enum schema_list
list_kind(const struct rule_type *t)
{
	return t->kind == RULE_LIST && t->schema ? (enum schema_list)t->schema->list_type : SCHEMA_LIST_ATOMIC;
}

bool
rule_special(const struct rule_type *t)
{
	if (list_kind(t) != SCHEMA_LIST_ATOMIC || (t->of && rule_special(t->of)))
		return true;
	for (size_t i = 0; i < t->nfields; i++)
		if (rule_special(t->fields[i].type))
			return true;
	return false;
}

static bool equal(struct eval *ev, const struct rule_type *t, const struct val *a, const struct val *b);

/* A key of an item, as rules have it; NULL: the item has none. */
static const struct val *
key_of(const struct rule_type *item, struct slice name, const struct val *v)
{
	for (size_t i = 0; i < item->nfields; i++)
		if (slice_eq(item->fields[i].name, name) && item->fields[i].key.ptr)
			name = item->fields[i].key;
	return val_get(v, name);
}

/* Whether two items of a set, or of a keyed map, are the same one. */
static bool
same_item(struct eval *ev, const struct rule_type *t, const struct val *a, const struct val *b)
{
	if (list_kind(t) == SCHEMA_LIST_SET)
		return eval_equal(ev, a, b);
	for (size_t i = 0; i < t->schema->nkeys; i++) {
		const struct val *x = key_of(t->of, t->schema->keys[i], a), *y = key_of(t->of, t->schema->keys[i], b);

		if (!x != !y || (x && !eval_equal(ev, x, y)))
			return false;
	}
	return true;
}

/* The last item of the list that is the same one: later ones win. */
static const struct val *
find(struct eval *ev, const struct rule_type *t, const struct val *list, const struct val *v)
{
	for (size_t i = list->u.list.len; i > 0 && eval_spend(ev, 1); i--)
		if (same_item(ev, t, list->u.list.items[i - 1], v))
			return list->u.list.items[i - 1];
	return NULL;
}

static bool
equal_unordered(struct eval *ev, const struct rule_type *t, const struct val *a, const struct val *b)
{
	if (a->u.list.len != b->u.list.len)
		return false;
	for (size_t i = 0; i < b->u.list.len; i++) {
		const struct val *other = find(ev, t, a, b->u.list.items[i]);

		if (!other || !equal(ev, t->of, other, b->u.list.items[i]))
			return false;
	}
	for (size_t i = 0; i < a->u.list.len; i++)
		if (!find(ev, t, b, a->u.list.items[i]))
			return false;
	return true;
}

static const struct rule_type *
field_type(const struct rule_type *t, struct slice key)
{
	const struct rule_field *f;

	if (t->kind != RULE_OBJECT)
		return t->of;
	f = rule_field_of(t, key);
	return f ? f->type : &rule_dyn;
}

/* Both are sorted by their keys. */
static bool
equal_maps(struct eval *ev, const struct rule_type *t, const struct val *a, const struct val *b)
{
	if (a->u.map.len != b->u.map.len)
		return false;
	for (size_t i = 0; i < a->u.map.len; i++) {
		const struct field *x = &a->u.map.fields[i], *y = &b->u.map.fields[i];

		if (!slice_eq(x->key, y->key) || !equal(ev, field_type(t, x->key), x->val, y->val))
			return false;
	}
	return true;
}

static bool
equal(struct eval *ev, const struct rule_type *t, const struct val *a, const struct val *b)
{
	if (a->kind == VAL_LIST && b->kind == VAL_LIST && t->kind == RULE_LIST) {
		if (list_kind(t) != SCHEMA_LIST_ATOMIC)
			return equal_unordered(ev, t, a, b);
		if (a->u.list.len != b->u.list.len)
			return false;
		for (size_t i = 0; i < a->u.list.len; i++)
			if (!equal(ev, t->of, a->u.list.items[i], b->u.list.items[i]))
				return false;
		return true;
	}
	if (a->kind == VAL_MAP && b->kind == VAL_MAP && (t->kind == RULE_MAP || t->kind == RULE_OBJECT))
		return equal_maps(ev, t, a, b);
	if (a->kind == VAL_OPTIONAL && b->kind == VAL_OPTIONAL && t->kind == RULE_OPTIONAL && a->u.opt && b->u.opt)
		return equal(ev, t->of, a->u.opt, b->u.opt);
	return eval_equal(ev, a, b);
}

/* a, with the items of b that it has not behind it; those of a keyed map that
 * it has are replaced where they stand. */
static const struct val *
add(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct rule_type *t = e->u.binary.like;
	struct list_build out = LIST_BUILD_INIT(ev->arena);

	for (size_t i = 0; i < a->u.list.len; i++) {
		const struct val *v = a->u.list.items[i];
		const struct val *newer = list_kind(t) == SCHEMA_LIST_MAP ? find(ev, t, b, v) : NULL;

		list_build_add(&out, newer ? newer : v);
	}
	for (size_t i = 0; i < b->u.list.len; i++) {
		const struct val *v = b->u.list.items[i];

		/* Later ones of the same key win, so only the last of them is new. */
		if (!find(ev, t, a, v) && find(ev, t, b, v) == v)
			list_build_add(&out, v);
	}
	if (eval_over(ev))
		return eval_stop(ev, e->at);
	return make_list(ev, &out, e->at);
}

static bool
contains(struct eval *ev, const struct rule_type *t, const struct val *list, const struct val *v)
{
	for (size_t i = 0; i < list->u.list.len && eval_spend(ev, 1); i++)
		if (equal(ev, t->of, list->u.list.items[i], v))
			return true;
	return false;
}

const struct val *
eval_rule_binary(struct eval *ev, const struct expr *e, const struct val *a, const struct val *b)
{
	const struct rule_type *t = e->u.binary.like;
	bool same;

	if (e->op == OP_ADD) {
		if (a->kind != VAL_LIST || b->kind != VAL_LIST || list_kind(t) == SCHEMA_LIST_ATOMIC)
			return eval_arith(ev, e, a, b);
		return add(ev, e, a, b);
	}
	if (e->op == OP_IN) {
		if (b->kind != VAL_LIST || t->kind != RULE_LIST)
			return eval_relation(ev, e, a, b);
		same = contains(ev, t, b, a);
	} else {
		same = equal(ev, t, a, b) == (e->op == OP_EQ);
	}
	return eval_over(ev) ? eval_stop(ev, e->at) : make_bool(same);
}
