/* SPDX-License-Identifier: Apache-2.0 */
/* ecma.c - patterns of RE2 as ECMAScript's. Most need no change, and people
 * should find theirs again in an editor's message; so a scan looks for what
 * the two read differently, and only then the tree is printed. */
#include "schema/ecma.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "schema/lang_parse.h"

/* --- the scan ----------------------------------------------------------- */

struct scan {
	struct slice text;
	size_t at;
	bool piece;     /* something stands before that a repeat may follow */
};

static char
peek(const struct scan *s, size_t ahead)
{
	return s->at + ahead < s->text.len ? s->text.ptr[s->at + ahead] : '\0';
}

static bool
one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* "\d" and the like: \s is left out, which ECMAScript takes for more. */
static bool
same_escape(struct scan *s, bool class)
{
	char c = peek(s, 1);

	s->at += 2;
	if (one_of(c, class ? "dDwWnrtfv-" : "dDwWnrtfv"))
		return true;
	if (c == 'x' && ascii_hex(peek(s, 0)) >= 0 && ascii_hex(peek(s, 1)) >= 0) {
		s->at += 2;
		return true;
	}
	return one_of(c, "^$\\.*+?()[]{}|");
}

/* A class; a range from or to a class of its own is an error with the flag u. */
static bool
same_class(struct scan *s)
{
	bool set = false;

	s->at++;
	if (peek(s, 0) == '^')
		s->at++;
	if (peek(s, 0) == ']')
		return false;
	while (peek(s, 0) != ']') {
		char c = peek(s, 0);

		if (c == '\0' || c == '[' || (c == '-' && set && peek(s, 1) != ']'))
			return false;
		set = c == '\\' && one_of(peek(s, 1), "dDwW");
		if (c == '-' && peek(s, 1) == '\\' && one_of(peek(s, 2), "dDwW"))
			return false;
		if (c != '\\')
			s->at++;
		else if (!same_escape(s, true))
			return false;
	}
	s->at++;
	return true;
}

/* {n}, {n,} or {n,m}; a brace that is none of these stands for itself in RE2. */
static bool
count(struct scan *s)
{
	size_t digits = 0;

	/* With a zero in front it is no count either. */
	if (peek(s, 1) == '0' && ascii_digit(peek(s, 2)))
		return false;
	for (s->at++; ascii_digit(peek(s, 0)); s->at++)
		digits++;
	if (peek(s, 0) == ',')
		for (s->at++; ascii_digit(peek(s, 0)); s->at++)
			;
	return digits && peek(s, 0) == '}';
}

static bool
same_repeat(struct scan *s)
{
	if (!s->piece || (peek(s, 0) == '{' && !count(s)))
		return false;
	s->at++;
	if (peek(s, 0) == '?')
		s->at++;
	s->piece = false;
	return true;
}

static bool
same_group(struct scan *s)
{
	s->piece = false;
	s->at++;
	if (peek(s, 0) != '?')
		return true;
	s->at += 2;
	return s->text.ptr[s->at - 1] == ':';
}

static bool
same_piece(struct scan *s)
{
	char c = peek(s, 0);

	if (one_of(c, "*+?{"))
		return same_repeat(s);
	if (c == '(')
		return same_group(s);
	s->piece = !one_of(c, "|^$");
	if (c == '[')
		return same_class(s);
	if (c == '\\' && (peek(s, 1) == 'b' || peek(s, 1) == 'B')) {
		s->piece = false;
		s->at += 2;
		return true;
	}
	if (c == '\\')
		return same_escape(s, false);
	/* The dot leaves out more ends of lines in ECMAScript. */
	if (one_of(c, ".]}") || c == '\0')
		return false;
	s->at++;
	return true;
}

/* Without the flag u, characters beyond U+FFFF are two. */
static bool
same(struct slice re2)
{
	struct scan s = { .text = re2 };

	for (size_t i = 0; i < re2.len; i++)
		if ((unsigned char)re2.ptr[i] >= 0xf0)
			return false;
	while (s.at < re2.len)
		if (!same_piece(&s))
			return false;
	return true;
}

/* --- the tree ----------------------------------------------------------- */

/* False for what needs the flag u. */
static bool
print_char(struct buf *out, uint32_t cp, bool class)
{
	if (cp > 0xffff)
		return false;
	if (cp >= 0x7f || cp < 0x20)
		buf_printf(out, "\\u%04x", cp);
	else if (one_of((char)cp, class ? "\\]^-[" : "^$\\.*+?()[]{}|"))
		buf_printf(out, "\\%c", (char)cp);
	else
		buf_char(out, (char)cp);
	return true;
}

static bool
print_range(struct buf *out, uint32_t first, uint32_t last)
{
	if (!print_char(out, first, true))
		return false;
	if (last == first)
		return true;
	if (last > first + 1)
		buf_char(out, '-');
	return print_char(out, last, true);
}

/* A set that goes on to the last character is printed by what it lacks. */
static bool
print_set(struct arena *a, struct buf *out, struct lang_set set)
{
	bool negative = set.n && set.ranges[set.n - 1].last == 0x10ffff;

	if (set.n == 1 && set.ranges[0].first == set.ranges[0].last)
		return print_char(out, set.ranges[0].first, false);
	if (negative)
		set = lang_set_not(a, set);
	if (set.n == 0)
		/* [] is what never matches, [^] what always does. */
		buf_str(out, negative ? "[^]" : "[]");
	if (set.n == 0)
		return true;
	buf_str(out, negative ? "[^" : "[");
	for (size_t i = 0; i < set.n; i++)
		if (!print_range(out, set.ranges[i].first, set.ranges[i].last))
			return false;
	buf_char(out, ']');
	return true;
}

static void
print_count(struct buf *out, size_t min, size_t max)
{
	if (min == 0 && max == 1)
		buf_char(out, '?');
	else if (max == SIZE_MAX && min < 2)
		buf_char(out, min ? '+' : '*');
	else if (max == SIZE_MAX)
		buf_printf(out, "{%zu,}", min);
	else if (min == max)
		buf_printf(out, "{%zu}", min);
	else
		buf_printf(out, "{%zu,%zu}", min, max);
}

static bool print(struct arena *a, struct buf *out, const struct re_node *n);

static bool
print_items(struct arena *a, struct buf *out, const struct re_node *n)
{
	for (size_t i = 0; i < n->nitems; i++) {
		bool group = n->kind == RE_CAT && n->items[i]->kind == RE_ALT;

		if (i && n->kind == RE_ALT)
			buf_char(out, '|');
		if (group)
			buf_str(out, "(?:");
		if (!print(a, out, n->items[i]))
			return false;
		if (group)
			buf_char(out, ')');
	}
	return true;
}

static bool
print_repeat(struct arena *a, struct buf *out, const struct re_node *n)
{
	bool group = n->items[0]->kind != RE_SET;

	if (group)
		buf_str(out, "(?:");
	if (!print(a, out, n->items[0]))
		return false;
	if (group)
		buf_char(out, ')');
	print_count(out, n->min, n->max);
	return true;
}

/* re_parse has bounded how deep it goes. */
static bool
print(struct arena *a, struct buf *out, const struct re_node *n)
{
	switch (n->kind) {
	case RE_SET:
		return print_set(a, out, n->set);
	case RE_CAT:
	case RE_ALT:
		return print_items(a, out, n);
	case RE_REPEAT:
		return print_repeat(a, out, n);
	case RE_BEGIN:
		buf_char(out, '^');
		return true;
	case RE_END:
		buf_char(out, '$');
		return true;
	}
	return false;
}

bool
ecma_pattern(struct arena *a, struct buf *out, struct slice re2)
{
	const struct re_node *n;
	size_t start = out->len;

	if (same(re2)) {
		buf_add(out, re2);
		return true;
	}
	n = re_parse(a, re2);
	if (n && print(a, out, n))
		return true;
	out->len = start;
	return false;
}
