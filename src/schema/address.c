/* SPDX-License-Identifier: Apache-2.0 */
/* address.c - addresses of machines, as Go's net package reads them. */
#include "schema/format.h"

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
hex(char c)
{
	if (digit(c))
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four decimal numbers up to 255; leading zeros only when `sloppy`. */
static bool
dotted(struct slice s, bool sloppy)
{
	size_t at = 0;

	for (unsigned part = 0; part < 4; part++) {
		size_t start = at;
		unsigned n = 0;

		if (part && (at == s.len || s.ptr[at] != '.'))
			return false;
		start = at += part != 0;
		while (at < s.len && digit(s.ptr[at]) && n <= 255)
			n = n * 10 + (unsigned)(s.ptr[at++] - '0');
		if (at == start || n > 255 || (!sloppy && s.ptr[start] == '0' && at - start > 1))
			return false;
	}
	return at == s.len;
}

/* Eight groups of up to four hexadecimal digits (with `sloppy`, any number
 * of leading zeros); "::" once for one zero group or more; the last two may
 * be a dotted address. */
static bool
groups(struct slice s, bool sloppy)
{
	size_t at = 0;
	unsigned n = 0;
	bool gap = false;

	if (slice_starts(s, SLICE_LIT("::"))) {
		gap = true;
		at = 2;
		if (at == s.len)
			return true;
	}
	for (;;) {
		size_t start = at, digits;

		while (sloppy && at < s.len && s.ptr[at] == '0')
			at++;
		digits = at;
		while (at < s.len && hex(s.ptr[at]) >= 0 && at - digits < 5)
			at++;
		if (at < s.len && s.ptr[at] == '.')
			return (gap ? n + 2 < 8 : n + 2 == 8) && dotted(slice_sub(s, start, s.len), sloppy);
		if (at == start || at - digits > 4 || ++n > 8)
			return false;
		if (at == s.len)
			return gap ? n < 8 : n == 8;
		if (s.ptr[at++] != ':' || at == s.len)
			return false;
		if (s.ptr[at] == ':') {
			if (gap)
				return false;
			gap = true;
			if (++at == s.len)
				return n < 8;
		}
	}
}

static bool
has(struct slice s, char c)
{
	return slice_find(s, (struct slice){ &c, 1 }, 0) != SIZE_MAX;
}

/* An IPv6 address that ends in a dotted one counts too, for the API server. */
bool
address_ipv4(struct slice s)
{
	return dotted(s, true) || (has(s, '.') && groups(s, true));
}

bool
address_ipv6(struct slice s)
{
	return groups(s, false);
}

bool
address_ip(struct slice s)
{
	return dotted(s, false) || groups(s, false);
}

bool
address_cidr(struct slice s)
{
	size_t slash = slice_find(s, SLICE_LIT("/"), 0);
	struct slice ip = slice_sub(s, 0, slash);
	bool four = dotted(ip, true);
	unsigned bits = 0;

	if (slash == SIZE_MAX || slash + 1 == s.len || !(four || groups(ip, true)))
		return false;
	for (size_t i = slash + 1; i < s.len; i++) {
		if (!digit(s.ptr[i]) || bits > 128)
			return false;
		bits = bits * 10 + (unsigned)(s.ptr[i] - '0');
	}
	return bits <= (four ? 32U : 128U);
}

static bool
mac_bytes(size_t n)
{
	return n == 6 || n == 8 || n == 20;
}

static bool
all_hex(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (hex(s.ptr[i]) < 0)
			return false;
	return true;
}

/* 6, 8 or 20 bytes: pairs of digits with ':' or '-', fours with '.', or the
 * digits alone. */
bool
address_mac(struct slice s)
{
	size_t width = s.len > 4 && s.ptr[4] == '.' ? 4 : 2;
	char separator;

	if (s.len % 2 == 0 && mac_bytes(s.len / 2))
		return all_hex(s);
	if (s.len < 14 || (s.len + 1) % (width + 1) || !mac_bytes((s.len + 1) / (width + 1) * width / 2))
		return false;
	separator = s.ptr[width];
	if (width == 2 && separator != ':' && separator != '-')
		return false;
	for (size_t i = 0; i < s.len; i += width + 1) {
		if (i && s.ptr[i - 1] != separator)
			return false;
		if (!all_hex(slice_sub(s, i, i + width)))
			return false;
	}
	return true;
}
