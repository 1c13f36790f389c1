/* SPDX-License-Identifier: Apache-2.0 */
/* print.h - messages as text for people and programs. Only formats; the
 * command line writes the bytes. */
#ifndef BERTH_DIAG_PRINT_H
#define BERTH_DIAG_PRINT_H

#include "base/buf.h"
#include "diag/diag.h"

enum diag_format {
	DIAG_TEXT,    /* gcc style with excerpt and marker */
	DIAG_JSON,    /* one JSON object a line */
	DIAG_SARIF,   /* SARIF 2.1.0, one document for all */
	DIAG_GITHUB,  /* workflow commands: ::error file=...,line=... */
};

struct diag_style {
	enum diag_format format;
	bool color;   /* DIAG_TEXT only: ANSI colours */
};

/* Appends all messages of `ds`, in their order, and for text a closing line
 * when messages were left out ("and 12 more"). */
void diag_print(struct buf *out, const struct diags *ds, struct diag_style style);

/* Appends one message in DIAG_TEXT form:
 *
 *   tenants/a.yaml:14:22: error: unknown field 'replica' [B0203]
 *       store: {replica: 3}
 *               ^~~~~~~
 *   note: did you mean 'replicas'?
 *
 * Tabs of the excerpt are kept in the marker line, control bytes are shown
 * as \xNN, long lines are cut around the marker ("..."). */
void diag_print_one(struct buf *out, const struct diag *d, bool color);

/* Appends "path:line:col" as far as the span has them. */
void diag_print_place(struct buf *out, struct span at);

/* Appends the source line of the span and a marker under it, indented. */
void diag_print_excerpt(struct buf *out, struct span at, bool color);

#endif
