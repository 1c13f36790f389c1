/* SPDX-License-Identifier: Apache-2.0 */
/* rule_unify.c - which type may stand for which (langdef.md, "Gradual Type
 * Checking"): variables are bound to what makes both sides agree, dyn agrees
 * with all. */
#include "expr/rule_type.h"

const struct rule_type *
rule_new_var(struct rule_solver *s)
{
	struct rule_type *t = arena_new(s->arena, struct rule_type);

	t->kind = RULE_VAR;
	t->var = (unsigned)s->bound.len;
	vec_push(s->arena, &s->bound, NULL);
	return t;
}

static void
bind(struct rule_solver *s, const struct rule_type *var, const struct rule_type *to)
{
	vec_push(s->arena, &s->trail, (struct rule_undo){ var->var, s->bound.ptr[var->var] });
	s->bound.ptr[var->var] = to;
}

static void
undo(struct rule_solver *s, size_t to)
{
	while (s->trail.len > to) {
		const struct rule_undo *u = &s->trail.ptr[--s->trail.len];

		s->bound.ptr[u->var] = u->old;
	}
}

bool
rule_same(const struct rule_type *x, const struct rule_type *y)
{
	if (x == y)
		return true;
	if (x->kind != y->kind)
		return false;
	switch ((enum rule_kind)x->kind) {
	case RULE_LIST:
	case RULE_OPTIONAL:
		return rule_same(x->of, y->of);
	case RULE_MAP:
		return rule_same(x->key, y->key) && rule_same(x->of, y->of);
	case RULE_OBJECT:
		return false;
	case RULE_OPAQUE:
		return x->opaque == y->opaque;
	case RULE_VAR:
		return x->var == y->var;
	default:
		return true;
	}
}

/* Whether x says no more than y. */
static bool
no_more_specific(const struct rule_type *x, const struct rule_type *y)
{
	if (rule_is_dyn(x) || x->kind == RULE_VAR)
		return true;
	if (rule_is_dyn(y) || x->kind != y->kind)
		return false;
	if (x->kind == RULE_LIST || x->kind == RULE_OPTIONAL)
		return no_more_specific(x->of, y->of);
	if (x->kind == RULE_MAP)
		return no_more_specific(x->key, y->key) && no_more_specific(x->of, y->of);
	return rule_same(x, y);
}

const struct rule_type *
rule_general(const struct rule_type *x, const struct rule_type *y)
{
	return no_more_specific(x, y) ? x : y;
}

/* Whether a variable is no part of t: binding it makes no endless type. */
static bool
free_of(const struct rule_solver *s, const struct rule_type *var, const struct rule_type *t)
{
	if (rule_same(var, t))
		return false;
	if (t->kind == RULE_VAR)
		return !s->bound.ptr[t->var] || free_of(s, var, s->bound.ptr[t->var]);
	return (!t->of || free_of(s, var, t->of)) && (!t->key || free_of(s, var, t->key));
}

static bool agree(struct rule_solver *s, const struct rule_type *x, const struct rule_type *y);

/* Whether `t` may stand for the variable; *had: it stands for something already. */
static bool
stands_for(struct rule_solver *s, const struct rule_type *t, const struct rule_type *var, bool *had)
{
	const struct rule_type *old = s->bound.ptr[var->var], *both;

	*had = true;
	if (rule_same(t, var) || (old && rule_same(t, old)))
		return true;
	if (old) {
		if (!agree(s, t, old))
			return false;
		both = rule_general(t, old);
		if (free_of(s, var, both))
			bind(s, var, both);
		return true;
	}
	*had = false;
	if (!free_of(s, var, t))
		return false;
	bind(s, var, t);
	return true;
}

/* Null may stand where a message may be. */
static bool
takes_null(const struct rule_type *t)
{
	return t->kind == RULE_NULL || t->kind == RULE_OPTIONAL || t->kind == RULE_OPAQUE || t->kind == RULE_OBJECT ||
	       t->kind == RULE_DURATION || t->kind == RULE_TIME;
}

static bool
agree(struct rule_solver *s, const struct rule_type *x, const struct rule_type *y)
{
	bool had;

	if (y->kind == RULE_VAR) {
		if (stands_for(s, x, y, &had))
			return true;
		if (had)
			return false;
	}
	if (x->kind == RULE_VAR)
		return stands_for(s, y, x, &had);
	if (rule_is_dyn(x) || rule_is_dyn(y))
		return true;
	if (x->kind == RULE_NULL)
		return takes_null(y);
	if (y->kind == RULE_NULL)
		return takes_null(x);
	if (x->kind != y->kind)
		return false;
	if (x->kind == RULE_LIST || x->kind == RULE_OPTIONAL)
		return agree(s, x->of, y->of);
	if (x->kind == RULE_MAP)
		return agree(s, x->key, y->key) && agree(s, x->of, y->of);
	return rule_same(x, y);
}

bool
rule_assignable_all(struct rule_solver *s, const struct rule_type *const *x, const struct rule_type *const *y, size_t n)
{
	size_t mark = s->trail.len;

	for (size_t i = 0; i < n; i++) {
		if (!agree(s, x[i], y[i])) {
			undo(s, mark);
			return false;
		}
	}
	return true;
}

bool
rule_assignable(struct rule_solver *s, const struct rule_type *x, const struct rule_type *y)
{
	return rule_assignable_all(s, &x, &y, 1);
}

const struct rule_type *
rule_resolve(struct rule_solver *s, const struct rule_type *t, bool final)
{
	const struct rule_type *key, *of;

	while (t->kind == RULE_VAR && s->bound.ptr[t->var])
		t = s->bound.ptr[t->var];
	if (t->kind == RULE_VAR)
		return final ? &rule_dyn : t;
	if (t->kind == RULE_OBJECT || (!t->key && !t->of))
		return t;
	key = t->key ? rule_resolve(s, t->key, final) : NULL;
	of = rule_resolve(s, t->of, final);
	if (key == t->key && of == t->of)
		return t;
	return t->kind == RULE_LIST ? rule_list_of(s->arena, of)
	       : t->kind == RULE_MAP ? rule_map_of(s->arena, key, of)
	                             : rule_optional_of(s->arena, of);
}
