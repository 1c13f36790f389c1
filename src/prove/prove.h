/* SPDX-License-Identifier: Apache-2.0 */
/* prove.h - a base, checked once and without a tenant, for every spec that
 * its schema admits.
 *
 * The promise (design §2.3): a base that checks cannot emit, for any spec its
 * schema admits, an object that the API server refuses. It is kept by running
 * the base on types instead of values (abstract interpretation): the names
 * that a base can use have the types of their schemas; values, conditions and
 * rules are inferred (expr/infer.h); each resource becomes an object whose
 * holes are types, is patched by the features' patches with the merge that
 * tenants get, and is checked against the kind in each Kubernetes version of
 * the base's clusters.
 *
 * Every path: conditions of features split the world. The proof runs once for
 * each combination of features that can be (a condition that contradicts the
 * others is found dead and left out), fewest features first, so a mistake that
 * two features only make together is reported with the smallest combination
 * that makes it. includeWhen and the arms of ternaries narrow the types inside
 * of them. More than PROVE_COMBINATIONS are cut down to all pairs.
 *
 * What cannot be decided (an unknown function's range, a pattern too large) is
 * not reported here: verify/ sees it when the value is there. */
#ifndef BERTH_PROVE_PROVE_H
#define BERTH_PROVE_PROVE_H

#include "render/base.h"
#include "schema/api.h"

/* A Kubernetes version that the base's objects must be good for. */
struct prove_cluster {
	struct slice version;
	struct api *api;
};

struct prove {
	struct arena *arena;
	struct diags *diags;
	const struct base *base;
	const struct schema *kind;      /* of the document that the base is for */
	const struct schema *fleet;     /* of fleet.yaml; NULL: any */
	const struct prove_cluster *clusters;
	size_t nclusters;
};

enum { PROVE_COMBINATIONS = 512 };

/* Reports every mistake (B02xx to B06xx, B09xx), each once; true when none
 * is an error. */
bool prove_base(struct prove *p);

#endif
