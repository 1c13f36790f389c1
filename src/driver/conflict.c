/* SPDX-License-Identifier: Apache-2.0 */
/* conflict.c - units that claim the same thing. Claims are compared as
 * hashes; only those that collide are compiled once more, for words and
 * places. */
#include "driver/unit.h"

#include <stdlib.h>

/* Compiling twice for each message is dear, and nobody reads more. */
enum { CONFLICTS_MAX = 100 };

struct conflict {
	const struct unit *old, *new;
	size_t old_index, new_index;   /* of the fact in its unit */
};

struct conflicts {
	struct batch *b;
	VEC(struct conflict) list;
};

static void
collect(void *ctx, const struct claim *first, const struct claim *again)
{
	struct conflicts *c = ctx;
	const struct unit *units = c->b->units;

	vec_push(c->b->arena, &c->list,
	         (struct conflict){ &units[first->tenant], &units[again->tenant], first->index, again->index });
}

/* By units, in the order of paths. */
static int
by_units(const void *x, const void *y)
{
	const struct conflict *a = x, *b = y;

	if (a->new != b->new)
		return a->new < b->new ? -1 : 1;
	if (a->old != b->old)
		return a->old < b->old ? -1 : 1;
	return (a->new_index > b->new_index) - (a->new_index < b->new_index);
}

static void
report(struct batch *b, const struct unit *old, const struct fact *claimed, const struct fact *claim)
{
	struct diag *d = diag_report(b->diags, DIAG_FLEET_UNIQUE, claim->at, "the %.*s '%.*s' is taken already",
	                             SLICE_FMT(claim->what), SLICE_FMT(claim->key));

	diag_note(b->diags, d, claimed->at, "it is claimed here first, by %.*s", SLICE_FMT(old->id));
}

/* All conflicts of two units: the one that explains the others, or every
 * unique key that they share. */
static void
report_pair(struct batch *b, const struct conflict *c, size_t n)
{
	struct arena scratch = ARENA_INIT;
	struct tenant old, new;
	enum fact_rank best = FACT_OUTPUT;

	if (!unit_again(b, c->old, &scratch, &old) || !unit_again(b, c->new, &scratch, &new))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		enum fact_rank rank = fact_rank(&new.facts.ptr[c[i].new_index]);

		best = rank < best ? rank : best;
	}
	for (size_t i = 0; i < n; i++) {
		const struct fact *claim = &new.facts.ptr[c[i].new_index];

		if (fact_rank(claim) != best)
			continue;
		report(b, c->old, &old.facts.ptr[c[i].old_index], claim);
		if (best != FACT_UNIQUE)
			break;
	}
	arena_free(&scratch);
}

void
conflicts_report(struct batch *b)
{
	VEC(struct claim) claims = { 0 };
	struct conflicts c = { .b = b };
	size_t pairs = 0;

	for (size_t i = 0; i < b->nunits; i++)
		for (size_t j = 0; j < b->units[i].nfacts; j++)
			vec_push(b->arena, &claims, (struct claim){ b->units[i].facts[j], (uint32_t)i, (uint32_t)j });
	facts_conflicts(claims.ptr, claims.len, collect, &c);
	if (c.list.len)
		qsort(c.list.ptr, c.list.len, sizeof(*c.list.ptr), by_units);
	for (size_t i = 0, n; i < c.list.len && pairs < CONFLICTS_MAX; i += n, pairs++) {
		const struct conflict *first = &c.list.ptr[i];

		for (n = 1; i + n < c.list.len && first[n].new == first->new && first[n].old == first->old;)
			n++;
		report_pair(b, first, n);
	}
}
