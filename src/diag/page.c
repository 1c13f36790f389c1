/* SPDX-License-Identifier: Apache-2.0 */
/* page.c - the pages of codes, as text, Markdown and JSON. */
#include "diag/page.h"

#include "base/json_text.h"
#include "diag/print_priv.h"

const struct diag_page *
diag_page(unsigned number)
{
	for (const struct diag_page *p = diag_pages; p->number; p++)
		if (p->number == number)
			return p;
	return NULL;
}

void
diag_page_uri(struct buf *out, enum diag_code code)
{
	buf_printf(out, DIAG_HELP_URI "#b%04u", (unsigned)code);
}

/* A line of Markdown outside of blocks, as people write text: `x` is 'x'. */
static void
put_prose(struct buf *out, struct slice line)
{
	for (size_t i = 0; i < line.len; i++)
		buf_char(out, line.ptr[i] == '`' ? '\'' : line.ptr[i]);
	buf_char(out, '\n');
}

/* Markdown as text: fences become an indentation. */
static void
put_text(struct buf *out, const char *markdown)
{
	struct slice s = slice_of(markdown);
	bool block = false, ended = false;

	while (s.len) {
		size_t end = slice_find(s, SLICE_LIT("\n"), 0);
		struct slice line = slice_sub(s, 0, end == SIZE_MAX ? s.len : end);

		s = slice_sub(s, end == SIZE_MAX ? s.len : end + 1, s.len);
		if (slice_starts(line, SLICE_LIT("```"))) {
			if (!block && ended)
				buf_char(out, '\n');
			ended = block;
			block = !block;
			continue;
		}
		ended = false;
		if (block) {
			buf_fill(out, ' ', line.len ? 4 : 0);
			buf_add(out, line);
			buf_char(out, '\n');
		} else {
			put_prose(out, line);
		}
	}
}

void
diag_page_cause(struct buf *out, const struct diag_page *page)
{
	put_text(out, page->cause);
}

void
diag_page_text(struct buf *out, const struct diag_info *info, bool head)
{
	const struct diag_page *p = diag_page((unsigned)info->code);

	if (head) {
		print_code(out, info->code);
		buf_printf(out, ": %s: %s\n%s", print_severity(info->severity), info->summary, p ? "\n" : "");
	}
	if (!p)
		return;
	put_text(out, p->cause);
	buf_str(out, p->example ? "\nAn example that fails:\n\n" : "\nThere is no example. ");
	put_text(out, p->fails);
	buf_str(out, "\nThe cure:\n\n");
	put_text(out, p->cure);
}

void
diag_page_markdown(struct buf *out, const struct diag_info *info, bool head)
{
	const struct diag_page *p = diag_page((unsigned)info->code);

	if (head) {
		buf_str(out, "## ");
		print_code(out, info->code);
		buf_printf(out, "\n\n**%s: %s**\n%s", print_severity(info->severity), info->summary, p ? "\n" : "");
	}
	if (p)
		buf_printf(out, "%s\n### %s\n\n%s\n### Cure\n\n%s", p->cause, p->example ? "Fails" : "No example", p->fails, p->cure);
}

void
diag_page_json(struct buf *out, const struct diag_info *info)
{
	const struct diag_page *p = diag_page((unsigned)info->code);

	buf_str(out, "{\"code\":\"");
	print_code(out, info->code);
	buf_printf(out, "\",\"severity\":\"%s\",\"title\":", print_severity(info->severity));
	json_text(out, slice_of(info->summary));
	buf_str(out, ",\"help\":\"");
	diag_page_uri(out, info->code);
	buf_str(out, "\",\"cause\":");
	json_text(out, slice_of(p ? p->cause : ""));
	buf_str(out, ",\"example\":");
	json_text(out, slice_of(p && p->example ? p->fails : ""));
	buf_str(out, ",\"cure\":");
	json_text(out, slice_of(p ? p->cure : ""));
	buf_str(out, "}\n");
}
