/* SPDX-License-Identifier: Apache-2.0 */
/* net.c - reading, printing and sorting out IP addresses. */
#include "expr/net.h"

#include <string.h>

#include "base/ascii.h"
#include "base/ip.h"

enum { TEXT_MAX = 64 };  /* bytes; no address is so long, and work stays bounded */

static const char malformed[] = "an IP address is four numbers from 0 to 255 without leading zeros, or an IPv6 address";

const char *
net_ip_parse(struct slice s, struct net_ip *out)
{
	static const unsigned char mapped[12] = { [10] = 255, [11] = 255 };

	*out = (struct net_ip){ 0 };
	if (s.len > TEXT_MAX)
		return malformed;
	if (slice_find(s, SLICE_LIT("%"), 0) != SIZE_MAX)
		return "an IP address with a zone is not allowed";
	out->len = (unsigned)ip_parse(s, IP_NO_ZEROS, out->bytes);
	if (!out->len)
		return malformed;
	if (out->len == 16 && memcmp(out->bytes, mapped, sizeof(mapped)) == 0)
		return "an IPv4 address inside an IPv6 address is not allowed";
	return NULL;
}

const char *
net_cidr_parse(struct slice s, struct net_cidr *out)
{
	size_t slash = s.len > TEXT_MAX ? SIZE_MAX : slice_rfind_char(s, '/'), digits;
	const char *wrong;

	if (slash == SIZE_MAX)
		return "a network is an IP address, '/', and the length of a prefix";
	wrong = net_ip_parse(slice_sub(s, 0, slash), &out->ip);
	if (wrong)
		return wrong;
	digits = s.len - slash - 1;
	out->prefix = 0;
	for (size_t i = slash + 1; i < s.len && digits <= 3; i++) {
		if (!ascii_digit(s.ptr[i]))
			digits = 0;
		out->prefix = out->prefix * 10 + (unsigned)(s.ptr[i] - '0');
	}
	if (digits == 0 || digits > 3 || (digits > 1 && s.ptr[slash + 1] == '0') || out->prefix > out->ip.len * 8)
		return "the length of a prefix is a number up to 32, of IPv6 up to 128";
	return NULL;
}

static unsigned
group_at(const struct net_ip *ip, size_t i)
{
	return (unsigned)ip->bytes[2 * i] << 8 | ip->bytes[2 * i + 1];
}

/* The longest run of at least two zero groups, the first of equals. */
static size_t
longest_zeros(const struct net_ip *ip, size_t *length)
{
	size_t best = 8;

	*length = 1;
	for (size_t i = 0; i < 8; i++) {
		size_t n = 0;

		while (i + n < 8 && group_at(ip, i + n) == 0)
			n++;
		if (n > *length) {
			*length = n;
			best = i;
		}
	}
	return best;
}

void
net_ip_print(struct buf *out, const struct net_ip *ip)
{
	size_t length, zeros;

	if (ip->len == 4) {
		buf_printf(out, "%u.%u.%u.%u", ip->bytes[0], ip->bytes[1], ip->bytes[2], ip->bytes[3]);
		return;
	}
	zeros = longest_zeros(ip, &length);
	for (size_t i = 0; i < 8; i++) {
		if (i == zeros) {
			buf_str(out, "::");
			i += length - 1;
			continue;
		}
		if (i && i != zeros + length)
			buf_char(out, ':');
		buf_printf(out, "%x", group_at(ip, i));
	}
}

bool
net_ip_equal(const struct net_ip *a, const struct net_ip *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

struct net_ip
net_masked(const struct net_cidr *c)
{
	struct net_ip ip = c->ip;

	for (unsigned i = 0; i < ip.len; i++) {
		unsigned kept = c->prefix > i * 8 ? c->prefix - i * 8 : 0;

		if (kept < 8)
			ip.bytes[i] &= (unsigned char)(0xff00 >> kept);
	}
	return ip;
}

bool
net_contains(const struct net_cidr *c, const struct net_ip *ip)
{
	struct net_ip mine = net_masked(c), its;

	if (ip->len != c->ip.len)
		return false;
	its = net_masked(&(struct net_cidr){ *ip, c->prefix });
	return net_ip_equal(&mine, &its);
}

bool
net_is_unspecified(const struct net_ip *ip)
{
	for (unsigned i = 0; i < ip->len; i++)
		if (ip->bytes[i])
			return false;
	return true;
}

bool
net_is_loopback(const struct net_ip *ip)
{
	struct net_ip last = *ip;

	if (ip->len == 4)
		return ip->bytes[0] == 127;
	last.bytes[15] = 0;
	return ip->bytes[15] == 1 && net_is_unspecified(&last);
}

bool
net_is_link_local_multicast(const struct net_ip *ip)
{
	if (ip->len == 4)
		return ip->bytes[0] == 224 && ip->bytes[1] == 0 && ip->bytes[2] == 0;
	return ip->bytes[0] == 0xff && (ip->bytes[1] & 0x0f) == 2;
}

bool
net_is_link_local_unicast(const struct net_ip *ip)
{
	if (ip->len == 4)
		return ip->bytes[0] == 169 && ip->bytes[1] == 254;
	return ip->bytes[0] == 0xfe && (ip->bytes[1] & 0xc0) == 0x80;
}

static bool
is_multicast(const struct net_ip *ip)
{
	return ip->len == 4 ? (ip->bytes[0] & 0xf0) == 0xe0 : ip->bytes[0] == 0xff;
}

bool
net_is_global_unicast(const struct net_ip *ip)
{
	static const struct net_ip broadcast = { { 255, 255, 255, 255 }, 4 };

	return !net_ip_equal(ip, &broadcast) && !net_is_unspecified(ip) && !net_is_loopback(ip) && !is_multicast(ip) &&
	       !net_is_link_local_unicast(ip);
}
