/* SPDX-License-Identifier: Apache-2.0 */
/* plain.c - which plain text some reader would take for a number, a boolean,
 * null, a date or a merge key.
 *
 * Sources: the type repository of YAML 1.1 (yaml.org/type), the core schema
 * of YAML 1.2.2 (§10.3), and what kubectl's library resolves, measured. A
 * text that any of the three reads as something else is quoted. '_' inside
 * numbers is passed over, as 1.1 wants; a number counts as one however
 * large it is. */
#include <string.h>

#include "emit/emit_priv.h"

struct cursor {
	const char *p, *end;
};

static bool
digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
done(const struct cursor *c)
{
	return c->p == c->end;
}

/* The byte here, or -1 at the end. */
static int
here(const struct cursor *c)
{
	return done(c) ? -1 : (unsigned char)*c->p;
}

/* The next byte that is no '_', or -1. */
static int
peek(struct cursor *c)
{
	while (here(c) == '_')
		c->p++;
	return here(c);
}

static bool
skip(struct cursor *c, int x, int y)
{
	if (here(c) != x && here(c) != y)
		return false;
	c->p++;
	return true;
}

/* Passes digits of `base`, with '_' between; returns their number. */
static size_t
digits(struct cursor *c, int base)
{
	size_t n = 0;

	for (;; n++, c->p++) {
		int x = peek(c), value = digit(x) ? x - '0' : -1;

		if ((x >= 'a' && x <= 'f') || (x >= 'A' && x <= 'F'))
			value = (x | 0x20) - 'a' + 10;
		if (value < 0 || value >= base)
			return n;
	}
}

/* What follows 0x, 0o or 0b. "0x_" has no digit, and still 1.1 calls it a
 * number. */
static bool
radix(struct cursor *c, int base)
{
	size_t n = digits(c, base);

	return done(c) && (n > 0 || c->p[-1] == '_');
}

static bool
number(struct cursor c)
{
	bool is_signed = skip(&c, '+', '-');
	struct cursor start = c;
	size_t n;

	if (peek(&c) == '0') {
		c.p++;
		switch (peek(&c)) {
		case 'x': case 'X':
			c.p++;
			return radix(&c, 16);
		case 'o': case 'O':
			c.p++;
			return radix(&c, 8);
		case 'b':
			c.p++;
			/* kubectl's library reads a sign here, too */
			if (!is_signed && peek(&c) >= 0)
				skip(&c, '+', '-');
			return radix(&c, 2);
		case 'B':
			c.p++;
			return radix(&c, 2);
		default:
			c = start;
		}
	}
	n = digits(&c, 10);
	if (peek(&c) == '.') {
		c.p++;
		n += digits(&c, 10);
	}
	if (n == 0)
		return false;
	if ((peek(&c) | 0x20) == 'e') {
		c.p++;
		if (peek(&c) >= 0)
			skip(&c, '+', '-');
		if (!digits(&c, 10))
			return false;
	}
	return peek(&c) == -1;
}

/* 190:20:30.15: numbers to the base 60, of YAML 1.1. */
static bool
sexagesimal(struct cursor c)
{
	size_t groups = 0;

	skip(&c, '+', '-');
	if (!digit(here(&c)))
		return false;
	while (digit(here(&c)) || here(&c) == '_')
		c.p++;
	for (; skip(&c, ':', ':'); groups++) {
		const char *start = c.p;

		while (digit(here(&c)))
			c.p++;
		if (c.p == start || c.p - start > 2 || (c.p - start == 2 && *start > '5'))
			return false;
	}
	if (skip(&c, '.', '.'))
		while (digit(here(&c)) || here(&c) == '_')
			c.p++;
	return groups > 0 && done(&c);
}

/* Passes `least` to `most` digits. */
static bool
count(struct cursor *c, int least, int most)
{
	int n = 0;

	for (; n < most && digit(here(c)); n++)
		c->p++;
	return n >= least && !digit(here(c));
}

static void
blanks(struct cursor *c)
{
	while (skip(c, ' ', '\t'))
		;
}

/* A date, or a date and a time, in any of the forms of YAML 1.1 and also
 * where the day does not exist: readers fail on those. */
static bool
timestamp(struct cursor c)
{
	if (!count(&c, 4, 4) || !skip(&c, '-', '-') || !count(&c, 1, 2) || !skip(&c, '-', '-') || !count(&c, 1, 2))
		return false;
	if (done(&c))
		return true;
	if (!skip(&c, 'T', 't') && here(&c) != ' ' && here(&c) != '\t')
		return false;
	blanks(&c);
	if (!count(&c, 1, 2) || !skip(&c, ':', ':') || !count(&c, 1, 2) || !skip(&c, ':', ':') || !count(&c, 1, 2))
		return false;
	if (skip(&c, '.', ','))
		while (digit(here(&c)))
			c.p++;
	blanks(&c);
	if (done(&c) || skip(&c, 'Z', 'Z'))
		return done(&c);
	if (!skip(&c, '+', '-') || !count(&c, 1, 2))
		return false;
	return done(&c) || (skip(&c, ':', ':') && count(&c, 1, 2) && done(&c));
}

/* word, Word or WORD; `word` is in lower case. */
static bool
cased(struct slice s, const char *word)
{
	size_t n = strlen(word), upper = 0;

	if (s.len != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (((unsigned char)s.ptr[i] | 0x20) != (unsigned char)word[i])
			return false;
		upper += (s.ptr[i] & 0x20) == 0;
	}
	return upper == 0 || upper == n || (upper == 1 && (s.ptr[0] & 0x20) == 0);
}

/* .inf, .nan and the number that may begin with a point. */
static bool
pointed(struct slice s)
{
	struct slice word = slice_sub(s, 1, s.len);

	if (cased(word, "inf") || slice_is(word, "nan") || slice_is(word, "NaN") || slice_is(word, "NAN"))
		return true;
	return number((struct cursor){ s.ptr, s.ptr + s.len });
}

static bool
numeric(struct slice s)
{
	struct cursor c = { s.ptr, s.ptr + s.len };

	if (number(c) || sexagesimal(c) || timestamp(c))
		return true;
	return s.len == 5 && !digit((unsigned char)s.ptr[0]) && s.ptr[1] == '.' && cased(slice_sub(s, 2, 5), "inf");
}

bool
plain_is_string(struct slice s)
{
	if (s.len == 0)
		return false;
	switch (s.ptr[0]) {
	case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
	case '+': case '-':
		return !numeric(s);
	case '.':
		return !pointed(s);
	case 'y': case 'Y':
		return !cased(s, "y") && !cased(s, "yes");
	case 'n': case 'N':
		return !cased(s, "n") && !cased(s, "no") && !cased(s, "null");
	case 't': case 'T':
		return !cased(s, "true");
	case 'f': case 'F':
		return !cased(s, "false");
	case 'o': case 'O':
		return !cased(s, "on") && !cased(s, "off");
	case '~': case '=':
		return s.len > 1;
	case '<':
		return !slice_is(s, "<<");
	default:
		return true;
	}
}
