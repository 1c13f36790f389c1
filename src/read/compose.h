/* SPDX-License-Identifier: Apache-2.0 */
/* compose.h - from events to values. Only for read/. */
#ifndef BERTH_READ_COMPOSE_H
#define BERTH_READ_COMPOSE_H

#include "base/map.h"
#include "read/events.h"
#include "read/read.h"

/* A collection that is being read; lives on the stack. */
struct level {
	const struct level *up;
	struct span bracket;        /* src NULL: a block collection */
};

/* The state of reading one source. documents.c sets it up. */
struct composer {
	struct arena *arena;
	struct diags *diags;
	const struct source *src;
	const struct read_limits *limits;
	unsigned flags;             /* enum read_flags */
	struct events *events;
	struct event event;         /* the current one */
	bool stopped;               /* the rest of the file is not read */
	const struct level *level;
	size_t depth;
	size_t nodes, aliased;      /* so far, of the file */
	uint32_t end;               /* behind what was read last */
	struct map anchors;         /* of the document: name -> struct anchored */
};

/* Moves to the next event. Once the text cannot be read further, which is
 * reported then, or the rest was given up, all events are EVENT_FAILED. */
enum event_kind composer_next(struct composer *c);

/* Gives up the rest of the file, after a report. */
void composer_give_up(struct composer *c);

/* The value that begins with the current event; the current one is then its
 * last. &val_bad when it could not be read. */
const struct val *compose_root(struct composer *c);

#endif
