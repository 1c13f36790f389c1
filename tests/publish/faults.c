/* SPDX-License-Identifier: Apache-2.0 */
/* faults.c - publishing is killed at every system call it makes, each of its
 * calls fails once in several ways, another run comes in between, and power
 * goes. Whatever happens, out/ is the old tree or, at the latest after the
 * next run began, the new one; never something between, and what is foreign
 * stays. Speaks TAP. BERTH_FAULTS_ALL in the environment tries every
 * combination instead of a fair sample. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "publish/stand.h"

static const int errors[] = { ENOSPC, EACCES, EROFS, EIO, ENOSYS, EPERM, EMFILE };
enum { NERRORS = sizeof(errors) / sizeof(errors[0]) };

/* The calls of an undisturbed run; false: injection does not work here. */
static bool
count_calls(struct stand *t, struct inject_outcome *out)
{
	struct inject none = { .kind = INJECT_NOTHING };
	bool ok;

	stand_set_up(t);
	ok = inject_run(stand_publish, t, &none, out);
	if (ok && (out->status != DONE || strcmp(stand_dump(t), t->new.ptr) != 0))
		stand_complain(t, "an undisturbed run gives %d", out->status);
	fixture_close(&t->f);
	return ok;
}

static void
killed_everywhere(struct stand *t, const struct inject_outcome *calls)
{
	size_t tried = 0;

	for (size_t i = 0; i < calls->calls; i++) {
		struct inject what = { .kind = INJECT_KILL, .at = i };
		struct inject_outcome out;

		if (!t->thorough && !inject_changes(calls->call[i]))
			continue;
		stand_set_up(t);
		inject_run(stand_publish, t, &what, &out);
		if (!out.killed)
			stand_complain(t, "call %zu did not come", i);
		stand_expect_whole(t, "killed at", i);
		stand_expect_next_run(t, "killed at", i);
		fixture_close(&t->f);
		tried++;
	}
	stand_finish_test(t, "killed at each call", tried);
}

/* A run that was killed at call i, and the one that recovers, which meets
 * `what`. */
static void
die_then(struct stand *t, size_t i, const struct inject *what, struct inject_outcome *out)
{
	struct inject kill = { .kind = INJECT_KILL, .at = i };

	stand_set_up(t);
	inject_run(stand_publish, t, &kill, out);
	inject_run(stand_publish, t, what, out);
}

/* Every call of the recovering run is met with `kind`. */
static size_t
recovery_meets(struct stand *t, size_t i, enum inject_kind kind)
{
	struct inject none = { .kind = INJECT_NOTHING };
	struct inject_outcome calls, out;
	size_t tried = 0;

	die_then(t, i, &none, &calls);
	if (calls.status != DONE)
		stand_complain(t, "recovery gives %d", calls.status);
	fixture_close(&t->f);
	for (size_t k = 0; k < calls.calls; k++) {
		struct inject what = { .kind = kind, .at = k, .err = errors[k % NERRORS] };

		if (kind == INJECT_KILL && !inject_changes(calls.call[k]))
			continue;
		if (kind == INJECT_ERROR && !t->thorough && (i + k) % 3)
			continue;
		die_then(t, i, &what, &out);
		if (kind == INJECT_ERROR && out.status != DONE && out.status != REPORTED)
			stand_complain(t, "recovery with %s failing: status %d", inject_name(out.call[k]), out.status);
		stand_expect_whole(t, "recovery met it at", k);
		stand_expect_next_run(t, "recovery met it at", k);
		fixture_close(&t->f);
		tried++;
	}
	return tried;
}

static void
recovery_is_hit(struct stand *t, const struct inject_outcome *calls)
{
	size_t start = stand_switch_start(calls);
	size_t step = t->thorough ? 1 : calls->calls / 4 + 1, tried = 0;

	for (size_t i = start; i < calls->calls; i += step)
		tried += recovery_meets(t, i, INJECT_KILL);
	stand_finish_test(t, "killed, and again while recovering", tried);
	tried = 0;
	for (size_t i = start; i < calls->calls; i += step)
		tried += recovery_meets(t, i, INJECT_ERROR);
	stand_finish_test(t, "killed, and a call of the recovery fails", tried);
}

/* A failing call: an error and the old tree, or no error and the new one. */
static void
expect_after_error(struct stand *t, const struct inject *what, const struct inject_outcome *out)
{
	const char *call = inject_name(out->call[what->at < INJECT_CALLS ? what->at : 0]);
	const char *want = out->status == DONE ? t->new.ptr : t->old.ptr;

	if (out->status != DONE && out->status != REPORTED)
		stand_complain(t, "%s (call %zu) gives '%s': status %d", call, what->at, strerror(what->err), out->status);
	if (strcmp(stand_dump(t), want) != 0) {
		stand_complain(t, "%s (call %zu) gives '%s': status %d, but another tree", call, what->at,
		         strerror(what->err), out->status);
		stand_print("got", t->got.ptr);
	}
	stand_expect_next_run(t, call, what->at);
}

static void
each_call_fails(struct stand *t, size_t calls)
{
	size_t ways = t->thorough ? NERRORS : t->s->repeats ? 1 : 3, tried = 0;

	for (size_t i = 0; i < calls; i++) {
		for (size_t e = 0; e < ways; e++, tried++) {
			/* in turn, so that neighbours of a kind meet all */
			struct inject what = { .kind = INJECT_ERROR, .at = i, .err = errors[(i * ways + e) % NERRORS] };
			struct inject_outcome out;

			stand_set_up(t);
			inject_run(stand_publish, t, &what, &out);
			expect_after_error(t, &what, &out);
			fixture_close(&t->f);
		}
	}
	stand_finish_test(t, "each call fails", tried);
}

/* Several calls in a row fail, so that taking back fails as well. */
static void
calls_fail_in_a_row(struct stand *t, const struct inject_outcome *calls)
{
	static const size_t rows[] = { 1, 2, 4, 100000 };
	size_t tried = 0;

	for (size_t i = stand_nth_call(calls, SYS_syncfs, 1); i < calls->calls; i++) {
		for (size_t k = t->thorough ? 0 : i % 4; k < 4; k += t->thorough ? 1 : 4, tried++) {
			struct inject what = { .kind = INJECT_ERROR, .at = i, .err = errors[(i + k) % NERRORS],
				               .more = rows[k] };
			struct inject_outcome out;

			stand_set_up(t);
			inject_run(stand_publish, t, &what, &out);
			if (out.status != DONE && out.status != REPORTED)
				stand_complain(t, "%zu calls fail from %zu: status %d", rows[k] + 1, i, out.status);
			stand_expect_whole(t, "many fail from", i);
			stand_expect_next_run(t, "many fail from", i);
			fixture_close(&t->f);
		}
	}
	stand_finish_test(t, "several calls in a row fail", tried);
}

/* A step fails, and the run dies while it takes the others back. */
static void
killed_taking_back(struct stand *t, const struct inject_outcome *calls)
{
	size_t tried = 0, step = t->thorough ? 1 : t->s->repeats ? 7 : 3;

	for (size_t i = stand_switch_start(calls); i < calls->calls; i += step) {
		struct inject what = { .kind = INJECT_ERROR, .at = i, .err = EIO };
		struct inject_outcome out;

		if (!inject_changes(calls->call[i]))
			continue;
		for (what.kill_at = i + 1; what.kill_at < i + 40; what.kill_at += step, tried++) {
			stand_set_up(t);
			inject_run(stand_publish, t, &what, &out);
			stand_expect_whole(t, "killed taking back at", what.kill_at);
			stand_expect_next_run(t, "killed taking back at", what.kill_at);
			fixture_close(&t->f);
			if (!out.killed)
				break;
		}
	}
	stand_finish_test(t, "killed while taking back", tried);
}

/* What was switched is durable before the journal goes. */
static void
synced_before_the_end(struct stand *t, const struct inject_outcome *calls)
{
	size_t last = 0, syncs = 0;

	for (size_t i = stand_switch_start(calls); i < calls->calls; i++) {
		const char *name = inject_name(calls->call[i]);

		if (!strncmp(name, "rename", 6))
			last = i;
	}
	for (size_t i = last + 1; last && i < calls->calls && calls->call[i] != SYS_unlinkat; i++)
		syncs += calls->call[i] == SYS_fsync || calls->call[i] == SYS_syncfs;
	if (last && !syncs)
		stand_complain(t, "nothing is made durable behind the last rename (call %zu)", last);
	stand_finish_test(t, "the switch is durable before the journal goes", syncs);
}

/* A second run while the first one is held at some call. */
static void
come_between(void *ctx)
{
	struct stand *t = ctx;
	struct buf before = BUF_INIT, after = BUF_INIT, text = BUF_INIT;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct publish_result r;
	bool berth = stand_has(t, "out/.berth");

	fixture_dump(&t->f, "out", &before);
	if (fixture_publish(t->f.fd, t->s->new, &ds, &r) == FIXTURE_OK)
		stand_complain(t, "a second run got in");
	else if (!strstr(fixture_messages(&ds, &text), "another run of berth is at work here [B0802]"))
		stand_complain(t, "a second run says: %s", text.ptr);
	if (strcmp(before.ptr, fixture_dump(&t->f, "out", &after)) != 0 || stand_has(t, "out/.berth") != berth)
		stand_complain(t, "a second run changed something");
	buf_fini(&before);
	buf_fini(&after);
	buf_fini(&text);
	arena_free(&a);
}

static void
second_run_between(struct stand *t, const struct inject_outcome *calls)
{
	size_t i = 0, tried = 0;

	while (i < calls->calls && calls->call[i] != SYS_flock)
		i++;
	if (i == calls->calls)
		stand_complain(t, "nothing is locked");
	/* behind the lock; the last calls close descriptors, that of the lock last */
	for (i++; i + 1 < calls->calls; i += t->thorough ? 1 : 7, tried++) {
		struct inject what = { .kind = INJECT_HOLD, .at = i, .held = come_between, .ctx = t };
		struct inject_outcome out;

		stand_set_up(t);
		inject_run(stand_publish, t, &what, &out);
		if (out.status != DONE)
			stand_complain(t, "disturbed at %zu, the first run gives %d", i, out.status);
		stand_expect_next_run(t, "disturbed at", i);
		fixture_close(&t->f);
	}
	stand_finish_test(t, "a second run comes in between", tried);
}

/* Several at once, for real; each is patient. */
static void
crowd(struct stand *t)
{
	enum { RUNS = 6, TURNS = 10 };
	pid_t pids[RUNS];

	stand_set_up(t);
	for (size_t i = 0; i < RUNS; i++) {
		pids[i] = fork();
		for (size_t k = 0; pids[i] == 0 && k < TURNS; k++) {
			int status;

			while ((status = stand_publish(t)) == REPORTED)
				usleep(1000);
			if (status != DONE)
				_exit(status);
		}
		if (pids[i] == 0)
			_exit(0);
	}
	for (size_t i = 0; i < RUNS; i++) {
		int status = -1;

		waitpid(pids[i], &status, 0);
		if (status != 0)
			stand_complain(t, "one of many runs gives %d", status);
	}
	stand_expect_next_run(t, "crowd", 0);
	fixture_close(&t->f);
	stand_finish_test(t, "many runs at once", RUNS);
}

/* A real disk that is full after some bytes of a file. */
static int
publish_limited(void *ctx)
{
	struct rlimit limit = { 20, 20 };

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	return stand_publish(ctx);
}

static void
file_cut_short(struct stand *t)
{
	struct inject none = { .kind = INJECT_NOTHING };
	struct inject_outcome out;

	stand_set_up(t);
	inject_run(publish_limited, t, &none, &out);
	if (out.status != REPORTED || strcmp(stand_dump(t), t->old.ptr) != 0)
		stand_complain(t, "with a limit on files: status %d", out.status);
	stand_expect_next_run(t, "limit", 0);
	fixture_close(&t->f);
	stand_finish_test(t, "a file is written in part", 1);
}

static unsigned
run_all(struct stand *t)
{
	struct inject_outcome *calls = malloc(sizeof(*calls));
	size_t n;
	const struct scenario *all = stand_scenarios(&n);

	for (size_t i = 0; i < n; i++) {
		t->s = &all[i];
		fixture_want(t->s->foreign, t->s->old, &t->old);
		fixture_want(t->s->foreign, t->s->new, &t->new);
		if (!count_calls(t, calls)) {
			printf("1..0 # SKIP no seccomp user notifications here: %s\n", strerror(errno));
			break;
		}
		killed_everywhere(t, calls);
		each_call_fails(t, calls->calls);
		calls_fail_in_a_row(t, calls);
		killed_taking_back(t, calls);
		synced_before_the_end(t, calls);
		recovery_is_hit(t, calls);
		power_cut(t, calls);
		if (!t->s->absent)
			second_run_between(t, calls);
		crowd(t);
		if (strcmp(t->old.ptr, t->new.ptr) != 0 && t->s->new[1].path)
			file_cut_short(t);
	}
	free(calls);
	return t->failed;
}

/* Freed memory that the address sanitizer holds back would be copied by
 * each of thousands of forks. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "quarantine_size_mb=0:thread_local_quarantine_size_kb=0";
}

int
main(void)
{
	struct stand t = { .thorough = getenv("BERTH_FAULTS_ALL") != NULL };
	unsigned failed = run_all(&t);

	if (t.tests)
		printf("1..%u\n", t.tests);
	buf_fini(&t.old);
	buf_fini(&t.new);
	buf_fini(&t.got);
	return failed != 0;
}
