/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h - the hash of FIPS 180-4, for checksums in output and for keys of
 * the cache. */
#ifndef BERTH_BASE_SHA256_H
#define BERTH_BASE_SHA256_H

#include "base/slice.h"

enum { SHA256_SIZE = 32, SHA256_HEX = 64 };

struct sha256 {
	uint32_t state[8];
	uint64_t length;  /* bytes so far */
	unsigned char block[64];
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, struct slice bytes);
void sha256_end(struct sha256 *h, unsigned char out[SHA256_SIZE]);

/* All at once; the second as lower-case hexadecimal without a NUL. */
void sha256(struct slice bytes, unsigned char out[SHA256_SIZE]);
void sha256_hex(struct slice bytes, char out[SHA256_HEX]);

#endif
