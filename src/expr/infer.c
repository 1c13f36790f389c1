/* SPDX-License-Identifier: Apache-2.0 */
/* infer.c - the types of expressions: the walk that eval.c makes, with types
 * instead of values. Recursion is bounded by the tree's depth. */
#include "expr/infer_priv.h"

static const struct type only_true = { .kinds = KIND(VAL_BOOL), .can_true = true, .one = &val_true };
static const struct type only_false = { .kinds = KIND(VAL_BOOL), .can_false = true, .one = &val_false };

const struct type *
infer_bool(bool can_true, bool can_false)
{
	if (can_true && can_false)
		return &type_bool;
	return can_true ? &only_true : can_false ? &only_false : &type_never;
}

const struct type *
infer_quiet(struct infer *in, const struct expr *e)
{
	struct diags *diags = in->diags;
	const struct type *t;

	in->diags = NULL;
	t = infer_value(in, e);
	in->diags = diags;
	return t;
}

const struct type *
infer_plain(struct infer *in, const struct expr *e)
{
	const struct infer_fact *facts = in->facts;
	const struct type *t;

	in->facts = NULL;
	t = infer_quiet(in, e);
	in->facts = facts;
	return t;
}

void
infer_set_local(struct infer *in, size_t slot, const struct type *t)
{
	if (!in->locals)
		in->locals = arena_new_n(in->arena, EXPR_LOCALS_MAX, const struct type *);
	in->locals[slot] = t;
}

const struct type *
infer_condition(struct infer *in, const struct expr *e, const char *what)
{
	const struct type *t = infer_value(in, e);

	if (type_is_any(t))
		return &type_bool;
	if (t->kinds & ~KIND(VAL_BOOL)) {
		infer_say_kinds(in, e, t, KIND(VAL_BOOL), what ? what : "a condition");
		return &type_bool;
	}
	return t;
}

/* Trials inside trials. */
enum { TRIALS_MAX = 3 };

/* Whether e reads 'x.y > 1 || !has(x.y)': what goes wrong on the left does not
 * count, as the right side decides then. */
static bool
guarded_behind(struct infer *in, const struct expr *e)
{
	struct diags *diags = in->diags, trial = DIAGS_INIT(in->arena);

	if (!diags || in->trials == TRIALS_MAX || !infer_only_asks(e->u.binary.right) || infer_only_asks(e->u.binary.left))
		return false;
	in->diags = &trial;
	in->trials++;
	infer_value(in, e->u.binary.left);
	in->trials--;
	in->diags = diags;
	return trial.errors != 0;
}

static const struct type *
either(const struct type *left, const struct type *right, bool absorbs)
{
	if (absorbs)
		return infer_bool(left->can_true || right->can_true, left->can_false && right->can_false);
	return infer_bool(left->can_true && right->can_true, left->can_false || right->can_false);
}

/* A chain of the same operator; afterwards the facts hold under which it does
 * not decide (*dead: it always does), unless `last`: nobody asks. */
static const struct type *
chain(struct infer *in, const struct expr *e, enum expr_kind kind, bool last, bool *dead)
{
	bool absorbs = kind == EX_OR;
	const char *what = absorbs ? "'||'" : "'&&'";
	const struct type *left, *right = &type_never;

	if (e->kind != kind) {
		left = infer_condition(in, e, what);
		*dead = !last && !infer_assume(in, e, !absorbs);
		return left;
	}
	if (guarded_behind(in, e)) {
		right = infer_condition(in, e->u.binary.right, what);
		*dead = !infer_assume(in, e->u.binary.right, !absorbs);
		left = infer_condition(in, e->u.binary.left, what);
		*dead = *dead || (!last && !infer_assume(in, e->u.binary.left, !absorbs));
		return either(left, right, absorbs);
	}
	left = chain(in, e->u.binary.left, kind, false, dead);
	if (!*dead)
		right = chain(in, e->u.binary.right, kind, last, dead);
	return either(left, right, absorbs);
}

/* The right side is evaluated where the left one does not decide. */
static const struct type *
logic(struct infer *in, const struct expr *e)
{
	const struct infer_fact *facts = in->facts;
	bool dead;
	const struct type *t = chain(in, e, (enum expr_kind)e->kind, true, &dead);

	in->facts = facts;
	return t;
}

static const struct type *
arm(struct infer *in, const struct expr *test, bool truth, const struct expr *e)
{
	const struct infer_fact *facts = in->facts;
	const struct type *t = infer_assume(in, test, truth) ? infer_value(in, e) : &type_never;

	in->facts = facts;
	return t;
}

static const struct type *
cond(struct infer *in, const struct expr *e)
{
	const struct type *test = infer_condition(in, e->u.cond.test, NULL), *yes = &type_never, *no = &type_never;

	if (test->can_true)
		yes = arm(in, e->u.cond.test, true, e->u.cond.yes);
	if (test->can_false)
		no = arm(in, e->u.cond.test, false, e->u.cond.no);
	return type_join(in->arena, yes, no);
}

static const struct type *
not(struct infer *in, const struct expr *e)
{
	const struct type *t = infer_condition(in, e->u.binary.left, "'!'");

	return infer_bool(t->can_false, t->can_true);
}

/* An entry behind '?' must be an optional: its type is of what it holds. */
static const struct type *
entry_type(struct infer *in, const struct expr_entry *x)
{
	const struct type *t = infer_value(in, x->val);

	if (!x->optional || type_is_any(t))
		return t;
	if (t->kinds & ~KIND(VAL_OPTIONAL)) {
		infer_say_kinds(in, x->val, t, KIND(VAL_OPTIONAL), "an entry behind '?'");
		return &type_any;
	}
	return t->of ? t->of : &type_never;
}

const struct type **
infer_items(struct infer *in, const struct expr *e)
{
	const struct type **items = arena_new_n(in->arena, e->u.list.len, const struct type *);

	for (size_t i = 0; i < e->u.list.len; i++)
		items[i] = entry_type(in, &e->u.list.entries[i]);
	return items;
}

const struct type *
infer_list_of(struct infer *in, const struct expr *e, const struct type *const *items)
{
	const struct type *item = &type_never;
	size_t min = 0, max = 0;

	for (size_t i = 0; i < e->u.list.len; i++) {
		item = type_join(in->arena, item, items[i]);
		min += !e->u.list.entries[i].optional;
		max += items[i]->kinds != 0;
	}
	return type_list(in->arena, item->kinds ? item : NULL, min, max);
}

/* Where the keys of a map literal go. */
static const struct type *
add_entry(struct infer *in, const struct type *map, const struct expr_entry *x)
{
	const struct type *key = infer_value(in, x->key), *t = entry_type(in, x);
	const uint32_t good = KIND(VAL_STRING) | KIND(VAL_BOOL) | KIND_INTS;
	const struct slice *texts;
	struct type *more;
	bool maybe;

	if (!type_is_any(key) && (key->kinds & ~good)) {
		infer_say_kinds(in, x->key, key, good, "a key");
		return &type_any;
	}
	if (type_is_any(map) || !key->kinds || !t->kinds)
		return map;
	if (x->key->kind == EX_CONST && !x->optional && val_is(x->key->u.val, VAL_STRING) &&
	    type_field(map, x->key->u.val->u.str, &maybe) && !maybe) {
		infer_say(in, DIAG_EXPR_TWICE, x->key->at, "key '%.*s' is given twice", SLICE_FMT(x->key->u.val->u.str));
		return map;
	}
	if (key->kinds == KIND(VAL_STRING) && lang_literals(key->text, &texts) == 1)
		return type_with_field(in->arena, map, texts[0], t, x->optional);
	more = arena_new(in->arena, struct type);
	*more = *map;
	more->kinds = type_may(key, ~KIND(VAL_STRING)) ? KIND_MAPS : map->kinds;
	more->rest = map->rest ? type_join(in->arena, map->rest, t) : t;
	more->keys = key->kinds != KIND(VAL_STRING) ? &lang_loose : map->keys ? lang_union(in->arena, map->keys, key->text) : key->text;
	return more;
}

static const struct type *
map(struct infer *in, const struct expr *e)
{
	static const struct type empty = { .kinds = KIND(VAL_MAP) };
	const struct type *t = &empty;

	for (size_t i = 0; i < e->u.map.len; i++)
		t = add_entry(in, t, &e->u.map.entries[i]);
	return t;
}

static const struct type *
own(struct infer *in, const struct expr *e)
{
	for (size_t i = 0; i < e->u.own.nargs; i++)
		infer_value(in, e->u.own.args[i]);
	return in->own ? in->own(in->ctx, in, e->u.own.function, e->u.own.args, e->u.own.nargs) : &type_any;
}

static const struct type *
optional_or(struct infer *in, const struct expr *e)
{
	bool value = e->kind == EX_OPT_OR_VALUE;
	const struct infer_fact *facts = in->facts;
	const struct type *t = infer_value(in, e->u.binary.left), *other = &type_never;

	/* The right side is only looked at where the left one has no value. */
	if (infer_assume_some(in, e->u.binary.left, false))
		other = infer_value(in, e->u.binary.right);
	in->facts = facts;

	if (!type_is_any(t) && (t->kinds & ~KIND(VAL_OPTIONAL))) {
		infer_say_kinds(in, e->u.binary.left, t, KIND(VAL_OPTIONAL), value ? "'orValue'" : "'or'");
		return &type_any;
	}
	if (!value && !type_is_any(other) && (other->kinds & ~KIND(VAL_OPTIONAL))) {
		infer_say_kinds(in, e->u.binary.right, other, KIND(VAL_OPTIONAL), "'or'");
		return &type_any;
	}
	if (!value)
		return type_join(in->arena, t, other);
	return t->of ? type_join(in->arena, t->of, other) : other;
}

static const struct type *
variable(struct infer *in, const struct expr *e)
{
	const struct infer_fact *f = infer_fact_of(in, e);

	if (f && !f->optional && f->type->kinds)
		return f->type;
	return in->vars && in->vars[e->u.slot] ? in->vars[e->u.slot] : &type_any;
}

static const struct type *
local(struct infer *in, const struct expr *e)
{
	const struct infer_fact *f = infer_fact_of(in, e);

	if (f && !f->optional && f->type->kinds)
		return f->type;
	return in->locals && in->locals[e->u.slot] ? in->locals[e->u.slot] : &type_any;
}

static const struct type *
by_kind(struct infer *in, const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EX_BAD:
		return &type_any;
	case EX_CONST:
		return type_of_val(in->arena, e->u.val);
	case EX_VAR:
		return variable(in, e);
	case EX_LOCAL:
		return local(in, e);
	case EX_SELECT:
	case EX_OPT_SELECT:
		return infer_select(in, e);
	case EX_HAS:
		return infer_has(in, e);
	case EX_INDEX:
	case EX_OPT_INDEX:
		return infer_index(in, e);
	case EX_LIST:
		return infer_list_of(in, e, infer_items(in, e));
	case EX_MAP:
		return map(in, e);
	case EX_CALL:
		return infer_call(in, e);
	case EX_OWN:
		return own(in, e);
	case EX_NOT:
		return not(in, e);
	case EX_NEG:
		return infer_negate(in, e);
	case EX_BINARY:
		return e->op >= OP_ADD ? infer_arith(in, e) : infer_relation(in, e);
	case EX_AND:
	case EX_OR:
		return logic(in, e);
	case EX_COND:
		return cond(in, e);
	case EX_FOLD:
		return infer_fold(in, e);
	case EX_BIND:
	case EX_OPT_MAP:
	case EX_OPT_FLAT_MAP:
		return infer_bind(in, e);
	case EX_OPT_OR:
	case EX_OPT_OR_VALUE:
		return optional_or(in, e);
	}
	return &type_any;
}

const struct type *
infer_node(struct infer *in, const struct expr *e, bool whole)
{
	const struct type *t;

	if (in->depth >= INFER_DEPTH_MAX || ++in->work > INFER_WORK_MAX)
		return &type_any;
	in->depth++;
	t = by_kind(in, e);
	in->depth--;
	return whole && in->facts ? infer_with_facts(in, e, t) : t;
}

const struct type *
infer_type(struct infer *in, const struct expr *e)
{
	return infer_node(in, e, true);
}
