/* SPDX-License-Identifier: Apache-2.0 */
/* sha256_block.h - private to base: the compression function of SHA-256, in
 * C for every machine and with the instructions that most have for it. Both
 * take `n` blocks of 64 bytes and give the same state. */
#ifndef BERTH_BASE_SHA256_BLOCK_H
#define BERTH_BASE_SHA256_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const uint32_t sha256_k[64];

void sha256_blocks_plain(uint32_t state[8], const unsigned char *block, size_t n);

/* False, and nothing done, on a machine without the instructions. */
bool sha256_blocks_x86(uint32_t state[8], const unsigned char *block, size_t n);

#endif
