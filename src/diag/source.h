/* SPDX-License-Identifier: Apache-2.0 */
/* source.h - a text that somebody wrote, and places in it.
 *
 * A place is two byte offsets, so carrying one costs nothing; line and
 * column are counted only when somebody prints them. */
#ifndef BERTH_DIAG_SOURCE_H
#define BERTH_DIAG_SOURCE_H

#include "base/arena.h"

/* Lives as long as the run, or as the tenant when only the tenant reads it. */
struct source {
	struct slice path;  /* relative to the project's root, as printed */
	struct slice text;  /* all bytes, a leading BOM included; empty when the file could not be read */
};

/* A run of bytes [start, end) of a source. src NULL: no place at all (a
 * value that the program made). start == end: a point. */
struct span {
	const struct source *src;
	uint32_t start, end;
};

#define SPAN_NONE ((struct span){ NULL, 0, 0 })

/* A new source in the arena. `text` is borrowed and under 4 GiB. */
const struct source *source_new(struct arena *a, struct slice path, struct slice text);

/* The file as a whole: for mistakes that have no line. */
struct span span_file(const struct source *src);

/* From the start of a to the end of b, which stand in the same source. */
struct span span_join(struct span a, struct span b);

/* Order of places: path, start, end. Places without a source come first. */
int span_cmp(struct span a, struct span b);

struct position {
	uint32_t line;    /* from 1; 0 when the span has no line */
	uint32_t column;  /* from 1, in characters (code points), a BOM not counted */
};
struct position span_start(struct span s);
struct position span_end(struct span s);

/* The line in which the span starts, without its line break. */
struct slice span_line(struct span s);

#endif
