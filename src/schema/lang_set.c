/* SPDX-License-Identifier: Apache-2.0 */
/* lang_set.c - sets of characters as sorted ranges. */
#include "schema/lang_priv.h"

#include <stdlib.h>

#define LAST 0x10FFFF

enum { SORTED_BY_HAND = 24 };

static const struct utf8_range any[] = { { 0, 0xD7FF }, { 0xE000, LAST } };
static const struct utf8_range line[] = { { 0, '\n' - 1 }, { '\n' + 1, 0xD7FF }, { 0xE000, LAST } };

const struct lang_set lang_set_any = { any, 2 }, lang_set_line = { line, 3 };

static int
by_first(const void *a, const void *b)
{
	const struct utf8_range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

struct set_maker {
	struct utf8_range *ranges;
	size_t n;
};

static void
put(struct set_maker *s, uint32_t first, uint32_t last)
{
	if (first > last)
		return;
	if (s->n && s->ranges[s->n - 1].last + 1 >= first) {
		if (s->ranges[s->n - 1].last < last)
			s->ranges[s->n - 1].last = last;
		return;
	}
	s->ranges[s->n++] = (struct utf8_range){ first, last };
}

struct lang_set
lang_set_of(struct arena *a, const struct utf8_range *ranges, size_t n)
{
	struct utf8_range *sorted = arena_new_n(a, n, struct utf8_range);
	struct set_maker s = { arena_new_n(a, n + 1, struct utf8_range), 0 };

	if (n)
		memcpy(sorted, ranges, n * sizeof(*ranges));
	qsort(sorted, n, sizeof(*sorted), by_first);
	for (size_t i = 0; i < n; i++) {
		struct utf8_range r = sorted[i];

		if (r.first < 0xD800)
			put(&s, r.first, r.last < 0xD800 ? r.last : 0xD7FF);
		if (r.last > 0xDFFF)
			put(&s, r.first > 0xDFFF ? r.first : 0xE000, r.last);
	}
	return (struct lang_set){ s.ranges, s.n };
}

struct lang_set
lang_set_char(struct arena *a, uint32_t cp)
{
	struct utf8_range *r = arena_new(a, struct utf8_range);

	*r = (struct utf8_range){ cp, cp };
	return (struct lang_set){ r, 1 };
}

struct lang_set
lang_set_not(struct arena *a, struct lang_set s)
{
	struct utf8_range *gaps = arena_new_n(a, s.n + 1, struct utf8_range);
	uint32_t from = 0;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.ranges[i].first > from)
			gaps[n++] = (struct utf8_range){ from, s.ranges[i].first - 1 };
		from = s.ranges[i].last + 1;
	}
	if (from <= LAST)
		gaps[n++] = (struct utf8_range){ from, LAST };
	return lang_set_of(a, gaps, n);
}

struct lang_set
lang_set_without(struct arena *a, struct lang_set s, uint32_t cp)
{
	struct set_maker m = { arena_new_n(a, s.n + 1, struct utf8_range), 0 };

	for (size_t i = 0; i < s.n; i++) {
		struct utf8_range r = s.ranges[i];

		if (cp < r.first || cp > r.last) {
			m.ranges[m.n++] = r;
			continue;
		}
		if (cp > r.first)
			m.ranges[m.n++] = (struct utf8_range){ r.first, cp - 1 };
		if (cp < r.last)
			m.ranges[m.n++] = (struct utf8_range){ cp + 1, r.last };
	}
	return (struct lang_set){ m.ranges, m.n };
}

bool
lang_set_has(struct lang_set s, uint32_t cp)
{
	return utf8_within(s.ranges, s.n, cp);
}

uint32_t
lang_set_nicest(struct utf8_range r, unsigned *rank)
{
	static const struct utf8_range nice[] = {
		{ 'a', 'z' }, { '0', '9' }, { 'A', 'Z' }, { '-', '-' }, { '.', '.' }, { '_', '_' }, { '!', '~' },
		{ ' ', ' ' }, { 0xE0, 0xFF }, { 0xA1, 0xD7FF }, { 0xE000, LAST }, { 0, LAST },
	};

	for (*rank = 0;; (*rank)++) {
		struct utf8_range n = nice[*rank];
		uint32_t first = n.first > r.first ? n.first : r.first, last = n.last < r.last ? n.last : r.last;

		if (first <= last)
			return first;
	}
}

static int
ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Most are so few that qsort(3) would take longer. */
void
lang_sort(uint32_t *ids, size_t n)
{
	if (n > SORTED_BY_HAND) {
		qsort(ids, n, sizeof(*ids), ascending);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		uint32_t id = ids[i];
		size_t at = i;

		for (; at && ids[at - 1] > id; at--)
			ids[at] = ids[at - 1];
		ids[at] = id;
	}
}
