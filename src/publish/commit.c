/* SPDX-License-Identifier: Apache-2.0 */
/* commit.c - from staged files to the new tree. The order is the proof: all
 * bytes durable, then the journal durable, then the renames, then those
 * durable, then no journal. See doc/design/publish.md. */
#include "publish/publish_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "publish/switch.h"

enum { DELETES_SHOWN = 5 };

static int
files_by_path(const void *a, const void *b)
{
	return slice_cmp((*(struct out_file *const *)a)->path, (*(struct out_file *const *)b)->path);
}

struct out_file **
publish_differing(struct publish *p, struct arena *a, size_t *n)
{
	struct out_file **all = arena_new_n(a, p->files.len, struct out_file *);

	*n = 0;
	for (size_t i = 0; i < p->files.len; i++) {
		struct out_file *f = p->files.entries[i].value;

		if (f->state == FILE_NEW || f->state == FILE_CHANGED)
			all[(*n)++] = f;
	}
	qsort(all, *n, sizeof(struct out_file *), files_by_path);
	return all;
}

static bool
too_many_deletes(struct publish *p, struct diags *ds)
{
	struct diag *d;

	if (p->stale.len <= p->max_delete)
		return false;
	d = diag_report(ds, DIAG_PUBLISH_DELETES, SPAN_NONE,
	                "%zu files of '%.*s' would be deleted, more than the %zu that --max-delete allows",
	                p->stale.len, SLICE_FMT(p->out), p->max_delete);
	for (size_t i = 0; i < p->stale.len && i < DELETES_SHOWN; i++)
		diag_note(ds, d, SPAN_NONE, "%.*s/%.*s", SLICE_FMT(p->out), SLICE_FMT(p->stale.ptr[i]));
	if (p->stale.len > DELETES_SHOWN)
		diag_note(ds, d, SPAN_NONE, "and %zu more", p->stale.len - DELETES_SHOWN);
	diag_note(ds, d, SPAN_NONE, "when that is meant, use --max-delete=%zu", p->stale.len);
	return true;
}

static void
count(const struct publish *p, struct publish_result *r)
{
	for (size_t i = 0; i < p->files.len; i++) {
		const struct out_file *f = p->files.entries[i].value;

		r->written += f->state == FILE_NEW || f->state == FILE_CHANGED;
		r->unchanged += f->state == FILE_SAME || f->state == FILE_KEPT;
	}
	r->deleted = p->stale.len;
}

static int
entries_by_path(const void *a, const void *b)
{
	return slice_cmp(((const struct journal_entry *)a)->path, ((const struct journal_entry *)b)->path);
}

/* What is to be done: a new directory moves as a whole, then nothing below
 * it needs an entry. Deletions come last. */
static struct journal
plan(struct publish *p)
{
	VEC(struct journal_entry) all = { 0 };
	struct arena *a = &p->arena;

	for (size_t i = 0; i < p->dirs.len; i++) {
		const struct out_dir *d = p->dirs.entries[i].value;

		if (d->staged && d->state == DIR_NEW && d->parent->state == DIR_OLD)
			vec_push(a, &all, (struct journal_entry){ .op = JOURNAL_DIR, .path = d->path });
	}
	for (size_t i = 0; i < p->files.len; i++) {
		const struct out_file *f = p->files.entries[i].value;

		if (f->state == FILE_CHANGED)
			vec_push(a, &all, (struct journal_entry){ .op = JOURNAL_CHANGE, .path = f->path });
		else if (f->state == FILE_NEW && f->dir->state == DIR_OLD)
			vec_push(a, &all, (struct journal_entry){ .op = JOURNAL_NEW, .path = f->path });
	}
	if (all.len)
		qsort(all.ptr, all.len, sizeof(*all.ptr), entries_by_path);
	for (size_t i = 0; i < p->stale.len; i++)
		vec_push(a, &all, (struct journal_entry){ .op = JOURNAL_DELETE, .path = p->stale.ptr[i] });
	return (struct journal){ all.ptr, all.len };
}

static int
sync_fd(int fd)
{
	return fsync(fd) < 0 ? errno : 0;
}

/* The directory in which out/ stands. */
static int
sync_above(const struct publish *p)
{
	char dir[TREE_PATH];
	int fd, err;

	fd = tree_open(p->rootfd, tree_cstr(dir, path_dir(p->out)), O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return errno;
	err = sync_fd(fd);
	close(fd);
	return err;
}

/* All that was staged, and the way to it. */
static int
sync_stage(struct publish *p)
{
	int err;

	if (syncfs(p->stagefd) == 0)
		return 0;
	if (errno != ENOSYS)
		return errno;
	err = tree_sync(p->berthfd, STAGE_DIR);
	if (!err)
		err = sync_fd(p->berthfd);
	if (!err)
		err = sync_fd(p->outfd);
	return err || !p->created ? err : sync_above(p);
}

static int
write_journal(struct publish *p, struct slice text)
{
	int fd = openat(p->berthfd, JOURNAL_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	int err;

	if (fd < 0)
		return errno;
	err = file_write_all(fd, text);
	if (!err)
		err = sync_fd(fd);
	if (close(fd) < 0 && !err)
		err = errno;
	return err ? err : sync_fd(p->berthfd);
}

int
publish_drop_journal(struct publish *p)
{
	if (unlinkat(p->berthfd, JOURNAL_NAME, 0) < 0 && errno != ENOENT)
		return errno;
	return sync_fd(p->berthfd);
}

/* Nothing was switched, or all was taken back: without the journal it never
 * happened. With it, the next run carries it out. */
static void
call_off(struct publish *p, struct diags *ds, struct diag *d)
{
	p->kept = publish_drop_journal(p) != 0;
	diag_note(ds, d, SPAN_NONE, p->kept ? "the next run of 'berth build' puts the new output in place"
	                                    : "the output is as it was before");
}

static void
switch_failed(struct switcher *s, struct diags *ds, size_t done, int err)
{
	struct publish *p = s->p;
	const struct journal *j = s->journal;
	bool all = done == j->n;
	struct slice path = all ? SLICE_LIT("") : j->entries[done].path;
	bool deletes = !all && j->entries[done].op == JOURNAL_DELETE;
	struct diag *d;

	d = publish_complain(p, ds, DIAG_PUBLISH_SWITCH, path,
	                     all       ? "the new output cannot be made durable"
	                     : deletes ? "cannot be removed"
	                               : "cannot be put in place",
	                     err);
	if (err == EXDEV)
		diag_note(ds, d, SPAN_NONE, "everything in '%.*s' has to lie on one file system", SLICE_FMT(p->out));
	if (err == EEXIST || err == ENOTEMPTY)
		diag_note(ds, d, SPAN_NONE, "it has appeared since the run began");
	if (switch_undo(s, done) == 0 && switch_sync(p, j) == 0) {
		call_off(p, ds, d);
		return;
	}
	p->kept = true;
	diag_note(ds, d, SPAN_NONE, "the output is half switched; the next run of 'berth build' completes it");
}

/* Behind the journal. */
static bool
switch_all(struct switcher *s, struct diags *ds)
{
	size_t i = 0;
	int err = 0;

	while (i < s->journal->n && (err = switch_do(s, i)) == 0)
		i++;
	if (!err)
		err = switch_sync(s->p, s->journal);
	if (err)
		switch_failed(s, ds, i, err);
	return !err;
}

void
publish_finish(struct publish *p, struct diags *ds, const struct journal *j)
{
	int err;

	switch_remove_emptied(p, j);
	err = publish_drop_journal(p);
	if (!err)
		err = publish_wipe(p);
	if (err)
		publish_complain(p, ds, DIAG_PUBLISH_LEFTOVER, SLICE_LIT(BERTH_DIR),
		                 "cannot be removed; the next run tries again", err);
}

static bool
carry_out(struct publish *p, struct diags *ds, struct journal *j)
{
	struct switcher s;
	struct buf text = BUF_INIT;
	struct diag *d;
	bool ok = false;
	int err = switch_begin(&s, p, j);

	if (!err)
		err = sync_stage(p);
	if (!err) {
		journal_format(&text, j);
		err = write_journal(p, buf_slice(&text));
		buf_fini(&text);
	}
	if (err) {
		d = publish_complain(p, ds, DIAG_PUBLISH_STAGE, SLICE_LIT(BERTH_DIR), "cannot be written", err);
		call_off(p, ds, d);
	} else {
		ok = switch_all(&s, ds);
	}
	switch_end(&s);
	if (ok) {
		p->done = true;
		publish_finish(p, ds, j);
	}
	return ok;
}

bool
publish_commit(struct publish *p, struct diags *ds, struct publish_result *r)
{
	struct journal j;

	assert(!p->done && !p->kept);
	*r = (struct publish_result){ 0 };
	if (p->failed || !publish_find_stale(p, ds))
		return false;
	count(p, r);
	if (too_many_deletes(p, ds))
		return false;
	if (p->dry)
		return true;
	j = plan(p);
	if (j.n == 0) {
		p->done = true;
		return true;
	}
	return publish_stage_ready(p, ds) && carry_out(p, ds, &j);
}

bool
publish_stat_of(struct publish *p, struct slice path, struct publish_stat *st)
{
	struct stat found;
	char text[TREE_PATH];

	if (p->outfd < 0 || tree_path_fault(path) ||
	    fstatat(p->outfd, tree_cstr(text, path), &found, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(found.st_mode))
		return false;
	publish_stat_from(st, &found);
	return true;
}
