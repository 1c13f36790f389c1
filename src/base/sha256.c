/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.c - FIPS 180-4 §6.2. The constants are the first 32 bits of the
 * fractional parts of the cube roots of the first 64 primes. */
#include "base/sha256.h"

#include <string.h>

#include "base/sha256_block.h"

const uint32_t sha256_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t
rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint32_t
load(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void
compress(uint32_t state[8], const unsigned char block[64])
{
	uint32_t w[64], s[8];

	for (int t = 0; t < 16; t++)
		w[t] = load(block + 4 * t);
	for (int t = 16; t < 64; t++) {
		uint32_t a = w[t - 15], b = w[t - 2];

		w[t] = (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10) + w[t - 7] +
		       (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[t - 16];
	}
	memcpy(s, state, sizeof(s));
	for (int t = 0; t < 64; t++) {
		uint32_t t1 = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
		              ((s[4] & s[5]) ^ (~s[4] & s[6])) + sha256_k[t] + w[t];
		uint32_t t2 = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
		              ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		state[i] += s[i];
}

void
sha256_blocks_plain(uint32_t state[8], const unsigned char *block, size_t n)
{
	for (; n; n--, block += 64)
		compress(state, block);
}

static void
blocks(uint32_t state[8], const unsigned char *block, size_t n)
{
	if (!sha256_blocks_x86(state, block, n))
		sha256_blocks_plain(state, block, n);
}

void
sha256_init(struct sha256 *h)
{
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(h->state, start, sizeof(start));
	h->length = 0;
}

/* Whole blocks are taken where they lie; what is left over waits in h. */
void
sha256_add(struct sha256 *h, struct slice bytes)
{
	size_t used = (size_t)(h->length % 64), whole;

	if (bytes.len == 0)
		return;
	h->length += bytes.len;
	if (used) {
		size_t n = 64 - used < bytes.len ? 64 - used : bytes.len;

		memcpy(h->block + used, bytes.ptr, n);
		bytes = slice_sub(bytes, n, bytes.len);
		if (used + n < 64)
			return;
		blocks(h->state, h->block, 1);
	}
	whole = bytes.len / 64;
	blocks(h->state, (const unsigned char *)bytes.ptr, whole);
	memcpy(h->block, bytes.ptr + 64 * whole, bytes.len % 64);
}

void
sha256_end(struct sha256 *h, unsigned char out[SHA256_SIZE])
{
	uint64_t bits = h->length * 8;
	size_t used = (size_t)(h->length % 64);

	h->block[used++] = 0x80;
	if (used > 56) {
		memset(h->block + used, 0, 64 - used);
		blocks(h->state, h->block, 1);
		used = 0;
	}
	memset(h->block + used, 0, 56 - used);
	for (unsigned i = 0; i < 8; i++)
		h->block[56 + i] = (unsigned char)(bits >> (56 - 8 * i));
	blocks(h->state, h->block, 1);
	for (unsigned i = 0; i < SHA256_SIZE; i++)
		out[i] = (unsigned char)(h->state[i / 4] >> (24 - 8 * (i % 4)));
}

void
sha256(struct slice bytes, unsigned char out[SHA256_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, bytes);
	sha256_end(&h, out);
}

void
sha256_hex(struct slice bytes, char out[SHA256_HEX])
{
	static const char hex[] = "0123456789abcdef";
	unsigned char sum[SHA256_SIZE];

	sha256(bytes, sum);
	for (int i = 0; i < SHA256_SIZE; i++) {
		out[2 * i] = hex[sum[i] >> 4];
		out[2 * i + 1] = hex[sum[i] & 15];
	}
}
