/* SPDX-License-Identifier: Apache-2.0 */
/* foreign.c - recognising what other tools would replace. */
#include "schema/foreign.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "schema/schema_priv.h"

static const char *const roots[] = { "spec.", "metadata.", "values." };

static struct slice
rest(struct slice s, size_t from)
{
	return slice_sub(s, from, s.len);
}

static bool
path_char(char c)
{
	return ascii_alnum(c) || c == '_' || c == '.';
}

/* A dotted name at the start of s, without a final dot. */
static struct slice
dotted(struct slice s)
{
	size_t n = 0;

	while (n < s.len && path_char(s.ptr[n]))
		n++;
	while (n > 0 && s.ptr[n - 1] == '.')
		n--;
	return slice_sub(s, 0, n);
}

/* The name that begins with one of our variables, or nothing. */
static struct slice
rooted(struct slice s)
{
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		struct slice root = slice_of(roots[i]);

		if (slice_starts(s, root) && s.len > root.len && ascii_letter(s.ptr[root.len]))
			return dotted(s);
	}
	return (struct slice){ NULL, 0 };
}

static struct slice
hole(struct arena *a, const char *before, struct slice path)
{
	return path.len ? arena_printf(a, "${%s%.*s}", before, SLICE_FMT(path)) : (struct slice){ NULL, 0 };
}

/* The hole that begins at s, up to its `end`. */
static struct slice
until(struct slice s, const char *end)
{
	enum { LONGEST = 40 };
	size_t at = slice_find(s, slice_of(end), 0);
	size_t n = at == SIZE_MAX ? s.len : at + slice_of(end).len;

	return slice_sub(s, 0, utf8_offset(slice_sub(s, 0, n), LONGEST));
}

/* At "{{": of a chart, when it names what only charts have. */
static struct foreign
chart(struct arena *a, struct slice s)
{
	static const struct { const char *begin, *cure; } known[] = {
		{ ".Values.", "spec." }, { "$.Values.", "spec." }, { ".Release.Namespace", "metadata.namespace" },
		{ ".Release.Name", "metadata.name" }, { ".Release.", NULL }, { ".Chart.", NULL },
		{ ".Capabilities.", NULL }, { "include \"", NULL },
	};
	struct foreign none = { 0 };
	struct slice inside = slice_trim(rest(s, s.len > 2 && s.ptr[2] == '-' ? 3 : 2)), path = rooted(inside);

	if (path.len)
		return (struct foreign){ until(s, "}}"), hole(a, "", path) };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct slice begin = slice_of(known[i].begin);

		if (!slice_starts(inside, begin))
			continue;
		if (!known[i].cure)
			return (struct foreign){ until(s, "}}"), none.cure };
		path = begin.ptr[begin.len - 1] == '.' ? dotted(rest(inside, begin.len)) : SLICE_LIT("");
		return (struct foreign){ until(s, "}}"), arena_printf(a, "${%s%.*s}", known[i].cure, SLICE_FMT(path)) };
	}
	return none;
}

/* At '$'. */
static struct foreign
dollar(struct arena *a, struct slice s, bool ours)
{
	struct foreign none = { 0 };
	char open = s.len > 1 ? s.ptr[1] : '\0';
	bool closed = open == '(' || open == '{';
	struct slice path = rooted(rest(s, closed ? 2 : 1));

	if (path.len == 0 || (open == '{' && !ours))
		return none;
	if (!closed)
		return (struct foreign){ slice_sub(s, 0, path.len + 1), hole(a, "", path) };
	if (open == '(' && (path.len + 2 >= s.len || s.ptr[path.len + 2] != ')'))
		return none;
	return (struct foreign){ until(s, open == '(' ? ")" : "}"), hole(a, "", path) };
}

struct foreign
foreign_find(struct arena *a, struct slice text, bool ours)
{
	struct foreign f = { 0 };

	for (size_t i = 0; i + 1 < text.len && f.text.len == 0; i++) {
		if (text.ptr[i] == '{' && text.ptr[i + 1] == '{')
			f = chart(a, rest(text, i));
		/* "$$" is a literal dollar, here and elsewhere. */
		else if (text.ptr[i] == '$' && (i == 0 || text.ptr[i - 1] != '$'))
			f = dollar(a, rest(text, i), ours);
	}
	return f;
}

static struct slice
text_of(const struct val *v, const char *key)
{
	return val_text(val_get_cstr(v, key), SLICE_LIT(""));
}

bool
foreign_is_json_patch(const struct val *v)
{
	const struct val *first = val_is(v, VAL_LIST) && v->u.list.len ? v->u.list.items[0] : NULL;

	return text_of(first, "op").len && slice_starts(text_of(first, "path"), SLICE_LIT("/"));
}

/* "/spec/replicas" and "5" as "{spec: {replicas: 5}}"; nothing for a path into a list. */
static struct slice
nested(struct arena *a, struct slice pointer, struct slice value)
{
	struct slice open = SLICE_LIT(""), close = SLICE_LIT("");

	for (size_t at = 1, end; at <= pointer.len; at = end + 1) {
		struct slice step = slice_sub(pointer, at, end = slice_find(pointer, SLICE_LIT("/"), at));

		if (step.len == 0 || ascii_digit(step.ptr[0]) || step.ptr[0] == '-' ||
		    slice_find(step, SLICE_LIT("~"), 0) != SIZE_MAX)
			return (struct slice){ NULL, 0 };
		open = arena_printf(a, "%.*s{%.*s: ", SLICE_FMT(open), SLICE_FMT(step));
		close = arena_printf(a, "%.*s}", SLICE_FMT(close));
		if (end == SIZE_MAX)
			break;
	}
	return arena_printf(a, "%.*s%.*s%.*s", SLICE_FMT(open), SLICE_FMT(value), SLICE_FMT(close));
}

void
foreign_note_json_patch(struct diags *ds, struct diag *d, const struct val *v)
{
	const struct val *first = v ? v->u.list.items[0] : NULL, *value = val_get_cstr(first, "value");
	struct slice cure = { 0 };

	if (slice_is(text_of(first, "op"), "remove"))
		cure = nested(ds->arena, text_of(first, "path"), SLICE_LIT("{$patch: delete}"));
	else if (value)
		cure = nested(ds->arena, text_of(first, "path"),
		              value->depth == 0 ? spot_show(ds->arena, value) : SLICE_LIT("..."));
	diag_note(ds, d, SPAN_NONE, "a patch is the part of the object that changes, not a list of operations: write %.*s",
	          SLICE_FMT(cure.len ? cure : SLICE_LIT("{spec: ...}, items of lists with their key")));
}

const char *
foreign_in_expression(struct slice from)
{
	static const struct { const char *begin, *cure; } known[] = {
		{ "| default", "write has(x) ? x : y for a default" },
		{ "|", "there are no pipes: write f(x)" },
		{ "if ", "write condition ? a : b" },
		{ "else ", "write condition ? a : b" },
		{ "and ", "write &&" },
		{ "or ", "write ||" },
		{ "not ", "write !" },
		{ "=", "write == to compare" },
		{ "len(", "write size(x)" },
		{ "length(", "write size(x)" },
		{ "default(", "write has(x) ? x : y for a default" },
		{ "str(", "write string(x)" },
		{ "toString(", "write string(x)" },
		{ "quote(", "write json(x)" },
		{ "toJson(", "write json(x)" },
		{ "toYaml(", "write the value as a whole hole, ${x}, or json(x) inside text" },
		{ "lower(", "write x.lowerAscii()" },
		{ "upper(", "write x.upperAscii()" },
		{ "range(", "write lists.range(n)" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (slice_starts(from, slice_of(known[i].begin)))
			return known[i].cure;
	return NULL;
}
