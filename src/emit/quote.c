/* SPDX-License-Identifier: Apache-2.0 */
/* quote.c - choosing how a string is written, and writing it.
 *
 * Choosing is one walk over the bytes with a table: nearly all are ordinary
 * and cost one look. Rules measured on kubectl's emitter (see
 * doc/conformance.md for those that differ). */
#include <string.h>

#include "base/utf8.h"
#include "emit/emit.h"
#include "emit/emit_priv.h"

enum byte_class {
	ORDINARY,
	LINE,     /* line feed */
	COLON,    /* ends a key when a blank follows */
	HASH,     /* begins a comment behind a blank */
	ESCAPED,  /* shown by an escape in double quotes */
	WIDE,     /* begins or continues a character of several bytes */
	REFUSED,
};

#define C ESCAPED
#define W16 WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE
static const unsigned char classes[256] = {
	C, C, C, C, C, C, C, C, C, C, LINE, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
	['#'] = HASH,
	[':'] = COLON,
	[0x7F] = REFUSED,
	[0x80] = W16, W16, W16, W16, W16, W16, W16, W16,
};
#undef C
#undef W16

/* What the walk found. */
struct marks {
	bool lines, escaped, refused;
	bool breaks;        /* of any kind: LF, CR, NEL, U+2028, U+2029 */
	bool indicator;     /* ': ' or ' #' inside */
	bool space_at_end;  /* of a line but the last */
};

/* A character above ASCII at *pos, which is moved behind it. */
static void
mark_wide(struct marks *m, struct slice s, size_t *pos)
{
	uint32_t cp = utf8_next(s, pos);

	if (cp == UTF8_BAD || cp == 0xFFFE || cp == 0xFFFF || (cp < 0xA0 && cp != 0x85))
		m->refused = true;
	else if (cp == 0x85 || cp == 0x2028 || cp == 0x2029 || cp == 0xFEFF || cp > 0xFFFF)
		m->escaped = true;
	m->breaks |= cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

static struct marks
walk(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	struct marks m = { false };

	for (size_t i = 0; i < s.len;) {
		unsigned char class = classes[p[i]];

		if (class == WIDE) {
			mark_wide(&m, s, &i);
			continue;
		}
		i++;
		if (class == ORDINARY)
			continue;
		if (class == LINE) {
			m.lines = true;
			m.space_at_end |= i > 1 && p[i - 2] == ' ';
		} else if (class == COLON) {
			m.indicator |= i == s.len || p[i] == ' ' || p[i] == '\t';
		} else if (class == HASH) {
			m.indicator |= i > 1 && p[i - 2] == ' ';
		} else {
			m.escaped |= class == ESCAPED;
			m.breaks |= p[i - 1] == '\r';
			m.refused |= class == REFUSED;
		}
	}
	return m;
}

/* Whether the text may not begin a plain scalar. */
static bool
begins_badly(struct slice s)
{
	switch (s.ptr[0]) {
	case ' ': case '#': case ',': case '[': case ']': case '{': case '}': case '&': case '*':
	case '!': case '|': case '>': case '\'': case '"': case '%': case '@': case '`':
		return true;
	case '?': case ':':
		return s.len == 1 || s.ptr[1] == ' ';
	case '-':
		return s.len == 1 || s.ptr[1] == ' ' || slice_starts(s, SLICE_LIT("---"));
	case '.':
		return slice_starts(s, SLICE_LIT("..."));
	default:
		return false;
	}
}

enum quote
quote_choose(struct slice s, bool *breaks)
{
	struct marks m = walk(s);

	*breaks = m.lines || m.breaks;
	if (m.refused)
		return QUOTE_REFUSED;
	if (m.lines)
		return m.escaped || m.space_at_end || s.ptr[s.len - 1] == ' ' ? QUOTE_DOUBLE : QUOTE_LITERAL;
	if (m.escaped || !plain_is_string(s))
		return QUOTE_DOUBLE;
	return m.indicator || begins_badly(s) || s.ptr[s.len - 1] == ' ' ? QUOTE_SINGLE : QUOTE_PLAIN;
}

static void
put_single(struct buf *b, struct slice s)
{
	buf_reserve(b, s.len + 2);
	buf_char(b, '\'');
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\'')
			buf_char(b, '\'');
		buf_char(b, s.ptr[i]);
	}
	buf_char(b, '\'');
}

static void
put_escape(struct buf *b, uint32_t cp)
{
	static const char names[] = "\0" "0\a" "a\b" "b\t" "t\n" "n\v" "v\f" "f\r" "r\033" "e\"\"\\\\";

	for (size_t i = 0; i + 1 < sizeof(names); i += 2) {
		if ((unsigned char)names[i] != cp)
			continue;
		buf_char(b, '\\');
		buf_char(b, names[i + 1]);
		return;
	}
	if (cp == 0x85 || cp == 0xA0 || cp == 0x2028 || cp == 0x2029)
		buf_str(b, cp == 0x85 ? "\\N" : cp == 0xA0 ? "\\_" : cp == 0x2028 ? "\\L" : "\\P");
	else
		buf_printf(b, cp > 0xFFFF ? "\\U%08X" : cp > 0xFF ? "\\u%04X" : "\\x%02X", (unsigned)cp);
}

static bool
escapes(uint32_t cp)
{
	if (cp < 0x80)
		return cp < 0x20 || cp == '"' || cp == '\\' || cp == 0x7F;
	return cp < 0xA0 || cp == 0x2028 || cp == 0x2029 || cp == 0xFEFF || cp == 0xFFFE || cp > 0xFFFE;
}

static void
put_double(struct buf *b, struct slice s)
{
	/* kubectl escapes all of a text that begins with a byte order mark. */
	bool all = slice_starts(s, SLICE_LIT("\xEF\xBB\xBF"));
	size_t run = 0;

	buf_char(b, '"');
	for (size_t pos = 0; pos < s.len;) {
		size_t at = pos;
		uint32_t cp = utf8_next(s, &pos);

		if (cp != UTF8_BAD && !escapes(cp) && !all)
			continue;
		buf_add(b, slice_sub(s, run, at));
		put_escape(b, cp == UTF8_BAD ? 0xFFFD : cp);
		run = pos;
	}
	buf_add(b, slice_sub(s, run, s.len));
	buf_char(b, '"');
}

/* '|', how far the lines are indented where they do not show it themselves,
 * and what becomes of the line breaks at the end; then the lines. */
static void
put_literal(struct buf *b, struct slice s, unsigned column)
{
	bool ends = s.ptr[s.len - 1] == '\n';

	buf_char(b, '|');
	if (s.ptr[0] == ' ' || s.ptr[0] == '\n')
		buf_char(b, '2');
	if (!ends)
		buf_char(b, '-');
	else if (s.len == 1 || s.ptr[s.len - 2] == '\n')
		buf_char(b, '+');
	buf_char(b, '\n');
	while (s.len) {
		const char *end = memchr(s.ptr, '\n', s.len);
		size_t n = end ? (size_t)(end - s.ptr) : s.len;  /* of this line */

		if (n)
			buf_fill(b, ' ', column);
		buf_add(b, slice_sub(s, 0, n));
		buf_char(b, '\n');
		s = slice_sub(s, n + 1, s.len);
	}
}

bool
quote_put(struct buf *b, struct slice s, enum quote how, unsigned column)
{
	switch (how) {
	case QUOTE_PLAIN:
		buf_add(b, s);
		return false;
	case QUOTE_SINGLE:
		put_single(b, s);
		return false;
	case QUOTE_LITERAL:
		put_literal(b, s, column);
		return true;
	case QUOTE_DOUBLE:
	case QUOTE_REFUSED:
		break;
	}
	put_double(b, s);
	return false;
}

void
emit_string(struct buf *b, struct slice s, unsigned indent)
{
	bool breaks;
	enum quote how = quote_choose(s, &breaks);

	/* Block text has its line break; the others are given theirs. */
	if (quote_put(b, s, how, indent + 2))
		b->len--;
}
