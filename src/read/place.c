/* SPDX-License-Identifier: Apache-2.0 */
/* place.c - scalars decoded a second time (YAML 1.2.2 §7.3, §8.1), to find
 * where each byte came from. The decoded text is known, so it also decides
 * what would need context to know: the indentation of block text and how its
 * lines fold. Where the two disagree, nothing is said rather than guessed. */
#include "read/place.h"

#include "base/utf8.h"

struct walk {
	struct slice src;     /* up to the end of what can belong to the scalar */
	size_t p;             /* next byte of it */
	struct slice text;    /* decoded */
	size_t i;             /* next byte of it */
	uint32_t *out;
};

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Length of the line break at p: 0, 1 (LF) or 2 (CR LF). */
static size_t
break_at(const struct walk *w, size_t p)
{
	if (p < w->src.len && w->src.ptr[p] == '\n')
		return 1;
	return p + 1 < w->src.len && w->src.ptr[p] == '\r' && w->src.ptr[p + 1] == '\n' ? 2 : 0;
}

/* The next decoded byte is `c` and comes from `at`. */
static bool
put(struct walk *w, char c, size_t at)
{
	if (w->i == w->text.len || w->text.ptr[w->i] != c)
		return false;
	w->out[w->i++] = (uint32_t)at;
	return true;
}

static bool
copy(struct walk *w, size_t end)
{
	for (; w->p < end; w->p++)
		if (!put(w, w->src.ptr[w->p], w->p))
			return false;
	return true;
}

static size_t
skip_blanks(const struct walk *w, size_t p)
{
	while (p < w->src.len && blank(w->src.ptr[p]))
		p++;
	return p;
}

/* Steps over empty lines, which are a line feed each, and over the
 * indentation of the next line. *n counts them. The first line feed is said to
 * stand at `first`, behind the text before it. */
static bool
empty_lines(struct walk *w, size_t first, size_t *n)
{
	*n = 0;
	for (w->p = skip_blanks(w, w->p); break_at(w, w->p); w->p = skip_blanks(w, w->p)) {
		if (!put(w, '\n', *n ? w->p : first))
			return false;
		w->p += break_at(w, w->p);
		*n += 1;
	}
	return true;
}

/* Blanks, and the line breaks among them: flow folding (§6.5). */
static bool
gap(struct walk *w)
{
	size_t start = w->p, at = skip_blanks(w, start), n;

	if (!break_at(w, at))
		return copy(w, at);
	w->p = at + break_at(w, at);
	return empty_lines(w, start, &n) && (n > 0 || put(w, ' ', start));
}

static uint32_t
hex(const struct walk *w, size_t at, size_t n)
{
	uint32_t cp = 0;

	for (size_t k = at; k < at + n; k++) {
		char c = k < w->src.len ? w->src.ptr[k] : 'g';

		if (c >= '0' && c <= '9')
			cp = cp << 4 | (uint32_t)(c - '0');
		else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
			cp = cp << 4 | (uint32_t)((c & ~0x20) - 'A' + 10);
		else
			return UTF8_BAD;
	}
	return cp;
}

/* The code point that the letter behind a backslash stands for (§5.7). */
static uint32_t
simple_escape(char c)
{
	static const struct { char letter; unsigned short cp; } table[] = {
		{ '0', 0 },     { 'a', 7 },     { 'b', 8 },        { 't', 9 },        { '\t', 9 },
		{ 'n', 10 },    { 'v', 11 },    { 'f', 12 },       { 'r', 13 },       { 'e', 27 },
		{ ' ', ' ' },   { '"', '"' },   { '/', '/' },      { '\\', '\\' },    { 'N', 0x85 },
		{ '_', 0xA0 },  { 'L', 0x2028 }, { 'P', 0x2029 },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].letter == c)
			return table[i].cp;
	return UTF8_BAD;
}

/* The code point of the escape at w->p, which is stepped over. */
static uint32_t
escaped(struct walk *w)
{
	char letter = w->p + 1 < w->src.len ? w->src.ptr[w->p + 1] : '\0';
	size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
	uint32_t cp = digits ? hex(w, w->p + 2, digits) : simple_escape(letter);

	w->p += 2 + digits;
	return cp;
}

static bool
escape(struct walk *w)
{
	size_t at = w->p, n;
	char bytes[UTF8_MAX];
	uint32_t cp;

	if (break_at(w, at + 1)) {
		w->p = at + 1 + break_at(w, at + 1);
		return empty_lines(w, w->p, &n);
	}
	cp = escaped(w);
	/* The library takes a pair of surrogates for one character, as JSON does. */
	if (cp >= 0xD800 && cp <= 0xDBFF)
		cp = 0x10000 + ((cp - 0xD800) << 10) + (escaped(w) - 0xDC00);
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return false;
	n = utf8_put(bytes, cp);
	for (size_t k = 0; k < n; k++)
		if (!put(w, bytes[k], at))
			return false;
	return true;
}

/* Plain and quoted text; w->src ends before the closing quote. */
static bool
flow(struct walk *w, unsigned style)
{
	bool ok = true;

	while (ok && w->p < w->src.len) {
		char c = w->src.ptr[w->p];

		if (blank(c) || break_at(w, w->p)) {
			ok = gap(w);
		} else if (c == '\\' && style == VAL_STYLE_DOUBLE) {
			ok = escape(w);
		} else if (c == '\'' && style == VAL_STYLE_SINGLE) {
			ok = put(w, c, w->p);
			w->p += 2;
		} else {
			ok = copy(w, w->p + 1);
		}
	}
	return ok;
}

/* Where the line at p ends, before its line break. */
static size_t
line_end(const struct walk *w, size_t p)
{
	while (p < w->src.len && !break_at(w, p))
		p++;
	return p;
}

static size_t
next_line(const struct walk *w, size_t p)
{
	p = line_end(w, p);
	return p + break_at(w, p);
}

static size_t
run(struct slice s, size_t at, char c)
{
	size_t n = 0;

	while (at + n < s.len && s.ptr[at + n] == c)
		n++;
	return n;
}

/* The columns that all lines of the block leave out: what the first line that
 * is not empty has more spaces in the source than in the text. */
static size_t
indentation(const struct walk *w)
{
	size_t empty = run(w->text, 0, '\n'), p = w->p, spaces, kept;

	if (empty == w->text.len)
		return SIZE_MAX;
	for (size_t i = 0; i < empty; i++)
		p = next_line(w, p);
	spaces = run(w->src, p, ' ');
	kept = run(w->text, empty, ' ');
	return spaces > kept ? spaces - kept : 0;
}

/* Behind the indentation of the line at p. */
static size_t
unindented(const struct walk *w, size_t p, size_t indent)
{
	size_t spaces = run(w->src, p, ' ');

	return p + (spaces < indent ? spaces : indent);
}

/* The break at w->p and those of the empty lines behind it, against the line
 * feeds or the space that the text has for them; w->p is then at the next line
 * that is not empty. */
static bool
breaks(struct walk *w, size_t indent, bool folded)
{
	size_t want = run(w->text, w->i, '\n'), n = 0, p = w->p;

	do {
		n++;
		p += break_at(w, p);
		p = p < w->src.len ? unindented(w, p, indent) : p;
	} while (break_at(w, p));
	/* A lone break that folds is a space. Of several, folding swallows one,
	 * and chomping the last ones: those that are left stand at the first. */
	if (folded && n == 1 && want == 0 && !put(w, ' ', w->p))
		return false;
	for (size_t k = 0; k < n; k++) {
		size_t len = break_at(w, w->p);

		if (k < want && !put(w, '\n', w->p))
			return false;
		w->p = w->p + len < w->src.len ? unindented(w, w->p + len, indent) : w->src.len;
	}
	return true;
}

/* Literal and folded text from its header on. */
static bool
block(struct walk *w, bool folded)
{
	size_t indent;
	bool ok = true;

	w->p = next_line(w, w->p);
	indent = indentation(w);
	w->p = unindented(w, w->p, indent);
	if (w->i < w->text.len && break_at(w, w->p))
		ok = breaks(w, indent, folded);
	while (ok && w->i < w->text.len && w->p < w->src.len) {
		ok = copy(w, line_end(w, w->p));
		if (ok && w->i < w->text.len && break_at(w, w->p))
			ok = breaks(w, indent, folded);
	}
	/* A last line of blanks, without a line break, has one all the same. */
	while (ok && w->i < w->text.len)
		ok = put(w, '\n', w->src.len);
	return ok;
}

static bool
walk(struct walk *w, const struct val *v)
{
	switch (v->style) {
	case VAL_STYLE_PLAIN:
		return flow(w, v->style);
	case VAL_STYLE_SINGLE:
	case VAL_STYLE_DOUBLE:
		if (v->at.end - v->at.start < 2)
			return false;
		w->p++;
		w->src.len--;
		return flow(w, v->style);
	case VAL_STYLE_LITERAL:
	case VAL_STYLE_FOLDED:
		w->src.len = v->at.src->text.len;
		return block(w, v->style == VAL_STYLE_FOLDED);
	case VAL_STYLE_FILE:
		return copy(w, w->src.len);
	default:
		return false;
	}
}

const uint32_t *
place_offsets(struct arena *a, const struct val *v)
{
	struct walk w;

	if (!val_is(v, VAL_STRING) || !v->at.src || v->at.end > v->at.src->text.len || v->at.start > v->at.end)
		return NULL;
	w = (struct walk){
		.src = slice_sub(v->at.src->text, 0, v->at.end),
		.p = v->at.start,
		.text = v->u.str,
		.out = arena_new_n(a, v->u.str.len + 1, uint32_t),
	};
	if (!walk(&w, v) || w.i != w.text.len)
		return NULL;
	w.out[w.i] = (uint32_t)w.p;
	return w.out;
}

struct span
place_span(struct arena *a, const struct val *v, size_t start, size_t end)
{
	const uint32_t *at = place_offsets(a, v);

	if (!at || start > end || end > v->u.str.len)
		return v->at;
	return (struct span){ v->at.src, at[start], at[end] };
}
