/* SPDX-License-Identifier: Apache-2.0 */
/* failmalloc.c - a library to preload: the allocation number FAILMALLOC_AT
 * of the program fails, all others succeed. At exit the number of
 * allocations is written to the file FAILMALLOC_COUNT, if set.
 *
 * The C library's own functions are found under their glibc names, so no
 * dlsym (which allocates itself) is needed. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static atomic_long count, fail_at = -1;

static long
wanted(void)
{
	long at = atomic_load(&fail_at);

	if (at < 0) {
		const char *text = getenv("FAILMALLOC_AT");

		at = text ? strtol(text, NULL, 10) : 0;
		atomic_store(&fail_at, at);
	}
	return at;
}

static int
fails(void)
{
	if (atomic_fetch_add(&count, 1) + 1 != wanted())
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
	return fails() ? NULL : __libc_realloc(p, size);
}

__attribute__((destructor)) static void
report(void)
{
	const char *path = getenv("FAILMALLOC_COUNT");
	char text[32];
	int fd, n;

	if (!path)
		return;
	n = snprintf(text, sizeof(text), "%ld\n", atomic_load(&count));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd >= 0 && write(fd, text, (size_t)n) != n)
		_exit(99);
	if (fd >= 0)
		close(fd);
}
