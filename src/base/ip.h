/* SPDX-License-Identifier: Apache-2.0 */
/* ip.h - IP addresses as text (RFC 4291 §2.2), as Go's net and net/netip
 * read them: no zones; an IPv6 address may end in a dotted IPv4 one. */
#ifndef BERTH_BASE_IP_H
#define BERTH_BASE_IP_H

#include "base/slice.h"

enum ip_zeros { IP_NO_ZEROS, IP_LEADING_ZEROS };

/* Reads all of `s`, an address of either kind; the numbers may have leading
 * zeros with IP_LEADING_ZEROS. Returns how many bytes it wrote to `out`: 4,
 * 16, or 0 for what is no address (then `out` is undefined). */
size_t ip_parse(struct slice s, enum ip_zeros zeros, unsigned char out[16]);

#endif
