/* SPDX-License-Identifier: Apache-2.0 */
/* path.h - places inside a document: spec.containers[name=app].image.
 *
 * Two forms: a chain on the stack, built by code that walks a value and
 * printed only for a message; and a parsed list of steps, for paths that
 * people write (sealed paths, `berth explain`). */
#ifndef BERTH_VALUE_PATH_H
#define BERTH_VALUE_PATH_H

#include "value/val.h"

/* One step of a walk; lives on the stack of the walker. */
struct doc_path {
	const struct doc_path *parent;  /* NULL at the root */
	struct slice key;               /* ptr NULL: an index */
	size_t index;
};
#define DOC_KEY(p, k)   ((struct doc_path){ (p), (k), 0 })
#define DOC_INDEX(p, i) ((struct doc_path){ (p), { NULL, 0 }, (i) })

/* "spec.ports[0].name"; keys that are no plain words stand as ['a.b/c'].
 * NULL gives "". */
struct slice doc_path_text(struct arena *a, const struct doc_path *p);

/* A parsed path. Grammar: step { step }, the first dot optional;
 *   step = '.' word | '[' digits ']' | '[*]' | '[' word '=' text ']' | "['" key "']"
 * where a word is letters, digits, '_', '-', '/', '$'; text is up to ']'. */
enum step_kind { STEP_KEY, STEP_INDEX, STEP_ALL, STEP_MATCH };
struct step {
	enum step_kind kind;
	struct slice key;    /* STEP_KEY, STEP_MATCH */
	struct slice value;  /* STEP_MATCH */
	size_t index;        /* STEP_INDEX */
};
struct steps {
	const struct step *ptr;
	size_t len;
};

/* False when `text` is no path; *bad_at is then the offset of the trouble. */
bool steps_parse(struct arena *a, struct slice text, struct steps *out, size_t *bad_at);

/* What stands at the path, or NULL. STEP_ALL takes the first item. */
const struct val *steps_find(const struct val *v, struct steps s);

/* Whether the walked place `p` is at, below or above the path: a change at p
 * touches what the path seals. `root` is the value that p was walked in
 * (keyed steps look into it). */
bool steps_touch(struct steps s, const struct val *root, const struct doc_path *p);

#endif
