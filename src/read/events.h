/* SPDX-License-Identifier: Apache-2.0 */
/* events.h - a YAML text as a stream of events with byte spans. Only for
 * read/. Implemented by yaml.c, which hides libfyaml: nobody else knows its
 * marks, its tokens or its words. */
#ifndef BERTH_READ_EVENTS_H
#define BERTH_READ_EVENTS_H

#include "diag/source.h"
#include "value/val.h"

enum event_kind {
	EVENT_FAILED,  /* the text cannot be read further; see events_failure */
	EVENT_DOCUMENT,
	EVENT_DOCUMENT_END,
	EVENT_LIST,
	EVENT_LIST_END,
	EVENT_MAP,
	EVENT_MAP_END,
	EVENT_SCALAR,
	EVENT_ALIAS,
	EVENT_END,     /* of the stream */
};

/* Text is borrowed from the source or in the arena. */
struct event {
	enum event_kind kind;
	bool written;         /* false: a scalar that stands nowhere ("a:"), a document without '---' */
	unsigned char style;  /* of a scalar: enum val_style, never NONE */
	/* A scalar with its quotes or its block indicator, up to its last
	 * character; an alias with its '*'; a bracket, or the point where a block
	 * collection begins or ends; '---'. Where nothing is written: the point
	 * behind what was read last. */
	struct span at;
	struct slice text;    /* of a scalar, decoded; of an alias, its name */
	struct slice anchor;  /* name; ptr NULL: none */
	struct slice tag;     /* in full: "tag:yaml.org,2002:str", "!x", "!"; ptr NULL: none */
	struct span tag_at;
	int major, minor;     /* of a document: the version it declares; 0 when none */
};

struct events;

/* Begins to read. The source must be good in the sense of text_check. Lives
 * in the arena, but must be closed. Out of memory goes to arena_oom. */
struct events *events_open(struct arena *a, const struct source *src);
void events_close(struct events *e);

/* The next event. After EVENT_FAILED or EVENT_END: the same again. */
struct event events_next(struct events *e);

/* After EVENT_FAILED: what the library says, borrowed from it until
 * events_close, and where. NULL: it gave no reason. */
const char *events_failure(const struct events *e, struct span *at);

#endif
