/* SPDX-License-Identifier: Apache-2.0 */
/* run.h - private to render: the state of one tenant being rendered. */
#ifndef BERTH_RENDER_RUN_H
#define BERTH_RENDER_RUN_H

#include "render/render.h"

struct render {
	struct arena *arena;
	struct diags *diags;
	const struct render_input *in;
	struct rendered *out;
	struct expr_run run;
	const struct val **vars;       /* run.vars, writable */
	bool *on;                      /* by page: its condition holds */
};

/* Evaluation in the scope of an entry or page. */
struct expr_run *render_in(struct render *r, const struct scope *scope);

/* Sets `r` up and computes values, parts and conditions; then holds the tenant
 * against the rules. False after a report. */
bool render_begin(struct render *r, struct arena *a, struct diags *ds, const struct render_input *in);

/* Calls fn once for each copy of the entry: not at all when its condition is
 * false, once without forEach, else once an item with the loop variable set.
 * False after a report. */
bool render_each(struct render *r, const struct base_page *page, const struct base_entry *e,
                 bool (*fn)(struct render *r, const struct base_entry *e, void *ctx), void *ctx);

/* The patches of all features that are on, then those of the tenant. */
bool render_patches(struct render *r);

#endif
