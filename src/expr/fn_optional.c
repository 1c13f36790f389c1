/* SPDX-License-Identifier: Apache-2.0 */
/* fn_optional.c - making and opening optionals (cel-go's optional types). */
#include "expr/builtin.h"

const struct val *
fn_optional_of(const struct call *c)
{
	return make_optional(c->ev, c->args[0], c->e->at);
}

const struct val *
fn_optional_none(const struct call *c)
{
	return make_optional(c->ev, NULL, c->e->at);
}

static bool
is_zero(const struct val *v)
{
	switch ((enum val_kind)v->kind) {
	case VAL_NULL:
		return true;
	case VAL_BOOL:
		return !v->u.b;
	case VAL_INT:
	case VAL_UINT:
	case VAL_DURATION:
		return v->u.i == 0;
	case VAL_DOUBLE:
		return v->u.d == 0;
	case VAL_STRING:
	case VAL_BYTES:
		return v->u.str.len == 0;
	case VAL_LIST:
		return v->u.list.len == 0;
	case VAL_MAP:
		return v->u.map.len == 0;
	case VAL_OPTIONAL:
		return !v->u.opt;
	case VAL_TIMESTAMP:
		/* Go's zero time. */
		return v->u.time.seconds == -62135596800 && v->u.time.nanos == 0;
	default:
		return false;
	}
}

const struct val *
fn_optional_of_non_zero(const struct call *c)
{
	return make_optional(c->ev, is_zero(c->args[0]) ? NULL : c->args[0], c->e->at);
}

const struct val *
fn_unwrap(const struct call *c)
{
	const struct val *list = c->args[0];
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	if (!eval_spend(c->ev, list->u.list.len))
		return eval_stop(c->ev, c->e->at);
	for (size_t i = 0; i < list->u.list.len; i++) {
		const struct val *item = list->u.list.items[i];

		if (item->kind != VAL_OPTIONAL)
			return fault(c->ev, DIAG_EXPR_TYPE, c->e->at, "'unwrap' wants optionals, not %s",
			             expr_type_name(item));
		if (item->u.opt)
			list_build_add(&b, item->u.opt);
	}
	return make_list(c->ev, &b, c->e->at);
}

const struct val *
fn_has_value(const struct call *c)
{
	return make_bool(c->args[0]->u.opt != NULL);
}

const struct val *
fn_value(const struct call *c)
{
	if (c->args[0]->u.opt)
		return c->args[0]->u.opt;
	return fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "optional.none() has no value");
}
