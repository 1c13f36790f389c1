/* SPDX-License-Identifier: Apache-2.0 */
/* template_node.h - the compiled form of a template, for those who walk it:
 * template.c, which fills it, and the proof of a base, which asks what it can
 * become. Immutable once compiled. */
#ifndef BERTH_RENDER_TEMPLATE_NODE_H
#define BERTH_RENDER_TEMPLATE_NODE_H

#include "render/template.h"

enum template_kind {
	TEMPLATE_STATIC,  /* as it stands, or computed when the base was compiled */
	TEMPLATE_HOLE,    /* one expression */
	TEMPLATE_TEXT,    /* text with expressions */
	TEMPLATE_MAP,
	TEMPLATE_LIST,
};

/* A run of literal text, or an expression. */
struct piece {
	struct slice text;
	const struct expr *expr;  /* NULL: text */
};

struct template {
	enum template_kind kind;
	const struct val *val;    /* as written; for STATIC the result */
	bool computed;            /* STATIC: written as an expression that reads nothing of a tenant */
	const struct expr *hole;
	const struct piece *pieces;                /* TEMPLATE_TEXT */
	const struct template *const *children;    /* as val's fields or items */
	size_t n;
};

#endif
