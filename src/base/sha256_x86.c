/* SPDX-License-Identifier: Apache-2.0 */
/* sha256_x86.c - SHA-256 with the SHA extensions of x86: about eight times as
 * fast, and the hash is taken of every spec, base and object in each run. */
#include "base/sha256_block.h"

/* clang cannot be asked whether the machine has them. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)

#include <immintrin.h>

/* Words are big-endian in a block. */
#define SWAP_WORDS _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3)

static __m128i
load(const void *p)
{
	return _mm_loadu_si128(p);
}

/* The instructions keep a, b, e, f in one register and c, d, g, h in the
 * other, and do two rounds at a time. */
__attribute__((target("sha,sse4.1"))) static void
compress(__m128i *abef, __m128i *cdgh, const unsigned char *block)
{
	__m128i x = *abef, y = *cdgh, w[4];

	for (int i = 0; i < 4; i++)
		w[i] = _mm_shuffle_epi8(load(block + 16 * i), SWAP_WORDS);
	for (int t = 0; t < 64; t += 4) {
		__m128i sum = _mm_add_epi32(w[0], load(sha256_k + t));
		__m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));

		y = _mm_sha256rnds2_epu32(y, x, sum);
		x = _mm_sha256rnds2_epu32(x, y, _mm_shuffle_epi32(sum, 0x0E));
		next = _mm_sha256msg2_epu32(next, w[3]);
		w[0] = w[1];
		w[1] = w[2];
		w[2] = w[3];
		w[3] = next;
	}
	*abef = _mm_add_epi32(*abef, x);
	*cdgh = _mm_add_epi32(*cdgh, y);
}

__attribute__((target("sha,sse4.1"))) static void
blocks(uint32_t state[8], const unsigned char *block, size_t n)
{
	int *s = (int *)state;
	__m128i abef = _mm_set_epi32(s[0], s[1], s[4], s[5]);
	__m128i cdgh = _mm_set_epi32(s[2], s[3], s[6], s[7]);

	for (; n; n--, block += 64)
		compress(&abef, &cdgh, block);
	s[0] = _mm_extract_epi32(abef, 3);
	s[1] = _mm_extract_epi32(abef, 2);
	s[4] = _mm_extract_epi32(abef, 1);
	s[5] = _mm_extract_epi32(abef, 0);
	s[2] = _mm_extract_epi32(cdgh, 3);
	s[3] = _mm_extract_epi32(cdgh, 2);
	s[6] = _mm_extract_epi32(cdgh, 1);
	s[7] = _mm_extract_epi32(cdgh, 0);
}

bool
sha256_blocks_x86(uint32_t state[8], const unsigned char *block, size_t n)
{
	if (!__builtin_cpu_supports("sha") || !__builtin_cpu_supports("sse4.1"))
		return false;
	blocks(state, block, n);
	return true;
}

#else

bool
sha256_blocks_x86(uint32_t state[8], const unsigned char *block, size_t n)
{
	(void)state;
	(void)block;
	(void)n;
	return false;
}

#endif
