/* SPDX-License-Identifier: Apache-2.0 */
/* url.c - the format uri, as Go's url.ParseRequestURI reads it: an absolute
 * URL, or an absolute path. There is no fragment; queries are not looked at. */
#include "schema/format.h"

#include "base/ascii.h"

static bool
one_of(char c, const char *set)
{
	return c && slice_find(slice_of(set), (struct slice){ &c, 1 }, 0) != SIZE_MAX;
}

/* Every '%' begins an escaped byte. */
static bool
escapes(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '%')
			continue;
		if (s.len - i < 3 || ascii_hex(s.ptr[i + 1]) < 0 || ascii_hex(s.ptr[i + 2]) < 0)
			return false;
	}
	return true;
}

/* Bytes from 0x80 on may stand in a host, escaped or not; below, only those
 * that a host has. */
static bool
host_chars(struct slice s)
{
	if (!escapes(s))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '%') {
			if (s.ptr[i + 1] < '8' && ascii_digit(s.ptr[i + 1]) && !slice_starts(slice_sub(s, i, s.len), SLICE_LIT("%25")))
				return false;
			i += 2;
		} else if ((unsigned char)c < 0x80 && !ascii_letter(c) && !ascii_digit(c) && !one_of(c, "-_.~!$&'()*+,;=:[]<>\"")) {
			return false;
		}
	}
	return true;
}

static bool
port(struct slice s)
{
	if (s.len == 0)
		return true;
	for (size_t i = 1; i < s.len; i++)
		if (!ascii_digit(s.ptr[i]))
			return false;
	return s.ptr[0] == ':';
}

static bool
host(struct slice s)
{
	size_t close, colon, zone;

	if (!slice_starts(s, SLICE_LIT("["))) {
		colon = slice_rfind_char(s, ':');
		return (colon == SIZE_MAX || port(slice_sub(s, colon, s.len))) && host_chars(s) &&
		       slice_find(s, SLICE_LIT("["), 0) == SIZE_MAX;
	}
	close = slice_rfind_char(s, ']');
	if (close == SIZE_MAX || !port(slice_sub(s, close + 1, s.len)))
		return false;
	s = slice_sub(s, 1, close);
	zone = slice_find(s, SLICE_LIT("%25"), 0);
	return address_ipv6(slice_sub(s, 0, zone)) && (zone == SIZE_MAX || escapes(slice_sub(s, zone, s.len)));
}

static bool
authority(struct slice s)
{
	size_t at = slice_rfind_char(s, '@');

	if (at == SIZE_MAX)
		return host(s);
	for (size_t i = 0; i < at; i++)
		if (!ascii_letter(s.ptr[i]) && !ascii_digit(s.ptr[i]) && !one_of(s.ptr[i], "-._:~!$&'()*+,;=%@"))
			return false;
	return escapes(slice_sub(s, 0, at)) && host(slice_sub(s, at + 1, s.len));
}

/* Bytes of the scheme, its ':' included; 0: none, SIZE_MAX: a ':' without one. */
static size_t
scheme(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (ascii_letter(c) || (i && (ascii_digit(c) || one_of(c, "+-."))))
			continue;
		if (c != ':')
			return 0;
		return i ? i + 1 : SIZE_MAX;
	}
	return 0;
}

bool
address_uri(struct slice s)
{
	size_t n = scheme(s), slash;
	struct slice rest;

	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
			return false;
	if (n == SIZE_MAX || s.len == 0)
		return false;
	if (slice_is(s, "*"))
		return true;
	rest = slice_sub(s, n, slice_find(s, SLICE_LIT("?"), n));
	if (!slice_starts(rest, SLICE_LIT("/")))
		return n > 0;
	if (n && slice_starts(rest, SLICE_LIT("//"))) {
		slash = slice_find(rest, SLICE_LIT("/"), 2);
		if (!authority(slice_sub(rest, 2, slash)))
			return false;
		rest = slice_sub(rest, slash, rest.len);
	}
	return escapes(rest);
}
