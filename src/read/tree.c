/* SPDX-License-Identifier: Apache-2.0 */
/* tree.c - walking a directory. Real directories first, then links, so that
 * a directory keeps its own name when a link leads to it as well. What is
 * listed is checked again when it is opened (base/file.h); here the point is
 * to say early what is wrong. */
#include "read/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { LEVELS = 32 };

/* Which directory it is, under whatever name. */
struct identity {
	dev_t dev;
	ino_t ino;
};

struct link {
	struct slice path;
	int depth;
};

struct tree {
	struct arena *arena;
	struct diags *diags;
	int rootfd;
	VEC(struct slice) files;
	VEC(struct link) links;  /* met so far, to follow at the end */
	VEC(struct identity) seen;
};

static void list(struct tree *t, struct slice dir, int depth);

static struct span
at(struct tree *t, struct slice path)
{
	return span_file(source_new(t->arena, path, SLICE_LIT("")));
}

static bool
is_yaml(struct slice name)
{
	return slice_ends(name, SLICE_LIT(".yaml")) || slice_ends(name, SLICE_LIT(".yml"));
}

/* Names are printed, and written into what is generated. */
static bool
printable(struct slice name)
{
	for (size_t pos = 0; pos < name.len;) {
		uint32_t cp = utf8_next(name, &pos);

		if (cp == UTF8_BAD || cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029)
			return false;
	}
	return true;
}

static bool
seen_before(struct tree *t, const struct stat *st)
{
	for (size_t i = 0; i < t->seen.len; i++)
		if (t->seen.ptr[i].dev == st->st_dev && t->seen.ptr[i].ino == st->st_ino)
			return true;
	vec_push(t->arena, &t->seen, (struct identity){ st->st_dev, st->st_ino });
	return false;
}

static void
add_file(struct tree *t, struct slice path)
{
	if (printable(path))
		vec_push(t->arena, &t->files, path);
	else
		diag_report(t->diags, DIAG_TREE_NAME, at(t, path), "the file name has characters that cannot be printed");
}

/* One name in a directory; `type` is a DT_ value of readdir, not unknown and
 * no link. */
static void
entry(struct tree *t, struct slice path, unsigned char type, int depth)
{
	if (type == DT_DIR) {
		if (is_yaml(path))
			diag_report(t->diags, DIAG_FILE_KIND, at(t, path), "a folder, not a file");
		else
			list(t, path, depth + 1);
	} else if (!is_yaml(path)) {
		return;
	} else if (type == DT_REG) {
		add_file(t, path);
	} else {
		diag_report(t->diags, DIAG_FILE_KIND, at(t, path), "not a regular file");
	}
}

static unsigned char
type_of(mode_t mode)
{
	if (S_ISREG(mode))
		return DT_REG;
	if (S_ISDIR(mode))
		return DT_DIR;
	return S_ISLNK(mode) ? DT_LNK : DT_FIFO;
}

/* What the directory says of an entry, or what fstatat says where the file
 * system keeps no types in directories. */
static unsigned char
type_in(int fd, const struct dirent *d)
{
	struct stat st;

	if (d->d_type != DT_UNKNOWN)
		return d->d_type;
	return fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? type_of(st.st_mode) : DT_UNKNOWN;
}

struct name {
	struct slice path;
	unsigned char type;
};

static int
by_path(const void *x, const void *y)
{
	const struct name *a = x, *b = y;

	return slice_cmp(a->path, b->path);
}

/* Calls entry for what is in the open directory, in the order of names; the
 * directory is closed first, so that depth costs no descriptors. */
static void
read_directory(struct tree *t, DIR *d, struct slice dir, int depth)
{
	VEC(struct name) names = { 0 };
	struct dirent *e;
	int err;

	while (errno = 0, (e = readdir(d)) != NULL) {
		struct slice name = slice_of(e->d_name);

		if (name.ptr[0] == '.')
			continue;
		name = dir.len ? arena_printf(t->arena, "%.*s/%s", SLICE_FMT(dir), e->d_name) : arena_slice(t->arena, name);
		vec_push(t->arena, &names, (struct name){ name, type_in(dirfd(d), e) });
	}
	err = errno;
	if (err == ENOMEM)
		arena_oom(0);
	closedir(d);
	if (err)
		diag_report(t->diags, DIAG_FILE_READ, at(t, dir), "the folder cannot be read: %s", strerror(err));
	if (names.len)
		qsort(names.ptr, names.len, sizeof(*names.ptr), by_path);
	for (size_t i = 0; i < names.len; i++) {
		if (names.ptr[i].type == DT_LNK)
			vec_push(t->arena, &t->links, (struct link){ names.ptr[i].path, depth });
		else
			entry(t, names.ptr[i].path, names.ptr[i].type, depth);
	}
}

static int
open_in(const struct tree *t, struct slice path, int flags)
{
	return openat(t->rootfd, path.len ? path.ptr : ".", flags | O_CLOEXEC);
}

static void
report_unreadable(struct tree *t, struct slice dir)
{
	if (errno == ENOMEM)
		arena_oom(0);
	diag_report(t->diags, DIAG_FILE_READ, at(t, dir), "the folder cannot be read: %s", strerror(errno));
}

/* Lists the directory `dir`. Recursion is bounded by LEVELS. */
static void
list(struct tree *t, struct slice dir, int depth)
{
	int fd = open_in(t, dir, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	struct stat st;
	DIR *d;

	if (fd < 0) {
		report_unreadable(t, dir);
		return;
	}
	if (depth > LEVELS) {
		close(fd);
		diag_report(t->diags, DIAG_TREE_DEPTH, at(t, dir), "folders are nested more than %d levels deep", LEVELS);
		return;
	}
	d = fstat(fd, &st) == 0 ? fdopendir(fd) : NULL;
	if (!d) {
		report_unreadable(t, dir);
		close(fd);
		return;
	}
	if (seen_before(t, &st))
		closedir(d);
	else
		read_directory(t, d, dir, depth);
}

/* Follows a link whose target is open as `fd`. */
static void
follow_open(struct tree *t, const struct link *l, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0) {
		diag_report(t->diags, DIAG_FILE_READ, at(t, l->path), "cannot follow the link: %s", strerror(errno));
		return;
	}
	/* Links to other files are nobody's business. */
	if (!S_ISDIR(st.st_mode) && !is_yaml(l->path))
		return;
	if (!file_below(t->rootfd, fd)) {
		diag_report(t->diags, DIAG_FILE_ESCAPES, at(t, l->path), "the link leads out of the project");
		return;
	}
	for (size_t i = 0; S_ISDIR(st.st_mode) && i < t->seen.len; i++) {
		if (t->seen.ptr[i].dev != st.st_dev || t->seen.ptr[i].ino != st.st_ino)
			continue;
		diag_report(t->diags, DIAG_TREE_AGAIN, at(t, l->path), "the link leads to a folder that is listed already");
		return;
	}
	entry(t, l->path, type_of(st.st_mode), l->depth);
}

static void
follow(struct tree *t, const struct link *l)
{
	int fd = open_in(t, l->path, O_PATH);

	if (fd < 0) {
		/* It may have led to a folder of tenants: not to be passed over. */
		diag_report(t->diags, DIAG_FILE_READ, at(t, l->path), "cannot follow the link: %s", strerror(errno));
		return;
	}
	follow_open(t, l, fd);
	close(fd);
}

static int
by_bytes(const void *x, const void *y)
{
	const struct slice *a = x, *b = y;

	return slice_cmp(*a, *b);
}

struct paths
tree_files(struct arena *a, struct diags *ds, int rootfd, struct slice dir, bool *found)
{
	struct tree t = { .arena = a, .diags = ds, .rootfd = rootfd };
	struct slice start = arena_slice(a, dir);
	struct stat st;

	*found = fstatat(rootfd, start.len ? start.ptr : ".", &st, 0) == 0 || errno != ENOENT;
	if (!*found)
		return (struct paths){ NULL, 0 };
	list(&t, start, 1);
	/* Following a link can find more of them. */
	for (size_t i = 0; i < t.links.len; i++) {
		struct link l = t.links.ptr[i];

		follow(&t, &l);
	}
	if (t.files.len)
		qsort(t.files.ptr, t.files.len, sizeof(*t.files.ptr), by_bytes);
	return (struct paths){ t.files.ptr, t.files.len };
}
