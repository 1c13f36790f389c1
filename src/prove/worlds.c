/* SPDX-License-Identifier: Apache-2.0 */
/* worlds.c - which combinations of features can be. */
#include <stdlib.h>

#include "prove/prove_priv.h"

enum { NODES_MAX = 20000 };   /* of one search */

struct search {
	struct world *w;
	uint64_t wanted;          /* features that must be on */
	size_t most, nodes;       /* worlds to find; nodes visited */
	bool complete;
};

static size_t
nfeatures(const struct proof *p)
{
	size_t n = p->base->npages - 1;

	return n < 64 ? n : 64;
}

static void
keep(struct proof *p, uint64_t on)
{
	for (size_t i = 0; i < p->worlds.len; i++)
		if (p->worlds.ptr[i] == on)
			return;
	vec_push(p->arena, &p->worlds, on);
}

/* Decides feature `i` and those behind it, off first. */
static void
search(struct search *s, size_t i, uint64_t on)
{
	struct proof *p = s->w->proof;
	const struct infer_fact *facts = s->w->in.facts;

	if (p->worlds.len >= s->most || ++s->nodes > NODES_MAX) {
		s->complete = false;
		return;
	}
	if (i == nfeatures(p)) {
		keep(p, on);
		return;
	}
	for (uint64_t truth = s->wanted >> i & 1; truth < 2; truth++) {
		const struct base_page *page = &p->base->pages[i + 1];

		if (world_assume(s->w, page->scope, page->when, truth))
			search(s, i + 1, on | truth << i);
		s->w->in.facts = facts;
	}
}

static bool
find(struct world *w, uint64_t wanted, size_t most)
{
	struct search s = { .w = w, .wanted = wanted, .most = w->proof->worlds.len + most, .complete = true };

	search(&s, 0, 0);
	return s.complete;
}

static unsigned
count(uint64_t x)
{
	unsigned n = 0;

	for (; x; x &= x - 1)
		n++;
	return n;
}

static int
fewest_first(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	unsigned m = count(a), n = count(b);

	return m != n ? (m > n) - (m < n) : (a > b) - (a < b);
}

/* Too many: one world for each two features, with as few others as can be. */
static void
find_pairs(struct world *w)
{
	struct proof *p = w->proof;

	p->worlds.len = 0;
	find(w, 0, 1);
	for (size_t i = 0; i < nfeatures(p); i++)
		for (size_t j = i; j < nfeatures(p); j++)
			find(w, UINT64_C(1) << i | UINT64_C(1) << j, 1);
}

void
worlds_find(struct proof *p)
{
	struct world w;

	world_init(&w, p, p->arena, 0);
	w.in.diags = NULL;
	if (!find(&w, 0, PROVE_COMBINATIONS))
		find_pairs(&w);
	/* Conditions that all contradict each other are looked at nevertheless. */
	if (p->worlds.len == 0)
		keep(p, 0);
	if (p->worlds.len)
		qsort(p->worlds.ptr, p->worlds.len, sizeof(uint64_t), fewest_first);
}
