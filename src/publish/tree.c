/* SPDX-License-Identifier: Apache-2.0 */
/* tree.c - the system calls of this folder that must not follow links. */
#include "publish/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/publish.h"

enum {
	NAME_LIMIT = 255,       /* bytes of one component */
	CHUNK = 16384,          /* bytes compared at a time */
	MARK = sizeof(PUBLISH_MARK) - 1,
};

static const char *
component_fault(struct slice name)
{
	if (name.len == 0 || slice_is(name, "."))
		return "has an empty component";
	if (slice_is(name, ".."))
		return "leads out of the directory";
	if (name.len > NAME_LIMIT)
		return "has a component of more than 255 bytes";
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7f)
			return "has a control character";
	return NULL;
}

const char *
tree_path_fault(struct slice path)
{
	size_t at = 0, depth = 0;

	if (path.len == 0)
		return "is empty";
	if (path.ptr[0] == '/')
		return "is absolute";
	if (path.len >= TREE_PATH)
		return "is too long";
	while (at <= path.len) {
		const char *slash = memchr(path.ptr + at, '/', path.len - at);
		size_t end = slash ? (size_t)(slash - path.ptr) : path.len;
		struct slice name = slice_sub(path, at, end);
		const char *fault = component_fault(name);

		if (fault)
			return fault;
		if (at == 0 && slice_is(name, ".berth"))
			return "lies in berth's own folder '.berth'";
		if (++depth > TREE_DEPTH)
			return "is too deep";
		at = end + 1;
	}
	return NULL;
}

const char *
tree_cstr(char text[TREE_PATH], struct slice path)
{
	size_t len = path.len < TREE_PATH ? path.len : TREE_PATH - 1;

	if (len)
		memcpy(text, path.ptr, len);
	text[len] = '\0';
	return text;
}

/* openat2(2) takes no flag that O_PATH ignores. O_NONBLOCK: opening a FIFO
 * must not wait. */
static int
all_flags(int flags)
{
	return flags | O_CLOEXEC | O_NOFOLLOW | (flags & O_PATH ? 0 : O_NONBLOCK | O_NOCTTY);
}

/* tree_open for kernels before 5.6 and sandboxes without openat2: one
 * component at a time. */
static int
open_stepwise(int dirfd, const char *path, int flags)
{
	char name[TREE_PATH];
	const char *slash;
	int at = dirfd, next, err;

	while ((slash = strchr(path, '/')) != NULL) {
		tree_cstr(name, (struct slice){ path, (size_t)(slash - path) });
		next = openat(at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		err = errno;
		if (at != dirfd)
			close(at);
		errno = err;
		if (next < 0)
			return -1;
		at = next;
		path = slash + 1;
	}
	next = openat(at, path, all_flags(flags), 0666);
	err = errno;
	if (at != dirfd)
		close(at);
	errno = err;
	return next;
}

int
tree_open(int dirfd, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)all_flags(flags),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	long fd;

	if (!*path)
		path = ".";
	fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		return open_stepwise(dirfd, path, flags);
	return (int)fd;
}

int
tree_open_parent(int dirfd, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char dir[TREE_PATH];

	*name = slash ? slash + 1 : path;
	tree_cstr(dir, (struct slice){ path, slash ? (size_t)(slash - path) : 0 });
	return tree_open(dirfd, dir, O_PATH | O_DIRECTORY);
}

/* Reads up to `want` bytes at `at`; fewer only at the end of the file. */
static ssize_t
read_at(int fd, char *p, size_t want, off_t at)
{
	size_t got = 0;

	while (got < want) {
		ssize_t n = pread(fd, p + got, want - got, at + (off_t)got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

int
tree_is_marked(int fd)
{
	char head[MARK + 1];
	ssize_t n = read_at(fd, head, sizeof(head), 0);

	if (n < 0)
		return -1;
	if (n < MARK || memcmp(head, PUBLISH_MARK, MARK) != 0)
		return 0;
	/* "berthold" is somebody else */
	return n == MARK || head[MARK] == ' ' || head[MARK] == '\n' || head[MARK] == '\r';
}

int
tree_has_bytes(int fd, uint64_t from, struct slice bytes)
{
	char chunk[CHUNK];
	size_t at = 0;

	while (at < bytes.len) {
		size_t want = bytes.len - at < CHUNK ? bytes.len - at : CHUNK;
		ssize_t n = read_at(fd, chunk, want, (off_t)(from + at));

		if (n < 0)
			return -1;
		if ((size_t)n != want || memcmp(chunk, bytes.ptr + at, want) != 0)
			return 0;
		at += want;
	}
	return 1;
}

static int
read_open(int fd, struct buf *out)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return errno;
	if (!S_ISREG(st.st_mode))
		return EINVAL;
	if (st.st_size == 0)
		return 0;
	buf_reserve(out, (size_t)st.st_size);
	n = read_at(fd, out->ptr + out->len, (size_t)st.st_size, 0);
	if (n < 0)
		return errno;
	out->len += (size_t)n;
	return 0;
}

int
tree_read(int dirfd, const char *path, struct buf *out)
{
	int fd = tree_open(dirfd, path, O_RDONLY);
	int err;

	if (fd < 0)
		return errno;
	err = read_open(fd, out);
	close(fd);
	return err;
}

int
tree_write(int dirfd, const char *path, struct slice bytes)
{
	int fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	int err;

	if (fd < 0)
		return errno;
	err = file_write_all(fd, bytes);
	/* NFS and quotas speak only here */
	if (close(fd) < 0 && !err)
		err = errno;
	return err;
}

static enum tree_kind
kind_of_mode(mode_t mode)
{
	if (S_ISREG(mode))
		return TREE_FILE;
	if (S_ISDIR(mode))
		return TREE_DIR;
	return S_ISLNK(mode) ? TREE_LINK : TREE_OTHER;
}

enum tree_kind
tree_kind_of(int dirfd, const char *path, int *err)
{
	struct stat st;

	*err = 0;
	if (fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return kind_of_mode(st.st_mode);
	if (errno == ENOENT)
		return TREE_MISSING;
	*err = errno;
	return TREE_UNKNOWN;
}

static int walk_dir(struct tree_walk *w, int dirfd, const char *name);

static enum tree_kind
kind_of_entry(int dirfd, const struct dirent *e)
{
	int err;

	switch (e->d_type) {
	case DT_REG:
		return TREE_FILE;
	case DT_DIR:
		return TREE_DIR;
	case DT_LNK:
		return TREE_LINK;
	case DT_UNKNOWN:  /* the file system does not say */
		return tree_kind_of(dirfd, e->d_name, &err);
	default:
		return TREE_OTHER;
	}
}

static int
walk_entry(struct tree_walk *w, int dirfd, const struct dirent *e)
{
	size_t len = w->len, add = strlen(e->d_name);
	enum tree_kind kind;
	int err = 0;

	if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || len + add + 2 > sizeof(w->path))
		return 0;
	if (w->depth == 0 && w->skip && !strcmp(e->d_name, w->skip))
		return 0;
	if (len)
		w->path[w->len++] = '/';
	memcpy(w->path + w->len, e->d_name, add + 1);
	w->len += add;
	kind = kind_of_entry(dirfd, e);
	if (kind == TREE_DIR && w->depth < TREE_DEPTH) {
		w->depth++;
		err = walk_dir(w, dirfd, e->d_name);
		w->depth--;
	}
	if (!err)
		err = w->visit(w, dirfd, e->d_name, kind);
	if (err)
		return err;  /* the path stays, to be told */
	w->len = len;
	w->path[len] = '\0';
	return 0;
}

/* Depth: at most TREE_DEPTH, each with one descriptor. */
static int
walk_dir(struct tree_walk *w, int dirfd, const char *name)
{
	int fd = tree_open(dirfd, name, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	int err = errno;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		/* somebody was quicker */
		return err == ENOENT ? 0 : err;
	}
	for (;;) {
		errno = 0;
		e = readdir(dir);
		err = errno;
		if (!e || (err = walk_entry(w, fd, e)) != 0)
			break;
	}
	closedir(dir);
	return err;
}

int
tree_each(struct tree_walk *w, int dirfd, const char *start)
{
	w->len = w->depth = 0;
	w->path[0] = '\0';
	return walk_dir(w, dirfd, start);
}

static int
remove_entry(struct tree_walk *w, int dirfd, const char *name, enum tree_kind kind)
{
	(void)w;
	if (unlinkat(dirfd, name, kind == TREE_DIR ? AT_REMOVEDIR : 0) == 0 || errno == ENOENT)
		return 0;
	return errno;
}

int
tree_remove(int dirfd, const char *name)
{
	struct tree_walk w = { .visit = remove_entry };
	int err;

	if (unlinkat(dirfd, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return errno;
	err = tree_each(&w, dirfd, name);
	return err ? err : remove_entry(&w, dirfd, name, TREE_DIR);
}

static int
sync_path(int dirfd, const char *path)
{
	int fd = tree_open(dirfd, path, O_RDONLY);
	int err = 0;

	if (fd < 0)
		return errno;
	if (fsync(fd) < 0)
		err = errno;
	close(fd);
	return err;
}

static int
sync_entry(struct tree_walk *w, int dirfd, const char *name, enum tree_kind kind)
{
	(void)w;
	return kind == TREE_FILE || kind == TREE_DIR ? sync_path(dirfd, name) : 0;
}

int
tree_sync(int dirfd, const char *start)
{
	struct tree_walk w = { .visit = sync_entry };
	int err = tree_each(&w, dirfd, start);

	return err ? err : sync_path(dirfd, start);
}
