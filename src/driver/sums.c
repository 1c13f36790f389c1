/* SPDX-License-Identifier: Apache-2.0 */
/* sums.c - the sums of a whole run. */
#include "driver/unit.h"

/* Compiling again for each message is dear, and nobody reads more. */
enum { SUMS_MAX = 100 };

struct sums {
	struct batch *b;
	size_t said;
};

/* A unit of a sum, compiled again into `t`. */
static bool
again(struct batch *b, const struct summand *s, struct arena *scratch, struct sum_tenant *out)
{
	struct tenant *t = arena_new(scratch, struct tenant);

	*out = (struct sum_tenant){ t, s->index, s->share.amount };
	return unit_again(b, &b->units[s->unit], scratch, t);
}

static void
say(void *ctx, const struct sum *sum)
{
	struct sums *s = ctx;
	struct batch *b = s->b;
	struct arena scratch = ARENA_INIT;
	struct sum_tenant all[SUM_LARGEST];
	bool ok = s->said++ < SUMS_MAX;

	if (ok && sum->other) {
		ok = again(b, sum->limited, &scratch, &all[0]) && again(b, sum->other, &scratch, &all[1]);
		if (ok)
			sum_say_limits(b->diags, &all[0], &all[1]);
	} else if (ok) {
		for (size_t i = 0; ok && i < sum->nlargest; i++)
			ok = again(b, &sum->largest[i], &scratch, &all[i]);
		if (ok)
			sum_say(b->diags, sum, all, sum->nlargest);
	}
	arena_free(&scratch);
}

void
sums_report(struct batch *b)
{
	VEC(struct summand) all = { 0 };
	struct sums s = { .b = b };

	for (size_t i = 0; i < b->nunits; i++)
		for (size_t j = 0; j < b->units[i].nshares; j++)
			vec_push(b->arena, &all, (struct summand){ b->units[i].shares[j], (uint32_t)i, (uint32_t)j });
	sums_find(b->arena, all.ptr, all.len, say, &s);
}
