/* SPDX-License-Identifier: Apache-2.0 */
/* infer_apart.c - whether two expressions depend on the same values. In doubt
 * they do. */
#include "expr/infer_priv.h"

enum { READS_MAX = 16, DEFINITIONS_MAX = 8 };

struct reads {
	const struct infer *in;
	struct infer_named paths[READS_MAX];
	size_t n;
	unsigned depth;   /* of definitions */
	bool unknown;     /* more than that, or something else */
};

static void collect(struct reads *r, const struct expr *e);

static void
collect_path(struct reads *r, const struct expr *e)
{
	struct infer_named *named = &r->paths[r->n < READS_MAX ? r->n : 0];
	const struct infer *in = r->in;
	const struct expr *def;

	if (r->n == READS_MAX || !infer_path_of(e, named) || named->path.local) {
		r->unknown = true;
		return;
	}
	def = in->definition ? in->definition(in->ctx, named->path.slot) : NULL;
	if (!def) {
		r->n++;
		return;
	}
	if (++r->depth > DEFINITIONS_MAX)
		r->unknown = true;
	else
		collect(r, def);
	r->depth--;
}

static void
collect(struct reads *r, const struct expr *e)
{
	if (r->unknown)
		return;
	switch ((enum expr_kind)e->kind) {
	case EX_CONST:
		return;
	case EX_VAR:
	case EX_SELECT:
	case EX_OPT_SELECT:
	case EX_HAS:
		collect_path(r, e);
		return;
	case EX_NOT:
	case EX_NEG:
		collect(r, e->u.binary.left);
		return;
	case EX_BINARY:
	case EX_AND:
	case EX_OR:
	case EX_OPT_OR:
	case EX_OPT_OR_VALUE:
		collect(r, e->u.binary.left);
		collect(r, e->u.binary.right);
		return;
	case EX_COND:
		collect(r, e->u.cond.test);
		collect(r, e->u.cond.yes);
		collect(r, e->u.cond.no);
		return;
	case EX_CALL:
		for (size_t i = 0; i < e->u.call.nargs; i++)
			collect(r, e->u.call.args[i]);
		return;
	case EX_LIST:
		for (size_t i = 0; i < e->u.list.len; i++)
			collect(r, e->u.list.entries[i].val);
		return;
	default:
		r->unknown = true;
		return;
	}
}

/* Whether one is the other or a part of it. */
static bool
overlap(const struct infer_path *x, const struct infer_path *y)
{
	size_t n = x->nkeys < y->nkeys ? x->nkeys : y->nkeys;

	if (x->slot != y->slot)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!slice_eq(x->keys[i], y->keys[i]))
			return false;
	return true;
}

bool
infer_apart(const struct infer *in, const struct expr *x, const struct expr *y)
{
	struct reads p = { .in = in }, q = { .in = in };

	/* What is known may tie the one to the other. */
	if (in->facts)
		return false;
	collect(&p, x);
	collect(&q, y);
	if (p.unknown || q.unknown)
		return false;
	for (size_t i = 0; i < p.n; i++)
		for (size_t k = 0; k < q.n; k++)
			if (overlap(&p.paths[i].path, &q.paths[k].path))
				return false;
	return true;
}
