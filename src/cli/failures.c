/* SPDX-License-Identifier: Apache-2.0 */
/* failures.c - the table of berth explain TENANT --failures. */
#include "cli/failures.h"

#include "base/json_text.h"
#include "base/utf8.h"
#include "diag/width.h"

/* The columns; what happens is no column, but stands below. ORDER base_cell */
enum { COLUMNS = CELL_HAPPENS, GAP = 2, INDENT = 4 };
static const struct {
	struct slice head;
	size_t most;
} columns[COLUMNS] = {
	[CELL_TITLE] = { SLICE_INIT("WHAT BREAKS"), 38 },
	[CELL_PAUSE] = { SLICE_INIT("PAUSE"), 24 },
	[CELL_LOST] = { SLICE_INIT("LOST"), 26 },
	[CELL_WHOLE] = { SLICE_INIT("WHOLE AGAIN"), 22 },
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static size_t
width(struct slice s)
{
	size_t n = 0;

	for (size_t pos = 0; pos < s.len;)
		n += width_of(utf8_next(s, &pos));
	return n;
}

/* The next word of the text, taken off; "" at its end. */
static struct slice
take_word(struct slice *rest)
{
	size_t start = 0, end;
	struct slice word;

	while (start < rest->len && is_space(rest->ptr[start]))
		start++;
	for (end = start; end < rest->len && !is_space(rest->ptr[end]);)
		end++;
	word = slice_sub(*rest, start, end);
	*rest = slice_sub(*rest, end, rest->len);
	return word;
}

/* Prints as many words as fit, taken off; returns the columns that they took. */
static size_t
take_line(struct buf *out, struct slice *rest, size_t most)
{
	size_t taken = 0;

	for (;;) {
		struct slice after = *rest, word = take_word(&after);
		size_t wide = width(word) + (taken > 0);

		if (!word.len || (taken && taken + wide > most))
			return taken;
		if (taken)
			buf_char(out, ' ');
		buf_add(out, word);
		taken += wide;
		*rest = after;
	}
}

static bool
is_done(const struct slice *cells)
{
	for (size_t i = 0; i < COLUMNS; i++)
		if (slice_trim(cells[i]).len)
			return false;
	return true;
}

static void
row(struct buf *out, const struct slice cells[BASE_CELLS], const size_t widths[COLUMNS])
{
	struct slice rest[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		rest[i] = cells[i];
	while (!is_done(rest)) {
		size_t owed = 0;

		/* Spaces only where something follows. */
		for (size_t i = 0; i < COLUMNS; i++) {
			if (slice_trim(rest[i]).len) {
				buf_fill(out, ' ', owed);
				owed = widths[i] - take_line(out, &rest[i], columns[i].most) + GAP;
			} else {
				owed += widths[i] + GAP;
			}
		}
		buf_char(out, '\n');
	}
}

/* The widest line of each column, all rows wrapped. */
static void
measure(const struct render_failures *all, size_t widths[COLUMNS])
{
	struct buf unseen = BUF_INIT;

	for (size_t i = 0; i < COLUMNS; i++) {
		widths[i] = columns[i].head.len;
		for (size_t j = 0; j < all->len; j++)
			for (struct slice rest = all->ptr[j].cells[i]; slice_trim(rest).len;) {
				size_t n = take_line(&unseen, &rest, columns[i].most);

				widths[i] = n > widths[i] ? n : widths[i];
			}
	}
	buf_fini(&unseen);
}

void
failures_text(struct buf *out, const struct render_failures *all)
{
	struct slice heads[BASE_CELLS] = { 0 }, group = { 0 };
	size_t widths[COLUMNS];

	measure(all, widths);
	for (size_t i = 0; i < COLUMNS; i++)
		heads[i] = columns[i].head;
	for (size_t i = 0; i < all->len; i++) {
		const struct render_failure *f = &all->ptr[i];
		struct slice happens = f->cells[CELL_HAPPENS];

		if (i == 0 || !slice_eq(group, f->group)) {
			group = f->group;
			if (i)
				buf_char(out, '\n');
			buf_add(out, group);
			buf_char(out, '\n');
			row(out, heads, widths);
		}
		row(out, f->cells, widths);
		while (slice_trim(happens).len) {
			buf_fill(out, ' ', INDENT);
			take_line(out, &happens, FAILURES_WIDTH - INDENT);
			buf_char(out, '\n');
		}
	}
}

static void
json_field(struct buf *out, const char *name, struct slice text)
{
	buf_printf(out, "%s\"%s\":", out->len && out->ptr[out->len - 1] != '\n' ? "," : "{", name);
	json_text(out, text);
}

void
failures_json(struct buf *out, struct slice tenant, const struct render_failures *all)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct render_failure *f = &all->ptr[i];

		json_field(out, "tenant", tenant);
		json_field(out, "group", f->group);
		json_field(out, "name", f->name);
		for (size_t j = 0; j < BASE_CELLS; j++)
			json_field(out, failure_cells[j].ptr, f->cells[j]);
		json_field(out, "source", f->source);
		buf_str(out, "}\n");
	}
}
