/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - files as sources. */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "read/read.h"

/* The message for what file_read says; %s of the path stands before it. */
static void
report(struct diags *ds, struct span at, struct slice path, int err)
{
	switch (err) {
	case EXDEV:
		diag_report(ds, DIAG_FILE_ESCAPES, at, "'%.*s' leads out of the project", SLICE_FMT(path));
		break;
	case EFBIG:
		diag_report(ds, DIAG_FILE_LARGE, at, "'%.*s' is larger than %zu bytes", SLICE_FMT(path),
		            read_limits_default.bytes);
		break;
	case EISDIR:
		diag_report(ds, DIAG_FILE_KIND, at, "'%.*s' is a folder, not a file", SLICE_FMT(path));
		break;
	case EINVAL:
		diag_report(ds, DIAG_FILE_KIND, at, "'%.*s' is not a regular file", SLICE_FMT(path));
		break;
	default:
		diag_report(ds, DIAG_FILE_READ, at, "cannot read '%.*s': %s", SLICE_FMT(path), strerror(err));
	}
}

const struct source *
read_source(struct arena *a, struct diags *ds, int dirfd, struct slice path, struct span from, bool *ok)
{
	struct slice name = arena_slice(a, path), text = { "", 0 };
	int err = file_read(a, dirfd, name, read_limits_default.bytes, &text);
	const struct source *src;

	if (err == ENOMEM)
		arena_oom(0);
	*ok = err == 0;
	src = source_new(a, name, *ok ? text : SLICE_LIT(""));
	if (err)
		report(ds, from.src ? from : span_file(src), name, err);
	return src;
}
