/* SPDX-License-Identifier: Apache-2.0 */
/* rule_path.c - the fieldPath of a rule: ".a.b", "['x']". Only fields of
 * objects and keys of maps, which the schema must have. */
#include "expr/rule_priv.h"
#include "value/build.h"

/* The text cut at dots and brackets; a text in single quotes is one piece. */
static struct slice
piece(struct slice *rest)
{
	struct slice out;
	size_t n = 0;

	if (rest->len && rest->ptr[0] == '\'') {
		for (n = 1; n < rest->len && (rest->ptr[n] != '\'' || rest->ptr[n - 1] == '\\'); n++)
			;
		n += n < rest->len;
	} else {
		while (n < rest->len && rest->ptr[n] != '.' && rest->ptr[n] != '[' && rest->ptr[n] != ']')
			n++;
		n += n == 0 && rest->len;
	}
	out = slice_sub(*rest, 0, n);
	*rest = slice_sub(*rest, n, rest->len);
	return out;
}

/* A text in single quotes, its escapes read; false when it is none. */
static bool
unquote(struct arena *a, struct slice s, struct slice *out)
{
	static const char from[] = "abfnrtv'\\", to[] = "\a\b\f\n\r\t\v'\\";
	char *text = arena_alloc(a, s.len + 1);
	size_t n = 0;

	if (s.len < 2 || s.ptr[0] != '\'' || s.ptr[s.len - 1] != '\'')
		return false;
	for (size_t i = 1; i + 1 < s.len; i++) {
		size_t j = 0;

		if (s.ptr[i] != '\\' || i + 2 >= s.len) {
			text[n++] = s.ptr[i];
			continue;
		}
		i++;
		while (from[j] && from[j] != s.ptr[i])
			j++;
		if (!from[j])
			return false;
		text[n++] = to[j];
	}
	*out = (struct slice){ text, n };
	return true;
}

/* Steps into the field or key `name`; false when the schema has none. */
static bool
step(struct arena *a, struct rule_path *p, const struct schema **s, struct slice name)
{
	const struct property *f = (*s)->nproperties ? property_find(*s, name) : NULL;

	if ((*s)->nproperties ? !f : !(*s)->additional)
		return false;
	*s = f ? f->schema : (*s)->additional;
	vec_push(a, p, name);
	return true;
}

bool
rule_path_parse(struct arena *a, struct slice text, const struct schema *s, struct rule_path *out)
{
	while (text.len) {
		struct slice start = piece(&text), name = piece(&text);

		if (slice_is(start, "[")) {
			if (!unquote(a, name, &name) || !step(a, out, &s, name) || !slice_is(piece(&text), "]"))
				return false;
		} else if (!slice_is(start, ".") || !name.len || !step(a, out, &s, name)) {
			return false;
		}
	}
	return true;
}
