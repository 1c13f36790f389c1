/* SPDX-License-Identifier: Apache-2.0 */
/* emit.h - values as YAML text: the exact bytes that kubectl and kustomize
 * print, with the deviations that doc/conformance.md names ("Emission"):
 *   - never folded, however long;
 *   - quoted where a reader of YAML 1.1 or 1.2 would change the value ('<<',
 *     '=', dates that kubectl does not know, numbers too large for it);
 *   - NEL, U+2028 and U+2029 as escapes in double quotes;
 *   - 1.0e+06, not 1e+06, which is text in YAML 1.1.
 * Two-space indent, lists in the column of their key, keys in kubectl's
 * natural order, block scalars where they are exact, no anchors. Compact and
 * indented JSON is written by val_json (value/json.h). */
#ifndef BERTH_EMIT_EMIT_H
#define BERTH_EMIT_EMIT_H

#include "base/buf.h"
#include "value/val.h"

/* Appends `v` as one YAML document without '---', ending in a newline.
 * Returns NULL, or the first value inside that cannot be written (BAD, an
 * expression-only kind, a string that kubectl cannot print: invalid UTF-8,
 * DEL, C1 controls but NEL, U+FFFE, U+FFFF; for such a key, its map); the
 * buffer then holds rubbish behind its old end. */
const struct val *emit_yaml(struct buf *b, const struct val *v);

/* The text of values that the run keeps, by number, to be copied when they
 * are written again in the same column. For one thread. */
struct emit_text;
struct emit_memo {
	struct arena *arena;             /* for the text */
	const struct val *const *vals;
	size_t n;
	struct emit_text *texts;
};
struct emit_memo emit_memo_new(struct arena *a, const struct val *const *vals, size_t n);

/* emit_yaml, with a memo that it uses and adds to; NULL: none. */
const struct val *emit_yaml_again(struct buf *b, const struct val *v, struct emit_memo *memo);

/* The order of keys that kubectl prints, go-yaml's natural order: letters
 * behind other characters, runs of digits by value. Never 0 for two different
 * keys. It is no order in the strict sense: 1m < 5m < 10m < 1m. What emit_yaml
 * prints depends on the set of keys alone all the same. */
int emit_key_cmp(struct slice a, struct slice b);

/* One string as it would stand behind "key: ", without the line break that
 * ends it; text of several lines becomes a block under a key in column
 * `indent`. What emit_yaml refuses is escaped here. */
void emit_string(struct buf *b, struct slice s, unsigned indent);

#endif
