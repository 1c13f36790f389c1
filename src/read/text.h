/* SPDX-License-Identifier: Apache-2.0 */
/* text.h - the bytes of a YAML file, before it is YAML. Only for read/. */
#ifndef BERTH_READ_TEXT_H
#define BERTH_READ_TEXT_H

#include "diag/diag.h"

/* Whether the source is UTF-8 with only the characters that YAML may hold
 * (YAML 1.2.2 §5.1, less what readers disagree on: a byte order mark inside
 * the text, U+0085, U+2028, U+2029, and CR without LF). Reports the first that is not. */
bool text_check(struct diags *ds, const struct source *src);

/* Whether the source is within the limit on bytes; reports when not. */
bool text_size_ok(struct diags *ds, const struct source *src);

/* Offset of the first byte from `at` on that is no blank, line break or
 * comment. `at` is not inside of a word. */
size_t text_skip_gap(struct slice text, size_t at);

/* Length of the byte order mark that the text begins with: 3, or 0. */
size_t text_bom(struct slice text);

#endif
