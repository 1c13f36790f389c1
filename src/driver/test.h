/* SPDX-License-Identifier: Apache-2.0 */
/* test.h - running the tests that bases carry (doc/design/language.md §7).
 *
 * Each version of a base is compiled once. A case is compiled as a tenant is,
 * up to verified objects, and what comes of it is compared with what the case
 * expects. Nothing is written, out/ and tenants/ are not looked at. */
#ifndef BERTH_DRIVER_TEST_H
#define BERTH_DRIVER_TEST_H

#include "driver/project.h"

/* One case that was run. All text is the run's. */
struct test_outcome {
	struct slice test, name;   /* metadata.name of the file, name of the case */
	bool passed;
};

/* One version of a base. */
struct test_base {
	struct slice id;           /* "web/1.0.0" */
	VEC(struct test_outcome) cases;   /* in the order of paths and lines */
	size_t failed;             /* of cases */
	bool loaded;               /* false: the base, its fleet or a test file has mistakes (in the messages) */
};

struct test_options {
	int rootfd;                      /* the project's root */
	const struct slice *bases;       /* "web" for all versions, "web/1.0.0"; none: all there are */
	size_t nbases;
	struct slice only;               /* "topology" or "topology/three-pods"; "": all */
};

struct test_run {
	VEC(struct test_base) bases;     /* in the order of names and versions (by bytes) */
	struct alone alone;              /* internal: what messages may point into */
};

/* Runs the tests. Messages (B10xx for what differs; those of the compiler for
 * bases that have mistakes) go into `ds`, sorted; their places stay valid as
 * long as `a` and until test_end. All passed when ds->errors is 0. */
void test_run(struct arena *a, struct diags *ds, const struct test_options *o, struct test_run *out);
void test_end(struct test_run *r);

#endif
