/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.c - trees as tables and as text. */
#include "publish/fixture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "diag/print.h"

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "fixture: %s: %s\n", what, strerror(errno));
	exit(99);
}

void
fixture_open(struct fixture *f)
{
	const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : ".";

	snprintf(f->path, sizeof(f->path), "%s/berth-test-XXXXXX", where);
	if (!mkdtemp(f->path))
		die(f->path);
	f->fd = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->fd < 0)
		die(f->path);
}

/* Removes everything below; tests may have taken permissions away. */
static void
empty(int fd)
{
	DIR *dir = fdopendir(fd);
	struct dirent *e;

	if (!dir)
		die("opendir");
	while ((e = readdir(dir)) != NULL) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (unlinkat(fd, e->d_name, 0) == 0)
			continue;
		fchmodat(fd, e->d_name, 0700, 0);
		empty(openat(fd, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
		if (unlinkat(fd, e->d_name, AT_REMOVEDIR) < 0)
			die(e->d_name);
	}
	closedir(dir);
}

void
fixture_close(struct fixture *f)
{
	empty(f->fd);
	if (rmdir(f->path) < 0)
		die(f->path);
	f->fd = -1;
}

struct slice
fixture_bytes(struct arena *a, const char *text)
{
	return arena_printf(a, PUBLISH_MARK " from test. Do not edit.\n%s\n", text);
}

static void
make_parents(int dirfd, const char *path)
{
	char part[PATH_MAX];

	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		if (mkdirat(dirfd, part, 0777) < 0 && errno != EEXIST)
			die(part);
	}
}

void
fixture_put(const struct fixture *f, const char *dir, const struct fixture_file *files)
{
	struct arena a = ARENA_INIT;

	for (; files->path; files++) {
		const char *path = arena_printf(&a, "%s/%s", dir, files->path).ptr;
		struct slice bytes = files->foreign ? slice_of(files->text) : fixture_bytes(&a, files->text);
		int fd;

		make_parents(f->fd, path);
		fd = openat(f->fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (fd < 0 || file_write_all(fd, bytes) != 0 || close(fd) < 0)
			die(path);
	}
	arena_free(&a);
}

struct lines {
	char *line[4096];
	size_t n;
};

static void
add_line(struct lines *all, const char *path, const char *sign, struct slice text)
{
	struct buf b = BUF_INIT;

	buf_str(&b, path);
	buf_str(&b, sign);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n')
			buf_str(&b, "\\n");
		else
			buf_char(&b, text.ptr[i]);
	}
	buf_str(&b, "\n");
	buf_char(&b, '\0');
	if (all->n == sizeof(all->line) / sizeof(all->line[0]))
		abort();
	all->line[all->n++] = b.ptr;
}

static void
list_file(struct lines *all, int dirfd, const char *name, const char *path)
{
	struct arena a = ARENA_INIT;
	struct slice text;
	char target[PATH_MAX];
	ssize_t n = readlinkat(dirfd, name, target, sizeof(target));
	int err;

	if (n >= 0) {
		add_line(all, path, " -> ", (struct slice){ target, (size_t)n });
		return;
	}
	err = file_read(&a, dirfd, slice_of(name), SIZE_MAX, &text);
	if (err)
		text = arena_printf(&a, "(%s)", strerror(err));
	add_line(all, path, " = ", text);
	arena_free(&a);
}

static void
list_dir(struct lines *all, int dirfd, const char *name, const char *path)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	size_t before = all->n;
	struct dirent *e;
	char below[PATH_MAX];
	struct stat st;

	if (!dir)
		die(name);
	while ((e = readdir(dir)) != NULL) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || !strcmp(e->d_name, ".berth"))
			continue;
		if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		    snprintf(below, sizeof(below), "%s%s%s", path, *path ? "/" : "", e->d_name) >= (int)sizeof(below))
			die(e->d_name);
		if (S_ISDIR(st.st_mode))
			list_dir(all, fd, e->d_name, below);
		else
			list_file(all, fd, e->d_name, below);
	}
	if (all->n == before && *path)
		add_line(all, path, "/", SLICE_LIT(""));
	closedir(dir);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *
join(struct lines *all, struct buf *b)
{
	buf_clear(b);
	qsort(all->line, all->n, sizeof(all->line[0]), by_text);
	for (size_t i = 0; i < all->n; i++) {
		buf_str(b, all->line[i]);
		free(all->line[i]);
	}
	buf_char(b, '\0');
	return b->ptr;
}

const char *
fixture_dump(const struct fixture *f, const char *dir, struct buf *b)
{
	struct lines all = { .n = 0 };
	struct stat st;

	if (fstatat(f->fd, dir, &st, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
		add_line(&all, "-", "", SLICE_LIT(""));
	else
		list_dir(&all, f->fd, dir, "");
	return join(&all, b);
}

static void
want_lines(struct lines *all, const struct fixture_file *files)
{
	struct arena a = ARENA_INIT;

	for (; files && files->path; files++)
		add_line(all, files->path, " = ",
		         files->foreign ? slice_of(files->text) : fixture_bytes(&a, files->text));
	arena_free(&a);
}

const char *
fixture_want(const struct fixture_file *files, const struct fixture_file *more, struct buf *b)
{
	struct lines all = { .n = 0 };

	want_lines(&all, files);
	want_lines(&all, more);
	return join(&all, b);
}

enum fixture_status
fixture_publish(int rootfd, const struct fixture_file *files, struct diags *ds, struct publish_result *r)
{
	struct publish_options o = { .out = SLICE_LIT("out"), .max_delete = SIZE_MAX };
	struct publish *p = publish_open(ds, rootfd, &o);
	struct arena a = ARENA_INIT;
	bool ok = p != NULL;

	for (; p && files->path; files++)
		if (publish_add(p, ds, slice_of(files->path), fixture_bytes(&a, files->text), NULL) == PUBLISH_FAILED)
			ok = false;
	if (p) {
		publish_prune(p, true, NULL, 0);
		ok = publish_commit(p, ds, r) && ok;
		publish_close(p);
	}
	arena_free(&a);
	return ok ? FIXTURE_OK : FIXTURE_FAILED;
}

const char *
fixture_messages(const struct diags *ds, struct buf *b)
{
	buf_clear(b);
	diag_print(b, ds, (struct diag_style){ DIAG_TEXT, false });
	buf_char(b, '\0');
	return b->ptr;
}
