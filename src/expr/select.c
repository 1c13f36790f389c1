/* SPDX-License-Identifier: Apache-2.0 */
/* select.c - fields of maps and items of lists (langdef.md, "Field
 * Selection"; cel-go's optional types). Selecting from an optional selects
 * from what it holds and gives an optional again. */
#include "base/num.h"
#include "diag/nearest.h"
#include "expr/eval.h"

/* The value under a name, or NULL. */
static const struct val *
by_name(const struct val *map, struct slice name)
{
	struct val key = { .kind = VAL_STRING, .u.str = name };

	return map->kind == VAL_MAP ? val_get(map, name) : map_lookup(map, &key);
}

static bool
is_map(const struct val *v)
{
	return v->kind == VAL_MAP || v->kind == VAL_DICT;
}

static const struct val *
no_key(struct eval *ev, const struct val *map, struct slice name, struct span at)
{
	struct nearest near = NEAREST_INIT(name);
	const struct val *f = fault(ev, DIAG_EXPR_KEY, at, "no such key '%.*s'", SLICE_FMT(slice_sub(name, 0, 80)));

	if (!eval_spend(ev, map_size(map)))
		return eval_stop(ev, at);
	for (size_t i = 0; map->kind == VAL_MAP && i < map->u.map.len; i++)
		nearest_offer(&near, map->u.map.fields[i].key);
	return fault_hint(ev, f, near.best);
}

/* What an optional holds, else the value itself; *optional is set. */
static const struct val *
inside(const struct val *v, bool *optional)
{
	*optional = v->kind == VAL_OPTIONAL;
	return *optional ? v->u.opt : v;
}

const struct val *
eval_select(struct eval *ev, const struct expr *e)
{
	const struct val *of = eval(ev, e->u.select.of), *v;
	bool optional;

	if (is_bad(of))
		return of;
	of = inside(of, &optional);
	if (!of)
		return make_optional(ev, NULL, e->at);
	if (!is_map(of))
		return fault(ev, DIAG_EXPR_TYPE, e->u.select.key_at, "%s has no fields, so no '%.*s'",
		             expr_type_name(of), SLICE_FMT(e->u.select.key));
	v = by_name(of, e->u.select.key);
	if (optional || e->kind == EX_OPT_SELECT)
		return v && is_bad(v) ? v : make_optional(ev, v, e->at);
	return v ? v : no_key(ev, of, e->u.select.key, e->u.select.key_at);
}

const struct val *
eval_has(struct eval *ev, const struct expr *e)
{
	const struct val *of = eval(ev, e->u.select.of);
	bool optional;

	if (is_bad(of))
		return of;
	of = inside(of, &optional);
	if (!of)
		return &val_false;
	if (!is_map(of))
		return fault(ev, DIAG_EXPR_TYPE, e->u.select.key_at, "%s has no fields, so no '%.*s'",
		             expr_type_name(of), SLICE_FMT(e->u.select.key));
	return make_bool(by_name(of, e->u.select.key) != NULL);
}

/* The item that an index means; NULL when there is none. */
static const struct val *
item(const struct val *list, const struct val *index)
{
	struct val end = { .kind = VAL_INT, .u.i = (int64_t)list->u.list.len };
	struct val zero = { .kind = VAL_INT };
	size_t i;

	if (eval_compare(index, &zero) < 0 || eval_compare(index, &end) >= 0)
		return NULL;
	i = index->kind == VAL_DOUBLE ? (size_t)index->u.d : (size_t)index->u.u;
	return list->u.list.items[i];
}

static bool
is_index(const struct val *v)
{
	if (v->kind == VAL_DOUBLE)
		return v->u.d >= -0x1p63 && v->u.d < 0x1p63 && (double)(int64_t)v->u.d == v->u.d;
	return v->kind == VAL_INT || v->kind == VAL_UINT;
}

static bool
is_key(const struct val *v)
{
	return v->kind == VAL_STRING || v->kind == VAL_BOOL || v->kind == VAL_INT || v->kind == VAL_UINT ||
	       v->kind == VAL_DOUBLE;
}

static const struct val *
missing(struct eval *ev, const struct expr *e, const struct val *of, const struct val *key)
{
	struct span at = e->u.binary.right->at;
	char text[NUM_DOUBLE_MAX];

	if (of->kind != VAL_LIST && key->kind == VAL_STRING)
		return no_key(ev, of, key->u.str, at);
	if (key->kind == VAL_BOOL)
		return fault(ev, DIAG_EXPR_KEY, at, "no such key '%s'", key->u.b ? "true" : "false");
	struct slice n = key->kind == VAL_INT    ? num_int(text, key->u.i)
	                 : key->kind == VAL_UINT ? num_uint(text, key->u.u)
	                                         : num_double_g(text, key->u.d);
	if (of->kind != VAL_LIST)
		return fault(ev, DIAG_EXPR_KEY, at, "no such key '%.*s'", SLICE_FMT(n));
	return fault(ev, DIAG_EXPR_INDEX, at, "index %.*s is out of range: the list has %zu items", SLICE_FMT(n),
	             of->u.list.len);
}

const struct val *
eval_index(struct eval *ev, const struct expr *e)
{
	const struct val *of = eval(ev, e->u.binary.left), *key, *v, *both[2];
	bool optional;

	if (is_bad(of))
		return of;
	key = eval(ev, e->u.binary.right);
	if (is_bad(key))
		return key;
	of = inside(of, &optional);
	if (!of)
		return make_optional(ev, NULL, e->at);
	if (of->kind == VAL_LIST && is_index(key)) {
		v = item(of, key);
	} else if (is_map(of) && is_key(key)) {
		v = map_lookup(of, key);
	} else {
		both[0] = of;
		both[1] = key;
		return fault_kinds(ev, e->at, "[]", both, 2);
	}
	if (optional || e->kind == EX_OPT_INDEX)
		return v && is_bad(v) ? v : make_optional(ev, v, e->at);
	return v ? v : missing(ev, e, of, key);
}
