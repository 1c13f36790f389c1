/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h - whether the cluster would take what a tenant emits.
 *
 * Each object against the schema of its kind in the cluster's Kubernetes
 * version, and what no schema says: names and labels, selectors, ports,
 * probes, references, duplicates, sizes, reserved text. A message points at
 * the line of the base that made the value, and in a note at the line of the
 * spec that led there (val origins). */
#ifndef BERTH_VERIFY_VERIFY_H
#define BERTH_VERIFY_VERIFY_H

#include "render/render.h"

struct verify {
	struct arena *arena;
	struct diags *diags;
	const struct rendered *rendered;
	struct api *api;
	struct slice version;      /* of Kubernetes, for messages */
	const struct val *metadata, *spec;   /* of the tenant, for places */
	struct schema_known *known;          /* of the base and this api; NULL: none */
};

/* Reports (B06xx) and returns whether all objects are good. */
bool verify_tenant(struct verify *v);

#endif
