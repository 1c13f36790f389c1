/* SPDX-License-Identifier: Apache-2.0 */
/* print_sarif.c - SARIF 2.1.0 (OASIS), for tools that collect findings. One
 * run; its rules are the codes that occur, each with its whole page, so that
 * a viewer can explain them without berth. */
#include "base/json_text.h"
#include "diag/page.h"
#include "diag/print_priv.h"

/* DIAG_FILE_READ as "FileRead": SARIF wants rule names in Pascal case. */
static void
put_rule_name(struct buf *out, const char *name)
{
	bool start = true;

	buf_char(out, '"');
	for (const char *p = name + sizeof("DIAG_") - 1; *p; p++) {
		if (*p != '_')
			buf_char(out, start || *p < 'A' || *p > 'Z' ? *p : (char)(*p - 'A' + 'a'));
		start = *p == '_';
	}
	buf_char(out, '"');
}

/* Whether a message of `ds` has the code. */
static bool
occurs(const struct diags *ds, enum diag_code code)
{
	for (const struct diag *d = ds->first; d; d = d->next)
		if (d->code == code)
			return true;
	return false;
}

/* ,"NAME":{"text":TEXT} and with Markdown, ,"markdown":MARKDOWN; the buffers are emptied. */
static void
put_multiformat(struct buf *out, const char *name, struct buf *text, struct buf *markdown)
{
	buf_printf(out, ",\"%s\":{\"text\":", name);
	json_text(out, buf_slice(text));
	if (markdown->len) {
		buf_str(out, ",\"markdown\":");
		json_text(out, buf_slice(markdown));
	}
	buf_char(out, '}');
	buf_clear(text);
	buf_clear(markdown);
}

/* What the page says: fullDescription the cause, help all of it. */
static void
put_help(struct buf *out, const struct diag_info *info)
{
	const struct diag_page *page = diag_page((unsigned)info->code);
	struct buf text = BUF_INIT, markdown = BUF_INIT;

	if (page) {
		diag_page_cause(&text, page);
		buf_str(&markdown, page->cause);
		put_multiformat(out, "fullDescription", &text, &markdown);
		diag_page_text(&text, info, false);
		diag_page_markdown(&markdown, info, false);
		put_multiformat(out, "help", &text, &markdown);
	}
	buf_str(out, ",\"helpUri\":\"");
	diag_page_uri(out, info->code);
	buf_char(out, '"');
	buf_fini(&text);
	buf_fini(&markdown);
}

static void
put_rules(struct buf *out, const struct diags *ds)
{
	size_t n, put = 0;
	const struct diag_info *all = diag_registry(&n);

	for (size_t i = 0; i < n; i++) {
		if (!occurs(ds, all[i].code))
			continue;
		buf_str(out, put++ ? ",{\"id\":\"" : "{\"id\":\"");
		print_code(out, all[i].code);
		buf_str(out, "\",\"name\":");
		put_rule_name(out, all[i].name);
		buf_str(out, ",\"shortDescription\":{\"text\":");
		json_text(out, slice_of(all[i].summary));
		buf_char(out, '}');
		put_help(out, &all[i]);
		buf_printf(out, ",\"defaultConfiguration\":{\"level\":\"%s\"}}", print_severity(all[i].severity));
	}
}

/* A path as a relative URI reference (RFC 3986): everything but unreserved
 * characters and '/' is percent-encoded. */
static void
put_uri(struct buf *out, struct slice path)
{
	static const char keep[] = "-._~/";

	buf_char(out, '"');
	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];
		bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		for (const char *k = keep; *k; k++)
			kept |= *k == c;
		if (kept)
			buf_char(out, c);
		else
			buf_printf(out, "%%%02X", (unsigned char)c);
	}
	buf_char(out, '"');
}

static void
put_physical(struct buf *out, struct span at)
{
	struct position start = span_start(at), end = span_end(at);

	buf_str(out, "\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
	put_uri(out, at.src->path);
	buf_char(out, '}');
	if (start.line)
		buf_printf(out,
		           ",\"region\":{\"startLine\":%u,\"startColumn\":%u,\"endLine\":%u,\"endColumn\":%u}",
		           (unsigned)start.line, (unsigned)start.column, (unsigned)end.line, (unsigned)end.column);
	buf_char(out, '}');
}

/* The text, and under it the notes that have no place of their own. */
static void
put_message(struct buf *out, const struct diag *d)
{
	struct buf text = BUF_INIT;

	buf_add(&text, d->text);
	for (const struct diag_note *n = d->notes; n; n = n->next) {
		if (n->at.src)
			continue;
		buf_str(&text, "\nnote: ");
		buf_add(&text, n->text);
	}
	buf_str(out, "\"message\":{\"text\":");
	json_text(out, buf_slice(&text));
	buf_char(out, '}');
	buf_fini(&text);
}

static void
put_related(struct buf *out, const struct diag *d)
{
	size_t count = 0;

	for (const struct diag_note *n = d->notes; n; n = n->next) {
		if (!n->at.src)
			continue;
		buf_str(out, count++ ? ",{" : ",\"relatedLocations\":[{");
		put_physical(out, n->at);
		buf_str(out, ",\"message\":{\"text\":");
		json_text(out, n->text);
		buf_str(out, "}}");
	}
	if (count)
		buf_char(out, ']');
}

/* Among the rules that were put. */
static size_t
rule_index(const struct diags *ds, enum diag_code code)
{
	size_t n, index = 0;
	const struct diag_info *all = diag_registry(&n);

	for (size_t i = 0; i < n && all[i].code != code; i++)
		index += occurs(ds, all[i].code);
	return index;
}

static void
put_result(struct buf *out, const struct diags *ds, const struct diag *d)
{
	buf_str(out, "{\"ruleId\":\"");
	print_code(out, d->code);
	buf_printf(out, "\",\"ruleIndex\":%zu,\"level\":\"%s\",", rule_index(ds, d->code), print_severity(d->severity));
	put_message(out, d);
	buf_str(out, ",\"locations\":[");
	if (d->at.src) {
		buf_char(out, '{');
		put_physical(out, d->at);
		buf_char(out, '}');
	}
	buf_char(out, ']');
	put_related(out, d);
	buf_char(out, '}');
}

void
print_sarif(struct buf *out, const struct diags *ds)
{
	size_t left_out = print_left_out(ds);

	buf_str(out, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{"
	             "\"tool\":{\"driver\":{\"name\":\"berth\",\"informationUri\":\"" DIAG_HELP_URI "\",\"rules\":[");
	put_rules(out, ds);
	buf_str(out, "]}},\"columnKind\":\"unicodeCodePoints\",");
	if (left_out)
		buf_printf(out,
		           "\"invocations\":[{\"executionSuccessful\":true,\"toolExecutionNotifications\":[{"
		           "\"level\":\"warning\",\"message\":{\"text\":\"%zu more messages were left out\"}}]}],",
		           left_out);
	buf_str(out, "\"results\":[");
	for (const struct diag *d = ds->first; d; d = d->next) {
		if (d != ds->first)
			buf_char(out, ',');
		put_result(out, ds, d);
	}
	buf_str(out, "]}]}\n");
}
