/* SPDX-License-Identifier: Apache-2.0 */
/* path.c - file names as text. */
#include "base/path.h"

#include <string.h>

#include "base/ascii.h"

/* Appends the components of `part` to out[0..*len), resolving "..". */
static bool
append(char *out, size_t *len, struct slice part)
{
	size_t at = 0;

	while (at <= part.len) {
		size_t end = slice_find(part, SLICE_LIT("/"), at);
		struct slice name;

		if (end == SIZE_MAX)
			end = part.len;
		name = slice_sub(part, at, end);
		at = end + 1;
		if (name.len == 0 || slice_is(name, "."))
			continue;
		if (slice_is(name, "..")) {
			if (*len == 0)
				return false;
			*len = path_dir((struct slice){ out, *len }).len;
			continue;
		}
		if (*len)
			out[(*len)++] = '/';
		memcpy(out + *len, name.ptr, name.len);
		*len += name.len;
	}
	return true;
}

struct slice
path_join(struct arena *a, struct slice dir, struct slice name)
{
	char *out = arena_alloc(a, dir.len + name.len + 3);
	size_t len = 0;

	if (name.len && name.ptr[0] == '/')
		return (struct slice){ NULL, 0 };
	if (!append(out, &len, dir) || !append(out, &len, name))
		return (struct slice){ NULL, 0 };
	out[len] = '\0';
	return (struct slice){ out, len };
}

struct slice
path_dir(struct slice path)
{
	size_t at = slice_rfind_char(path, '/');

	return at == SIZE_MAX ? slice_sub(path, 0, 0) : slice_sub(path, 0, at);
}

struct slice
path_base(struct slice path)
{
	size_t at = slice_rfind_char(path, '/');

	return at == SIZE_MAX ? path : slice_sub(path, at + 1, path.len);
}

bool
path_below(struct slice path, struct slice dir)
{
	if (dir.len == 0)
		return true;
	if (!slice_starts(path, dir))
		return false;
	return path.len == dir.len || path.ptr[dir.len] == '/';
}

bool
path_has_stem(struct slice path, struct slice stem)
{
	struct slice name = path_base(path);
	size_t dot = slice_rfind_char(name, '.');

	return slice_eq(dot == SIZE_MAX ? name : slice_sub(name, 0, dot), stem);
}

bool
path_is_name(struct slice name)
{
	if (name.len == 0 || name.len > 200 || name.ptr[0] == '.')
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!ascii_alnum(c) && c != '.' && c != '-' && c != '_')
			return false;
	}
	return true;
}
