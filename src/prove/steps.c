/* SPDX-License-Identifier: Apache-2.0 */
/* steps.c - one world: its facts, and the types of its names in the order in
 * which a tenant's are computed (render.c). */
#include "prove/prove_priv.h"
#include "render/render.h"
#include "value/build.h"

static const struct expr *
definition(void *ctx, size_t slot)
{
	const struct world *w = ctx;
	const struct base_value *v = slot < w->proof->base->nslots ? w->proof->values[slot] : NULL;

	return v && world_has(w, v->page) && v->template->kind == TEMPLATE_HOLE ? v->template->hole : NULL;
}

static const struct lang *
language(void *ctx, struct slice re2)
{
	const struct world *w = ctx;

	return fit_language(w->proof, re2);
}

static const struct lang *
number(void *ctx, int64_t lo, int64_t hi)
{
	const struct world *w = ctx;

	return fit_number(w->proof, lo, hi);
}

void
world_init(struct world *w, struct proof *p, struct arena *a, uint64_t on)
{
	*w = (struct world){ .proof = p, .arena = a, .on = on, .diags = DIAGS_INIT(a), .mute = DIAGS_INIT(a) };
	w->diags.limit = w->mute.limit = SIZE_MAX;
	w->vars = arena_array(a, p->base->nslots, sizeof(struct type *));
	w->vals = arena_array(a, p->base->nslots, sizeof(struct val *));
	for (size_t i = 0; i < SLOT_FIXED; i++)
		w->vars[i] = p->fixed[i];
	w->in = (struct infer){ .arena = a, .diags = &w->diags, .vars = w->vars, .definition = definition, .own = fill_own,
	                        .language = language, .number = number, .ctx = w };
}

/* The type of a condition, without a word. */
static const struct type *
condition(struct world *w, const struct scope *scope, const struct template *t)
{
	struct diags *diags = w->in.diags;
	const struct type *type;

	w->in.diags = NULL;
	type = infer_type(world_in(w, scope), t->hole);
	w->in.diags = diags;
	return type;
}

bool
world_assume(struct world *w, const struct scope *scope, const struct template *t, bool truth)
{
	if (!t)
		return truth;
	if (t->kind == TEMPLATE_STATIC)
		return !val_is(t->val, VAL_BOOL) || t->val->u.b == truth;
	/* What is no condition says nothing; that is reported where it is typed. */
	if (t->kind != TEMPLATE_HOLE || condition(w, scope, t)->kinds != KIND(VAL_BOOL))
		return true;
	return infer_assume(world_in(w, scope), t->hole, truth);
}

bool
world_certain(struct world *w, const struct scope *scope, const struct template *t)
{
	const struct type *type;

	if (!t || t->kind != TEMPLATE_HOLE)
		return !t || (t->kind == TEMPLATE_STATIC && val_is(t->val, VAL_BOOL) && t->val->u.b);
	type = condition(w, scope, t);
	return type->kinds == KIND(VAL_BOOL) && !type->can_false;
}

void
world_each(struct world *w, const struct base_page *page, const struct base_entry *e,
           void (*fn)(struct world *w, const struct base_entry *e, void *ctx), void *ctx)
{
	const struct infer_fact *facts = w->in.facts;
	const struct type *list;

	if (e->when)
		fill_bool(w, page->scope, e->when);
	if (!world_assume(w, page->scope, e->when, true) && e->when) {
		w->in.facts = facts;
		return;
	}
	if (e->each) {
		list = fill_list(w, page->scope, e->each);
		if (!type_is_any(list) && list->max != SIZE_MAX && list->max > RENDER_COPIES_MAX)
			diag_report(world_diags(w), DIAG_BASE_LOOP, template_span(e->each),
			            "forEach over up to %zu items, the limit is %d", list->max, RENDER_COPIES_MAX);
		w->vars[e->loop] = type_is_any(list) || !list->item ? &type_any : list->item;
		w->vals[e->loop] = NULL;
		if (type_is_any(list) || list->max > 0)
			fn(w, e, ctx);
		w->vars[e->loop] = NULL;
	} else {
		fn(w, e, ctx);
	}
	w->in.facts = facts;
}

/* Parts. */

struct part {
	struct list_build items;
	const struct base_page *page;
	bool certain;            /* the entry being added */
	size_t min;
	bool endless;
};

static void
add_item(struct world *w, struct part *p, const struct val *item)
{
	list_build_add(&p->items, item);
	if (p->certain && !hole_optional(item))
		p->min++;
	else
		vec_push(w->arena, &w->maybe, item);
}

/* What the file of an entry gives: an item, or a list of them. */
static void
add_value(struct world *w, struct part *p, const struct val *v)
{
	const struct type *t = hole_of(v) ? hole_type(w->arena, v) : &type_any;

	for (size_t i = 0; v->kind == VAL_LIST && i < v->u.list.len; i++)
		add_item(w, p, v->u.list.items[i]);
	if (v->kind == VAL_LIST)
		return;
	if (type_is_any(t) || t->kinds != KIND(VAL_LIST)) {
		add_item(w, p, v);
	} else if (t->item) {
		p->certain = false;
		p->endless = true;
		add_item(w, p, hole_new(w->arena, t->item, NULL, NULL, v->at));
	}
}

static void
add_entry(struct world *w, const struct base_entry *e, void *ctx)
{
	struct part *p = ctx;

	p->certain = world_certain(w, p->page->scope, e->when) && !e->each;
	p->endless |= e->each != NULL;
	for (size_t i = 0; i < e->ndocs; i++) {
		const struct val *v = fill(w, e->scope, e->docs[i]);

		if (v)
			add_value(w, p, v);
	}
}

static void
type_part(struct world *w, size_t part)
{
	const struct base *base = w->proof->base;
	struct part p = { .items = LIST_BUILD_INIT(w->arena) };
	const struct val *v;
	struct type *t;

	for (size_t i = 0; i < base->npart_entries; i++) {
		const struct base_part_entry *e = &base->part_entries[i];

		p.page = &base->pages[e->page];
		if (e->part == part && world_has(w, e->page))
			world_each(w, p.page, &e->entry, add_entry, &p);
	}
	v = list_build_end(&p.items, SPAN_NONE);
	t = arena_new(w->arena, struct type);
	*t = *hole_type(w->arena, v);
	t->min = p.min;
	if (p.endless)
		t->max = SIZE_MAX;
	if (p.endless || p.min < v->u.list.len)
		t->one = NULL;
	w->vars[base->parts[part].slot] = t;
	w->vals[base->parts[part].slot] = v;
}

static void
type_value(struct world *w, size_t index)
{
	const struct base_value *v = &w->proof->base->values[index];
	const struct val *val;

	if (!world_has(w, v->page))
		return;
	val = fill(w, w->proof->base->pages[v->page].scope, v->template);
	if (!val || hole_optional(val)) {
		diag_report(world_diags(w), DIAG_BASE_RESULT, v->at, "'%.*s' %s an absent optional", SLICE_FMT(v->name),
		            val ? "may be" : "is");
		val = val ? val : &val_bad;
	}
	w->vals[v->slot] = val->kind == VAL_LIST || val->kind == VAL_MAP ? val : NULL;
	if (template_is_static(v->template)) {
		/* Nothing changes it from world to world. */
		if (!w->proof->constants[v->slot])
			w->proof->constants[v->slot] = hole_type(w->proof->arena, val);
		w->vars[v->slot] = w->proof->constants[v->slot];
	} else {
		w->vars[v->slot] = hole_type(w->arena, val);
	}
}

static void
type_when(struct world *w, size_t page)
{
	const struct base_page *p = &w->proof->base->pages[page];
	const struct infer_fact *facts = w->in.facts;
	size_t errors = w->diags.errors;
	const struct type *t;

	if (!p->when)
		return;
	/* It is computed for every spec, so nothing is known there. */
	w->in.facts = NULL;
	fill_bool(w, p->scope, p->when);
	w->in.facts = facts;
	if (w->diags.errors != errors && page <= 64)
		w->broken |= UINT64_C(1) << (page - 1);
	if (p->when->kind != TEMPLATE_HOLE)
		return;
	t = condition(w, p->scope, p->when);
	if (t->kinds == KIND(VAL_BOOL) && !(world_has(w, page) ? t->can_true : t->can_false))
		w->dead = true;
}

static void
take_steps(struct world *w)
{
	const struct base *base = w->proof->base;

	w->maybe.len = 0;
	for (size_t i = 0; i < base->nsteps; i++) {
		const struct base_step *s = &base->steps[i];

		switch (s->kind) {
		case STEP_VALUE:
			type_value(w, s->index);
			break;
		case STEP_PART:
			type_part(w, s->index);
			break;
		case STEP_WHEN:
			type_when(w, s->index);
			break;
		}
	}
}

/* Rules. */

static void
take_rule(struct world *w, const struct base_entry *e, void *ctx)
{
	const struct base_rule *const *rule = ctx;
	const struct infer_fact *facts = w->in.facts;

	fill_bool(w, e->scope, (*rule)->rule);
	if (world_assume(w, e->scope, (*rule)->rule, false)) {
		fill_text(w, e->scope, (*rule)->message);
		if ((*rule)->path)
			fill_text(w, e->scope, (*rule)->path);
	}
	w->in.facts = facts;
	/* What breaks it is never made. Of the items of a list nothing is known later. */
	if (!(*rule)->warning && !e->each && !world_assume(w, e->scope, (*rule)->rule, true))
		w->empty = true;
}

static void
take_rules(struct world *w)
{
	const struct base *base = w->proof->base;

	for (size_t i = 0; i < base->npages; i++) {
		const struct base_page *p = &base->pages[i];

		for (size_t j = 0; world_has(w, i) && j < p->nrules; j++) {
			const struct base_rule *rule = &p->rules[j];

			if (rule->entry.each)
				world_each(w, p, &rule->entry, take_rule, &rule);
			else
				take_rule(w, &rule->entry, &rule);
		}
	}
}

/* What happens when something breaks. */

static void
take_failures(struct world *w, const struct base_page *p, const struct base_failures *f)
{
	const struct infer_fact *outer = w->in.facts, *facts;

	if (f->when)
		fill_bool(w, p->scope, f->when);
	if (f->when && !world_assume(w, p->scope, f->when, true)) {
		w->in.facts = outer;
		return;
	}
	facts = w->in.facts;
	for (size_t i = 0; i < f->n; i++) {
		const struct base_failure *one = &f->items[i];

		if (one->when)
			fill_bool(w, p->scope, one->when);
		if (!one->when || world_assume(w, p->scope, one->when, true))
			for (size_t j = 0; j < BASE_CELLS; j++)
				fill_text(w, p->scope, one->cells[j]);
		w->in.facts = facts;
	}
	w->in.facts = outer;
}

/* Facts about the fleet. */

/* What an expression gives that may be an absent optional: of this kind, or nothing. */
static const struct type *
take_fact(struct world *w, const struct base_page *p, const struct template *t, enum val_kind kind)
{
	const struct val *v = fill(w, p->scope, t);
	const struct type *type = v ? hole_type(w->arena, v) : &type_any;

	if (type_is_any(type) || !(type->kinds & ~KIND(kind)))
		return type;
	diag_report(world_diags(w), DIAG_BASE_RESULT, template_span(t), "%s is wanted here, this may be %.*s",
	            kind == VAL_STRING ? "a string" : "an int",
	            SLICE_FMT(type_show(w->arena, type_only(w->arena, type, ~KIND(kind)))));
	return &type_any;
}

static void
take_amount(struct world *w, const struct base_page *p, const struct template *t)
{
	const struct type *type = take_fact(w, p, t, VAL_INT);

	if (!type_is_any(type) && type->kinds && type->lo < 0 && !type->loose_lo)
		diag_report(world_diags(w), DIAG_BASE_RESULT, template_span(t),
		            "0 is the least that can be added up, this may be %lld", (long long)type->lo);
}

static void
take_page_facts(struct world *w, const struct base_page *p)
{
	const struct infer_fact *facts = w->in.facts;

	for (size_t i = 0; i < p->nuniques; i++)
		take_fact(w, p, p->uniques[i].key, VAL_STRING);
	for (size_t i = 0; i < p->nsums; i++) {
		take_fact(w, p, p->sums[i].per, VAL_STRING);
		take_amount(w, p, p->sums[i].of);
		if (p->sums[i].limit)
			take_amount(w, p, p->sums[i].limit);
	}
	for (size_t i = 0; i < p->nexternals; i++) {
		const struct base_external *e = &p->externals[i];

		if (e->when)
			fill_bool(w, p->scope, e->when);
		if (!e->when || world_assume(w, p->scope, e->when, true)) {
			fill_text(w, p->scope, e->kind);
			fill_text(w, p->scope, e->name);
		}
		w->in.facts = facts;
	}
	for (size_t i = 0; i < p->nreserved; i++)
		if (p->reserved[i].when)
			fill_bool(w, p->scope, p->reserved[i].when);
	for (size_t i = 0; i < p->nfailures; i++)
		take_failures(w, p, &p->failures[i]);
}

void
world_steps(struct world *w)
{
	const struct base *base = w->proof->base;
	const struct infer_fact *facts;

	/* The conditions first: what they say of the spec holds for all that follows. */
	for (size_t i = 1; i < base->npages; i++)
		if (!world_assume(w, base->pages[i].scope, base->pages[i].when, world_has(w, i)))
			w->dead = true;
	if (w->dead)
		return;
	take_steps(w);
	if (w->dead)
		return;
	facts = w->in.facts;
	take_rules(w);
	if (w->empty)
		return;
	/* Once more with what the rules leave. */
	if (w->in.facts != facts) {
		w->in.diags = NULL;
		take_steps(w);
		w->in.diags = &w->diags;
		w->empty = w->dead;
		w->dead = false;
	}
	for (size_t i = 0; i < base->npages; i++)
		if (world_has(w, i))
			take_page_facts(w, &base->pages[i]);
}
