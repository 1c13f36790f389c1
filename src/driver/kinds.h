/* SPDX-License-Identifier: Apache-2.0 */
/* kinds.h - the kinds of documents of a project, looked at without compiling
 * anything: for `berth schema` and `berth new`. */
#ifndef BERTH_DRIVER_KINDS_H
#define BERTH_DRIVER_KINDS_H

#include "driver/project.h"
#include "schema/export.h"

struct kinds {
	struct project project;
	/* Kinds of tenants first, then Fleet, then those of bases. The layers are those of
	 * all tiers, clusters, rings and their bases. */
	struct export export;
	size_t ntenants;
	const struct val *fleet;   /* the checked document, defaults filled in; NULL: not read */
};

/* Loads the schemas below the root, and with `fleet` also fleet.yaml with the defaults
 * of the bases that its rings name. Reports what is wrong, and returns false then. */
bool kinds_open(struct kinds *k, struct arena *a, struct diags *ds, int rootfd, bool fleet);

/* The kind of this name, or of this name in lower case; NULL when there is none. */
const struct export_kind *kinds_named(const struct kinds *k, struct slice name);

/* The specs that the fleet lays under a tenant of this kind in this cluster, tier
 * and ring; NULL in `where` for all of them. In the run's arena. */
struct kinds_where {
	const struct val *cluster, *tier, *ring;   /* their entries in fleet.yaml */
	struct slice kind;
};
void kinds_layers(struct kinds *k, const struct kinds_where *where, struct export *out);

/* clusters, tiers or rings of fleet.yaml; an empty list when there are none. */
const struct val *kinds_places(const struct kinds *k, const char *list);

#endif
