/* SPDX-License-Identifier: Apache-2.0 */
/* json_text.c - JSON strings. */
#include "base/json_text.h"

#include "base/utf8.h"

static void
escaped(struct buf *b, uint32_t cp)
{
	switch (cp) {
	case '"':
		buf_str(b, "\\\"");
		break;
	case '\\':
		buf_str(b, "\\\\");
		break;
	case '\n':
		buf_str(b, "\\n");
		break;
	case '\r':
		buf_str(b, "\\r");
		break;
	case '\t':
		buf_str(b, "\\t");
		break;
	default:
		buf_printf(b, "\\u%04x", (unsigned)cp);
	}
}

static bool
needs_escape(uint32_t cp)
{
	return cp < 0x20 || cp == '"' || cp == '\\' || cp == 0x7F || cp == 0x2028 || cp == 0x2029;
}

void
json_text(struct buf *b, struct slice s)
{
	size_t run = 0;

	buf_char(b, '"');
	for (size_t pos = 0; pos < s.len;) {
		size_t at = pos;
		uint32_t cp = utf8_next(s, &pos);

		if (cp != UTF8_BAD && !needs_escape(cp))
			continue;
		buf_add(b, slice_sub(s, run, at));
		if (cp == UTF8_BAD)
			buf_str(b, "\xEF\xBF\xBD");
		else
			escaped(b, cp);
		run = pos;
	}
	buf_add(b, slice_sub(s, run, s.len));
	buf_char(b, '"');
}
