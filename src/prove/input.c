/* SPDX-License-Identifier: Apache-2.0 */
/* input.c - which fields of the spec a hole is computed from. */
#include "prove/prove_priv.h"

enum { INPUTS_MAX = 3, KEYS_MAX = 16, VISITS_MAX = 2000 };

struct inputs {
	struct world *w;
	struct { size_t slot; struct slice keys[KEYS_MAX]; size_t n; } found[INPUTS_MAX];
	size_t len, visits;
};

static void collect(struct inputs *in, const struct expr *e);
static void collect_template(struct inputs *in, const struct template *t);

static void
collect_all(struct inputs *in, const struct expr *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		collect(in, list[i]);
}

static void
collect_entries(struct inputs *in, const struct expr *e)
{
	for (size_t i = 0; i < e->u.list.len; i++) {
		if (e->u.list.entries[i].key)
			collect(in, e->u.list.entries[i].key);
		collect(in, e->u.list.entries[i].val);
	}
}

/* A chain of selections from a fixed name is an input; a value is what it was
 * defined as. */
static void
collect_path(struct inputs *in, const struct expr *e)
{
	struct slice keys[KEYS_MAX];
	size_t n = 0;

	while ((e->kind == EX_SELECT || e->kind == EX_OPT_SELECT || e->kind == EX_HAS) && n < KEYS_MAX) {
		keys[n++] = e->u.select.key;
		e = e->u.select.of;
	}
	if (e->kind != EX_VAR) {
		collect(in, e);
		return;
	}
	if (e->u.slot >= SLOT_FIXED) {
		const struct base_value *v = in->w->proof->values[e->u.slot];

		if (v)
			collect_template(in, v->template);
		return;
	}
	for (size_t i = 0; i < in->len; i++) {
		bool same = in->found[i].slot == e->u.slot && in->found[i].n == n;

		for (size_t j = 0; same && j < n; j++)
			same = slice_eq(in->found[i].keys[n - 1 - j], keys[j]);
		if (same)
			return;
	}
	if (in->len == INPUTS_MAX || n == 0)
		return;
	in->found[in->len].slot = e->u.slot;
	in->found[in->len].n = n;
	for (size_t j = 0; j < n; j++)
		in->found[in->len].keys[j] = keys[n - 1 - j];
	in->len++;
}

static void
collect(struct inputs *in, const struct expr *e)
{
	if (++in->visits > VISITS_MAX)
		return;
	switch ((enum expr_kind)e->kind) {
	case EX_BAD:
	case EX_CONST:
	case EX_LOCAL:
	case EX_OWN:
		break;
	case EX_VAR:
	case EX_SELECT:
	case EX_OPT_SELECT:
	case EX_HAS:
		collect_path(in, e);
		break;
	case EX_LIST:
	case EX_MAP:
		collect_entries(in, e);
		break;
	case EX_CALL:
		collect_all(in, e->u.call.args, e->u.call.nargs);
		break;
	case EX_NOT:
	case EX_NEG:
		collect(in, e->u.binary.left);
		break;
	case EX_INDEX:
	case EX_OPT_INDEX:
	case EX_BINARY:
	case EX_AND:
	case EX_OR:
	case EX_OPT_OR:
	case EX_OPT_OR_VALUE:
		collect(in, e->u.binary.left);
		collect(in, e->u.binary.right);
		break;
	case EX_COND:
		collect(in, e->u.cond.yes);
		collect(in, e->u.cond.no);
		collect(in, e->u.cond.test);
		break;
	case EX_FOLD:
	case EX_BIND:
	case EX_OPT_MAP:
	case EX_OPT_FLAT_MAP:
		collect(in, e->u.fold.range);
		collect(in, e->u.fold.body);
		break;
	}
}

static void
collect_template(struct inputs *in, const struct template *t)
{
	if (t->kind == TEMPLATE_HOLE)
		collect(in, t->hole);
	for (size_t i = 0; t->kind == TEMPLATE_TEXT && i < t->n; i++)
		if (t->pieces[i].expr)
			collect(in, t->pieces[i].expr);
}

static const struct type *
type_at(struct world *w, size_t slot, const struct slice *keys, size_t n)
{
	const struct type *t = w->vars[slot];
	bool optional;

	for (size_t i = 0; t && i < n && !type_is_any(t); i++)
		t = type_field(t, keys[i], &optional);
	return t;
}

void
input_note(struct world *w, struct diag *d, const struct val *hole)
{
	const struct hole *h = hole_of(hole);
	struct inputs in = { .w = w };

	if (!h || !h->from)
		return;
	collect_template(&in, h->from);
	for (size_t i = 0; i < in.len; i++) {
		const struct type *t = type_at(w, in.found[i].slot, in.found[i].keys, in.found[i].n);
		struct span at = t && t->schema && schema_source(t->schema) ? schema_source(t->schema)->at : SPAN_NONE;
		struct slice name = scope_fixed[in.found[i].slot];

		for (size_t j = 0; j < in.found[i].n; j++)
			name = arena_printf(w->arena, "%.*s.%.*s", SLICE_FMT(name), SLICE_FMT(in.found[i].keys[j]));
		if (!t || type_is_any(t))
			continue;
		diag_note(&w->diags, d, at, "'%.*s' may be %.*s", SLICE_FMT(name), SLICE_FMT(type_show(w->arena, t)));
	}
}
