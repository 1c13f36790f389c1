/* SPDX-License-Identifier: Apache-2.0 */
/* lang_search.c - the search for a text that one automaton reads and another
 * does not, in breadth, so that the shortest is found. The sets of states of
 * the right automaton are numbered as they are met, and what follows from a
 * set and a symbol is computed once. */
#include "schema/lang_priv.h"

#include <stdlib.h>

/* --- symbols ----------------------------------------------------------- */

enum {
	CELLS_MAX = 4 * 1000 * 1000,   /* of the table of symbols and sets */
	PIECES_MAX = 4096,
	LEFT = 0, RIGHT = 1,
};

#define NO_SET UINT32_MAX

/* Characters that no set of either side tells apart are one symbol. */
struct symbols {
	struct arena *arena;
	VEC(struct lang_set) sets;
	uint32_t *slots;            /* hash table of sets, index + 1 */
	size_t nslots;
	uint32_t *set_of[2];        /* by side and state */
	VEC(uint32_t) cuts;         /* where a piece of all characters begins */
	size_t n;
	uint32_t *chars;            /* of a symbol, the best in a message */
	bool *has;                  /* by set and symbol */
};

static uint64_t
hash_bytes(const void *p, size_t size)
{
	return slice_hash((struct slice){ p, size });
}

static bool
same(struct lang_set x, struct lang_set y)
{
	return x.n == y.n && (x.ranges == y.ranges || memcmp(x.ranges, y.ranges, x.n * sizeof(*x.ranges)) == 0);
}

static uint32_t
number_set(struct symbols *s, struct lang_set set)
{
	size_t slot = (size_t)hash_bytes(set.ranges, set.n * sizeof(*set.ranges)) & (s->nslots - 1);

	for (; s->slots[slot]; slot = (slot + 1) & (s->nslots - 1))
		if (same(s->sets.ptr[s->slots[slot] - 1], set))
			return s->slots[slot] - 1;
	vec_push(s->arena, &s->sets, set);
	s->slots[slot] = (uint32_t)s->sets.len;
	for (size_t i = 0; i < set.n; i++) {
		vec_push(s->arena, &s->cuts, set.ranges[i].first);
		vec_push(s->arena, &s->cuts, set.ranges[i].last + 1);
	}
	return (uint32_t)s->sets.len - 1;
}

/* The sets of one side's states. Neighbours often have the same one. */
static void
number_side(struct symbols *s, const struct machine *m, unsigned side)
{
	const struct nfa_state *before = NULL;
	uint32_t last = NO_SET;

	s->set_of[side] = arena_new_n(s->arena, m->nfa->len, uint32_t);
	for (size_t i = 0; i < m->nfa->len; i++) {
		const struct nfa_state *st = &m->nfa->ptr[i];

		s->set_of[side][i] = NO_SET;
		if (st->kind != NFA_SET || !m->alive[i])
			continue;
		if (!before || before->set.ranges != st->set.ranges || before->set.n != st->set.n)
			last = number_set(s, st->set);
		before = st;
		s->set_of[side][i] = last;
	}
}

struct piece {
	unsigned rank;
	uint32_t cp;
};

static int
by_rank(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->cp < y->cp ? -1 : x->cp > y->cp;
}

/* The pieces between cuts, the best character first. */
static size_t
cut(struct symbols *s, struct piece *pieces)
{
	size_t n = 0;

	lang_sort(s->cuts.ptr, s->cuts.len);
	for (size_t i = 0; i + 1 < s->cuts.len; i++) {
		struct utf8_range r = { s->cuts.ptr[i], s->cuts.ptr[i + 1] - 1 };

		if (s->cuts.ptr[i] == s->cuts.ptr[i + 1])
			continue;
		pieces[n].cp = lang_set_nicest(r, &pieces[n].rank);
		n++;
	}
	qsort(pieces, n, sizeof(*pieces), by_rank);
	return n;
}

/* Writes which sets have the character; false when none has. */
static bool
sign(const struct symbols *s, uint32_t cp, bool *has)
{
	bool any = false;

	for (size_t i = 0; i < s->sets.len; i++) {
		has[i] = lang_set_has(s->sets.ptr[i], cp);
		any |= has[i];
	}
	return any;
}

/* Each piece is a symbol unless an earlier one is in the same sets. */
static bool
make_symbols(struct symbols *s)
{
	struct piece *pieces = arena_new_n(s->arena, s->cuts.len, struct piece);
	size_t n = cut(s, pieces), width = s->sets.len;
	uint64_t *hashes = arena_new_n(s->arena, n, uint64_t);

	if (n > PIECES_MAX || n * width > CELLS_MAX)
		return false;
	s->chars = arena_new_n(s->arena, n, uint32_t);
	s->has = arena_new_n(s->arena, n * width, bool);
	for (size_t i = 0; i < n; i++) {
		bool *has = s->has + s->n * width;
		size_t k = 0;

		if (!sign(s, pieces[i].cp, has))
			continue;
		hashes[s->n] = hash_bytes(has, width);
		while (k < s->n && (hashes[k] != hashes[s->n] || memcmp(s->has + k * width, has, width) != 0))
			k++;
		if (k == s->n)
			s->chars[s->n++] = pieces[i].cp;
	}
	return true;
}

static bool
find_symbols(struct symbols *s, struct arena *a, const struct machine *x, const struct machine *y)
{
	*s = (struct symbols){ .arena = a, .nslots = 64 };
	while (s->nslots < 2 * (x->nfa->len + y->nfa->len))
		s->nslots *= 2;
	s->slots = arena_new_n(a, s->nslots, uint32_t);
	number_side(s, x, LEFT);
	number_side(s, y, RIGHT);
	return make_symbols(s);
}

static bool
reads(const struct symbols *s, unsigned side, uint32_t state, uint32_t symbol)
{
	return s->has[symbol * s->sets.len + s->set_of[side][state]];
}

/* --- the right side: sets of states -------------------------------------- */

struct subset {
	struct closure states;
	bool total;             /* whatever follows, if anything does, is read */
	uint32_t *next;         /* by symbol, number + 1; 0: not known */
};

struct pair {
	uint32_t left, right;   /* a state that reads, and a subset */
	uint32_t from, symbol;  /* the pair before, and what was read; NO_PAIR */
};

#define NO_PAIR UINT32_MAX

/* A table of numbers by hash. */
struct index {
	uint32_t *slots;        /* number + 1 */
	size_t nslots;
};

struct search {
	struct arena *arena;
	struct symbols symbols;
	struct machine *x, *y;
	VEC(struct subset) subsets;
	VEC(struct pair) pairs;
	struct index subset_index, pair_index;
};

static uint64_t
hash_subset(const struct closure *c)
{
	return hash_bytes(c->states, c->n * sizeof(*c->states)) ^ (c->exit ? UINT64_C(0x9E3779B97F4A7C15) : 0);
}

static uint64_t
hash_pair(uint32_t left, uint32_t right)
{
	uint64_t h = (((uint64_t)left << 32) | right) * UINT64_C(0x9E3779B97F4A7C15);

	return h ^ (h >> 32);
}

/* Makes room for one more than `len`; true when the slots must be filled
 * again. */
static bool
grow(struct arena *a, struct index *index, size_t len)
{
	if (len * 2 < index->nslots)
		return false;
	index->nslots = index->nslots ? index->nslots * 4 : 256;
	index->slots = arena_new_n(a, index->nslots, uint32_t);
	return true;
}

static void
enter(struct index *index, uint64_t hash, uint32_t number)
{
	size_t slot = (size_t)hash & (index->nslots - 1);

	while (index->slots[slot])
		slot = (slot + 1) & (index->nslots - 1);
	index->slots[slot] = number + 1;
}

/* One of its states reads everything and comes back to itself and an end. */
static bool
is_total(struct machine *m, const struct closure *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct nfa_state *s = &m->nfa->ptr[c->states[i]];
		const struct closure *behind;

		if (!same(s->set, lang_set_any))
			continue;
		behind = machine_closure(m, s->next);
		for (uint32_t k = 0; behind->exit && k < behind->n; k++)
			if (behind->states[k] == c->states[i])
				return true;
	}
	return false;
}

static uint32_t
number_subset(struct search *s, struct closure c)
{
	uint64_t hash = hash_subset(&c);
	struct index *index = &s->subset_index;
	struct subset fresh = { .states = c };

	if (grow(s->arena, index, s->subsets.len))
		for (size_t i = 0; i < s->subsets.len; i++)
			enter(index, hash_subset(&s->subsets.ptr[i].states), (uint32_t)i);
	for (size_t slot = (size_t)hash & (index->nslots - 1); index->slots[slot]; slot = (slot + 1) & (index->nslots - 1)) {
		const struct closure *old = &s->subsets.ptr[index->slots[slot] - 1].states;

		if (old->n == c.n && old->exit == c.exit && (c.n == 0 || memcmp(old->states, c.states, c.n * sizeof(*c.states)) == 0))
			return index->slots[slot] - 1;
	}
	fresh.total = is_total(s->y, &c);
	fresh.next = arena_new_n(s->arena, s->symbols.n, uint32_t);
	vec_push(s->arena, &s->subsets, fresh);
	enter(index, hash, (uint32_t)s->subsets.len - 1);
	return (uint32_t)s->subsets.len - 1;
}

struct step {
	const struct symbols *symbols;
	uint32_t symbol;
};

static bool
takes_symbol(const void *what, uint32_t state)
{
	const struct step *step = what;

	return reads(step->symbols, RIGHT, state, step->symbol);
}

static uint32_t
follow(struct search *s, uint32_t subset, uint32_t symbol)
{
	struct step step = { &s->symbols, symbol };
	uint32_t next = s->subsets.ptr[subset].next[symbol];

	if (next)
		return next - 1;
	next = number_subset(s, machine_step(s->y, &s->subsets.ptr[subset].states, takes_symbol, &step));
	s->subsets.ptr[subset].next[symbol] = next + 1;
	return next;
}

/* --- pairs ---------------------------------------------------------------- */

static void
meet(struct search *s, struct pair p)
{
	uint64_t hash = hash_pair(p.left, p.right);
	struct index *index = &s->pair_index;

	if (grow(s->arena, index, s->pairs.len))
		for (size_t i = 0; i < s->pairs.len; i++)
			enter(index, hash_pair(s->pairs.ptr[i].left, s->pairs.ptr[i].right), (uint32_t)i);
	for (size_t slot = (size_t)hash & (index->nslots - 1); index->slots[slot]; slot = (slot + 1) & (index->nslots - 1)) {
		const struct pair *old = &s->pairs.ptr[index->slots[slot] - 1];

		if (old->left == p.left && old->right == p.right)
			return;
	}
	vec_push(s->arena, &s->pairs, p);
	enter(index, hash, (uint32_t)s->pairs.len - 1);
}

/* Goes to what the left side reaches without reading; true when the left side
 * may end there and the right may not. */
static bool
arrive(struct search *s, const struct closure *left, struct pair p)
{
	const struct subset *right = &s->subsets.ptr[p.right];

	if (left->exit && !right->states.exit)
		return true;
	if (right->total)
		return false;
	s->x->work += left->n;
	for (uint32_t i = 0; i < left->n; i++) {
		p.left = left->states[i];
		meet(s, p);
	}
	return false;
}

/* All that was read until pair `from`, and `symbol`. */
static struct slice
spell(const struct search *s, uint32_t from, uint32_t symbol)
{
	size_t at = UTF8_MAX, end;
	char *text;

	for (uint32_t i = from; s->pairs.ptr[i].symbol != NO_PAIR; i = s->pairs.ptr[i].from)
		at += UTF8_MAX;
	end = at;
	text = arena_alloc(s->arena, end);
	while (symbol != NO_PAIR) {
		char one[UTF8_MAX];
		size_t n = utf8_put(one, s->symbols.chars[symbol]);

		at -= n;
		memcpy(text + at, one, n);
		symbol = s->pairs.ptr[from].symbol;
		from = s->pairs.ptr[from].from;
	}
	return (struct slice){ text + at, end - at };
}

/* All symbols from pair `i` on; true when a text was found. */
static bool
expand(struct search *s, uint32_t i, struct slice *witness)
{
	const struct pair here = s->pairs.ptr[i];
	const struct closure *left = machine_closure(s->x, s->x->nfa->ptr[here.left].next);

	for (uint32_t symbol = 0; symbol < s->symbols.n; symbol++) {
		if (!reads(&s->symbols, LEFT, here.left, symbol))
			continue;
		if (arrive(s, left, (struct pair){ 0, follow(s, here.right, symbol), i, symbol })) {
			*witness = spell(s, i, symbol);
			return true;
		}
	}
	return false;
}

enum lang_answer
search_within(struct arena *a, struct machine *x, struct machine *y, struct slice *witness)
{
	struct search s = { .arena = a, .x = x, .y = y };
	const struct closure *start = machine_closure(x, x->nfa->start);
	uint32_t first;

	if (!find_symbols(&s.symbols, a, x, y))
		return LANG_UNKNOWN;
	first = number_subset(&s, *machine_closure(y, y->nfa->start));
	if (arrive(&s, start, (struct pair){ 0, first, NO_PAIR, NO_PAIR })) {
		*witness = (struct slice){ "", 0 };
		return LANG_NO;
	}
	for (uint32_t i = 0; i < s.pairs.len; i++) {
		if (expand(&s, i, witness))
			return LANG_NO;
		if (s.pairs.len > LANG_PAIRS_MAX || x->work + y->work > LANG_WORK_MAX ||
		    s.subsets.len * s.symbols.n > CELLS_MAX)
			return LANG_UNKNOWN;
	}
	return LANG_YES;
}
