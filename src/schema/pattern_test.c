/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_test.c - RE2's syntax and meaning. Column `want` was printed by
 * Go 1.26's regexp: the bounds of the match and its groups (-1: took no
 * part), "no", or "refused". */
#include "harness.h"

#include "base/buf.h"
#include "schema/pattern.h"

struct pattern_case {
	const char *name, *pattern;
	struct slice text;
	const char *want;
};

static const struct pattern_case patterns[] = {
	{ "unanchored", "b+", SLICE_INIT("abbc"), "1 3" },
	{ "anchors", "^a$", SLICE_INIT("a"), "0 1" },
	{ "dollar before a last newline", "^a$", SLICE_INIT("a\012"), "no" },
	{ "dollar on lines", "(?m)^a$", SLICE_INIT("b\012a\012c"), "2 3" },
	{ "caret behind a last newline", "(?m)^", SLICE_INIT("a\012"), "0 0" },
	{ "dot and newline", "^.$", SLICE_INIT("\012"), "no" },
	{ "dot with s", "(?s)^.$", SLICE_INIT("\012"), "0 1" },
	{ "dot is a character", "^.$", SLICE_INIT("\303\251"), "0 2" },
	{ "case", "(?i)^redis$", SLICE_INIT("ReDiS"), "0 5" },
	{ "case beyond ASCII", "(?i)^k$", SLICE_INIT("K"), "0 1" },
	{ "case in a class", "(?i)^[[:alpha:]]$", SLICE_INIT("\305\277"), "0 2" },
	{ "no case in \\W", "(?i)^\\W$", SLICE_INIT("s"), "no" },
	{ "greedy", "a+", SLICE_INIT("aaa"), "0 3" },
	{ "lazy", "a+?", SLICE_INIT("aaa"), "0 1" },
	{ "ungreedy", "(?U)a+", SLICE_INIT("aaa"), "0 1" },
	{ "groups", "(a)(b)?(c)", SLICE_INIT("ac"), "0 2 0 1 -1 -1 1 2" },
	{ "named group", "(?P<x>a)(?<y>b)", SLICE_INIT("ab"), "0 2 0 1 1 2" },
	{ "group without number", "(?:a|b)c", SLICE_INIT("bc"), "0 2" },
	{ "flags in a group", "a(?i:b)c", SLICE_INIT("aBc"), "0 3" },
	{ "flags off", "(?i)a(?-i)b", SLICE_INIT("Ab"), "0 2" },
	{ "flags to the end of the group", "(a(?i)b|c)d", SLICE_INIT("aBd"), "0 3 0 2" },
	{ "leftmost alternative", "ab|a", SLICE_INIT("ab"), "0 2" },
	{ "empty alternative", "a(|b)c", SLICE_INIT("ac"), "0 2 1 1" },
	{ "empty pattern", "", SLICE_INIT(""), "0 0" },
	{ "empty group", "()a", SLICE_INIT("a"), "0 1 0 0" },
	{ "counts", "^a{2,3}$", SLICE_INIT("aaa"), "0 3" },
	{ "count of two", "^a{2}$", SLICE_INIT("aa"), "0 2" },
	{ "open count", "^a{2,}$", SLICE_INIT("aaaa"), "0 4" },
	{ "brace alone", "^a{$", SLICE_INIT("a{"), "0 2" },
	{ "brace without a least count", "^a{,2}$", SLICE_INIT("a{,2}"), "0 5" },
	{ "brace with a leading zero", "^a{02}$", SLICE_INIT("a{02}"), "0 5" },
	{ "count of an anchor", "^{2}a", SLICE_INIT("a"), "0 1" },
	{ "star of a word boundary", "\\b*a", SLICE_INIT("a"), "0 1" },
	{ "space has no vertical tab", "^\\s$", SLICE_INIT("\013"), "no" },
	{ "space", "^\\s+$", SLICE_INIT(" \011\012\014\015"), "0 5" },
	{ "not a space", "^\\S$", SLICE_INIT("\302\240"), "0 2" },
	{ "\\v is a vertical tab", "^\\v$", SLICE_INIT("\013"), "0 1" },
	{ "\\v is no line feed", "^\\v$", SLICE_INIT("\012"), "no" },
	{ "digits are ASCII", "^\\d$", SLICE_INIT("\340\247\252"), "no" },
	{ "words are ASCII", "^\\w$", SLICE_INIT("\303\251"), "no" },
	{ "word boundary is ASCII", "\\bb", SLICE_INIT("\303\251b"), "2 3" },
	{ "classes in a class", "^[\\d\\s_-]+$", SLICE_INIT("1 _-"), "0 4" },
	{ "complement in a class", "^[^\\S]$", SLICE_INIT(" "), "0 1" },
	{ "bracket first", "^[]a]+$", SLICE_INIT("]a"), "0 2" },
	{ "dash at the ends", "^[-a-]+$", SLICE_INIT("-a"), "0 2" },
	{ "dash between ranges", "^[a-b-d]+$", SLICE_INIT("a-d"), "0 3" },
	{ "POSIX class", "^[[:^digit:]]$", SLICE_INIT("a"), "0 1" },
	{ "class takes newlines", "^[^a]$", SLICE_INIT("\012"), "0 1" },
	{ "nul", "^\\x00$", SLICE_INIT("\000"), "0 1" },
	{ "hexadecimal", "^\\x41\\x{e9}$", SLICE_INIT("A\303\251"), "0 3" },
	{ "octal", "^\\101\\0$", SLICE_INIT("A\000"), "0 2" },
	{ "quoted", "^\\Qa.b\\E.$", SLICE_INIT("a.bc"), "0 4" },
	{ "quoted to the end", "^\\Qa*", SLICE_INIT("a*"), "0 2" },
	{ "escaped underscore", "^\\_$", SLICE_INIT("_"), "0 1" },
	{ "letters", "^\\pL+$", SLICE_INIT("\303\251t\303\251"), "0 5" },
	{ "no letters", "^\\PL$", SLICE_INIT("1"), "0 1" },
	{ "category", "^\\p{Lu}$", SLICE_INIT("\303\211"), "0 2" },
	{ "category by its long name", "^\\p{Uppercase_Letter}$", SLICE_INIT("\303\211"), "0 2" },
	{ "script", "^\\p{Greek}+$", SLICE_INIT("\316\261\316\262"), "0 4" },
	{ "script by script alone", "^\\p{Han}$", SLICE_INIT("\343\200\201"), "no" },
	{ "complement of a category", "^\\p{^Lu}$", SLICE_INIT("a"), "0 1" },
	{ "any", "^\\p{Any}$", SLICE_INIT("\012"), "0 1" },
	{ "end of text", "a\\z", SLICE_INIT("a\012"), "no" },
	{ "begin of text", "(?m)\\Aa", SLICE_INIT("b\012a"), "no" },
	{ "look-ahead", "a(?=b)", SLICE_INIT(""), "refused" },
	{ "look-behind", "(?<=a)b", SLICE_INIT(""), "refused" },
	{ "negative look-behind", "(?<!a)b", SLICE_INIT(""), "refused" },
	{ "back-reference", "(a)\\1", SLICE_INIT(""), "refused" },
	{ "atomic group", "(?>a)", SLICE_INIT(""), "refused" },
	{ "possessive", "a++", SLICE_INIT(""), "refused" },
	{ "stacked repeats", "a**", SLICE_INIT(""), "refused" },
	{ "stacked counts", "a{2}{3}", SLICE_INIT(""), "refused" },
	{ "lazy count repeated", "a{2}??", SLICE_INIT(""), "refused" },
	{ "repeat of nothing", "*a", SLICE_INIT(""), "refused" },
	{ "repeat in an empty alternative", "a|*", SLICE_INIT(""), "refused" },
	{ "repeat at the start of a group", "(+a)", SLICE_INIT(""), "refused" },
	{ "verb", "(*FAIL)", SLICE_INIT(""), "refused" },
	{ "comment", "(?#x)a", SLICE_INIT(""), "refused" },
	{ "conditional", "(?(1)a|b)", SLICE_INIT(""), "refused" },
	{ "recursion", "(?R)", SLICE_INIT(""), "refused" },
	{ "named recursion", "(?P>x)", SLICE_INIT(""), "refused" },
	{ "quoted name", "(?'x'a)", SLICE_INIT(""), "refused" },
	{ "bad name", "(?P<x-y>a)", SLICE_INIT(""), "refused" },
	{ "unknown flag", "(?x)a", SLICE_INIT(""), "refused" },
	{ "flag sign alone", "(?-)a", SLICE_INIT(""), "refused" },
	{ "single byte", "\\C", SLICE_INIT(""), "refused" },
	{ "line end of Perl", "\\Z", SLICE_INIT(""), "refused" },
	{ "control escape", "\\cA", SLICE_INIT(""), "refused" },
	{ "escape of a letter", "\\y", SLICE_INIT(""), "refused" },
	{ "escape beyond ASCII", "\\\303\251", SLICE_INIT(""), "refused" },
	{ "\\R", "\\R", SLICE_INIT(""), "refused" },
	{ "\\h", "\\h", SLICE_INIT(""), "refused" },
	{ "\\K", "a\\K", SLICE_INIT(""), "refused" },
	{ "\\N", "\\N", SLICE_INIT(""), "refused" },
	{ "code point too large", "\\x{110000}", SLICE_INIT(""), "refused" },
	{ "half a hexadecimal", "\\x4", SLICE_INIT(""), "refused" },
	{ "unknown category", "\\p{Foo}", SLICE_INIT(""), "refused" },
	{ "property of PCRE", "\\p{Xan}", SLICE_INIT(""), "refused" },
	{ "unknown POSIX class", "[[:foo:]]", SLICE_INIT(""), "refused" },
	{ "range upside down", "[z-a]", SLICE_INIT(""), "refused" },
	{ "range to a class", "[a-\\d]", SLICE_INIT(""), "refused" },
	{ "open class", "[a", SLICE_INIT(""), "refused" },
	{ "open group", "(a", SLICE_INIT(""), "refused" },
	{ "closed group", "a)", SLICE_INIT(""), "refused" },
	{ "backslash at the end", "a\\", SLICE_INIT(""), "refused" },
	{ "count over 1000", "a{1001}", SLICE_INIT(""), "refused" },
	{ "count upside down", "a{3,2}", SLICE_INIT(""), "refused" },
	{ "counts over 1000 together", "((a{100}){11})", SLICE_INIT(""), "refused" },
	{ "counts of 1000 together", "^((a{10}){100})$", SLICE_INIT(""), "no" },
};

static void
matches(void **state)
{
	const struct pattern_case *c = *state;
	struct arena a = ARENA_INIT;
	struct buf got = BUF_INIT;
	struct slice error = { 0 };
	size_t offset = SIZE_MAX;
	const struct pattern *p = pattern_new(&a, slice_of(c->pattern), &error, &offset);
	struct pattern_group groups[8];

	if (!p) {
		buf_str(&got, "refused");
		assert_true(error.len > 0);
		assert_true(offset <= slice_of(c->pattern).len);
	} else if (pattern_find(p, c->text, 0, groups, 8) != PATTERN_YES) {
		buf_str(&got, "no");
	} else {
		for (size_t i = 0; i < pattern_groups(p); i++) {
			buf_str(&got, i ? " " : "");
			buf_int(&got, groups[i].start == SIZE_MAX ? -1 : (int64_t)groups[i].start);
			buf_char(&got, ' ');
			buf_int(&got, groups[i].end == SIZE_MAX ? -1 : (int64_t)groups[i].end);
		}
	}
	buf_char(&got, '\0');
	assert_string_equal(got.ptr, c->want);
	buf_fini(&got);
	arena_free(&a);
}

struct refused_case {
	const char *name, *pattern, *error;
	size_t offset;
};

static const struct refused_case refused[] = {
	{ "look-ahead is named", "ab(?=c)", "invalid or unsupported group", 2 },
	{ "back-reference is named", "(a)\\1", "back-references are not supported", 3 },
	{ "repeat of a repeat", "ab**", "a repeat of a repeat", 3 },
	{ "open class", "a[bc", "missing ']'", 1 },
	{ "invalid UTF-8", "ab\xFF", "invalid UTF-8", 2 },
	{ "surrogate", "\\x{d800}", "a surrogate is no character", 0 },
};

static void
says_why(void **state)
{
	const struct refused_case *c = *state;
	struct arena a = ARENA_INIT;
	struct slice error = { 0 };
	size_t offset = SIZE_MAX;

	assert_null(pattern_new(&a, slice_of(c->pattern), &error, &offset));
	assert_string_equal(arena_cstr(&a, error), c->error);
	assert_int_equal(offset, c->offset);
	arena_free(&a);
}

static void
finds_from(void **state)
{
	struct arena a = ARENA_INIT;
	struct slice error;
	size_t offset;
	const struct pattern *p = pattern_new(&a, SLICE_LIT("\\bb|^a"), &error, &offset);
	struct pattern_group g;

	(void)state;
	assert_int_equal(pattern_find(p, SLICE_LIT("a b"), 0, &g, 1), PATTERN_YES);
	assert_int_equal(g.start, 0);
	/* What stands before still counts: 'a' at 1 is no beginning. */
	assert_int_equal(pattern_find(p, SLICE_LIT("aab b"), 1, &g, 1), PATTERN_YES);
	assert_int_equal(g.start, 4);
	assert_int_equal(pattern_find(p, SLICE_LIT("ab"), 2, &g, 1), PATTERN_NO);
	assert_int_equal(pattern_find(p, (struct slice){ NULL, 0 }, 0, NULL, 0), PATTERN_NO);
	assert_int_equal(pattern_find(p, SLICE_LIT("\xFF" "a"), 0, NULL, 0), PATTERN_NO);
	arena_free(&a);
}

/* Limits are reached without harm: of steps, of memory, of nesting. */
static void
limits_hold(void **state)
{
	static char text[200000], deep[1001];
	struct arena a = ARENA_INIT;
	struct slice error;
	size_t offset;
	const struct pattern *p = pattern_new(&a, SLICE_LIT("^(a|aa)+$"), &error, &offset);

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = 'a';
	text[sizeof(text) - 1] = 'b';
	assert_int_equal(pattern_find(p, (struct slice){ text, sizeof(text) }, 0, NULL, 0), PATTERN_LIMIT);
	assert_int_equal(pattern_find(p, (struct slice){ text, 5000 }, 0, NULL, 0), PATTERN_YES);
	for (size_t i = 0; i < sizeof(deep) - 1; i++)
		deep[i] = i < sizeof(deep) / 2 ? '(' : ')';
	assert_null(pattern_new(&a, slice_of(deep), &error, &offset));
	assert_string_equal(arena_cstr(&a, error), "groups nest too deeply");
	arena_free(&a);
}

/* Fewer steps than it takes, and enough. */
static void
gives_up_earlier(void **state)
{
	struct arena a = ARENA_INIT;
	struct slice error, text = SLICE_LIT("aaaaaaaaaaaaaaaaaaaa!");
	size_t offset;
	const struct pattern *p = pattern_new(&a, SLICE_LIT("a+!|b"), &error, &offset);
	const struct pattern *q = pattern_new(&a, SLICE_LIT("^(a*)*$"), &error, &offset);
	struct pattern_group g;

	(void)state;
	assert_int_equal(pattern_find_within(q, &(struct pattern_search){ text, 0, 100, NULL, 0 }), PATTERN_LIMIT);
	assert_int_equal(pattern_find_within(p, &(struct pattern_search){ text, 3, 100, &g, 1 }), PATTERN_YES);
	assert_int_equal(g.start, 3);
	assert_int_equal(g.end, text.len);
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "schema patterns" };

	ADD_CASES(&s, patterns, matches);
	ADD_CASES(&s, refused, says_why);
	ADD_TEST(&s, finds_from);
	ADD_TEST(&s, limits_hold);
	ADD_TEST(&s, gives_up_earlier);
	return suite_run(&s);
}
