/* SPDX-License-Identifier: Apache-2.0 */
/* project.h - the small project of the golden cases, loaded once, for targets
 * that need everything around their input. */
#ifndef BERTH_FUZZ_PROJECT_H
#define BERTH_FUZZ_PROJECT_H

#include "driver/tenant.h"

/* A copy of the project in a temporary folder below TMPDIR (removed at exit), opened. */
int fuzz_project_open(void);

/* Compiles `text` as a tenant of `p`; everything is given back. What was
 * emitted is read again and must be what was rendered. */
void fuzz_tenant(const struct project *p, struct slice text);

#endif
