/* SPDX-License-Identifier: Apache-2.0 */
/* prove.c - the proof of a base, in order. */
#include "prove/prove.h"

#include "prove/prove_priv.h"

static void
name_values(struct proof *p)
{
	p->values = arena_array(p->arena, p->base->nslots, sizeof(struct base_value *));
	p->constants = arena_array(p->arena, p->base->nslots, sizeof(struct type *));
	for (size_t i = 0; i < p->base->nvalues; i++)
		p->values[p->base->values[i].slot] = &p->base->values[i];
}

/* Clusters of one version are one. */
static void
pick_clusters(struct proof *p)
{
	struct prove_cluster *all = arena_new_n(p->arena, p->p->nclusters, struct prove_cluster);
	size_t n = 0;

	for (size_t i = 0; i < p->p->nclusters; i++) {
		bool known = p->p->clusters[i].api == NULL;

		for (size_t j = 0; j < n; j++)
			known |= slice_eq(all[j].version, p->p->clusters[i].version);
		if (!known)
			all[n++] = p->p->clusters[i];
	}
	p->clusters = all;
	p->nclusters = n;
}

static void
check_objects(struct world *w)
{
	for (size_t i = 0; i < w->proof->nclusters; i++) {
		world_check(w, &w->proof->clusters[i]);
		finding_take(w, i);
	}
}

static void
prove_world(struct proof *p, struct arena *a, uint64_t on)
{
	struct world *w = arena_new(a, struct world);

	world_init(w, p, a, on);
	world_steps(w);
	if (w->dead)
		return;
	if (!w->empty) {
		p->nworlds++;
		p->always_on &= on;
		p->always_off &= ~on;
		world_objects(w);
		world_patches(w);
	}
	finding_take(w, SIZE_MAX);
	if (!w->empty)
		check_objects(w);
}

bool
prove_base(struct prove *prove)
{
	struct proof p = { .p = prove, .arena = prove->arena, .base = prove->base, .document = prove->kind };
	struct arena a = ARENA_INIT;
	size_t errors = prove->diags->errors;

	p.found = MAP_INIT(p.arena);
	p.languages = MAP_INIT(p.arena);
	p.answers = MAP_INIT(p.arena);
	p.kept = DIAGS_INIT(p.arena);
	p.kept.limit = SIZE_MAX;
	p.always_on = p.always_off = UINT64_MAX;
	name_values(&p);
	pick_clusters(&p);
	env_find(&p);
	worlds_find(&p);
	for (size_t i = 0; i < p.worlds.len; i++) {
		prove_world(&p, &a, p.worlds.ptr[i]);
		arena_reset(&a);
	}
	arena_free(&a);
	finding_report(&p);
	seals_check(&p);
	return prove->diags->errors == errors;
}
