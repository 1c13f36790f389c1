/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.h - regular expressions with RE2's syntax, on PCRE2.
 *
 * What RE2 refuses (look-around, back-references, possessive quantifiers,
 * \C, repetition over 1000 ...) is refused here, and what both accept but
 * mean differently (\s, \v, '{' alone ...) is rewritten, so that a pattern
 * means what it means to the API server. Reference: Go's regexp/syntax.
 * Groups nest 200 deep at most here, not 1000.
 *
 * Matching is bounded: a pattern that backtracks beyond the limit is a
 * failed match with PATTERN_LIMIT (RE2 needs no such limit). The only file
 * that includes PCRE2's header is pattern.c. */
#ifndef BERTH_SCHEMA_PATTERN_H
#define BERTH_SCHEMA_PATTERN_H

#include "base/arena.h"

struct pattern;

/* Compiles; on a mistake returns NULL and sets *error (in the arena or
 * static) and *offset (bytes into `text`). A pattern is immutable, safe for
 * threads, and lives as long as the arena (its PCRE2 memory is taken from
 * the arena). */
const struct pattern *pattern_new(struct arena *a, struct slice text, struct slice *error, size_t *offset);

enum pattern_result { PATTERN_NO, PATTERN_YES, PATTERN_LIMIT };

/* Whether the pattern is found anywhere in `s` from byte `from` on, which
 * must begin a character; sets the bounds of up to `n` groups (0: the whole
 * match; SIZE_MAX: did not take part) after PATTERN_YES. Text that is no
 * UTF-8 does not match. Leaves no memory behind. */
struct pattern_group { size_t start, end; };
enum pattern_result pattern_find(const struct pattern *p, struct slice s, size_t from, struct pattern_group *groups,
                                 size_t n);

/* The same, but PATTERN_LIMIT after `steps` of backtracking already: for those
 * who pay for steps, and go on with more (PATTERN_STEPS_MAX: the limit of
 * pattern_find) when they can. */
enum { PATTERN_STEPS_MAX = 2000000 };
struct pattern_search {
	struct slice text;
	size_t from;
	uint32_t steps;
	struct pattern_group *groups;
	size_t n;
};
enum pattern_result pattern_find_within(const struct pattern *p, const struct pattern_search *s);

/* Number of groups, the whole match included. */
size_t pattern_groups(const struct pattern *p);

#endif
