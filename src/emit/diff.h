/* SPDX-License-Identifier: Apache-2.0 */
/* diff.h - two texts as a unified diff (POSIX diff -u, without time stamps),
 * which git apply and patch(1) read. */
#ifndef BERTH_EMIT_DIFF_H
#define BERTH_EMIT_DIFF_H

#include "base/buf.h"

/* Appends the diff from `old` to `new` of the file `path`; nothing when they
 * are equal. An empty text is a file that does not exist (/dev/null). Shortest edit
 * script (Myers 1986) up to DIFF_EDITS_MAX edits, beyond that the differing
 * middle is replaced as a whole. */
enum { DIFF_EDITS_MAX = 2000, DIFF_CONTEXT = 3 };
void diff_unified(struct buf *b, struct slice path, struct slice old, struct slice new);

#endif
