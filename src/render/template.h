/* SPDX-License-Identifier: Apache-2.0 */
/* template.h - a value with holes, compiled once and filled for each tenant.
 *
 * A scalar that is one hole '${e}' keeps e's type; holes inside longer text
 * must be strings; '$${' is a literal '${'. A whole-scalar hole that is
 * optional.none() takes its field or list item away. What has no holes is
 * shared, not copied. */
#ifndef BERTH_RENDER_TEMPLATE_H
#define BERTH_RENDER_TEMPLATE_H

#include "render/scope.h"

struct template;

/* Compiles a value as the reader made it. Never NULL; mistakes are reported
 * and evaluate to VAL_BAD silently. */
const struct template *template_new(struct compile *c, const struct val *v);

/* Fills the holes. NULL when the whole value is an absent optional;
 * &val_bad, or a value with poison inside, after a report. */
const struct val *template_fill(struct expr_run *r, const struct template *t);

/* The same where only a string makes sense (file names, messages): reports
 * anything else at its place and gives ptr NULL. */
struct slice template_fill_text(struct expr_run *r, const struct template *t);

/* Whether there is no hole inside. */
bool template_is_static(const struct template *t);

/* Evaluates a condition or a list; reports what is not one. */
enum template_truth { TEMPLATE_FALSE, TEMPLATE_TRUE, TEMPLATE_FAILED };
enum template_truth template_truth(struct expr_run *r, const struct template *t);
const struct val *template_list(struct expr_run *r, const struct template *t);

struct span template_span(const struct template *t);

#endif
