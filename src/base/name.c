/* SPDX-License-Identifier: Apache-2.0 */
/* name.c - names of objects, and keys and values of labels. */
#include "base/name.h"

#include "base/ascii.h"

static bool
small(char c)
{
	return ascii_digit(c) || ascii_lower(c);
}

/* `is` at both ends, '-' and the characters of `more` between. */
static bool
framed(struct slice s, bool (*is)(char c), struct slice more)
{
	if (s.len == 0 || !is(s.ptr[0]) || !is(s.ptr[s.len - 1]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is(s.ptr[i]) && s.ptr[i] != '-' && slice_rfind_char(more, s.ptr[i]) == SIZE_MAX)
			return false;
	return true;
}

static bool
dotted(struct slice s, bool (*is)(char c))
{
	for (size_t at = 0;;) {
		size_t dot = slice_find(s, SLICE_LIT("."), at);

		if (!framed(slice_sub(s, at, dot), is, SLICE_LIT("")))
			return false;
		if (dot == SIZE_MAX)
			return true;
		at = dot + 1;
	}
}

bool
name_is_label(struct slice s)
{
	return framed(s, small, SLICE_LIT(""));
}

bool
name_is_subdomain(struct slice s)
{
	return dotted(s, small);
}

bool
name_is_part(struct slice s)
{
	return framed(s, ascii_alnum, SLICE_LIT("_."));
}

bool
name_is_label_value(struct slice s)
{
	return s.len == 0 || (s.len <= NAME_LABEL_MAX && name_is_part(s));
}

static bool
key(struct slice s, bool (*is)(char c))
{
	size_t slash = slice_find(s, SLICE_LIT("/"), 0);

	if (slash != SIZE_MAX) {
		if (slash > NAME_SUBDOMAIN_MAX || !dotted(slice_sub(s, 0, slash), is))
			return false;
		s = slice_sub(s, slash + 1, s.len);
	}
	return s.len <= NAME_LABEL_MAX && name_is_part(s);
}

bool
name_is_label_key(struct slice s)
{
	return key(s, small);
}

bool
name_is_annotation_key(struct slice s)
{
	return key(s, ascii_alnum);
}
