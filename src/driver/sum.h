/* SPDX-License-Identifier: Apache-2.0 */
/* sum.h - private to driver: numbers that tenants add to sums over the fleet
 * (`sums` of a base, doc/design/language.md §4).
 *
 * As with facts.h, thousands of tenants are kept as hashes and numbers; the
 * largest of a sum that is too large are compiled again for words and places. */
#ifndef BERTH_DRIVER_SUM_H
#define BERTH_DRIVER_SUM_H

#include "cache/cache.h"
#include "driver/tenant.h"

enum { SUM_LARGEST = 3 };

/* One number; several of one unit in one sum are added first. */
struct summand {
	struct cache_share share;
	uint32_t unit;     /* number of the unit, in the order of paths */
	uint32_t index;    /* number of the share in its unit */
};

/* The share as it is kept and compared. */
struct cache_share sum_share(const struct render_share *s);

/* A sum that is above its limit, or of which two limits are known. */
struct sum {
	int64_t total;
	bool more;         /* than INT64_MAX, which is `total` then */
	int64_t limit;
	const struct summand *other;              /* the first with another limit than `limited` says; NULL: none */
	const struct summand *limited;            /* the first that says the limit */
	size_t nunits;
	struct summand largest[SUM_LARGEST];      /* by amount, then in the order of paths; `share` of the whole unit */
	size_t nlargest;
};

/* Sorts the numbers and calls fn for each sum that is wrong, in the order of the units that say the limit. */
void sums_find(struct arena *a, struct summand *all, size_t n, void (*fn)(void *ctx, const struct sum *sum),
               void *ctx);

/* A unit of a sum, compiled. */
struct sum_tenant {
	const struct tenant *tenant;
	uint32_t index;    /* of its share */
	int64_t amount;
};

/* Says that the sum is above its limit, at the first of its `n` largest. */
void sum_say(struct diags *ds, const struct sum *sum, const struct sum_tenant *largest, size_t n);

/* Says that two units know different limits. */
void sum_say_limits(struct diags *ds, const struct sum_tenant *limited, const struct sum_tenant *other);

/* The sums of a fleet that has this tenant only, which is compiled; messages go to t->diags. False after an
 * error. */
bool sums_alone(struct tenant *t);

#endif
