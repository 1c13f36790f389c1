/* SPDX-License-Identifier: Apache-2.0 */
/* stand.h - where publishing is tried: changes of small trees, runs in a
 * child, and what must hold afterwards. A wrong thing is told as a comment
 * of TAP and fails the test that stand_finish_test closes. */
#ifndef BERTH_TEST_PUBLISH_STAND_H
#define BERTH_TEST_PUBLISH_STAND_H

#include "publish/fixture.h"
#include "publish/inject.h"

enum { FEW = 16 };

/* One change of a tree. */
struct scenario {
	const char *name;
	bool absent;   /* there is no out/ before */
	bool repeats;  /* much of the same: a smaller sample will do */
	struct fixture_file foreign[FEW], old[FEW], new[FEW];
};

/* All of them; *n is set. */
const struct scenario *stand_scenarios(size_t *n);

/* The trees of a scenario as text, and the place where it happens. */
struct stand {
	const struct scenario *s;
	struct fixture f;
	struct buf old, new, got, plan;
	bool thorough;            /* every combination, for a night */
	unsigned tests, failed;   /* of the whole program */
	unsigned wrong;           /* of this test */
};

/* What the child says by its exit status. */
enum { DONE = 0, REPORTED = 1, SILENT = 2, DONE_BUT_REPORTED = 3 };

void stand_complain(struct stand *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void stand_print(const char *label, const char *tree);
void stand_finish_test(struct stand *t, const char *what, size_t tried);

/* A fresh place with the old tree; fixture_close ends it. */
void stand_set_up(struct stand *t);

/* A run as a whole that publishes the new tree, for inject_run; `ctx` is the
 * stand. Returns one of the statuses above. */
int stand_publish(void *ctx);

/* Only what every run begins with. */
bool stand_recover(struct stand *t);

/* out/ as text, in t->got. Folders that are empty are no files: Git does not
 * see them. */
const char *stand_dump(struct stand *t);

bool stand_has(struct stand *t, const char *path);

/* The next run finds its way from wherever the last one stopped. */
void stand_expect_next_run(struct stand *t, const char *when, size_t i);

/* After a death: the old tree, or what recovers to the new one. */
void stand_expect_whole(struct stand *t, const char *when, size_t i);

/* The number of the n-th (from 1) call of a kind; the number of calls when
 * there are not so many. */
size_t stand_nth_call(const struct inject_outcome *calls, int call, size_t n);

/* Where the journal is durable: behind its own fsync and its folder's. */
size_t stand_switch_start(const struct inject_outcome *calls);

/* power.c: the tests in which power goes. */
void power_cut(struct stand *t, const struct inject_outcome *calls);

#endif
