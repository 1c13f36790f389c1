/* SPDX-License-Identifier: Apache-2.0 */
/* inject.h - a piece of code run in a child whose system calls on files are
 * met one by one: let through, failed, answered by death, or held while
 * something else happens.
 *
 * It stands on seccomp's user notifications (Linux 5.5), which need no
 * privilege, work on every architecture and, unlike ptrace, beside the
 * leak checker. */
#ifndef BERTH_TEST_PUBLISH_INJECT_H
#define BERTH_TEST_PUBLISH_INJECT_H

#include <stdbool.h>
#include <stddef.h>

enum inject_kind {
	INJECT_NOTHING,
	INJECT_KILL,   /* SIGKILL in place of the call */
	INJECT_ERROR,  /* the call is not made and gives `err`; so `more` calls after it */
	INJECT_HOLD,   /* `held` is called, then the call goes on */
};

struct inject {
	enum inject_kind kind;
	size_t at;               /* the number of the call, from 0 */
	int err;
	size_t more;
	size_t kill_at;          /* INJECT_ERROR: this later call is answered by SIGKILL; 0: none */
	void (*held)(void *ctx);
	void *ctx;
};

enum { INJECT_CALLS = 4096 };

struct inject_outcome {
	bool killed;              /* by the injection */
	int status;               /* the child's exit status; -1: it died otherwise */
	size_t calls;             /* watched calls, up to the end */
	int call[INJECT_CALLS];   /* their numbers (SYS_...) */
};

/* Runs fn(ctx) in a child and exits with what it returns. False: this
 * machine cannot do it (errno), nothing was run. */
bool inject_run(int (*fn)(void *ctx), void *ctx, const struct inject *what, struct inject_outcome *out);

/* Whether a call may change a file or a directory; death between two such
 * calls is always the same death. */
bool inject_changes(int call);

/* The name of a watched call. */
const char *inject_name(int call);

#endif
