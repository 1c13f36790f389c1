/* SPDX-License-Identifier: Apache-2.0 */
/* failures.h - what breaks, as a table for people or a line of JSON each. */
#ifndef BERTH_CLI_FAILURES_H
#define BERTH_CLI_FAILURES_H

#include "base/buf.h"
#include "render/render.h"

/* A table for each title; what happens stands below each row. Cells are
 * wrapped at words, so that a line takes at most FAILURES_WIDTH columns, unless
 * one word is longer. */
enum { FAILURES_WIDTH = 116 };
void failures_text(struct buf *out, const struct render_failures *all);

/* One object a line. */
void failures_json(struct buf *out, struct slice tenant, const struct render_failures *all);

#endif
