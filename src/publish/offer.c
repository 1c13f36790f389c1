/* SPDX-License-Identifier: Apache-2.0 */
/* offer.c - taking output files from threads: comparing with what stands in
 * out/ and staging what differs. The lock guards the tables only; two
 * threads may look at the same directory at once and find the same. */
#include "publish/publish_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/path.h"

static void
look_at_dir(const struct publish *p, struct out_dir *d)
{
	switch (tree_kind_of(p->outfd, d->path.ptr, &d->err)) {
	case TREE_MISSING:
		d->state = DIR_NEW;
		return;
	case TREE_DIR:
		d->state = DIR_OLD;
		return;
	case TREE_LINK:
		d->state = DIR_LINK;
		break;
	case TREE_UNKNOWN:
		d->state = DIR_ERROR;
		break;
	case TREE_FILE:
	case TREE_OTHER:
		d->state = DIR_TAKEN;
		break;
	}
	d->culprit = d->path;
}

/* The directory at `path`, with all above it. Depth: TREE_DEPTH. */
static struct out_dir *
dir_of(struct publish *p, struct slice path)
{
	struct out_dir *d, fresh = { 0 };
	char text[TREE_PATH];

	pthread_mutex_lock(&p->lock);
	d = map_get(&p->dirs, path);
	pthread_mutex_unlock(&p->lock);
	if (d)
		return d;
	fresh.parent = dir_of(p, path_dir(path));
	fresh.path = (struct slice){ tree_cstr(text, path), path.len };
	fresh.state = fresh.parent->state;
	fresh.err = fresh.parent->err;
	fresh.culprit = fresh.parent->culprit;
	if (fresh.state == DIR_OLD && p->absent)
		fresh.state = DIR_NEW;
	else if (fresh.state == DIR_OLD)
		look_at_dir(p, &fresh);
	pthread_mutex_lock(&p->lock);
	d = map_get(&p->dirs, path);
	if (!d) {
		d = arena_new(&p->arena, struct out_dir);
		*d = fresh;
		d->path = arena_slice(&p->arena, path);
		if (fresh.culprit.ptr == fresh.path.ptr)
			d->culprit = d->path;
		map_put(&p->dirs, d->path, d);
	}
	pthread_mutex_unlock(&p->lock);
	return d;
}

static bool
dir_usable(const struct publish *p, struct diags *ds, const struct out_dir *d)
{
	struct diag *problem;

	switch (d->state) {
	case DIR_OLD:
	case DIR_NEW:
		return true;
	case DIR_LINK:
		problem = publish_complain(p, ds, DIAG_PUBLISH_WAY, d->culprit,
		                           "is a symbolic link where a directory is needed", 0);
		break;
	case DIR_TAKEN:
		problem = publish_complain(p, ds, DIAG_PUBLISH_WAY, d->culprit,
		                           "is a file where a directory is needed", 0);
		break;
	case DIR_ERROR:
	default:
		publish_complain(p, ds, DIAG_PUBLISH_READ, d->culprit, "cannot be looked at", d->err);
		return false;
	}
	diag_note(ds, problem, SPAN_NONE, "move it away, then start again");
	return false;
}

/* Something that is no regular file stands where one is to go. */
static enum file_state
in_the_way(struct publish *p, struct diags *ds, struct slice path, const char *what)
{
	struct diag *d = publish_complain(p, ds, DIAG_PUBLISH_WAY, path, what, 0);

	diag_note(ds, d, SPAN_NONE, "move it away, then start again");
	return FILE_FAILED;
}

static enum file_state
cannot_read(struct publish *p, struct diags *ds, struct slice path, int err)
{
	if (err == ELOOP)
		return in_the_way(p, ds, path, "is a symbolic link where a file is to be written");
	if (err == ENXIO)
		return in_the_way(p, ds, path, "is no regular file, but one is to be written there");
	publish_complain(p, ds, DIAG_PUBLISH_READ, path, "cannot be read", err);
	return FILE_FAILED;
}

static enum file_state
compare_open(struct publish *p, struct diags *ds, const struct out_file *f, int fd, struct slice bytes,
             struct stat *st)
{
	struct diag *d;
	int same = 0;

	if (fstat(fd, st) < 0)
		return cannot_read(p, ds, f->path, errno);
	if (S_ISDIR(st->st_mode))
		return in_the_way(p, ds, f->path, "is a directory where a file is to be written");
	if (!S_ISREG(st->st_mode))
		return cannot_read(p, ds, f->path, ENXIO);
	if ((uint64_t)st->st_size == bytes.len)
		same = tree_has_bytes(fd, 0, bytes);
	if (same > 0)
		return FILE_SAME;
	if (same == 0)
		same = tree_is_marked(fd);
	if (same < 0)
		return cannot_read(p, ds, f->path, errno);
	if (same > 0)
		return FILE_CHANGED;
	d = publish_complain(p, ds, DIAG_PUBLISH_FOREIGN, f->path, "was not written by berth, but output is to go there", 0);
	diag_note(ds, d, SPAN_NONE, "berth overwrites only files that begin with '%s'; move this one away", PUBLISH_MARK);
	return FILE_FAILED;
}

/* What to do with bytes for f, whose directory can be used. */
static enum file_state
compare(struct publish *p, struct diags *ds, const struct out_file *f, struct slice bytes, struct stat *st)
{
	enum file_state state;
	int fd;

	if (f->dir->state == DIR_NEW || p->absent)
		return FILE_NEW;
	fd = tree_open(p->outfd, f->path.ptr, O_RDONLY);
	if (fd < 0)
		return errno == ENOENT ? FILE_NEW : cannot_read(p, ds, f->path, errno);
	state = compare_open(p, ds, f, fd, bytes, st);
	close(fd);
	return state;
}

/* Makes the directory in the stage. Depth: TREE_DEPTH. */
static int
stage_dir(struct publish *p, struct out_dir *d)
{
	bool staged;
	int err;

	pthread_mutex_lock(&p->lock);
	staged = d->staged;
	pthread_mutex_unlock(&p->lock);
	if (staged)
		return 0;
	err = stage_dir(p, d->parent);
	if (err)
		return err;
	if (mkdirat(p->stagefd, d->path.ptr, 0777) < 0 && errno != EEXIST)
		return errno;
	pthread_mutex_lock(&p->lock);
	d->staged = true;
	pthread_mutex_unlock(&p->lock);
	return 0;
}

/* An unnamed file for the bytes of a dry run, which creates nothing. */
static int
open_spill(void)
{
	int fd = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("berth", MFD_CLOEXEC);
}

static int
write_at(int fd, struct slice bytes, uint64_t at)
{
	size_t done = 0;

	while (done < bytes.len) {
		ssize_t n = pwrite(fd, bytes.ptr + done, bytes.len - done, (off_t)(at + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		done += (size_t)n;
	}
	return 0;
}

/* Puts the bytes aside for publish_visit, which says so when that failed. */
static void
spill(struct publish *p, struct out_file *f, struct slice bytes)
{
	int fd, err = 0;

	pthread_mutex_lock(&p->lock);
	if (p->spillfd < 0 && !p->spill_err) {
		p->spillfd = open_spill();
		p->spill_err = p->spillfd < 0 ? errno : 0;
	}
	fd = p->spillfd;
	f->spilled = p->spilled;
	p->spilled += bytes.len;
	pthread_mutex_unlock(&p->lock);
	if (fd >= 0)
		err = write_at(fd, bytes, f->spilled);
	if (!err)
		return;
	pthread_mutex_lock(&p->lock);
	p->spill_err = err;
	pthread_mutex_unlock(&p->lock);
}

static bool
stage(struct publish *p, struct diags *ds, struct out_file *f, struct slice bytes)
{
	int err;

	if (p->dry) {
		spill(p, f, bytes);
		return true;
	}
	if (!publish_stage_ready(p, ds))
		return false;
	err = stage_dir(p, f->dir);
	if (!err)
		err = tree_write(p->stagefd, f->path.ptr, bytes);
	if (err)
		publish_complain(p, ds, DIAG_PUBLISH_STAGE, f->path, "cannot be written", err);
	return !err;
}

/* The record of a path, pending in the hands of the caller when *before is
 * FILE_KEPT (or new); else what became of the first offer. */
static struct out_file *
claim(struct publish *p, struct slice path, enum file_state *before)
{
	struct out_file *f;

	pthread_mutex_lock(&p->lock);
	f = map_get(&p->files, path);
	while (f && f->state == FILE_PENDING)
		pthread_cond_wait(&p->settled, &p->lock);
	if (!f) {
		f = arena_new(&p->arena, struct out_file);
		f->path = arena_slice(&p->arena, path);
		f->state = FILE_KEPT;
		map_put(&p->files, f->path, f);
	}
	*before = f->state;
	if (f->state == FILE_KEPT)
		f->state = FILE_PENDING;
	pthread_mutex_unlock(&p->lock);
	return f;
}

static void
settle(struct publish *p, struct out_file *f, enum file_state state)
{
	pthread_mutex_lock(&p->lock);
	f->state = state;
	p->failed = p->failed || state == FILE_FAILED;
	pthread_cond_broadcast(&p->settled);
	pthread_mutex_unlock(&p->lock);
}

/* Whether the bytes are those that the first offer brought: 1, 0 or -1. */
static int
offered_before(struct publish *p, const struct out_file *f, enum file_state state, struct slice bytes)
{
	int dir = state == FILE_SAME ? p->outfd : p->stagefd;
	int fd, same;

	if (f->size != bytes.len)
		return 0;
	if (state != FILE_SAME && p->dry)
		return tree_has_bytes(p->spillfd, f->spilled, bytes);
	fd = tree_open(dir, f->path.ptr, O_RDONLY);
	if (fd < 0)
		return -1;
	same = tree_has_bytes(fd, 0, bytes);
	close(fd);
	return same;
}

/* A path that was offered already. The fleet checks should have stopped it. */
static enum file_state
offer_again(struct publish *p, struct diags *ds, struct out_file *f, enum file_state state, struct slice bytes)
{
	int same = state == FILE_FAILED ? 1 : offered_before(p, f, state, bytes);

	if (same > 0)
		return state;
	if (same < 0)
		publish_complain(p, ds, DIAG_PUBLISH_READ, f->path, "cannot be read back", errno);
	else
		publish_complain(p, ds, DIAG_PUBLISH_TWICE, f->path, "is made twice, with different content", 0);
	settle(p, f, FILE_FAILED);
	return FILE_FAILED;
}

static enum publish_state
public_state(enum file_state state)
{
	switch (state) {
	case FILE_SAME:
		return PUBLISH_SAME;
	case FILE_NEW:
		return PUBLISH_NEW;
	case FILE_CHANGED:
		return PUBLISH_CHANGED;
	default:
		return PUBLISH_FAILED;
	}
}

static enum file_state
offer(struct publish *p, struct diags *ds, struct out_file *f, struct slice bytes, struct publish_stat *st)
{
	enum file_state state = FILE_FAILED;
	struct stat found;

	f->dir = dir_of(p, path_dir(f->path));
	f->size = bytes.len;
	if (dir_usable(p, ds, f->dir))
		state = compare(p, ds, f, bytes, &found);
	if (state == FILE_SAME && st)
		publish_stat_from(st, &found);
	if ((state == FILE_NEW || state == FILE_CHANGED) && !stage(p, ds, f, bytes))
		state = FILE_FAILED;
	settle(p, f, state);
	return state;
}

enum publish_state
publish_add(struct publish *p, struct diags *ds, struct slice path, struct slice bytes, struct publish_stat *st)
{
	const char *fault = tree_path_fault(path);
	enum file_state before;
	struct out_file *f;

	/* what lacks the mark could never be changed again */
	assert(slice_starts(bytes, SLICE_LIT(PUBLISH_MARK)));
	assert(!p->done && !p->kept);
	if (fault) {
		diag_report(ds, DIAG_PUBLISH_PATH, SPAN_NONE, "the output path '%.*s' %s", SLICE_FMT(path), fault);
		pthread_mutex_lock(&p->lock);
		p->failed = true;
		pthread_mutex_unlock(&p->lock);
		return PUBLISH_FAILED;
	}
	f = claim(p, path, &before);
	if (before != FILE_KEPT)
		return public_state(offer_again(p, ds, f, before, bytes));
	return public_state(offer(p, ds, f, bytes, st));
}

/* Whether the file at path, in real directories, has this stat. */
static bool
unchanged(struct publish *p, struct slice path, const struct publish_stat *st)
{
	struct publish_stat now;
	struct stat found;
	char text[TREE_PATH];

	if (st->inode == 0 || p->absent || tree_path_fault(path) || dir_of(p, path_dir(path))->state != DIR_OLD)
		return false;
	if (fstatat(p->outfd, tree_cstr(text, path), &found, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(found.st_mode))
		return false;
	publish_stat_from(&now, &found);
	return now.size == st->size && now.inode == st->inode && now.device == st->device &&
	       now.mtime_ns == st->mtime_ns && now.ctime_ns == st->ctime_ns;
}

bool
publish_keep(struct publish *p, struct slice path, const struct publish_stat *st)
{
	struct out_file *f;
	bool ok;

	if (!unchanged(p, path, st))
		return false;
	pthread_mutex_lock(&p->lock);
	f = map_get(&p->files, path);
	if (!f) {
		f = arena_new(&p->arena, struct out_file);
		f->path = arena_slice(&p->arena, path);
		f->state = FILE_KEPT;
		map_put(&p->files, f->path, f);
	}
	ok = f->state == FILE_KEPT || f->state == FILE_SAME;
	pthread_mutex_unlock(&p->lock);
	return ok;
}
