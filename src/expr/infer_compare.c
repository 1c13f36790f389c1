/* SPDX-License-Identifier: Apache-2.0 */
/* infer_compare.c - the types of == != < <= > >= in (compare.c does it with
 * values), and comparisons that can never hold. */
#include "diag/nearest.h"
#include "expr/infer_priv.h"

static const char *const names[] = { [OP_LT] = "'<'", [OP_LE] = "'<='", [OP_GT] = "'>'", [OP_GE] = "'>='" };

/* Numbers compare with each other, and so do both kinds of map. */
static uint32_t
groups(uint32_t kinds)
{
	if (kinds & KIND_NUMBERS)
		kinds |= KIND_NUMBERS;
	return kinds & KIND_MAPS ? kinds | KIND_MAPS : kinds;
}

bool
infer_may_equal(struct infer *in, const struct type *x, const struct type *y)
{
	uint32_t both = groups(x->kinds) & groups(y->kinds);

	if (type_is_any(x) || type_is_any(y))
		return true;
	if (both == KIND_NUMBERS && !((x->kinds | y->kinds) & KIND(VAL_DOUBLE)))
		return x->lo <= y->hi && y->lo <= x->hi;
	if (both == KIND(VAL_STRING) || both == KIND(VAL_BOOL))
		return type_meet(in->arena, type_only(in->arena, x, both), type_only(in->arena, y, both))->kinds;
	return both != 0;
}

bool
infer_must_equal(const struct type *x, const struct type *y)
{
	const struct slice *p, *q;

	if (x->kinds != y->kinds)
		return false;
	if (x->kinds == KIND(VAL_NULL))
		return true;
	if (x->kinds == KIND(VAL_BOOL))
		return x->can_true == y->can_true && x->can_true != x->can_false && y->can_true != y->can_false;
	if (x->kinds == KIND(VAL_INT))
		return x->lo == x->hi && y->lo == y->hi && x->lo == y->lo;
	if (x->kinds != KIND(VAL_STRING))
		return false;
	return lang_literals(x->text, &p) == 1 && lang_literals(y->text, &q) == 1 && slice_eq(p[0], q[0]);
}

/* The schema's own word on a scalar, whatever is known of it here. */
static const struct type *
declared(struct infer *in, const struct type *t)
{
	if (!t->schema || type_may(t, KIND_MAPS | KIND(VAL_LIST)))
		return t;
	return type_of_schema(in->arena, t->schema);
}

static void
offer_texts(struct nearest *near, const struct type *t)
{
	const struct slice *texts;
	size_t n = type_may(t, KIND(VAL_STRING)) ? lang_literals(t->text, &texts) : 0;

	for (size_t i = 0; i < n; i++)
		nearest_offer(near, texts[i]);
}

/* The literal `v` at `at` is none of what `e`, of type t, can be: said of what
 * a schema declares only, as facts make much impossible that is no mistake. */
static bool
excluded(struct infer *in, const struct expr *e, const struct type *t, const struct val *v, struct span at)
{
	const struct type *full, *literal;
	struct diag *d;

	/* Who asks for '' is careful, not wrong. */
	if (!t->schema || v->kind == VAL_BAD || (v->kind == VAL_STRING && !v->u.str.len))
		return false;
	full = declared(in, t);
	literal = type_of_val(in->arena, v);
	if (infer_may_equal(in, full, literal) || !(groups(full->kinds) & literal->kinds))
		return false;
	d = infer_say(in, DIAG_EXPR_NEVER, v->at.src ? v->at : at, "%.*s is %.*s, never %.*s", SLICE_FMT(infer_source(in, e)),
	              SLICE_FMT(type_show(in->arena, full)), SLICE_FMT(type_show(in->arena, literal)));
	if (v->kind == VAL_STRING) {
		struct nearest near = NEAREST_INIT(v->u.str);

		offer_texts(&near, full);
		if (near.best.ptr)
			infer_note(in, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
	}
	infer_note_schema(in, d, full, "its schema is here");
	return true;
}

/* Kinds that no fact takes away: of a computed value null may come in another
 * case, so asking for it is no mistake. */
static bool
never_equal(struct infer *in, const struct expr *e, const struct type *x, const struct type *y)
{
	const struct expr *left = e->u.binary.left, *right = e->u.binary.right;
	struct diag *d;

	if (in->facts) {
		x = infer_plain(in, left);
		y = infer_plain(in, right);
	}
	x = declared(in, x);
	y = declared(in, y);
	if (!x->kinds || !y->kinds || (groups(x->kinds) & groups(y->kinds)))
		return false;
	if ((x->kinds == KIND(VAL_NULL) && !y->schema) || (y->kinds == KIND(VAL_NULL) && !x->schema))
		return false;
	d = infer_say(in, DIAG_EXPR_NEVER, e->at, "%.*s and %.*s are never equal", SLICE_FMT(infer_kinds(in, x->kinds)),
	              SLICE_FMT(infer_kinds(in, y->kinds)));
	if ((x->kinds | y->kinds) & KIND(VAL_OPTIONAL))
		infer_note(in, d, SPAN_NONE, "an optional is opened with .orValue(...)");
	else if (y->kinds == KIND(VAL_NULL) && (left->kind == EX_SELECT))
		infer_note(in, d, SPAN_NONE, "whether a field is there is asked with has(%.*s)", SLICE_FMT(infer_source(in, left)));
	infer_note_schema(in, d, x->schema ? x : y, "its schema is here");
	return true;
}

static const struct type *
equality(struct infer *in, const struct expr *e)
{
	const struct expr *left = e->u.binary.left, *right = e->u.binary.right;
	const struct type *x = infer_value(in, left), *y = infer_value(in, right);
	bool may, must;

	if (!x->kinds || !y->kinds)
		return &type_never;
	may = infer_may_equal(in, x, y);
	must = infer_must_equal(x, y);
	if (in->diags && !may && !never_equal(in, e, x, y)) {
		if (right->kind == EX_CONST)
			excluded(in, left, x, right->u.val, right->at);
		else if (left->kind == EX_CONST)
			excluded(in, right, y, left->u.val, left->at);
	}
	return e->op == OP_EQ ? infer_bool(may, !must) : infer_bool(!must, may);
}

#define KIND_ORDERED \
	(KIND_NUMBERS | KIND(VAL_BOOL) | KIND(VAL_STRING) | KIND(VAL_BYTES) | KIND(VAL_DURATION) | KIND(VAL_TIMESTAMP))

/* One of several groups on a side: the other side says which it should be. */
static bool
ordered(struct infer *in, const struct expr *e, const struct type *x, const struct type *y)
{
	uint32_t left = type_is_any(x) ? KIND_ORDERED : x->kinds, right = type_is_any(y) ? KIND_ORDERED : y->kinds;
	uint32_t common = groups(left) & groups(right) & KIND_ORDERED;

	if (!common) {
		infer_say(in, DIAG_EXPR_TYPE, e->at, "%s cannot take %.*s and %.*s", names[e->op],
		          SLICE_FMT(infer_kinds(in, x->kinds)), SLICE_FMT(infer_kinds(in, y->kinds)));
		return false;
	}
	if (left & ~common) {
		infer_say_kinds(in, e->u.binary.left, x, left & common, names[e->op]);
		return type_is_any(x);
	}
	if (right & ~common) {
		infer_say_kinds(in, e->u.binary.right, y, right & common, names[e->op]);
		return type_is_any(y);
	}
	return true;
}

static const struct type *
order(struct infer *in, const struct expr *e)
{
	const struct type *x = infer_value(in, e->u.binary.left), *y = infer_value(in, e->u.binary.right);
	bool strict = e->op == OP_LT || e->op == OP_GT;

	if (!x->kinds || !y->kinds)
		return &type_never;
	if (!type_is_any(x) && !type_is_any(y) && !ordered(in, e, x, y))
		return &type_bool;
	if ((x->kinds | y->kinds) & ~KIND(VAL_INT))
		return &type_bool;
	if (e->op == OP_GT || e->op == OP_GE) {
		const struct type *swap = x;

		x = y;
		y = swap;
	}
	return infer_bool(strict ? x->lo < y->hi : x->lo <= y->hi, strict ? x->hi >= y->lo : x->hi > y->lo);
}

/* x in [..]: each literal of the list may be one that x never is. */
static void
check_members(struct infer *in, const struct expr *e, const struct type *x)
{
	const struct expr *list = e->u.binary.right;

	if (!in->diags)
		return;
	if (list->kind == EX_LIST)
		for (size_t i = 0; i < list->u.list.len; i++) {
			const struct expr_entry *entry = &list->u.list.entries[i];

			if (!entry->optional && entry->val->kind == EX_CONST)
				excluded(in, e->u.binary.left, x, entry->val->u.val, entry->val->at);
		}
	if (list->kind == EX_CONST && val_is(list->u.val, VAL_LIST))
		for (size_t i = 0; i < list->u.val->u.list.len; i++)
			excluded(in, e->u.binary.left, x, list->u.val->u.list.items[i], list->at);
}

/* What a list has as items can never be x. */
static void
check_items(struct infer *in, const struct expr *e, const struct type *x, const struct type *list)
{
	const struct expr *left = e->u.binary.left;
	const struct type *item = list->item;

	if (!in->diags || !item || type_is_any(item) || type_is_any(x))
		return;
	if (left->kind == EX_CONST && item->schema && excluded(in, e->u.binary.right, item, left->u.val, left->at))
		return;
	if (in->facts || (groups(x->kinds) & groups(item->kinds)) || !x->kinds)
		return;
	infer_say(in, DIAG_EXPR_NEVER, left->at, "%.*s is never in a list of %.*s", SLICE_FMT(infer_kinds(in, x->kinds)),
	          SLICE_FMT(infer_kinds(in, item->kinds)));
}

static const struct type *
in_map(struct infer *in, const struct expr *e, const struct type *map)
{
	const struct expr *left = e->u.binary.left;
	const struct type *t;
	struct diag *d;
	bool optional;

	if (left->kind != EX_CONST || !val_is(left->u.val, VAL_STRING))
		return &type_bool;
	t = type_field(map, left->u.val->u.str, &optional);
	if (!t && map->schema && map->kinds == KIND(VAL_MAP)) {
		struct nearest near = NEAREST_INIT(left->u.val->u.str);

		d = infer_say(in, DIAG_EXPR_KEY, left->at, "%.*s has no field '%.*s'", SLICE_FMT(infer_source(in, e->u.binary.right)),
		              SLICE_FMT(left->u.val->u.str));
		for (size_t i = 0; i < map->nfields; i++)
			nearest_offer(&near, map->fields[i].key);
		if (d && near.best.ptr)
			infer_note(in, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
		infer_note_schema(in, d, map, "its fields are declared here");
	}
	return infer_bool(t && t->kinds, optional || !t || !t->kinds || map->kinds & KIND(VAL_LIST));
}

static const struct type *
membership(struct infer *in, const struct expr *e)
{
	const struct type *x = infer_value(in, e->u.binary.left), *y = infer_value(in, e->u.binary.right);
	const uint32_t good = KIND_MAPS | KIND(VAL_LIST);

	if (type_is_any(y))
		return &type_bool;
	if (y->kinds & ~good) {
		infer_say_kinds(in, e->u.binary.right, y, good, "'in'");
		return &type_bool;
	}
	if (y->kinds & KIND_MAPS)
		return in_map(in, e, y);
	check_members(in, e, x);
	check_items(in, e, x, y);
	if (!y->item || !infer_may_equal(in, x, y->item))
		return infer_bool(false, true);
	return infer_bool(true, !(y->min && infer_must_equal(x, y->item)));
}

const struct type *
infer_relation(struct infer *in, const struct expr *e)
{
	if (e->op == OP_IN)
		return membership(in, e);
	return e->op == OP_EQ || e->op == OP_NE ? equality(in, e) : order(in, e);
}
