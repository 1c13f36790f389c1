/* SPDX-License-Identifier: Apache-2.0 */
/* publish_priv.h - a run's state; for this folder only.
 *
 * publish.c opens and closes, offer.c takes files from threads, stale.c
 * finds what nobody offered, commit.c switches, recover.c does so for a run
 * that died, visit.c shows. */
#ifndef BERTH_PUBLISH_PUBLISH_PRIV_H
#define BERTH_PUBLISH_PUBLISH_PRIV_H

#include <pthread.h>
#include <sys/stat.h>

#include "base/map.h"
#include "base/vec.h"
#include "publish/journal.h"
#include "publish/publish.h"
#include "publish/tree.h"

#define BERTH_DIR    ".berth"   /* below out/, while a run is under way */
#define STAGE_DIR    "stage"    /* new files, under the paths they will have */
#define SAVED_DIR    "saved"    /* replaced files, by number of entry, to go back */
#define JOURNAL_NAME "journal"

enum file_state {
	FILE_PENDING,  /* a thread is at it */
	FILE_KEPT,     /* publish_keep; may be offered with bytes all the same */
	FILE_SAME, FILE_NEW, FILE_CHANGED, FILE_FAILED,
};

/* A file that was offered. Guarded by the lock until no thread adds. */
struct out_file {
	struct slice path;     /* below out/, a NUL behind it */
	struct out_dir *dir;   /* NULL: FILE_KEPT, or failed early */
	enum file_state state;
	size_t size;
	uint64_t spilled;      /* a dry run's bytes begin here in the spill file */
};

enum dir_state { DIR_OLD, DIR_NEW, DIR_TAKEN, DIR_LINK, DIR_ERROR };

/* A directory of out/ that holds or will hold an output file. Only `staged`
 * changes after it was put into the table. */
struct out_dir {
	struct slice path;       /* below out/, a NUL behind it; "" is out/ */
	struct out_dir *parent;  /* NULL: out/ */
	enum dir_state state;    /* a bad state is handed down to all below */
	int err;                 /* DIR_ERROR */
	struct slice culprit;    /* bad states: the component in the way */
	bool staged;             /* is there in the stage */
};

struct publish {
	struct arena arena;        /* guarded by the lock */
	pthread_mutex_t lock;      /* of the tables, never held over file work */
	pthread_cond_t settled;    /* a pending file is no longer */
	struct map files, dirs;    /* struct out_file, struct out_dir by path */
	int rootfd;                /* borrowed */
	struct slice out;          /* a NUL behind it */
	size_t max_delete;
	int outfd;                 /* locked; -1: there is no out/ */
	int berthfd, stagefd;      /* -1: nothing is staged yet */
	int spillfd, spill_err;    /* dry: what differs, for publish_visit */
	uint64_t spilled;
	bool dry;
	bool absent, created;      /* there was no out/ at the start; this run made it */
	bool failed;               /* a file could not be taken: no commit */
	bool kept, done;           /* the journal must stay; the commit is through */
	bool prune_all;
	VEC(struct slice) scopes;
	bool stale_known;
	VEC(struct slice) stale;   /* ours, not offered; sorted, each with a NUL behind it */
};

/* Reports a problem with `path` below out/ ("" is out/ itself); the text goes on with ": strerror"
 * when err is not 0. */
struct diag *publish_complain(const struct publish *p, struct diags *ds, enum diag_code code, struct slice path,
                              const char *text, int err);

/* Makes out/ when it is missing, and the stage in it. False: reported. */
bool publish_stage_ready(struct publish *p, struct diags *ds);

/* Removes the stage, the saved files and .berth; 0 or an errno. */
int publish_wipe(struct publish *p);

/* Finds the stale files, once. False: reported. */
bool publish_find_stale(struct publish *p, struct diags *ds);

/* Completes or drops what a dead run left in out/. False: reported. */
bool publish_recover(struct publish *p, struct diags *ds);

/* The files that differ, sorted by path, in arena `a`. */
struct out_file **publish_differing(struct publish *p, struct arena *a, size_t *n);

/* Removes the journal, durably. 0 or an errno. */
int publish_drop_journal(struct publish *p);

/* Behind a switch that is done and durable: removes directories that the
 * deletions emptied, the journal and all else in .berth. What cannot be
 * removed is a warning. */
void publish_finish(struct publish *p, struct diags *ds, const struct journal *j);

void publish_stat_from(struct publish_stat *out, const struct stat *st);

#endif
