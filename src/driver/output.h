/* SPDX-License-Identifier: Apache-2.0 */
/* output.h - private to driver: objects into the bytes of files. */
#ifndef BERTH_DRIVER_OUTPUT_H
#define BERTH_DRIVER_OUTPUT_H

#include "driver/tenant.h"

/* Fills t->outputs: the objects grouped by file in the order of the contents
 * page, each file headed by the mark, and kustomization.yaml. */
bool output_emit(struct tenant *t);

#endif
