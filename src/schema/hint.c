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

enum where { NOWHERE, HERE, BELOW, ABOVE };

/* What an unknown field was probably meant to be. */
struct meant {
	enum where where;
	struct slice name;          /* HERE: the field; BELOW: the one that has it */
	const struct spot *up;      /* ABOVE: the object that has it */
};

/* The same name one level up or down. */
static struct meant
meant_elsewhere(const struct spot *at, struct slice key)
{
	const struct spot *up = around(at);
	const struct schema *s = at->schema;

	for (size_t i = 0; i < s->nproperties; i++)
		if (property_find(schema_deref(s->properties[i].schema), key))
			return (struct meant){ BELOW, s->properties[i].key, NULL };
	if (up && property_find(up->schema, key))
		return (struct meant){ ABOVE, key, up };
	return (struct meant){ 0 };
}

static bool
starts_alike(struct slice s, struct slice prefix)
{
	enum { SHORTEST = 4 };

	return prefix.len >= SHORTEST && slice_starts(s, prefix);
}

/* The one field that is the beginning of the key or begins with it: hostname
 * for host, repl for replicas. */
static struct meant
meant_longer(const struct spot *at, struct slice key)
{
	struct meant m = { 0 };

	for (size_t i = 0; i < at->schema->nproperties; i++) {
		struct slice name = at->schema->properties[i].key;

		if (!starts_alike(key, name) && !starts_alike(name, key))
			continue;
		if (m.where)
			return (struct meant){ 0 };
		m = (struct meant){ HERE, name, NULL };
	}
	return m;
}

static struct meant
find_meant(const struct spot *at, struct slice key)
{
	struct nearest n = NEAREST_INIT(key);
	struct meant here = { 0 }, elsewhere;

	offer_properties(&n, at->schema);
	/* All letters of a short name changed is no slip. */
	if (n.best.ptr && n.distance < key.len)
		here = (struct meant){ HERE, n.best, NULL };
	/* A slip of one letter is likelier than the wrong level. */
	if (here.where && n.distance <= 1)
		return here;
	elsewhere = meant_elsewhere(at, key);
	if (elsewhere.where)
		return elsewhere;
	return here.where ? here : meant_longer(at, key);
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

/* Charts have 'enabled: true' where here a part is on as soon as it is
 * written. False where it is there in any case. */
static bool
note_switch(struct schema_check *c, const struct spot *at, struct diag *d, struct slice key)
{
	const struct property *p = at->up && at->path && at->path->key.ptr ? property_find(at->up->schema, at->path->key) : NULL;

	if (!slice_is(key, "enabled") || !p || p->required || p->schema->def)
		return false;
	diag_note(c->diags, d, SPAN_NONE, "there is no switch: '%.*s' is on when it is written, and off when it is left out",
	          SLICE_FMT(p->key));
	return true;
}

void
hint_field(struct schema_check *c, const struct spot *at, struct diag *d, struct slice key)
{
	struct meant m = find_meant(at, key);
	struct doc_path below = DOC_KEY(at->path, m.name);

	if (c->quiet)
		return;
	switch (m.where) {
	case HERE:
		diag_note(c->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(m.name));
		break;
	case BELOW:
		diag_note(c->diags, d, SPAN_NONE, "'%.*s' belongs one level down: %.*s", SLICE_FMT(key),
		          SLICE_FMT(joined(c->arena, &below, key)));
		break;
	case ABOVE:
		diag_note(c->diags, d, SPAN_NONE, "'%.*s' belongs one level up: %.*s", SLICE_FMT(key),
		          SLICE_FMT(joined(c->arena, m.up->path, key)));
		break;
	case NOWHERE:
		if (key.len > 1 && key.ptr[0] == '-')
			diag_note(c->diags, d, SPAN_NONE, "a list item is written '- %.*s', with a space",
			          SLICE_FMT(slice_sub(key, 1, key.len)));
		else if (!note_switch(c, at, d, key))
			list_known(c, at->schema, d);
		break;
	}
}

bool
hint_covers(const struct spot *at, struct slice name)
{
	for (size_t i = 0; i < at->val->u.map.len; i++) {
		struct slice key = at->val->u.map.fields[i].key;
		struct meant m;

		if (property_find(at->schema, key))
			continue;
		m = find_meant(at, key);
		if ((m.where == HERE || m.where == BELOW) && slice_eq(m.name, name))
			return true;
	}
	return false;
}

/* The first sentence of a description, which may be folded text. */
static struct slice
first_sentence(struct slice text)
{
	size_t end = slice_find(text, SLICE_LIT(". "), 0);

	return slice_trim(end == SIZE_MAX ? text : slice_sub(text, 0, end));
}

void
hint_missing(struct schema_check *c, const struct spot *at, struct diag *d, struct slice name)
{
	const struct property *p = property_find(at->schema, name);
	const struct schema *s = p ? schema_deref(p->schema) : NULL;
	struct slice text = s ? first_sentence(schema_description(p->schema)) : SLICE_LIT("");
	const struct val *example = s ? val_get_cstr(s->source, "example") : NULL;

	if (!s || c->quiet)
		return;
	if (text.len && text.len < 400)
		diag_note(c->diags, d, SPAN_NONE, "it is: %.*s", SLICE_FMT(text));
	if (!example)
		example = s->def;
	if (s->enums)
		diag_note(c->diags, d, SPAN_NONE, "write %.*s", SLICE_FMT(spot_show_enum(c->arena, s->enums)));
	else if (example && example->depth == 0)
		diag_note(c->diags, d, SPAN_NONE, "for example %.*s: %.*s", SLICE_FMT(name), SLICE_FMT(spot_show(c->arena, example)));
	else if (format_example((enum format)s->format))
		diag_note(c->diags, d, SPAN_NONE, "one looks like %s", format_example((enum format)s->format));
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
