/* SPDX-License-Identifier: Apache-2.0 */
/* diag.h - what is wrong with the input, collected until it is printed.
 *
 * Each mistake is reported once, where most is known about it; callers look
 * only at the result. A construct that failed gives a poison (VAL_BAD,
 * EX_BAD, NULL) that stays silent afterwards, so that one mistake is one
 * message. Messages are sentence parts: lower case, no final full stop, the
 * problem first, names in single quotes. The cure belongs into a note
 * ("did you mean 'x'?", "write it as ...").
 *
 * A collection belongs to one thread (one tenant); the driver joins them in
 * the order of places, so the output does not depend on threads. */
#ifndef BERTH_DIAG_DIAG_H
#define BERTH_DIAG_DIAG_H

#include "base/map.h"
#include "diag/source.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

enum diag_code {
	DIAG_NONE = 0,
#define CODE(name, number, severity, summary) name = (number),
#include "diag/codes.def"
#undef CODE
	DIAG_PUBLISH_FIRST = 800,  /* codes of writing out/: the machine, not the input */
	DIAG_PUBLISH_LAST = 899,
};

struct diag_note {
	struct span at;           /* SPAN_NONE: a note without a place */
	struct slice text;
	struct diag_note *next;
};

struct diag {
	enum diag_code code;
	enum diag_severity severity;
	struct span at;
	struct slice text;
	struct diag_note *notes;  /* in the order they were added */
	struct diag *next;        /* in the order they were reported */
};

struct diags {
	struct arena *arena;      /* where messages live */
	struct diag *first, *last;
	size_t errors, warnings;  /* all, also those over the limit */
	size_t limit;             /* messages kept; 0: DIAG_LIMIT */
	struct map seen;          /* of messages, so that each stands once */
	struct diag spare;        /* what reports over the limit are given */
};

enum { DIAG_LIMIT = 100 };

#define DIAGS_INIT(a) ((struct diags){ .arena = (a), .seen = MAP_INIT(a) })

/* Records one problem. Returns it for diag_note; never NULL, valid as long
 * as the arena. The same code, place and text again is not recorded again. */
struct diag *diag_report(struct diags *ds, enum diag_code code, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Adds a note to a problem: another place, the cure, the nearest name. */
void diag_note(struct diags *ds, struct diag *d, struct span at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Moves copies of all of `from` behind those of `to`, into to's arena. Places
 * keep pointing at their sources, which must live on. */
void diag_append(struct diags *to, const struct diags *from);

/* Sorts by path, offset, then age. */
void diag_sort(struct diags *ds);

/* The registry. */
struct diag_info {
	enum diag_code code;
	const char *name;     /* "DIAG_FILE_READ" */
	enum diag_severity severity;
	const char *summary;
};

/* All codes in the order of their numbers; *n is set. */
const struct diag_info *diag_registry(size_t *n);

/* One code, or NULL. */
const struct diag_info *diag_info(unsigned number);

#endif
