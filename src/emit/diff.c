/* SPDX-License-Identifier: Apache-2.0 */
/* diff.c - line diffs. E. W. Myers, "An O(ND) Difference Algorithm and Its
 * Variations", Algorithmica 1 (1986): the furthest reaching path of each
 * diagonal is kept for every number of edits, then walked back. */
#include "emit/diff.h"

#include <string.h>

#include "base/vec.h"

struct line {
	struct slice text;   /* with its newline, if it has one */
	uint64_t hash;
};

struct lines {
	struct line *ptr;
	size_t len;
};

struct diff {
	struct arena arena;
	struct lines old, new;
	bool *deleted, *added;   /* by line of old and new */
};

static struct lines
split(struct arena *a, struct slice text)
{
	VEC(struct line) v = { 0 };

	for (size_t at = 0; at < text.len;) {
		size_t end = slice_find(text, SLICE_LIT("\n"), at);
		struct slice line = slice_sub(text, at, end == SIZE_MAX ? text.len : end + 1);

		vec_push(a, &v, (struct line){ line, slice_hash(line) });
		at += line.len;
	}
	return (struct lines){ v.ptr, v.len };
}

static bool
same(const struct line *a, const struct line *b)
{
	return a->hash == b->hash && slice_eq(a->text, b->text);
}

/* The part of both texts between their common head and tail. */
struct middle {
	size_t old, new;    /* where it starts */
	size_t n, m;        /* lines of old, of new */
};

static struct middle
trim(const struct diff *d)
{
	struct middle mid = { 0, 0, d->old.len, d->new.len };

	while (mid.n && mid.m && same(&d->old.ptr[mid.old], &d->new.ptr[mid.new])) {
		mid.old++, mid.new++;
		mid.n--, mid.m--;
	}
	while (mid.n && mid.m && same(&d->old.ptr[mid.old + mid.n - 1], &d->new.ptr[mid.new + mid.m - 1]))
		mid.n--, mid.m--;
	return mid;
}

/* Furthest x on diagonal k after `edits` edits. v is indexed by k + edits max. */
static size_t
step(const size_t *v, size_t center, ptrdiff_t k, size_t edits)
{
	size_t at = center + (size_t)k;

	if (k == -(ptrdiff_t)edits || (k != (ptrdiff_t)edits && v[at - 1] < v[at + 1]))
		return v[at + 1];
	return v[at - 1] + 1;
}

/* Walks back from (n, m) through the saved states. */
static void
mark(struct diff *d, const struct middle *mid, size_t *const *saved, size_t edits, size_t center)
{
	size_t x = mid->n, y = mid->m;

	for (size_t e = edits; e > 0; e--) {
		ptrdiff_t k = (ptrdiff_t)x - (ptrdiff_t)y;
		const size_t *v = saved[e - 1];
		bool down = k == -(ptrdiff_t)e ||
		            (k != (ptrdiff_t)e && v[center + (size_t)(k - 1)] < v[center + (size_t)(k + 1)]);
		size_t px = v[center + (size_t)(down ? k + 1 : k - 1)];
		size_t py = (size_t)((ptrdiff_t)px - (down ? k + 1 : k - 1));

		if (down)
			d->added[mid->new + py] = true;
		else
			d->deleted[mid->old + px] = true;
		x = px;
		y = py;
	}
}

static bool
shortest(struct diff *d, const struct middle *mid)
{
	size_t most = mid->n + mid->m < DIFF_EDITS_MAX ? mid->n + mid->m : DIFF_EDITS_MAX;
	size_t center = most + 1;
	size_t *v = arena_new_n(&d->arena, 2 * most + 3, size_t);
	size_t **saved = arena_array(&d->arena, most + 1, sizeof(size_t *));

	for (size_t e = 0; e <= most; e++) {
		for (ptrdiff_t k = -(ptrdiff_t)e; k <= (ptrdiff_t)e; k += 2) {
			size_t x = e ? step(v, center, k, e) : 0, y = (size_t)((ptrdiff_t)x - k);

			/* Beyond the edges there is nothing to compare. */
			while (x < mid->n && y < mid->m &&
			       same(&d->old.ptr[mid->old + x], &d->new.ptr[mid->new + y]))
				x++, y++;
			v[center + (size_t)k] = x;
			if (x >= mid->n && y >= mid->m) {
				mark(d, mid, saved, e, center);
				return true;
			}
		}
		saved[e] = arena_new_n(&d->arena, 2 * most + 3, size_t);
		memcpy(saved[e], v, (2 * most + 3) * sizeof(*v));
	}
	return false;
}

static void
compare(struct diff *d)
{
	struct middle mid = trim(d);

	if (shortest(d, &mid))
		return;
	memset(d->deleted + mid.old, true, mid.n);
	memset(d->added + mid.new, true, mid.m);
}

/* Positions in both texts while hunks are printed. */
struct at {
	size_t old, new;
};

static bool
changed(const struct diff *d, struct at p)
{
	return (p.old < d->old.len && d->deleted[p.old]) || (p.new < d->new.len && d->added[p.new]);
}

static struct at
past_changes(const struct diff *d, struct at p)
{
	while (p.old < d->old.len && d->deleted[p.old])
		p.old++;
	while (p.new < d->new.len && d->added[p.new])
		p.new++;
	return p;
}

/* The end of the hunk whose first change is at p: changes that are nearer
 * than two contexts belong together. */
static struct at
hunk_end(const struct diff *d, struct at p)
{
	for (;;) {
		struct at q = p = past_changes(d, p);
		size_t equal = 0;

		while (q.old < d->old.len && !changed(d, q) && equal <= 2 * DIFF_CONTEXT)
			q.old++, q.new++, equal++;
		if (equal > 2 * DIFF_CONTEXT || !changed(d, q))
			return p;
		p = q;
	}
}

static void
print_line(struct buf *b, char sign, struct slice line)
{
	buf_char(b, sign);
	buf_add(b, line);
	if (!slice_ends(line, SLICE_LIT("\n")))
		buf_str(b, "\n\\ No newline at end of file\n");
}

/* "12,3", with the line before when there are none, as POSIX wants. */
static void
print_range(struct buf *b, char sign, size_t start, size_t n)
{
	buf_printf(b, "%c%zu", sign, n ? start + 1 : start);
	if (n != 1)
		buf_printf(b, ",%zu", n);
}

static struct at
print_hunk(struct buf *b, const struct diff *d, struct at first)
{
	size_t before = first.old < DIFF_CONTEXT ? first.old : DIFF_CONTEXT;
	struct at end = hunk_end(d, first), p = { first.old - before, first.new - before };
	size_t after = d->old.len - end.old < DIFF_CONTEXT ? d->old.len - end.old : DIFF_CONTEXT;

	buf_str(b, "@@ ");
	print_range(b, '-', p.old, end.old + after - p.old);
	buf_char(b, ' ');
	print_range(b, '+', p.new, end.new + after - p.new);
	buf_str(b, " @@\n");
	while (p.old < end.old + after || p.new < end.new + after) {
		if (p.old < d->old.len && d->deleted[p.old])
			print_line(b, '-', d->old.ptr[p.old++].text);
		else if (p.new < d->new.len && d->added[p.new])
			print_line(b, '+', d->new.ptr[p.new++].text);
		else
			print_line(b, ' ', d->old.ptr[p.old++].text), p.new++;
	}
	return p;
}

static void
print_name(struct buf *b, const char *sign, const char *side, struct slice path, bool exists)
{
	buf_str(b, sign);
	if (exists) {
		buf_str(b, side);
		buf_add(b, path);
	} else {
		buf_str(b, "/dev/null");
	}
	buf_char(b, '\n');
}

void
diff_unified(struct buf *b, struct slice path, struct slice old, struct slice new)
{
	struct diff d = { .arena = ARENA_INIT };
	struct at p = { 0, 0 };

	if (slice_eq(old, new))
		return;
	d.old = split(&d.arena, old);
	d.new = split(&d.arena, new);
	d.deleted = arena_alloc(&d.arena, d.old.len + 1);
	d.added = arena_alloc(&d.arena, d.new.len + 1);
	compare(&d);
	print_name(b, "--- ", "a/", path, old.len > 0);
	print_name(b, "+++ ", "b/", path, new.len > 0);
	while (p.old < d.old.len || p.new < d.new.len) {
		if (changed(&d, p))
			p = print_hunk(b, &d, p);
		else
			p.old++, p.new++;
	}
	arena_free(&d.arena);
}
