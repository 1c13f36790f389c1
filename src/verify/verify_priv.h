/* SPDX-License-Identifier: Apache-2.0 */
/* verify_priv.h - what the files of this folder share. */
#ifndef BERTH_VERIFY_VERIFY_PRIV_H
#define BERTH_VERIFY_VERIFY_PRIV_H

#include "verify/verify.h"

/* Reports about `v`, a value inside `o`: at the base's line, with notes that
 * name the object and the lines of the spec that v was computed from. */
struct diag *verify_report(struct verify *v, const struct object *o, enum diag_code code, const struct val *at,
                           const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Adds those notes to a message that was reported already. */
void verify_note(struct verify *v, struct diag *d, const struct object *o, const struct val *at);

/* The pod template of a workload (NULL when it is none): its metadata and
 * spec stand in the value. For a Pod the object itself. */
const struct val *verify_template(const struct object *o);

/* Names and labels (name.c). */
void verify_names(struct verify *v, const struct object *o);

/* What stands in one workload: selector, containers, ports, probes, volumes
 * (workload.c). */
void verify_workload(struct verify *v, const struct object *o);

/* What an object says of others (reference.c). */
void verify_references(struct verify *v, const struct object *o);

/* Sizes, and text that is replaced when the files are applied (text.c). */
void verify_text(struct verify *v, const struct object *o);

/* Label selectors (selector.c). */

/* Whether `labels` satisfy a LabelSelector ({matchLabels, matchExpressions}).
 * Labels that controllers add at run time are taken to match. */
bool selector_matches(const struct val *selector, const struct val *labels);

/* The same for a plain map, as a Service has it. */
bool selector_map_matches(const struct val *map, const struct val *labels);

/* Items of a list field; an absent one is empty. */
static inline size_t
verify_len(const struct val *list)
{
	return val_is(list, VAL_LIST) ? list->u.list.len : 0;
}

static inline struct slice
verify_text_of(const struct val *v, const char *key)
{
	return val_text(val_get_cstr(v, key), (struct slice){ NULL, 0 });
}

#endif
