/* SPDX-License-Identifier: Apache-2.0 */
/* width.h - how many columns of a terminal a character takes. */
#ifndef BERTH_DIAG_WIDTH_H
#define BERTH_DIAG_WIDTH_H

#include <stdint.h>

/* 0 for marks that combine with the character before, 2 for East Asian wide
 * characters and emoji (Unicode Standard Annex 11), else 1. Good enough to
 * put a marker under a word; scripts that terminals shape themselves count
 * as one column a letter. */
unsigned width_of(uint32_t cp);

#endif
