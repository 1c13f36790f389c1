/* SPDX-License-Identifier: Apache-2.0 */
/* print_text.c - messages for people: place, text, the line, a marker.
 *
 * A line is walked cell by cell; a cell is one character of the source with
 * the columns it takes on a terminal. The excerpt and its marker line come
 * from the same walk, so that they cannot disagree. */
#include "base/utf8.h"
#include "diag/print_priv.h"
#include "diag/width.h"

enum {
	INDENT = 4,
	LINE_MAX_COLUMNS = 100,  /* of an excerpt; longer lines are cut */
	BEFORE_MARKER = 30,      /* columns kept before the marker of a cut line */
};

/* As gcc and clang colour theirs. */
static const char plain[] = "\033[0m", bold[] = "\033[1m", red[] = "\033[1;31m", magenta[] = "\033[1;35m",
                  cyan[] = "\033[1;36m", green[] = "\033[1;32m";

static void
paint(struct buf *out, bool color, const char *how)
{
	if (color)
		buf_str(out, how);
}

enum shape { AS_IT_IS, AS_BYTE, AS_POINT };

struct cell {
	size_t start, end;  /* bytes of the line */
	unsigned width;     /* columns */
	enum shape shape;
	uint32_t cp;
};

/* Characters that would not show, or show something else than what stands
 * there: C1 controls, line separators, and what turns the direction. */
static bool
misleads(uint32_t cp)
{
	return (cp >= 0x80 && cp < 0xA0) || cp == 0x61C || cp == 0x200E || cp == 0x200F ||
	       (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* The cell at `pos`, which is less than the line's length. */
static struct cell
cell_at(struct slice line, size_t pos)
{
	struct cell c = { .start = pos, .end = pos };

	c.cp = utf8_next(line, &c.end);
	if (c.cp == UTF8_BAD || (c.cp < 0x20 && c.cp != '\t') || c.cp == 0x7F) {
		c.shape = AS_BYTE;
		c.width = 4;
	} else if (misleads(c.cp)) {
		c.shape = AS_POINT;
		c.width = 6;
	} else {
		c.width = width_of(c.cp);
	}
	return c;
}

static void
put_cell(struct buf *out, struct slice line, struct cell c)
{
	if (c.shape == AS_BYTE)
		buf_printf(out, "\\x%02X", (unsigned char)line.ptr[c.start]);
	else if (c.shape == AS_POINT)
		buf_printf(out, "\\u%04X", (unsigned)c.cp);
	else
		buf_add(out, slice_sub(line, c.start, c.end));
}

void
print_safe(struct buf *out, struct slice text)
{
	for (size_t pos = 0; pos < text.len;) {
		struct cell c = cell_at(text, pos);

		put_cell(out, text, c);
		pos = c.end;
	}
}

/* Columns of the first `end` bytes. */
static size_t
columns(struct slice line, size_t end)
{
	size_t n = 0;

	for (size_t pos = 0; pos < line.len && pos < end;) {
		struct cell c = cell_at(line, pos);

		n += c.width;
		pos = c.end;
	}
	return n;
}

/* The part of a line that is shown, and where in it the marker stands; all
 * in bytes of the line. */
struct view {
	struct slice line;
	size_t from, to;         /* shown */
	size_t marked, unmarked; /* the marker: [marked, unmarked) */
};

/* Cuts a line that is too long to the columns around the marker. */
static void
cut(struct view *v)
{
	size_t marker = columns(v->line, v->marked), at = 0, pos = 0;
	size_t first = marker > LINE_MAX_COLUMNS * 2 / 3 ? marker - BEFORE_MARKER : 0;

	for (; pos < v->line.len && at < first; pos = cell_at(v->line, pos).end)
		at += cell_at(v->line, pos).width;
	v->from = pos;
	first = at;
	for (; pos < v->line.len && at - first < LINE_MAX_COLUMNS; pos = cell_at(v->line, pos).end)
		at += cell_at(v->line, pos).width;
	v->to = pos;
}

/* Spans may begin before the line's text (a BOM) or end after it (several
 * lines, a line break): both are clamped to what is shown. */
static struct view
look(struct span at, struct slice line)
{
	size_t line_at = (size_t)(line.ptr - at.src->text.ptr);
	size_t start = at.start > line_at ? at.start - line_at : 0;
	size_t end = at.end > line_at ? at.end - line_at : 0;
	struct view v = { .line = line, .to = line.len };

	v.marked = start < line.len ? start : line.len;
	v.unmarked = end < line.len ? end : line.len;
	if (columns(line, line.len) > LINE_MAX_COLUMNS)
		cut(&v);
	return v;
}

static void
put_line(struct buf *out, const struct view *v)
{
	buf_fill(out, ' ', INDENT);
	if (v->from > 0)
		buf_str(out, "...");
	for (size_t pos = v->from; pos < v->to;) {
		struct cell c = cell_at(v->line, pos);

		put_cell(out, v->line, c);
		pos = c.end;
	}
	if (v->to < v->line.len)
		buf_str(out, "...");
	buf_char(out, '\n');
}

/* '^' under the first column of the span, '~' under the others. Tabs stand
 * under tabs, so the marker is in its place whatever their width is. */
static void
put_marker(struct buf *out, const struct view *v, bool color)
{
	size_t end = v->unmarked < v->to ? v->unmarked : v->to, pos = v->from;
	bool head = true;

	buf_fill(out, ' ', INDENT + (v->from > 0 ? 3 : 0));
	while (pos < v->marked) {
		struct cell c = cell_at(v->line, pos);

		if (c.cp == '\t')
			buf_char(out, '\t');
		else
			buf_fill(out, ' ', c.width);
		pos = c.end;
	}
	paint(out, color, green);
	while (pos < end) {
		struct cell c = cell_at(v->line, pos);

		if (head)
			buf_char(out, '^');
		if (c.cp == '\t' && !head)
			buf_char(out, '\t');
		else
			buf_fill(out, '~', c.width > head ? c.width - head : 0);
		head = false;
		pos = c.end;
	}
	if (head)
		buf_char(out, '^');
	paint(out, color, plain);
	buf_char(out, '\n');
}

void
diag_print_excerpt(struct buf *out, struct span at, bool color)
{
	struct slice line = span_line(at);
	struct view v;

	if (slice_trim(line).len == 0)
		return;
	v = look(at, line);
	put_line(out, &v);
	put_marker(out, &v, color);
}

void
diag_print_place(struct buf *out, struct span at)
{
	struct position p = span_start(at);

	if (!at.src)
		return;
	print_safe(out, at.src->path);
	if (p.line)
		buf_printf(out, ":%u:%u", (unsigned)p.line, (unsigned)p.column);
}

/* "path:line:col: error: " */
static void
put_head(struct buf *out, struct span at, const char *what, const char *paint_as, bool color)
{
	if (at.src) {
		paint(out, color, bold);
		diag_print_place(out, at);
		buf_str(out, ": ");
		paint(out, color, plain);
	}
	paint(out, color, paint_as);
	buf_str(out, what);
	buf_str(out, ": ");
	paint(out, color, plain);
}

void
diag_print_one(struct buf *out, const struct diag *d, bool color)
{
	put_head(out, d->at, print_severity(d->severity), d->severity == DIAG_ERROR ? red : magenta, color);
	paint(out, color, bold);
	print_safe(out, d->text);
	paint(out, color, plain);
	buf_str(out, " [");
	print_code(out, d->code);
	buf_str(out, "]\n");
	diag_print_excerpt(out, d->at, color);
	for (const struct diag_note *n = d->notes; n; n = n->next) {
		put_head(out, n->at, "note", cyan, color);
		print_safe(out, n->text);
		buf_char(out, '\n');
		diag_print_excerpt(out, n->at, color);
	}
}

void
print_text(struct buf *out, const struct diags *ds, bool color)
{
	size_t left_out = print_left_out(ds);

	for (const struct diag *d = ds->first; d; d = d->next)
		diag_print_one(out, d, color);
	if (left_out)
		buf_printf(out, "and %zu more\n", left_out);
}
