/* SPDX-License-Identifier: Apache-2.0 */
/* api.h - the kinds that a cluster knows, by its Kubernetes version and the
 * custom resources of the project.
 *
 * Read from schemas/kubernetes/VERSION.json and schemas/crds (made by
 * tools/bundle; forms in doc/design/language.md §1). Each kind is compiled
 * when it is first asked for; safe from any thread. */
#ifndef BERTH_SCHEMA_API_H
#define BERTH_SCHEMA_API_H

#include "schema/schema.h"

struct api_kind {
	const struct schema *schema;
	bool namespaced;
	bool custom;    /* from a CustomResourceDefinition */
};

struct api;

/* Opens the kinds of a Kubernetes version ("1.34"). The arena must be used by
 * nobody else afterwards: the api allocates in it under its own lock. A
 * missing or broken bundle is reported (`from`: the place that named the
 * version) and gives NULL; `ds` is not kept. */
struct api *api_open(struct arena *a, struct diags *ds, int rootfd, struct slice version, struct span from);

/* How the rules of custom resources are compiled (expr/rule.h's rules_compile):
 * each schema gets its own when it is first asked for. Before any thread starts;
 * without, they have none. */
void api_rules(struct api *api, const struct rules *(*compile)(struct arena *a, struct diags *ds, const struct schema *s,
                                                             unsigned flags));

/* The kind, or NULL when the cluster does not know it. A broken bundle file
 * is reported into `ds` once. */
const struct api_kind *api_kind(struct api *api, struct diags *ds, struct slice api_version, struct slice kind);

/* The nearest known "apiVersion/kind" to a wrong one, for a note; ptr NULL
 * when none is near. It is the api's; the arena is for scratch. */
struct slice api_nearest(struct api *api, struct arena *a, struct slice api_version, struct slice kind);

/* Frees the lock; the memory is the arena's. */
void api_close(struct api *api);

#endif
