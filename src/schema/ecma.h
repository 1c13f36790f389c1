/* SPDX-License-Identifier: Apache-2.0 */
/* ecma.h - patterns of RE2 for those who read JSON Schema, whose patterns are
 * ECMAScript's (ECMA-262, RegExp). */
#ifndef BERTH_SCHEMA_ECMA_H
#define BERTH_SCHEMA_ECMA_H

#include "base/arena.h"
#include "base/buf.h"

/* Appends a pattern that is found in the same texts, with and without the flag
 * u: as it stands when ECMAScript means the same by it, else written anew from
 * its tree. False, with nothing appended, where that cannot be said (properties
 * of Unicode, word boundaries beside other foreign parts, case beyond ASCII,
 * characters beyond U+FFFF, which only the flag u knows). */
bool ecma_pattern(struct arena *a, struct buf *out, struct slice re2);

#endif
