/* SPDX-License-Identifier: Apache-2.0 */
/* proof.h - private to driver: bases are proven before tenants are compiled. */
#ifndef BERTH_DRIVER_PROOF_H
#define BERTH_DRIVER_PROOF_H

#include "driver/project.h"

/* Proves one base against all clusters of the fleet (a base for clusters: those
 * that name it). True when it has no error. */
bool proof_of_base(struct project *p, const struct base *base);

/* Proves all bases that the fleet names, whether or not a tenant uses them, and
 * notes which have errors (p->unproven): their tenants are checked, but not built. */
void proof_of_bases(struct project *p);

#endif
