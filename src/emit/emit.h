/* SPDX-License-Identifier: Apache-2.0 */
/* emit.h - values as text: the exact bytes that kubectl and kustomize print,
 * with the deviations named in doc/conformance.md:
 *   - never folded, however long;
 *   - quoted where a YAML 1.1 reader would change the value ('<<', '=', dates).
 * Two-space indent, lists in the column of their key, keys in kubectl's
 * natural order, block scalars where they are exact, no anchors. */
#ifndef BERTH_EMIT_EMIT_H
#define BERTH_EMIT_EMIT_H

#include "base/buf.h"
#include "value/val.h"

/* Appends `v` as one YAML document without '---', ending in a newline.
 * Returns NULL, or the first value inside that cannot be written (BAD, an
 * expression-only kind, a string with a character that YAML cannot carry);
 * the buffer then holds rubbish behind its old end. */
const struct val *emit_yaml(struct buf *b, const struct val *v);

/* Appends compact JSON with keys in byte order; `indent` > 0: a line an
 * item, indented by that many spaces a level. Returns as emit_yaml (infinite
 * and NaN cannot be written). */
const struct val *emit_json(struct buf *b, const struct val *v, unsigned indent);

/* The order of keys that kubectl prints: go-yaml's natural order. */
int emit_key_cmp(struct slice a, struct slice b);

/* One scalar as it would stand behind "key: " at the given indent, also for text of
 * several lines. */
void emit_string(struct buf *b, struct slice s, unsigned indent);

#endif
