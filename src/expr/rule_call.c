/* SPDX-License-Identifier: Apache-2.0 */
/* rule_call.c - calls in rules: which rows of rule.def fit, what they give
 * (langdef.md, "Type Checking": overloads), and at which price. */
#include <string.h>

#include "diag/nearest.h"
#include "expr/rule_check.h"

struct row {
	const char *name, *sig;
	unsigned char price;
};

static const struct row rows[] = {
#define RULE(name, sig, price) { name, sig, PRICE_##price },
#include "expr/rule.def"
#undef RULE
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), LETTERS = 26 };

/* Reads a signature, a variable for each letter. */
struct reading {
	struct rule_checker *c;
	const char *p;
	const struct rule_type *vars[LETTERS];
};

static const struct rule_type *
named(struct reading *r, struct slice name)
{
	static const struct { const char *name; const struct rule_type *type; } known[] = {
		{ "dyn", &rule_dyn },       { "null", &rule_null },         { "bool", &rule_bool },
		{ "int", &rule_int },       { "uint", &rule_uint },         { "double", &rule_double },
		{ "string", &rule_string }, { "bytes", &rule_bytes },       { "duration", &rule_duration },
		{ "timestamp", &rule_time }, { "type", &rule_typetype },
	};
	struct rule_type *t;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (slice_is(name, known[i].name))
			return known[i].type;
	if (name.len == 1) {
		const struct rule_type **var = &r->vars[name.ptr[0] - 'A'];

		return *var ? *var : (*var = rule_new_var(&r->c->solver));
	}
	t = arena_new(r->c->arena, struct rule_type);
	t->kind = RULE_OPAQUE;
	for (size_t i = 0; opaque_types[i]; i++)
		if (slice_is(name, opaque_types[i]->sig))
			t->opaque = opaque_types[i];
	return t;
}

static const struct rule_type *
read_type(struct reading *r)
{
	struct slice name = { r->p, strcspn(r->p, "(),. ") };
	const struct rule_type *of[2] = { NULL, NULL };

	r->p += name.len;
	if (*r->p != '(' || !name.len)
		return named(r, name);
	for (size_t i = 0; *r->p != ')'; i++) {
		r->p += *r->p == ',' ? 2 : 1;
		of[i] = read_type(r);
	}
	r->p++;
	if (slice_is(name, "map"))
		return rule_map_of(r->c->arena, of[0], of[1]);
	return slice_is(name, "list") ? rule_list_of(r->c->arena, of[0]) : rule_optional_of(r->c->arena, of[0]);
}

/* The types of a row's arguments, their number, and the result behind them. */
static size_t
read_row(struct rule_checker *c, const struct row *row, bool *method, const struct rule_type *args[SIG_ARGS + 1])
{
	struct reading r = { .c = c, .p = row->sig };
	size_t n = 0;

	*method = *r.p != '(';
	if (*method) {
		args[n++] = read_type(&r);
		r.p++;
	}
	r.p++;
	while (*r.p != ')') {
		args[n++] = read_type(&r);
		r.p += strspn(r.p, ", ");
	}
	r.p += 2;
	args[n] = read_type(&r);
	return n;
}

struct rule_fact
rule_made(const struct rule_type *t, struct rule_range cost)
{
	return (struct rule_fact){ .type = t, .cost = cost, .size = RULE_ENDLESS };
}

/* A value that is always of one size. */
static bool
scalar(const struct rule_type *t)
{
	switch ((enum rule_kind)t->kind) {
	case RULE_BOOL:
	case RULE_INT:
	case RULE_UINT:
	case RULE_DOUBLE:
	case RULE_DURATION:
	case RULE_TIME:
		return true;
	case RULE_OPTIONAL:
		return scalar(t->of);
	default:
		return false;
	}
}

void
rule_measure(struct rule_fact *f)
{
	if (f->sized)
		return;
	f->sized = true;
	if (f->place.some && f->place.at)
		f->size = (struct rule_range){ 0, f->place.at->most };
	else if (scalar(f->type))
		f->size = RULE_ONE;
	else
		f->sized = false;
	if (!f->sized)
		f->size = RULE_ENDLESS;
}

/* Puts what one row gives to what others gave. */
static void
merge(struct rule_checker *c, struct rule_fact *all, const struct rule_fact *one, bool first)
{
	const struct rule_type *t = rule_resolve(&c->solver, one->type, false);

	if (first) {
		*all = *one;
		all->type = t;
		return;
	}
	all->cost = rule_join(all->cost, one->cost);
	if (!rule_is_dyn(all->type) && !rule_same(t, all->type))
		all->type = &rule_dyn;
	if (one->sized)
		all->size = all->sized ? rule_join(all->size, one->size) : one->size;
	all->sized |= one->sized;
	if (one->place.some)
		all->place = one->place;
	if (one->entry.known)
		all->entry = one->entry;
}

void
rule_wrong_types(struct rule_checker *c, const struct rule_call *call)
{
	struct slice all = { 0 };

	for (size_t i = 0; i < call->n; i++)
		all = arena_printf(c->arena, "%.*s%s%.*s", SLICE_FMT(all), i == 0 ? "" : i + 1 == call->n ? " and " : ", ",
		                   SLICE_FMT(rule_type_show(c->arena, rule_resolve(&c->solver, call->facts[i].type, true))));
	diag_report(c->diags, DIAG_EXPR_TYPE, call->e->at, "'%.*s' cannot take %.*s", SLICE_FMT(call->name),
	            SLICE_FMT(all.len ? all : SLICE_LIT("no arguments")));
}

static void
unknown(struct rule_checker *c, const struct rule_call *call)
{
	struct nearest near = NEAREST_INIT(call->name);
	struct diag *d = diag_report(c->diags, DIAG_EXPR_FUNCTION, call->e->at, "'%.*s' is nothing that rules of schemas can call",
	                             SLICE_FMT(call->name));

	for (size_t i = 0; i < ROWS; i++)
		nearest_offer(&near, slice_of(rows[i].name));
	if (near.best.ptr)
		diag_note(c->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
	else
		diag_note(c->diags, d, SPAN_NONE, "the API server evaluates them too, and does not have it");
}

/* The price of a row for this call, the arguments' cost with it. */
static struct rule_fact
priced(struct rule_checker *c, const struct row *row, const struct rule_call *call, const struct rule_type *type)
{
	struct rule_fact out = rule_made(type, RULE_ZERO);

	out.cost = rule_price(c, (enum rule_price)row->price, call, &out);
	for (size_t i = 0; i < call->n; i++)
		out.cost = rule_add(out.cost, call->facts[i].cost);
	return out;
}

struct rule_fact
rule_call(struct rule_checker *c, const struct rule_call *call)
{
	struct rule_fact all = rule_made(&rule_dyn, RULE_ZERO);
	const struct rule_type *given[SIG_ARGS + 1], *wanted[SIG_ARGS + 1];
	size_t fits = 0, named_so = 0;

	for (size_t i = 0; i < call->n && i < SIG_ARGS; i++)
		given[i] = call->facts[i].type;
	for (size_t i = 0; i < ROWS; i++) {
		struct rule_fact one;
		bool method;

		if (!slice_is(call->name, rows[i].name))
			continue;
		named_so++;
		if (read_row(c, &rows[i], &method, wanted) != call->n || method != call->method ||
		    !rule_assignable_all(&c->solver, given, wanted, call->n))
			continue;
		one = priced(c, &rows[i], call, wanted[call->n]);
		merge(c, &all, &one, fits++ == 0);
	}
	if (!named_so)
		unknown(c, call);
	else if (!fits)
		rule_wrong_types(c, call);
	rule_measure(&all);
	return all;
}
