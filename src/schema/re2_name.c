/* SPDX-License-Identifier: Apache-2.0 */
/* re2_name.c - named classes of characters: Perl's, POSIX's, and Unicode's
 * as Go's regexp takes them since 1.25: general categories with their long
 * names, a few special ones, and scripts; case, spaces, '_' and '-' do not
 * count there. */
#include "schema/re2.h"

struct category {
	const char *spelling;   /* PCRE2's */
	const char *names;      /* separated by spaces, lower case, no fillers */
};

static const struct category categories[] = {
	{ "Any", "any" }, { "ASCII", "ascii" }, { "^Cn", "assigned" },
	{ "C", "c other" }, { "Cc", "cc control cntrl" }, { "Cf", "cf format" }, { "Cn", "cn unassigned" },
	{ "Co", "co privateuse" }, { "Cs", "cs surrogate" },
	{ "L", "l letter" }, { "L&", "lc casedletter" }, { "Ll", "ll lowercaseletter" }, { "Lm", "lm modifierletter" },
	{ "Lo", "lo otherletter" }, { "Lt", "lt titlecaseletter" }, { "Lu", "lu uppercaseletter" },
	{ "M", "m mark combiningmark" }, { "Mc", "mc spacingmark" }, { "Me", "me enclosingmark" },
	{ "Mn", "mn nonspacingmark" },
	{ "N", "n number" }, { "Nd", "nd decimalnumber digit" }, { "Nl", "nl letternumber" }, { "No", "no othernumber" },
	{ "P", "p punctuation punct" }, { "Pc", "pc connectorpunctuation" }, { "Pd", "pd dashpunctuation" },
	{ "Pe", "pe closepunctuation" }, { "Pf", "pf finalpunctuation" }, { "Pi", "pi initialpunctuation" },
	{ "Po", "po otherpunctuation" }, { "Ps", "ps openpunctuation" },
	{ "S", "s symbol" }, { "Sc", "sc currencysymbol" }, { "Sk", "sk modifiersymbol" }, { "Sm", "sm mathsymbol" },
	{ "So", "so othersymbol" },
	{ "Z", "z separator" }, { "Zl", "zl lineseparator" }, { "Zp", "zp paragraphseparator" },
	{ "Zs", "zs spaceseparator" },
};

static bool
filler(char c)
{
	return c == ' ' || c == '_' || c == '-';
}

/* Whether `name` is the first word of `words`. */
static bool
first_word(struct slice name, const char *words)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (filler(c))
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != *words++)
			return false;
	}
	return *words == ' ' || *words == '\0';
}

static bool
named(struct slice name, const char *words)
{
	for (;;) {
		if (first_word(name, words))
			return true;
		while (*words && *words != ' ')
			words++;
		if (!*words++)
			return false;
	}
}

/* PCRE2 judges whether it is one; its own properties have other letters. */
static bool
script(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!filler(name.ptr[i]) && !((name.ptr[i] | 0x20) >= 'a' && (name.ptr[i] | 0x20) <= 'z'))
			return false;
	return name.len > 2;
}

bool
re2_name(struct buf *out, struct slice name, bool negative)
{
	for (size_t i = 0; i < sizeof(categories) / sizeof(categories[0]); i++) {
		const char *spelling = categories[i].spelling;

		if (!named(name, categories[i].names))
			continue;
		if (*spelling == '^') {
			negative = !negative;
			spelling++;
		}
		buf_printf(out, "\\%c{%s}", negative ? 'P' : 'p', spelling);
		return true;
	}
	if (!script(name))
		return false;
	buf_printf(out, "\\%c{sc:%.*s}", negative ? 'P' : 'p', SLICE_FMT(name));
	return true;
}

/* Ranges take part in (?i), as they do in RE2; the complement of \w must
 * not. There is no vertical tab in \s. */
const char *
re2_perl(char c)
{
	switch (c) {
	case 'd':
		return "0-9";
	case 'D':
		return "\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}";
	case 's':
		return "\\x{9}\\x{a}\\x{c}\\x{d}\\x{20}";
	case 'S':
		return "\\x{0}-\\x{8}\\x{b}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}";
	case 'w':
		return "0-9A-Za-z_";
	case 'W':
		return "\\W";
	default:
		return NULL;
	}
}

struct posix {
	const char *name, *inside;
};

static const struct posix posix[] = {
	{ "alnum", "0-9A-Za-z" }, { "alpha", "A-Za-z" }, { "ascii", "\\x{0}-\\x{7f}" }, { "blank", "\\x{9}\\x{20}" },
	{ "cntrl", "\\x{0}-\\x{1f}\\x{7f}" }, { "digit", "0-9" }, { "graph", "\\x{21}-\\x{7e}" }, { "lower", "a-z" },
	{ "print", "\\x{20}-\\x{7e}" }, { "punct", "\\x{21}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{60}\\x{7b}-\\x{7e}" },
	{ "space", "\\x{9}-\\x{d}\\x{20}" }, { "upper", "A-Z" }, { "word", "0-9A-Za-z_" }, { "xdigit", "0-9A-Fa-f" },
};

const char *
re2_posix(struct slice name)
{
	for (size_t i = 0; i < sizeof(posix) / sizeof(posix[0]); i++)
		if (slice_is(name, posix[i].name))
			return posix[i].inside;
	return NULL;
}
