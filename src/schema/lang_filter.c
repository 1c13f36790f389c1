/* SPDX-License-Identifier: Apache-2.0 */
/* lang_filter.c - an automaton and a small deterministic one run side by side
 * (the product construction): it counts characters, or knows whether the text
 * has begun and must end, or how far it agrees with a given text. */
#include "schema/lang_priv.h"

enum {
	PRODUCT_MAX = 1 << 20,  /* pairs that are not even looked at */
	BEGUN = 1,              /* of FILTER_ANCHORS: something was read */
	ENDED = 2,              /* nothing may be read any more */
};

struct place {
	uint32_t id, state;
	size_t at;
};

struct product {
	struct nfa *out;
	const struct nfa *of;
	const struct nfa_filter *filter;
	uint32_t next;
	size_t steps;           /* states of the small automaton */
	uint32_t *ids;          /* by state and step; 0: not met yet */
	uint32_t *chars;        /* of the text */
	size_t nchars;
	VEC(struct place) todo;
};

static size_t
steps_of(const struct nfa_filter *f, size_t nchars)
{
	switch (f->kind) {
	case FILTER_ANCHORS:
		return 4;
	case FILTER_LENGTH:
		return f->most == SIZE_MAX ? f->least + 1 : f->most + 1;
	case FILTER_WITHOUT:
		break;
	}
	return nchars + 2;
}

/* Whether the text may end here. */
static bool
may_end(const struct product *p, size_t at)
{
	switch (p->filter->kind) {
	case FILTER_ANCHORS:
		return true;
	case FILTER_LENGTH:
		return at >= p->filter->least;
	case FILTER_WITHOUT:
		break;
	}
	return at != p->nchars;
}

static uint32_t
meet(struct product *p, uint32_t state, size_t at)
{
	uint32_t *id;

	if (state == NFA_NOWHERE)
		return NFA_NOWHERE;
	if (p->of->ptr[state].kind == NFA_EXIT)
		return may_end(p, at) ? p->next : NFA_NOWHERE;
	id = &p->ids[state * p->steps + at];
	if (*id == 0) {
		*id = nfa_add(p->out, (struct nfa_state){ .kind = NFA_SPLIT, .next = NFA_NOWHERE, .other = NFA_NOWHERE });
		if (*id != NFA_NOWHERE)
			vec_push(p->out->arena, &p->todo, (struct place){ *id, state, at });
	}
	return *id;
}

/* Where a character leads that is not on the text; NFA_NOWHERE: it must not
 * come. */
static uint32_t
read_any(struct product *p, uint32_t next, size_t at)
{
	switch (p->filter->kind) {
	case FILTER_ANCHORS:
		return at & ENDED ? NFA_NOWHERE : meet(p, next, at | BEGUN);
	case FILTER_LENGTH:
		if (at + 1 < p->steps)
			return meet(p, next, at + 1);
		return p->filter->most == SIZE_MAX ? meet(p, next, at) : NFA_NOWHERE;
	case FILTER_WITHOUT:
		break;
	}
	return meet(p, next, p->nchars + 1);
}

static struct nfa_state
read_set(struct product *p, struct nfa_state s, size_t at)
{
	struct nfa_state fork = { .kind = NFA_SPLIT, .next = NFA_NOWHERE, .other = NFA_NOWHERE };
	uint32_t off;

	if (p->filter->kind != FILTER_WITHOUT || at >= p->nchars || !lang_set_has(s.set, p->chars[at])) {
		s.next = read_any(p, s.next, at);
		return s.next == NFA_NOWHERE ? fork : s;
	}
	off = read_any(p, s.next, at);
	fork.next = nfa_set(p->out, lang_set_char(p->out->arena, p->chars[at]), meet(p, s.next, at + 1));
	fork.other = nfa_set(p->out, lang_set_without(p->out->arena, s.set, p->chars[at]), off);
	return fork;
}

static struct nfa_state
visit(struct product *p, struct place here)
{
	struct nfa_state s = p->of->ptr[here.state];

	switch (s.kind) {
	case NFA_SET:
		return read_set(p, s, here.at);
	case NFA_BEGIN:
		s.next = here.at & BEGUN ? NFA_NOWHERE : meet(p, s.next, here.at);
		break;
	case NFA_END:
		s.next = meet(p, s.next, here.at | ENDED);
		break;
	case NFA_SPLIT:
		s.next = meet(p, s.next, here.at);
		s.other = meet(p, s.other, here.at);
		break;
	case NFA_EXIT:
		break;
	}
	s.kind = NFA_SPLIT;
	return s;
}

uint32_t
nfa_filter(struct nfa *n, const struct nfa *of, const struct nfa_filter *f, uint32_t next)
{
	struct product p = { .out = n, .of = of, .filter = f, .next = next };
	uint32_t start;

	p.chars = arena_new_n(n->arena, f->text.len, uint32_t);
	for (size_t at = 0; at < f->text.len; p.nchars++)
		p.chars[p.nchars] = utf8_next(f->text, &at);
	p.steps = steps_of(f, p.nchars);
	if (p.steps > PRODUCT_MAX / of->len) {
		n->full = true;
		return NFA_NOWHERE;
	}
	p.ids = arena_new_n(n->arena, of->len * p.steps, uint32_t);
	start = meet(&p, of->start, 0);
	while (p.todo.len && !n->full) {
		struct place here = p.todo.ptr[--p.todo.len];
		struct nfa_state s = visit(&p, here);

		n->ptr[here.id] = s;
	}
	return start;
}
