/* SPDX-License-Identifier: Apache-2.0 */
/* text.c - encoding and characters of a YAML file. */
#include "read/text.h"

#include "base/utf8.h"
#include "read/read.h"

bool
text_size_ok(struct diags *ds, const struct source *src)
{
	size_t limit = read_limits_default.bytes;

	if (src->text.len <= limit)
		return true;
	diag_report(ds, DIAG_FILE_LARGE, span_file(src), "%zu bytes are too many to read; the limit is %zu",
	            src->text.len, limit);
	return false;
}

size_t
text_skip_gap(struct slice s, size_t at)
{
	for (; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == '#')
			while (at + 1 < s.len && s.ptr[at + 1] != '\n')
				at++;
		else if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			break;
	}
	return at;
}

size_t
text_bom(struct slice text)
{
	return slice_starts(text, SLICE_LIT("\xEF\xBB\xBF")) ? 3 : 0;
}

/* Plain ASCII that needs no look: the whole of most files. */
static bool
harmless(unsigned char c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

/* c-printable without the line breaks of YAML 1.1; all readers agree on it. */
static bool
allowed(uint32_t cp)
{
	if (cp < 0x80)
		return harmless((unsigned char)cp);
	if (cp == 0x2028 || cp == 0x2029 || cp == 0xFEFF)
		return false;
	return (cp >= 0xA0 && cp <= 0xD7FF) || (cp >= 0xE000 && cp <= 0xFFFD) || cp >= 0x10000;
}

static void
report_encoding(struct diags *ds, struct span at)
{
	struct slice text = at.src->text;
	struct diag *d;

	if (slice_starts(text, SLICE_LIT("\xFF\xFE")) || slice_starts(text, SLICE_LIT("\xFE\xFF"))) {
		d = diag_report(ds, DIAG_YAML_UTF8, at, "the file is UTF-16, not UTF-8");
	} else {
		d = diag_report(ds, DIAG_YAML_UTF8, at, "byte 0x%02X is not UTF-8",
		                (unsigned)(unsigned char)text.ptr[at.start]);
	}
	diag_note(ds, d, SPAN_NONE, "save the file as UTF-8");
}

static void
report_character(struct diags *ds, struct span at, uint32_t cp)
{
	struct diag *d;

	if (cp == '\r') {
		d = diag_report(ds, DIAG_YAML_CONTROL, at, "carriage return without a line feed");
		diag_note(ds, d, SPAN_NONE, "end lines with LF or CR LF");
	} else if (cp == 0) {
		d = diag_report(ds, DIAG_YAML_CONTROL, at, "NUL character");
		diag_note(ds, d, SPAN_NONE, "is this a binary file?");
	} else if (cp == 0xFEFF) {
		d = diag_report(ds, DIAG_YAML_CONTROL, at, "byte order mark (U+FEFF) inside the text");
		diag_note(ds, d, SPAN_NONE, "remove it; it may only begin the file");
	} else {
		d = diag_report(ds, DIAG_YAML_CONTROL, at, "character U+%04X cannot stand in YAML", (unsigned)cp);
		diag_note(ds, d, SPAN_NONE, "write it as \"\\u%04X\" in double quotes", (unsigned)cp);
	}
}

/* Looks at the character at *pos that is not harmless; false after a report. */
static bool
check_one(struct diags *ds, const struct source *src, size_t *pos)
{
	size_t start = *pos;
	uint32_t cp = utf8_next(src->text, pos);
	struct span at = { src, (uint32_t)start, (uint32_t)*pos };

	if (cp == UTF8_BAD) {
		report_encoding(ds, at);
		return false;
	}
	if (cp == '\r' && *pos < src->text.len && src->text.ptr[*pos] == '\n')
		return true;
	if (allowed(cp))
		return true;
	report_character(ds, at, cp);
	return false;
}

bool
text_check(struct diags *ds, const struct source *src)
{
	for (size_t pos = text_bom(src->text); pos < src->text.len;) {
		if (harmless((unsigned char)src->text.ptr[pos]))
			pos++;
		else if (!check_one(ds, src, &pos))
			return false;
	}
	return true;
}
