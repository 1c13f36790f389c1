/* SPDX-License-Identifier: Apache-2.0 */
/* recover_test.c - journals as a dead run left them, and as an enemy would
 * write them: only files of ours below out/ may move or go. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "publish/bench.h"
#include "publish/journal.h"
#include "publish/publish.h"
#include "publish/tree.h"

enum { FEW = 8 };

/* The journal with these lines, closed by a right last line. */
static struct slice
sealed(struct arena *a, const char *lines)
{
	struct slice body = arena_printf(a, "berth-journal 1\n%s", lines);
	char hex[SHA256_HEX];
	size_t n = 0;

	for (const char *p = lines; *p; p++)
		n += *p == '\n';
	sha256_hex(body, hex);
	return arena_printf(a, "%.*send %zu %.*s\n", SLICE_FMT(body), n, SHA256_HEX, hex);
}

static void
leave_behind(struct bench *b, const struct fixture_file *stage, struct slice journal)
{
	int fd;

	mkdirat(b->f.fd, "out", 0777);
	mkdirat(b->f.fd, "out/.berth", 0777);
	mkdirat(b->f.fd, "out/.berth/stage", 0777);
	fixture_put(&b->f, "out/.berth/stage", stage);
	fd = openat(b->f.fd, "out/.berth/journal", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, journal.ptr, journal.len), (ssize_t)journal.len);
	close(fd);
}

struct recover_case {
	const char *name;
	struct fixture_file out[FEW], stage[FEW];
	const char *journal;       /* its lines between the first and the last */
	struct fixture_file after[FEW];
	const char *messages;      /* NULL: the run can begin, silently */
};

#define GIVE_UP "note: start again when that is mended; or remove 'out/.berth' to give that run up\n"
#define AWAY "note: move it away, then start again\n"

static const struct recover_case recovers[] = {
	{ "nothing done yet",
	  { { "c/a/x.yaml", "1", false }, { "c/a/old.yaml", "1", false }, FIXTURE_END },
	  { { "c/a/x.yaml", "2", false }, { "c/a/n.yaml", "3", false }, { "c/b/x.yaml", "4", false }, FIXTURE_END },
	  "dir c/b\nchange c/a/x.yaml\nnew c/a/n.yaml\ndelete c/a/old.yaml\n",
	  { { "c/a/x.yaml", "2", false }, { "c/a/n.yaml", "3", false }, { "c/b/x.yaml", "4", false }, FIXTURE_END },
	  NULL },
	{ "half done",
	  { { "c/a/x.yaml", "2", false }, { "c/a/old.yaml", "1", false }, { "c/b/x.yaml", "4", false }, FIXTURE_END },
	  { { "c/a/n.yaml", "3", false }, FIXTURE_END },
	  "dir c/b\nchange c/a/x.yaml\nnew c/a/n.yaml\ndelete c/a/old.yaml\n",
	  { { "c/a/x.yaml", "2", false }, { "c/a/n.yaml", "3", false }, { "c/b/x.yaml", "4", false }, FIXTURE_END },
	  NULL },
	{ "all done", { { "c/a/x.yaml", "2", false }, FIXTURE_END }, { FIXTURE_END },
	  "dir c/b\nchange c/a/x.yaml\ndelete c/a/old.yaml\n", { { "c/a/x.yaml", "2", false }, FIXTURE_END }, NULL },
	{ "last deletion empties its folders", { { "c/a/b/x.yaml", "2", false }, { "y.yaml", "1", false }, FIXTURE_END },
	  { FIXTURE_END }, "delete c/a/b/x.yaml\n", { { "y.yaml", "1", false }, FIXTURE_END }, NULL },
	{ "an empty journal", { { "x.yaml", "1", false }, FIXTURE_END }, { { "y.yaml", "1", false }, FIXTURE_END }, "",
	  { { "x.yaml", "1", false }, FIXTURE_END }, NULL },
	{ "folder removed since", { { "x.yaml", "1", false }, FIXTURE_END }, { { "c/a/x.yaml", "2", false }, FIXTURE_END },
	  "change c/a/x.yaml\ndelete c/a/y.yaml\n", { { "x.yaml", "1", false }, FIXTURE_END }, NULL },
	{ "foreign file where ours goes", { { "c/x.yaml", "mine", true }, FIXTURE_END },
	  { { "c/x.yaml", "2", false }, FIXTURE_END }, "new c/x.yaml\n", { { "c/x.yaml", "mine", true }, FIXTURE_END },
	  "out/c/x.yaml: error: stands where a run that was interrupted is to put new output [B0821]\n" AWAY },
	{ "foreign file to be replaced", { { "c/x.yaml", "mine", true }, FIXTURE_END },
	  { { "c/x.yaml", "2", false }, FIXTURE_END }, "change c/x.yaml\n", { { "c/x.yaml", "mine", true }, FIXTURE_END },
	  "out/c/x.yaml: error: stands where a run that was interrupted is to put new output [B0821]\n" AWAY },
	{ "foreign folder where ours goes", { { "c/d/README", "mine", true }, FIXTURE_END },
	  { { "c/d/x.yaml", "2", false }, FIXTURE_END }, "dir c/d\n", { { "c/d/README", "mine", true }, FIXTURE_END },
	  "out/c/d: error: stands where a run that was interrupted is to put new output [B0821]\n" AWAY },
	{ "foreign file where a folder goes", { { "c", "mine", true }, FIXTURE_END },
	  { { "c/x.yaml", "2", false }, FIXTURE_END }, "dir c\n", { { "c", "mine", true }, FIXTURE_END },
	  "out/c: error: stands where a run that was interrupted is to put new output [B0821]\n" AWAY },
	{ "foreign file to be deleted", { { "c/x.yaml", "mine", true }, FIXTURE_END }, { FIXTURE_END },
	  "delete c/x.yaml\n", { { "c/x.yaml", "mine", true }, FIXTURE_END }, NULL },
	{ "folder to be deleted as a file", { { "c/x.yaml", "1", false }, FIXTURE_END }, { FIXTURE_END },
	  "delete c\n", { { "c/x.yaml", "1", false }, FIXTURE_END }, NULL },
	{ "staged file without the mark", { { "c/y.yaml", "1", false }, FIXTURE_END },
	  { { "c/x.yaml", "evil", true }, FIXTURE_END }, "new c/x.yaml\n", { { "c/y.yaml", "1", false }, FIXTURE_END },
	  "out/c/x.yaml: error: a run that was interrupted cannot be completed: Invalid argument [B0821]\n" GIVE_UP },
	{ "staged folder that is a file", { { "y.yaml", "1", false }, FIXTURE_END },
	  { { "c", "evil", true }, FIXTURE_END }, "dir c\n", { { "y.yaml", "1", false }, FIXTURE_END },
	  "out/c: error: a run that was interrupted cannot be completed: Invalid argument [B0821]\n" GIVE_UP },
};

static void
recover_row(void **state)
{
	const struct recover_case *c = *state;
	struct publish *p;
	struct bench b;

	bench_open(&b);
	fixture_put(&b.f, "out", c->out);
	leave_behind(&b, c->stage, sealed(&b.arena, c->journal));
	p = start(&b, false);
	if (p)
		publish_close(p);
	assert_string_equal(fixture_messages(&b.diags, &b.got), c->messages ? c->messages : "");
	assert_int_equal(p != NULL, c->messages == NULL);
	assert_string_equal(fixture_dump(&b.f, "out", &b.got), fixture_want(c->after, NULL, &b.want));
	/* what cannot be completed is not thrown away */
	assert_int_equal(faccessat(b.f.fd, "out/.berth/journal", F_OK, 0) == 0, c->messages != NULL);
	bench_close(&b);
}

/* What is moved away lets the next run complete. */
static void
cure_works(void **state)
{
	static const struct fixture_file mine[] = { { "c/x.yaml", "mine", true }, FIXTURE_END };
	static const struct fixture_file staged[] = { { "c/x.yaml", "2", false }, FIXTURE_END };
	struct publish *p;
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "out", mine);
	leave_behind(&b, staged, sealed(&b.arena, "new c/x.yaml\n"));
	assert_null(start(&b, false));
	assert_int_equal(renameat(b.f.fd, "out/c/x.yaml", b.f.fd, "x.yaml"), 0);
	p = start(&b, false);
	assert_non_null(p);
	publish_close(p);
	assert_out(&b, staged, NULL);
	bench_close(&b);
}

struct text_case {
	const char *name;
	const char *lines;   /* sealed, unless they bring a first line */
	const char *replace; /* the text of the journal as it is; NULL: lines sealed */
};

#define HEAD "berth-journal 1\n"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* None of these may be carried out. */
static const struct text_case bad_texts[] = {
	{ "empty", NULL, "" },
	{ "first line only", NULL, HEAD },
	{ "no last line", NULL, HEAD "new c/x.yaml\n" },
	{ "cut in a line", NULL, HEAD "new c/x.ya" },
	{ "another hash", NULL, HEAD "new c/x.yaml\nend 1 " ZEROS "\n" },
	{ "no hash", NULL, HEAD "new c/x.yaml\nend 1\n" },
	{ "another version", NULL, "berth-journal 2\nend 0 " ZEROS "\n" },
	{ "unknown word", "link c/x.yaml\n", NULL },
	{ "empty line", "new c/x.yaml\n\n", NULL },
	{ "no path", "new \n", NULL },
	{ "absolute path", "delete /etc/passwd\n", NULL },
	{ "path out of out/", "delete ../victim.yaml\n", NULL },
	{ "path that comes back", "delete c/../../out/c/x.yaml\n", NULL },
	{ "unclean path", "delete c//x.yaml\n", NULL },
	{ "own folder", "delete .berth/journal\n", NULL },
	{ "carriage return", "delete c/x.yaml\r\n", NULL },
};

static void
bad_text_row(void **state)
{
	static const struct fixture_file victim[] = { { "victim.yaml", "1", false }, FIXTURE_END };
	static const struct fixture_file out[] = { { "c/x.yaml", "1", false }, FIXTURE_END };
	static const struct fixture_file staged[] = { { "c/x.yaml", "2", false }, FIXTURE_END };
	const struct text_case *c = *state;
	struct publish *p;
	struct bench b;

	bench_open(&b);
	fixture_put(&b.f, ".", victim);
	fixture_put(&b.f, "out", out);
	leave_behind(&b, staged, c->replace ? slice_of(c->replace) : sealed(&b.arena, c->lines));
	p = start(&b, false);
	assert_non_null(p);
	publish_close(p);
	assert_string_equal(fixture_messages(&b.diags, &b.got), "");
	assert_out(&b, out, NULL);
	assert_int_equal(faccessat(b.f.fd, "victim.yaml", F_OK, 0), 0);
	bench_close(&b);
}

/* Links planted on the way lead nowhere. */
static void
links_are_not_followed(void **state)
{
	static const struct fixture_file victim[] = { { "e/x.yaml", "1", false }, { "y.yaml", "1", false }, FIXTURE_END };
	static const char *const journals[] = { "delete c/x.yaml\n", "delete c/e/x.yaml\n", "delete l.yaml\n",
		                                "new c/y.yaml\n", "change l.yaml\n", "dir c/e\n", "new s.yaml\n" };
	struct publish *p;
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof(journals) / sizeof(journals[0]); i++) {
		bench_open(&b);
		fixture_put(&b.f, "victim", victim);
		leave_behind(&b, (struct fixture_file[]){ { "c/y.yaml", "2", false }, { "l.yaml", "2", false },
		                                          { "c/e/z.yaml", "2", false }, FIXTURE_END },
		             sealed(&b.arena, journals[i]));
		symlinkat("../victim", b.f.fd, "out/c");
		symlinkat("../victim/y.yaml", b.f.fd, "out/l.yaml");
		symlinkat("../../../victim/y.yaml", b.f.fd, "out/.berth/stage/s.yaml");
		p = start(&b, false);
		if (p)
			publish_close(p);
		assert_string_equal(fixture_dump(&b.f, "victim", &b.got), fixture_want(victim, NULL, &b.want));
		assert_string_equal(fixture_dump(&b.f, "out", &b.got), "c -> ../victim\nl.yaml -> ../victim/y.yaml\n");
		bench_close(&b);
	}
}

static void
berth_folder_is_a_link(void **state)
{
	static const struct fixture_file victim[] = { { "stage/x.yaml", "1", false }, { "journal", "1", false }, FIXTURE_END };
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "victim", victim);
	mkdirat(b.f.fd, "out", 0777);
	symlinkat("../victim", b.f.fd, "out/.berth");
	assert_null(start(&b, false));
	assert_int_equal(b.diags.errors, 1);
	assert_string_equal(fixture_dump(&b.f, "victim", &b.got), fixture_want(victim, NULL, &b.want));
	bench_close(&b);
}

/* What is not ours in .berth stays, and does no harm. */
static void
foreign_in_berth_folder(void **state)
{
	static const struct fixture_file offered[] = { { "c/x.yaml", "1", false }, FIXTURE_END };
	struct publish_result r;
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "out/.berth", (struct fixture_file[]){ { "notes", "mine", true }, FIXTURE_END });
	for (int i = 0; i < 2; i++)
		assert_int_equal(fixture_publish(b.f.fd, offered, &b.diags, &r), FIXTURE_OK);
	assert_string_equal(fixture_messages(&b.diags, &b.got), "");
	assert_string_equal(fixture_dump(&b.f, "out/.berth", &b.got), "notes = mine\n");
	bench_close(&b);
}

static void
dry_run_only_warns(void **state)
{
	static const struct fixture_file out[] = { { "c/x.yaml", "1", false }, FIXTURE_END };
	static const struct fixture_file staged[] = { { "c/x.yaml", "2", false }, FIXTURE_END };
	struct publish_result r;
	struct publish *p;
	struct bench b;

	(void)state;
	bench_open(&b);
	fixture_put(&b.f, "out", out);
	leave_behind(&b, staged, sealed(&b.arena, "change c/x.yaml\n"));
	p = start(&b, true);
	assert_non_null(p);
	assert_int_equal(add(&b, p, "c/x.yaml", "1"), PUBLISH_SAME);
	publish_prune(p, true, NULL, 0);
	assert_true(publish_commit(p, &b.diags, &r));
	assert_int_equal(r.deleted, 0);
	publish_close(p);
	assert_string_equal(fixture_messages(&b.diags, &b.got),
	                    "out: warning: a run was interrupted while it switched; the next 'berth build' completes it"
	                    " [B0822]\n");
	assert_string_equal(fixture_dump(&b.f, "out", &b.got), fixture_want(out, NULL, &b.want));
	assert_int_equal(faccessat(b.f.fd, "out/.berth/journal", F_OK, 0), 0);
	bench_close(&b);
}

static void
journal_round_trip(void **state)
{
	struct journal_entry entries[] = {
		{ .op = JOURNAL_DIR, .path = SLICE_INIT("a b/c") }, { .op = JOURNAL_NEW, .path = SLICE_INIT("d") },
		{ .op = JOURNAL_CHANGE, .path = SLICE_INIT("end 1 x") }, { .op = JOURNAL_DELETE, .path = SLICE_INIT("delete e") },
	};
	struct journal j = { entries, 4 }, back;
	struct arena a = ARENA_INIT;
	struct buf text = BUF_INIT;

	(void)state;
	journal_format(&text, &j);
	assert_true(journal_parse(&a, buf_slice(&text), &back));
	assert_int_equal(back.n, j.n);
	for (size_t i = 0; i < j.n; i++) {
		assert_int_equal(back.entries[i].op, entries[i].op);
		assert_true(slice_eq(back.entries[i].path, entries[i].path));
		assert_int_equal(back.entries[i].path.ptr[back.entries[i].path.len], '\0');
	}
	/* no beginning of it will do, nor anything behind it */
	for (size_t n = 0; n < text.len; n++)
		assert_false(journal_parse(&a, (struct slice){ text.ptr, n }, &back));
	buf_char(&text, '\n');
	assert_false(journal_parse(&a, buf_slice(&text), &back));
	buf_fini(&text);
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "publish-recover" };

	ADD_CASES(&s, recovers, recover_row);
	ADD_TEST(&s, cure_works);
	ADD_CASES(&s, bad_texts, bad_text_row);
	ADD_TEST(&s, links_are_not_followed);
	ADD_TEST(&s, berth_folder_is_a_link);
	ADD_TEST(&s, foreign_in_berth_folder);
	ADD_TEST(&s, dry_run_only_warns);
	ADD_TEST(&s, journal_round_trip);
	return suite_run(&s);
}
