/* SPDX-License-Identifier: Apache-2.0 */
/* hint.c - what was meant: the nearest name beside, above or below. */
#include "diag/nearest.h"
#include "schema/schema_priv.h"

/* Every name that may stand in an object. */
static void
offer_properties(struct nearest *n, const struct schema *s)
{
	for (size_t i = 0; i < s->nproperties; i++)
		nearest_offer(n, s->properties[i].key);
}

/* The object around the value that has a schema of its own. */
static const struct spot *
around(const struct spot *at)
{
	for (at = at->up; at; at = at->up)
		if (at->val->kind == VAL_MAP && at->schema->nproperties)
			return at;
	return NULL;
}

static struct slice
joined(struct arena *a, const struct doc_path *path, struct slice key)
{
	struct doc_path step = DOC_KEY(path, key);

	return doc_path_text(a, &step);
}

/* The same name one level up or down. */
static bool
hint_elsewhere(struct schema_check *c, const struct spot *at, struct diag *d, struct slice key)
{
	const struct spot *up = around(at);
	const struct schema *s = at->schema;

	for (size_t i = 0; i < s->nproperties; i++) {
		const struct schema *below = schema_deref(s->properties[i].schema);
		struct doc_path step = DOC_KEY(at->path, s->properties[i].key);

		if (!property_find(below, key))
			continue;
		diag_note(c->diags, d, SPAN_NONE, "'%.*s' belongs one level down: %.*s", SLICE_FMT(key),
		          SLICE_FMT(joined(c->arena, &step, key)));
		return true;
	}
	if (!up || !property_find(up->schema, key))
		return false;
	diag_note(c->diags, d, SPAN_NONE, "'%.*s' belongs one level up: %.*s", SLICE_FMT(key),
	          SLICE_FMT(joined(c->arena, up->path, key)));
	return true;
}

static void
list_known(struct schema_check *c, const struct schema *s, struct diag *d)
{
	enum { MOST = 24 };
	struct slice all = { 0 };

	if (s->nproperties == 0 || s->nproperties > MOST)
		return;
	for (size_t i = 0; i < s->nproperties; i++)
		all = arena_printf(c->arena, "%.*s%s%.*s", SLICE_FMT(all), i ? ", " : "", SLICE_FMT(s->properties[i].key));
	diag_note(c->diags, d, SPAN_NONE, "known here: %.*s", SLICE_FMT(all));
}

void
hint_field(struct schema_check *c, const struct spot *at, struct diag *d, struct slice key)
{
	struct nearest n = NEAREST_INIT(key);

	if (c->quiet)
		return;
	offer_properties(&n, at->schema);
	/* All letters of a short name changed is no slip. */
	if (n.distance >= key.len)
		n.best.ptr = NULL;
	/* A slip of one letter is likelier than the wrong level. */
	if (n.best.ptr && n.distance <= 1) {
		diag_note(c->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
		return;
	}
	if (hint_elsewhere(c, at, d, key))
		return;
	if (n.best.ptr)
		diag_note(c->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else
		list_known(c, at->schema, d);
}

void
hint_enum(struct schema_check *c, const struct spot *at, struct diag *d)
{
	const struct val *enums = at->schema->enums;
	struct nearest n;

	if (at->val->kind != VAL_STRING)
		return;
	n = NEAREST_INIT(at->val->u.str);
	for (size_t i = 0; i < enums->u.list.len; i++)
		if (enums->u.list.items[i]->kind == VAL_STRING)
			nearest_offer(&n, enums->u.list.items[i]->u.str);
	if (n.best.ptr)
		diag_note(c->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
}
