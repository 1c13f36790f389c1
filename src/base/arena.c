/* SPDX-License-Identifier: Apache-2.0 */
/* arena.c - blocks that grow from 4 KiB to 1 MiB; big requests get a block
 * of their own, put behind the current one so that its rest stays in use. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ALIGN = _Alignof(max_align_t),
	BLOCK_MIN = 4096,
	BLOCK_MAX = 1 << 20,
};

struct arena_block {
	struct arena_block *older;
	size_t size;  /* of the payload */
	_Alignas(max_align_t) char bytes[];
};

static void
default_oom(size_t wanted)
{
	(void)wanted;
	abort();
}

void (*arena_oom)(size_t wanted) = default_oom;
void *(*arena_malloc)(size_t size) = malloc;

static _Noreturn void
oom(size_t wanted)
{
	arena_oom(wanted);
	abort();
}

static struct arena_block *
block(struct arena *a, size_t size)
{
	struct arena_block *b;

	if (size > SIZE_MAX - sizeof(*b))
		oom(size);
	b = arena_malloc(sizeof(*b) + size);
	if (!b)
		oom(size);
	b->size = size;
	b->older = NULL;
	a->total += size;
	return b;
}

static size_t
next_block_size(const struct arena *a)
{
	size_t size = a->blocks ? a->blocks->size * 2 : BLOCK_MIN;

	return size > BLOCK_MAX ? BLOCK_MAX : size;
}

/* A block of its own for a request that would waste the current one. */
static void *
alloc_big(struct arena *a, size_t size)
{
	struct arena_block *b = block(a, size);

	if (a->blocks) {
		b->older = a->blocks->older;
		a->blocks->older = b;
	} else {
		a->blocks = b;
		a->next = a->end = b->bytes + size;
	}
	memset(b->bytes, 0, size);
	return b->bytes;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	char *p;

	if (size > SIZE_MAX - ALIGN)
		oom(size);
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (size == 0)
		size = ALIGN;
	if ((size_t)(a->end - a->next) < size) {
		size_t fresh = next_block_size(a);
		struct arena_block *b;

		if (size > fresh / 4)
			return alloc_big(a, size);
		b = block(a, fresh);
		b->older = a->blocks;
		a->blocks = b;
		a->next = b->bytes;
		a->end = b->bytes + fresh;
	}
	p = a->next;
	a->next += size;
	memset(p, 0, size);
	return p;
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		oom(SIZE_MAX);
	return arena_alloc(a, n * size);
}

struct slice
arena_slice(struct arena *a, struct slice s)
{
	char *p = arena_alloc(a, s.len + 1);

	if (s.len)
		memcpy(p, s.ptr, s.len);
	return (struct slice){ p, s.len };
}

const char *
arena_cstr(struct arena *a, struct slice s)
{
	return arena_slice(a, s).ptr;
}

struct slice
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return (struct slice){ "", 0 };
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return (struct slice){ p, (size_t)n };
}

struct slice
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct slice s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

struct slice
arena_join(struct arena *a, struct slice x, struct slice y)
{
	char *p = arena_alloc(a, x.len + y.len + 1);

	if (x.len)
		memcpy(p, x.ptr, x.len);
	if (y.len)
		memcpy(p + x.len, y.ptr, y.len);
	return (struct slice){ p, x.len + y.len };
}

void
arena_reset(struct arena *a)
{
	struct arena_block *keep = a->blocks;
	struct arena_block *b = keep ? keep->older : NULL;

	while (b) {
		struct arena_block *older = b->older;

		a->total -= b->size;
		free(b);
		b = older;
	}
	if (keep) {
		keep->older = NULL;
		a->next = keep->bytes;
		a->end = keep->bytes + keep->size;
	}
}

void
arena_free(struct arena *a)
{
	struct arena_block *b = a->blocks;

	while (b) {
		struct arena_block *older = b->older;

		free(b);
		b = older;
	}
	*a = ARENA_INIT;
}
