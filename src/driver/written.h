/* SPDX-License-Identifier: Apache-2.0 */
/* written.h - private to driver: what people write into specs that no schema
 * can judge. */
#ifndef BERTH_DRIVER_WRITTEN_H
#define BERTH_DRIVER_WRITTEN_H

#include "driver/tenant.h"

/* The document with poison for what is reported: fields without a value
 * where the schema has no null, holes (specs have none), and whole objects
 * where a patch is wanted. Shares what does not change. */
const struct val *written_usable(struct tenant *t, const struct schema *s, const struct val *v);

#endif
