/* SPDX-License-Identifier: Apache-2.0 */
/* lang_pattern.c - patterns and ranges of numbers as automata.
 *
 * A pattern is found anywhere, so text may stand around it; anchors forbid
 * that where they stand. Each alternative at the top is one automaton: an
 * anchor at its very begin or end is the absence of the text there, which is
 * what nearly all patterns have; with others inside, the automaton is built
 * with states that are anchors, and filtered. */
#include "schema/lang_parse.h"

#include "base/num.h"

static uint32_t
build_node(struct nfa *n, const struct nfa_part *part, uint32_t next)
{
	const struct re_node *re = part->what;
	uint32_t at = NFA_NOWHERE;

	if (n->full || next == NFA_NOWHERE)
		return NFA_NOWHERE;
	switch (re->kind) {
	case RE_SET:
		return nfa_set(n, re->set, next);
	case RE_CAT:
		for (size_t i = re->nitems; i-- > 0;)
			next = build_node(n, &(struct nfa_part){ .what = re->items[i] }, next);
		return next;
	case RE_ALT:
		for (size_t i = re->nitems; i-- > 0;)
			at = nfa_split(n, build_node(n, &(struct nfa_part){ .what = re->items[i] }, next), at);
		return at;
	case RE_REPEAT:
		return nfa_repeat(n, &(struct nfa_part){ .build = build_node, .what = re->items[0] }, re->min, re->max, next);
	case RE_BEGIN:
	case RE_END:
		break;
	}
	return nfa_add(n, (struct nfa_state){ .kind = re->kind == RE_BEGIN ? NFA_BEGIN : NFA_END,
	                                      .next = next,
	                                      .other = NFA_NOWHERE });
}

/* The items of an alternative without the anchors around them. */
struct inside {
	const struct re_node *const *items;
	size_t first, last;     /* last is behind the last one */
	bool begin, end, anchors;
};

static struct inside
look_inside(const struct re_node *const *alternative)
{
	const struct re_node *re = *alternative;
	struct inside in = { alternative, 0, 1, false, false, false };

	if (re->kind == RE_CAT) {
		in.items = re->items;
		in.last = re->nitems;
	}
	for (; in.first < in.last && in.items[in.first]->kind == RE_BEGIN; in.first++)
		in.begin = true;
	for (; in.first < in.last && in.items[in.last - 1]->kind == RE_END; in.last--)
		in.end = true;
	for (size_t i = in.first; i < in.last; i++)
		in.anchors |= in.items[i]->anchors;
	return in;
}

static uint32_t
found_in(struct nfa *n, const struct inside *in, uint32_t next)
{
	if (!in->end)
		next = nfa_any(n, next);
	for (size_t i = in->last; i-- > in->first;)
		next = build_node(n, &(struct nfa_part){ .what = in->items[i] }, next);
	return in->begin ? next : nfa_any(n, next);
}

static uint32_t
alternative(struct nfa *n, const struct re_node *const *re, uint32_t next)
{
	struct inside in = look_inside(re);
	struct nfa_filter f = { .kind = FILTER_ANCHORS };
	struct nfa raw;

	if (!in.anchors)
		return found_in(n, &in, next);
	nfa_init(&raw, n->arena);
	raw.start = found_in(&raw, &in, 0);
	if (raw.full) {
		n->full = true;
		return NFA_NOWHERE;
	}
	return nfa_filter(n, &raw, &f, next);
}

/* The automaton's states move to the arena of its term; whatever was needed
 * to build it is left behind. */
static const struct nfa *
keep(struct arena *a, const struct nfa *n)
{
	struct nfa *kept = arena_new(a, struct nfa);

	*kept = (struct nfa){ .len = n->len, .cap = n->len, .start = n->start };
	kept->ptr = arena_new_n(a, n->len, struct nfa_state);
	memcpy(kept->ptr, n->ptr, n->len * sizeof(*n->ptr));
	for (size_t i = 0; i < n->len; i++) {
		struct lang_set *set = &kept->ptr[i].set;
		struct utf8_range *ranges;

		if (i && set->n && set->ranges == n->ptr[i - 1].set.ranges) {
			*set = kept->ptr[i - 1].set;
		} else if (set->n && set->ranges != lang_set_any.ranges && set->ranges != lang_set_line.ranges) {
			ranges = arena_new_n(a, set->n, struct utf8_range);
			memcpy(ranges, set->ranges, set->n * sizeof(*ranges));
			set->ranges = ranges;
		}
	}
	return kept;
}

const struct lang *
lang_of_nfa(struct arena *a, const struct nfa *n)
{
	struct arena scratch = ARENA_INIT;
	struct lang *x = arena_new(a, struct lang);
	struct machine m;

	if (n->full)
		return &lang_loose;
	*x = (struct lang){ .kind = TERM_NFA, .shaped = true, .plain = true };
	machine_init(&m, &scratch, n);
	if (!machine_lengths(&m, &x->min, &x->max))
		x = NULL;
	arena_free(&scratch);
	if (!x)
		return &lang_none;
	x->nfa = keep(a, n);
	return x;
}

const struct lang *
lang_pattern(struct arena *a, struct slice re2)
{
	struct arena scratch = ARENA_INIT;
	const struct re_node *re = re_parse(&scratch, re2);
	const struct lang *x = &lang_loose;
	struct nfa n;

	if (re) {
		const struct re_node *const *alternatives = re->kind == RE_ALT ? re->items : &re;
		size_t count = re->kind == RE_ALT ? re->nitems : 1;

		nfa_init(&n, &scratch);
		n.start = NFA_NOWHERE;
		for (size_t i = count; i-- > 0;)
			n.start = nfa_split(&n, alternative(&n, &alternatives[i], 0), n.start);
		x = lang_of_nfa(a, &n);
	}
	arena_free(&scratch);
	return x;
}

/* --- numbers ------------------------------------------------------------- */

/* Digits at which both ends of a range are the same length. */
struct digits {
	struct slice low, high;
};

static uint32_t
digit(struct nfa *n, char first, char last, uint32_t next)
{
	struct utf8_range r = { (unsigned char)first, (unsigned char)last };

	return first > last ? NFA_NOWHERE : nfa_set(n, lang_set_of(n->arena, &r, 1), next);
}

/* From low to high, of equal length: behind the digits that are the same, one
 * way follows the low end, one the high end, and between them all is free. */
static uint32_t
between(struct nfa *n, struct slice low, struct slice high, uint32_t next)
{
	uint32_t below = next, above = next, free = next;
	size_t at = low.len, fork = 0;

	while (fork < low.len && low.ptr[fork] == high.ptr[fork])
		fork++;
	while (at-- > fork + 1) {
		char l = low.ptr[at], h = high.ptr[at];

		below = nfa_split(n, digit(n, l, l, below), digit(n, (char)(l + 1), '9', free));
		above = nfa_split(n, digit(n, h, h, above), digit(n, '0', (char)(h - 1), free));
		free = digit(n, '0', '9', free);
	}
	if (fork < low.len) {
		char l = low.ptr[fork], h = high.ptr[fork];

		next = nfa_split(n, digit(n, h, h, above), digit(n, l, l, below));
		next = nfa_split(n, digit(n, (char)(l + 1), (char)(h - 1), free), next);
	}
	while (fork-- > 0)
		next = digit(n, low.ptr[fork], low.ptr[fork], next);
	return next;
}

/* low..high, whatever their lengths. */
static uint32_t
naturals(struct nfa *n, uint64_t low, uint64_t high, uint32_t next)
{
	char from[NUM_INT_MAX], to[NUM_INT_MAX];
	uint32_t all = NFA_NOWHERE;
	uint64_t end = 9;

	for (uint64_t start = low;; start = end + 1) {
		while (end < start && end <= UINT64_MAX / 10)
			end = end * 10 + 9;
		if (end > high || end < start)
			end = high;
		all = nfa_split(n, between(n, num_uint(from, start), num_uint(to, end), next), all);
		if (end == high)
			return all;
	}
}

const struct lang *
lang_number(struct arena *a, int64_t lo, int64_t hi)
{
	struct arena scratch = ARENA_INIT;
	const struct lang *x = &lang_none;
	char text[NUM_INT_MAX];
	struct nfa n;

	if (lo <= hi && (uint64_t)hi - (uint64_t)lo < LANG_LITERALS_MAX) {
		for (uint64_t i = 0; i <= (uint64_t)hi - (uint64_t)lo; i++)
			x = lang_union(a, x, lang_literal(a, arena_slice(a, num_int(text, (int64_t)((uint64_t)lo + i)))));
		return x;
	}
	nfa_init(&n, &scratch);
	n.start = NFA_NOWHERE;
	if (lo < 0 && lo <= hi) {
		uint64_t least = hi < 0 ? -(uint64_t)hi : 1;

		n.start = naturals(&n, least, -(uint64_t)lo, 0);
		n.start = nfa_set(&n, lang_set_char(&scratch, '-'), n.start);
	}
	if (hi >= 0 && lo <= hi)
		n.start = nfa_split(&n, naturals(&n, lo < 0 ? 0 : (uint64_t)lo, (uint64_t)hi, 0), n.start);
	x = lang_of_nfa(a, &n);
	arena_free(&scratch);
	return x;
}
