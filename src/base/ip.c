/* SPDX-License-Identifier: Apache-2.0 */
/* ip.c - reading IP addresses. */
#include "base/ip.h"

#include <string.h>

#include "base/ascii.h"

/* Four decimal numbers up to 255, from `at` to the end. */
static bool
dotted(struct slice s, size_t at, enum ip_zeros zeros, unsigned char out[4])
{
	for (unsigned part = 0; part < 4; part++) {
		size_t start;
		unsigned n = 0;

		if (part && (at == s.len || s.ptr[at++] != '.'))
			return false;
		for (start = at; at < s.len && ascii_digit(s.ptr[at]) && n <= 255; at++)
			n = n * 10 + (unsigned)(s.ptr[at] - '0');
		if (at == start || n > 255 || (!zeros && s.ptr[start] == '0' && at - start > 1))
			return false;
		out[part] = (unsigned char)n;
	}
	return at == s.len;
}

/* A group of up to four hexadecimal digits, beside zeros that may lead. */
static bool
group(struct slice s, size_t *at, enum ip_zeros zeros, unsigned char out[2])
{
	size_t start = *at, first;
	unsigned n = 0;

	while (zeros && *at < s.len && s.ptr[*at] == '0')
		++*at;
	for (first = *at; *at < s.len && ascii_hex(s.ptr[*at]) >= 0 && *at - first < 4; ++*at)
		n = n << 4 | (unsigned)ascii_hex(s.ptr[*at]);
	out[0] = (unsigned char)(n >> 8);
	out[1] = (unsigned char)(n & 255);
	return *at > start;
}

/* Moves what stands behind the gap at byte `gap` to the end; a gap is at
 * least one group. Without one, SIZE_MAX, all must be there. */
static bool
spread(unsigned char out[16], size_t n, size_t gap)
{
	if (gap == SIZE_MAX || n == 16)
		return gap == SIZE_MAX && n == 16;
	memmove(out + 16 - (n - gap), out + gap, n - gap);
	memset(out + gap, 0, 16 - n);
	return true;
}

/* Groups between colons; "::" once; the last two may be dotted. */
static bool
colons(struct slice s, enum ip_zeros zeros, unsigned char out[16])
{
	size_t at = 0, n = 0, gap = SIZE_MAX;

	if (slice_starts(s, SLICE_LIT("::")))
		at = 2, gap = 0;
	else if (s.len == 0)
		return false;
	while (at < s.len) {
		size_t start = at;

		if (n == 16 || !group(s, &at, zeros, out + n))
			return false;
		if (at < s.len && s.ptr[at] == '.')
			return n <= 12 && dotted(s, start, zeros, out + n) && spread(out, n + 4, gap);
		n += 2;
		if (at == s.len)
			break;
		if (s.ptr[at++] != ':' || at == s.len)
			return false;
		if (s.ptr[at] != ':')
			continue;
		if (gap != SIZE_MAX)
			return false;
		gap = n;
		at++;
	}
	return spread(out, n, gap);
}

size_t
ip_parse(struct slice s, enum ip_zeros zeros, unsigned char out[16])
{
	if (slice_find(s, SLICE_LIT(":"), 0) == SIZE_MAX)
		return dotted(s, 0, zeros, out) ? 4 : 0;
	return colons(s, zeros, out) ? 16 : 0;
}
