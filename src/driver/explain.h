/* SPDX-License-Identifier: Apache-2.0 */
/* explain.h - why a value is what it is, as a chain of places; and what happens
 * to a tenant when something breaks. */
#ifndef BERTH_DRIVER_EXPLAIN_H
#define BERTH_DRIVER_EXPLAIN_H

#include "driver/tenant.h"

/* One link of the chain, newest first; `depth` tells what explains what. */
struct explanation {
	unsigned depth;
	struct span at;         /* SPAN_NONE: made by the program */
	struct slice text;      /* "set by tier 'gold' to 2Gi" */
};

struct explain {
	/* Given: */
	const struct project *project;
	struct arena *arena;
	struct diags *diags;
	struct slice tenant;    /* metadata.name, or the path of the spec */
	struct slice object;    /* "Kind/name", or "" for the spec */
	struct slice field;     /* spec.memory; "" with an object: all of it */
	/* Found: */
	const struct val *value;
	VEC(struct explanation) chain;
	struct render_failures failures;
};

/* False after a report: no such tenant, object or field (with the nearest
 * names), or a tenant that has errors. */
bool explain_find(struct explain *e);

/* What the tenant's base says of failures, in e->failures, never none; `object` and
 * `field` are not read. False after a report: no such tenant, one that has errors,
 * or a base that says nothing. */
bool explain_failures(struct explain *e);

#endif
