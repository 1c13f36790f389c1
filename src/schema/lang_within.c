/* SPDX-License-Identifier: Apache-2.0 */
/* lang_within.c - the questions: is it a member, are all members of the other.
 *
 * Shapes are compared first: they are small, and most answers are a yes. When
 * shapes and intervals do not decide, both sides are built with all lengths
 * counted. What is loose is left out of the right side for a yes, and taken as
 * every text for a no; a no is only given when its witness was tried on both
 * sides. */
#include "schema/lang_priv.h"

enum { WITNESS_MAX = 1000 };   /* characters of a witness that is longer than it need be */

struct question {
	struct arena *arena;
	struct arena scratch;
	const struct lang *x, *y;
	struct slice *witness;
};

/* --- membership -------------------------------------------------------- */

static bool
listed(const struct lang *x, struct slice text)
{
	for (size_t i = 0; i < x->ntexts; i++)
		if (slice_eq(x->texts[i], text))
			return true;
	return false;
}

static enum lang_answer
read_by(struct arena *a, const struct lang *x, struct slice text, unsigned how)
{
	struct nfa n;
	struct machine m;

	if (!nfa_of_short(&n, a, x, how, utf8_length(text)))
		return LANG_UNKNOWN;
	machine_init(&m, a, &n);
	return machine_has(&m, text) ? LANG_YES : LANG_NO;
}

enum lang_answer
lang_has(struct arena *scratch, const struct lang *x, struct slice text)
{
	size_t length = utf8_length(text);
	enum lang_answer answer;
	unsigned how = 0;

	if (x->kind == TERM_ANY || x->kind == TERM_LOOSE)
		return x->loose ? LANG_UNKNOWN : LANG_YES;
	if (x->kind == TERM_NONE || length < x->min || length > x->max || utf8_invalid(text) != SIZE_MAX)
		return LANG_NO;
	if (x->kind == TERM_LITERALS)
		return listed(x, text) ? LANG_YES : LANG_NO;
	answer = read_by(scratch, x, text, how);
	if (answer == LANG_YES && !x->plain) {
		how = NFA_EXACT;
		answer = read_by(scratch, x, text, how);
	}
	if (answer == LANG_YES && x->loose && read_by(scratch, x, text, how | NFA_UNDER) != LANG_YES)
		answer = LANG_UNKNOWN;
	return answer;
}

/* --- inclusion ---------------------------------------------------------- */

static enum lang_answer
confirm(struct question *q, struct slice witness)
{
	if (q->x->loose || lang_has(&q->scratch, q->x, witness) != LANG_YES ||
	    lang_has(&q->scratch, q->y, witness) != LANG_NO)
		return LANG_UNKNOWN;
	*q->witness = arena_slice(q->arena, witness);
	return LANG_NO;
}

static enum lang_answer
compare(struct question *q, unsigned how_x, unsigned how_y, struct slice *witness)
{
	struct nfa nx, ny;
	struct machine x, y;

	if (!nfa_of(&nx, &q->scratch, q->x, how_x) || !nfa_of(&ny, &q->scratch, q->y, how_y))
		return LANG_UNKNOWN;
	machine_init(&x, &q->scratch, &nx);
	machine_init(&y, &q->scratch, &ny);
	return search_within(&q->scratch, &x, &y, witness);
}

/* The shapes agree and the lengths do not. */
static enum lang_answer
by_length(struct question *q)
{
	struct slice witness;
	struct machine m;
	struct nfa n;
	bool found;

	if (!nfa_of(&n, &q->scratch, q->x, q->x->shaped ? 0 : NFA_EXACT) && !nfa_of(&n, &q->scratch, q->x, 0))
		return LANG_UNKNOWN;
	machine_init(&m, &q->scratch, &n);
	if (q->x->max > q->y->max && q->x->max <= WITNESS_MAX)
		found = machine_member(&m, q->y->max + 1, q->x->max, true, &witness);
	else if (q->x->max > q->y->max)
		found = machine_member(&m, q->y->max + 1, q->x->max, false, &witness);
	else
		found = machine_member(&m, q->x->min, q->y->min - 1, false, &witness);
	return found ? confirm(q, witness) : LANG_UNKNOWN;
}

static enum lang_answer
by_shape(struct question *q)
{
	struct slice witness;
	enum lang_answer answer = compare(q, 0, NFA_UNDER, &witness);

	if (answer == LANG_NO)
		return confirm(q, witness);
	if (answer == LANG_UNKNOWN || !q->y->plain)
		return LANG_UNKNOWN;
	return q->x->min >= q->y->min && q->x->max <= q->y->max ? LANG_YES : by_length(q);
}

static enum lang_answer
by_count(struct question *q)
{
	struct slice witness;
	enum lang_answer answer = LANG_UNKNOWN;

	if (!q->x->shaped || !q->y->shaped)
		answer = compare(q, NFA_EXACT, NFA_EXACT | NFA_UNDER, &witness);
	if (answer == LANG_NO)
		answer = confirm(q, witness);
	if (answer == LANG_UNKNOWN && q->y->loose && !q->x->loose &&
	    compare(q, NFA_EXACT, NFA_EXACT, &witness) == LANG_NO)
		answer = confirm(q, witness);
	return answer;
}

static enum lang_answer
each_literal(struct question *q)
{
	enum lang_answer answer = LANG_YES;

	for (size_t i = 0; i < q->x->ntexts; i++) {
		enum lang_answer one = lang_has(&q->scratch, q->y, q->x->texts[i]);

		if (one == LANG_NO) {
			*q->witness = q->x->texts[i];
			return LANG_NO;
		}
		if (one == LANG_UNKNOWN)
			answer = LANG_UNKNOWN;
	}
	return answer;
}

enum lang_answer
lang_within(struct arena *a, const struct lang *x, const struct lang *y, struct slice *witness)
{
	struct question q = { a, ARENA_INIT, x, y, witness };
	enum lang_answer answer;

	if (x->kind == TERM_NONE || y->kind == TERM_ANY || (x == y && !x->loose))
		return LANG_YES;
	if (x->kind == TERM_LITERALS) {
		answer = each_literal(&q);
	} else {
		answer = by_shape(&q);
		if (answer == LANG_UNKNOWN)
			answer = by_count(&q);
	}
	arena_free(&q.scratch);
	return answer;
}
