/* SPDX-License-Identifier: Apache-2.0 */
/* digest.c - one hash over everything but the tenants' own specs: the
 * program itself, fleet.yaml, and all files of schemas/ and bases/. */
#include "driver/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { MAX_DEPTH = 32, MAX_BYTES = 64 << 20 };

static bool
add_file(struct sha256 *h, int dirfd, struct slice path)
{
	struct arena a = ARENA_INIT;
	struct slice text = { 0 };
	char length[32];
	int err = file_read(&a, dirfd, path, MAX_BYTES, &text), n;

	n = snprintf(length, sizeof(length), "%d %zu ", err, text.len);
	sha256_add(h, path);
	sha256_add(h, (struct slice){ length, (size_t)n });
	sha256_add(h, text);
	arena_free(&a);
	return err == 0;
}

static int
by_name(const void *x, const void *y)
{
	return slice_cmp(*(const struct slice *)x, *(const struct slice *)y);
}

/* The names in a directory, sorted; hidden ones are no input. */
static size_t
names_in(struct arena *a, int rootfd, struct slice dir, struct slice **out)
{
	VEC(struct slice) names = { 0 };
	int fd = openat(rootfd, arena_cstr(a, dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
		if (e->d_name[0] != '.')
			vec_push(a, &names, arena_printf(a, "%.*s/%s", SLICE_FMT(dir), e->d_name));
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	if (names.len)
		qsort(names.ptr, names.len, sizeof(struct slice), by_name);
	*out = names.ptr;
	return names.len;
}

static void
add_tree(struct arena *a, struct sha256 *h, int rootfd, struct slice path, int depth)
{
	struct slice *names;
	struct stat st;
	size_t n;

	if (fstatat(rootfd, arena_cstr(a, path), &st, 0) < 0 || !S_ISDIR(st.st_mode)) {
		add_file(h, rootfd, path);
		return;
	}
	if (depth == MAX_DEPTH)
		return;
	n = names_in(a, rootfd, path, &names);
	for (size_t i = 0; i < n; i++)
		add_tree(a, h, rootfd, names[i], depth + 1);
}

bool
digest_project(struct arena *a, int rootfd, unsigned char out[SHA256_SIZE])
{
	int proc = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct sha256 h;
	int exe = proc < 0 ? -1 : openat(proc, "exe", O_RDONLY | O_CLOEXEC);
	char block[65536];
	ssize_t n = -1;

	sha256_init(&h);
	/* Another build of the program may emit something else. */
	while (exe >= 0 && (n = read(exe, block, sizeof(block))) > 0)
		sha256_add(&h, (struct slice){ block, (size_t)n });
	if (exe >= 0)
		close(exe);
	if (proc >= 0)
		close(proc);
	add_tree(a, &h, rootfd, SLICE_LIT("fleet.yaml"), 0);
	add_tree(a, &h, rootfd, SLICE_LIT("schemas"), 0);
	add_tree(a, &h, rootfd, SLICE_LIT("bases"), 0);
	sha256_end(&h, out);
	return n == 0;
}
