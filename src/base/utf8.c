/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.c - decoding, encoding, counting and tables. */
#include "base/utf8.h"

static bool
cont(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

uint32_t
utf8_next(struct slice s, size_t *pos)
{
	const unsigned char *p = (const unsigned char *)s.ptr + *pos;
	size_t left = s.len - *pos, n;
	uint32_t cp, least;

	if (p[0] < 0x80) {
		*pos += 1;
		return p[0];
	}
	if ((p[0] & 0xE0) == 0xC0) {
		n = 2, least = 0x80, cp = p[0] & 0x1F;
	} else if ((p[0] & 0xF0) == 0xE0) {
		n = 3, least = 0x800, cp = p[0] & 0x0F;
	} else if ((p[0] & 0xF8) == 0xF0) {
		n = 4, least = 0x10000, cp = p[0] & 0x07;
	} else {
		*pos += 1;
		return UTF8_BAD;
	}
	for (size_t i = 1; i < n; i++) {
		if (i >= left || !cont(p[i])) {
			*pos += 1;
			return UTF8_BAD;
		}
		cp = cp << 6 | (p[i] & 0x3F);
	}
	if (cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
		*pos += 1;
		return UTF8_BAD;
	}
	*pos += n;
	return cp;
}

size_t
utf8_put(char out[UTF8_MAX], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

bool
utf8_within(const struct utf8_range *ranges, size_t n, uint32_t cp)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cp < ranges[mid].first)
			high = mid;
		else if (cp > ranges[mid].last)
			low = mid + 1;
		else
			return true;
	}
	return false;
}

size_t
utf8_invalid(struct slice s)
{
	for (size_t pos = 0; pos < s.len;) {
		size_t at = pos;

		if ((unsigned char)s.ptr[pos] < 0x80)
			pos++;
		else if (utf8_next(s, &pos) == UTF8_BAD)
			return at;
	}
	return SIZE_MAX;
}

size_t
utf8_length(struct slice s)
{
	size_t n = 0;

	for (size_t pos = 0; pos < s.len; n++)
		utf8_next(s, &pos);
	return n;
}

size_t
utf8_offset(struct slice s, size_t n)
{
	size_t pos = 0;

	while (n-- > 0 && pos < s.len)
		utf8_next(s, &pos);
	return pos;
}
