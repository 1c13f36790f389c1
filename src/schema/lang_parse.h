/* SPDX-License-Identifier: Apache-2.0 */
/* lang_parse.h - private to schema/lang*.c: a pattern as a tree. */
#ifndef BERTH_SCHEMA_LANG_PARSE_H
#define BERTH_SCHEMA_LANG_PARSE_H

#include "schema/lang_priv.h"

enum re_kind {
	RE_SET,     /* a character of the set */
	RE_CAT,     /* the items behind each other; without items the empty text */
	RE_ALT,     /* one of the items */
	RE_REPEAT,  /* min to max of items[0] */
	RE_BEGIN,
	RE_END,
};

struct re_node {
	enum re_kind kind;
	bool anchors;           /* RE_BEGIN or RE_END is in it */
	struct lang_set set;
	const struct re_node **items;
	size_t nitems;
	size_t min, max;        /* max SIZE_MAX: without end */
};

/* NULL for what is no pattern of RE2's, and for what the tree cannot say: word
 * boundaries, anchors of lines, properties of Unicode, case beyond ASCII. */
const struct re_node *re_parse(struct arena *a, struct slice re2);

#endif
