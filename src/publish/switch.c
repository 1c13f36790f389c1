/* SPDX-License-Identifier: Apache-2.0 */
/* switch.c - the renames. Each step leaves the old file in .berth/saved
 * until all is done, so that a failure can be taken back; and each step of
 * taking back leaves the new file in the stage, so that a kill there still
 * rolls forward. */
#include "publish/switch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/path.h"

enum {
	FEW_DIRS = 8,  /* up to here, one fsync each costs less than a syncfs */
	NUMBER = 24,   /* room for any size_t */
};

static bool
needs_saving(const struct journal *j)
{
	for (size_t i = 0; i < j->n; i++)
		if (j->entries[i].op == JOURNAL_CHANGE || j->entries[i].op == JOURNAL_DELETE)
			return true;
	return false;
}

int
switch_begin(struct switcher *s, struct publish *p, struct journal *j)
{
	*s = (struct switcher){ .p = p, .journal = j, .savedfd = -1, .stage = -1, .out = -1 };
	if (!needs_saving(j))
		return 0;
	if (mkdirat(p->berthfd, SAVED_DIR, 0777) < 0)
		return errno;
	s->savedfd = tree_open(p->berthfd, SAVED_DIR, O_PATH | O_DIRECTORY);
	return s->savedfd < 0 ? errno : 0;
}

static void
leave(struct switcher *s)
{
	if (s->stage >= 0)
		close(s->stage);
	if (s->out >= 0)
		close(s->out);
	s->stage = s->out = -1;
}

void
switch_end(struct switcher *s)
{
	leave(s);
	if (s->savedfd >= 0)
		close(s->savedfd);
	s->savedfd = -1;
}

/* Opens the two directories of an entry, unless they are those of the last
 * one. */
static int
enter(struct switcher *s, const struct journal_entry *e)
{
	struct slice dir = path_dir(e->path);
	char text[TREE_PATH];

	tree_cstr(text, dir);
	if (!slice_eq(dir, s->dir))
		leave(s);
	s->dir = dir;
	if (s->out < 0)
		s->out = tree_open(s->p->outfd, text, O_PATH | O_DIRECTORY);
	if (s->out < 0)
		return errno;
	if (s->stage < 0 && e->op != JOURNAL_DELETE) {
		s->stage = tree_open(s->p->stagefd, text, O_PATH | O_DIRECTORY);
		return s->stage < 0 ? errno : 0;
	}
	return 0;
}

/* The name of entry i's old file among the saved ones. */
static void
saved_name(char text[NUMBER], size_t i)
{
	snprintf(text, NUMBER, "%zu", i);
}

/* Moves a staged file to where nothing is. */
static int
put_new(struct switcher *s, const char *name)
{
	int err;

	if (renameat2(s->stage, name, s->out, name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return errno;
	/* a file system that does not know the flag */
	if (tree_kind_of(s->out, name, &err) != TREE_MISSING)
		return err ? err : EEXIST;
	return renameat(s->stage, name, s->out, name) < 0 ? errno : 0;
}

/* Moves a staged file over the old one, which gets a second name first. */
static int
put_changed(struct switcher *s, struct journal_entry *e, const char *name, const char *saved)
{
	e->saved = linkat(s->out, name, s->savedfd, saved, 0) == 0;
	/* no hard links here, or none for us: then this step cannot be taken back */
	if (!e->saved && errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
		return errno;
	return renameat(s->stage, name, s->out, name) < 0 ? errno : 0;
}

static int
take_away(struct switcher *s, struct journal_entry *e, const char *name, const char *saved)
{
	e->saved = renameat(s->out, name, s->savedfd, saved) == 0;
	return e->saved || errno == ENOENT ? 0 : errno;
}

int
switch_do(struct switcher *s, size_t i)
{
	struct journal_entry *e = &s->journal->entries[i];
	const char *name = path_base(e->path).ptr;
	char number[NUMBER];
	int err = enter(s, e);

	if (err)
		return err;
	saved_name(number, i);
	switch (e->op) {
	case JOURNAL_DIR:
		return renameat(s->stage, name, s->out, name) < 0 ? errno : 0;
	case JOURNAL_NEW:
		return put_new(s, name);
	case JOURNAL_CHANGE:
		return put_changed(s, e, name, number);
	case JOURNAL_DELETE:
		return take_away(s, e, name, number);
	}
	return EINVAL;
}

static int
undo_one(struct switcher *s, size_t i)
{
	struct journal_entry *e = &s->journal->entries[i];
	const char *name = path_base(e->path).ptr;
	char number[NUMBER];
	int err = enter(s, e);

	if (err)
		return err;
	saved_name(number, i);
	switch (e->op) {
	case JOURNAL_DIR:
	case JOURNAL_NEW:
		return renameat(s->out, name, s->stage, name) < 0 ? errno : 0;
	case JOURNAL_CHANGE:
		if (!e->saved)
			return EPERM;
		/* never a moment without a file, nor without the new one in the stage */
		if (linkat(s->out, name, s->stage, name, 0) < 0)
			return errno;
		break;
	case JOURNAL_DELETE:
		if (!e->saved)
			return 0;
		break;
	}
	return renameat(s->savedfd, number, s->out, name) < 0 ? errno : 0;
}

int
switch_undo(struct switcher *s, size_t n)
{
	int err = 0;

	while (!err && n-- > 0)
		err = undo_one(s, n);
	return err;
}

static int
sync_dir(const struct publish *p, struct slice dir)
{
	char text[TREE_PATH];
	int fd = tree_open(p->outfd, tree_cstr(text, dir), O_RDONLY | O_DIRECTORY);
	int err = 0;

	/* gone, or no directory: nothing was done there */
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 0 : errno;
	if (fsync(fd) < 0)
		err = errno;
	close(fd);
	return err;
}

static int
sync_many(const struct publish *p, const struct journal *j)
{
	int err = 0;

	if (syncfs(p->outfd) == 0)
		return 0;
	if (errno != ENOSYS)
		return errno;
	for (size_t i = 0; !err && i < j->n; i++)
		if (i == 0 || !slice_eq(path_dir(j->entries[i].path), path_dir(j->entries[i - 1].path)))
			err = sync_dir(p, path_dir(j->entries[i].path));
	return err;
}

int
switch_sync(struct publish *p, const struct journal *j)
{
	struct slice dirs[FEW_DIRS];
	size_t n = 0;
	int err = 0;

	for (size_t i = 0; i < j->n; i++) {
		struct slice dir = path_dir(j->entries[i].path);
		size_t k = 0;

		while (k < n && !slice_eq(dirs[k], dir))
			k++;
		if (k == FEW_DIRS)
			return sync_many(p, j);
		if (k == n)
			dirs[n++] = dir;
	}
	for (size_t i = 0; !err && i < n; i++)
		err = sync_dir(p, dirs[i]);
	return err;
}

/* rmdir of `dir` and of what that empties. */
static void
remove_upwards(const struct publish *p, struct slice dir)
{
	char text[TREE_PATH];

	for (; dir.len; dir = path_dir(dir)) {
		const char *name;
		int fd = tree_open_parent(p->outfd, tree_cstr(text, dir), &name);
		bool gone;

		if (fd < 0)
			return;
		gone = unlinkat(fd, name, AT_REMOVEDIR) == 0;
		close(fd);
		if (!gone)
			return;
	}
}

void
switch_remove_emptied(struct publish *p, const struct journal *j)
{
	for (size_t i = 0; i < j->n; i++) {
		struct slice dir = path_dir(j->entries[i].path);

		if (j->entries[i].op != JOURNAL_DELETE)
			continue;
		/* once, after the last of a run of entries in it */
		if (i + 1 == j->n || !slice_eq(dir, path_dir(j->entries[i + 1].path)))
			remove_upwards(p, dir);
	}
}
