/* SPDX-License-Identifier: Apache-2.0 */
/* place.h - positions inside scalars.
 *
 * An expression is lexed in the decoded text of a scalar; a message about it
 * must point into the file, past quotes, escapes, folded lines and
 * indentation. */
#ifndef BERTH_READ_PLACE_H
#define BERTH_READ_PLACE_H

#include "value/val.h"

/* For a string that the reader made (or a VAL_STYLE_FILE one): offsets in
 * its source of each byte of its decoded text and of its end, u.str.len + 1
 * numbers that never decrease. Computed by decoding again, so only wanted
 * for scalars with holes and for messages. For any other value: NULL. */
const uint32_t *place_offsets(struct arena *a, const struct val *string);

#endif
