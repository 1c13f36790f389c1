/* SPDX-License-Identifier: Apache-2.0 */
/* re2_name.c - names of Unicode's character classes as Go's regexp takes
 * them since 1.25: general categories with their long names, a few special
 * ones, and scripts; case, spaces, '_' and '-' do not count. */
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
