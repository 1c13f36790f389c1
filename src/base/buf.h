/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h - text that grows. BUF_INIT keeps it in memory of its own, for
 * output that is written once and thrown away: emitted files, messages;
 * it ends with buf_fini. BUF_IN(arena) keeps it in an arena, for the steps
 * of an evaluation: nothing to give back, whichever way the step ends.
 * Out of memory goes the way of the arena (arena_oom). */
#ifndef BERTH_BASE_BUF_H
#define BERTH_BASE_BUF_H

#include <stdint.h>
#include <string.h>

#include "base/slice.h"

struct arena;

struct buf {
	char *ptr;
	size_t len, cap;
	struct arena *arena;    /* that it is in, or NULL */
};

#define BUF_INIT  ((struct buf){ 0 })
#define BUF_IN(a) ((struct buf){ .arena = (a) })

void buf_fini(struct buf *b);

/* Makes room for `more` bytes beyond len. */
void buf_reserve(struct buf *b, size_t more);

static inline void
buf_add(struct buf *b, struct slice s)
{
	if (!s.len)
		return;
	if (b->cap - b->len < s.len)
		buf_reserve(b, s.len);
	memcpy(b->ptr + b->len, s.ptr, s.len);
	b->len += s.len;
}

static inline void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, slice_of(s));
}

static inline void
buf_char(struct buf *b, char c)
{
	if (b->len == b->cap)
		buf_reserve(b, 1);
	b->ptr[b->len++] = c;
}

void buf_fill(struct buf *b, char c, size_t n);
void buf_int(struct buf *b, int64_t n);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The bytes so far; borrowed, until the buffer changes. */
struct slice buf_slice(const struct buf *b);

/* Forgets the bytes, keeps the memory. */
void buf_clear(struct buf *b);

#endif
