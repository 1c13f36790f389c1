/* SPDX-License-Identifier: Apache-2.0 */
/* publish.c - the life of a run: lock, stage, unlock. The protocol is told in doc/design/publish.md. */
#include "publish/publish_priv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LOCK_TRIES = 16 };

struct diag *
publish_complain(const struct publish *p, struct diags *ds, enum diag_code code, struct slice path,
                 const char *text, int err)
{
	struct slice place = path.len ? arena_printf(ds->arena, "%.*s/%.*s", SLICE_FMT(p->out), SLICE_FMT(path))
	                              : arena_slice(ds->arena, p->out);
	struct span at = span_file(source_new(ds->arena, place, SLICE_LIT("")));

	if (err)
		return diag_report(ds, code, at, "%s: %s", text, strerror(err));
	return diag_report(ds, code, at, "%s", text);
}

void
publish_stat_from(struct publish_stat *out, const struct stat *st)
{
	/* unsigned: a time after 2262 wraps instead of overflowing */
	out->size = (uint64_t)st->st_size;
	out->inode = (uint64_t)st->st_ino;
	out->device = (uint64_t)st->st_dev;
	out->mtime_ns = (int64_t)((uint64_t)st->st_mtim.tv_sec * 1000000000u + (uint64_t)st->st_mtim.tv_nsec);
	out->ctime_ns = (int64_t)((uint64_t)st->st_ctim.tv_sec * 1000000000u + (uint64_t)st->st_ctim.tv_nsec);
}

static bool
out_failed(const struct publish *p, struct diags *ds, int err)
{
	struct slice none = SLICE_INIT("");
	struct diag *d;

	switch (err) {
	case ENOTDIR:
		d = publish_complain(p, ds, DIAG_PUBLISH_OUT, none, "is no directory", 0);
		diag_note(ds, d, SPAN_NONE, "move the file away; berth makes the directory");
		break;
	case ELOOP:
		d = publish_complain(p, ds, DIAG_PUBLISH_OUT, none, "is a symbolic link", 0);
		diag_note(ds, d, SPAN_NONE, "output goes only to a directory of the project itself");
		break;
	default:
		publish_complain(p, ds, DIAG_PUBLISH_OUT, none, "cannot be opened", err);
	}
	return false;
}

static bool
is_link(const struct publish *p)
{
	int err;

	return tree_kind_of(p->rootfd, p->out.ptr, &err) == TREE_LINK;
}

static bool
lock_fd(struct publish *p, struct diags *ds, int fd)
{
	struct slice none = SLICE_INIT("");
	struct diag *d;

	if (flock(fd, (p->dry ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
		return true;
	if (errno == EWOULDBLOCK) {
		d = publish_complain(p, ds, DIAG_PUBLISH_LOCKED, none, "another run of berth is at work here", 0);
		diag_note(ds, d, SPAN_NONE, "wait until it has ended, then start again");
	} else {
		publish_complain(p, ds, DIAG_PUBLISH_OUT, none, "cannot be locked", errno);
	}
	return false;
}

/* Whether fd is still what stands under the name: the run that held the lock
 * before may have removed the directory that it had made. */
static bool
still_there(const struct publish *p, int fd)
{
	struct stat mine, named;

	return fstat(fd, &mine) == 0 && fstatat(p->rootfd, p->out.ptr, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       mine.st_ino == named.st_ino && mine.st_dev == named.st_dev;
}

/* Opens and locks out/ when there is one. */
static bool
lock_out(struct publish *p, struct diags *ds)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		int fd = tree_open(p->rootfd, p->out.ptr, O_RDONLY | O_DIRECTORY);

		if (fd < 0 && errno == ENOENT) {
			p->absent = true;
			return true;
		}
		if (fd < 0)
			return out_failed(p, ds, errno == ENOTDIR && is_link(p) ? ELOOP : errno);
		if (!lock_fd(p, ds, fd)) {
			close(fd);
			return false;
		}
		if (still_there(p, fd)) {
			p->outfd = fd;
			return true;
		}
		close(fd);
	}
	return out_failed(p, ds, EBUSY);
}

static struct publish *
new_run(int rootfd, const struct publish_options *o)
{
	struct arena a = ARENA_INIT;
	struct publish *p = arena_new(&a, struct publish);
	struct out_dir *top;

	p->arena = a;
	p->files = p->dirs = MAP_INIT(&p->arena);
	p->out = arena_slice(&p->arena, o->out);
	p->rootfd = rootfd;
	p->max_delete = o->max_delete;
	p->dry = o->dry;
	p->outfd = p->berthfd = p->stagefd = p->spillfd = -1;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->settled, NULL);
	top = arena_new(&p->arena, struct out_dir);
	top->path = SLICE_LIT("");
	top->staged = true;
	map_put(&p->dirs, top->path, top);
	return p;
}

struct publish *
publish_open(struct diags *ds, int rootfd, const struct publish_options *o)
{
	struct publish *p = new_run(rootfd, o);
	const char *fault = tree_path_fault(p->out);
	bool ok = !fault;

	if (fault)
		diag_report(ds, DIAG_PUBLISH_OUT, SPAN_NONE, "the output directory '%.*s' %s", SLICE_FMT(p->out), fault);
	ok = ok && lock_out(p, ds);
	if (ok && p->outfd >= 0)
		ok = publish_recover(p, ds);
	if (ok)
		return p;
	publish_close(p);
	return NULL;
}

/* out/ itself. Two runs may come here at once: mkdir decides. */
static bool
make_out(struct publish *p, struct diags *ds)
{
	struct slice none = SLICE_INIT("");
	struct diag *d;
	int fd;

	if (mkdirat(p->rootfd, p->out.ptr, 0777) < 0) {
		if (errno != EEXIST) {
			publish_complain(p, ds, DIAG_PUBLISH_OUT, none, "cannot be made", errno);
			return false;
		}
		d = publish_complain(p, ds, DIAG_PUBLISH_LOCKED, none, "was made by somebody else meanwhile", 0);
		diag_note(ds, d, SPAN_NONE, "start again");
		return false;
	}
	fd = tree_open(p->rootfd, p->out.ptr, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return out_failed(p, ds, errno);
	if (!lock_fd(p, ds, fd)) {
		close(fd);
		return false;
	}
	p->outfd = fd;
	p->created = true;
	return true;
}

/* Makes and opens a directory of ours. */
static int
fresh_dir(int dirfd, const char *name)
{
	if (mkdirat(dirfd, name, 0777) < 0)
		return -1;
	return tree_open(dirfd, name, O_RDONLY | O_DIRECTORY);
}

static bool
make_stage(struct publish *p, struct diags *ds)
{
	if (p->outfd < 0 && !make_out(p, ds))
		return false;
	p->berthfd = fresh_dir(p->outfd, BERTH_DIR);
	/* left by an earlier run because something else lies in it */
	if (p->berthfd < 0 && errno == EEXIST)
		p->berthfd = tree_open(p->outfd, BERTH_DIR, O_RDONLY | O_DIRECTORY);
	if (p->berthfd >= 0)
		p->stagefd = fresh_dir(p->berthfd, STAGE_DIR);
	if (p->stagefd >= 0)
		return true;
	publish_complain(p, ds, DIAG_PUBLISH_STAGE, SLICE_LIT(BERTH_DIR), "cannot be made", errno);
	return false;
}

bool
publish_stage_ready(struct publish *p, struct diags *ds)
{
	bool ok;

	pthread_mutex_lock(&p->lock);
	/* after one failure every file would fail the same way */
	ok = p->stagefd >= 0 || (!p->failed && make_stage(p, ds));
	p->failed = p->failed || !ok;
	pthread_mutex_unlock(&p->lock);
	return ok;
}

int
publish_wipe(struct publish *p)
{
	int err, err2;

	if (p->berthfd < 0)
		return 0;
	err = tree_remove(p->berthfd, STAGE_DIR);
	err2 = tree_remove(p->berthfd, SAVED_DIR);
	if (!err)
		err = err2;
	/* ENOTEMPTY: something that is not ours lies in it */
	if (!err && unlinkat(p->outfd, BERTH_DIR, AT_REMOVEDIR) < 0 && errno != ENOTEMPTY && errno != ENOENT)
		err = errno;
	return err;
}

void
publish_close(struct publish *p)
{
	bool drop = !p->done && !p->kept;
	struct arena a;

	if (drop)
		publish_wipe(p);
	/* fails when there is anything in it, which is right */
	if (drop && p->created)
		unlinkat(p->rootfd, p->out.ptr, AT_REMOVEDIR);
	for (size_t i = 0; i < 4; i++) {
		int fd = (int[]){ p->stagefd, p->berthfd, p->spillfd, p->outfd }[i];

		if (fd >= 0)
			close(fd);
	}
	pthread_cond_destroy(&p->settled);
	pthread_mutex_destroy(&p->lock);
	a = p->arena;
	arena_free(&a);
}
