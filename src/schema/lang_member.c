/* SPDX-License-Identifier: Apache-2.0 */
/* lang_member.c - how long the members of an automaton are, and one of a
 * wanted length. */
#include "schema/lang_priv.h"

/* --- lengths ------------------------------------------------------------- */

/* Tarjan's algorithm: states that reach each other are one component, and a
 * component is complete before those that lead to it. So the longest way from
 * it to the exit is known then; it has no end when a character is read inside. */
struct tarjan {
	const struct machine *m;
	uint32_t *order, *low;          /* by state; order 0: not met yet */
	size_t *longest;                /* by state, when its component is complete */
	bool *complete;
	VEC(uint32_t) open;             /* met, not complete */
	struct tarjan_frame {
		uint32_t state;
		unsigned edge;
	} *frames;
	size_t nframes;
	uint32_t met;
};

static void
enter(struct tarjan *t, uint32_t state)
{
	t->order[state] = t->low[state] = ++t->met;
	vec_push(t->m->arena, &t->open, state);
	t->frames[t->nframes++] = (struct tarjan_frame){ state, 0 };
}

/* The longest way that leaves the component from this state. */
static size_t
way_out(const struct tarjan *t, uint32_t state)
{
	const struct nfa_state *s = &t->m->nfa->ptr[state];
	uint32_t edges[] = { s->next, s->other };
	size_t most = 0;

	for (size_t i = 0; i < 2; i++) {
		size_t way;

		if (edges[i] == NFA_NOWHERE || !t->m->alive[edges[i]])
			continue;
		way = t->complete[edges[i]] ? t->longest[edges[i]] : 0;
		if (s->kind == NFA_SET)
			way = t->complete[edges[i]] ? lang_plus(way, 1) : SIZE_MAX;
		most = way > most ? way : most;
	}
	return most;
}

static void
complete(struct tarjan *t, uint32_t root)
{
	size_t first = t->open.len, most = 0;

	do {
		size_t way = way_out(t, t->open.ptr[--first]);

		most = way > most ? way : most;
	} while (t->open.ptr[first] != root);
	for (size_t i = first; i < t->open.len; i++) {
		t->complete[t->open.ptr[i]] = true;
		t->longest[t->open.ptr[i]] = most;
	}
	t->open.len = first;
}

static void
leave(struct tarjan *t, uint32_t state)
{
	if (t->low[state] == t->order[state])
		complete(t, state);
	if (--t->nframes) {
		uint32_t parent = t->frames[t->nframes - 1].state;

		if (t->low[state] < t->low[parent])
			t->low[parent] = t->low[state];
	}
}

static void
visit(struct tarjan *t)
{
	struct tarjan_frame *f = &t->frames[t->nframes - 1];
	const struct nfa_state *s = &t->m->nfa->ptr[f->state];
	uint32_t next;

	if (f->edge == 2) {
		leave(t, f->state);
		return;
	}
	next = f->edge++ == 0 ? s->next : s->other;
	if (next == NFA_NOWHERE || !t->m->alive[next] || t->complete[next])
		return;
	if (t->order[next] == 0)
		enter(t, next);
	else if (t->order[next] < t->low[f->state])
		t->low[f->state] = t->order[next];
}

static size_t
longest(const struct machine *m)
{
	size_t n = m->nfa->len;
	struct tarjan t = { .m = m };

	t.order = arena_new_n(m->arena, n, uint32_t);
	t.low = arena_new_n(m->arena, n, uint32_t);
	t.longest = arena_new_n(m->arena, n, size_t);
	t.complete = arena_new_n(m->arena, n, bool);
	t.frames = arena_new_n(m->arena, n, struct tarjan_frame);
	enter(&t, m->nfa->start);
	while (t.nframes)
		visit(&t);
	return t.longest[m->nfa->start];
}

/* Each state counts where it is met first. */
static size_t
shortest(struct machine *m)
{
	VEC(uint32_t) now = { 0 };
	size_t length = 0;

	machine_begin(m);
	machine_push(m, m->nfa->start);
	while (!machine_walk(m)) {
		length++;
		now.len = 0;
		for (size_t i = 0; i < m->found.len; i++)
			vec_push(m->arena, &now, m->found.ptr[i]);
		m->found.len = 0;
		for (size_t i = 0; i < now.len; i++)
			machine_push(m, m->nfa->ptr[now.ptr[i]].next);
	}
	return length;
}

bool
machine_lengths(struct machine *m, size_t *min, size_t *max)
{
	if (m->nfa->start == NFA_NOWHERE || !m->alive[m->nfa->start])
		return false;
	*min = shortest(m);
	*max = longest(m);
	return true;
}

/* --- a member of a given length -------------------------------------------- */

enum { MEMBER_CELLS_MAX = 16 * 1000 * 1000 };   /* states times lengths */

/* Row k has the states from which the exit is k characters away. */
struct rows {
	struct machine *m;
	bool *cells;
	size_t width;
};

static bool *
row(const struct rows *r, size_t k)
{
	return r->cells + k * r->width;
}

static void
fill(struct rows *r, size_t k)
{
	const struct nfa *n = r->m->nfa;

	row(r, k)[0] = k == 0;
	for (size_t i = 1; k && i < n->len; i++)
		if (n->ptr[i].kind == NFA_SET && n->ptr[i].next != NFA_NOWHERE)
			row(r, k)[i] = row(r, k - 1)[n->ptr[i].next];
	machine_spread(n, row(r, k), false);
}

/* The best character that a state of the closure reads when `left` are still
 * to come. */
static uint32_t
nicest(const struct rows *r, const struct closure *c, size_t left)
{
	unsigned best = UINT32_MAX, rank;
	uint32_t cp = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		struct lang_set set = r->m->nfa->ptr[c->states[i]].set;

		for (size_t k = 0; row(r, left)[c->states[i]] && k < set.n; k++) {
			uint32_t nice = lang_set_nicest(set.ranges[k], &rank);

			if (rank < best || (rank == best && nice < cp)) {
				best = rank;
				cp = nice;
			}
		}
	}
	return cp;
}

static struct slice
spell(const struct rows *r, size_t length)
{
	struct closure at = *machine_closure(r->m, r->m->nfa->start);
	char *text = arena_alloc(r->m->arena, length * UTF8_MAX);
	size_t len = 0;

	for (; length; length--) {
		uint32_t cp = nicest(r, &at, length);

		len += utf8_put(text + len, cp);
		at = machine_read(r->m, &at, cp);
	}
	return (struct slice){ text, len };
}

bool
machine_member(struct machine *m, size_t min, size_t max, bool longest_one, struct slice *out)
{
	struct rows r = { .m = m, .width = m->nfa->len };
	size_t found = SIZE_MAX;

	if (m->nfa->start == NFA_NOWHERE)
		return false;
	if (!longest_one && max - min > r.width)
		max = min + r.width;
	if (max >= MEMBER_CELLS_MAX / r.width)
		return false;
	r.cells = arena_new_n(m->arena, (max + 1) * r.width, bool);
	for (size_t k = 0; k <= max && (longest_one || found == SIZE_MAX); k++) {
		fill(&r, k);
		if (k >= min && row(&r, k)[m->nfa->start])
			found = k;
	}
	if (found == SIZE_MAX)
		return false;
	*out = spell(&r, found);
	return true;
}
