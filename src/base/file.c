/* SPDX-License-Identifier: Apache-2.0 */
/* file.c - reading below a directory. openat2(RESOLVE_BENEATH) lets the
 * kernel decide what "below" means; where it is missing (before Linux 5.6,
 * some sandboxes), the resolved name is compared. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/path.h"

/* O_NONBLOCK: opening a FIFO must not wait; it is refused below. */
enum { OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

/* The name that the open file `fd` has now; false when unknown. */
static bool
name_of(int fd, char out[PATH_MAX])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, out, PATH_MAX - 1);
	if (n < 0)
		return false;
	out[n] = '\0';
	return true;
}

bool
file_below(int dirfd, int fd)
{
	char dir[PATH_MAX], file[PATH_MAX];

	return name_of(dirfd, dir) && name_of(fd, file) &&
	       path_below(slice_of(file), slice_of(strcmp(dir, "/") ? dir : ""));
}

static int
open_checked(int dirfd, const char *path)
{
	int fd = openat(dirfd, path, OPEN_FLAGS);

	if (fd < 0)
		return -1;
	if (file_below(dirfd, fd))
		return fd;
	close(fd);
	errno = EXDEV;
	return -1;
}

static int
open_beneath(int dirfd, const char *path)
{
	struct open_how how = { .flags = OPEN_FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	long fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));

	if (fd >= 0)
		return (int)fd;
	if (errno == ENOSYS || errno == EPERM)
		return open_checked(dirfd, path);
	return -1;
}

/* Reads `size` bytes, or up to the end when the file is shorter. */
static int
read_all(int fd, char *p, size_t size, size_t *got)
{
	*got = 0;
	while (*got < size) {
		ssize_t n = read(fd, p + *got, size - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

static int
read_open(struct arena *a, int fd, size_t limit, struct slice *out)
{
	struct stat st;
	char *p;
	size_t got;
	int err;

	if (fstat(fd, &st) < 0)
		return errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	if (!S_ISREG(st.st_mode))
		return EINVAL;
	if (st.st_size < 0 || (uintmax_t)st.st_size > limit)
		return EFBIG;
	p = arena_alloc(a, (size_t)st.st_size + 1);
	err = read_all(fd, p, (size_t)st.st_size, &got);
	*out = (struct slice){ p, got };
	return err;
}

int
file_read(struct arena *a, int dirfd, struct slice path, size_t limit, struct slice *out)
{
	char name[PATH_MAX];
	int fd, err;

	if (path.len >= sizeof(name))
		return ENAMETOOLONG;
	if (path.len)
		memcpy(name, path.ptr, path.len);
	name[path.len] = '\0';
	fd = open_beneath(dirfd, name);
	if (fd < 0)
		return errno;
	err = read_open(a, fd, limit, out);
	close(fd);
	return err;
}

int
file_write_all(int fd, struct slice bytes)
{
	size_t done = 0;

	while (done < bytes.len) {
		ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		done += (size_t)n;
	}
	return 0;
}
