/* SPDX-License-Identifier: Apache-2.0 */
/* publish_test.c - the life of a run: who may run beside whom, what goes,
 * what is shown, what is left behind. What a kill or a failing call does is
 * tried in tests/publish/faults.c. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish/bench.h"
#include "publish/publish.h"

static void
out_is_a_file(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, ".", (struct fixture_file[]){ { "out", "mine", true }, FIXTURE_END });
	assert_null(start(&b, false));
	assert_string_equal(fixture_messages(&b.diags, &b.got),
	                    "out: error: is no directory [B0801]\nnote: move the file away; berth makes the directory\n");
	bench_close(&b);
}

static void
out_is_a_link(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	mkdirat(b.f.fd, "elsewhere", 0777);
	symlinkat("elsewhere", b.f.fd, "out");
	assert_null(start(&b, false));
	assert_string_equal(fixture_messages(&b.diags, &b.got),
	                    "out: error: is a symbolic link [B0801]\n"
	                    "note: output goes only to a directory of the project itself\n");
	bench_close(&b);
}

static void
out_leads_out(void **state)
{
	struct publish_options o = { .out = SLICE_LIT("../out") };
	struct bench b;

	(void)state;
	bench_open(&b);
	assert_null(publish_open(&b.diags, b.f.fd, &o));
	assert_string_equal(fixture_messages(&b.diags, &b.got),
	                    "error: the output directory '../out' leads out of the directory [B0801]\n");
	bench_close(&b);
}

#define LOCKED                                                                   \
	"out: error: another run of berth is at work here [B0802]\n"             \
	"note: wait until it has ended, then start again\n"

/* Who may run beside whom. */
static void
second_run_stops(void **state)
{
	struct publish *first, *second;
	struct bench b;

	(void)state;
	bench_open(&b);
	mkdirat(b.f.fd, "out", 0777);
	first = start(&b, false);
	assert_non_null(first);
	assert_null(start(&b, false));
	assert_string_equal(fixture_messages(&b.diags, &b.got), LOCKED);
	assert_null(start(&b, true));
	publish_close(first);
	first = start(&b, true);
	second = start(&b, true);
	assert_non_null(first);
	assert_non_null(second);
	assert_null(start(&b, false));
	publish_close(first);
	publish_close(second);
	first = start(&b, false);
	assert_non_null(first);
	publish_close(first);
	bench_close(&b);
}

/* Both began when there was no out/: who makes it first goes on. */
static void
second_cold_run_stops(void **state)
{
	static const struct fixture_file after[] = { { "c/x.yaml", "1", false }, FIXTURE_END };
	struct publish *first, *second;
	struct publish_result r;
	struct bench b;

	(void)state;
	bench_open(&b);
	first = start(&b, false);
	second = start(&b, false);
	assert_int_equal(add(&b, first, "c/x.yaml", "1"), PUBLISH_NEW);
	assert_int_equal(add(&b, second, "c/x.yaml", "2"), PUBLISH_FAILED);
	assert_string_equal(fixture_messages(&b.diags, &b.got),
	                    "out: error: was made by somebody else meanwhile [B0802]\nnote: start again\n");
	assert_int_equal(add(&b, second, "c/y.yaml", "2"), PUBLISH_FAILED);
	assert_int_equal(b.diags.errors, 1);
	assert_false(publish_commit(second, &b.diags, &r));
	publish_close(second);
	assert_true(publish_commit(first, &b.diags, &r));
	publish_close(first);
	assert_out(&b, after, NULL);
	bench_close(&b);
}

/* A run that does not commit leaves nothing, not even out/. */
static void
no_commit_no_trace(void **state)
{
	static const struct fixture_file before[] = { { "c/x.yaml", "1", false }, FIXTURE_END };
	struct publish *p;
	struct bench b;

	(void)state;
	bench_open(&b);
	p = start(&b, false);
	assert_int_equal(add(&b, p, "c/d/x.yaml", "1"), PUBLISH_NEW);
	assert_int_equal(faccessat(b.f.fd, "out/.berth/stage/c/d/x.yaml", F_OK, 0), 0);
	publish_close(p);
	assert_string_equal(fixture_dump(&b.f, "out", &b.got), "-\n");
	fixture_put(&b.f, "out", before);
	p = start(&b, false);
	assert_int_equal(add(&b, p, "c/x.yaml", "2"), PUBLISH_CHANGED);
	assert_int_equal(add(&b, p, "c/y.yaml", "2"), PUBLISH_NEW);
	publish_close(p);
	assert_out(&b, before, NULL);
	bench_close(&b);
}

static void
times_are_kept(void **state)
{
	static const struct fixture_file files[] = { { "c/x.yaml", "1", false }, { "c/y.yaml", "1", false }, FIXTURE_END };
	static const struct fixture_file other[] = { { "c/x.yaml", "1", false }, { "c/y.yaml", "2", false }, FIXTURE_END };
	struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	struct publish_result r;
	struct stat x, y;
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "out", files);
	utimensat(b.f.fd, "out/c/x.yaml", old, 0);
	utimensat(b.f.fd, "out/c/y.yaml", old, 0);
	assert_int_equal(fixture_publish(b.f.fd, other, &b.diags, &r), FIXTURE_OK);
	assert_int_equal(fstatat(b.f.fd, "out/c/x.yaml", &x, 0), 0);
	assert_int_equal(fstatat(b.f.fd, "out/c/y.yaml", &y, 0), 0);
	assert_int_equal(x.st_mtim.tv_sec, 1000000000);
	assert_int_not_equal(y.st_mtim.tv_sec, 1000000000);
	bench_close(&b);
}

/* Only what deletions emptied goes; a folder that was empty stays. */
static void
empty_folders_stay(void **state)
{
	struct publish_result r;
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "out", (struct fixture_file[]){ { "c/a/x.yaml", "1", false }, FIXTURE_END });
	mkdirat(b.f.fd, "out/d", 0777);
	mkdirat(b.f.fd, "out/c/e", 0777);
	assert_int_equal(fixture_publish(b.f.fd, (struct fixture_file[]){ FIXTURE_END }, &b.diags, &r), FIXTURE_OK);
	assert_string_equal(fixture_dump(&b.f, "out", &b.got), "c/e/\nd/\n");
	bench_close(&b);
}

static void
narrowed_prune(void **state)
{
	static const struct fixture_file before[] = {
		{ "c/a/x.yaml", "1", false }, { "c/ab/x.yaml", "1", false }, { "c/b/x.yaml", "1", false },
		{ "c/b/d/y.yaml", "1", false }, { "d/a/x.yaml", "1", false }, FIXTURE_END
	};
	static const struct fixture_file after[] = {
		{ "c/ab/x.yaml", "1", false }, { "c/b/x.yaml", "1", false }, { "d/a/x.yaml", "1", false }, FIXTURE_END
	};
	/* a folder twice, one inside another, one that is not there, one that is a file */
	const struct slice scopes[] = { SLICE_LIT("c/a"), SLICE_LIT("c/a"), SLICE_LIT("c/b"), SLICE_LIT("c/b/d"),
		                        SLICE_LIT("c/missing"), SLICE_LIT("c/ab/x.yaml"), SLICE_LIT("../out") };
	struct publish_result r;
	struct publish *p;
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "out", before);
	p = start(&b, false);
	assert_int_equal(add(&b, p, "c/b/x.yaml", "1"), PUBLISH_SAME);
	publish_prune(p, false, scopes, sizeof(scopes) / sizeof(scopes[0]));
	assert_true(publish_commit(p, &b.diags, &r));
	publish_close(p);
	assert_int_equal(r.deleted, 2);
	assert_out(&b, after, NULL);
	bench_close(&b);
}

static void
max_delete_stops(void **state)
{
	static const struct fixture_file before[] = {
		{ "c/1.yaml", "1", false }, { "c/2.yaml", "1", false }, { "c/3.yaml", "1", false },
		{ "c/4.yaml", "1", false }, { "c/5.yaml", "1", false }, { "c/6.yaml", "1", false }, FIXTURE_END
	};
	struct publish_options o = { .out = SLICE_LIT("out"), .max_delete = 5 };
	struct publish_result r;
	struct publish *p;
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "out", before);
	p = publish_open(&b.diags, b.f.fd, &o);
	assert_int_equal(add(&b, p, "c/new.yaml", "1"), PUBLISH_NEW);
	publish_prune(p, true, NULL, 0);
	assert_false(publish_commit(p, &b.diags, &r));
	publish_close(p);
	assert_string_equal(fixture_messages(&b.diags, &b.got),
	                    "error: 6 files of 'out' would be deleted, more than the 5 that --max-delete allows [B0809]\n"
	                    "note: out/c/1.yaml\nnote: out/c/2.yaml\nnote: out/c/3.yaml\nnote: out/c/4.yaml\n"
	                    "note: out/c/5.yaml\nnote: and 1 more\nnote: when that is meant, use --max-delete=6\n");
	assert_out(&b, before, NULL);
	o.max_delete = 6;
	p = publish_open(&b.diags, b.f.fd, &o);
	publish_prune(p, true, NULL, 0);
	assert_true(publish_commit(p, &b.diags, &r));
	publish_close(p);
	bench_close(&b);
}

static void
note_change(void *ctx, struct slice path, struct slice old, struct slice new)
{
	struct buf *log = ctx;

	buf_printf(log, "%.*s: %.*s -> %.*s\n", SLICE_FMT(path),
	           (int)(old.len ? 2 : 0), old.len ? old.ptr + old.len - 2 : "",
	           (int)(new.len ? 2 : 0), new.len ? new.ptr + new.len - 2 : "");
}

static const struct fixture_file diff_before[] = {
	{ "c/a.yaml", "1", false }, { "c/b.yaml", "1", false }, { "c/d.yaml", "1", false }, { "c/z.yaml", "1", false },
	FIXTURE_END
};
#define DIFF "b/n.yaml:  -> 5\n\nc/a.yaml: 1\n -> 2\n\nc/d.yaml: 1\n -> \nc/e.yaml:  -> 3\n\nc/z.yaml: 1\n -> \n"

static void
visit(bool dry)
{
	struct buf log = BUF_INIT;
	struct publish_result r;
	struct publish *p;
	struct bench b;

	bench_open(&b);
	fixture_put(&b.f, "out", diff_before);
	p = start(&b, dry);
	add(&b, p, "c/e.yaml", "3");
	add(&b, p, "c/a.yaml", "2");
	add(&b, p, "b/n.yaml", "5");
	add(&b, p, "c/b.yaml", "1");
	publish_prune(p, true, NULL, 0);
	assert_true(publish_visit(p, &b.diags, note_change, &log));
	buf_char(&log, '\0');
	assert_string_equal(log.ptr, DIFF);
	if (dry) {
		assert_true(publish_commit(p, &b.diags, &r));
		assert_int_equal(r.written, 3);
		assert_int_equal(r.unchanged, 1);
		assert_int_equal(r.deleted, 2);
	}
	publish_close(p);
	assert_out(&b, diff_before, NULL);
	buf_fini(&log);
	bench_close(&b);
}

static void
visit_dry(void **state)
{
	(void)state;
	visit(true);
}

static void
visit_staged(void **state)
{
	(void)state;
	visit(false);
}

static void
dry_creates_nothing(void **state)
{
	struct publish_result r;
	struct publish *p;
	struct bench b;

	(void)state;
	bench_open(&b);
	p = start(&b, true);
	assert_int_equal(add(&b, p, "c/x.yaml", "1"), PUBLISH_NEW);
	assert_int_equal(add(&b, p, "c/x.yaml", "1"), PUBLISH_NEW);
	assert_int_equal(add(&b, p, "c/x.yaml", "2"), PUBLISH_FAILED);
	assert_false(publish_commit(p, &b.diags, &r));
	publish_close(p);
	assert_string_equal(fixture_dump(&b.f, ".", &b.got), "");
	bench_close(&b);
}

enum { THREADS = 4, EACH = 300 };

struct worker {
	struct publish *p;
	struct arena arena;
	struct diags diags;
	size_t number, failed;
};

static void *
work(void *ctx)
{
	struct worker *w = ctx;

	for (size_t i = 0; i < EACH; i++) {
		/* its own folders, and one file that all offer */
		struct slice path = arena_printf(&w->arena, "c%zu/t%zu/%zu.yaml", i % 3, w->number * 10 + i % 10, i);
		struct slice same = arena_printf(&w->arena, "shared/%zu.yaml", i);

		w->failed += publish_add(w->p, &w->diags, path, fixture_bytes(&w->arena, "1"), NULL) != PUBLISH_NEW;
		w->failed += publish_add(w->p, &w->diags, same, fixture_bytes(&w->arena, "1"), NULL) != PUBLISH_NEW;
	}
	return NULL;
}

static void
many_threads(void **state)
{
	struct worker workers[THREADS];
	pthread_t threads[THREADS];
	struct publish_result r;
	struct publish *p;
	struct bench b;

	(void)state;
	bench_open(&b);
	p = start(&b, false);
	for (size_t i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .p = p, .number = i };
		workers[i].diags = DIAGS_INIT(&workers[i].arena);
		assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(workers[i].failed, 0);
		arena_free(&workers[i].arena);
	}
	assert_true(publish_commit(p, &b.diags, &r));
	assert_int_equal(r.written, THREADS * EACH + EACH);
	publish_close(p);
	bench_close(&b);
}

int
main(void)
{
	struct suite s = { .name = "publish" };

	ADD_TEST(&s, out_is_a_file);
	ADD_TEST(&s, out_is_a_link);
	ADD_TEST(&s, out_leads_out);
	ADD_TEST(&s, second_run_stops);
	ADD_TEST(&s, second_cold_run_stops);
	ADD_TEST(&s, no_commit_no_trace);
	ADD_TEST(&s, times_are_kept);
	ADD_TEST(&s, empty_folders_stay);
	ADD_TEST(&s, narrowed_prune);
	ADD_TEST(&s, max_delete_stops);
	ADD_TEST(&s, visit_dry);
	ADD_TEST(&s, visit_staged);
	ADD_TEST(&s, dry_creates_nothing);
	ADD_TEST(&s, many_threads);
	return suite_run(&s);
}
