/* SPDX-License-Identifier: Apache-2.0 */
/* emit_priv.h - what the parts of the emitter share; for this folder only. */
#ifndef BERTH_EMIT_EMIT_PRIV_H
#define BERTH_EMIT_EMIT_PRIV_H

#include "base/buf.h"
#include "value/val.h"

/* How a string is written. */
enum quote {
	QUOTE_PLAIN,
	QUOTE_SINGLE,
	QUOTE_DOUBLE,
	QUOTE_LITERAL,  /* a block scalar, '|' */
	QUOTE_REFUSED,  /* kubectl cannot print it, or it is no UTF-8 */
};

/* Chooses; *breaks is set to whether the text holds a line break of any kind. */
enum quote quote_choose(struct slice s, bool *breaks);

/* Writes `s`, which may be the end of a line: literal text ends in a line
 * break and returns true, everything else leaves the line open. The lines of
 * literal text are indented by `column`. */
bool quote_put(struct buf *b, struct slice s, enum quote how, unsigned column);

/* Whether every reader takes the plain text `s` for a string: those of YAML
 * 1.1, those of the core schema of 1.2, and kubectl's, which is a mixture. */
bool plain_is_string(struct slice s);

/* The fields of a map in kubectl's order: `n` pointers, in the scratch
 * arena, or NULL when the fields stand in that order already. */
const struct field *const *order_fields(struct arena *scratch, const struct val *map);

#endif
