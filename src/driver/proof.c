/* SPDX-License-Identifier: Apache-2.0 */
/* proof.c - which bases are proven, and against what. */
#include "driver/proof.h"

#include "prove/prove.h"

static bool
concerns(const struct project *p, const struct cluster *c, const struct base *base)
{
	return c->api && (p->alone || !slice_is(base->for_kind, "Cluster") || c->base == base);
}

bool
proof_of_base(struct project *p, const struct base *base)
{
	struct prove_cluster *clusters = arena_new_n(p->arena, p->nclusters, struct prove_cluster);
	struct prove prove = {
		.arena = p->arena,
		.diags = p->diags,
		.base = base,
		.kind = map_get(&p->schemas, base->for_kind),
		.fleet = map_get(&p->schemas, SLICE_LIT("Fleet")),
		.clusters = clusters,
	};

	for (size_t i = 0; i < p->nclusters; i++)
		if (concerns(p, &p->clusters[i], base))
			clusters[prove.nclusters++] = (struct prove_cluster){ p->clusters[i].version, p->clusters[i].api };
	/* Without a version that is known there is nothing to prove; that is said already. */
	return prove.nclusters == 0 || prove_base(&prove);
}

void
proof_of_bases(struct project *p)
{
	for (size_t i = 0; i < p->bases.len; i++) {
		const struct base_slot *slot = p->bases.entries[i].value;

		if (slot->base && !proof_of_base(p, slot->base))
			vec_push(p->arena, &p->unproven, slot->base);
	}
}
