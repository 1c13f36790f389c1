/* SPDX-License-Identifier: Apache-2.0 */
/* decode.h - from what stands in a scalar to its text, and back. Only for
 * read/. The library only says where scalars begin and end: libfyaml 0.7
 * folds some line breaks wrongly (CR LF, and those before a closing quote),
 * and for block text of some shapes it leaks and gives bytes that were never
 * written. */
#ifndef BERTH_READ_DECODE_H
#define BERTH_READ_DECODE_H

#include "value/val.h"

/* The text of a plain or quoted scalar; `source` is without the quotes and was
 * found to be right by the library. In the arena. */
struct slice decode_flow(struct arena *a, struct slice source, enum val_style style);

/* The text of a block scalar; `source` begins with its '|' or '>' and ends
 * where the next thing begins. `parent` is the column (from 0) of the block
 * collection that it stands in; 0 at the root. In the arena; ptr NULL when a
 * line is less deep than the first. */
struct slice decode_block(struct arena *a, struct slice source, size_t parent);

/* For each byte of the text of a string that was read, its offset in the
 * source, and that of the end: u.str.len + 1 numbers. False when the text is
 * not what stands there. */
bool decode_places(const struct val *v, uint32_t *places);

#endif
