/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c - writing and reading the journal. */
#include "publish/journal.h"

#include <string.h>

#include "base/num.h"
#include "base/sha256.h"
#include "base/vec.h"
#include "publish/tree.h"

static const struct slice heading = SLICE_INIT("berth-journal 1\n");
static const struct slice end_word = SLICE_INIT("end ");

static const struct slice words[] = {
	[JOURNAL_DIR] = SLICE_INIT("dir "),
	[JOURNAL_NEW] = SLICE_INIT("new "),
	[JOURNAL_CHANGE] = SLICE_INIT("change "),
	[JOURNAL_DELETE] = SLICE_INIT("delete "),
};
enum { NWORDS = sizeof(words) / sizeof(words[0]) };

void
journal_format(struct buf *out, const struct journal *j)
{
	char hex[SHA256_HEX], count[NUM_INT_MAX];
	size_t start = out->len;

	buf_add(out, heading);
	for (size_t i = 0; i < j->n; i++) {
		buf_add(out, words[j->entries[i].op]);
		buf_add(out, j->entries[i].path);
		buf_char(out, '\n');
	}
	sha256_hex(slice_sub(buf_slice(out), start, out->len), hex);
	buf_add(out, end_word);
	buf_add(out, num_uint(count, j->n));
	buf_char(out, ' ');
	buf_add(out, (struct slice){ hex, sizeof(hex) });
	buf_char(out, '\n');
}

/* One line without its line break. */
static bool
parse_entry(struct arena *a, struct slice line, struct journal_entry *e)
{
	for (size_t i = 0; i < NWORDS; i++) {
		struct slice path;

		if (!slice_starts(line, words[i]))
			continue;
		path = slice_sub(line, words[i].len, line.len);
		if (tree_path_fault(path))
			return false;
		*e = (struct journal_entry){ .op = (enum journal_op)i, .path = arena_slice(a, path) };
		return true;
	}
	return false;
}

/* The last line: how many entries, and the hash of all before it. */
static bool
parse_end(struct slice line, struct slice before, size_t n)
{
	struct slice want = SLICE_INIT("");
	char text[NUM_INT_MAX], hex[SHA256_HEX];
	size_t space = slice_find(line, SLICE_LIT(" "), end_word.len);

	if (!slice_starts(line, end_word) || space == SIZE_MAX)
		return false;
	if (!slice_eq(slice_sub(line, end_word.len, space), num_uint(text, n)))
		return false;
	sha256_hex(before, hex);
	want = (struct slice){ hex, sizeof(hex) };
	return slice_eq(slice_sub(line, space + 1, line.len), want);
}

bool
journal_parse(struct arena *a, struct slice text, struct journal *out)
{
	VEC(struct journal_entry) all = { 0 };
	size_t at = heading.len;

	*out = (struct journal){ 0 };
	if (!slice_starts(text, heading))
		return false;
	for (;;) {
		size_t end = slice_find(text, SLICE_LIT("\n"), at);
		struct slice line = slice_sub(text, at, end);
		struct journal_entry e;

		if (end == SIZE_MAX)
			return false;
		if (slice_starts(line, end_word)) {
			if (end + 1 != text.len || !parse_end(line, slice_sub(text, 0, at), all.len))
				return false;
			*out = (struct journal){ all.ptr, all.len };
			return true;
		}
		if (!parse_entry(a, line, &e))
			return false;
		vec_push(a, &all, e);
		at = end + 1;
	}
}
