/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.h - private to driver: fleet.yaml into a project. */
#ifndef BERTH_DRIVER_FLEET_H
#define BERTH_DRIVER_FLEET_H

#include "driver/project.h"

/* Takes the clusters, tiers and rings of a checked and defaulted fleet.yaml,
 * loads the bases and the Kubernetes versions that they name, and reports
 * what does not exist. False when it is not even what tenants are looked up in
 * (reported). */
bool fleet_load(struct project *p, const struct val *doc);

#endif
