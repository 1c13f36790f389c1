/* SPDX-License-Identifier: Apache-2.0 */
/* tag.h - the tags of the core schema; all others are refused. Only for
 * read/. */
#ifndef BERTH_READ_TAG_H
#define BERTH_READ_TAG_H

#include "diag/diag.h"
#include "value/val.h"

/* A scalar that has a tag. */
struct tagged {
	struct slice tag;    /* in full: "tag:yaml.org,2002:int", "!x", "!" */
	struct span tag_at;
	struct slice text;   /* decoded */
	struct span at;
};

/* Sets kind and content of `v` to what the tag makes of the text (YAML 1.2.2
 * §10.3: null, bool, int, float, str, and "!" for text); false after a report. */
bool tag_scalar(struct diags *ds, const struct tagged *t, struct val *v);

/* Whether the tag is one for a list or a map, as `is_map` says; reports when
 * not. */
bool tag_collection(struct diags *ds, struct slice tag, struct span at, bool is_map);

#endif
