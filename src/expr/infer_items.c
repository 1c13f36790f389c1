/* SPDX-License-Identifier: Apache-2.0 */
/* infer_items.c - functions that want more of their arguments than their rows
 * say: items of one type that has an order, strings to join. */
#include "expr/builtin.h"
#include "expr/infer_call.h"

#define KIND_ORDERED \
	(KIND_NUMBERS | KIND(VAL_BOOL) | KIND(VAL_STRING) | KIND(VAL_BYTES) | KIND(VAL_DURATION) | KIND(VAL_TIMESTAMP))

static const struct {
	const struct val *(*fn)(const struct call *c);
	uint32_t kinds;
	bool one;   /* all items of one kind */
} wants[] = {
	{ fn_min, KIND_ORDERED, true },
	{ fn_max, KIND_ORDERED, true },
	{ fn_sort, KIND_ORDERED, true },
	{ fn_is_sorted, KIND_ORDERED, true },
	{ fn_sum, KIND_NUMBERS | KIND(VAL_DURATION), true },
	{ fn_join, KIND(VAL_STRING), false },
	{ fn_least, KIND_NUMBERS, false },
	{ fn_greatest, KIND_NUMBERS, false },
};

/* The items of a list that is there without fail; NULL: nothing to look at. */
static const struct type *
items_of(const struct type *t)
{
	if (type_is_any(t) || t->kinds != KIND(VAL_LIST) || !t->item || type_is_any(t->item))
		return NULL;
	return t->item;
}

bool
infer_items_fit(struct infer *in, const struct expr *e, const struct type *const *args)
{
	const struct val *(*fn)(const struct call *c) = e->u.call.overloads[0].fn->fn;
	const char *name = e->u.call.overloads[0].fn->name;
	const struct type *item = e->u.call.nargs ? items_of(args[0]) : NULL;
	bool one_argument = fn != fn_least && fn != fn_greatest;

	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		if (wants[i].fn != fn)
			continue;
		for (size_t k = 0; !one_argument && e->u.call.nargs > 1 && k < e->u.call.nargs; k++)
			if (!type_is_any(args[k]) && (args[k]->kinds & ~wants[i].kinds)) {
				infer_say_kinds(in, e->u.call.args[k], args[k], wants[i].kinds, arena_printf(in->arena, "'%s'", name).ptr);
				return false;
			}
		if (!item || (!one_argument && e->u.call.nargs > 1))
			return true;
		if (item->kinds & ~wants[i].kinds) {
			infer_say(in, DIAG_EXPR_TYPE, e->u.call.args[0]->at, "'%s' wants a list of %.*s, and an item may be %.*s", name,
			          SLICE_FMT(infer_kinds(in, wants[i].kinds)), SLICE_FMT(infer_kinds(in, item->kinds & ~wants[i].kinds)));
			return false;
		}
		if (wants[i].one && (item->kinds & (item->kinds - 1)) && args[0]->max > 1) {
			infer_say(in, DIAG_EXPR_TYPE, e->u.call.args[0]->at, "'%s' wants items of one type, and these may be %.*s", name,
			          SLICE_FMT(infer_kinds(in, item->kinds)));
			return false;
		}
		return true;
	}
	return true;
}
