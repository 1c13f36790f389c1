/* SPDX-License-Identifier: Apache-2.0 */
/* ecma_test.c - patterns of RE2 as ECMAScript's. That these match the same texts
 * in a real engine is asked by tests/editor/run. */
#include "harness.h"

#include "schema/ecma.h"

struct ecma_case {
	const char *name, *re2, *want;   /* NULL: cannot be said */
};

static const struct ecma_case cases[] = {
	{ "names", "^[a-z]([-a-z0-9]*[a-z0-9])?$", "^[a-z]([-a-z0-9]*[a-z0-9])?$" },
	{ "quantity", "^[1-9][0-9]{0,6}Mi$|^[1-9][0-9]{0,3}Gi$", "^[1-9][0-9]{0,6}Mi$|^[1-9][0-9]{0,3}Gi$" },
	{ "escapes", "^\\d+\\.\\w\\x41\\n$", "^\\d+\\.\\w\\x41\\n$" },
	{ "lazy, open count", "a{2,}?b*?", "a{2,}?b*?" },
	{ "word boundary", "\\bab\\B", "\\bab\\B" },
	{ "group without number", "(?:a|b)c", "(?:a|b)c" },
	{ "no pattern", "", "" },
	{ "characters beyond ASCII", "^\303\251$", "^\303\251$" },
	{ "dot", "^a.b$", "^a[^\\u000a]b$" },
	{ "dot with s", "(?s)^a.b$", "^a[^]b$" },
	{ "space", "^\\s$", "^[\\u0009\\u000a\\u000c\\u000d ]$" },
	{ "not space", "^[^\\s]+$", "^[^\\u0009\\u000a\\u000c\\u000d ]+$" },
	{ "begin and end", "\\Aab\\z", "^ab$" },
	{ "case", "(?i)^ab1$", "^[Aa][Bb]1$" },
	{ "case of ASCII beyond it", "(?i)^k$", "^[Kk\\u212a]$" },
	{ "case beyond ASCII", "(?i)\303\251", NULL },
	{ "named group", "(?P<x>a)+", "a+" },
	{ "posix", "^[[:digit:]_]$", "^[0-9_]$" },
	{ "quoted", "\\Qa.b\\E", "a\\.b" },
	{ "bracket first", "^[]a]$", "^[\\]a]$" },
	{ "brace alone", "^a{,2}$", "^a\\{,2\\}$" },
	{ "count with a zero in front", "^a{02}$", "^a\\{02\\}$" },
	{ "closing ones alone", "a]b}", "a\\]b\\}" },
	{ "punctuation that needs no escape", "a\\-b\\/\\_", "a-b/_" },
	{ "escaped in a class", "[\\-a\\]]", "[\\-a\\]]" },
	{ "class in a range", "[\\w-.]", "[\\-.0-9A-Z_a-z]" },
	{ "repeated anchor", "^*a", "(?:^)*a" },
	{ "repeat of a repeat", "(?:a{2}){3}", "(?:a{2}){3}" },
	{ "alternatives", "\\A(a|b)?\\z", "^(?:a|b)?$" },
	{ "empty alternative", "\\Aa(|b)", "^a(?:|b)" },
	{ "property", "^\\p{Greek}$", NULL },
	{ "beyond U+FFFF", "^[\\x{1F600}-\\x{1F64F}]$", NULL },
	{ "line anchors", "(?m)^a$", NULL },
};

static void
writes(void **state)
{
	const struct ecma_case *c = *state;
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT;
	bool said;

	buf_str(&b, ">");
	said = ecma_pattern(&a, &b, slice_of(c->re2));
	buf_char(&b, '\0');
	assert_int_equal(said, c->want != NULL);
	assert_string_equal(b.ptr + 1, said ? c->want : "");
	buf_fini(&b);
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "ecma" };

	ADD_CASES(&s, cases, writes);
	return suite_run(&s);
}
