/* SPDX-License-Identifier: Apache-2.0 */
/* json.h - values as JSON text (RFC 8259): the emit floor's writer and the
 * expression functions json() and jsonIndent(). */
#ifndef BERTH_VALUE_JSON_H
#define BERTH_VALUE_JSON_H

#include "base/buf.h"
#include "value/val.h"

/* Appends `v` with its keys in byte order: compact, or with `indent` > 0 one
 * item a line, indented by that many spaces a level and a space after each
 * colon; empty lists and maps stay on their line. No newline at the end.
 * Numbers as Go's encoding/json prints them.
 *
 * Returns NULL, or the first value inside that JSON cannot hold: BAD, an
 * infinite or NaN double, a kind that only expressions know. The buffer then
 * holds rubbish behind its old end. */
const struct val *val_json(struct buf *b, const struct val *v, unsigned indent);

#endif
