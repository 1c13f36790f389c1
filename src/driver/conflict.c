/* SPDX-License-Identifier: Apache-2.0 */
/* conflict.c - two units that claim the same thing. */
#include "driver/unit.h"

struct conflict {
	struct batch *b;
};

/* The facts of a unit with words and places, by compiling it once more. */
static const struct fact *
facts_of(struct batch *b, const struct unit *u, size_t index, struct arena *a)
{
	struct diags silent = DIAGS_INIT(a);
	struct tenant t = { .project = &b->project, .arena = a, .diags = &silent, .path = u->id };
	bool ok;

	if (u->cluster) {
		t.path = SLICE_LIT("fleet.yaml");
		t.src = b->project.fleet_src;
		ok = tenant_compile_cluster(&t, u->cluster);
	} else {
		t.src = read_source(a, &silent, b->o->rootfd, u->id, SPAN_NONE, &ok);
		ok = ok && tenant_compile(&t);
	}
	return ok && index < t.facts.len ? &t.facts.ptr[index] : NULL;
}

static void
report(void *ctx, const struct claim *first, const struct claim *again)
{
	struct batch *b = ctx;
	struct unit *old = &b->units[first->tenant], *new = &b->units[again->tenant];
	const struct fact *claimed, *claim;
	struct diag *d;

	if (b->diags->errors + b->diags->warnings >= b->diags->limit)
		return;
	claimed = facts_of(b, old, first->index, b->arena);
	claim = facts_of(b, new, again->index, b->arena);
	if (!claimed || !claim)
		return;
	/* The tenant's name stands for its objects and files: one message, not twenty. */
	if (!slice_is(claim->what, "tenant") && old->state == UNIT_FAILED && new->state == UNIT_FAILED)
		return;
	old->state = new->state = UNIT_FAILED;
	d = diag_report(b->diags, DIAG_FLEET_UNIQUE, claim->at, "the %.*s '%.*s' is taken already",
	                SLICE_FMT(claim->what), SLICE_FMT(claim->key));
	diag_note(b->diags, d, claimed->at, "it is claimed here first, by %.*s", SLICE_FMT(old->id));
}

void
conflicts_report(struct batch *b)
{
	VEC(struct claim) claims = { 0 };

	for (size_t i = 0; i < b->nunits; i++)
		for (size_t j = 0; j < b->units[i].nfacts; j++)
			vec_push(b->arena, &claims, (struct claim){ b->units[i].facts[j], (uint32_t)i, (uint32_t)j });
	facts_conflicts(claims.ptr, claims.len, report, b);
}
