/* SPDX-License-Identifier: Apache-2.0 */
/* new_base.c - the next version of a base: a copy of its folder. It is made under
 * a hidden name, which nobody reads, and gets its own when it is whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "driver/bases.h"
#include "driver/new.h"
#include "read/read.h"

enum { DEPTH_MAX = 32 };

struct copy {
	struct arena *arena;
	struct diags *diags;
	int rootfd;
	struct slice base_page;              /* the page that gets the new name and version */
	struct slice name, version;
	VEC(struct slice) made;              /* files and folders, in the order in which they were */
};

/* --- files ------------------------------------------------------------------ */

static bool
failed(struct copy *c, struct slice path, int error)
{
	diag_report(c->diags, DIAG_FILE_READ, SPAN_NONE, "cannot copy '%.*s': %s", SLICE_FMT(path), strerror(error));
	return false;
}

/* The folders above a file, as far as they are missing. */
static int
make_folders(struct arena *a, int rootfd, struct slice path)
{
	for (size_t at = slice_find(path, SLICE_LIT("/"), 0); at != SIZE_MAX; at = slice_find(path, SLICE_LIT("/"), at + 1))
		if (mkdirat(rootfd, arena_cstr(a, slice_sub(path, 0, at)), 0777) != 0 && errno != EEXIST)
			return errno;
	return 0;
}

int
new_file(struct arena *a, int rootfd, struct slice path, struct slice bytes, unsigned mode)
{
	int error = make_folders(a, rootfd, path), fd;

	if (error)
		return error;
	fd = openat(rootfd, arena_cstr(a, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
	if (fd < 0)
		return errno;
	error = file_write_all(fd, bytes);
	if (close(fd) != 0 && !error)
		error = errno;
	if (error)
		unlinkat(rootfd, arena_cstr(a, path), 0);
	return error;
}

/* Everything that was made, the last first. */
static void
undo(struct copy *c)
{
	for (size_t i = c->made.len; i-- > 0;) {
		const char *path = arena_cstr(c->arena, c->made.ptr[i]);

		if (unlinkat(c->rootfd, path, 0) != 0)
			unlinkat(c->rootfd, path, AT_REMOVEDIR);
	}
}

/* --- the page ---------------------------------------------------------------- */

/* The text of a source with what stands at `at` replaced. */
static struct slice
replaced(struct arena *a, struct slice text, struct span at, struct slice with)
{
	return arena_printf(a, "%.*s%.*s%.*s", SLICE_FMT(slice_sub(text, 0, at.start)), SLICE_FMT(with),
	                    SLICE_FMT(slice_sub(text, at.end, text.len)));
}

/* base.yaml with the new name and version, all else as it was. */
static bool
new_page(struct copy *c, struct slice path, struct slice *text)
{
	bool ok;
	const struct source *src = read_source(c->arena, c->diags, c->rootfd, path, SPAN_NONE, &ok);
	const struct val *doc, *name, *version;

	if (!ok)
		return false;
	doc = read_yaml(c->arena, c->diags, src, READ_ONE).ptr[0];
	name = val_walk(doc, "metadata.name");
	version = val_walk(doc, "metadata.version");
	if (!val_is(name, VAL_STRING) || !val_is(version, VAL_STRING)) {
		if (doc->kind != VAL_BAD)
			diag_report(c->diags, DIAG_BASE_MISSING, doc->at, "the page has no metadata.name and metadata.version");
		return false;
	}
	*text = src->text;
	/* From the back, so that the other place stays right. */
	if (name->at.start > version->at.start)
		*text = replaced(c->arena, *text, name->at, c->name);
	*text = replaced(c->arena, *text, version->at, c->version);
	if (name->at.start < version->at.start)
		*text = replaced(c->arena, *text, name->at, c->name);
	return true;
}

/* --- the tree ------------------------------------------------------------------ */

static bool
copy_file(struct copy *c, struct slice from, struct slice to, unsigned mode)
{
	struct slice bytes;
	int error = file_read(c->arena, c->rootfd, from, read_limits_default.bytes, &bytes);

	if (error)
		return failed(c, from, error);
	if (slice_eq(from, c->base_page) && !new_page(c, from, &bytes))
		return false;
	error = new_file(c->arena, c->rootfd, to, bytes, mode & 0777);
	if (error)
		return failed(c, to, error);
	vec_push(c->arena, &c->made, to);
	return true;
}

static bool
copy_folder(struct copy *c, struct slice from, struct slice to, unsigned depth)
{
	struct names names = sibling_names(c->arena, c->rootfd, from);

	if (depth > DEPTH_MAX)
		return failed(c, from, ELOOP);
	if (mkdirat(c->rootfd, arena_cstr(c->arena, to), 0777) != 0)
		return failed(c, to, errno);
	vec_push(c->arena, &c->made, to);
	for (size_t i = 0; i < names.len; i++) {
		struct slice old = arena_printf(c->arena, "%.*s/%.*s", SLICE_FMT(from), SLICE_FMT(names.ptr[i]));
		struct slice new = arena_printf(c->arena, "%.*s/%.*s", SLICE_FMT(to), SLICE_FMT(names.ptr[i]));
		struct stat st;

		if (slice_is(names.ptr[i], "__pycache__"))
			continue;
		if (fstatat(c->rootfd, arena_cstr(c->arena, old), &st, AT_SYMLINK_NOFOLLOW) != 0)
			return failed(c, old, errno);
		if (S_ISDIR(st.st_mode) ? !copy_folder(c, old, new, depth + 1) : !copy_file(c, old, new, st.st_mode))
			return false;
	}
	return true;
}

/* --- which ---------------------------------------------------------------------- */

/* "web/1.1.0": a name, and a version of three numbers. */
static bool
is_id(struct slice id, struct copy *c)
{
	size_t slash = slice_find(id, SLICE_LIT("/"), 0);

	c->name = slice_sub(id, 0, slash);
	c->version = slash == SIZE_MAX ? SLICE_LIT("") : slice_sub(id, slash + 1, id.len);
	if (path_is_name(c->name) && path_is_name(c->version) && c->version.ptr[0] >= '0' && c->version.ptr[0] <= '9')
		return true;
	diag_report(c->diags, DIAG_BASE_MISSING, SPAN_NONE, "'%.*s' is no NAME/VERSION of a base, such as web/1.1.0",
	            SLICE_FMT(id));
	return false;
}

static bool
has_source(struct copy *c, struct slice from)
{
	struct names all = bases_list(c->arena, c->rootfd);

	for (size_t i = 0; i < all.len; i++)
		if (slice_eq(all.ptr[i], from))
			return true;
	bases_unknown(c->diags, DIAG_BASE_MISSING, all, from);
	return false;
}

static bool
copy_base(struct copy *c, struct slice from, struct slice to)
{
	struct slice folder = arena_printf(c->arena, "bases/%.*s", SLICE_FMT(c->name));
	struct slice hidden = arena_printf(c->arena, "%.*s/.new-%.*s", SLICE_FMT(folder), SLICE_FMT(c->version));
	struct slice old = arena_join(c->arena, SLICE_LIT("bases/"), from);
	struct slice new = arena_join(c->arena, SLICE_LIT("bases/"), to);

	c->base_page = arena_join(c->arena, old, SLICE_LIT("/base.yaml"));
	/* An empty folder would be replaced below; nothing that is there is touched. */
	if (faccessat(c->rootfd, new.ptr, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return failed(c, new, EEXIST);
	if (mkdirat(c->rootfd, folder.ptr, 0777) == 0)
		vec_push(c->arena, &c->made, folder);
	if (!copy_folder(c, old, hidden, 0))
		return false;
	return renameat(c->rootfd, hidden.ptr, c->rootfd, new.ptr) == 0 || failed(c, new, errno);
}

bool
new_base(struct arena *a, struct diags *ds, int rootfd, struct slice from, struct slice to)
{
	struct copy c = { .arena = a, .diags = ds, .rootfd = rootfd };

	if (!is_id(to, &c) || !has_source(&c, from))
		return false;
	if (copy_base(&c, from, to))
		return true;
	undo(&c);
	return false;
}
