/* SPDX-License-Identifier: Apache-2.0 */
/* failure.c - what happens when something breaks: files that a base names, and the words of one tenant. */
#include "read/read.h"
#include "render/compile.h"
#include "render/run.h"
#include "schema/shape.h"

const struct slice failure_cells[BASE_CELLS] = {
	[CELL_TITLE] = SLICE_INIT("title"),
	[CELL_PAUSE] = SLICE_INIT("pause"),
	[CELL_LOST] = SLICE_INIT("lost"),
	[CELL_WHOLE] = SLICE_INIT("whole"),
	[CELL_HAPPENS] = SLICE_INIT("happens"),
};

/* What is read of a file. */
static const struct shape shapes[] = {
	{ "spec.title", VAL_STRING, true },
	{ "spec.when", VAL_STRING, false },
	{ "spec.scenarios", VAL_LIST, true },
	{ "spec.scenarios[*]", VAL_MAP, false },
	{ "spec.scenarios[*].name", VAL_STRING, true },
	{ "spec.scenarios[*].when", VAL_STRING, false },
	{ "spec.scenarios[*].title", VAL_STRING, true },
	{ "spec.scenarios[*].pause", VAL_STRING, true },
	{ "spec.scenarios[*].lost", VAL_STRING, true },
	{ "spec.scenarios[*].whole", VAL_STRING, true },
	{ "spec.scenarios[*].happens", VAL_STRING, true },
	{ "spec.scenarios[*].source", VAL_STRING, false },
};

/* A name twice would be two answers to one question. */
static void
name_once(struct base_build *b, const struct val *name)
{
	struct diag *d;

	for (size_t i = 0; i < b->failures.len; i++) {
		const struct val *old = b->failures.ptr[i];

		if (!slice_eq(old->u.str, name->u.str))
			continue;
		d = diag_report(b->c.diags, DIAG_BASE_TWICE, name->at, "the base has a failure '%.*s' already",
		                SLICE_FMT(name->u.str));
		diag_note(b->c.diags, d, old->at, "it is here");
		return;
	}
	vec_push(b->c.arena, &b->failures, name);
}

static void
compile_one(struct base_build *b, const struct val *v, struct base_failure *out)
{
	const struct val *name = val_get_cstr(v, "name");

	name_once(b, name);
	out->name = name->u.str;
	out->when = compile_template(b, val_get_cstr(v, "when"));
	for (size_t i = 0; i < BASE_CELLS; i++)
		out->cells[i] = compile_template(b, val_get(v, failure_cells[i]));
	out->source = val_text(val_get_cstr(v, "source"), SLICE_LIT(""));
	out->at = v->at;
}

static bool
compile_file(struct base_build *b, const struct val *file, struct base_failures *out)
{
	struct slice path = scope_path(&b->c, file->u.str, file->at);
	const struct source *src;
	const struct val *doc = path.ptr ? page_load(&b->c, path, file->at, b->schemas->failures, &src) : NULL;
	const struct val *spec, *list;
	struct base_failure *items;

	if (!doc || !shape_check(b->c.diags, doc, shapes, sizeof(shapes) / sizeof(shapes[0])))
		return false;
	spec = val_get_cstr(doc, "spec");
	list = val_get_cstr(spec, "scenarios");
	items = arena_new_n(b->c.arena, list->u.list.len, struct base_failure);
	for (size_t i = 0; i < list->u.list.len; i++)
		compile_one(b, list->u.list.items[i], &items[i]);
	out->title = val_text(val_get_cstr(spec, "title"), SLICE_LIT(""));
	out->when = compile_template(b, val_get_cstr(spec, "when"));
	out->items = items;
	out->n = list->u.list.len;
	return true;
}

void
failures_compile(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "failures");
	size_t n = list ? list->u.list.len : 0;
	struct base_failures *out = arena_new_n(b->c.arena, n, struct base_failures);

	if (n && !b->schemas->failures) {
		diag_report(b->c.diags, DIAG_FLEET_SCHEMA, list->at, "there is no schema of kind 'Failures' below schemas/");
		return;
	}
	for (size_t i = 0; i < n; i++)
		p->page.nfailures += compile_file(b, list->u.list.items[i], &out[p->page.nfailures]);
	p->page.failures = out;
}

/* One tenant. */

static bool
fill_one(struct render *r, const struct base_page *p, const struct base_failures *group, const struct base_failure *f,
         struct render_failures *out)
{
	enum template_truth t = f->when ? template_truth(render_in(r, p->scope), f->when) : TEMPLATE_TRUE;
	struct render_failure x = { .group = group->title, .name = f->name, .source = f->source };
	bool ok = true;

	if (t != TEMPLATE_TRUE)
		return t == TEMPLATE_FALSE;
	for (size_t i = 0; i < BASE_CELLS; i++) {
		x.cells[i] = template_fill_text(render_in(r, p->scope), f->cells[i]);
		x.at[i] = template_span(f->cells[i]);
		ok = x.cells[i].ptr && ok;
	}
	if (ok)
		vec_push(r->arena, out, x);
	return ok;
}

static bool
fill_group(struct render *r, const struct base_page *p, const struct base_failures *group, struct render_failures *out)
{
	enum template_truth t = group->when ? template_truth(render_in(r, p->scope), group->when) : TEMPLATE_TRUE;
	bool ok = t != TEMPLATE_FAILED;

	for (size_t i = 0; t == TEMPLATE_TRUE && i < group->n; i++)
		ok = fill_one(r, p, group, &group->items[i], out) && ok;
	return ok;
}

/* Those of one title together, in the order in which titles first come. */
static void
gather(struct arena *a, struct render_failures *all)
{
	struct render_failures sorted = { 0 };

	for (size_t i = 0; i < all->len; i++) {
		bool again = false;

		for (size_t j = 0; j < i && !again; j++)
			again = slice_eq(all->ptr[j].group, all->ptr[i].group);
		for (size_t j = i; j < all->len && !again; j++)
			if (slice_eq(all->ptr[j].group, all->ptr[i].group))
				vec_push(a, &sorted, all->ptr[j]);
	}
	*all = sorted;
}

bool
render_failures(struct arena *a, struct diags *ds, const struct render_input *in, struct render_failures *out)
{
	struct render r;
	bool ok = render_begin(&r, a, ds, in);

	for (size_t i = 0; ok && i < in->base->npages; i++) {
		const struct base_page *p = &in->base->pages[i];

		for (size_t j = 0; r.on[i] && j < p->nfailures; j++)
			ok = fill_group(&r, p, &p->failures[j], out) && ok;
	}
	gather(a, out);
	return ok;
}
