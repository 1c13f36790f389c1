/* SPDX-License-Identifier: Apache-2.0 */
/* tree.h - files and directories below an open directory, never through a
 * symbolic link: what stands in out/ may have been put there by anybody.
 * Private to this folder. Errors are errno values. */
#ifndef BERTH_PUBLISH_TREE_H
#define BERTH_PUBLISH_TREE_H

#include "base/buf.h"

enum {
	TREE_PATH = 1024,  /* bytes of a path, its NUL included */
	TREE_DEPTH = 32,   /* components of a path */
};

/* Why `path` cannot name an output file, as the end of a sentence ("leads
 * out of the directory"), or NULL when it can: relative, clean, without "."
 * and "..", printable, within the limits above, and not below ".berth". */
const char *tree_path_fault(struct slice path);

/* `path` with a NUL behind it. It must be shorter than TREE_PATH. */
const char *tree_cstr(char text[TREE_PATH], struct slice path);

/* openat(2) that refuses symbolic links in every component and everything
 * that leads out of `dirfd`; "" is the directory itself. -1 and errno;
 * a link is ELOOP, or ENOTDIR when a directory was asked for. Never blocks on a FIFO. */
int tree_open(int dirfd, const char *path, int flags);

/* The directory that holds `path`, for the *at functions (O_PATH); the name in it is put
 * to *name, which points into path. */
int tree_open_parent(int dirfd, const char *path, const char **name);

/* Whether the open file begins with our mark: 1, 0, or -1 and errno. */
int tree_is_marked(int fd);

/* Whether the open file has these bytes from an offset on: 1, 0, or -1 and
 * errno. What follows them is not looked at. */
int tree_has_bytes(int fd, uint64_t from, struct slice bytes);

/* Appends all bytes of a regular file. */
int tree_read(int dirfd, const char *path, struct buf *out);

/* A new file with these bytes. EEXIST when there is anything already. */
int tree_write(int dirfd, const char *path, struct slice bytes);

/* What stands under a name (not followed). */
enum tree_kind { TREE_MISSING, TREE_FILE, TREE_DIR, TREE_LINK, TREE_OTHER, TREE_UNKNOWN };
enum tree_kind tree_kind_of(int dirfd, const char *path, int *err);

/* A walk over everything below a directory, contents before the directory
 * that holds them, in no order. */
struct tree_walk {
	/* Called with the directory, the name in it and the kind; `path` and
	 * `len` below say where it is. 0 goes on, an errno ends the walk. */
	int (*visit)(struct tree_walk *w, int dirfd, const char *name, enum tree_kind kind);
	void *ctx;
	const char *skip;       /* a name at the top that is left out, or NULL */
	char path[TREE_PATH];   /* of the entry, below the start; at an error, where it was */
	size_t len, depth;
};

/* Entries that lie too deep or have too long a path are left out. Returns 0
 * or the errno that ended the walk. */
int tree_each(struct tree_walk *w, int dirfd, const char *start);

/* Removes a file, or a directory with all that is in it; 0 when there is
 * nothing. */
int tree_remove(int dirfd, const char *name);

/* Makes everything below a directory durable, file by file. */
int tree_sync(int dirfd, const char *start);

#endif
