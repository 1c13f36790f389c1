/* SPDX-License-Identifier: Apache-2.0 */
/* kube_case.h - cases recorded from the API server's own pipeline: an
 * instance, what became of it, and what was wrong with it. Used by the
 * suites structural and crd_instances; their README says what the fields
 * mean, kube_case.c how answers are compared. */
#ifndef BERTH_TEST_KUBE_CASE_H
#define BERTH_TEST_KUBE_CASE_H

#include "conf.h"
#include "schema/schema.h"

/* Checks one case against a schema that was loaded as that of a resource, with
 * its rules attached. */
void kube_case(struct conf *c, struct slice id, const struct schema *s, const struct val *expected);

#endif
