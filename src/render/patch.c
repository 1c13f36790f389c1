/* SPDX-License-Identifier: Apache-2.0 */
/* patch.c - patches of features, then those of the tenant, onto objects.
 *
 * A feature's patch may change anything (it is part of the base); a tenant's
 * may not touch a sealed path. A patch that matches nothing is a mistake:
 * it would silently stop working when a name changes. */
#include "diag/nearest.h"
#include "merge/merge.h"
#include "render/run.h"

struct target {
	struct slice kind, name, namespace;  /* name, namespace: ptr NULL is any */
	struct span at;
};

static bool
matches(const struct target *t, const struct object *o)
{
	return slice_eq(t->kind, o->kind) && (!t->name.ptr || slice_eq(t->name, o->name)) &&
	       (!t->namespace.ptr || slice_eq(t->namespace, o->namespace));
}

static void
report_nothing(struct render *r, const struct target *t)
{
	struct slice label = arena_printf(r->arena, "%.*s/%.*s", SLICE_FMT(t->kind), SLICE_FMT(t->name));
	struct nearest n = NEAREST_INIT(t->name.ptr ? label : t->kind);
	struct diag *d = diag_report(r->diags, DIAG_BASE_TARGET, t->at, "no object matches '%.*s%s%.*s'",
	                             SLICE_FMT(t->kind), t->name.ptr ? "/" : "", SLICE_FMT(t->name));

	for (size_t i = 0; i < r->out->objects.len; i++)
		nearest_offer(&n, t->name.ptr ? object_label(r->arena, &r->out->objects.ptr[i]) : r->out->objects.ptr[i].kind);
	if (slice_find(t->name, SLICE_LIT("*"), 0) != SIZE_MAX)
		diag_note(r->diags, d, SPAN_NONE, "a name is no pattern; leave it out to patch all of the kind");
	else if (n.best.ptr)
		diag_note(r->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
}

/* What `allowed` looks at while a tenant's patch is merged. */
struct seal_check {
	struct render *r;
	const struct object *object;
};

static bool
unsealed(void *ctx, const struct doc_path *path, const struct val *lower, const struct val *upper, struct span at)
{
	const struct seal_check *s = ctx;
	const struct base *base = s->r->in->base;

	for (size_t i = 0; i < base->nseals; i++) {
		struct slice where = SLICE_LIT("");
		struct diag *d;

		if (!slice_eq(base->seals[i].kind, s->object->kind) ||
		    !steps_touch(base->seals[i].path, s->object->val, path))
			continue;
		if (path)
			where = arena_printf(s->r->arena, "'%.*s' of ", SLICE_FMT(doc_path_text(s->r->arena, path)));
		d = diag_report(s->r->diags, DIAG_BASE_SEALED, upper ? val_place(upper) : at,
		                "%.*s%.*s is sealed by the base", SLICE_FMT(where),
		                SLICE_FMT(object_label(s->r->arena, s->object)));
		diag_note(s->r->diags, d, base->seals[i].at, lower ? "it is the same for all tenants" :
		          "it is the same for all tenants; nothing may be added there");
		return false;
	}
	return true;
}

/* Identity must not change under a patch: files, order and references were
 * made from it. Takes that of `after` from its value, NULL when all was removed. */
static bool
same_identity(struct render *r, const struct object *before, struct object *after, struct span at)
{
	const char *missing;

	if (after->val && object_identify(after, &missing) && slice_eq(before->api_version, after->api_version) &&
	    slice_eq(before->kind, after->kind) && slice_eq(before->name, after->name) &&
	    slice_eq(before->namespace, after->namespace))
		return true;
	diag_report(r->diags, DIAG_BASE_TARGET, at, "a patch cannot change the identity of %.*s",
	            SLICE_FMT(object_label(r->arena, before)));
	return false;
}

static bool
apply(struct render *r, const struct target *t, const struct val *patch, bool sealed)
{
	bool found = false, ok = true;

	for (size_t i = 0; i < r->out->objects.len; i++) {
		struct object *o = &r->out->objects.ptr[i], patched = *o;
		struct seal_check seal = { r, o };
		struct merge m = { .arena = r->arena, .diags = r->diags, .kind = ORIGIN_PATCHED,
		                   .allowed = sealed ? unsealed : NULL, .ctx = &seal };
		size_t errors = r->diags->errors;

		if (!matches(t, o))
			continue;
		found = true;
		patched.val = merge_over(&m, o->known ? o->known->schema : NULL, o->val, patch, NULL);
		if (val_is(patched.val, VAL_BAD) || r->diags->errors != errors) {
			ok = false;
			continue;
		}
		ok = same_identity(r, o, &patched, patch->at) && ok;
		if (ok)
			*o = patched;
	}
	if (!found)
		report_nothing(r, t);
	return found && ok;
}

static bool
apply_feature_patch(struct render *r, const struct base_entry *e, void *ctx)
{
	struct target t = { .at = e->at };
	bool ok = true;

	(void)ctx;
	t.kind = template_fill_text(render_in(r, e->scope), e->target.kind);
	if (e->target.name)
		t.name = template_fill_text(render_in(r, e->scope), e->target.name);
	if (e->target.namespace)
		t.namespace = template_fill_text(render_in(r, e->scope), e->target.namespace);
	if (!t.kind.ptr || (e->target.name && !t.name.ptr) || (e->target.namespace && !t.namespace.ptr))
		return false;
	for (size_t i = 0; i < e->ndocs; i++) {
		const struct val *patch = template_fill(render_in(r, e->scope), e->docs[i]);

		if (!patch)
			continue;
		ok = patch->kind != VAL_BAD && apply(r, &t, patch, false) && ok;
	}
	return ok;
}

static struct slice
optional_text(const struct val *v)
{
	return val_text(v, (struct slice){ NULL, 0 });
}

static bool
apply_tenant_patches(struct render *r)
{
	const struct val *list = val_get_cstr(r->in->spec, "patches");
	bool ok = true;

	for (size_t i = 0; val_is(list, VAL_LIST) && i < list->u.list.len; i++) {
		const struct val *p = list->u.list.items[i], *target = val_get_cstr(p, "target");
		const struct val *patch = val_get_cstr(p, "patch");
		struct target t = { .kind = val_text(val_get_cstr(target, "kind"), SLICE_LIT("")),
		                    .name = optional_text(val_get_cstr(target, "name")),
		                    .namespace = optional_text(val_get_cstr(target, "namespace")),
		                    .at = target ? val_place(target) : val_place(p) };

		if (patch)
			ok = apply(r, &t, patch, true) && ok;
	}
	return ok;
}

bool
render_patches(struct render *r)
{
	const struct base *base = r->in->base;
	bool ok = true;

	for (size_t i = 0; i < base->npages; i++)
		for (size_t j = 0; r->on[i] && j < base->pages[i].npatches; j++)
			ok = render_each(r, &base->pages[i], &base->pages[i].patches[j], apply_feature_patch, NULL) && ok;
	return ok && apply_tenant_patches(r);
}
