/* SPDX-License-Identifier: Apache-2.0 */
/* sibling.c - names beside a file that is missing. Only looked at when a
 * message is certain, so what a machine cannot list is left out silently. */
#include "render/sibling.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"
#include "base/vec.h"
#include "diag/nearest.h"

enum { NAMES_MAX = 10000 };

static int
by_bytes(const void *x, const void *y)
{
	return slice_cmp(*(const struct slice *)x, *(const struct slice *)y);
}

struct names
sibling_names(struct arena *a, int rootfd, struct slice dir)
{
	VEC(struct slice) names = { 0 };
	int fd = openat(rootfd, dir.len ? arena_cstr(a, dir) : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	for (struct dirent *e = d ? readdir(d) : NULL; e && names.len < NAMES_MAX; e = readdir(d))
		if (e->d_name[0] != '.')
			vec_push(a, &names, arena_slice(a, slice_of(e->d_name)));
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	/* The first of equally near names wins, whatever order a disk has. */
	if (names.len)
		qsort(names.ptr, names.len, sizeof(struct slice), by_bytes);
	return (struct names){ names.ptr, names.len };
}

static bool
exists(struct arena *a, int rootfd, struct slice path)
{
	return faccessat(rootfd, arena_cstr(a, path), F_OK, 0) == 0;
}

struct slice
sibling_nearest(struct arena *a, int rootfd, struct slice path)
{
	struct slice none = { NULL, 0 };

	for (size_t at = 0; at < path.len;) {
		size_t end = slice_find(path, SLICE_LIT("/"), at);
		struct slice upto = slice_sub(path, 0, end), dir = slice_sub(path, 0, at ? at - 1 : 0);
		struct nearest n = NEAREST_INIT(slice_sub(path, at, end));

		if (!exists(a, rootfd, upto)) {
			struct names names = sibling_names(a, rootfd, dir);

			for (size_t i = 0; i < names.len; i++)
				nearest_offer(&n, names.ptr[i]);
			return n.best.ptr ? path_join(a, dir, n.best) : none;
		}
		if (end == SIZE_MAX)
			break;
		at = end + 1;
	}
	return none;
}

void
sibling_note(struct diags *ds, int rootfd, struct slice path, struct span at)
{
	struct diag *d = ds->last;
	struct slice near;

	if (!d || d->at.src != at.src || d->at.start != at.start || d->notes)
		return;
	near = sibling_nearest(ds->arena, rootfd, path);
	if (near.ptr)
		diag_note(ds, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near));
}
