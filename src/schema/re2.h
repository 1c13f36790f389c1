/* SPDX-License-Identifier: Apache-2.0 */
/* re2.h - the syntax of RE2 (as Go's regexp/syntax with its Perl flags),
 * rewritten so that PCRE2 means the same by it. */
#ifndef BERTH_SCHEMA_RE2_H
#define BERTH_SCHEMA_RE2_H

#include "base/buf.h"

enum {
	RE2_REPEAT_MAX = 1000,  /* of x{n,m}, and of the product of nested ones */
	RE2_DEPTH_MAX = 200,    /* of nested groups */
};

/* Appends to `out` a pattern of PCRE2 that matches what `text` means. On a
 * mistake returns what is wrong, and sets *offset to its byte in `text`;
 * NULL when all is well. */
const char *re2_translate(struct buf *out, struct slice text, size_t *offset);

/* Appends the class of the characters that \p{name} means, or all others;
 * false for a name that nobody knows (PCRE2 judges those of scripts). */
bool re2_name(struct buf *out, struct slice name, bool negative);

/* What \d, \D, \s, \S, \w and \W are inside a class, and [:name:]; NULL
 * for another letter or name. ASCII only. */
const char *re2_perl(char c);
const char *re2_posix(struct slice name);

#endif
