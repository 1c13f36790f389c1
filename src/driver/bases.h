/* SPDX-License-Identifier: Apache-2.0 */
/* bases.h - private to driver: which versions of bases there are. */
#ifndef BERTH_DRIVER_BASES_H
#define BERTH_DRIVER_BASES_H

#include "render/sibling.h"

/* "web/1.0.0" for each folder bases/web/1.0.0 with a base.yaml, sorted by bytes. */
struct names bases_list(struct arena *a, int rootfd);

/* Whether `id` is the version `wanted`, or one of the base `wanted`. */
bool bases_match(struct slice id, struct slice wanted);

/* Reports that there is no base `wanted` ("web" or "web/1.0.0"), with what was meant. */
void bases_unknown(struct diags *ds, enum diag_code code, struct names all, struct slice wanted);

#endif
