/* SPDX-License-Identifier: Apache-2.0 */
/* file.h - reading whole files below a directory, and writing all of a
 * buffer. Errors are errno values; the caller reports them. */
#ifndef BERTH_BASE_FILE_H
#define BERTH_BASE_FILE_H

#include "base/arena.h"

/* Reads the regular file `path` below the open directory `dirfd` into the
 * arena, followed by a NUL that the length does not count. Symbolic links
 * are followed as long as they stay below the directory.
 * Returns 0 or an errno; in particular EXDEV for a link that leads out,
 * EISDIR for a directory, EINVAL for another kind of file, EFBIG for more
 * than `limit` bytes. */
int file_read(struct arena *a, int dirfd, struct slice path, size_t limit, struct slice *out);

/* Whether the open file `fd` is or lies below the open directory `dirfd`, by
 * the names that both have now; false where those are not known (no /proc). */
bool file_below(int dirfd, int fd);

/* Writes all bytes to fd. Returns 0 or an errno. */
int file_write_all(int fd, struct slice bytes);

#endif
