/* SPDX-License-Identifier: Apache-2.0 */
/* lang_machine.c - running automata: what is reached without reading, kept
 * once it is known, and what follows from it: membership and lengths. */
#include "schema/lang_priv.h"

#include <stdlib.h>

/* A state reads towards the exit when one that it leads to does. The states of
 * most automata stand in the order of a walk, so passes up and down settle
 * after few. */
static bool
revive(struct machine *m, size_t i)
{
	const struct nfa_state *s = &m->nfa->ptr[i];

	if (m->alive[i])
		return false;
	m->alive[i] = (s->next != NFA_NOWHERE && m->alive[s->next]) || (s->other != NFA_NOWHERE && m->alive[s->other]);
	return m->alive[i];
}

void
machine_init(struct machine *m, struct arena *a, const struct nfa *n)
{
	bool more = true;

	*m = (struct machine){ .nfa = n, .arena = a };
	m->alive = arena_new_n(a, n->len, bool);
	m->closures = arena_new_n(a, n->len, struct closure);
	m->marks = arena_new_n(a, n->len, uint32_t);
	m->alive[0] = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < n->len; i++)
			more |= revive(m, i);
		for (size_t i = n->len; more && i-- > 0;)
			revive(m, i);
	}
}

static int
ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
sort(uint32_t *ids, size_t n)
{
	if (n > 24) {
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

static void
begin(struct machine *m)
{
	m->mark++;
	m->found.len = 0;
}

static struct closure
finish(struct machine *m, bool exit)
{
	uint32_t *ids = arena_new_n(m->arena, m->found.len, uint32_t);

	sort(m->found.ptr, m->found.len);
	if (m->found.len)
		memcpy(ids, m->found.ptr, m->found.len * sizeof(*ids));
	return (struct closure){ ids, (uint32_t)m->found.len, exit, true };
}

static void
push(struct machine *m, uint32_t state)
{
	if (state == NFA_NOWHERE || m->marks[state] == m->mark || !m->alive[state])
		return;
	m->marks[state] = m->mark;
	m->work++;
	vec_push(m->arena, &m->stack, state);
}

const struct closure *
machine_closure(struct machine *m, uint32_t state)
{
	static const struct closure nothing = { .known = true };
	bool exit = false;

	if (state == NFA_NOWHERE)
		return &nothing;
	if (m->closures[state].known)
		return &m->closures[state];
	begin(m);
	push(m, state);
	while (m->stack.len) {
		uint32_t id = m->stack.ptr[--m->stack.len];
		const struct nfa_state *s = &m->nfa->ptr[id];

		if (s->kind == NFA_EXIT) {
			exit = true;
		} else if (s->kind == NFA_SET) {
			vec_push(m->arena, &m->found, id);
		} else {
			push(m, s->other);
			push(m, s->next);
		}
	}
	m->closures[state] = finish(m, exit);
	return &m->closures[state];
}

struct closure
machine_step(struct machine *m, const struct closure *from, bool (*takes)(const void *, uint32_t state),
             const void *what)
{
	bool exit = false;

	/* All closures first: they use the marks too. */
	for (uint32_t i = 0; i < from->n; i++)
		if (takes(what, from->states[i]))
			machine_closure(m, m->nfa->ptr[from->states[i]].next);
	begin(m);
	for (uint32_t i = 0; i < from->n; i++) {
		const struct closure *c;

		if (!takes(what, from->states[i]))
			continue;
		c = machine_closure(m, m->nfa->ptr[from->states[i]].next);
		exit |= c->exit;
		m->work += c->n;
		for (uint32_t k = 0; k < c->n; k++) {
			if (m->marks[c->states[k]] == m->mark)
				continue;
			m->marks[c->states[k]] = m->mark;
			vec_push(m->arena, &m->found, c->states[k]);
		}
	}
	return finish(m, exit);
}

struct reading {
	const struct machine *m;
	uint32_t cp;
};

static bool
takes_char(const void *what, uint32_t state)
{
	const struct reading *r = what;

	return lang_set_has(r->m->nfa->ptr[state].set, r->cp);
}

bool
machine_has(struct machine *m, struct slice text)
{
	struct closure at = *machine_closure(m, m->nfa->start);

	for (size_t pos = 0; pos < text.len && at.n;) {
		struct reading r = { m, utf8_next(text, &pos) };

		at = machine_step(m, &at, takes_char, &r);
		if (at.n == 0 && pos < text.len)
			return false;
	}
	return (text.len == 0 || at.known) && at.exit;
}

/* --- lengths ----------------------------------------------------------- */

static bool
takes_all(const void *what, uint32_t state)
{
	(void)what;
	(void)state;
	return true;
}

/* Whether a state of the closure reads again and again, the commonest way of
 * having no end. */
static bool
loops(struct machine *m, const struct closure *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct closure *behind = machine_closure(m, m->nfa->ptr[c->states[i]].next);

		for (uint32_t k = 0; k < behind->n; k++)
			if (behind->states[k] == c->states[i])
				return true;
	}
	return false;
}

/* All states reach the exit, so a walk longer than there are states that read
 * can be prolonged at will. */
bool
machine_lengths(struct machine *m, size_t *min, size_t *max)
{
	struct closure at = *machine_closure(m, m->nfa->start);
	bool any = false;

	if (at.n == 0 && !at.exit)
		return false;
	*min = *max = 0;
	for (size_t length = 0;; length++) {
		if (at.exit && !any)
			*min = length;
		any |= at.exit;
		if (at.exit)
			*max = length;
		if (at.n == 0)
			return any;
		if ((any && loops(m, &at)) || length > m->nfa->len || m->work > LANG_WORK_MAX / 4) {
			*max = SIZE_MAX;
			return true;
		}
		at = machine_step(m, &at, takes_all, NULL);
	}
}

/* --- a member of a given length ----------------------------------------- */

enum { MEMBER_CELLS_MAX = 16 * 1000 * 1000 };   /* states times lengths */

/* Row k has the states that can read k characters and then end. */
struct rows {
	struct machine *m;
	unsigned char *cells;
	size_t width, len;
};

static unsigned char *
row(const struct rows *r, size_t k)
{
	return r->cells + k * r->width;
}

static bool
ends_after(const struct rows *r, const struct closure *c, size_t k)
{
	if (k == 0)
		return c->exit;
	for (uint32_t i = 0; i < c->n; i++)
		if (row(r, k)[c->states[i]])
			return true;
	return false;
}

static void
fill(struct rows *r, size_t k)
{
	for (uint32_t i = 0; i < r->m->nfa->len; i++) {
		const struct nfa_state *s = &r->m->nfa->ptr[i];

		if (s->kind == NFA_SET && r->m->alive[i])
			row(r, k)[i] = ends_after(r, machine_closure(r->m, s->next), k - 1);
	}
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
spell(const struct rows *r, const struct closure *start, size_t length)
{
	char *text = arena_alloc(r->m->arena, length * UTF8_MAX);
	struct closure at = *start;
	size_t len = 0;

	for (; length; length--) {
		struct reading step = { r->m, nicest(r, &at, length) };

		len += utf8_put(text + len, step.cp);
		at = machine_step(r->m, &at, takes_char, &step);
	}
	return (struct slice){ text, len };
}

bool
machine_member(struct machine *m, size_t min, size_t max, bool longest, struct slice *out)
{
	struct rows r = { .m = m, .width = m->nfa->len };
	struct closure start = *machine_closure(m, m->nfa->start);
	size_t limit = MEMBER_CELLS_MAX / r.width, found = SIZE_MAX;

	if (max > min && max - min > m->nfa->len && !longest)
		max = min + m->nfa->len;
	if (max >= limit)
		return false;
	r.cells = arena_alloc(m->arena, (max + 1) * r.width);
	for (size_t k = 0; k <= max && (longest || found == SIZE_MAX); k++) {
		if (k)
			fill(&r, k);
		if (k >= min && ends_after(&r, &start, k))
			found = k;
		if (m->work > LANG_WORK_MAX)
			return false;
	}
	if (found == SIZE_MAX)
		return false;
	*out = spell(&r, &start, found);
	return true;
}
