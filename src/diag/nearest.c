/* SPDX-License-Identifier: Apache-2.0 */
/* nearest.c - edit distance over short names. */
#include "diag/nearest.h"

enum { NAME_MAX_BYTES = 64 };

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned
nearest_distance(struct slice a, struct slice b)
{
	unsigned rows[3][NAME_MAX_BYTES + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];

	if (a.len > NAME_MAX_BYTES || b.len > NAME_MAX_BYTES)
		return UINT32_MAX;
	for (unsigned j = 0; j <= b.len; j++)
		last[j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *row;

		now[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			unsigned cost = a.ptr[i - 1] != b.ptr[j - 1];

			now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
			if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		row = before;
		before = last;
		last = now;
		now = row;
	}
	return last[b.len];
}

static char
folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
skipped(char c)
{
	return c == '-' || c == '_';
}

/* Equal but for case, '-' and '_': max_memory and maxMemory. */
static bool
alike(struct slice a, struct slice b)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a.len && skipped(a.ptr[i]))
			i++;
		while (j < b.len && skipped(b.ptr[j]))
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (folded(a.ptr[i++]) != folded(b.ptr[j++]))
			return false;
	}
}

void
nearest_offer(struct nearest *n, struct slice candidate)
{
	size_t longer = n->wanted.len > candidate.len ? n->wanted.len : candidate.len;
	unsigned limit = longer < 6 ? 1 : (unsigned)(longer / 3);
	unsigned d = nearest_distance(n->wanted, candidate);

	if (alike(n->wanted, candidate))
		d = 0;
	else if (d > limit)
		return;
	if (!n->best.ptr || d < n->distance) {
		n->best = candidate;
		n->distance = d;
	}
}
