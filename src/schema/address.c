/* SPDX-License-Identifier: Apache-2.0 */
/* address.c - addresses of machines, as Go's net package reads them. */
#include "schema/format.h"

#include "base/ascii.h"
#include "base/ip.h"

static bool
has(struct slice s, char c)
{
	return slice_find(s, (struct slice){ &c, 1 }, 0) != SIZE_MAX;
}

/* An IPv6 address that ends in a dotted one counts too, for the API server. */
bool
address_ipv4(struct slice s)
{
	unsigned char bytes[16];

	return has(s, '.') && ip_parse(s, IP_LEADING_ZEROS, bytes);
}

bool
address_ipv6(struct slice s)
{
	unsigned char bytes[16];

	return ip_parse(s, IP_NO_ZEROS, bytes) == 16;
}

bool
address_ip(struct slice s)
{
	unsigned char bytes[16];

	return ip_parse(s, IP_NO_ZEROS, bytes) != 0;
}

bool
address_cidr(struct slice s)
{
	size_t slash = slice_find(s, SLICE_LIT("/"), 0);
	unsigned char bytes[16];
	size_t n = ip_parse(slice_sub(s, 0, slash), IP_LEADING_ZEROS, bytes), bits = 0;

	if (slash == SIZE_MAX || slash + 1 == s.len || !n)
		return false;
	for (size_t i = slash + 1; i < s.len; i++) {
		if (!ascii_digit(s.ptr[i]) || bits > 128)
			return false;
		bits = bits * 10 + (size_t)(s.ptr[i] - '0');
	}
	return bits <= n * 8;
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
		if (ascii_hex(s.ptr[i]) < 0)
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
