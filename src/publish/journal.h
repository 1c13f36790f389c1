/* SPDX-License-Identifier: Apache-2.0 */
/* journal.h - what a switch of the output does, as text that survives it.
 *
 *   berth-journal 1
 *   dir eu-west-1/payments
 *   new eu-west-1/search/backup.yaml
 *   change eu-west-1/search/web.yaml
 *   delete eu-west-1/gone/web.yaml
 *   end 4 <SHA-256 of everything before this line, hexadecimal>
 *
 * Without a right last line the run died before it began to switch. Private
 * to this folder. */
#ifndef BERTH_PUBLISH_JOURNAL_H
#define BERTH_PUBLISH_JOURNAL_H

#include "base/arena.h"
#include "base/buf.h"

enum journal_op {
	JOURNAL_DIR,     /* a staged directory becomes one of out/ */
	JOURNAL_NEW,     /* a staged file, where there is none yet */
	JOURNAL_CHANGE,  /* a staged file in place of one of ours */
	JOURNAL_DELETE,  /* a file of ours goes */
};

struct journal_entry {
	enum journal_op op;
	bool saved;         /* the old file is kept until all is done; not written down */
	struct slice path;  /* below out/, a NUL behind it */
};

struct journal {
	struct journal_entry *entries;
	size_t n;
};

/* The text, appended. */
void journal_format(struct buf *out, const struct journal *j);

/* Reads one back into the arena. False when it is not complete, or holds
 * anything that journal_format would not have written; such paths, too, as
 * no output file may have (tree_path_fault). */
bool journal_parse(struct arena *a, struct slice text, struct journal *out);

#endif
