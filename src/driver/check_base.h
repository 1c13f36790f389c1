/* SPDX-License-Identifier: Apache-2.0 */
/* check_base.h - one version of a base alone, whether or not a ring uses it. */
#ifndef BERTH_DRIVER_CHECK_BASE_H
#define BERTH_DRIVER_CHECK_BASE_H

#include "driver/project.h"

/* Compiles the base `id` ("web/1.1.0") and holds it against what every
 * cluster of the fleet knows. Reads schemas/, fleet.yaml and the folder of that
 * base: other bases and the tenants are not looked at. Reports everything that
 * is wrong, sorted, and returns whether nothing is. `alone` is filled in, and
 * closed by the caller when the messages are printed. */
bool driver_check_base(struct arena *a, struct diags *ds, int rootfd, struct slice id, struct alone *alone);

#endif
