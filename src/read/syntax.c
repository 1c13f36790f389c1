/* SPDX-License-Identifier: Apache-2.0 */
/* syntax.c - the table from libfyaml's complaints to our messages. The
 * library stops at the first, so one file has one of these. */
#include "read/syntax.h"

#include <string.h>

enum where {
	AT_TOKEN,   /* as the library says */
	AT_QUOTE,   /* the quote that begins the token */
	AT_OPENER,  /* the open bracket, where there is one */
	AT_TAB,     /* the first tab of the line's indentation */
	AT_ESCAPE,  /* the last backslash of the token */
	AT_BEFORE,  /* the character before the token */
};

struct meaning {
	const char *said;  /* begins with this */
	enum diag_code code;
	enum where where;
	const char *text;
	const char *cure;
};

static const struct meaning meanings[] = {
	{ "double-quoted scalar without closing quote", DIAG_YAML_UNCLOSED, AT_QUOTE,
	  "this double quote is not closed", NULL },
	{ "single-quoted scalar without closing quote", DIAG_YAML_UNCLOSED, AT_QUOTE,
	  "this single quote is not closed", "a single quote inside single quotes is written twice" },
	{ "wrongly indented double-quoted scalar", DIAG_YAML_UNCLOSED, AT_QUOTE,
	  "text in quotes goes on in a line that is not indented", "is the closing quote missing?" },
	{ "wrongly indented single-quoted scalar", DIAG_YAML_UNCLOSED, AT_QUOTE,
	  "text in quotes goes on in a line that is not indented", "is the closing quote missing?" },
	{ "invalid document", DIAG_YAML_UNCLOSED, AT_TOKEN,
	  "the document ends inside quotes or brackets", NULL },
	{ "invalid trailing content after", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "text behind the closing quote", "quote all of it, or none" },
	{ "invalid multiline", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "text that goes on in the next line cannot be a key",
	  "is the next line indented too deep, or a ':' missing, or a quote not closed?" },
	{ "invalid nested block mapping on the same line", DIAG_YAML_QUOTE, AT_TOKEN,
	  "': ' inside unquoted text", NULL },
	{ "invalid mapping in plain multiline", DIAG_YAML_QUOTE, AT_TOKEN,
	  "': ' inside unquoted text of several lines", "quote the text, or check the indentation" },
	{ "plain scalar cannot start with", DIAG_YAML_QUOTE, AT_TOKEN, NULL, NULL },
	{ "tab character may not be used", DIAG_YAML_TAB, AT_TAB,
	  "a tab cannot be used as indentation", "use spaces" },
	{ "invalid tab", DIAG_YAML_TAB, AT_TAB, "a tab cannot be used as indentation", "use spaces" },
	{ "cannot use tab", DIAG_YAML_TAB, AT_TAB, "a tab cannot be used as indentation", "use spaces" },
	{ "invalid indentation in mapping", DIAG_YAML_INDENT, AT_TOKEN,
	  "this indentation fits no line above", "fields of one map begin in the same column" },
	{ "invalid block sequence indent", DIAG_YAML_INDENT, AT_TOKEN,
	  "this indentation fits no line above", "items of one list begin in the same column" },
	{ "wrong indendation in sequence", DIAG_YAML_INDENT, AT_TOKEN,
	  "this indentation fits no line above", "items of one list begin in the same column" },
	{ "block scalar with wrongly indented line", DIAG_YAML_INDENT, AT_TOKEN,
	  "block text begins with a blank line that is indented deeper than the text", "remove the spaces of that line" },
	{ "empty block scalar with wrongly indented comment", DIAG_YAML_INDENT, AT_TOKEN,
	  "block text has only a blank line that is indented deeper than what follows", "remove the spaces of that line" },
	{ "wrongly indented", DIAG_YAML_INDENT, AT_TOKEN,
	  "this line must be indented deeper", NULL },
	{ "invalid escape", DIAG_YAML_ESCAPE, AT_ESCAPE,
	  NULL, "in double quotes write '\\\\' for a backslash, or use single quotes" },
	{ "double-quoted scalar has invalid hex escape", DIAG_YAML_ESCAPE, AT_ESCAPE,
	  "an escape lacks its hexadecimal digits", "write \\x and 2, \\u and 4 or \\U and 8 digits" },
	{ "double-quoted scalar has invalid UTF8 escape", DIAG_YAML_ESCAPE, AT_ESCAPE,
	  "an escape that is no character", NULL },
	{ "flow sequence without a closing bracket", DIAG_YAML_UNCLOSED, AT_OPENER, "'[' is not closed", NULL },
	{ "flow mapping without a closing bracket", DIAG_YAML_UNCLOSED, AT_OPENER, "'{' is not closed", NULL },
	{ "invalid value after mapping", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "expected 'key: value'", "is a ':' missing, or the indentation wrong?" },
	{ "could not find expected ':'", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "expected 'key: value'", "is a ':' missing, or the indentation wrong?" },
	{ "invalid scalar at the end of block sequence", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "expected '- ' and the next item of the list", "check the indentation" },
	{ "did not find expected '-' indicator", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "expected '- ' and the next item of the list", "check the indentation" },
	{ "missing document start", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "this does not belong to what stands above", "check the indentation; a new document begins with '---'" },
	{ "invalid content after document end", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "text behind the end of the document", "begin the next document with '---'" },
	{ "block scalar no linebreak found", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "text behind the '|' or '>' of block text", "begin the text on the next line" },
	{ "block sequence", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "a list item cannot begin here", "begin the list on its own line, or quote the text" },
	{ "illegal block sequence", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "a list item cannot begin here", "begin the list on its own line" },
	{ "invalid mapping key (not allowed", DIAG_YAML_SYNTAX, AT_TOKEN, "a key cannot begin here", NULL },
	{ "undefined tag prefix", DIAG_YAML_TAG, AT_TOKEN,
	  "a tag with a prefix that no %TAG line declares", "remove the tag" },
	{ "indentation indicator 0", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "block text cannot be indented by 0", NULL },
	{ "flow sequence with invalid comma in", DIAG_YAML_SYNTAX, AT_TOKEN, "nothing stands before ','", NULL },
	{ "flow sequence with invalid extra comma", DIAG_YAML_SYNTAX, AT_TOKEN, "nothing stands before ','", NULL },
	{ "invalid alias detected", DIAG_YAML_ALIAS, AT_BEFORE, "'*' begins an alias, and no name follows", "quote the text" },
	{ "invalid anchor detected", DIAG_YAML_SYNTAX, AT_BEFORE, "'&' begins an anchor, and no name follows", "quote the text" },
	{ "two anchors", DIAG_YAML_SYNTAX, AT_TOKEN, "two anchors for one value", NULL },
	{ "invalid combination of anchor plus alias", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "an alias cannot have an anchor or a tag", NULL },
	{ "unexpected alias", DIAG_YAML_SYNTAX, AT_TOKEN, "an alias cannot have an anchor or a tag", NULL },
	{ "invalid comment", DIAG_YAML_SYNTAX, AT_TOKEN, "a comment needs a space before its '#'", NULL },
	{ "missing comma in flow", DIAG_YAML_SYNTAX, AT_TOKEN, NULL, NULL },
	{ "mismatched flow", DIAG_YAML_SYNTAX, AT_TOKEN, NULL, NULL },
	{ "did not find expected key", DIAG_YAML_SYNTAX, AT_TOKEN,
	  "expected the next field of the map", "check the indentation" },
	{ "did not find expected node", DIAG_YAML_SYNTAX, AT_TOKEN, NULL, NULL },
	{ "flow sequence with invalid extra", DIAG_YAML_SYNTAX, AT_TOKEN, "']' without its '['", NULL },
	{ "flow mapping with invalid extra", DIAG_YAML_SYNTAX, AT_TOKEN, "'}' without its '{'", NULL },
};

static const struct meaning *
meaning_of(const char *said)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (strncmp(said, meanings[i].said, strlen(meanings[i].said)) == 0)
			return &meanings[i];
	return NULL;
}

static char
byte_at(struct slice s, size_t at)
{
	return at < s.len ? s.ptr[at] : '\0';
}

struct span
syntax_opener(const struct source *src, size_t from, size_t to, struct span outer)
{
	uint32_t open[64];
	size_t n = 0;
	struct slice s = slice_sub(src->text, 0, to);

	for (size_t at = from; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == '"' || c == '\'') {
			size_t close = slice_find(s, (struct slice){ &c, 1 }, at + 1);

			at = close == SIZE_MAX ? at : close;
		} else if (c == '#' && at > 0 && (s.ptr[at - 1] == ' ' || s.ptr[at - 1] == '\n')) {
			while (at + 1 < s.len && s.ptr[at + 1] != '\n')
				at++;
		} else if ((c == '[' || c == '{') && n < sizeof(open) / sizeof(open[0])) {
			open[n++] = (uint32_t)at;
		} else if ((c == ']' || c == '}') && n > 0) {
			n--;
		}
	}
	return n ? (struct span){ src, open[n - 1], open[n - 1] + 1 } : outer;
}

/* The byte at p; at the end of the text, the point there. */
static struct span
byte_span(const struct source *src, uint32_t p)
{
	return (struct span){ src, p, p + (p < src->text.len) };
}

static struct span
point_at(const struct syntax_error *e, enum where where)
{
	struct slice s = e->at.src->text;
	struct span at = e->at;
	uint32_t p = at.start;

	if (where == AT_OPENER && e->opener.src)
		return e->opener;
	if (where == AT_QUOTE) {
		/* Marks of quoted text begin behind the quote, mostly. */
		if (byte_at(s, p) != '"' && byte_at(s, p) != '\'' && p > 0)
			p--;
		return byte_span(at.src, p);
	}
	if (where == AT_TAB) {
		while (p > 0 && s.ptr[p - 1] != '\n')
			p--;
		while (byte_at(s, p) == ' ' || byte_at(s, p) == '-')
			p++;
		return byte_at(s, p) == '\t' ? byte_span(at.src, p) : at;
	}
	if (where == AT_BEFORE)
		return p > 0 ? byte_span(at.src, p - 1) : at;
	if (where == AT_ESCAPE) {
		for (p = at.end; p > at.start && byte_at(s, p - 1) != '\\';)
			p--;
		if (p == at.start)
			return at;
		return (struct span){ at.src, p - 1, at.end > p ? at.end : byte_span(at.src, p).end };
	}
	return at;
}

/* The line up to the error holds the beginning of an expression. */
static bool
after_hole(struct span at)
{
	struct slice line = slice_sub(at.src->text, 0, at.start);
	size_t nl = slice_rfind_char(line, '\n');

	return slice_find(line, SLICE_LIT("${"), nl == SIZE_MAX ? 0 : nl) != SIZE_MAX;
}

static const char *const quote_hole = "quote the expression: \"${...}\"";

bool
syntax_note_chart(struct diags *ds, struct diag *d, struct span at)
{
	struct slice s = slice_sub(at.src->text, at.start, at.src->text.len);

	if (at.start > 0 && at.src->text.ptr[at.start - 1] == '{')
		s = slice_sub(at.src->text, at.start - 1, at.src->text.len);
	if (!slice_starts(s, SLICE_LIT("{{- ")) && !slice_starts(s, SLICE_LIT("{{ .")) && !slice_starts(s, SLICE_LIT("{{.")))
		return false;
	diag_note(ds, d, SPAN_NONE, "'{{ }}' is of another tool: a base has ${...} in its place, a spec the value itself");
	return true;
}

/* Inside brackets: nothing left to read, an expression, or something else. */
static void
report_flow(struct diags *ds, const struct syntax_error *e, struct slice s)
{
	char open = byte_at(s, e->opener.start);
	char found = byte_at(s, e->at.start);
	struct diag *d;

	if (e->at.start >= s.len) {
		diag_report(ds, DIAG_YAML_UNCLOSED, e->opener, "'%c' is not closed", open);
		return;
	}
	if (found == '{' && e->at.start > 0 && s.ptr[e->at.start - 1] == '$') {
		struct span hole = { e->at.src, e->at.start - 1, e->at.start + 1 };

		d = diag_report(ds, DIAG_YAML_QUOTE, hole, "an expression inside '%c' must be quoted", open);
		diag_note(ds, d, SPAN_NONE, "%s", quote_hole);
		return;
	}
	d = diag_report(ds, DIAG_YAML_SYNTAX, e->at, "expected ',' or '%c'", open == '[' ? ']' : '}');
	if (syntax_note_chart(ds, d, e->opener))
		return;
	if (after_hole(e->at))
		diag_note(ds, d, SPAN_NONE, "%s", quote_hole);
	diag_note(ds, d, e->opener, "'%c' was opened here", open);
}

/* Whether the first line of the span has a ':' with no blank behind it. */
static bool
tight_colon(struct slice s, struct span at)
{
	size_t end = slice_find(s, SLICE_LIT("\n"), at.start);
	struct slice line = slice_trim(slice_sub(s, at.start, end < at.end ? end : at.end));
	size_t colon = slice_find(line, SLICE_LIT(":"), 1);

	return colon != SIZE_MAX && colon + 1 < line.len && !strchr(" /", line.ptr[colon + 1]);
}

/* Whether the last thing before `at` is the '-' of a list item. */
static bool
after_dash(struct slice s, size_t at)
{
	struct slice before = slice_trim(slice_sub(s, 0, at));

	return slice_ends(before, SLICE_LIT("-")) && (before.len == 1 || strchr(" \t\n", before.ptr[before.len - 2]));
}

static void
report_known(struct diags *ds, const struct syntax_error *e, const struct meaning *m)
{
	struct slice s = e->at.src->text;
	struct span at = point_at(e, m->where);
	struct diag *d;

	if (m->text) {
		d = diag_report(ds, m->code, at, "%s", m->text);
	} else if (m->code == DIAG_YAML_QUOTE && at.start == s.len) {
		diag_report(ds, DIAG_YAML_SYNTAX, at, "the text ends too early");
		return;
	} else if (m->code == DIAG_YAML_QUOTE) {
		at.end = at.start + 1;
		d = diag_report(ds, m->code, at, "unquoted text cannot begin with '%c'", byte_at(s, at.start));
		diag_note(ds, d, SPAN_NONE, "quote the text");
	} else if (m->code == DIAG_YAML_ESCAPE) {
		d = diag_report(ds, m->code, at, "'%.*s' is no escape sequence",
		                SLICE_FMT(slice_sub(s, at.start, at.end)));
	} else if (e->opener.src) {
		report_flow(ds, e, s);
		return;
	} else if (after_dash(s, at.start)) {
		/* Legal YAML, but libfyaml 0.7 fails on it in lists that stand in the
		 * column of their key. */
		d = diag_report(ds, m->code, at, "the list item before this is empty");
		diag_note(ds, d, SPAN_NONE, "write it as '- null', or remove it");
	} else {
		d = diag_report(ds, m->code, at, "%s", e->said);
	}
	if (m->code == DIAG_YAML_INDENT && e->opener.src)
		diag_note(ds, d, e->opener, "'%c' was opened here", byte_at(s, e->opener.start));
	if (m->code == DIAG_YAML_SYNTAX && tight_colon(s, at))
		diag_note(ds, d, SPAN_NONE, "a ':' needs a space behind it");
	else if (m->cure && !syntax_note_chart(ds, d, at))
		diag_note(ds, d, SPAN_NONE, "%s", m->cure);
	if (m->code == DIAG_YAML_QUOTE && !m->cure && m->text)
		diag_note(ds, d, SPAN_NONE, "%s", after_hole(at) ? quote_hole : "quote the text");
}

void
syntax_report(struct diags *ds, const struct syntax_error *e)
{
	const struct meaning *m = meaning_of(e->said);

	if (m)
		report_known(ds, e, m);
	else
		diag_report(ds, DIAG_YAML_SYNTAX, e->at, "%s", e->said);
}
