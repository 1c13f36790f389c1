/* SPDX-License-Identifier: Apache-2.0 */
/* order.c - in which order values, parts and conditions are computed.
 *
 * They are the nodes of a graph: a value needs what its text names, and the
 * condition of its feature; a part needs what its entries name, and the
 * conditions of their features. Visiting depth first gives the order; meeting
 * a node that is still being visited is a cycle. */
#include "render/compile.h"

enum visit { UNSEEN, OPEN, DONE };

struct order {
	struct base_build *b;
	struct base *out;
	unsigned char *state;   /* enum visit, by node */
	size_t *trail;          /* the open nodes, outermost first */
	size_t ntrail;
	struct base_step *steps;
	size_t nsteps;
};

/* Numbering of nodes: values, parts, pages. */
static size_t
part_node(const struct order *o, size_t part)
{
	return o->b->values.len + part;
}

static size_t
page_node(const struct order *o, size_t page)
{
	return o->b->values.len + o->b->parts.len + page;
}

static struct slice
node_name(const struct order *o, size_t node)
{
	size_t nvalues = o->b->values.len, nparts = o->b->parts.len;

	if (node < nvalues)
		return o->b->values.ptr[node].name;
	if (node < nvalues + nparts)
		return o->b->parts.ptr[node - nvalues].name;
	return arena_printf(o->b->c.arena, "the condition of '%.*s'",
	                    SLICE_FMT(o->b->pages[node - nvalues - nparts].dir));
}

static struct span
node_place(const struct order *o, size_t node)
{
	size_t nvalues = o->b->values.len, nparts = o->b->parts.len;

	if (node < nvalues)
		return o->b->values.ptr[node].at;
	if (node >= nvalues + nparts)
		return span_file(o->b->pages[node - nvalues - nparts].src);
	return span_file(o->out->src);
}

static void
report_cycle(struct order *o, size_t node)
{
	struct slice text = node_name(o, node);
	size_t i = o->ntrail;

	/* trail[i] is the node itself after this, the way around follows it. */
	while (o->trail[i - 1] != node)
		i--;
	for (; i < o->ntrail; i++)
		text = arena_printf(o->b->c.arena, "%.*s -> %.*s", SLICE_FMT(text), SLICE_FMT(node_name(o, o->trail[i])));
	text = arena_printf(o->b->c.arena, "%.*s -> %.*s", SLICE_FMT(text), SLICE_FMT(node_name(o, node)));
	diag_report(o->b->c.diags, DIAG_BASE_CYCLE, node_place(o, node), "'%.*s' needs itself: %.*s",
	            SLICE_FMT(node_name(o, node)), SLICE_FMT(text));
}

static void visit(struct order *o, size_t node);

static void
visit_uses(struct order *o, const struct scope_slots *uses)
{
	for (size_t i = 0; i < uses->len; i++) {
		size_t slot = uses->ptr[i];

		/* Slots of values and parts follow the fixed ones in the order of nodes. */
		if (slot >= SLOT_FIXED && slot < o->b->loop_slot)
			visit(o, slot - SLOT_FIXED);
	}
}

static void
visit_needs(struct order *o, size_t node)
{
	struct base_build *b = o->b;
	size_t nvalues = b->values.len, nparts = b->parts.len;

	if (node < nvalues) {
		visit(o, page_node(o, b->values.ptr[node].page));
		visit_uses(o, &b->value_uses.ptr[node]);
		return;
	}
	if (node >= nvalues + nparts) {
		visit_uses(o, &b->pages[node - nvalues - nparts].when_uses);
		return;
	}
	for (size_t i = 0; i < b->part_entries.len; i++) {
		if (part_node(o, b->part_entries.ptr[i].part) != node)
			continue;
		visit(o, page_node(o, b->part_entries.ptr[i].page));
		visit_uses(o, &b->part_entry_uses.ptr[i]);
	}
}

static void
visit(struct order *o, size_t node)
{
	size_t nvalues = o->b->values.len, nparts = o->b->parts.len;
	struct base_step step = { STEP_VALUE, node };

	if (o->state[node] == OPEN)
		report_cycle(o, node);
	if (o->state[node] != UNSEEN)
		return;
	o->state[node] = OPEN;
	o->trail[o->ntrail++] = node;
	visit_needs(o, node);
	o->ntrail--;
	o->state[node] = DONE;
	if (node >= nvalues + nparts)
		step = (struct base_step){ STEP_WHEN, node - nvalues - nparts };
	else if (node >= nvalues)
		step = (struct base_step){ STEP_PART, node - nvalues };
	o->steps[o->nsteps++] = step;
}

void
order_find(struct base_build *b, struct base *out)
{
	size_t n = b->values.len + b->parts.len + b->npages;
	struct order o = { .b = b, .out = out };

	o.state = arena_alloc(b->c.arena, n);
	o.trail = arena_new_n(b->c.arena, n, size_t);
	o.steps = arena_new_n(b->c.arena, n, struct base_step);
	for (size_t i = 0; i < n; i++)
		visit(&o, i);
	out->steps = o.steps;
	out->nsteps = o.nsteps;
}
