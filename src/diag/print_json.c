/* SPDX-License-Identifier: Apache-2.0 */
/* print_json.c - one JSON object a line, one line a message:
 *
 *   {"code":"B0203","severity":"error","message":"...","file":"a.yaml",
 *    "line":14,"column":22,"endLine":14,"endColumn":29,"notes":[{"message":
 *    "...","file":...}],"title":"...","help":"https://..."}
 *
 * Lines and columns count from 1, columns in characters, the end is the
 * first column behind; title and help are of the code. A message without a place has no "file", one about a
 * file as a whole no "line". */
#include "base/json_text.h"
#include "diag/page.h"
#include "diag/print_priv.h"

static void
put_place(struct buf *out, struct span at)
{
	struct position start = span_start(at), end = span_end(at);

	if (!at.src)
		return;
	buf_str(out, ",\"file\":");
	json_text(out, at.src->path);
	if (start.line)
		buf_printf(out, ",\"line\":%u,\"column\":%u,\"endLine\":%u,\"endColumn\":%u", (unsigned)start.line,
		           (unsigned)start.column, (unsigned)end.line, (unsigned)end.column);
}

static void
put_notes(struct buf *out, const struct diag *d)
{
	for (const struct diag_note *n = d->notes; n; n = n->next) {
		buf_str(out, n == d->notes ? "{\"message\":" : ",{\"message\":");
		json_text(out, n->text);
		put_place(out, n->at);
		buf_char(out, '}');
	}
}

void
print_json(struct buf *out, const struct diags *ds)
{
	for (const struct diag *d = ds->first; d; d = d->next) {
		buf_str(out, "{\"code\":\"");
		print_code(out, d->code);
		buf_printf(out, "\",\"severity\":\"%s\",\"message\":", print_severity(d->severity));
		json_text(out, d->text);
		put_place(out, d->at);
		buf_str(out, ",\"notes\":[");
		put_notes(out, d);
		buf_str(out, "],\"title\":");
		json_text(out, slice_of(diag_info((unsigned)d->code)->summary));
		buf_str(out, ",\"help\":\"");
		diag_page_uri(out, d->code);
		buf_str(out, "\"}\n");
	}
}
