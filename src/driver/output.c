/* SPDX-License-Identifier: Apache-2.0 */
/* output.c - files of a tenant. */
#include "driver/output.h"

#include "base/path.h"
#include "emit/emit.h"
#include "publish/publish.h"

/* The path below out/ of an object's file. */
static struct slice
path_of(struct tenant *t, const struct object *o)
{
	if (o->cluster_scope)
		return arena_printf(t->arena, "%.*s/%.*s", SLICE_FMT(t->cluster->place.name), SLICE_FMT(o->file));
	return arena_printf(t->arena, "%.*s/%.*s/%.*s", SLICE_FMT(t->cluster->place.name), SLICE_FMT(t->name),
	                    SLICE_FMT(o->file));
}

static void
head(struct tenant *t, struct buf *b)
{
	buf_str(b, PUBLISH_MARK " from ");
	buf_add(b, t->path);
	buf_str(b, ". Do not edit.\n");
}

static bool
emit_object(struct tenant *t, struct buf *b, const struct object *o)
{
	const struct val *bad = emit_yaml_again(b, o->val, t->memo ? &t->memo->emit : NULL);
	struct diag *d;

	if (!bad)
		return true;
	if (bad->kind == VAL_BAD)
		return false;
	d = diag_report(t->diags, DIAG_FLEET_OUTPUT, val_place(bad), "this %s cannot be written as YAML",
	                val_kind_name(bad));
	diag_note(t->diags, d, o->at, "it is in %.*s", SLICE_FMT(object_label(t->arena, o)));
	return false;
}

/* The file that starts with object number `first`, and all that follow into
 * the same file. */
static bool
emit_file(struct tenant *t, size_t first)
{
	const struct object *all = t->rendered.objects.ptr;
	struct buf b = BUF_INIT;
	bool ok = true;

	head(t, &b);
	for (size_t i = first; i < t->rendered.objects.len; i++) {
		if (!slice_eq(all[i].file, all[first].file) || all[i].cluster_scope != all[first].cluster_scope)
			continue;
		if (i != first)
			buf_str(&b, "---\n");
		ok = emit_object(t, &b, &all[i]) && ok;
	}
	if (ok)
		vec_push(t->arena, &t->outputs,
		         (struct output){ path_of(t, &all[first]), arena_slice(t->arena, buf_slice(&b)) });
	buf_fini(&b);
	return ok;
}

static bool
seen_before(const struct tenant *t, size_t i)
{
	const struct object *all = t->rendered.objects.ptr;

	for (size_t j = 0; j < i; j++)
		if (slice_eq(all[j].file, all[i].file) && all[j].cluster_scope == all[i].cluster_scope)
			return true;
	return false;
}

/* Lists the files of the tenant's own folder. */
static void
emit_kustomization(struct tenant *t)
{
	struct slice folder = arena_printf(t->arena, "%.*s/%.*s/", SLICE_FMT(t->cluster->place.name),
	                                   SLICE_FMT(t->name));
	struct buf b = BUF_INIT;
	size_t n = 0;

	head(t, &b);
	buf_str(&b, "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n");
	for (size_t i = 0; i < t->outputs.len; i++) {
		struct slice path = t->outputs.ptr[i].path;

		if (!slice_starts(path, folder))
			continue;
		buf_str(&b, "- ");
		emit_string(&b, path_base(path), 0);
		buf_char(&b, '\n');
		n++;
	}
	if (n)
		vec_push(t->arena, &t->outputs,
		         (struct output){ arena_join(t->arena, folder, SLICE_LIT("kustomization.yaml")),
		                          arena_slice(t->arena, buf_slice(&b)) });
	buf_fini(&b);
}

bool
output_emit(struct tenant *t)
{
	bool ok = true;

	for (size_t i = 0; i < t->rendered.objects.len; i++)
		if (!seen_before(t, i))
			ok = emit_file(t, i) && ok;
	if (ok && t->base->kustomization)
		emit_kustomization(t);
	return ok;
}
