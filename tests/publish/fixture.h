/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.h - small trees for the tests of src/publish: made, published and
 * compared as text. Everything here ends the program when the machine fails. */
#ifndef BERTH_TEST_PUBLISH_FIXTURE_H
#define BERTH_TEST_PUBLISH_FIXTURE_H

#include "base/buf.h"
#include "publish/publish.h"

/* A fresh directory, in memory (/dev/shm) where there is one. */
struct fixture {
	char path[64];
	int fd;
};
void fixture_open(struct fixture *f);
void fixture_close(struct fixture *f);

/* One file. The text of one of ours goes without the first line, which is put before it. */
struct fixture_file {
	const char *path;
	const char *text;
	bool foreign;       /* as it stands, without our mark */
};

/* Ends a table. */
#define FIXTURE_END { NULL, NULL, false }

/* Writes all files of a table below `dir`, making directories. */
void fixture_put(const struct fixture *f, const char *dir, const struct fixture_file *files);

/* The whole tree below `dir` as text, one line an entry, sorted: "path = content", "path/" for
 * an empty directory, "path -> target" for a link; without .berth. "-" when there is none. In b, NUL-terminated. */
const char *fixture_dump(const struct fixture *f, const char *dir, struct buf *b);

/* What fixture_dump would say of a directory with the files of both tables. */
const char *fixture_want(const struct fixture_file *files, const struct fixture_file *more, struct buf *b);

/* A whole run on out/: offers the files, prunes everything, commits. */
enum fixture_status { FIXTURE_OK, FIXTURE_FAILED };
enum fixture_status fixture_publish(int rootfd, const struct fixture_file *files, struct diags *ds,
                                    struct publish_result *r);

/* The bytes of one of our files. */
struct slice fixture_bytes(struct arena *a, const char *text);

/* All messages as they are printed, NUL-terminated. */
const char *fixture_messages(const struct diags *ds, struct buf *b);

#endif
