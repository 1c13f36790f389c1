/* SPDX-License-Identifier: Apache-2.0 */
/* lang_machine.c - running automata: what is reached without reading, what
 * with a character, and whether a text leads to the exit. */
#include "schema/lang_priv.h"

/* A split has what one of the states has to which it leads. Most automata
 * stand in the order of a walk, so passes down and up settle after few. */
void
machine_spread(const struct nfa *n, bool *has, bool through_sets)
{
	bool more = true;

	for (bool up = true; more; up = !up) {
		more = false;
		for (size_t k = 0; k < n->len; k++) {
			size_t i = up ? k : n->len - 1 - k;
			const struct nfa_state *s = &n->ptr[i];

			if (has[i] || (s->kind == NFA_SET && !through_sets))
				continue;
			has[i] = (s->next != NFA_NOWHERE && has[s->next]) || (s->other != NFA_NOWHERE && has[s->other]);
			more |= has[i];
		}
	}
}

void
machine_init(struct machine *m, struct arena *a, const struct nfa *n)
{
	*m = (struct machine){ .nfa = n, .arena = a };
	m->alive = arena_new_n(a, n->len, bool);
	m->closures = arena_new_n(a, n->len, struct closure);
	m->marks = arena_new_n(a, n->len, uint32_t);
	m->alive[0] = true;
	machine_spread(n, m->alive, true);
}

static struct closure
finish(struct machine *m, bool exit)
{
	uint32_t *ids = arena_new_n(m->arena, m->found.len, uint32_t);

	lang_sort(m->found.ptr, m->found.len);
	if (m->found.len)
		memcpy(ids, m->found.ptr, m->found.len * sizeof(*ids));
	return (struct closure){ ids, (uint32_t)m->found.len, exit, true };
}

void
machine_begin(struct machine *m)
{
	m->mark++;
	m->found.len = 0;
}

void
machine_push(struct machine *m, uint32_t state)
{
	if (state == NFA_NOWHERE || m->marks[state] == m->mark || !m->alive[state])
		return;
	m->marks[state] = m->mark;
	m->work++;
	vec_push(m->arena, &m->stack, state);
}

bool
machine_walk(struct machine *m)
{
	bool exit = false;

	while (m->stack.len) {
		uint32_t id = m->stack.ptr[--m->stack.len];
		const struct nfa_state *s = &m->nfa->ptr[id];

		if (s->kind == NFA_EXIT) {
			exit = true;
		} else if (s->kind == NFA_SET) {
			vec_push(m->arena, &m->found, id);
		} else {
			machine_push(m, s->other);
			machine_push(m, s->next);
		}
	}
	return exit;
}

const struct closure *
machine_closure(struct machine *m, uint32_t state)
{
	static const struct closure nothing = { .known = true };

	if (state == NFA_NOWHERE)
		return &nothing;
	if (!m->closures[state].known) {
		machine_begin(m);
		machine_push(m, state);
		m->closures[state] = finish(m, machine_walk(m));
	}
	return &m->closures[state];
}

/* From all at once: to join their closures would take the square of what
 * a?a?a?... has. */
struct closure
machine_step(struct machine *m, const struct closure *from, bool (*takes)(const void *, uint32_t state),
             const void *what)
{
	machine_begin(m);
	m->work += from->n;
	for (uint32_t i = 0; i < from->n; i++)
		if (takes(what, from->states[i]))
			machine_push(m, m->nfa->ptr[from->states[i]].next);
	return finish(m, machine_walk(m));
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

struct closure
machine_read(struct machine *m, const struct closure *from, uint32_t cp)
{
	struct reading r = { m, cp };

	return machine_step(m, from, takes_char, &r);
}

bool
machine_has(struct machine *m, struct slice text)
{
	struct closure at = *machine_closure(m, m->nfa->start);
	size_t pos = 0;

	while (pos < text.len) {
		if (at.n == 0)
			return false;
		at = machine_read(m, &at, utf8_next(text, &pos));
	}
	return at.exit;
}
