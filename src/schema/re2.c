/* SPDX-License-Identifier: Apache-2.0 */
/* re2.c - one recursive descent over the pattern, which writes PCRE2's
 * spelling of each part: every literal escaped, every class spelled out, so
 * that nothing which only PCRE2 knows can slip through.
 *
 *   alternation = sequence { '|' sequence }
 *   sequence    = { piece [ repeat ] }
 *   piece       = literal | '.' | '^' | '$' | class | escape | group
 *   repeat      = ( '*' | '+' | '?' | '{' n [ ',' [ m ] ] '}' ) [ '?' ]
 */
#include "schema/re2.h"

#include "base/ascii.h"
#include "base/num.h"
#include "base/utf8.h"

struct re2 {
	struct slice text;
	size_t at;
	struct buf *out;
	const char *error;
	size_t error_at;
	unsigned depth;
};

/* The product of the repeats inside what was read, at least 1. */
typedef unsigned long weight;

static weight alternation(struct re2 *r);

static bool
fail(struct re2 *r, size_t at, const char *what)
{
	if (!r->error) {
		r->error = what;
		r->error_at = at;
	}
	r->at = r->text.len;
	return false;
}

static bool
more(const struct re2 *r)
{
	return r->at < r->text.len;
}

static char
peek(const struct re2 *r, size_t ahead)
{
	return r->at + ahead < r->text.len ? r->text.ptr[r->at + ahead] : '\0';
}

static bool
starts(const struct re2 *r, const char *s)
{
	return slice_starts(slice_sub(r->text, r->at, r->text.len), slice_of(s));
}

static bool
take(struct re2 *r, const char *s)
{
	if (!starts(r, s))
		return false;
	r->at += slice_of(s).len;
	return true;
}

/* A character that stands for itself, inside a class or outside. */
static void
literal(struct re2 *r, uint32_t cp)
{
	if (cp < 0x80 && ascii_alnum((char)cp))
		buf_char(r->out, (char)cp);
	else
		buf_printf(r->out, "\\x{%x}", (unsigned)cp);
}

/* --- escapes --------------------------------------------------------- */

static bool
hex_escape(struct re2 *r, size_t start, uint32_t *cp)
{
	bool braces = take(r, "{");
	unsigned n = 0;

	*cp = 0;
	while (ascii_hex(peek(r, 0)) >= 0 && more(r) && (braces || n < 2) && *cp <= 0x10FFFF) {
		*cp = *cp * 16 + (uint32_t)ascii_hex(peek(r, 0));
		r->at++;
		n++;
	}
	if ((braces ? n == 0 || !take(r, "}") : n != 2) || *cp > 0x10FFFF)
		return fail(r, start, "invalid escape sequence");
	if (*cp >= 0xD800 && *cp <= 0xDFFF)
		return fail(r, start, "a surrogate is no character");
	return true;
}

/* Up to three octal digits; one alone, but 0, would be a back-reference. */
static bool
octal_escape(struct re2 *r, size_t start, char first, uint32_t *cp)
{
	*cp = (uint32_t)(first - '0');
	if (first != '0' && !(peek(r, 0) >= '0' && peek(r, 0) <= '7' && more(r)))
		return fail(r, start, "back-references are not supported");
	for (unsigned i = 1; i < 3 && more(r) && peek(r, 0) >= '0' && peek(r, 0) <= '7'; i++)
		*cp = *cp * 8 + (uint32_t)(r->text.ptr[r->at++] - '0');
	return true;
}

/* The character of an escape that means one; `start` is its backslash. */
static bool
char_escape(struct re2 *r, size_t start, uint32_t *cp)
{
	static const char names[] = "aftnrv", codes[] = "\a\f\t\n\r\v";
	size_t which;
	char c;

	if (!more(r))
		return fail(r, start, "a backslash at the end");
	c = r->text.ptr[r->at++];
	if (c >= '0' && c <= '7')
		return octal_escape(r, start, c, cp);
	if (c == 'x')
		return hex_escape(r, start, cp);
	which = slice_find(slice_of(names), (struct slice){ &c, 1 }, 0);
	if (which != SIZE_MAX)
		*cp = (unsigned char)codes[which];
	else if ((unsigned char)c < 0x80 && !ascii_alnum(c))
		*cp = (unsigned char)c;
	else
		return fail(r, start, "invalid escape sequence");
	return true;
}

/* \pN, \p{Name}, \p{^Name}, \P...: whatever follows the p. */
static bool
unicode_class(struct re2 *r, size_t start, bool negative)
{
	struct slice name;
	size_t end;

	if (take(r, "{")) {
		negative ^= take(r, "^");
		end = slice_find(r->text, SLICE_LIT("}"), r->at);
		if (end == SIZE_MAX)
			return fail(r, start, "invalid character class");
		name = slice_sub(r->text, r->at, end);
		r->at = end + 1;
	} else {
		name = slice_sub(r->text, r->at, r->at + 1);
		r->at += name.len;
	}
	return re2_name(r->out, name, negative) || fail(r, start, "unknown name of a character class");
}

/* --- classes --------------------------------------------------------- */

/* [:alpha:] and the like; true when one was there. */
static bool
posix_class(struct re2 *r)
{
	size_t end = slice_find(r->text, SLICE_LIT(":]"), r->at + 2), start = r->at;
	struct slice name;
	bool negative;

	if (!starts(r, "[:") || end == SIZE_MAX)
		return false;
	negative = peek(r, 2) == '^';
	name = slice_sub(r->text, r->at + 2 + negative, end);
	if (re2_posix(name)) {
		if (negative)
			buf_printf(r->out, "[:^%.*s:]", SLICE_FMT(name));
		else
			buf_str(r->out, re2_posix(name));
		r->at = end + 2;
		return true;
	}
	fail(r, start, "unknown name of a character class");
	return true;
}

/* One end of a range. */
static bool
class_char(struct re2 *r, size_t class_start, uint32_t *cp)
{
	size_t start = r->at;

	if (!more(r))
		return fail(r, class_start, "missing ']'");
	if (take(r, "\\"))
		return char_escape(r, start, cp);
	*cp = utf8_next(r->text, &r->at);
	return true;
}

static bool
class_range(struct re2 *r, size_t class_start)
{
	size_t start = r->at;
	uint32_t low, high;

	if (!class_char(r, class_start, &low))
		return false;
	high = low;
	if (peek(r, 0) == '-' && r->at + 1 < r->text.len && peek(r, 1) != ']') {
		r->at++;
		if (!class_char(r, class_start, &high))
			return false;
		if (high < low)
			return fail(r, start, "invalid range of characters");
	}
	literal(r, low);
	if (high != low) {
		buf_char(r->out, '-');
		literal(r, high);
	}
	return true;
}

/* \d, \pL and the like inside a class; true when one was there. */
static bool
class_escape(struct re2 *r)
{
	size_t start = r->at;
	char c = peek(r, 1);

	if (peek(r, 0) != '\\')
		return false;
	if (c == 'p' || c == 'P') {
		r->at += 2;
		unicode_class(r, start, c == 'P');
		return true;
	}
	if (!re2_perl(c))
		return false;
	r->at += 2;
	buf_str(r->out, re2_perl(c));
	return true;
}

static void
class(struct re2 *r)
{
	size_t start = r->at++;
	bool first = true;

	buf_str(r->out, take(r, "^") ? "[^" : "[");
	for (; !r->error && (first || peek(r, 0) != ']' || !more(r)); first = false) {
		if (!more(r)) {
			fail(r, start, "missing ']'");
			return;
		}
		if (starts(r, "[:") && posix_class(r))
			continue;
		if (!class_escape(r))
			class_range(r, start);
	}
	r->at++;
	buf_char(r->out, ']');
}

/* --- pieces ---------------------------------------------------------- */

/* Reads {n}, {n,} or {n,m}; false when the brace is a literal one. */
static bool
counts(struct re2 *r, size_t *min, size_t *max)
{
	size_t end = slice_find(r->text, SLICE_LIT("}"), r->at), comma;
	struct slice inside, low, high;
	int64_t n = 0, m = 0;

	if (peek(r, 0) != '{' || end == SIZE_MAX)
		return false;
	inside = slice_sub(r->text, r->at + 1, end);
	comma = slice_find(inside, SLICE_LIT(","), 0);
	low = slice_sub(inside, 0, comma);
	high = comma == SIZE_MAX ? low : slice_sub(inside, comma + 1, inside.len);
	for (size_t i = 0; i < inside.len; i++)
		if (!ascii_digit(inside.ptr[i]) && i != comma)
			return false;
	if (low.len == 0 || (low.len > 1 && low.ptr[0] == '0') || (high.len > 1 && high.ptr[0] == '0'))
		return false;
	if (!num_parse_int(low, 10, &n) || n > RE2_REPEAT_MAX || (high.len && !num_parse_int(high, 10, &m)) ||
	    m > RE2_REPEAT_MAX || (high.len && m < n)) {
		fail(r, r->at, "invalid repeat count");
		return true;
	}
	*min = (size_t)n;
	*max = high.len ? (size_t)m : SIZE_MAX;
	r->at = end + 1;
	return true;
}

static bool
repeat_follows(struct re2 *r)
{
	struct re2 ahead = *r;
	size_t min, max;

	if (!more(r))
		return false;
	return peek(r, 0) == '*' || peek(r, 0) == '+' || peek(r, 0) == '?' || counts(&ahead, &min, &max);
}

/* What has no width takes a repeat in PCRE2 only as a group. */
static void
assertion(struct re2 *r, const char *spelling)
{
	if (repeat_follows(r))
		buf_printf(r->out, "(?:%s)", spelling);
	else
		buf_str(r->out, spelling);
}

static void
quoted(struct re2 *r)
{
	while (more(r) && !take(r, "\\E"))
		literal(r, utf8_next(r->text, &r->at));
}

static void
escape(struct re2 *r)
{
	size_t start = r->at++;
	char c = peek(r, 0);
	uint32_t cp;

	if (more(r) && (c == 'A' || c == 'b' || c == 'B' || c == 'z')) {
		char spelling[3] = { '\\', c, '\0' };

		r->at++;
		assertion(r, spelling);
	} else if (take(r, "Q")) {
		quoted(r);
	} else if (c == 'C' && more(r)) {
		fail(r, start, "\\C is not supported");
	} else if (take(r, "p") || take(r, "P")) {
		unicode_class(r, start, c == 'P');
	} else if (more(r) && re2_perl(c)) {
		r->at++;
		if (c == 'W')
			buf_str(r->out, "[^0-9A-Za-z_]");
		else
			buf_printf(r->out, "[%s]", re2_perl(c));
	} else if (char_escape(r, start, &cp)) {
		literal(r, cp);
	}
}

/* (?P<name>...) and (?<name>...): the name means nothing to us. */
static bool
group_name(struct re2 *r, size_t start)
{
	size_t end = slice_find(r->text, SLICE_LIT(">"), r->at);
	struct slice name = slice_sub(r->text, r->at, end);

	if (end == SIZE_MAX || name.len == 0)
		return fail(r, start, "invalid group name");
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_alnum(name.ptr[i]) && name.ptr[i] != '_')
			return fail(r, start, "invalid group name");
	r->at = end + 1;
	return true;
}

/* What follows "(?": flags, then ':' for a group or ')' for the rest of the
 * group around. Returns whether a group begins. */
static bool
flags(struct re2 *r, size_t start)
{
	bool off = false, any = false;

	buf_str(r->out, "(?");
	for (; more(r); r->at++) {
		char c = peek(r, 0);

		if (c == ':' || c == ')') {
			if (off && !any)
				break;
			buf_char(r->out, c);
			r->at++;
			return c == ':';
		}
		if (c == '-' && !off) {
			off = true;
			any = false;
		} else if (c == 'i' || c == 'm' || c == 's' || c == 'U') {
			any = true;
		} else {
			break;
		}
		buf_char(r->out, c);
	}
	return fail(r, start, "invalid or unsupported group");
}

static weight
group(struct re2 *r)
{
	size_t start = r->at++;
	weight w;

	if (++r->depth > RE2_DEPTH_MAX) {
		fail(r, start, "groups nest too deeply");
		return 1;
	}
	if (take(r, "?")) {
		if (starts(r, "P<") || (starts(r, "<") && peek(r, 1) != '=' && peek(r, 1) != '!')) {
			take(r, "P");
			r->at++;
			if (!group_name(r, start))
				return 1;
			buf_char(r->out, '(');
		} else if (!flags(r, start)) {
			r->depth--;
			return 1;
		}
	} else {
		buf_char(r->out, '(');
	}
	w = alternation(r);
	if (!take(r, ")"))
		fail(r, start, "missing ')'");
	buf_char(r->out, ')');
	r->depth--;
	return w;
}

static weight
piece(struct re2 *r)
{
	switch (peek(r, 0)) {
	case '(':
		return group(r);
	case '[':
		class(r);
		break;
	case '\\':
		escape(r);
		break;
	case '.':
		r->at++;
		buf_char(r->out, '.');
		break;
	case '^':
	case '$': {
		char spelling[2] = { r->text.ptr[r->at++], '\0' };

		assertion(r, spelling);
		break;
	}
	default:
		literal(r, utf8_next(r->text, &r->at));
	}
	return 1;
}

/* A repeat after something of weight w; stacked ones are refused, as x*+
 * means something else elsewhere. */
static weight
repeat(struct re2 *r, weight w)
{
	size_t start = r->at, min = 0, max = 0;

	if (counts(r, &min, &max)) {
		weight most = max == SIZE_MAX ? min : max;

		if (r->error)
			return w;
		if (max == SIZE_MAX)
			buf_printf(r->out, "{%zu,}", min);
		else
			buf_printf(r->out, "{%zu,%zu}", min, max);
		w *= most ? most : 1;
		if (w > RE2_REPEAT_MAX)
			fail(r, start, "nested repeat counts are too large together");
	} else {
		buf_char(r->out, r->text.ptr[r->at++]);
	}
	if (take(r, "?"))
		buf_char(r->out, '?');
	if (repeat_follows(r))
		fail(r, r->at, "a repeat of a repeat");
	return w;
}

static weight
sequence(struct re2 *r)
{
	weight heaviest = 1;

	while (more(r) && peek(r, 0) != '|' && peek(r, 0) != ')') {
		weight w;

		if (repeat_follows(r)) {
			if (!r->error)
				fail(r, r->at, "nothing stands before the repeat");
			break;
		}
		w = piece(r);
		if (!r->error && repeat_follows(r))
			w = repeat(r, w);
		if (w > heaviest)
			heaviest = w;
	}
	return heaviest;
}

static weight
alternation(struct re2 *r)
{
	weight heaviest = sequence(r);

	while (more(r) && peek(r, 0) == '|') {
		weight w;

		buf_char(r->out, '|');
		r->at++;
		w = sequence(r);
		if (w > heaviest)
			heaviest = w;
	}
	return heaviest;
}

const char *
re2_translate(struct buf *out, struct slice text, size_t *offset)
{
	struct re2 r = { .text = text, .out = out };
	size_t bad = utf8_invalid(text);

	if (bad != SIZE_MAX) {
		*offset = bad;
		return "invalid UTF-8";
	}
	alternation(&r);
	if (more(&r))
		fail(&r, r.at, "unexpected ')'");
	*offset = r.error_at;
	return r.error;
}
