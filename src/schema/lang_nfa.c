/* SPDX-License-Identifier: Apache-2.0 */
/* lang_nfa.c - Thompson's construction, from the end to the start, so that no
 * edge has to be patched but those of loops. */
#include "schema/lang_priv.h"

static uint32_t term(struct nfa *n, const struct lang *x, uint32_t next, unsigned how);

void
nfa_init(struct nfa *n, struct arena *a)
{
	*n = (struct nfa){ .arena = a, .longest = SIZE_MAX };
	nfa_add(n, (struct nfa_state){ .kind = NFA_EXIT, .next = NFA_NOWHERE, .other = NFA_NOWHERE });
}

uint32_t
nfa_add(struct nfa *n, struct nfa_state s)
{
	if (n->len >= LANG_STATES_MAX)
		n->full = true;
	if (n->full)
		return NFA_NOWHERE;
	vec_push(n->arena, n, s);
	return (uint32_t)n->len - 1;
}

uint32_t
nfa_set(struct nfa *n, struct lang_set set, uint32_t next)
{
	if (set.n == 0 || next == NFA_NOWHERE)
		return NFA_NOWHERE;
	return nfa_add(n, (struct nfa_state){ .kind = NFA_SET, .set = set, .next = next, .other = NFA_NOWHERE });
}

uint32_t
nfa_split(struct nfa *n, uint32_t next, uint32_t other)
{
	if (next == NFA_NOWHERE || next == other)
		return other;
	if (other == NFA_NOWHERE)
		return next;
	return nfa_add(n, (struct nfa_state){ .kind = NFA_SPLIT, .next = next, .other = other });
}

/* Any number of the part. */
static uint32_t
loop(struct nfa *n, const struct nfa_part *part, uint32_t next, bool once)
{
	uint32_t fork = nfa_add(n, (struct nfa_state){ .kind = NFA_SPLIT, .next = NFA_NOWHERE, .other = next }), body;

	if (fork == NFA_NOWHERE)
		return fork;
	body = part->build(n, part, fork);
	n->ptr[fork].next = body;
	return once ? body : fork;
}

/* Optional copies nest, x(x(x)?)?, so that each has one way out, which leads
 * behind all of them. */
uint32_t
nfa_repeat(struct nfa *n, const struct nfa_part *part, size_t min, size_t max, uint32_t next)
{
	uint32_t at = next;
	size_t copies = min;

	if (max == SIZE_MAX) {
		at = loop(n, part, next, min > 0);
		copies -= min > 0;
	} else {
		for (size_t i = min; i < max && !n->full; i++)
			at = nfa_split(n, part->build(n, part, at), next);
	}
	for (size_t i = 0; i < copies && !n->full && at != NFA_NOWHERE; i++)
		at = part->build(n, part, at);
	return at;
}

static uint32_t
build_any(struct nfa *n, const struct nfa_part *part, uint32_t next)
{
	(void)part;
	return nfa_set(n, lang_set_any, next);
}

uint32_t
nfa_any(struct nfa *n, uint32_t next)
{
	return nfa_repeat(n, &(struct nfa_part){ .build = build_any }, 0, SIZE_MAX, next);
}

static uint32_t
literal(struct nfa *n, struct slice text, uint32_t next)
{
	size_t count = 0;
	uint32_t *chars = arena_new_n(n->arena, text.len, uint32_t);

	for (size_t at = 0; at < text.len; count++)
		chars[count] = utf8_next(text, &at);
	while (count-- > 0 && next != NFA_NOWHERE)
		next = nfa_set(n, lang_set_char(n->arena, chars[count]), next);
	return next;
}

static uint32_t
literals(struct nfa *n, const struct lang *x, uint32_t next)
{
	uint32_t at = NFA_NOWHERE;

	for (size_t i = x->ntexts; i-- > 0 && !n->full;)
		at = nfa_split(n, literal(n, x->texts[i], next), at);
	return at;
}

/* A copy of `of`, whose exit becomes `next`. */
static uint32_t
graft(struct nfa *n, const struct nfa *of, uint32_t next)
{
	uint32_t shift = (uint32_t)n->len - 1;

	for (size_t i = 1; i < of->len && !n->full; i++) {
		struct nfa_state s = of->ptr[i];

		s.next = s.next == 0 ? next : s.next == NFA_NOWHERE ? s.next : s.next + shift;
		s.other = s.other == 0 ? next : s.other == NFA_NOWHERE ? s.other : s.other + shift;
		nfa_add(n, s);
	}
	if (of->start == NFA_NOWHERE || n->full)
		return NFA_NOWHERE;
	return of->start == 0 ? next : of->start + shift;
}

static uint32_t
build_term(struct nfa *n, const struct nfa_part *part, uint32_t next)
{
	uint32_t at = term(n, part->what, next, part->how);

	return part->text.len && at != NFA_NOWHERE ? literal(n, part->text, at) : at;
}

static uint32_t
repeat(struct nfa *n, const struct lang *x, uint32_t next, unsigned how)
{
	struct nfa_part more = { build_term, x->x, x->texts[0], how };
	size_t min = x->least ? x->least - 1 : 0, max = x->most == SIZE_MAX ? SIZE_MAX : x->most - 1;
	uint32_t all;

	if (!(how & NFA_EXACT)) {
		min = min > LANG_SHAPE_REPEATS ? LANG_SHAPE_REPEATS : min;
		max = max > LANG_SHAPE_REPEATS ? SIZE_MAX : max;
	}
	if (max > n->longest)
		max = SIZE_MAX;
	all = term(n, x->x, nfa_repeat(n, &more, min, max, next), how);
	return x->least ? all : nfa_split(n, all, next);
}

static uint32_t
filtered(struct nfa *n, const struct lang *x, uint32_t next, unsigned how)
{
	struct nfa_filter f = { FILTER_WITHOUT, 0, SIZE_MAX, { 0 } };
	struct nfa inner;

	if (x->kind == TERM_LENGTH) {
		f.kind = FILTER_LENGTH;
		f.least = x->least;
		if (how & NFA_EXACT)
			f.most = x->most < n->longest ? x->most : SIZE_MAX;
		else if (f.least > LANG_SHAPE_MIN)
			f.least = LANG_SHAPE_MIN;
		if (f.least == 0 && f.most == SIZE_MAX)
			return term(n, x->x, next, how);
	} else {
		f.text = x->texts[0];
	}
	nfa_init(&inner, n->arena);
	inner.longest = n->longest;
	inner.terms = n->terms;
	inner.start = term(&inner, x->x, 0, how);
	n->terms = inner.terms;
	n->full |= inner.full;
	return n->full ? NFA_NOWHERE : nfa_filter(n, &inner, &f, next);
}

static uint32_t
term(struct nfa *n, const struct lang *x, uint32_t next, unsigned how)
{
	if (++n->terms > LANG_STATES_MAX)
		n->full = true;
	if (n->full || next == NFA_NOWHERE)
		return NFA_NOWHERE;
	switch (x->kind) {
	case TERM_NONE:
		break;
	case TERM_ANY:
		return nfa_any(n, next);
	case TERM_LOOSE:
		return how & NFA_UNDER ? NFA_NOWHERE : nfa_any(n, next);
	case TERM_LITERALS:
		return literals(n, x, next);
	case TERM_NFA:
		return graft(n, x->nfa, next);
	case TERM_CONCAT:
		return term(n, x->x, term(n, x->y, next, how), how);
	case TERM_UNION: {
		uint32_t other = term(n, x->y, next, how);

		return nfa_split(n, term(n, x->x, next, how), other);
	}
	case TERM_REPEAT:
		return repeat(n, x, next, how);
	case TERM_LENGTH:
	case TERM_WITHOUT:
		return filtered(n, x, next, how);
	}
	return NFA_NOWHERE;
}

bool
nfa_of_short(struct nfa *n, struct arena *a, const struct lang *x, unsigned how, size_t longest)
{
	nfa_init(n, a);
	n->longest = longest;
	n->start = term(n, x, 0, how);
	return !n->full;
}

bool
nfa_of(struct nfa *n, struct arena *a, const struct lang *x, unsigned how)
{
	return nfa_of_short(n, a, x, how, SIZE_MAX);
}
