/* SPDX-License-Identifier: Apache-2.0 */
/* lang.h - regular languages: what a text may be, when it is not known yet.
 *
 * A base writes '${metadata.name}-web-${string(i)}' and the schema says what
 * metadata.name may be. Whether the result always is a DNS label is a question
 * about languages: is every member of the left one a member of the right one?
 * It is decided exactly, with automata, and a "no" comes with a member that
 * proves it.
 *
 * A language is a term: literals, patterns (RE2, as in pattern.h), decimal
 * numbers, concatenations, unions, bounds of length. Terms are immutable, in
 * the arena of their maker, shared freely. Lengths are in characters (code
 * points); SIZE_MAX is "without end". They are kept beside the term and added
 * and joined as intervals; the shape is compared without them, except where a
 * shortest length up to 3 matters (a name that may be empty).
 *
 * The method: Thompson's construction of a nondeterministic automaton for each
 * side over classes of code points, then a search in breadth through pairs
 * (state of the left, set of states of the right), built as they are met, for a
 * pair that accepts on the left and not on the right (Hopcroft, Motwani, Ullman,
 * ch. 2-4). States and pairs are limited; beyond the limit the answer is
 * LANG_UNKNOWN, never a guess. */
#ifndef BERTH_SCHEMA_LANG_H
#define BERTH_SCHEMA_LANG_H

#include "base/arena.h"

struct lang;

enum {
	LANG_STATES_MAX = 20000,   /* of one automaton; a pattern with more is LANG_UNKNOWN */
	LANG_PAIRS_MAX = 200000,   /* of one comparison */
	LANG_LITERALS_MAX = 64,    /* of a finite union that keeps its members apart */
};

/* Every text. `loose`: nothing is known of it, so that a comparison with it
 * is LANG_UNKNOWN, and not a proof that anything can come. `none`: no text at
 * all; it is within everything, and its lengths mean nothing. */
extern const struct lang lang_any, lang_loose, lang_none;

/* Exactly this text (borrowed), which is UTF-8. */
const struct lang *lang_literal(struct arena *a, struct slice text);

/* The texts in which `re2` is found somewhere, as the keyword `pattern` has
 * it (without ^ and $ anything may stand around it). lang_loose when it cannot
 * be expressed (\b, flags that change what a character is, a syntax error). */
const struct lang *lang_pattern(struct arena *a, struct slice re2);

/* Decimal numbers from lo to hi, as string(int) writes them: exactly these,
 * however many. */
const struct lang *lang_number(struct arena *a, int64_t lo, int64_t hi);

const struct lang *lang_concat(struct arena *a, const struct lang *x, const struct lang *y);
const struct lang *lang_union(struct arena *a, const struct lang *x, const struct lang *y);

/* Any number of members of x behind each other, `separator` between them,
 * min to max of them. */
const struct lang *lang_repeat(struct arena *a, const struct lang *x, struct slice separator, size_t min, size_t max);

/* The members of x whose length is from min to max; lang_none when there is
 * none. */
const struct lang *lang_length(struct arena *a, const struct lang *x, size_t min, size_t max);

/* The members of x that are (not) `text`; NULL when none is left. What cannot
 * be told apart stays in. */
const struct lang *lang_only(struct arena *a, const struct lang *x, struct slice text);
const struct lang *lang_without(struct arena *a, const struct lang *x, struct slice text);

/* Lengths that members have. */
size_t lang_min(const struct lang *x);
size_t lang_max(const struct lang *x);

/* The members, when it is a finite list of at most LANG_LITERALS_MAX: sets
 * *texts and returns how many; 0 when it is not. */
size_t lang_literals(const struct lang *x, const struct slice **texts);

/* Whether nothing is known of a part of it. */
bool lang_is_loose(const struct lang *x);

/* Whether `text` is a member. */
enum lang_answer { LANG_NO, LANG_YES, LANG_UNKNOWN };
enum lang_answer lang_has(struct arena *scratch, const struct lang *x, struct slice text);

/* Whether all of x are members of y. After LANG_NO *witness is a member of x
 * that is not in y, a short one (of the greatest length when only the length
 * is too great), in the arena. */
enum lang_answer lang_within(struct arena *a, const struct lang *x, const struct lang *y, struct slice *witness);

/* Whether it has every text of its lengths. */
bool lang_is_every(const struct lang *x);

/* A text that is the same for the same term; of two of which one was made of a
 * pattern again it is not. Good as long as both terms live. */
struct slice lang_key(struct arena *a, const struct lang *x);

/* As messages show it: 'aof', 'rdb' or 'none' | text of 1 to 40 characters,
 * such as 'a' | text. */
struct slice lang_show(struct arena *a, const struct lang *x);

#endif
