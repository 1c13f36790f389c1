/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c - each object of a tenant, in turn. */
#include "verify/verify.h"

#include <stdarg.h>

#include "expr/rule.h"
#include "verify/rule.h"
#include "verify/verify_priv.h"

/* Lines of the spec behind a value: at most two, the nearest first. */
enum { MAX_ORIGINS = 2, MAX_FOLLOWED = 8 };

/* Follows what was read down to what somebody wrote; gives how many notes
 * may still be added. */
static unsigned
note_origins(struct verify *v, struct diag *d, const struct val *val, unsigned left, unsigned depth)
{
	for (const struct origin *r = val->origin; r && left; r = r->next) {
		struct span place = val_place(r->val);

		if (r->kind != ORIGIN_READ)
			continue;
		if (r->val->origin && r->val->origin->kind == ORIGIN_READ && depth < MAX_FOLLOWED)
			left = note_origins(v, d, r->val, left, depth + 1);
		else if (place.src && place.src != d->at.src) {
			diag_note(v->diags, d, place, "it comes from here");
			left--;
		}
	}
	return left;
}

void
verify_note(struct verify *v, struct diag *d, const struct object *o, const struct val *at)
{
	if (at && d->code != DIAG_FIELD_UNKNOWN)
		note_origins(v, d, at, MAX_ORIGINS, 0);
	diag_note(v->diags, d, d->at.src == o->at.src ? SPAN_NONE : o->at, "in %.*s",
	          SLICE_FMT(object_label(v->arena, o)));
}

struct diag *
verify_report(struct verify *v, const struct object *o, enum diag_code code, const struct val *at, const char *fmt, ...)
{
	struct span place = at ? val_place(at) : SPAN_NONE;
	struct slice text;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(v->arena, fmt, ap);
	va_end(ap);
	d = diag_report(v->diags, code, place.src ? place : o->at, "%.*s", SLICE_FMT(text));
	verify_note(v, d, o, at);
	return d;
}

/* What the schema check calls for each of its messages. */
struct object_context {
	struct verify *v;
	const struct object *o;
};

static void
on_diag(void *ctx, struct diag *d, const struct val *at, const struct doc_path *path)
{
	struct object_context *c = ctx;

	(void)path;
	/* A value that nobody wrote has no line: the document that holds it has. */
	if (!d->at.src)
		d->at = c->o->at;
	verify_note(c->v, d, c->o, at);
}

static bool
known(struct verify *v, const struct object *o)
{
	struct slice near;
	struct diag *d;
	bool same_kind;

	if (o->known)
		return true;
	near = api_nearest(v->api, v->arena, o->api_version, o->kind);
	same_kind = near.ptr && slice_eq(slice_sub(near, slice_rfind_char(near, '/') + 1, near.len), o->kind);
	d = verify_report(v, o, DIAG_VERIFY_KIND, val_get_cstr(o->val, same_kind ? "apiVersion" : "kind"),
	                  "there is no kind '%.*s' of '%.*s'", SLICE_FMT(o->kind), SLICE_FMT(o->api_version));
	diag_note(v->diags, d, SPAN_NONE, "neither Kubernetes %.*s nor schemas/crds has it", SLICE_FMT(v->version));
	if (near.ptr)
		diag_note(v->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near));
	else
		diag_note(v->diags, d, SPAN_NONE, "add its CustomResourceDefinition with 'tools/bundle crds'");
	return false;
}

static void
check_scope(struct verify *v, const struct object *o)
{
	const struct val *namespace = val_walk(o->val, "metadata.namespace");

	if (o->known->namespaced && !namespace)
		verify_report(v, o, DIAG_VERIFY_NAMESPACE, val_get_cstr(o->val, "metadata"),
		              "a %.*s lives in a namespace, and this one names none", SLICE_FMT(o->kind));
	if (!o->known->namespaced && namespace)
		verify_report(v, o, DIAG_VERIFY_NAMESPACE, namespace, "a %.*s lives in no namespace", SLICE_FMT(o->kind));
}

/* Rules of a custom resource see what the API server stores: with defaults. */
static void
check_rules(struct verify *v, const struct object *o)
{
	struct object_context ctx = { v, o };
	struct rules_check c = { .arena = v->arena, .diags = v->diags, .on_diag = on_diag, .ctx = &ctx };
	const struct rules *rules = schema_compiled(o->known->schema);

	if (rules)
		rules_check(&c, rules, schema_default(v->arena, o->known->schema, o->val, false), NULL);
}

static void
check_schema(struct verify *v, const struct object *o)
{
	struct object_context ctx = { v, o };
	struct schema_check c = { .arena = v->arena, .diags = v->diags, .known = v->known,
	                          .on_diag = on_diag, .ctx = &ctx };

	if (schema_check(&c, o->known->schema, o->val, NULL))
		check_rules(v, o);
}

const struct val *
verify_template(const struct object *o)
{
	return rule_template(o->kind, o->val);
}

static bool
same_object(const struct object *a, const struct object *b)
{
	size_t group_a = slice_find(a->api_version, SLICE_LIT("/"), 0);
	size_t group_b = slice_find(b->api_version, SLICE_LIT("/"), 0);

	/* Names differ first: this runs for all pairs. */
	return slice_eq(a->name, b->name) && slice_eq(a->kind, b->kind) && slice_eq(a->namespace, b->namespace) &&
	       slice_eq(slice_sub(a->api_version, 0, group_a == SIZE_MAX ? 0 : group_a),
	                slice_sub(b->api_version, 0, group_b == SIZE_MAX ? 0 : group_b));
}

/* The same object twice within one tenant. */
static void
check_twice(struct verify *v, size_t i)
{
	const struct object *all = v->rendered->objects.ptr, *o = &all[i];

	for (size_t j = 0; j < i; j++) {
		struct diag *d;

		if (!same_object(&all[j], o))
			continue;
		d = diag_report(v->diags, DIAG_VERIFY_TWICE, o->at, "%.*s is made twice", SLICE_FMT(object_label(v->arena, o)));
		if (o->at.src == all[j].at.src && o->at.start == all[j].at.start)
			diag_note(v->diags, d, SPAN_NONE, "by two copies of a forEach: its variable must be part of the name");
		else
			diag_note(v->diags, d, all[j].at, "it is made here first");
		return;
	}
}

bool
verify_tenant(struct verify *v)
{
	size_t errors = v->diags->errors;

	for (size_t i = 0; i < v->rendered->objects.len; i++) {
		const struct object *o = &v->rendered->objects.ptr[i];

		if (!known(v, o))
			continue;
		check_twice(v, i);
		check_scope(v, o);
		check_schema(v, o);
	}
	/* What is malformed is not looked at any closer. */
	if (v->diags->errors != errors)
		return false;
	for (size_t i = 0; i < v->rendered->objects.len; i++) {
		const struct object *o = &v->rendered->objects.ptr[i];

		verify_names(v, o);
		verify_workload(v, o);
		verify_references(v, o);
		verify_text(v, o);
	}
	return v->diags->errors == errors;
}
