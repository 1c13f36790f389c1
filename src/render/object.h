/* SPDX-License-Identifier: Apache-2.0 */
/* object.h - an object of Kubernetes on its way to a file. */
#ifndef BERTH_RENDER_OBJECT_H
#define BERTH_RENDER_OBJECT_H

#include "base/vec.h"
#include "schema/api.h"
#include "value/val.h"

struct object {
	const struct val *val;          /* a map with apiVersion, kind and metadata.name */
	struct slice api_version, kind, name;
	struct slice namespace;         /* "" for objects of the cluster */
	const struct api_kind *known;   /* what the cluster says of the kind; NULL: unknown to it */
	struct slice file;              /* in the tenant's folder, or with cluster_scope in the cluster's */
	bool cluster_scope;
	struct span at;                 /* of its document in the base */
};

/* "StatefulSet/shop-db" in the arena, as messages call it. */
struct slice object_label(struct arena *a, const struct object *o);

/* Finds what the fields of o->val say; false when one is missing or no
 * string (which one is put into *missing). */
bool object_identify(struct object *o, const char **missing);

#endif
