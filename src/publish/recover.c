/* SPDX-License-Identifier: Apache-2.0 */
/* recover.c - what a run that died left in out/.berth. A complete journal is
 * carried out again: a staged file that is no longer there was moved already.
 * The journal is taken as text that anybody may have written: it can do no
 * more than move files of ours below out/, and delete files of ours there. */
#include "publish/publish_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/path.h"
#include "publish/switch.h"

/* Opens the directory that holds `path`. -1 with *err 0 when there is none. */
static int
parent(int dirfd, struct slice path, int *err)
{
	const char *name;
	int fd = tree_open_parent(dirfd, path.ptr, &name);

	*err = fd < 0 && errno != ENOENT && errno != ENOTDIR ? errno : 0;
	return fd;
}

/* 1: a regular file of ours, 0: something else, -1: nothing there; -2: *err. */
static int
ours(int dirfd, const char *name, int *err)
{
	int fd = tree_open(dirfd, name, O_RDONLY);
	int marked;
	struct stat st;

	*err = 0;
	if (fd < 0 && errno == ENOENT)
		return -1;
	if (fd < 0 && (errno == ELOOP || errno == ENXIO))
		return 0;
	if (fd < 0) {
		*err = errno;
		return -2;
	}
	marked = fstat(fd, &st) < 0 ? -1 : S_ISREG(st.st_mode) ? tree_is_marked(fd) : 0;
	if (marked < 0)
		*err = errno;
	close(fd);
	return marked < 0 ? -2 : marked;
}

/* Whether a rename may go over what stands under the name. */
static bool
may_replace(int out, const struct journal_entry *e, int *err)
{
	const char *name = path_base(e->path).ptr;
	enum tree_kind kind;
	int is;

	if (e->op == JOURNAL_DIR) {
		kind = tree_kind_of(out, name, err);
		/* rename(2) itself takes only an empty one */
		return kind == TREE_MISSING || kind == TREE_DIR;
	}
	is = ours(out, name, err);
	return is == 1 || is == -1;
}

/* Moves what is still in the stage. 0 or an errno; EEXIST: something that is
 * not ours is in the way. */
static int
move_again(int stage, int out, const struct journal_entry *e)
{
	const char *name = path_base(e->path).ptr;
	int err, is;

	if (e->op == JOURNAL_DIR) {
		enum tree_kind kind = tree_kind_of(stage, name, &err);

		if (kind == TREE_MISSING)
			return 0;
		if (kind != TREE_DIR)
			return err ? err : EINVAL;
	} else {
		is = ours(stage, name, &err);
		if (is == -1)
			return 0;
		if (is != 1)
			return err ? err : EINVAL;
	}
	if (!may_replace(out, e, &err))
		return err ? err : EEXIST;
	return renameat(stage, name, out, name) < 0 ? errno : 0;
}

static int
delete_again(int out, const struct journal_entry *e)
{
	const char *name = path_base(e->path).ptr;
	int err;
	int is = ours(out, name, &err);

	if (is == -2)
		return err;
	if (is != 1)
		return 0;
	return unlinkat(out, name, 0) < 0 && errno != ENOENT ? errno : 0;
}

static int
do_again(struct publish *p, const struct journal_entry *e)
{
	int stage = -1, err;
	int out = parent(p->outfd, e->path, &err);

	/* a directory that is gone was removed by somebody since: so be it */
	if (out < 0)
		return err;
	if (e->op == JOURNAL_DELETE)
		err = delete_again(out, e);
	else if (p->stagefd >= 0)
		stage = parent(p->stagefd, e->path, &err);
	if (stage >= 0) {
		err = move_again(stage, out, e);
		close(stage);
	}
	close(out);
	return err;
}

static bool
roll_forward(struct publish *p, struct diags *ds, const struct journal *j)
{
	struct diag *d;
	int err = 0;
	size_t i = 0;

	while (i < j->n && (err = do_again(p, &j->entries[i])) == 0)
		i++;
	if (!err)
		err = switch_sync(p, j);
	if (!err) {
		publish_finish(p, ds, j);
		return true;
	}
	p->kept = true;
	if (err == EEXIST || err == ENOTEMPTY) {
		d = publish_complain(p, ds, DIAG_PUBLISH_RECOVER, j->entries[i].path,
		                     "stands where a run that was interrupted is to put new output", 0);
		diag_note(ds, d, SPAN_NONE, "move it away, then start again");
		return false;
	}
	d = publish_complain(p, ds, DIAG_PUBLISH_RECOVER, i < j->n ? j->entries[i].path : SLICE_LIT(""),
	                     "a run that was interrupted cannot be completed", err);
	diag_note(ds, d, SPAN_NONE, "start again when that is mended; or remove '%.*s/%s' to give that run up",
	          SLICE_FMT(p->out), BERTH_DIR);
	return false;
}

/* A whole journal: roll forward. None, or the beginning of one: that run
 * never began to switch. */
static bool
complete_or_drop(struct publish *p, struct diags *ds)
{
	struct buf text = BUF_INIT;
	struct journal j;
	int err = tree_read(p->berthfd, JOURNAL_NAME, &text);
	bool whole = !err && journal_parse(&p->arena, buf_slice(&text), &j);

	buf_fini(&text);
	if (err && err != ENOENT) {
		p->kept = true;
		publish_complain(p, ds, DIAG_PUBLISH_RECOVER, SLICE_LIT(BERTH_DIR "/" JOURNAL_NAME), "cannot be read", err);
		return false;
	}
	if (p->dry) {
		if (whole)
			publish_complain(p, ds, DIAG_PUBLISH_WAITS, SLICE_LIT(""),
			                 "a run was interrupted while it switched; the next 'berth build' completes it", 0);
		return true;
	}
	if (whole)
		return roll_forward(p, ds, &j);
	err = publish_drop_journal(p);
	if (!err)
		err = publish_wipe(p);
	if (!err)
		return true;
	p->kept = true;
	publish_complain(p, ds, DIAG_PUBLISH_RECOVER, SLICE_LIT(BERTH_DIR), "cannot be removed", err);
	return false;
}

bool
publish_recover(struct publish *p, struct diags *ds)
{
	struct diag *d;
	bool ok;

	p->berthfd = tree_open(p->outfd, BERTH_DIR, O_RDONLY | O_DIRECTORY);
	if (p->berthfd < 0 && errno == ENOENT)
		return true;
	if (p->berthfd < 0) {
		d = publish_complain(p, ds, DIAG_PUBLISH_WAY, SLICE_LIT(BERTH_DIR), "cannot be used", errno);
		diag_note(ds, d, SPAN_NONE, "the name is berth's; move what stands there away");
		return false;
	}
	p->stagefd = tree_open(p->berthfd, STAGE_DIR, O_RDONLY | O_DIRECTORY);
	ok = complete_or_drop(p, ds);
	if (p->stagefd >= 0)
		close(p->stagefd);
	close(p->berthfd);
	p->stagefd = p->berthfd = -1;
	return ok;
}
