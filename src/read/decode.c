/* SPDX-License-Identifier: Apache-2.0 */
/* decode.c - scalars from source to text (YAML 1.2.2 §6.5, §7.3, §8.1), byte
 * by byte: once to make the text, and once more, against the text, to tell
 * where each byte came from. */
#include "read/decode.h"

#include "base/ascii.h"
#include "base/utf8.h"

struct walk {
	struct slice src;     /* up to the end of what can belong to the scalar */
	size_t p;             /* next byte of it */
	char *made;           /* the text that is being made; or NULL, and: */
	struct slice text;    /* the text that is there */
	uint32_t *places;     /* where each of its bytes came from */
	size_t i;             /* next byte of made or text */
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
	if (w->made) {
		w->made[w->i++] = c;
		return true;
	}
	if (w->i == w->text.len || w->text.ptr[w->i] != c)
		return false;
	w->places[w->i++] = (uint32_t)at;
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
		int digit = k < w->src.len ? ascii_hex(w->src.ptr[k]) : -1;

		if (digit < 0)
			return UTF8_BAD;
		cp = cp << 4 | (uint32_t)digit;
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
run(struct slice s, size_t at, char c)
{
	size_t n = 0;

	while (at + n < s.len && s.ptr[at + n] == c)
		n++;
	return n;
}

/* What stands behind the '|' or '>'. */
struct header {
	bool folded;
	char chomp;      /* '-', '+', or '\0' to clip */
	unsigned digit;  /* how much deeper than the parent lines begin; 0: as the first */
};

/* Reads the header at w->p, and steps to the first line. */
static struct header
header(struct walk *w)
{
	struct header h = { .folded = w->src.ptr[w->p] == '>' };
	size_t p = w->p + 1;

	for (; p < w->src.len && !blank(w->src.ptr[p]) && !break_at(w, p); p++) {
		if (w->src.ptr[p] == '-' || w->src.ptr[p] == '+')
			h.chomp = w->src.ptr[p];
		else
			h.digit = (unsigned)(w->src.ptr[p] - '0');
	}
	p = line_end(w, p);
	w->p = p + break_at(w, p);
	return h;
}

/* The spaces before the first line that is not empty; when there is none, more
 * than any line has. */
static size_t
first_indentation(const struct walk *w)
{
	for (size_t p = w->p; p < w->src.len; p += break_at(w, p)) {
		size_t spaces = run(w->src, p, ' '), end = line_end(w, p);

		if (end > p + spaces)
			return spaces;
		p = end;
	}
	return SIZE_MAX;
}

/* The same from the text that is known: the spaces that its first line that is
 * not empty lacks. */
static size_t
known_indentation(const struct walk *w)
{
	size_t empty = run(w->text, 0, '\n'), kept = run(w->text, empty, ' '), p = w->p, spaces;

	if (empty == w->text.len)
		return SIZE_MAX;
	for (; empty > 0; empty--) {
		p = line_end(w, p);
		p += break_at(w, p);
	}
	spaces = run(w->src, p, ' ');
	return spaces > kept ? spaces - kept : 0;
}

/* The line breaks that the next text line is kept waiting with. */
struct breaks {
	size_t from;   /* where the first stands; the others end empty lines */
	size_t n;
};

static bool
put_breaks(struct walk *w, struct breaks b, size_t n)
{
	size_t p = b.from;

	for (; n > 0; n--) {
		if (!put(w, '\n', p))
			return false;
		p += break_at(w, p);
		p = line_end(w, p);
	}
	return true;
}

/* Between two lines of folded text: a space for one break, else one break less
 * than there are; all of them beside a line that begins with a blank. */
static bool
put_fold(struct walk *w, struct breaks b, bool spaced)
{
	if (spaced)
		return put_breaks(w, b, b.n);
	return b.n == 1 ? put(w, ' ', b.from) : put_breaks(w, b, b.n - 1);
}

static bool
put_last(struct walk *w, struct breaks b, char chomp, bool is_text)
{
	if (chomp == '-' || (chomp == '\0' && !is_text))
		return true;
	return put_breaks(w, b, chomp == '+' || b.n == 0 ? b.n : 1);
}

/* Block text that is being read, line by line. */
struct lines {
	struct header header;
	size_t indent;
	struct breaks breaks;  /* behind the last text line */
	bool is_text;          /* there was a text line */
	bool spaced;           /* the last one begins with a blank */
};

/* The line from w->p, behind its indentation, up to `end`. */
static bool
text_line(struct walk *w, struct lines *l, size_t end)
{
	bool was = l->spaced;

	l->spaced = blank(w->src.ptr[w->p]);
	if (l->is_text && l->header.folded) {
		if (!put_fold(w, l->breaks, l->spaced || was))
			return false;
	} else if (!put_breaks(w, l->breaks, l->breaks.n)) {
		return false;
	}
	l->is_text = true;
	l->breaks = (struct breaks){ end, 0 };
	return copy(w, end);
}

/* Literal and folded text from its header to the end of w->src. `parent` is
 * the column of what it stands in; unused where the text is known. */
static bool
block(struct walk *w, size_t parent)
{
	struct lines l = { .header = header(w) };

	if (!l.header.digit)
		l.indent = first_indentation(w);
	else
		l.indent = w->made ? parent + l.header.digit : known_indentation(w);
	l.breaks.from = line_end(w, w->p);
	while (w->p < w->src.len) {
		size_t start = w->p, spaces = run(w->src, start, ' '), end = line_end(w, start);

		w->p += spaces < l.indent ? spaces : l.indent;
		if (spaces < l.indent && w->p < end)
			break;
		if (w->p < end && !text_line(w, &l, end))
			return false;
		/* A last line of blanks, without a line break, has one all the same. */
		l.breaks.n += break_at(w, end) || skip_blanks(w, start) == end;
		w->p = end + break_at(w, end);
	}
	/* What is less deep can only be a comment, or blanks. */
	w->p = skip_blanks(w, w->p);
	if (w->p < w->src.len && w->src.ptr[w->p] != '#' && !break_at(w, w->p))
		return false;
	return put_last(w, l.breaks, l.header.chomp, l.is_text);
}

struct slice
decode_flow(struct arena *a, struct slice source, enum val_style style)
{
	/* Escapes make text longer by a half at most: \L is three bytes. */
	struct walk w = { .src = source, .made = arena_alloc(a, source.len + source.len / 2 + UTF8_MAX) };

	/* What the library accepted has no escape that is not known here. */
	flow(&w, style);
	return (struct slice){ w.made, w.i };
}

struct slice
decode_block(struct arena *a, struct slice source, size_t parent)
{
	struct walk w = { .src = source, .made = arena_alloc(a, source.len + 1) };

	if (!block(&w, parent))
		return (struct slice){ NULL, 0 };
	return (struct slice){ w.made, w.i };
}

/* Behind the empty lines after `at`, which belong to block text too. */
static size_t
block_end(struct slice s, size_t at)
{
	struct walk w = { .src = s };

	for (;;) {
		size_t next = line_end(&w, skip_blanks(&w, at));

		if (next > skip_blanks(&w, at) || at == s.len)
			return at;
		at = next + break_at(&w, next);
	}
}

static bool
walk_again(struct walk *w, const struct val *v)
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
		if (v->at.start == v->at.end)
			return false;
		w->src = slice_sub(v->at.src->text, 0, block_end(v->at.src->text, v->at.end));
		/* The library leaves out last lines of tabs at the margin. */
		return block(w, 0) || w->i == w->text.len;
	case VAL_STYLE_FILE:
		return copy(w, w->src.len);
	default:
		return false;
	}
}

bool
decode_places(const struct val *v, uint32_t *places)
{
	struct walk w = {
		.src = slice_sub(v->at.src->text, 0, v->at.end),
		.p = v->at.start,
		.text = v->u.str,
		.places = places,
	};

	if (!walk_again(&w, v) || w.i != w.text.len)
		return false;
	/* The walk of block text goes on over line breaks that are left out. */
	if (w.i && w.p > v->at.end)
		w.p = places[w.i - 1] + (places[w.i - 1] < w.src.len);
	places[w.i] = (uint32_t)w.p;
	return true;
}
