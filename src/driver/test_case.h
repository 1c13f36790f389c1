/* SPDX-License-Identifier: Apache-2.0 */
/* test_case.h - private to driver: one case of a test of a base. */
#ifndef BERTH_DRIVER_TEST_CASE_H
#define BERTH_DRIVER_TEST_CASE_H

#include "driver/tenant.h"

/* A test file of a base, checked. */
struct test_file {
	struct slice name;             /* metadata.name */
	const struct source *src;
	const struct val *spec;
};

/* What the cases of a base share. */
struct testing {
	struct arena *arena;           /* the run's: messages and what they point into */
	struct diags *diags;           /* of the base */
	const struct base *base;
	const struct val *fleet;       /* the document, as written */
	const struct project *schemas; /* and nothing else */
	struct project project;        /* with that fleet, and the base in place of all others */
};

struct test_case {
	struct testing *testing;
	const struct test_file *file;
	const struct val *val;         /* its item of spec.cases */
	struct slice name;
	struct arena *arena;           /* its own */
	struct project own;            /* when its fleet is not that of all tests */
	const struct project *project;
	struct diags said;             /* by the compiler */
	struct tenant tenant;
	bool compiled;                 /* tenant.rendered is good */
};

/* Runs one case, of which testing, file, val, name and arena are given. Returns
 * whether it passed; else messages say why. Its arena may be reset afterwards. */
bool test_case_run(struct test_case *c);

/* Compares the objects with `objects`, `absent` and `count` of the case, and what the
 * base says of failures with `failures`. */
bool test_expect_objects(struct test_case *c, const struct val *expect);

/* Compares one object with what is wanted of it. */
bool test_compare(struct test_case *c, const struct object *o, const struct val *want);

/* Compares what was said with `errors` and `warnings` of the case. */
bool test_expect_said(struct test_case *c, const struct val *expect);

/* Reports a failure of the case into the messages of the base. */
struct diag *test_fail(struct test_case *c, enum diag_code code, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
