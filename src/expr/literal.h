/* SPDX-License-Identifier: Apache-2.0 */
/* literal.h - what the text of a literal token means. */
#ifndef BERTH_EXPR_LITERAL_H
#define BERTH_EXPR_LITERAL_H

#include "base/arena.h"

/* Decodes a string or bytes token: prefix, quotes and escapes included. The
 * result is in the arena, or borrowed from the token when it has no escapes.
 * Returns NULL, or what is wrong; *at is then its offset in the token and
 * *len its length. */
const char *literal_string(struct arena *a, struct slice token, struct slice *out, size_t *at, size_t *len);

/* An integer token without sign and 'u', decimal or 0x; `negative` says
 * whether a '-' stood before it. False when it does not fit. */
bool literal_int(struct slice token, bool negative, int64_t *out);
bool literal_uint(struct slice token, uint64_t *out);

#endif
