/* SPDX-License-Identifier: Apache-2.0 */
/* explain.c - following origins back through patches, expressions and layers. */
#include "driver/explain.h"

#include "diag/nearest.h"
#include "driver/layer.h"
#include "read/tree.h"
#include "value/build.h"
#include "value/json.h"

enum { MAX_DEPTH = 8, MAX_SHOWN = 60 };

/* A value on one short line. */
static struct slice
shown(struct arena *a, const struct val *v)
{
	struct buf b = BUF_INIT;
	struct slice s;

	if (val_is(v, VAL_STRING))
		buf_add(&b, v->u.str);
	else if (val_json(&b, v, 0))
		buf_str(&b, val_kind_name(v));
	s = arena_slice(a, slice_sub(buf_slice(&b), 0, MAX_SHOWN));
	if (b.len > MAX_SHOWN)
		s = arena_printf(a, "%.*s...", SLICE_FMT(s));
	buf_fini(&b);
	return s;
}

static bool
inside(struct span outer, struct span s)
{
	return outer.src && outer.src == s.src && outer.start <= s.start && s.end <= outer.end;
}

/* Who wrote something at this place. */
static struct slice
author(struct explain *e, const struct tenant *t, struct span at)
{
	if (!at.src)
		return SLICE_LIT("computed by berth");
	for (size_t i = t->nlayers; i-- > 0;)
		if (inside(t->layers[i].val->at, at))
			return arena_printf(e->arena, "set by %s '%.*s'", t->layers[i].what, SLICE_FMT(t->layers[i].name));
	if (slice_starts(at.src->path, SLICE_LIT("schemas/")))
		return SLICE_LIT("the default of the schema");
	if (slice_starts(at.src->path, SLICE_LIT("bases/")))
		return arena_printf(e->arena, "written by base '%.*s/%.*s'", SLICE_FMT(t->base->name),
		                    SLICE_FMT(t->base->version));
	if (at.src == t->src)
		return arena_printf(e->arena, "set by tenant '%.*s'", SLICE_FMT(t->name));
	return arena_printf(e->arena, "set in %.*s", SLICE_FMT(at.src->path));
}

static void
follow(struct explain *e, const struct tenant *t, const struct val *v, const char *how, unsigned depth)
{
	struct explanation x = { .depth = depth, .at = v->at };

	if (depth > MAX_DEPTH)
		return;
	x.text = arena_printf(e->arena, "%s%.*s: %.*s", how, SLICE_FMT(author(e, t, v->at)),
	                      SLICE_FMT(shown(e->arena, v)));
	vec_push(e->arena, &e->chain, x);
	for (const struct origin *o = v->origin; o; o = o->next) {
		switch (o->kind) {
		case ORIGIN_REPLACED:
			follow(e, t, o->val, "over what was ", depth + (depth == 0));
			break;
		case ORIGIN_PATCHED:
			follow(e, t, o->val, "patched over what was ", depth + 1);
			break;
		case ORIGIN_READ:
			follow(e, t, o->val, "from what was ", depth + 1);
			break;
		}
	}
}

/* The spec file of the tenant that is asked for. */
static bool
open_tenant(struct explain *e, struct tenant *t)
{
	struct nearest n = NEAREST_INIT(e->tenant);
	bool found, ok;
	struct paths files = tree_files(e->arena, e->diags, e->project->rootfd, SLICE_LIT("tenants"), &found);
	struct diag *d;

	for (size_t i = 0; i < files.len; i++) {
		struct diags silent = DIAGS_INIT(e->arena);
		const struct source *src = read_source(e->arena, &silent, e->project->rootfd, files.ptr[i], SPAN_NONE, &ok);
		const struct val *doc = ok ? read_yaml(e->arena, &silent, src, READ_ONE).ptr[0] : NULL;
		struct slice name = val_text(val_walk(doc, "metadata.name"), SLICE_LIT(""));

		nearest_offer(&n, name);
		if (!tenant_is(files.ptr[i], name, e->tenant))
			continue;
		t->path = files.ptr[i];
		t->src = src;
		return true;
	}
	d = diag_report(e->diags, DIAG_FLEET_SELECTED, SPAN_NONE, "there is no tenant '%.*s' below tenants/",
	                SLICE_FMT(e->tenant));
	if (n.best.ptr)
		diag_note(e->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	return false;
}

/* The object by its label; NULL after a report. */
static const struct val *
find_object(struct explain *e, const struct tenant *t)
{
	struct nearest n = NEAREST_INIT(e->object);
	struct diag *d;

	for (size_t i = 0; i < t->rendered.objects.len; i++) {
		const struct object *o = &t->rendered.objects.ptr[i];
		struct slice label = object_label(e->arena, o);

		if (slice_eq(label, e->object))
			return o->val;
		nearest_offer(&n, label);
	}
	d = diag_report(e->diags, DIAG_FLEET_SELECTED, SPAN_NONE, "tenant '%.*s' has no object '%.*s'",
	                SLICE_FMT(e->tenant), SLICE_FMT(e->object));
	if (n.best.ptr)
		diag_note(e->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	return NULL;
}

/* A path as people write it. */
static struct slice
steps_text(struct arena *a, struct steps s)
{
	struct slice text = SLICE_LIT("");

	for (size_t i = 0; i < s.len; i++) {
		const struct step *step = &s.ptr[i];

		switch (step->kind) {
		case STEP_KEY:
			text = arena_printf(a, "%.*s%s%.*s", SLICE_FMT(text), i ? "." : "", SLICE_FMT(step->key));
			break;
		case STEP_INDEX:
			text = arena_printf(a, "%.*s[%zu]", SLICE_FMT(text), step->index);
			break;
		case STEP_ALL:
			text = arena_printf(a, "%.*s[*]", SLICE_FMT(text));
			break;
		case STEP_MATCH:
			text = arena_printf(a, "%.*s[%.*s=%.*s]", SLICE_FMT(text), SLICE_FMT(step->key), SLICE_FMT(step->value));
			break;
		}
	}
	return text;
}

/* Whether the schema of the spec knows the field, though nobody set it. */
static bool
schema_knows(const struct explain *e, const struct tenant *t, struct steps steps)
{
	const struct schema *s = e->object.len ? NULL : t->schema;

	for (size_t i = 0; s && i < steps.len; i++)
		s = steps.ptr[i].kind == STEP_KEY ? schema_property(s, steps.ptr[i].key) : schema_items(s);
	return s != NULL;
}

/* What there is instead of the field `key` of `v`. */
static void
note_fields(struct explain *e, struct diag *d, const struct val *v, struct slice key)
{
	enum { MOST = 20 };
	struct nearest n = NEAREST_INIT(key);
	struct slice all = SLICE_LIT("");

	if (!val_is(v, VAL_MAP))
		return;
	for (size_t i = 0; i < v->u.map.len; i++) {
		struct slice known = v->u.map.fields[i].key;

		nearest_offer(&n, known);
		if (v->u.map.len <= MOST)
			all = arena_printf(e->arena, "%.*s%s%.*s", SLICE_FMT(all), all.len ? ", " : "", SLICE_FMT(known));
	}
	if (n.best.ptr)
		diag_note(e->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else if (all.len)
		diag_note(e->diags, d, SPAN_NONE, "there are %.*s", SLICE_FMT(all));
}

/* Says which step of the path leads nowhere. */
static void
report_field(struct explain *e, const struct tenant *t, const struct val *root, struct steps steps)
{
	struct steps upto = { steps.ptr, 1 };
	const struct val *above = root, *v;
	struct diag *d;

	for (; (v = steps_find(root, upto)) != NULL; upto.len++)
		above = v;
	if (schema_knows(e, t, upto)) {
		diag_report(e->diags, DIAG_FLEET_SELECTED, SPAN_NONE, "nobody sets '%.*s', and it has no default",
		            SLICE_FMT(steps_text(e->arena, upto)));
		return;
	}
	d = diag_report(e->diags, DIAG_FLEET_SELECTED, SPAN_NONE, "there is no field '%.*s'",
	                SLICE_FMT(steps_text(e->arena, upto)));
	note_fields(e, d, above, steps.ptr[upto.len - 1].key);
}

static const struct val *
whole_spec(struct explain *e, const struct tenant *t)
{
	struct map_build b = MAP_BUILD_INIT(e->arena);

	map_build_cstr(&b, "metadata", t->metadata);
	map_build_cstr(&b, "spec", t->spec);
	return map_build_end(&b, SPAN_NONE);
}

bool
explain_find(struct explain *e)
{
	struct tenant t = { .project = e->project, .arena = e->arena, .diags = e->diags, .trace = true };
	const struct val *root;
	struct steps steps = { 0 };
	size_t bad;

	if (!open_tenant(e, &t))
		return false;
	if (e->object.len ? !tenant_compile(&t) : !tenant_check_spec(&t))
		return false;
	root = e->object.len ? find_object(e, &t) : whole_spec(e, &t);
	if (!root)
		return false;
	if (e->field.len && !steps_parse(e->arena, e->field, &steps, &bad)) {
		diag_report(e->diags, DIAG_FLEET_SELECTED, SPAN_NONE, "'%.*s' is no path: character %zu",
		            SLICE_FMT(e->field), bad + 1);
		return false;
	}
	e->value = steps_find(root, steps);
	if (!e->value) {
		report_field(e, &t, root, steps);
		return false;
	}
	follow(e, &t, e->value, "", 0);
	return true;
}

bool
explain_failures(struct explain *e)
{
	struct tenant t = { .project = e->project, .arena = e->arena, .diags = e->diags };
	struct diag *d;

	if (!open_tenant(e, &t) || !tenant_check_spec(&t) || !tenant_failures(&t, e->diags, &e->failures))
		return false;
	e->tenant = t.name;
	if (e->failures.len)
		return true;
	d = diag_report(e->diags, DIAG_FLEET_SELECTED, SPAN_NONE, "base '%.*s/%.*s' says nothing of failures of tenant '%.*s'",
	                SLICE_FMT(t.base->name), SLICE_FMT(t.base->version), SLICE_FMT(t.name));
	diag_note(e->diags, d, SPAN_NONE, "they are in files that 'failures' of its contents page names");
	return false;
}
