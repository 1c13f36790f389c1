/* SPDX-License-Identifier: Apache-2.0 */
/* seal.c - paths that a base writes: seals must protect something, and a rule
 * must point at a field of the spec. */
#include "diag/nearest.h"
#include "prove/prove_priv.h"

/* Whether a schema leaves open what stands at the step. */
static bool
says_nothing(const struct schema *s, const struct step *step)
{
	if (!s)
		return true;
	if (step->kind == STEP_KEY)
		return s->combined || (s->open && !s->nproperties && !s->items) || s->preserve;
	return !s->items && !s->nproperties && !s->types;
}

/* Follows steps through a schema: how many it knows; *open when the rest is
 * not for the schema to say. */
static size_t
follow(const struct schema *s, struct steps steps, const struct schema **last, bool *open)
{
	size_t n = 0;

	*open = false;
	for (*last = s; n < steps.len; n++) {
		const struct step *step = &steps.ptr[n];
		const struct schema *below;

		*last = s = s ? schema_deref(s) : NULL;
		below = step->kind == STEP_KEY ? schema_property(s, step->key) : schema_items(s);
		if (below && step->kind == STEP_MATCH && !schema_property(below, step->key))
			below = NULL;
		if (!below) {
			*open = says_nothing(s, step);
			return n;
		}
		s = below;
	}
	*last = s;
	return n;
}

static struct slice
step_text(struct arena *a, const struct step *s)
{
	switch (s->kind) {
	case STEP_KEY:
		return s->key;
	case STEP_MATCH:
		return arena_printf(a, "[%.*s=%.*s]", SLICE_FMT(s->key), SLICE_FMT(s->value));
	case STEP_ALL:
		return SLICE_LIT("[*]");
	case STEP_INDEX:
		break;
	}
	return arena_printf(a, "[%zu]", s->index);
}

static void
note_nearest(struct proof *p, struct diag *d, const struct schema *s, const struct step *step)
{
	struct nearest n = NEAREST_INIT(step->key);

	if (step->kind != STEP_KEY || !s)
		return;
	for (size_t i = 0; i < s->nproperties; i++)
		nearest_offer(&n, s->properties[i].key);
	if (n.best.ptr)
		diag_note(p->p->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
}

static void
report_seal(struct proof *p, const struct base_seal *seal, const struct schema *s, size_t at)
{
	const struct step *step = &seal->path.ptr[at];
	struct diag *d = diag_report(p->p->diags, DIAG_PROVE_SEAL, seal->at, "this seal protects nothing: a %.*s has no '%.*s' there",
	                             SLICE_FMT(seal->kind), SLICE_FMT(step_text(p->arena, step)));

	note_nearest(p, d, s, step);
}

/* A path counts when one version of one kind of that name has it. */
static void
check_seal(struct proof *p, const struct base_seal *seal)
{
	struct nearest near = NEAREST_INIT(seal->kind);
	const struct schema *best = NULL;
	struct diag *d;
	size_t most = 0;
	bool made = false;

	for (size_t i = 0; i < p->kinds.len; i++) {
		nearest_offer(&near, p->kinds.ptr[i].kind);
		if (!slice_eq(p->kinds.ptr[i].kind, seal->kind))
			continue;
		made = true;
		for (size_t c = 0; c < p->nclusters; c++) {
			const struct api_kind *k = api_kind(p->clusters[c].api, p->p->diags, p->kinds.ptr[i].api_version, seal->kind);
			const struct schema *last = NULL;
			bool open;
			size_t n = k ? follow(k->schema, seal->path, &last, &open) : 0;

			if (!k || open || n == seal->path.len)
				return;
			if (n >= most) {
				most = n;
				best = last;
			}
		}
	}
	if (made) {
		report_seal(p, seal, best, most);
	} else if (!p->kept.errors) {
		/* Behind other mistakes it may only not have come to it. */
		d = diag_report(p->p->diags, DIAG_PROVE_SEAL, seal->at,
		                "this seal protects nothing: the base makes no %.*s", SLICE_FMT(seal->kind));
		if (near.best.ptr)
			diag_note(p->p->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
	}
}

/* The whole steps of a fieldPath that stand before its first hole. */
static struct slice
fixed_path(struct slice path)
{
	size_t end = slice_find(path, SLICE_LIT("${"), 0), last = 0;
	bool inside = false;

	if (end == SIZE_MAX)
		return path;
	for (size_t i = 0; i < end; i++) {
		if (path.ptr[i] == '[' || (path.ptr[i] == '.' && !inside))
			last = i;
		inside = path.ptr[i] == '[' || (inside && path.ptr[i] != ']');
	}
	return slice_sub(path, 0, last);
}

static void
check_path(struct proof *p, struct slice text, struct span at)
{
	struct slice path = fixed_path(text);
	const struct schema *last = NULL;
	struct steps steps;
	size_t bad, n;
	struct diag *d;
	bool open;

	if (!steps_parse(p->arena, path, &steps, &bad)) {
		diag_report(p->p->diags, DIAG_PROVE_PATH, at, "'%.*s' is no path, such as spec.a.b", SLICE_FMT(path));
		return;
	}
	/* In a base for clusters the spec is an entry of fleet.yaml. */
	if (!p->document)
		return;
	n = follow(p->document, steps, &last, &open);
	if (n == steps.len || open)
		return;
	d = diag_report(p->p->diags, DIAG_PROVE_PATH, at, "%.*s has no field '%.*s'", SLICE_FMT(p->base->for_kind),
	                SLICE_FMT(path));
	note_nearest(p, d, last, &steps.ptr[n]);
	if (n == 0)
		diag_note(p->p->diags, d, SPAN_NONE, "the path begins with 'spec' or 'metadata'");
}

void
seals_check(struct proof *p)
{
	const struct base *base = p->base;

	for (size_t i = 0; i < base->nseals; i++)
		check_seal(p, &base->seals[i]);
	for (size_t i = 0; i < base->npages; i++)
		for (size_t j = 0; j < base->pages[i].nrules; j++)
			check_path(p, base->pages[i].rules[j].path_text, base->pages[i].rules[j].path_at);
	for (size_t i = 0; i < base->npages; i++)
		for (size_t j = 0; j < base->pages[i].nsums; j++)
			check_path(p, base->pages[i].sums[j].path, base->pages[i].sums[j].path_at);
}
