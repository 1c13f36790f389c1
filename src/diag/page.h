/* SPDX-License-Identifier: Apache-2.0 */
/* page.h - what a code means, at length: why it is refused, an example that
 * fails, the cure. Written in src/diag/codes/AREA.md, made into C by
 * tools/pages, whose head says the form; tests/diagnostics/run runs the
 * examples. */
#ifndef BERTH_DIAG_PAGE_H
#define BERTH_DIAG_PAGE_H

#include "base/buf.h"
#include "diag/diag.h"

/* Where doc/diagnostics.md is read on the web; "#b0203" behind it is a page. */
#define DIAG_HELP_URI "https://berth.dev/diagnostics"

/* All parts are Markdown, whole lines, each of at most 4000 bytes. */
struct diag_page {
	unsigned number;
	bool example;        /* `fails` is one; else why there is none */
	const char *cause, *fails, *cure;
};

/* Ordered as the registry, ended by a number of 0. */
extern const struct diag_page diag_pages[];

/* The page of a code; NULL when nobody wrote one (tests/style/codes sees that). */
const struct diag_page *diag_page(unsigned number);

/* Appends "https://berth.dev/diagnostics#b0203", where the page stands. */
void diag_page_uri(struct buf *out, enum diag_code code);

/* Appends the whole page, headed by its code and title when `head`: as text
 * for a terminal (blocks indented), or as Markdown. A code without a page
 * has only its head. */
void diag_page_text(struct buf *out, const struct diag_info *info, bool head);
void diag_page_markdown(struct buf *out, const struct diag_info *info, bool head);

/* Appends the cause alone, as text. */
void diag_page_cause(struct buf *out, const struct diag_page *page);

/* Appends one JSON object and a line feed: code, severity, title, help (the
 * URI), cause, example and cure in Markdown ("" when there is none). */
void diag_page_json(struct buf *out, const struct diag_info *info);

#endif
