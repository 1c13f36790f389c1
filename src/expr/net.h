/* SPDX-License-Identifier: Apache-2.0 */
/* net.h - IP addresses and networks, as Go's net/netip reads and prints them,
 * without zones and without IPv4 inside IPv6, as Kubernetes wants them. */
#ifndef BERTH_EXPR_NET_H
#define BERTH_EXPR_NET_H

#include "base/buf.h"

struct net_ip {
	unsigned char bytes[16];  /* 4 or 16 of them */
	unsigned len;
};

struct net_cidr {
	struct net_ip ip;
	unsigned prefix;
};

/* All of s; NULL, or what is wrong. */
const char *net_ip_parse(struct slice s, struct net_ip *out);
const char *net_cidr_parse(struct slice s, struct net_cidr *out);

/* The canonical text (RFC 5952). */
void net_ip_print(struct buf *out, const struct net_ip *ip);

bool net_ip_equal(const struct net_ip *a, const struct net_ip *b);

/* The network of a CIDR: the bits behind the prefix are zero. */
struct net_ip net_masked(const struct net_cidr *c);
bool net_contains(const struct net_cidr *c, const struct net_ip *ip);

/* What kind of address it is (RFC 4291, RFC 1122). */
bool net_is_unspecified(const struct net_ip *ip);
bool net_is_loopback(const struct net_ip *ip);
bool net_is_link_local_multicast(const struct net_ip *ip);
bool net_is_link_local_unicast(const struct net_ip *ip);
bool net_is_global_unicast(const struct net_ip *ip);

#endif
