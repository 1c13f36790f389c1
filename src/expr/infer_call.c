/* SPDX-License-Identifier: Apache-2.0 */
/* infer_call.c - the types of builtin functions: which rows of the table can
 * take these types, and what their text says comes out. Type parameters stand
 * for what the arguments have in their place. */
#include <string.h>

#include "expr/builtin.h"
#include "expr/infer_call.h"

/* A row's type parameters, T as vars['T' - 'A']; NULL: not met. */
struct unify {
	struct infer *in;
	const struct type *vars[26];
	const char *p;
};

static struct slice
type_name(struct unify *u)
{
	struct slice name = { u->p, strcspn(u->p, "(),. ") };

	u->p += name.len;
	return name;
}

static bool
is_parameter(struct slice name)
{
	return name.len == 1 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}

/* The type that a nested type of the signature stands for: list(.), the first
 * or second of map(., .), optional(.). */
static const struct type *
part_of(struct unify *u, struct slice name, const struct type *t, bool second)
{
	const struct type *part;

	if (!t || type_is_any(t))
		return t;
	if (slice_is(name, "list"))
		part = t->item;
	else if (slice_is(name, "optional"))
		part = t->of;
	else
		part = second ? infer_values(u->in, t) : infer_keys(u->in, t);
	return part ? part : &type_never;
}

/* Reads a type of the signature and gives its parameters what `t` has there;
 * NULL: only reads. Signatures nest a few levels. */
static void
bind(struct unify *u, const struct type *t)
{
	struct slice name = type_name(u);
	bool second = false;

	if (is_parameter(name) && t) {
		const struct type **var = &u->vars[name.ptr[0] - 'A'];

		*var = *var ? type_join(u->in->arena, *var, t) : t;
	}
	if (*u->p != '(' || !name.len)
		return;
	while (*u->p != ')') {
		u->p += 1 + strspn(u->p + 1, " ");
		bind(u, part_of(u, name, t, second));
		second = true;
	}
	u->p++;
}

/* Reads a type and makes it; NULL for a parameter that was not met. */
static const struct type *
make(struct unify *u)
{
	struct slice name = type_name(u);
	const struct type *parts[2] = { NULL, NULL };
	uint32_t kinds = sig_named(name);
	size_t n = 0;

	if (is_parameter(name))
		return u->vars[name.ptr[0] - 'A'];
	if (*u->p != '(')
		return type_kind(u->in->arena, kinds);
	while (*u->p != ')') {
		u->p += 1 + strspn(u->p + 1, " ");
		parts[n++] = make(u);
	}
	u->p++;
	if (kinds == KIND(VAL_OPTIONAL))
		return type_optional(u->in->arena, parts[0]);
	if (kinds == KIND(VAL_LIST)) {
		const struct type *item = !parts[0] ? &type_any : parts[0]->kinds ? parts[0] : NULL;

		return type_list(u->in->arena, item, 0, SIZE_MAX);
	}
	return type_map(u->in->arena, parts[1] ? parts[1] : &type_any);
}

/* What the row gives for these types. */
static const struct type *
by_signature(struct infer *in, const struct overload *o, const struct type *const *args)
{
	struct unify u = { .in = in, .p = o->fn->sig };
	const struct type *t;
	size_t i = 0;

	if (o->method) {
		bind(&u, args[i++]);
		u.p++;
	}
	for (u.p++; *u.p != ')';) {
		bind(&u, args[i++]);
		u.p += strspn(u.p, "., ");
	}
	u.p += 2;
	t = make(&u);
	return t ? t : &type_any;
}

static uint32_t
wanted_at(const struct overload *o, size_t i)
{
	return o->args[i < o->nargs ? i : o->nargs - 1u];
}

/* Whether the row can take the first n of the arguments, in some case. */
static bool
may_take(const struct overload *o, const struct type *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(wanted_at(o, i) & args[i]->kinds))
			return false;
	return true;
}

/* The kinds that rows take as argument i, which can take those before it. */
static uint32_t
wanted(const struct expr *e, const struct type *const *args, size_t before, size_t i)
{
	uint32_t kinds = 0;

	for (size_t k = 0; k < e->u.call.noverloads; k++)
		if (may_take(&e->u.call.overloads[k], args, before))
			kinds |= wanted_at(&e->u.call.overloads[k], i);
	return kinds;
}

static void
say_argument(struct infer *in, const struct expr *e, const struct type *const *args, size_t i, uint32_t kinds)
{
	const struct overload *o = &e->u.call.overloads[0];
	size_t number = o->method ? i : i + 1;
	struct slice what;

	if (!in->diags)
		return;
	if (!number || e->u.call.nargs == 1u + o->method)
		what = arena_printf(in->arena, "'%s'", o->fn->name);
	else
		what = arena_printf(in->arena, "argument %zu of '%s'", number, o->fn->name);
	infer_say_kinds(in, e->u.call.args[i], args[i], kinds, what.ptr);
}

/* Reports the first argument that no row takes, or not always. */
static bool
check(struct infer *in, const struct expr *e, const struct type *const *args)
{
	size_t n = e->u.call.nargs;

	for (size_t i = 0; i < n; i++) {
		uint32_t kinds = wanted(e, args, i, i);

		if (args[i]->kinds & kinds)
			continue;
		say_argument(in, e, args, i, kinds);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t kinds = wanted(e, args, n, i);

		if (type_is_any(args[i]) || !(args[i]->kinds & ~kinds))
			continue;
		say_argument(in, e, args, i, kinds);
		return false;
	}
	return true;
}

/* optional.value() and list.min(), where the schema says that there may be
 * nothing: true after a message. */
static bool
opens_nothing(struct infer *in, const struct expr *e, const struct type *t)
{
	const struct expr *arg = e->u.call.args[0];
	const struct val *(*fn)(const struct call *c) = e->u.call.overloads[0].fn->fn;
	struct slice source = infer_source(in, arg);
	struct diag *d;

	if (type_is_any(t))
		return false;
	if (fn == fn_value && t->kinds == KIND(VAL_OPTIONAL) && infer_may_be_none(in, arg)) {
		d = infer_say(in, DIAG_EXPR_ABSENT, arg->at, "this may be optional.none(), which has no value");
		infer_note(in, d, SPAN_NONE, "write %.*s.orValue(...), or %.*s.hasValue() ? ... : ...", SLICE_FMT(source), SLICE_FMT(source));
		return true;
	}
	if ((fn != fn_min && fn != fn_max) || t->kinds != KIND(VAL_LIST) || !(t->schema ? t->min == 0 : t->max == 0))
		return false;
	d = infer_say(in, DIAG_EXPR_VALUE, e->at, "%s of a list that may be empty", e->u.call.overloads[0].fn->name);
	infer_note(in, d, SPAN_NONE, "ask first: size(%.*s) > 0 ? ... : ...", SLICE_FMT(source));
	infer_note_schema(in, d, t, "its schema is here");
	return true;
}

static const struct type *
row_type(struct infer_call *c, const struct overload *o)
{
	const struct type **args = arena_new_n(c->in->arena, c->n, const struct type *), *t;
	struct infer_call narrowed = *c;

	for (size_t i = 0; i < c->n; i++)
		args[i] = wanted_at(o, i) == TYPE_ANY ? c->args[i] : type_only(c->in->arena, c->args[i], wanted_at(o, i));
	narrowed.args = args;
	t = infer_function(&narrowed, o);
	return t ? t : by_signature(c->in, o, args);
}

const struct type *
infer_call(struct infer *in, const struct expr *e)
{
	const struct type **args = arena_new_n(in->arena, e->u.call.nargs, const struct type *);
	struct infer_call c = { .in = in, .e = e, .args = args, .n = e->u.call.nargs };
	const struct type *t = &type_never;
	bool dead = false;

	for (size_t i = 0; i < c.n; i++) {
		const struct expr *arg = e->u.call.args[i];

		if (arg->kind == EX_LIST) {
			c.list = arg;
			c.items = infer_items(in, arg);
			args[i] = infer_list_of(in, arg, c.items);
		} else {
			args[i] = infer_value(in, arg);
		}
		dead |= !args[i]->kinds;
	}
	if (!e->u.call.noverloads)
		return &type_any;
	if (dead)
		return &type_never;
	if (!check(in, e, args) || !infer_items_fit(in, e, args) || (c.n == 1 && opens_nothing(in, e, args[0])))
		return &type_any;
	for (size_t i = 0; i < e->u.call.noverloads; i++)
		if (may_take(&e->u.call.overloads[i], args, c.n))
			t = type_join(in->arena, t, row_type(&c, &e->u.call.overloads[i]));
	return t->kinds ? t : &type_any;
}
