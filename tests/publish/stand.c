/* SPDX-License-Identifier: Apache-2.0 */
/* stand.c - the scenarios, and what must hold after each trial. */
#include "publish/stand.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct scenario scenarios[] = {
	{ "everything at once", false, false,
	  { { "README", "mine", true }, { "c/a/values.yaml", "a: 1\n", true }, { "c/gone/notes", "mine", true }, FIXTURE_END },
	  { { "c/a/x.yaml", "1", false }, { "c/a/y.yaml", "1", false }, { "c/a/same.yaml", "1", false },
	    { "c/b/x.yaml", "1", false }, { "c/emptied/deep/x.yaml", "1", false }, { "c/gone/x.yaml", "1", false },
	    { "top.yaml", "1", false }, FIXTURE_END },
	  { { "c/a/x.yaml", "2", false }, { "c/a/y.yaml", "22", false }, { "c/a/same.yaml", "1", false },
	    { "c/a/new.yaml", "2", false }, { "c/b/x.yaml", "2", false }, { "c/n/x.yaml", "2", false },
	    { "c/n/m/x.yaml", "2", false }, { "d/a/x.yaml", "2", false }, { "top.yaml", "2", false }, FIXTURE_END } },
	{ "from nothing", true, false, { FIXTURE_END }, { FIXTURE_END },
	  { { "c/a/x.yaml", "1", false }, { "c/b/x.yaml", "1", false }, { "d/a/x.yaml", "1", false },
	    { "top.yaml", "1", false }, FIXTURE_END } },
	{ "beside foreign files", false, false, { { "README", "mine", true }, { "c/notes", "mine", true }, FIXTURE_END },
	  { FIXTURE_END }, { { "c/a/x.yaml", "1", false }, { "c/x.yaml", "1", false }, { "d/x.yaml", "1", false }, FIXTURE_END } },
	{ "only deletions", false, false, { { "c/notes", "mine", true }, FIXTURE_END },
	  { { "c/x.yaml", "1", false }, { "d/e/x.yaml", "1", false }, { "d/f/x.yaml", "1", false }, FIXTURE_END },
	  { { "d/f/x.yaml", "1", false }, FIXTURE_END } },
	{ "many folders", false, true, { FIXTURE_END },
	  { { "c/1/x.yaml", "1", false }, { "c/2/x.yaml", "1", false }, { "c/3/x.yaml", "1", false },
	    { "c/4/x.yaml", "1", false }, { "c/5/x.yaml", "1", false }, { "c/6/x.yaml", "1", false },
	    { "c/7/x.yaml", "1", false }, { "c/8/x.yaml", "1", false }, { "c/9/x.yaml", "1", false }, FIXTURE_END },
	  { { "c/1/x.yaml", "2", false }, { "c/2/x.yaml", "2", false }, { "c/3/x.yaml", "2", false },
	    { "c/4/x.yaml", "2", false }, { "c/5/x.yaml", "2", false }, { "c/6/x.yaml", "2", false },
	    { "c/7/x.yaml", "2", false }, { "c/8/x.yaml", "2", false }, { "c/9/x.yaml", "2", false }, FIXTURE_END } },
	{ "nothing to do", false, false, { FIXTURE_END }, { { "c/x.yaml", "1", false }, FIXTURE_END },
	  { { "c/x.yaml", "1", false }, FIXTURE_END } },
};

const struct scenario *
stand_scenarios(size_t *n)
{
	*n = sizeof(scenarios) / sizeof(scenarios[0]);
	return scenarios;
}

void
stand_complain(struct stand *t, const char *fmt, ...)
{
	va_list ap;

	/* the first few say enough */
	if (t->wrong++ >= 5)
		return;
	printf("# %s: ", t->s->name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

void
stand_finish_test(struct stand *t, const char *what, size_t tried)
{
	printf("%sok %u - %s: %s (%zu)\n", t->wrong ? "not " : "", ++t->tests, t->s->name, what, tried);
	fflush(stdout);
	t->failed += t->wrong != 0;
	t->wrong = 0;
}

void
stand_print(const char *label, const char *tree)
{
	printf("#   %s:\n", label);
	while (*tree) {
		size_t n = strcspn(tree, "\n");

		printf("#     %.*s\n", (int)n, tree);
		tree += n + (tree[n] == '\n');
	}
}

void
stand_set_up(struct stand *t)
{
	fixture_open(&t->f);
	if (!t->s->absent)
		mkdirat(t->f.fd, "out", 0777);
	fixture_put(&t->f, "out", t->s->foreign);
	fixture_put(&t->f, "out", t->s->old);
}

int
stand_publish(void *ctx)
{
	struct stand *t = ctx;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct publish_result r;
	bool ok = fixture_publish(t->f.fd, t->s->new, &ds, &r) == FIXTURE_OK;
	int status = ok ? (ds.errors ? DONE_BUT_REPORTED : DONE) : ds.errors ? REPORTED : SILENT;

	arena_free(&a);
	return status;
}

bool
stand_recover(struct stand *t)
{
	struct publish_options o = { .out = SLICE_LIT("out"), .max_delete = SIZE_MAX };
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct publish *p = publish_open(&ds, t->f.fd, &o);
	bool ok = p && ds.errors == 0;

	if (!ok)
		stand_complain(t, "recovery says: %s", fixture_messages(&ds, &t->got));
	if (p)
		publish_close(p);
	arena_free(&a);
	return ok;
}

const char *
stand_dump(struct stand *t)
{
	char *from, *to, *line;

	fixture_dump(&t->f, "out", &t->got);
	for (from = to = t->got.ptr; *from; from = line) {
		size_t n;

		line = strchr(from, '\n') + 1;
		n = (size_t)(line - from);
		if (n >= 2 && (from[n - 2] == '/' || (n == 2 && from[0] == '-')))
			continue;
		memmove(to, from, n);
		to += n;
	}
	*to = '\0';
	return t->got.ptr;
}

bool
stand_has(struct stand *t, const char *path)
{
	return faccessat(t->f.fd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void
stand_expect_next_run(struct stand *t, const char *when, size_t i)
{
	int status = stand_publish(t);

	if (status != DONE)
		stand_complain(t, "%s %zu: the next run gives %d", when, i, status);
	if (strcmp(stand_dump(t), t->new.ptr) != 0) {
		stand_complain(t, "%s %zu: the next run leaves another tree", when, i);
		stand_print("got", t->got.ptr);
	}
	if (stand_has(t, "out/.berth"))
		stand_complain(t, "%s %zu: the next run leaves .berth", when, i);
}

void
stand_expect_whole(struct stand *t, const char *when, size_t i)
{
	bool journal = stand_has(t, "out/.berth/journal");
	const char *tree = stand_dump(t);

	if (!journal && strcmp(tree, t->old.ptr) != 0 && strcmp(tree, t->new.ptr) != 0) {
		stand_complain(t, "%s %zu: no journal, but a mixture", when, i);
		stand_print("got", tree);
	}
	if (!stand_has(t, "out"))
		return;
	stand_recover(t);
	tree = stand_dump(t);
	if (strcmp(tree, t->old.ptr) != 0 && strcmp(tree, t->new.ptr) != 0) {
		stand_complain(t, "%s %zu: a mixture after recovery", when, i);
		stand_print("got", tree);
	}
	if (stand_has(t, "out/.berth"))
		stand_complain(t, "%s %zu: recovery leaves .berth", when, i);
}

size_t
stand_nth_call(const struct inject_outcome *calls, int call, size_t n)
{
	for (size_t i = 0; i < calls->calls; i++)
		if (calls->call[i] == call && --n == 0)
			return i;
	return calls->calls;
}

size_t
stand_switch_start(const struct inject_outcome *calls)
{
	return stand_nth_call(calls, SYS_fsync, 2) + 1;
}
