/* SPDX-License-Identifier: Apache-2.0 */
/* read.h - YAML and JSON texts as values with places.
 *
 * YAML is YAML 1.2 with the core schema, restricted as documented in
 * doc/conformance.md. Everything that cannot be read rightly is a message at
 * its place (B01xx); nothing is guessed. */
#ifndef BERTH_READ_READ_H
#define BERTH_READ_READ_H

#include "diag/diag.h"
#include "value/val.h"

/* Makes running out of memory inside the libraries what it is in the arena
 * (arena_oom). Call it once, before any thread starts. */
void read_init(void);

struct read_limits {
	size_t bytes;    /* of a file */
	size_t depth;    /* of nesting, at most VAL_DEPTH_MAX */
	size_t nodes;    /* of a file, aliases expanded */
	size_t aliases;  /* nodes that aliases may add in all */
};

extern const struct read_limits read_limits_default;

/* Reads the file `path` below `dirfd` into a new source. On failure reports
 * and returns a source with empty text and *ok false, so that places can
 * still name it. Text and path are in the arena. `from` is the place that
 * named the file (SPAN_NONE: the command line or a directory listing); the
 * message stands there when it has a source. */
const struct source *read_source(struct arena *a, struct diags *ds, int dirfd, struct slice path,
                                 struct span from, bool *ok);

enum read_flags {
	READ_ONE = 1,        /* exactly one document; none or several is an error */
	READ_WARN_11 = 2,    /* warn about plain scalars that YAML 1.1 readers (kubectl) take for another type */
	READ_WARN_11_VALUES = 4,  /* the same for values only: 0400 in a manifest of a base */
};

struct documents {
	const struct val *const *ptr;  /* a document that failed is &val_bad */
	size_t len;
};

/* All documents of a YAML source; with READ_ONE always exactly one, &val_bad
 * when there is none or there are several. After a mistake of syntax the
 * document is &val_bad and the last one. After other mistakes only what they
 * stand in is (a value with an unknown tag, a map with a merge key); of a key
 * that is written twice the first counts. So check ds->errors before using
 * anything, but go on checking what is there.
 *
 * Values are in the arena, their text borrowed from the source or in the
 * arena. Spans: quoted text with its quotes, block text from its indicator to
 * its last character, collections from their first byte to the end of their
 * last child or bracket, without anchors and tags; nothing ("a:") is a point
 * behind its indicator. What an alias stands for is shared, and stands where
 * its anchor is. Keys are their text as it stands, whatever its type. */
struct documents read_yaml(struct arena *a, struct diags *ds, const struct source *src, unsigned flags);

/* One JSON text (RFC 8259; duplicate keys refused), without places inside:
 * every value's span is the file. Integers beyond 64 bits become doubles; text
 * may hold NUL. For the bundles and test data. &val_bad after an error. */
const struct val *read_json(struct arena *a, struct diags *ds, const struct source *src);

#endif
