/* SPDX-License-Identifier: Apache-2.0 */
/* mail.c - the format email, as Go's mail.ParseAddress reads it: one address
 * of RFC 5322, with a display name and comments if somebody likes. Groups
 * ("friends: a@b;") are refused. */
#include "schema/format.h"

struct mail {
	struct slice s;
	size_t at;
};

static char
peek(const struct mail *m)
{
	return m->at < m->s.len ? m->s.ptr[m->at] : '\0';
}

static bool
take(struct mail *m, char c)
{
	if (m->at == m->s.len || m->s.ptr[m->at] != c)
		return false;
	m->at++;
	return true;
}

static void
skip_space(struct mail *m)
{
	while (peek(m) == ' ' || peek(m) == '\t')
		m->at++;
}

static bool
visible(char c)
{
	return (c > ' ' && c < 0x7f) || (unsigned char)c >= 0x80;
}

static bool
atom_char(char c)
{
	return visible(c) && slice_find(SLICE_LIT("()<>[]:;@\\,\""), (struct slice){ &c, 1 }, 0) == SIZE_MAX;
}

/* Dots inside; where `strict`, none at the ends and no two together. */
static bool
atom(struct mail *m, bool strict)
{
	size_t start = m->at;
	struct slice text;

	while (m->at < m->s.len && atom_char(peek(m)))
		m->at++;
	text = slice_sub(m->s, start, m->at);
	if (text.len == 0)
		return false;
	return !strict || (text.ptr[0] != '.' && text.ptr[text.len - 1] != '.' &&
	                   slice_find(text, SLICE_LIT(".."), 0) == SIZE_MAX);
}

static bool
quoted(struct mail *m, bool empty)
{
	size_t start = m->at + 1;

	if (!take(m, '"'))
		return false;
	while (m->at < m->s.len) {
		char c = m->s.ptr[m->at++];

		if (c == '"')
			return empty || m->at - 1 > start;
		if (c == '\\') {
			if (m->at == m->s.len)
				return false;
			c = m->s.ptr[m->at++];
		}
		if (!visible(c) && c != ' ' && c != '\t')
			return false;
	}
	return false;
}

/* "[...]" around an address of a machine. */
static bool
literal(struct mail *m)
{
	size_t end = slice_find(m->s, SLICE_LIT("]"), m->at), start = m->at + 1;

	if (end == SIZE_MAX || !take(m, '['))
		return false;
	m->at = end + 1;
	return address_ip(slice_sub(m->s, start, end));
}

static bool
spec(struct mail *m)
{
	skip_space(m);
	if (!(peek(m) == '"' ? quoted(m, false) : atom(m, true)) || !take(m, '@'))
		return false;
	skip_space(m);
	return peek(m) == '[' ? literal(m) : atom(m, true);
}

/* Spaces and comments, which nest. */
static bool
skip_comments(struct mail *m)
{
	unsigned depth = 0;

	for (;; m->at++) {
		if (depth == 0)
			skip_space(m);
		if (m->at == m->s.len)
			return depth == 0;
		switch (m->s.ptr[m->at]) {
		case '(':
			depth++;
			break;
		case ')':
			if (depth == 0)
				return true;
			depth--;
			break;
		case '\\':
			if (depth == 0)
				return true;
			m->at += m->at + 1 < m->s.len;
			break;
		default:
			if (depth == 0)
				return true;
		}
	}
}

/* Words of a display name; comments may stand behind the first. */
static bool
phrase(struct mail *m)
{
	unsigned words = 0;

	for (;; words++) {
		size_t before;

		if (words == 0)
			skip_space(m);
		else if (!skip_comments(m))
			return false;
		before = m->at;
		if (m->at < m->s.len && (peek(m) == '"' ? quoted(m, true) : atom(m, false)))
			continue;
		m->at = before;
		return words > 0;
	}
}

bool
address_email(struct slice s)
{
	struct mail m = { s, 0 };

	if (!spec(&m)) {
		m.at = 0;
		skip_space(&m);
		if (peek(&m) != '<' && !phrase(&m))
			return false;
		skip_space(&m);
		if (!take(&m, '<') || !spec(&m) || !take(&m, '>'))
			return false;
	}
	return skip_comments(&m) && m.at == m.s.len;
}
