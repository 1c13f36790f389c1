/* SPDX-License-Identifier: Apache-2.0 */
/* buf.c - growing text. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/num.h"

void
buf_fini(struct buf *b)
{
	if (!b->arena)
		free(b->ptr);
	*b = BUF_IN(b->arena);
}

void
buf_reserve(struct buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : b->arena ? 64 : 256;
	char *p;

	if (b->cap - b->len >= more)
		return;
	if (more > SIZE_MAX / 4 - b->len) {
		arena_oom(SIZE_MAX);
		abort();
	}
	while (cap - b->len < more)
		cap *= 2;
	/* Not realloc: the allocator that tests replace is malloc-shaped. */
	p = b->arena ? arena_alloc(b->arena, cap) : arena_malloc(cap);
	if (!p) {
		arena_oom(cap);
		abort();
	}
	if (b->len)
		memcpy(p, b->ptr, b->len);
	if (!b->arena)
		free(b->ptr);
	b->ptr = p;
	b->cap = cap;
}

void
buf_fill(struct buf *b, char c, size_t n)
{
	if (!n)
		return;
	buf_reserve(b, n);
	memset(b->ptr + b->len, c, n);
	b->len += n;
}

void
buf_int(struct buf *b, int64_t n)
{
	char text[NUM_INT_MAX];

	buf_add(b, num_int(text, n));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	buf_reserve(b, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

struct slice
buf_slice(const struct buf *b)
{
	return (struct slice){ b->ptr, b->len };
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
}
