/* SPDX-License-Identifier: Apache-2.0 */
/* print_priv.h - what the formats of messages share; for this folder only. */
#ifndef BERTH_DIAG_PRINT_PRIV_H
#define BERTH_DIAG_PRINT_PRIV_H

#include "diag/print.h"

/* The formats, one file each: all messages of `ds`, in their order. */
void print_text(struct buf *out, const struct diags *ds, bool color);
void print_json(struct buf *out, const struct diags *ds);
void print_sarif(struct buf *out, const struct diags *ds);
void print_github(struct buf *out, const struct diags *ds);

/* How many messages were counted but not kept (the limit of struct diags). */
size_t print_left_out(const struct diags *ds);

/* "B0203" */
void print_code(struct buf *out, enum diag_code code);

/* "error", "warning" */
const char *print_severity(enum diag_severity severity);

/* Text that somebody else wrote, safe for a terminal: control characters,
 * invalid bytes and characters that reorder a line are shown as \xNN or
 * \uNNNN; tabs stay. */
void print_safe(struct buf *out, struct slice text);

#endif
