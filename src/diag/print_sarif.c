/* SPDX-License-Identifier: Apache-2.0 */
/* print_sarif.c - SARIF 2.1.0 (OASIS), for tools that collect findings. One
 * run; all codes of the registry are its rules, so that a viewer can explain
 * codes that did not occur. */
#include "base/json_text.h"
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

static void
put_rules(struct buf *out)
{
	size_t n;
	const struct diag_info *all = diag_registry(&n);

	for (size_t i = 0; i < n; i++) {
		buf_str(out, i ? ",{\"id\":\"" : "{\"id\":\"");
		print_code(out, all[i].code);
		buf_str(out, "\",\"name\":");
		put_rule_name(out, all[i].name);
		buf_str(out, ",\"shortDescription\":{\"text\":");
		json_text(out, slice_of(all[i].summary));
		buf_printf(out, "},\"defaultConfiguration\":{\"level\":\"%s\"}}", print_severity(all[i].severity));
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

static size_t
rule_index(enum diag_code code)
{
	size_t n, i = 0;
	const struct diag_info *all = diag_registry(&n);

	while (i < n && all[i].code != code)
		i++;
	return i;
}

static void
put_result(struct buf *out, const struct diag *d)
{
	buf_str(out, "{\"ruleId\":\"");
	print_code(out, d->code);
	buf_printf(out, "\",\"ruleIndex\":%zu,\"level\":\"%s\",", rule_index(d->code), print_severity(d->severity));
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
	             "\"tool\":{\"driver\":{\"name\":\"berth\",\"rules\":[");
	put_rules(out);
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
		put_result(out, d);
	}
	buf_str(out, "]}]}\n");
}
