/* SPDX-License-Identifier: Apache-2.0 */
/* lang_priv.h - private to schema/lang*.c: terms, sets of characters, and the
 * automata that are built of them.
 *
 * The way of a question: terms (lang.c; patterns read by lang_parse.c and
 * made an automaton once by lang_pattern.c) -> one automaton a side
 * (lang_nfa.c, filtered by lang_filter.c) -> a machine with the symbols of
 * both (lang_machine.c; its members' lengths in lang_member.c) -> a
 * search (lang_search.c), which lang_within.c asks with and without lengths. */
#ifndef BERTH_SCHEMA_LANG_PRIV_H
#define BERTH_SCHEMA_LANG_PRIV_H

#include "base/utf8.h"
#include "base/vec.h"
#include "schema/lang.h"

/* --- terms ------------------------------------------------------------ */

enum lang_kind {
	TERM_NONE,      /* no text at all */
	TERM_ANY,
	TERM_LOOSE,
	TERM_LITERALS,  /* texts */
	TERM_NFA,       /* nfa: a pattern, a range of numbers */
	TERM_CONCAT,    /* x, then y */
	TERM_UNION,     /* x or y */
	TERM_REPEAT,    /* least to most of x with texts[0] between them */
	TERM_LENGTH,    /* those of x with least to most characters */
	TERM_WITHOUT,   /* those of x that are not texts[0] */
};

enum {
	LANG_DEPTH_MAX = 400,  /* of terms in terms; a deeper one is loose */
	LANG_SHAPE_MIN = 3,    /* shortest lengths up to this are part of the shape */
	LANG_SHAPE_REPEATS = 4,  /* and so many repeats, and one */
};

/* The shape of a term is its language when greatest lengths, and shortest ones
 * above LANG_SHAPE_MIN, are forgotten, and how often many are repeated. */
struct lang {
	enum lang_kind kind;
	unsigned depth;
	bool loose;
	bool shaped;            /* the language is its shape */
	bool plain;             /* the language is its shape between min and max */
	size_t min, max;        /* no member is shorter or longer */
	const struct lang *x, *y;
	const struct nfa *nfa;
	const struct slice *texts;
	size_t ntexts;
	size_t least, most;
};

/* A term of this automaton, or lang_none or lang_loose when it has no member
 * or is too large. The automaton lives as long as the term. */
const struct lang *lang_of_nfa(struct arena *a, const struct nfa *n);

/* Sums and products that stay SIZE_MAX. */
size_t lang_plus(size_t x, size_t y);
size_t lang_times(size_t x, size_t y);

/* --- sets of characters ----------------------------------------------- */

/* Sorted, apart, without surrogates. */
struct lang_set {
	const struct utf8_range *ranges;
	size_t n;
};

extern const struct lang_set lang_set_any, lang_set_line;   /* all; all but the line feed */

struct lang_set lang_set_of(struct arena *a, const struct utf8_range *ranges, size_t n);
struct lang_set lang_set_char(struct arena *a, uint32_t cp);
struct lang_set lang_set_not(struct arena *a, struct lang_set s);
struct lang_set lang_set_without(struct arena *a, struct lang_set s, uint32_t cp);
bool lang_set_has(struct lang_set s, uint32_t cp);

/* The character of first..last that looks best in a message, and how good it
 * is (less is better). */
uint32_t lang_set_nicest(struct utf8_range r, unsigned *rank);

/* Numbers, ascending. */
void lang_sort(uint32_t *ids, size_t n);

/* --- automata (lang_nfa.c, lang_filter.c) ------------------------------ */

#define NFA_NOWHERE UINT32_MAX

enum nfa_kind {
	NFA_EXIT,       /* state 0, the only one */
	NFA_SET,        /* reads a character of the set, goes to next */
	NFA_SPLIT,      /* goes to next or other, reading nothing */
	NFA_BEGIN,      /* goes to next at the begin (end) of the text; only inside */
	NFA_END,        /* lang_pattern.c, before the filter */
};

struct nfa_state {
	enum nfa_kind kind;
	uint32_t next, other;   /* NFA_NOWHERE: not that way */
	struct lang_set set;
};

struct nfa {
	struct arena *arena;
	struct nfa_state *ptr;
	size_t len, cap;
	uint32_t start;
	bool full;              /* it would have more than LANG_STATES_MAX states */
	size_t longest;         /* it need not be right for longer texts */
	size_t terms;           /* built so far; bounded, as terms may be shared */
};

/* Built from the end: everything takes the state that comes behind it and
 * returns the one that it begins with. When full it is NFA_NOWHERE. */
void nfa_init(struct nfa *n, struct arena *a);
uint32_t nfa_set(struct nfa *n, struct lang_set set, uint32_t next);
uint32_t nfa_split(struct nfa *n, uint32_t next, uint32_t other);
uint32_t nfa_add(struct nfa *n, struct nfa_state s);

/* Something that can be built several times behind each other. */
struct nfa_part {
	uint32_t (*build)(struct nfa *n, const struct nfa_part *part, uint32_t next);
	const void *what;
	struct slice text;
	unsigned how;
};

uint32_t nfa_repeat(struct nfa *n, const struct nfa_part *part, size_t min, size_t max, uint32_t next);
uint32_t nfa_any(struct nfa *n, uint32_t next);

/* How a term is built. */
enum {
	NFA_EXACT = 1,  /* with all lengths, not its shape only */
	NFA_UNDER = 2,  /* without what is loose, instead of all texts for it */
};

/* The automaton of a whole term; false when it is too large. One for short texts
 * alone counts no further than they are long. */
bool nfa_of(struct nfa *n, struct arena *a, const struct lang *x, unsigned how);
bool nfa_of_short(struct nfa *n, struct arena *a, const struct lang *x, unsigned how, size_t longest);

/* What a filter lets through of an automaton. */
enum nfa_filter_kind {
	FILTER_ANCHORS,  /* what ^ and $ allow */
	FILTER_LENGTH,   /* from least to most characters */
	FILTER_WITHOUT,  /* everything but the text */
};

struct nfa_filter {
	enum nfa_filter_kind kind;
	size_t least, most;
	struct slice text;
};

uint32_t nfa_filter(struct nfa *n, const struct nfa *of, const struct nfa_filter *f, uint32_t next);

/* --- machines (lang_machine.c) ----------------------------------------- */

/* What is reached from a state without reading: states that read and can
 * reach the exit, ascending; whether the exit itself is reached. */
struct closure {
	const uint32_t *states;
	uint32_t n;
	bool exit, known;
};

struct machine {
	const struct nfa *nfa;
	struct arena *arena;
	bool *alive;            /* by state: the exit can be reached */
	struct closure *closures;
	uint32_t *marks, mark;  /* by state: the round in which it was seen */
	VEC(uint32_t) stack, found;
	size_t work;            /* states looked at */
};

enum { LANG_WORK_MAX = 10 * 1000 * 1000 };   /* of a machine; about 0.1 s */

void machine_init(struct machine *m, struct arena *a, const struct nfa *n);

/* A round: begin, push states, walk on from them without reading. Walking
 * leaves in m->found, in no order, the living states that read and were not met
 * in this round before, and says whether the exit was met. */
void machine_begin(struct machine *m);
void machine_push(struct machine *m, uint32_t state);
bool machine_walk(struct machine *m);

/* Gives `has` to all states that lead to one that has it, without reading or
 * also by reading. */
void machine_spread(const struct nfa *n, bool *has, bool through_sets);

const struct closure *machine_closure(struct machine *m, uint32_t state);

/* From the states of the closure that `takes` wants, one step on. The result is
 * in the machine's arena. */
struct closure machine_step(struct machine *m, const struct closure *from, bool (*takes)(const void *, uint32_t state),
                            const void *what);
struct closure machine_read(struct machine *m, const struct closure *from, uint32_t cp);
bool machine_has(struct machine *m, struct slice text);

/* Least and greatest length of members; false when there is none. */
bool machine_lengths(struct machine *m, size_t *min, size_t *max);

/* A member whose length is between min and max: the longest one, or else the
 * shortest one. False when there is none, or it would take too much. */
bool machine_member(struct machine *m, size_t min, size_t max, bool longest_one, struct slice *out);

/* --- the search (lang_search.c) ----------------------------------------- */

/* Whether all that x reads is read by y. */
enum lang_answer search_within(struct arena *a, struct machine *x, struct machine *y, struct slice *witness);

#endif
