/* SPDX-License-Identifier: Apache-2.0 */
/* before.c - what the specs were. */
#include "driver/before.h"

#include "driver/layer.h"
#include "read/tree.h"

static struct slice
key_of(struct arena *a, struct slice kind, struct slice name)
{
	return arena_printf(a, "%.*s/%.*s", SLICE_FMT(kind), SLICE_FMT(name));
}

static void
add_spec(struct before *b, struct slice path)
{
	const struct val *doc, *kind, *name;
	bool ok;
	const struct source *src = project_source(&b->project, path, SPAN_NONE, &ok);

	doc = ok ? read_yaml(&b->arena, &b->diags, src, READ_ONE).ptr[0] : &val_bad;
	kind = val_get_cstr(doc, "kind");
	name = val_walk(doc, "metadata.name");
	if (val_is(kind, VAL_STRING) && val_is(name, VAL_STRING))
		map_add(&b->specs, key_of(&b->arena, kind->u.str, name->u.str), (void *)(uintptr_t)doc);
}

bool
before_open(struct before *b, struct diags *ds, int rootfd)
{
	struct paths files;
	struct diag *d;
	bool found;

	*b = (struct before){ .arena = ARENA_INIT };
	b->diags = DIAGS_INIT(&b->arena);
	b->specs = MAP_INIT(&b->arena);
	if (!project_load(&b->project, &b->arena, &b->diags, rootfd)) {
		d = diag_report(ds, DIAG_FLEET_BEFORE, SPAN_NONE, "the project as it was cannot be compared with");
		if (b->diags.first)
			diag_note(ds, d, SPAN_NONE, "what is wrong there: %.*s", SLICE_FMT(b->diags.first->text));
		return false;
	}
	files = tree_files(&b->arena, &b->diags, rootfd, SLICE_LIT("tenants"), &found);
	for (size_t i = 0; i < files.len; i++)
		add_spec(b, files.ptr[i]);
	return true;
}

const struct val *
before_spec(const struct before *b, const struct tenant *t)
{
	struct diags unsaid = DIAGS_INIT(t->arena);
	struct tenant old = { .project = &b->project, .arena = t->arena, .diags = &unsaid };

	old.doc = map_get(&b->specs, key_of(t->arena, t->kind, t->name));
	if (!old.doc)
		return NULL;
	old.src = old.doc->at.src;
	old.path = old.src->path;
	return layer_read(&old) && layer_find(&old) && layer_merge(&old) ? layer_document(&old) : NULL;
}

void
before_close(struct before *b)
{
	project_close(&b->project);
	arena_free(&b->arena);
}
