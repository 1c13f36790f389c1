/* SPDX-License-Identifier: Apache-2.0 */
/* rule.h - what the API server asks of names, labels and annotations, and no
 * schema says (apimachinery, pkg/api/validation and pkg/util/validation): each
 * rule once, as a test of a text and as the language of all good texts, for
 * those who judge objects whose texts are not there yet. */
#ifndef BERTH_VERIFY_RULE_H
#define BERTH_VERIFY_RULE_H

#include "render/object.h"

struct text_rule {
	size_t max;                     /* bytes */
	bool (*fits)(struct slice s);   /* apart from the length; NULL: every text */
	const char *re2;                /* the same as a pattern; NULL: every text */
	const char *words;              /* what it asks for */
};

/* Of the names of objects of a kind. */
const struct text_rule *rule_of_name(struct slice kind);

extern const struct text_rule rule_label_key, rule_label_value, rule_annotation_key;

/* The pod template of a workload (NULL when it is none): its metadata and
 * spec stand in the value. For a Pod the object itself. */
const struct val *rule_template(struct slice kind, const struct val *object);

#endif
