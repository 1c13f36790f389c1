/* SPDX-License-Identifier: Apache-2.0 */
/* rule_check.c - the walk over the expression of a rule, from the leaves up.
 * Recursion is bounded by the tree's depth. */
#include "expr/rule_check.h"

#include "base/utf8.h"
#include "diag/nearest.h"

enum { LIST_COST = 10, MAP_COST = 30 };

const struct rule_range RULE_ZERO = { 0, 0 }, RULE_ONE = { 1, 1 }, RULE_ENDLESS = { 0, UINT64_MAX };

static const struct slice names[RULE_NAMES] = {
	[RULE_SELF] = { "self", 4 },
	[RULE_OLD_SELF] = { "oldSelf", 7 },
};
const struct expr_env rule_env = { .names = { names, RULE_NAMES } };

/* --- places ----------------------------------------------------------- */

/* Below what is no part of a variable, the estimator begins at the root. */
static bool
at_root(const struct rule_checker *c, struct rule_place p, struct rule_place *out)
{
	*out = (struct rule_place){ true, p.some ? NULL : c->self };
	return !p.some || !p.at;
}

struct rule_place
rule_below(const struct rule_checker *c, struct rule_place p, enum rule_step step)
{
	struct rule_place out;

	if (at_root(c, p, &out))
		return out;
	if (step == STEP_KEYS)
		out.at = p.at->key;
	else if (step != STEP_NOWHERE && p.at->kind != RULE_OPTIONAL)
		out.at = p.at->of;
	return out;
}

static struct rule_place
below_field(const struct rule_checker *c, struct rule_place p, struct slice key)
{
	struct rule_place out;

	if (at_root(c, p, &out) || p.at->kind != RULE_OBJECT)
		return out;
	for (size_t i = 0; i < p.at->nfields; i++)
		if (p.at->fields[i].key.ptr && slice_eq(p.at->fields[i].key, key))
			out.at = p.at->fields[i].type;
	return out;
}

/* --- leaves ----------------------------------------------------------- */

static const struct rule_type *
constant_type(const struct val *v)
{
	switch ((enum val_kind)v->kind) {
	case VAL_NULL:
		return &rule_null;
	case VAL_BOOL:
		return &rule_bool;
	case VAL_INT:
		return &rule_int;
	case VAL_UINT:
		return &rule_uint;
	case VAL_DOUBLE:
		return &rule_double;
	case VAL_STRING:
		return &rule_string;
	case VAL_BYTES:
		return &rule_bytes;
	case VAL_TYPE:
		return &rule_typetype;
	default:
		return &rule_dyn;
	}
}

static const struct rule_type *
join_types(struct rule_checker *c, const struct rule_type *all, const struct rule_type *one)
{
	if (!all)
		return one;
	return rule_assignable(&c->solver, all, one) ? rule_general(all, one) : &rule_dyn;
}

/* The arguments of format() may be of any types. */
static void
keep_literal(struct rule_checker *c, const struct expr *const *parts, const struct rule_type **types, size_t n)
{
	if (n > 1 && !c->formats)
		vec_push(c->arena, &c->literals, (struct rule_literal){ parts, types, n });
}

/* The parts of a literal, added up. */
struct parts {
	const struct rule_type *type;
	struct rule_range cost, size;
};

static struct parts
no_parts(size_t n)
{
	return (struct parts){ NULL, RULE_ZERO, n ? (struct rule_range){ UINT64_MAX, 0 } : RULE_ZERO };
}

static const struct rule_type *
add_part(struct rule_checker *c, struct parts *all, const struct rule_fact *f)
{
	all->type = join_types(c, all->type, f->type);
	all->cost = rule_add(all->cost, f->cost);
	all->size = rule_join(all->size, f->size);
	return f->type;
}

static struct rule_fact
list_fact(struct rule_checker *c, const struct parts *p, size_t n)
{
	struct rule_fact out = rule_made(rule_list_of(c->arena, p->type ? p->type : rule_new_var(&c->solver)),
	                                 rule_add(p->cost, rule_exactly(LIST_COST)));

	out.sized = true;
	out.size = rule_exactly(n);
	out.entry = (struct rule_entry){ true, false, RULE_ONE, p->size };
	return out;
}

static struct rule_fact constant(struct rule_checker *c, const struct expr *e, const struct val *v);

/* The parser folds lists of constants. */
static struct rule_fact
constant_list(struct rule_checker *c, const struct expr *e, const struct val *v)
{
	size_t n = v->u.list.len;
	const struct expr **parts = arena_new_n(c->arena, n, const struct expr *);
	const struct rule_type **types = arena_new_n(c->arena, n, const struct rule_type *);
	struct parts all = no_parts(n);

	for (size_t i = 0; i < n; i++) {
		struct rule_fact f = constant(c, e, v->u.list.items[i]);
		struct expr *part = arena_new(c->arena, struct expr);

		part->at = v->u.list.items[i]->at;
		parts[i] = part;
		types[i] = add_part(c, &all, &f);
	}
	keep_literal(c, parts, types, n);
	return list_fact(c, &all, n);
}

static struct rule_fact
constant(struct rule_checker *c, const struct expr *e, const struct val *v)
{
	struct rule_fact out;

	if (v->kind == VAL_LIST)
		return constant_list(c, e, v);
	out = rule_made(constant_type(v), v->kind == VAL_TYPE ? RULE_ONE : RULE_ZERO);
	if (v->kind == VAL_TYPE) {
		/* The name of a type counts as a variable. */
		out.place = (struct rule_place){ true, c->self };
		return out;
	}
	out.sized = true;
	out.size = rule_exactly(v->kind == VAL_STRING ? utf8_length(v->u.str) : v->kind == VAL_BYTES ? v->u.str.len : 1);
	return out;
}

static struct rule_fact
variable(struct rule_checker *c, const struct expr *e)
{
	const struct rule_type *t = c->self;
	struct rule_fact out;

	if (e->u.slot == RULE_OLD_SELF && c->optional_old)
		t = rule_optional_of(c->arena, t);
	out = rule_made(t, RULE_ONE);
	out.place = (struct rule_place){ true, c->self };
	return out;
}

/* --- fields ----------------------------------------------------------- */

static void
unknown_field(struct rule_checker *c, const struct expr *e, const struct rule_type *of)
{
	struct slice key = e->u.select.key;
	struct nearest near = NEAREST_INIT(key);
	struct diag *d = diag_report(c->diags, DIAG_EXPR_KEY, e->u.select.key_at, "the schema has no field '%.*s' here",
	                             SLICE_FMT(key));

	for (size_t i = 0; i < of->nfields; i++) {
		if (slice_eq(of->fields[i].name, key) && of->fields[i].key.ptr) {
			diag_note(c->diags, d, SPAN_NONE, "in rules it is written '%.*s'", SLICE_FMT(of->fields[i].key));
			return;
		}
		if (of->fields[i].key.ptr)
			nearest_offer(&near, of->fields[i].key);
	}
	if (near.best.ptr)
		diag_note(c->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
	else if (of->schema && of->schema->preserve)
		diag_note(c->diags, d, SPAN_NONE, "rules cannot see fields that 'x-kubernetes-preserve-unknown-fields' lets in");
}

/* The type of a field; what selects from an optional gives one. */
static const struct rule_type *
field_type(struct rule_checker *c, const struct expr *e, const struct rule_type *of, bool optional)
{
	const struct rule_type *inner = of->kind == RULE_OPTIONAL ? rule_resolve(&c->solver, of->of, false) : of, *t = &rule_dyn;
	const struct rule_field *f;

	if (inner->kind == RULE_MAP) {
		t = inner->of;
	} else if (inner->kind == RULE_OBJECT) {
		f = rule_field_of(inner, e->u.select.key);
		if (!f) {
			unknown_field(c, e, inner);
		} else {
			t = f->type;
			/* A word written plainly stands for its escaped form, which values have. */
			((struct expr *)(uintptr_t)e)->u.select.key = f->key;
		}
	} else if (inner->kind == RULE_VAR) {
		rule_assignable(&c->solver, &rule_dyn, inner);
	} else if (!rule_is_dyn(inner)) {
		diag_report(c->diags, DIAG_EXPR_TYPE, e->u.select.key_at, "%.*s has no fields, so no '%.*s'",
		            SLICE_FMT(rule_type_show(c->arena, inner)), SLICE_FMT(e->u.select.key));
	}
	return optional || of->kind == RULE_OPTIONAL ? rule_optional_of(c->arena, t) : t;
}

static struct rule_fact
select_field(struct rule_checker *c, const struct expr *e)
{
	struct rule_fact of = rule_walk(c, e->u.select.of), out;
	const struct rule_type *t = rule_resolve(&c->solver, of.type, false);
	bool optional = e->kind == EX_OPT_SELECT;
	struct slice key = e->u.select.key;
	const struct rule_type *field = field_type(c, e, t, optional);

	if (e->kind == EX_HAS)
		return rule_made(&rule_bool, of.cost);
	out = rule_made(rule_resolve(&c->solver, field, false), of.cost);
	if (optional || t->kind == RULE_MAP || t->kind == RULE_OBJECT)
		out.cost = rule_add(out.cost, RULE_ONE);
	if (!optional)
		out.place = below_field(c, of.place, key);
	return out;
}

/* --- operators -------------------------------------------------------- */

/* An operator of one operand, or two. */
static struct rule_fact
operate(struct rule_checker *c, const struct expr *e, const char *name, size_t n)
{
	const struct expr *const args[] = { e->u.binary.left, e->u.binary.right };
	struct rule_fact facts[2];
	struct rule_call call = { slice_of(name), false, e, args, facts, n };

	for (size_t i = 0; i < n; i++)
		facts[i] = rule_walk(c, args[i]);
	return rule_call(c, &call);
}

static const char *
operator_name(const struct expr *e)
{
	static const char *const table[] = {
		[OP_EQ] = "==", [OP_NE] = "!=", [OP_LT] = "<", [OP_LE] = "<", [OP_GT] = "<", [OP_GE] = "<", [OP_IN] = "in",
		[OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*", [OP_DIV] = "/", [OP_MOD] = "%",
	};

	return table[e->op];
}

/* Marks operators on lists that are sets or keyed maps; nobody but the
 * checker has seen the node. */
static void
mark(const struct expr *e, const struct rule_type *t)
{
	((struct expr *)(uintptr_t)e)->u.binary.like = t;
}

static struct rule_fact
binary(struct rule_checker *c, const struct expr *e)
{
	const struct expr *const args[] = { e->u.binary.left, e->u.binary.right };
	struct rule_fact facts[] = { rule_walk(c, args[0]), rule_walk(c, args[1]) }, out;
	struct rule_call call = { slice_of(operator_name(e)), false, e, args, facts, 2 };
	const struct rule_type *left = rule_resolve(&c->solver, facts[0].type, true);
	const struct rule_type *right = rule_resolve(&c->solver, facts[1].type, true);

	out = rule_call(c, &call);
	if ((e->op == OP_EQ || e->op == OP_NE || e->op == OP_ADD) && rule_special(left))
		mark(e, left);
	if (e->op == OP_IN && rule_special(right))
		mark(e, right);
	/* What is added to a set or keyed map is one again. */
	if (e->op == OP_ADD && left->kind == RULE_LIST && left->schema && left->schema->list_type != SCHEMA_LIST_ATOMIC)
		out.type = left;
	return out;
}

void
rule_condition(struct rule_checker *c, const struct expr *e, const struct rule_type *t, const char *what)
{
	if (!rule_assignable(&c->solver, t, &rule_bool))
		diag_report(c->diags, DIAG_EXPR_TYPE, e->at, "%s must be a bool, not %.*s", what,
		            SLICE_FMT(rule_type_show(c->arena, rule_resolve(&c->solver, t, true))));
}

static struct rule_fact
logic(struct rule_checker *c, const struct expr *e)
{
	struct rule_fact left = rule_walk(c, e->u.binary.left), right = rule_walk(c, e->u.binary.right);
	const char *what = e->kind == EX_AND ? "a side of '&&'" : "a side of '||'";

	rule_condition(c, e->u.binary.left, left.type, what);
	rule_condition(c, e->u.binary.right, right.type, what);
	return rule_made(&rule_bool, (struct rule_range){ left.cost.min, rule_add(left.cost, right.cost).max });
}

static struct rule_fact
choice(struct rule_checker *c, const struct expr *e)
{
	const struct expr *const args[] = { e->u.cond.test, e->u.cond.yes, e->u.cond.no };
	struct rule_fact f[] = { rule_walk(c, args[0]), rule_walk(c, args[1]), rule_walk(c, args[2]) };
	struct rule_call call = { SLICE_LIT("?:"), false, e, args, f, 3 };
	struct rule_fact out = rule_call(c, &call);

	out.cost = rule_add(f[0].cost, rule_join(f[1].cost, f[2].cost));
	out.sized = true;
	out.size = rule_join(f[1].size, f[2].size);
	if (f[1].entry.known && f[2].entry.known)
		out.entry = (struct rule_entry){ true, f[1].entry.map, rule_join(f[1].entry.key, f[2].entry.key),
			                         rule_join(f[1].entry.val, f[2].entry.val) };
	return out;
}

/* An entry behind '?' is what an optional holds. */
static struct rule_fact
entry_fact(struct rule_checker *c, const struct expr_entry *x)
{
	struct rule_fact f = rule_walk(c, x->val);
	const struct rule_type *t = rule_resolve(&c->solver, f.type, false);

	if (!x->optional)
		return f;
	if (t->kind == RULE_OPTIONAL)
		f.type = t->of;
	else if (!rule_is_dyn(t))
		diag_report(c->diags, DIAG_EXPR_TYPE, x->val->at, "an entry behind '?' must be an optional, not %.*s",
		            SLICE_FMT(rule_type_show(c->arena, t)));
	return f;
}

static struct rule_fact
list(struct rule_checker *c, const struct expr *e)
{
	size_t n = e->u.list.len;
	const struct expr **parts = arena_new_n(c->arena, n, const struct expr *);
	const struct rule_type **types = arena_new_n(c->arena, n, const struct rule_type *);
	struct parts all = no_parts(n);

	for (size_t i = 0; i < n; i++) {
		struct rule_fact f = entry_fact(c, &e->u.list.entries[i]);

		parts[i] = e->u.list.entries[i].val;
		types[i] = add_part(c, &all, &f);
	}
	keep_literal(c, parts, types, n);
	return list_fact(c, &all, n);
}

static struct rule_fact
map(struct rule_checker *c, const struct expr *e)
{
	size_t n = e->u.map.len;
	const struct expr **parts = arena_new_n(c->arena, 2 * n, const struct expr *);
	const struct rule_type **types = arena_new_n(c->arena, 2 * n, const struct rule_type *);
	struct parts keys = no_parts(n), vals = no_parts(n);
	struct rule_fact out;

	for (size_t i = 0; i < n; i++) {
		struct rule_fact key = rule_walk(c, e->u.map.entries[i].key), val = entry_fact(c, &e->u.map.entries[i]);

		parts[i] = e->u.map.entries[i].key;
		parts[n + i] = e->u.map.entries[i].val;
		types[i] = add_part(c, &keys, &key);
		types[n + i] = add_part(c, &vals, &val);
	}
	keep_literal(c, parts, types, n);
	keep_literal(c, parts + n, types + n, n);
	out = rule_made(rule_map_of(c->arena, n ? keys.type : rule_new_var(&c->solver), n ? vals.type : rule_new_var(&c->solver)),
	                rule_add(rule_add(keys.cost, vals.cost), rule_exactly(MAP_COST)));
	out.sized = true;
	out.size = rule_exactly(n);
	out.entry = (struct rule_entry){ true, true, keys.size, vals.size };
	return out;
}

/* Conversions of constants are computed when a rule is compiled there, so
 * duration('1x') is a mistake of the rule. */
static void
check_conversion(struct rule_checker *c, const struct rule_call *call)
{
	static const char *const conversions[] = { "bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint" };
	struct expr_run run = { .arena = c->arena, .diags = c->diags, .env = &rule_env };

	if (call->n != 1 || call->args[0]->kind != EX_CONST)
		return;
	for (size_t i = 0; i < sizeof(conversions) / sizeof(conversions[0]); i++)
		if (slice_is(call->name, conversions[i]))
			expr_eval(&run, call->e);
}

static struct rule_fact
call(struct rule_checker *c, const struct expr *e)
{
	size_t n = e->u.call.nargs;
	struct rule_fact *facts = arena_new_n(c->arena, n + 1, struct rule_fact);
	const struct overload *o = &e->u.call.overloads[0];
	struct rule_call made = { slice_of(o->fn->name), o->method, e, e->u.call.args, facts, n };
	bool formats = slice_is(made.name, "format"), same = slice_is(made.name, "dyn");
	struct rule_fact out;
	size_t errors;

	c->formats += formats;
	for (size_t i = 0; i < n; i++)
		facts[i] = rule_walk(c, e->u.call.args[i]);
	c->formats -= formats;
	errors = c->diags->errors;
	out = rule_call(c, &made);
	if (c->diags->errors == errors)
		check_conversion(c, &made);
	if (same && n == 1) {
		out.sized = facts[0].sized;
		out.size = facts[0].size;
		out.entry = facts[0].entry;
	}
	return out;
}

static struct rule_fact
optional_or(struct rule_checker *c, const struct expr *e)
{
	const struct expr *const args[] = { e->u.binary.left, e->u.binary.right };
	struct rule_fact facts[] = { rule_walk(c, args[0]), rule_walk(c, args[1]) };
	struct rule_call made = { slice_of(e->kind == EX_OPT_OR ? "or" : "orValue"), true, e, args, facts, 2 };

	return rule_call(c, &made);
}

static struct rule_fact
by_kind(struct rule_checker *c, const struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EX_CONST:
		return constant(c, e, e->u.val);
	case EX_VAR:
		return variable(c, e);
	case EX_LOCAL:
		return c->locals[e->u.slot];
	case EX_SELECT:
	case EX_OPT_SELECT:
	case EX_HAS:
		return select_field(c, e);
	case EX_INDEX:
		return operate(c, e, "[]", 2);
	case EX_OPT_INDEX:
		return operate(c, e, "[?]", 2);
	case EX_LIST:
		return list(c, e);
	case EX_MAP:
		return map(c, e);
	case EX_CALL:
		return call(c, e);
	case EX_NOT:
		return operate(c, e, "!", 1);
	case EX_NEG:
		return operate(c, e, "-x", 1);
	case EX_BINARY:
		return binary(c, e);
	case EX_AND:
	case EX_OR:
		return logic(c, e);
	case EX_COND:
		return choice(c, e);
	case EX_FOLD:
		return rule_fold(c, e);
	case EX_OPT_MAP:
	case EX_OPT_FLAT_MAP:
		return rule_opt_map(c, e);
	case EX_OPT_OR:
	case EX_OPT_OR_VALUE:
		return optional_or(c, e);
	case EX_BIND:
		diag_report(c->diags, DIAG_EXPR_FUNCTION, e->at, "'cel.bind' is nothing that rules of schemas can call");
		break;
	case EX_OWN:
	case EX_BAD:
		break;
	}
	return rule_made(&rule_dyn, RULE_ZERO);
}

struct rule_fact
rule_walk(struct rule_checker *c, const struct expr *e)
{
	struct rule_fact f = by_kind(c, e);

	rule_measure(&f);
	return f;
}

/* Literals of parts of several types: cel-go takes them, Kubernetes not. */
static void
check_literals(struct rule_checker *c)
{
	for (size_t i = 0; i < c->literals.len; i++) {
		const struct rule_literal *l = &c->literals.ptr[i];
		const struct rule_type *first = rule_resolve(&c->solver, l->types[0], true);

		for (size_t j = 1; j < l->n; j++) {
			const struct rule_type *t = rule_resolve(&c->solver, l->types[j], true);

			if (rule_same(first, t))
				continue;
			diag_report(c->diags, DIAG_EXPR_TYPE, l->parts[j]->at,
			            "all parts of a list or map in a rule are of one type: this is %.*s, the first is %.*s",
			            SLICE_FMT(rule_type_show(c->arena, t)), SLICE_FMT(rule_type_show(c->arena, first)));
			break;
		}
	}
}

struct rule_fact
rule_check(struct rule_checker *c, const struct expr *e)
{
	struct rule_fact f;

	c->solver.arena = c->arena;
	f = rule_walk(c, e);
	check_literals(c);
	f.type = rule_resolve(&c->solver, f.type, true);
	return f;
}
