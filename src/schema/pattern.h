/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.h - regular expressions with RE2's syntax, on PCRE2.
 *
 * What RE2 refuses (look-around, back-references, possessive quantifiers,
 * \C, repetition over 1000 ...) is refused here, so that a pattern means what
 * it means to the API server. Matching is bounded: a pattern that backtracks
 * beyond the limit is a failed match with PATTERN_LIMIT. The only file that
 * includes PCRE2's header is pattern.c. */
#ifndef BERTH_SCHEMA_PATTERN_H
#define BERTH_SCHEMA_PATTERN_H

#include "base/arena.h"

struct pattern;

/* Compiles; on a mistake returns NULL and sets *error (in the arena) and
 * *offset (bytes into `text`). A pattern is immutable, safe for threads, and
 * lives as long as the arena (its PCRE2 memory is taken from the arena). */
const struct pattern *pattern_new(struct arena *a, struct slice text, struct slice *error, size_t *offset);

enum pattern_result { PATTERN_NO, PATTERN_YES, PATTERN_LIMIT };

/* Whether the pattern is found anywhere in `s` from byte `from` on; sets the
 * bounds of up to `n` groups (0: the whole match; SIZE_MAX: did not take
 * part). `scratch` is an arena for working memory. */
struct pattern_group { size_t start, end; };
enum pattern_result pattern_find(const struct pattern *p, struct arena *scratch, struct slice s, size_t from,
                                 struct pattern_group *groups, size_t n);

/* Number of groups, the whole match included. */
size_t pattern_groups(const struct pattern *p);

#endif
