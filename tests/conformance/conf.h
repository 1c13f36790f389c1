/* SPDX-License-Identifier: Apache-2.0 */
/* conf.h - what a conformance suite is to its runner.
 *
 * A suite reads a folder in one of the formats of a neutral collection
 * (doc/conformance.md names them) and says of each case whether it passed.
 * Cases that are known to deviate stand with a reason in
 * tests/conformance/deviations/SUITE.txt ("id<TAB>reason"); one that is listed
 * but passes is a failure, so that the list only shrinks. */
#ifndef BERTH_TEST_CONF_H
#define BERTH_TEST_CONF_H

#include "base/map.h"
#include "diag/diag.h"
#include "value/val.h"

struct conf {
	struct arena *arena;
	const char *suite;
	const char *dir;
	struct map deviations;      /* id -> reason (struct slice *) */
	struct map met;             /* ids of deviations that did deviate */
	size_t passed, failed, skipped, deviated;
	bool verbose;
};

/* Reports one case. `detail` says what differed when !ok; printf-like. */
void conf_case(struct conf *c, struct slice id, bool ok, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* A case that says nothing about us (as disabled upstream), with the reason. */
void conf_skip(struct conf *c, struct slice id, const char *reason);

/* Reads dir/name: a JSON file, or one JSON value a line (fn is called for
 * each). Exits with a message when the file is missing or broken. */
const struct val *conf_json(struct conf *c, const char *name);
void conf_lines(struct conf *c, const char *name, void (*fn)(struct conf *c, const struct val *line));

/* The text of dir/name. */
struct slice conf_text(struct conf *c, const char *name);

/* A value as compact JSON, for details. */
struct slice conf_show(struct conf *c, const struct val *v);

struct conf_suite {
	const char *name;
	void (*run)(struct conf *c);
};

#define CONF_SUITE(suite_name) void conf_run_##suite_name(struct conf *c)
/* One line a suite here, one in the table of run.c, one file each. */
CONF_SUITE(yaml_test_suite);
CONF_SUITE(yaml_emitter);
CONF_SUITE(structural);
CONF_SUITE(json_schema);
CONF_SUITE(crd_instances);
CONF_SUITE(merge);
CONF_SUITE(cel_spec);
CONF_SUITE(cel_spec_disagreements);
CONF_SUITE(cel_kubernetes);

#endif
