/* SPDX-License-Identifier: Apache-2.0 */
/* shape.c - walking a document along the paths of the rules. */
#include "schema/shape.h"

struct walk {
	struct diags *diags;
	const struct shape *rule;
	bool ok;
};

static void
note_why(const struct walk *w, struct diag *d)
{
	diag_note(w->diags, d, SPAN_NONE, "the project's schema lets it pass, but berth itself reads '%s'", w->rule->path);
}

static void
check_end(struct walk *w, const struct val *v)
{
	const struct val sample = { .kind = (unsigned char)w->rule->kind };

	if (v->kind == w->rule->kind)
		return;
	w->ok = false;
	if (v->kind != VAL_BAD)
		note_why(w, diag_report(w->diags, DIAG_FIELD_TYPE, val_place(v), "expected %s, found %s",
		                        val_kind_name(&sample), val_kind_name(v)));
}

static void
missing(struct walk *w, const struct val *v, struct slice name)
{
	w->ok = false;
	note_why(w, diag_report(w->diags, DIAG_FIELD_MISSING, val_place(v), "missing field '%.*s'", SLICE_FMT(name)));
}

static void follow(struct walk *w, const struct val *v, struct slice path);

/* The step of a name: one field, or each with "*". */
static void
follow_fields(struct walk *w, const struct val *v, struct slice name, struct slice rest)
{
	const struct val *below = val_get(v, name);

	if (below)
		follow(w, below, rest);
	else if (slice_is(name, "*"))
		for (size_t i = 0; v->kind == VAL_MAP && i < v->u.map.len; i++)
			follow(w, v->u.map.fields[i].val, rest);
	else if (w->rule->needed && v->kind == VAL_MAP && rest.len == 0)
		missing(w, v, name);
}

/* `path` is what is left of the rule's below `v`. */
static void
follow(struct walk *w, const struct val *v, struct slice path)
{
	static const struct slice items = { "[*]", 3 };
	size_t end = 0;

	if (path.len == 0) {
		check_end(w, v);
		return;
	}
	if (slice_starts(path, items)) {
		for (size_t i = 0; v->kind == VAL_LIST && i < v->u.list.len; i++)
			follow(w, v->u.list.items[i], slice_sub(path, items.len, path.len));
		return;
	}
	if (path.ptr[0] == '.')
		path = slice_sub(path, 1, path.len);
	while (end < path.len && path.ptr[end] != '.' && path.ptr[end] != '[')
		end++;
	follow_fields(w, v, slice_sub(path, 0, end), slice_sub(path, end, path.len));
}

bool
shape_check(struct diags *ds, const struct val *doc, const struct shape *rules, size_t n)
{
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		struct walk w = { ds, &rules[i], true };

		follow(&w, doc, slice_of(rules[i].path));
		ok &= w.ok;
	}
	return ok;
}
