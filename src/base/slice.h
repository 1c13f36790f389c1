/* SPDX-License-Identifier: Apache-2.0 */
/* slice.h - a borrowed run of bytes. Who owns the bytes is said by the
 * function that handed the slice out; the usual answer is "the arena" or
 * "the source". A slice is passed by value and never freed. */
#ifndef BERTH_BASE_SLICE_H
#define BERTH_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *ptr;  /* may be NULL only when len is 0 */
	size_t len;       /* bytes; may contain NUL */
};

#define SLICE_INIT(lit) { (lit), sizeof(lit) - 1 }       /* static tables */
#define SLICE_LIT(lit)  ((struct slice)SLICE_INIT(lit))  /* expressions */
#define SLICE_FMT(s)    (int)(s).len, (s).ptr            /* printf("%.*s") */

/* Some functions stand here so that they cost no call: nearly everything
 * that looks at text goes through them. */

/* The bytes of a C string, without its NUL. */
static inline struct slice
slice_of(const char *s)
{
	return (struct slice){ s, strlen(s) };
}

/* Equality of bytes. */
static inline bool
slice_eq(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Equality with a C string. */
static inline bool
slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_of(s));
}

/* Byte order, shorter first on a common prefix: <0, 0, >0. The order of
 * map keys and of everything that is sorted without a reason for another. */
int slice_cmp(struct slice a, struct slice b);

bool slice_starts(struct slice s, struct slice prefix);
bool slice_ends(struct slice s, struct slice suffix);

/* Bytes [start, end) of s; both are clamped to its length. */
static inline struct slice
slice_sub(struct slice s, size_t start, size_t end)
{
	if (end > s.len)
		end = s.len;
	if (start > end)
		start = end;
	return (struct slice){ start ? s.ptr + start : s.ptr, end - start };
}

/* Offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t slice_find(struct slice s, struct slice needle, size_t from);

/* Offset of the last `c`, or SIZE_MAX. */
size_t slice_rfind_char(struct slice s, char c);

/* s without leading and trailing spaces, tabs, CR and LF. */
struct slice slice_trim(struct slice s);

/* A 64-bit hash of the bytes (FNV-1a); for tables, not for identity. */
uint64_t slice_hash(struct slice s);

#endif
