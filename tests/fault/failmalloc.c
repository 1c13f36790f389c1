/* SPDX-License-Identifier: Apache-2.0 */
/* failmalloc.c - a library to preload: the allocation number FAILMALLOC_AT
 * of the program fails, all others succeed. At exit the number of
 * allocations is written to the file FAILMALLOC_COUNT, if set; the objects
 * that asked for the one that failed, innermost first, are named in the file FAILMALLOC_WHO.
 *
 * The C library's own functions are found under their glibc names, so no
 * dlsym (which allocates itself) is needed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
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
static atomic_bool ready;

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

static void
write_file(const char *variable, const char *text)
{
	const char *path = getenv(variable);
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		_exit(99);
	close(fd);
}

/* The first backtrace loads a library, which allocates: do it early. */
__attribute__((constructor)) static void
prepare(void)
{
	void *frame[1];

	backtrace(frame, 1);
	atomic_store(&ready, 1);
}

static void
name_callers(void)
{
	void *frames[32];
	int n = backtrace(frames, 32);
	char text[4096] = "";
	Dl_info info;

	for (int i = 0; i < n; i++) {
		if (!dladdr(frames[i], &info) || !info.dli_fname)
			continue;
		strncat(text, info.dli_fname, sizeof(text) - strlen(text) - 2);
		strcat(text, "\n");
	}
	write_file("FAILMALLOC_WHO", text);
}

static int
fails(void)
{
	if (!atomic_load(&ready) || atomic_fetch_add(&count, 1) + 1 != wanted())
		return 0;
	name_callers();
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
	char text[32];

	snprintf(text, sizeof(text), "%ld\n", atomic_load(&count));
	write_file("FAILMALLOC_COUNT", text);
}
