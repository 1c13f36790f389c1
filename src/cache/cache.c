/* SPDX-License-Identifier: Apache-2.0 */
/* cache.c - loading, finding and saving. */
#include "cache/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cache/format.h"

#define CACHE_DIR ".berth"

enum {
	SIZE_LIMIT = 1 << 30,
	FINE_TICK = 20000000,     /* ns: two jiffies of the slowest usual kernel (HZ=100) */
	SECOND = 1000000000,
	COARSE_TICK = 2,          /* s: FAT */
};

struct cache {
	struct arena *arena;
	struct slice bytes;  /* the file as it was loaded; empty: none, or a bad one */
	struct cache_entry *entries;
	size_t n;
};

struct cache *
cache_open(struct arena *a, int rootfd)
{
	struct cache *c = arena_new(a, struct cache);

	c->arena = a;
	if (file_read(a, rootfd, SLICE_LIT(CACHE_DIR "/cache"), SIZE_LIMIT, &c->bytes) != 0 ||
	    !cache_parse(a, c->bytes, &c->entries, &c->n))
		*c = (struct cache){ .arena = a };
	return c;
}

const struct cache_entry *
cache_find(const struct cache *c, struct slice tenant)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = slice_cmp(tenant, c->entries[mid].tenant);

		if (order == 0)
			return &c->entries[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* By tenant; of equal ones the earlier in the caller's list first. */
static int
by_tenant(const void *a, const void *b)
{
	const struct cache_entry *x = *(const struct cache_entry *const *)a;
	const struct cache_entry *y = *(const struct cache_entry *const *)b;
	int order = slice_cmp(x->tenant, y->tenant);

	return order ? order : (x > y) - (x < y);
}

static const struct cache_entry **
sorted(struct arena *a, const struct cache_entry *entries, size_t *n)
{
	const struct cache_entry **all = arena_new_n(a, *n, const struct cache_entry *);
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		all[i] = &entries[i];
	qsort(all, *n, sizeof(struct cache_entry *), by_tenant);
	for (size_t i = 0; i < *n; i++)
		if (kept == 0 || !slice_eq(all[kept - 1]->tenant, all[i]->tenant))
			all[kept++] = all[i];
	*n = kept;
	return all;
}

/* The folder, with the .gitignore that keeps it out of commits. */
static int
open_folder(int rootfd)
{
	int fd, ignore;

	if (mkdirat(rootfd, CACHE_DIR, 0777) < 0 && errno != EEXIST)
		return -1;
	fd = openat(rootfd, CACHE_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ignore = openat(fd, ".gitignore", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (ignore >= 0) {
		(void)!file_write_all(ignore, SLICE_LIT("*\n"));
		close(ignore);
	}
	return fd;
}

/* From which stamps on a file may change without getting another one, given
 * the stamp of a file made just now. A file system that counts in whole
 * seconds shows it by its zeros. */
static bool
fresh_from(int fd, struct cache_fresh *out)
{
	struct stat st;
	int64_t now, coarse = (int64_t)COARSE_TICK * SECOND;

	if (fstat(fd, &st) < 0)
		return false;
	now = (int64_t)((uint64_t)st.st_mtim.tv_sec * SECOND + (uint64_t)st.st_mtim.tv_nsec);
	out->device = (uint64_t)st.st_dev;
	out->here = now - (st.st_mtim.tv_nsec % SECOND == 0 ? coarse : FINE_TICK);
	out->elsewhere = now - coarse;
	return true;
}

static void
replace(int dirfd, const struct cache_entry *const *entries, size_t n)
{
	struct cache_fresh fresh;
	struct buf bytes = BUF_INIT;
	bool ok;
	int fd;

	unlinkat(dirfd, "cache.new", 0);
	fd = openat(dirfd, "cache.new", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return;
	ok = fresh_from(fd, &fresh);
	if (ok)
		cache_format(&bytes, entries, n, &fresh);
	ok = ok && file_write_all(fd, buf_slice(&bytes)) == 0;
	buf_fini(&bytes);
	ok = close(fd) == 0 && ok;
	if (!ok || renameat(dirfd, "cache.new", dirfd, "cache") < 0)
		unlinkat(dirfd, "cache.new", 0);
}

void
cache_save(struct cache *c, int rootfd, const struct cache_entry *entries, size_t n)
{
	/* nothing is too fresh: what was loaded has been judged already */
	static const struct cache_fresh old = { 0, INT64_MAX, INT64_MAX };
	const struct cache_entry **all = sorted(c->arena, entries, &n);
	struct buf bytes = BUF_INIT;
	bool same;
	int fd;

	cache_format(&bytes, all, n, &old);
	same = slice_eq(buf_slice(&bytes), c->bytes);
	buf_fini(&bytes);
	if (same)
		return;
	fd = open_folder(rootfd);
	if (fd < 0)
		return;
	replace(fd, all, n);
	close(fd);
}
