/* SPDX-License-Identifier: Apache-2.0 */
/* print_github.c - workflow commands, which GitHub shows beside the line of
 * a pull request: ::error file=a.yaml,line=14,col=22,...::text. The title is
 * the code's; notes and the address of its page are further lines of the text. */
#include "diag/page.h"
#include "diag/print_priv.h"

/* Escapes as the runner undoes it: '%', CR and LF everywhere, ':' and ','
 * in the values of properties. Other control characters are shown. */
static void
put_escaped(struct buf *out, struct slice text, bool property)
{
	struct buf safe = BUF_INIT;
	size_t run = 0;

	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.ptr[i] : '\n';

		if (c != '%' && c != '\r' && c != '\n' && !(property && (c == ':' || c == ',')))
			continue;
		buf_clear(&safe);
		print_safe(&safe, slice_sub(text, run, i));
		buf_add(out, buf_slice(&safe));
		if (i < text.len)
			buf_printf(out, "%%%02X", (unsigned char)c);
		run = i + 1;
	}
	buf_fini(&safe);
}

static void
put_place(struct buf *out, struct span at)
{
	struct position start = span_start(at), end = span_end(at);

	if (!at.src)
		return;
	buf_str(out, "file=");
	put_escaped(out, at.src->path, true);
	if (start.line)
		buf_printf(out, ",line=%u,col=%u,endLine=%u,endColumn=%u", (unsigned)start.line,
		           (unsigned)start.column, (unsigned)end.line, (unsigned)end.column);
	buf_char(out, ',');
}

static void
put_note(struct buf *out, const struct diag_note *n)
{
	struct buf place = BUF_INIT;

	buf_str(out, "%0A");
	if (n->at.src) {
		diag_print_place(&place, n->at);
		put_escaped(out, buf_slice(&place), false);
		buf_str(out, ": ");
	}
	buf_str(out, "note: ");
	put_escaped(out, n->text, false);
	buf_fini(&place);
}

void
print_github(struct buf *out, const struct diags *ds)
{
	size_t left_out = print_left_out(ds);

	for (const struct diag *d = ds->first; d; d = d->next) {
		buf_printf(out, "::%s ", print_severity(d->severity));
		put_place(out, d->at);
		buf_str(out, "title=");
		print_code(out, d->code);
		buf_str(out, "%3A ");
		put_escaped(out, slice_of(diag_info((unsigned)d->code)->summary), true);
		buf_str(out, "::");
		put_escaped(out, d->text, false);
		for (const struct diag_note *n = d->notes; n; n = n->next)
			put_note(out, n);
		buf_str(out, "%0Ahelp: ");
		diag_page_uri(out, d->code);
		buf_char(out, '\n');
	}
	if (left_out)
		buf_printf(out, "::warning ::and %zu more\n", left_out);
}
