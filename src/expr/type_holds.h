/* SPDX-License-Identifier: Apache-2.0 */
/* type_holds.h - for tests: whether a value is one of a type. */
#ifndef BERTH_EXPR_TYPE_HOLDS_H
#define BERTH_EXPR_TYPE_HOLDS_H

#include "expr/type.h"

static inline bool type_holds(struct arena *a, const struct type *t, const struct val *v);

static inline bool
type_holds_map(struct arena *a, const struct type *t, const struct val *v)
{
	for (size_t i = 0; i < v->u.map.len; i++) {
		bool optional;
		const struct type *field = type_field(t, v->u.map.fields[i].key, &optional);

		if (!field || !type_holds(a, field, v->u.map.fields[i].val))
			return false;
	}
	for (size_t i = 0; i < t->nfields; i++)
		if (!t->fields[i].optional && !val_get(v, t->fields[i].key))
			return false;
	return true;
}

static inline bool
type_holds_list(struct arena *a, const struct type *t, const struct val *v)
{
	if (v->u.list.len < t->min || v->u.list.len > t->max)
		return false;
	for (size_t i = 0; i < v->u.list.len; i++)
		if (!t->item || !type_holds(a, t->item, v->u.list.items[i]))
			return false;
	return true;
}

/* Whether the value is one of the type. */
static inline bool
type_holds(struct arena *a, const struct type *t, const struct val *v)
{
	if (type_is_any(t))
		return true;
	if (v->kind != VAL_OPAQUE && !(t->kinds & KIND(v->kind)))
		return false;
	switch ((enum val_kind)v->kind) {
	case VAL_BOOL:
		return v->u.b ? t->can_true : t->can_false;
	case VAL_INT:
		return v->u.i >= t->lo && v->u.i <= t->hi;
	case VAL_STRING:
		return lang_has(a, t->text, v->u.str) != LANG_NO;
	case VAL_LIST:
		return type_holds_list(a, t, v);
	case VAL_MAP:
		return type_holds_map(a, t, v);
	case VAL_OPTIONAL:
		return !v->u.opt || (t->of && type_holds(a, t->of, v->u.opt));
	default:
		return true;
	}
}

#endif
