/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h - Unicode text in UTF-8 (RFC 3629: no surrogates, no overlong
 * forms, nothing above U+10FFFF). */
#ifndef BERTH_BASE_UTF8_H
#define BERTH_BASE_UTF8_H

#include "base/slice.h"

#define UTF8_BAD UINT32_MAX
enum { UTF8_MAX = 4 };

/* The code point at *pos, and moves *pos behind it; UTF8_BAD for an invalid
 * byte, which is stepped over alone. *pos must be less than s.len. */
uint32_t utf8_next(struct slice s, size_t *pos);

/* Writes `cp` (a valid code point) to `out`; returns its length, 1 to 4. */
size_t utf8_put(char out[UTF8_MAX], uint32_t cp);

/* A table of code points: ranges, sorted, apart. */
struct utf8_range {
	uint32_t first, last;  /* both included */
};

/* Whether `cp` is in one of the `n` ranges. */
bool utf8_within(const struct utf8_range *ranges, size_t n, uint32_t cp);

/* Offset of the first invalid byte, or SIZE_MAX when all is valid. */
size_t utf8_invalid(struct slice s);

/* Number of code points; an invalid byte counts as one. */
size_t utf8_length(struct slice s);

/* Byte offset of code point `n`, or s.len when there are fewer. */
size_t utf8_offset(struct slice s, size_t n);

#endif
