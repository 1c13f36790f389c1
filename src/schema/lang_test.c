/* SPDX-License-Identifier: Apache-2.0 */
/* lang_test.c - languages in tables: inclusion both ways with witnesses, what
 * is known of one, limits. */
#include "harness.h"

#include "base/buf.h"
#include "schema/lang.h"

#define LABEL "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
#define SUBDOMAIN "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"

#define PORT "^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$"

/* A side of a case: parts behind each other; OR: or what follows. */
enum part_kind { END, PATTERN, LENGTH, TEXT, LIST, NUMBER, ANY, LOOSE, NONE, JOINED, WITHOUT, OR };

enum { PARTS_MAX = 6 };

struct part {
	enum part_kind kind;
	const char *text;
	int64_t min, max;
};

#define MANY INT64_MAX
#define RE(re) { PATTERN, re, 0, 0 }              /* a pattern */
#define LEN(re, min, max) { LENGTH, re, min, max } /* a pattern, of these lengths */
#define LIT(text) { TEXT, text, 0, 0 }
#define ONE_OF(texts) { LIST, texts, 0, 0 }       /* separated by commas */
#define NUM(min, max) { NUMBER, "", min, max }
#define KIND(kind) { kind, "", 0, 0 }
#define JOIN(re, min, max) { JOINED, re, min, max } /* min to max of them, commas between */
#define BUT(text) { WITHOUT, text, 0, 0 }         /* all before it, without the text */

static size_t
limit(int64_t n)
{
	return n == MANY ? SIZE_MAX : (size_t)n;
}

static const struct lang *
list(struct arena *a, struct slice texts)
{
	const struct lang *all = &lang_none;

	for (size_t at = 0; at <= texts.len;) {
		size_t end = slice_find(texts, SLICE_LIT(","), at);

		end = end == SIZE_MAX ? texts.len : end;
		all = lang_union(a, all, lang_literal(a, slice_sub(texts, at, end)));
		at = end + 1;
	}
	return all;
}

static const struct lang *
part(struct arena *a, const struct part *p)
{
	struct slice text = slice_of(p->text);

	switch (p->kind) {
	case PATTERN:
		return lang_pattern(a, text);
	case LENGTH:
		return lang_length(a, lang_pattern(a, text), limit(p->min), limit(p->max));
	case TEXT:
		return lang_literal(a, text);
	case LIST:
		return list(a, text);
	case NUMBER:
		return lang_number(a, p->min, p->max);
	case LOOSE:
		return &lang_loose;
	case NONE:
		return &lang_none;
	case JOINED:
		return lang_repeat(a, lang_pattern(a, text), SLICE_LIT(","), limit(p->min), limit(p->max));
	default:
		return &lang_any;
	}
}

static const struct lang *
side(struct arena *a, const struct part *parts)
{
	const struct lang *all = &lang_none, *x = NULL;

	for (size_t i = 0; i < PARTS_MAX && parts[i].kind != END; i++) {
		if (parts[i].kind == OR) {
			all = lang_union(a, all, x);
			x = NULL;
		} else if (parts[i].kind == WITHOUT) {
			x = lang_without(a, x, slice_of(parts[i].text));
		} else {
			x = x ? lang_concat(a, x, part(a, &parts[i])) : part(a, &parts[i]);
		}
	}
	return lang_union(a, all, x);
}

static const char *
answer_is(struct arena *a, const struct lang *x, const struct lang *y)
{
	struct slice witness = { 0 };

	switch (lang_within(a, x, y, &witness)) {
	case LANG_YES:
		return "yes";
	case LANG_UNKNOWN:
		return "unknown";
	case LANG_NO:
		break;
	}
	assert_int_equal(lang_has(a, x, witness), LANG_YES);
	assert_int_equal(lang_has(a, y, witness), LANG_NO);
	return arena_printf(a, "'%.*s'", SLICE_FMT(witness)).ptr;
}

struct pair_case {
	const char *name;
	struct part x[PARTS_MAX], y[PARTS_MAX];
	const char *forth, *back;   /* x in y, y in x: yes, unknown, or the witness in quotes */
};

static const struct pair_case pairs[] = {
	{ "same", { RE("^a$") }, { RE("^a$") }, "yes", "yes" },
	{ "spelled differently", { RE("^(a|b)*$") }, { RE("^[ab]*$") }, "yes", "yes" },
	{ "star of star", { RE("^(a*)*$") }, { RE("^a*$") }, "yes", "yes" },
	{ "sum and star", { RE("^(a|b)*$") }, { RE("^(a*b*)*$") }, "yes", "yes" },
	{ "shifted", { RE("^a(ba)*$") }, { RE("^(ab)*a$") }, "yes", "yes" },
	{ "even in any number", { RE("^(aa)*$") }, { RE("^a*$") }, "yes", "'a'" },
	{ "not ending", { RE("^a+$") }, { RE("^a+b?$") }, "yes", "'ab'" },
	{ "disjoint", { RE("^a$") }, { RE("^b$") }, "'a'", "'b'" },
	{ "overlapping classes", { RE("^[a-m]$") }, { RE("^[k-z]$") }, "'a'", "'n'" },
	{ "label in subdomain", { RE(LABEL) }, { RE(SUBDOMAIN) }, "yes", "'a.a'" },
	{ "letter first", { RE("^[a-z]([-a-z0-9]*[a-z0-9])?$") }, { RE(LABEL) }, "yes", "'0'" },
	/* Anchors. */
	{ "no anchors", { RE("a") }, { KIND(ANY) }, "yes", "''" },
	{ "found anywhere", { RE("^[ab]*a[ab]*$") }, { RE("a") }, "yes", "'ac'" },
	{ "begin only", { RE("^a") }, { RE("a") }, "yes", "'ba'" },
	{ "end only", { RE("a$") }, { RE("a") }, "yes", "'ab'" },
	{ "anchors in alternatives", { RE("^a$|^b$") }, { RE("^(a|b)$") }, "yes", "yes" },
	{ "anchors in a group", { RE("(^a$|^b$)") }, { RE("^[ab]$") }, "yes", "yes" },
	{ "one alternative anchored", { RE("a|^b") }, { RE("^b|a") }, "yes", "yes" },
	{ "one alternative anchored, less", { RE("^a|^b") }, { RE("a|^b") }, "yes", "'ca'" },
	{ "one end in an alternative", { RE("^a|b$") }, { RE("^(a|.*b$)") }, "'\012b'", "yes" },
	{ "begin behind something", { RE("a^b") }, { RE("^b$") }, "yes", "'b'" },
	{ "end before something", { RE("a$b") }, { KIND(NONE) }, "yes", "yes" },
	{ "begin behind what may be nothing", { RE("^a*^b$") }, { RE("^b$") }, "yes", "yes" },
	{ "end before what may be nothing", { RE("^a$b*") }, { RE("^a$") }, "yes", "yes" },
	{ "anchor repeated", { RE("^(^a|b)*$") }, { RE("^a?b*$") }, "yes", "yes" },
	{ "optional anchor", { RE("(^)?a") }, { RE("a") }, "yes", "yes" },
	{ "both anchors, nothing between", { RE("^$") }, { LIT("") }, "yes", "yes" },
	{ "begin alone", { RE("^") }, { KIND(ANY) }, "yes", "yes" },
	{ "end alone", { RE("$") }, { KIND(ANY) }, "yes", "yes" },
	{ "begin and end of the text", { RE("\\Aa\\z") }, { RE("^a$") }, "yes", "yes" },
	{ "empty pattern", { RE("") }, { KIND(ANY) }, "yes", "yes" },
	{ "alternative that is empty", { RE("^a|") }, { KIND(ANY) }, "yes", "yes" },
	{ "anchors are of the part", { RE("^a$"), RE("^b$") }, { RE("^ab$") }, "yes", "yes" },
	{ "no anchors inside a part", { LIT("x"), RE("^a") }, { RE("^xa") }, "yes", "yes" },
	/* Characters. */
	{ "dot is not a line feed", { RE("^.*$") }, { KIND(ANY) }, "yes", "'\012'" },
	{ "dot with s", { RE("(?s)^.*$") }, { KIND(ANY) }, "yes", "yes" },
	{ "around it there may be line feeds", { RE("(?s)^.*a.*$") }, { RE("a") }, "yes", "yes" },
	{ "case", { RE("(?i)^ab$") }, { RE("^[Aa][Bb]$") }, "yes", "yes" },
	{ "case of K", { RE("(?i)^k$") }, { RE("^[kK]$") }, "'\342\204\252'", "yes" },
	{ "case of s", { RE("(?i)^s$") }, { RE("^[sS]$") }, "'\305\277'", "yes" },
	{ "case of a class without", { RE("(?i)^[^a]$") }, { RE("^[^aA]$") }, "yes", "yes" },
	{ "case until the end of the group", { RE("^((?i)a|b)c$") }, { RE("^[aAbB]c$") }, "yes", "yes" },
	{ "case of a group", { RE("^(?i:a)b$") }, { RE("^[aA]b$") }, "yes", "yes" },
	{ "lines of a group", { RE("^((?m)a|b)c$") }, { RE("^[ab]c$") }, "yes", "yes" },
	{ "case off", { RE("(?i)^a(?-i)b$") }, { RE("^[aA]b$") }, "yes", "yes" },
	{ "case and no space", { RE("(?i)^\\S$") }, { RE("^\\S$") }, "yes", "yes" },
	{ "case beyond ASCII", { RE("(?i)^\303\251$") }, { RE("^\303\251$") }, "unknown", "unknown" },
	{ "Perl classes", { RE("^\\d\\w\\s$") }, { RE("^[0-9][0-9A-Za-z_][ \\t\\n\\f\\r]$") }, "yes", "yes" },
	{ "their complements", { RE("^[\\D]\\W\\S$") }, { RE("^[^0-9][^\\w][^\\s]$") }, "yes", "yes" },
	{ "POSIX classes", { RE("^[[:alpha:]_][[:^digit:]]$") }, { RE("^[A-Za-z_]\\D$") }, "yes", "yes" },
	{ "quoted", { RE("^\\Qa.b*\\E$") }, { LIT("a.b*") }, "yes", "yes" },
	{ "beyond ASCII", { RE("^[\\x{e0}-\\x{ff}]+$") }, { RE("^[^a-z]+$") }, "yes", "'0'" },
	{ "beyond the first plane", { RE("^\360\237\230\200$") }, { RE("^[\\x{1f600}-\\x{1f64f}]$") }, "yes",
	  "'\360\237\230\201'" },
	{ "no surrogates", { RE("^[\\x{d7ff}-\\x{e000}]$") }, { ONE_OF("\355\237\277,\356\200\200") }, "yes", "yes" },
	{ "all characters", { RE("^[\\x{0}-\\x{10ffff}]*$") }, { KIND(ANY) }, "yes", "yes" },
	{ "no character", { RE("^a[^\\x{0}-\\x{10ffff}]$") }, { KIND(NONE) }, "yes", "yes" },
	{ "any by property", { RE("^\\p{Any}*$") }, { KIND(ANY) }, "yes", "yes" },
	{ "ASCII by property", { RE("^\\P{ASCII}$") }, { RE("^[^\\x00-\\x7f]$") }, "yes", "yes" },
	/* Counts. */
	{ "counts", { RE("^a{2,3}$") }, { RE("^aaa?$") }, "yes", "yes" },
	{ "open count", { RE("^a{2,}$") }, { RE("^aa+$") }, "yes", "yes" },
	{ "count of nothing", { RE("^a{0}b$") }, { LIT("b") }, "yes", "yes" },
	{ "count within a count", { RE("^(a{2}){3}$") }, { RE("^a{6}$") }, "yes", "yes" },
	{ "large counts", { RE("^[a-f]{500}$") }, { RE("^[a-z]{1,1000}$") }, "yes", "'a'" },
	{ "label by count", { RE("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$") }, { LEN(LABEL, 0, 63) }, "yes", "yes" },
	{ "lazy", { RE("^a+?$") }, { RE("^a+$") }, "yes", "yes" },
	/* Lengths. */
	{ "shorter", { LEN(LABEL, 1, 10) }, { LEN(LABEL, 1, 12) }, "yes", "'aaaaaaaaaaaa'" },
	{ "may be empty", { LEN("^[a-z]*$", 0, 5) }, { LEN("^[a-z]*$", 1, 5) }, "''", "yes" },
	{ "must be long", { LEN("^[a-z]*$", 10, MANY) }, { LEN("^[a-z]*$", 9, MANY) }, "yes", "'aaaaaaaaa'" },
	{ "no end", { RE("^[a-z]+$") }, { LEN("^[a-z]*$", 0, 9) }, "'aaaaaaaaaa'", "''" },
	{ "far from the end", { LEN("^[a-z]+$", 1, 5000) }, { LEN("^[a-z]*$", 1, 9) }, "'aaaaaaaaaa'", "yes" },
	{ "only even lengths", { LEN("^(ab)*$", 0, 5) }, { LEN("^[ab]*$", 0, 4) }, "yes", "'a'" },
	{ "length of a count", { LEN("^a{3,9}$", 5, 7) }, { RE("^a{5,7}$") }, "yes", "yes" },
	{ "no length left", { LEN("^a{3,9}$", 10, 12) }, { KIND(NONE) }, "yes", "yes" },
	{ "lengths in a list", { LEN("^(x|yy|zzz)$", 2, 2) }, { LIT("yy") }, "yes", "yes" },
	{ "lengths count characters", { LEN("^\303\251*$", 0, 2) }, { RE("^\303\251{0,2}$") }, "yes", "yes" },
	/* Where intervals do not know, lengths are counted. */
	{ "lengths of two parts", { LEN("^a*$", 0, 3), LEN("^b*$", 0, 3) }, { RE("^a{0,3}b{0,3}$") }, "yes", "yes" },
	{ "too long a part", { RE("^a{4}b$") }, { LEN("^a*$", 0, 3), LEN("^b*$", 0, 3) }, "'aaaab'", "''" },
	{ "too short a part", { LEN("^[ab]*$", 2, 2), LEN("^a*$", 0, 2) }, { LEN("^[ab]*$", 2, 4) }, "yes", "'aab'" },
	{ "two lengths or one", { LEN("^a*$", 0, 3), KIND(OR), LEN("^a*$", 6, 8) }, { LEN("^a*$", 0, 8) }, "yes", "'aaaa'" },
	{ "lengths that differ", { LEN("^a*$", 0, 3), KIND(OR), LEN("^b*$", 0, 8) }, { LEN("^[ab]*$", 0, 8) }, "yes", "'ab'" },
	/* Names. */
	{ "name of a part", { LEN(LABEL, 1, 40), LIT("-redis-"), NUM(0, 9) }, { LEN(LABEL, 1, 63) }, "yes", "'a'" },
	{ "name that is too long", { LEN("^[a-z]+$", 1, 9), LIT("-"), NUM(10, 999) }, { LEN(LABEL, 1, 12) },
	  "'aaaaaaaaa-100'", "'a'" },
	{ "name without an end", { LEN(LABEL, 0, 9), LIT("-") }, { RE(LABEL) }, "'a-'", "'a'" },
	{ "name that may be missing", { LEN("^[a-z]*$", 0, 9), LIT("-x") }, { RE(LABEL) }, "'-x'", "'a'" },
	{ "host", { LEN(LABEL, 1, 40), LIT("."), LEN(LABEL, 1, 63), LIT(".svc") }, { LEN(SUBDOMAIN, 1, 253) }, "yes", "'a'" },
	/* Lists and numbers. */
	{ "list in a list", { ONE_OF("aof,rdb") }, { ONE_OF("aof,rdb,none") }, "yes", "'none'" },
	{ "list in a pattern", { ONE_OF("aof,RDB") }, { RE("^[a-z]+$") }, "'RDB'", "'a'" },
	{ "list of a pattern", { RE("^(aof|rdb)$") }, { ONE_OF("rdb,aof") }, "yes", "yes" },
	{ "lists joined", { ONE_OF("a,b"), LIT("-"), ONE_OF("c,d") }, { ONE_OF("a-c,a-d,b-c,b-d") }, "yes", "yes" },
	{ "numbers", { NUM(1, 65535) }, { RE(PORT) }, "yes", "yes" },
	{ "one number too much", { NUM(1, 65536) }, { NUM(0, 65535) }, "'65536'", "'0'" },
	{ "numbers below zero", { NUM(-1000, 1000) }, { RE("^(-?([1-9][0-9]{0,2}|1000)|0)$") }, "yes", "yes" },
	{ "all numbers", { NUM(INT64_MIN, INT64_MAX) }, { RE("^-?(0|[1-9][0-9]{0,18})$") }, "yes", "'-0'" },
	{ "negative numbers", { NUM(-250, -100) }, { RE("^-(1[0-9][0-9]|2[0-4][0-9]|250)$") }, "yes", "yes" },
	{ "joined", { JOIN("^[a-z]+$", 1, 3) }, { RE("^[a-z]+(,[a-z]+){0,2}$") }, "yes", "yes" },
	{ "joined, or nothing", { JOIN("^[a-z]$", 0, MANY) }, { RE("^([a-z](,[a-z])*)?$") }, "yes", "yes" },
	{ "joined, of one length", { JOIN("^[ab]{3}$", 2, 90) }, { LEN("^[ab]{3}(,[ab]{3})*$", 7, 359) }, "yes", "yes" },
	{ "joined, of several lengths", { JOIN("^(|a)$", 0, 8) }, { JOIN("^(|a)$", 0, 9) }, "yes", "',,,,,,,,'" },
	{ "joined too often", { JOIN("^a$", 0, 4) }, { JOIN("^a$", 0, 3) }, "'a,a,a,a'", "yes" },
	/* Without. */
	{ "without a text", { RE("^a{1,3}$"), BUT("aa") }, { ONE_OF("a,aaa") }, "yes", "yes" },
	{ "without the empty text", { RE("^a*$"), BUT("") }, { RE("^a+$") }, "yes", "yes" },
	{ "without two texts", { RE("^[ab]$"), BUT("a"), LIT("c"), BUT("bd") }, { LIT("bc") }, "yes", "yes" },
	{ "without one that is not there", { RE("^a+$"), BUT("b") }, { RE("^a+$") }, "yes", "yes" },
	{ "without, at a length", { LEN("^[a-z]*$", 1, 7), BUT("default") }, { LEN("^[a-z]*$", 1, 7) }, "yes", "'default'" },
	/* Loose. */
	{ "loose", { KIND(LOOSE) }, { RE(LABEL) }, "unknown", "unknown" },
	{ "loose in anything", { KIND(LOOSE) }, { KIND(ANY) }, "yes", "unknown" },
	{ "loose in itself", { KIND(LOOSE) }, { KIND(LOOSE) }, "unknown", "unknown" },
	{ "loose behind a text", { LIT("a-"), KIND(LOOSE) }, { RE("^a-") }, "yes", "unknown" },
	{ "loose behind another text", { LIT("A-"), KIND(LOOSE) }, { RE(LABEL) }, "unknown", "'a'" },
	{ "not even a sure part", { LIT("b"), KIND(OR), KIND(LOOSE) }, { RE("^[^b]*$") }, "unknown", "unknown" },
	{ "or loose", { LIT("a"), KIND(OR), KIND(LOOSE) }, { LIT("a") }, "unknown", "yes" },
	{ "word boundary", { RE("\\bab") }, { RE("ab") }, "unknown", "unknown" },
	{ "lines", { RE("(?m)^a$") }, { RE("a") }, "unknown", "unknown" },
	{ "letters of all scripts", { RE("^\\pL$") }, { RE("^.$") }, "unknown", "unknown" },
	{ "no pattern", { RE("a(") }, { RE("a") }, "unknown", "unknown" },
	{ "none", { KIND(NONE) }, { LIT("a") }, "yes", "'a'" },
};

static void
compares(void **state)
{
	const struct pair_case *c = *state;
	struct arena a = ARENA_INIT;
	const struct lang *x = side(&a, c->x), *y = side(&a, c->y);

	assert_string_equal(answer_is(&a, x, y), c->forth);
	assert_string_equal(answer_is(&a, y, x), c->back);
	arena_free(&a);
}

/* --- what is known of one -------------------------------------------------- */

struct show_case {
	const char *name;
	struct part x[PARTS_MAX];
	size_t min, max;
	size_t literals;
	const char *shown;
};

static const struct show_case shown[] = {
	{ "anything", { KIND(ANY) }, 0, SIZE_MAX, 0, "text" },
	{ "loose text", { KIND(LOOSE) }, 0, SIZE_MAX, 0, "text" },
	{ "one text", { LIT("a b") }, 3, 3, 1, "'a b'" },
	{ "two texts", { ONE_OF("aof,rdbs") }, 3, 4, 2, "'aof' or 'rdbs'" },
	{ "three texts", { ONE_OF("aof,rdb,none") }, 3, 4, 3, "'aof', 'rdb' or 'none'" },
	{ "the same again", { ONE_OF("b,a,b") }, 1, 1, 2, "'b' or 'a'" },
	{ "more than are shown", { NUM(0, 9) }, 1, 1, 10, "'0', '1', '2', '3', '4', '5', '6' or 3 more" },
	{ "all that are kept apart", { NUM(1, 64) }, 1, 2, 64, "'1', '2', '3', '4', '5', '6', '7' or 57 more" },
	{ "too many to keep apart", { NUM(1, 65) }, 1, 2, 0, "text of 1 to 2 characters, such as '1'" },
	{ "lists that are too long together", { NUM(0, 8), NUM(0, 7) }, 2, 2, 0, "text of 2 characters, such as '00'" },
	{ "a pattern", { RE("^[a-z]+$") }, 1, SIZE_MAX, 0, "text of at least 1 character, such as 'a'" },
	{ "a pattern that may be empty", { RE("^[A-Z]*$") }, 0, SIZE_MAX, 0, "text, such as 'A'" },
	{ "bounds of a pattern", { RE("^(ab|[0-9]{2,5}-)$") }, 2, 6, 0, "text of 2 to 6 characters, such as 'ab'" },
	{ "bounds of an anchored part", { RE("(^a|bb)(c|$)") }, 1, SIZE_MAX, 0, "text of at least 1 character, such as 'a'" },
	{ "empty loops", { RE("^(^)*(a{0})*(a?){3}$") }, 0, 3, 0, "text of at most 3 characters, such as 'a'" },
	{ "lengths", { LEN("^[a-z]*$", 0, 1) }, 0, 1, 0, "text of at most 1 character, such as 'a'" },
	{ "a single length", { LEN("^[a-z]*$", 5, 5) }, 5, 5, 0, "text of 5 characters, such as 'aaaaa'" },
	{ "too long for an example", { RE("^a{41}$") }, 41, 41, 0, "text of 41 characters" },
	{ "parts", { RE("^[a-z]{2}$"), LIT("-"), NUM(0, 99) }, 4, 5, 0, "text of 4 to 5 characters, such as 'aa-0'" },
	{ "alternatives", { LIT("none"), KIND(OR), RE("^x[0-9]$") }, 2, 4, 0, "text of 2 to 4 characters, such as 'x0'" },
	{ "repeats", { JOIN("^[ab]{2}$", 2, 3) }, 5, 8, 0, "text of 5 to 8 characters, such as 'aa,aa'" },
	{ "partly loose", { LIT("a-"), KIND(LOOSE) }, 2, SIZE_MAX, 0, "text of at least 2 characters" },
	{ "nothing", { RE("a^b^c") }, 0, 0, 0, "no text" },
};

static void
shows(void **state)
{
	const struct show_case *c = *state;
	struct arena a = ARENA_INIT;
	const struct lang *x = side(&a, c->x);
	const struct slice *texts;

	assert_string_equal(lang_show(&a, x).ptr, c->shown);
	assert_true(lang_min(x) == c->min);
	assert_true(lang_max(x) == c->max);
	assert_int_equal(lang_literals(x, &texts), c->literals);
	arena_free(&a);
}

struct narrow_case {
	const char *name;
	struct part x[PARTS_MAX];
	const char *text;
	enum lang_answer has;
	bool only, without;         /* something is left */
};

static const struct narrow_case narrowed[] = {
	{ "in a list", { ONE_OF("a,b") }, "b", LANG_YES, true, true },
	{ "the last of a list", { LIT("b") }, "b", LANG_YES, true, false },
	{ "not in a list", { ONE_OF("a,b") }, "c", LANG_NO, false, true },
	{ "in a pattern", { RE("^[ab]$") }, "b", LANG_YES, true, true },
	{ "the last of a pattern", { RE("^b$") }, "b", LANG_YES, true, false },
	{ "the last is empty", { RE("^$") }, "", LANG_YES, true, false },
	{ "not in a pattern", { RE("^[ab]$") }, "c", LANG_NO, false, true },
	{ "too long", { LEN("^[ab]*$", 0, 2) }, "aba", LANG_NO, false, true },
	{ "in anything", { KIND(ANY) }, "a", LANG_YES, true, true },
	{ "maybe in it", { KIND(LOOSE) }, "a", LANG_UNKNOWN, true, true },
	{ "surely not in it", { LIT("a"), KIND(LOOSE) }, "ba", LANG_NO, false, true },
	{ "surely in it", { LIT("a"), KIND(OR), KIND(LOOSE) }, "a", LANG_YES, true, true },
	{ "in none", { KIND(NONE) }, "a", LANG_NO, false, false },
	{ "no UTF-8", { RE(".") }, "\xFF", LANG_NO, false, true },
	{ "a character of two bytes", { LEN("^.*$", 1, 1) }, "\303\251", LANG_YES, true, true },
};

static void
narrows(void **state)
{
	const struct narrow_case *c = *state;
	struct arena a = ARENA_INIT;
	const struct lang *x = side(&a, c->x), *only, *without;
	struct slice text = slice_of(c->text);
	const struct slice *texts;

	assert_int_equal(lang_has(&a, x, text), c->has);
	only = lang_only(&a, x, text);
	assert_true(!only == !c->only);
	if (only) {
		assert_int_equal(lang_literals(only, &texts), 1);
		assert_true(slice_eq(texts[0], text));
	}
	without = lang_without(&a, x, text);
	assert_true(!without == !c->without);
	if (without && c->has == LANG_YES && !lang_is_loose(x))
		assert_int_equal(lang_has(&a, without, text), LANG_NO);
	arena_free(&a);
}

/* --- limits ----------------------------------------------------------------- */

/* Each is beyond a limit in its own way; the answer comes soon and is no guess. */
static const struct pair_case limits[] = {
	{ "too many states", { JOIN("^[a-f]{999}$", 1, 30) }, { LEN("^[a-f,]+$", 1, 9999) }, "unknown", "'a'" },
	{ "many states that need not be told apart", { JOIN("^[a-f]{9}$", 1, 9999) }, { RE("^[a-f,]+$") }, "yes", "'a'" },
	{ "too many subsets", { RE("^[ab]*a[ab]{20}$") }, { RE("^([ab]*a[ab]{20}|c)$") }, "unknown", "'c'" },
	{ "lengths too large to count", { LEN("^(a|bb)*$", 0, 90000) }, { LEN("^a*$", 0, 9), LEN("^b*$", 0, 90000) },
	  "'bba'", "'b'" },
	{ "a witness that is too long", { LEN("^a*$", 0, 90000000) }, { LEN("^a*$", 0, 80000000) }, "unknown", "yes" },
	{ "optional copies", { RE("^(a?){1000}$") }, { RE("^a{0,1000}$") }, "unknown", "yes" },
};

/* A pattern of more states than an automaton may have is not known at all. */
static void
large_patterns_are_loose(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	for (unsigned i = 0; i < 19; i++)
		buf_str(&b, "a{1000}");
	assert_false(lang_is_loose(lang_pattern(&a, buf_slice(&b))));
	buf_str(&b, "a{1000}");
	assert_true(lang_is_loose(lang_pattern(&a, buf_slice(&b))));
	buf_fini(&b);
	arena_free(&a);
}

/* Terms that someone's loop makes deeper and deeper. */
static void
deep_terms_are_loose(void **state)
{
	struct arena a = ARENA_INIT;
	const struct lang *part = lang_pattern(&a, SLICE_LIT("^[ab]$")), *x = part, *y = part;
	struct slice witness;

	(void)state;
	for (unsigned i = 0; i < 300; i++)
		x = lang_concat(&a, x, part);
	assert_false(lang_is_loose(x));
	assert_int_equal(lang_max(x), 301);
	assert_int_equal(lang_within(&a, x, lang_pattern(&a, SLICE_LIT("^[abc]{301}$")), &witness), LANG_YES);
	for (unsigned i = 0; i < 100000; i++) {
		x = lang_concat(&a, x, part);
		y = lang_union(&a, lang_concat(&a, part, y), y);
	}
	assert_true(lang_is_loose(x));
	assert_true(lang_is_loose(y));
	assert_int_equal(lang_within(&a, x, part, &witness), LANG_UNKNOWN);
	arena_free(&a);
}

/* Terms are shared: to walk this one as a tree would never end. */
static void
shared_terms_are_bounded(void **state)
{
	struct arena a = ARENA_INIT;
	const struct lang *x = &lang_loose;
	struct slice witness;

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		x = lang_union(&a, lang_length(&a, x, 0, 1000 - i), x);
	assert_int_equal(lang_within(&a, lang_pattern(&a, SLICE_LIT("^a+$")), x, &witness), LANG_UNKNOWN);
	assert_int_equal(lang_has(&a, x, SLICE_LIT("a")), LANG_UNKNOWN);
	arena_free(&a);
}

/* A list of any length is exact. */
static void
long_lists_are_exact(void **state)
{
	struct arena a = ARENA_INIT;
	const struct lang *x = &lang_none;
	struct slice witness;

	(void)state;
	for (unsigned i = 0; i < 2000; i++)
		x = lang_union(&a, x, lang_literal(&a, arena_printf(&a, "n%u", i)));
	assert_false(lang_is_loose(x));
	assert_int_equal(lang_has(&a, x, SLICE_LIT("n1999")), LANG_YES);
	assert_int_equal(lang_has(&a, x, SLICE_LIT("n2000")), LANG_NO);
	assert_int_equal(lang_within(&a, x, lang_pattern(&a, SLICE_LIT("^n[0-9]{1,4}$")), &witness), LANG_YES);
	assert_int_equal(lang_within(&a, x, lang_without(&a, x, SLICE_LIT("n777")), &witness), LANG_NO);
	assert_true(slice_is(witness, "n777"));
	arena_free(&a);
}

/* Lengths near SIZE_MAX do not wrap. */
static void
lengths_do_not_wrap(void **state)
{
	struct arena a = ARENA_INIT;
	const struct lang *x = lang_length(&a, &lang_any, SIZE_MAX - 1, SIZE_MAX - 1);
	const struct lang *twice = lang_concat(&a, x, x);
	struct slice witness;

	(void)state;
	assert_true(lang_min(twice) == SIZE_MAX && lang_max(twice) == SIZE_MAX);
	assert_true(lang_max(lang_repeat(&a, x, SLICE_LIT(","), 2, SIZE_MAX / 2)) == SIZE_MAX);
	assert_ptr_equal(lang_length(&a, &lang_any, 3, 2), &lang_none);
	assert_ptr_equal(lang_length(&a, &lang_any, SIZE_MAX, SIZE_MAX), &lang_none);
	assert_int_equal(lang_within(&a, x, twice, &witness), LANG_UNKNOWN);
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "schema languages" };

	ADD_CASES(&s, pairs, compares);
	ADD_CASES(&s, shown, shows);
	ADD_CASES(&s, narrowed, narrows);
	ADD_CASES(&s, limits, compares);
	ADD_TEST(&s, large_patterns_are_loose);
	ADD_TEST(&s, deep_terms_are_loose);
	ADD_TEST(&s, shared_terms_are_bounded);
	ADD_TEST(&s, long_lists_are_exact);
	ADD_TEST(&s, lengths_do_not_wrap);
	return suite_run(&s);
}
