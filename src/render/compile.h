/* SPDX-License-Identifier: Apache-2.0 */
/* compile.h - private to render: how a base is put together.
 *
 * base.c reads the pages and names everything, page.c compiles the entries of
 * one page, failure.c its failures, order.c finds the order of values. */
#ifndef BERTH_RENDER_COMPILE_H
#define BERTH_RENDER_COMPILE_H

#include "render/base.h"

/* A page while it is compiled: what the order needs to know. */
struct page_build {
	const struct val *spec;        /* of the document, checked */
	const struct source *src;
	struct slice dir;
	struct expr_names names;       /* of its scope, without a loop variable */
	struct scope *scope;
	struct base_page page;
	struct scope_slots when_uses;
};

/* What the values and part entries need, beside the arrays themselves. */
struct base_build {
	struct compile c;
	const struct base_schemas *schemas;
	struct page_build *pages;
	size_t npages;
	VEC(struct base_value) values;
	VEC(struct scope_slots) value_uses;         /* by value */
	VEC(struct base_part) parts;
	VEC(struct base_part_entry) part_entries;
	VEC(struct scope_slots) part_entry_uses;    /* by part entry */
	VEC(const struct val *) failures;    /* their names */
	size_t loop_slot;                    /* behind all names */
};

/* A page's document, checked against its schema and its shape; NULL after a
 * report. `from` is the place that names it. */
const struct val *page_load(struct compile *c, struct slice path, struct span from, const struct schema *schema,
                            const struct source **src);

/* The template of a value; NULL for none. */
const struct template *compile_template(struct base_build *b, const struct val *v);

/* The files of failures of a page, with b->c.scope at the scope of the page. */
void failures_compile(struct base_build *b, struct page_build *p);

/* Compiles conditions, resources, patches, part entries, rules ... of a page. */
void page_compile(struct base_build *b, size_t page);

/* Fills in steps and nsteps; reports cycles. */
void order_find(struct base_build *b, struct base *out);

#endif
