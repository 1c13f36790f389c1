/* SPDX-License-Identifier: Apache-2.0 */
/* switch.h - carrying out a journal in a run that lives, and taking it back
 * when a step fails. Private to this folder. */
#ifndef BERTH_PUBLISH_SWITCH_H
#define BERTH_PUBLISH_SWITCH_H

#include "publish/publish_priv.h"

struct switcher {
	struct publish *p;
	struct journal *journal;
	int savedfd;         /* where replaced files wait; -1: none needed */
	struct slice dir;    /* of the last entry, with its two descriptors */
	int stage, out;      /* -1: not open */
};

/* Makes the place for replaced files. 0 or an errno. */
int switch_begin(struct switcher *s, struct publish *p, struct journal *j);

/* Entry i. 0, or an errno and nothing happened. No memory is asked for: a
 * run never ends here for lack of it. */
int switch_do(struct switcher *s, size_t i);

/* Takes entries [0, n) back, the last one first; stops at the first failure.
 * Wherever it stops, carrying the journal out again leads to the new tree. */
int switch_undo(struct switcher *s, size_t n);

void switch_end(struct switcher *s);

/* Makes the directories that the entries touch durable. 0 or an errno. */
int switch_sync(struct publish *p, const struct journal *j);

/* Removes directories that deletions left empty; others stay. */
void switch_remove_emptied(struct publish *p, const struct journal *j);

#endif
