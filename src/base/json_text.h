/* SPDX-License-Identifier: Apache-2.0 */
/* json_text.h - text as a JSON string (RFC 8259 §7). */
#ifndef BERTH_BASE_JSON_TEXT_H
#define BERTH_BASE_JSON_TEXT_H

#include "base/buf.h"

/* Appends `s` in double quotes. Control characters, U+2028, U+2029 and DEL
 * are escaped; an invalid byte becomes U+FFFD; everything else, '<' and '&'
 * included, stands as it is. */
void json_text(struct buf *b, struct slice s);

#endif
