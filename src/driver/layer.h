/* SPDX-License-Identifier: Apache-2.0 */
/* layer.h - private to driver: from a file to a complete spec. */
#ifndef BERTH_DRIVER_LAYER_H
#define BERTH_DRIVER_LAYER_H

#include "driver/tenant.h"

bool layer_read(struct tenant *t);
bool layer_find(struct tenant *t);
bool layer_merge(struct tenant *t);
bool layer_check(struct tenant *t);

/* The whole document, layers merged, defaults filled in; after layer_merge. */
const struct val *layer_document(struct tenant *t);

/* Whether it is one of berth's own kinds, which no tenant is of. */
bool layer_own_kind(struct slice kind);

/* One spec over another as layers are: `patches` is replaced as a whole, its
 * directives being for the objects. Either may be NULL. */
const struct val *layer_over(struct arena *a, struct diags *ds, const struct schema *schema, const struct val *lower,
                             const struct val *upper);

/* Says in a note for which tenant a mistake counts that is not in its own
 * file; on_diag of a check, with the tenant as its ctx. */
void layer_name_tenant(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path);

/* A cluster's own objects: metadata and spec from its entry in fleet.yaml. */
bool layer_cluster(struct tenant *t, const struct cluster *c);

#endif
