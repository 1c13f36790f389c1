/* SPDX-License-Identifier: Apache-2.0 */
/* syntax.h - what the complaints of the YAML library mean to somebody who
 * writes a spec. Only for read/. */
#ifndef BERTH_READ_SYNTAX_H
#define BERTH_READ_SYNTAX_H

#include "diag/diag.h"

struct syntax_error {
	const char *said;     /* the library's own words */
	struct span at;       /* where it says that it is */
	struct span opener;   /* the bracket that is open there; src NULL: none */
};

/* Reports the error in our words, at the place where the mistake is, with the
 * cure. Words that are not known are passed on. */
void syntax_report(struct diags *ds, const struct syntax_error *e);

/* When the text at `at` is a hole of a chart ('{{ .Values.x }}', '{{- if x }}'), which YAML
 * reads as a map in a map, says so in a note; else returns false. */
bool syntax_note_chart(struct diags *ds, struct diag *d, struct span at);

/* The innermost of the brackets that [from, to) opens and does not close, as
 * a span of one byte, else `outer`. Quoted text and comments are stepped over. */
struct span syntax_opener(const struct source *src, size_t from, size_t to, struct span outer);

#endif
