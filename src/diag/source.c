/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - line and column from byte offsets, counted when asked. */
#include "diag/source.h"

#include <assert.h>

#include "base/utf8.h"

static const struct slice bom = SLICE_INIT("\xEF\xBB\xBF");

const struct source *
source_new(struct arena *a, struct slice path, struct slice text)
{
	struct source *src = arena_new(a, struct source);

	assert(text.len < UINT32_MAX);
	src->path = path;
	src->text = text;
	return src;
}

struct span
span_file(const struct source *src)
{
	return (struct span){ src, UINT32_MAX, UINT32_MAX };
}

struct span
span_join(struct span a, struct span b)
{
	assert(a.src == b.src);
	return (struct span){ a.src, a.start, b.end };
}

int
span_cmp(struct span a, struct span b)
{
	int c;

	if (!a.src || !b.src)
		return (a.src != NULL) - (b.src != NULL);
	c = a.src == b.src ? 0 : slice_cmp(a.src->path, b.src->path);
	if (c)
		return c;
	/* A whole file sorts before its lines: UINT32_MAX + 1 wraps to 0. */
	if (a.start != b.start)
		return a.start + 1 < b.start + 1 ? -1 : 1;
	return (a.end > b.end) - (a.end < b.end);
}

static size_t
line_start(struct slice text, size_t offset)
{
	while (offset > 0 && text.ptr[offset - 1] != '\n')
		offset--;
	return offset;
}

static struct position
locate(const struct source *src, uint32_t offset)
{
	struct position p = { 1, 1 };
	struct slice text;
	size_t start;

	if (!src || offset == UINT32_MAX)
		return (struct position){ 0, 0 };
	text = slice_sub(src->text, 0, offset);
	for (size_t i = 0; i < text.len; i++)
		p.line += text.ptr[i] == '\n';
	start = line_start(text, text.len);
	if (start == 0 && slice_starts(text, bom))
		start = bom.len;
	p.column += (uint32_t)utf8_length(slice_sub(text, start, text.len));
	return p;
}

struct position
span_start(struct span s)
{
	return locate(s.src, s.start);
}

struct position
span_end(struct span s)
{
	return locate(s.src, s.end);
}

struct slice
span_line(struct span s)
{
	size_t start, end;

	if (!s.src || s.start > s.src->text.len)
		return (struct slice){ 0 };
	start = line_start(s.src->text, s.start);
	end = slice_find(s.src->text, SLICE_LIT("\n"), start);
	if (end == SIZE_MAX)
		end = s.src->text.len;
	if (start == 0 && slice_starts(s.src->text, bom) && end >= bom.len)
		start = bom.len;
	if (end > start && s.src->text.ptr[end - 1] == '\r')
		end--;
	return slice_sub(s.src->text, start, end);
}
