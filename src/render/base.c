/* SPDX-License-Identifier: Apache-2.0 */
/* base.c - reading a base's pages and naming what is in them. */
#include "render/base.h"

#include "base/path.h"
#include "expr/rule.h"
#include "read/read.h"
#include "render/compile.h"
#include "render/sibling.h"
#include "schema/shape.h"
#include "value/build.h"

enum { MAX_NAMES = 2000 };

/* What base.c and page.c read of a page. */
static const struct shape shapes[] = {
	{ "", VAL_MAP, true },
	{ "metadata", VAL_MAP, true },
	{ "metadata.name", VAL_STRING, true },
	{ "spec", VAL_MAP, true },
	{ "spec.values", VAL_MAP, false },
	{ "spec.parts", VAL_MAP, false },
	{ "spec.parts.*", VAL_LIST, false },
	{ "spec.parts.*[*]", VAL_MAP, false },
	{ "spec.parts.*[*].from", VAL_STRING, true },
	{ "spec.parts.*[*].forEach", VAL_MAP, false },
	{ "spec.resources", VAL_LIST, false },
	{ "spec.resources[*]", VAL_MAP, false },
	{ "spec.resources[*].from", VAL_STRING, true },
	{ "spec.resources[*].into", VAL_STRING, true },
	{ "spec.resources[*].forEach", VAL_MAP, false },
	{ "spec.patches", VAL_LIST, false },
	{ "spec.patches[*]", VAL_MAP, false },
	{ "spec.patches[*].target", VAL_MAP, true },
	{ "spec.patches[*].target.kind", VAL_STRING, true },
	{ "spec.patches[*].from", VAL_STRING, false },
	{ "spec.patches[*].patch", VAL_MAP, false },
	{ "spec.patches[*].forEach", VAL_MAP, false },
	{ "spec.features", VAL_LIST, false },
	{ "spec.features[*]", VAL_STRING, false },
	{ "spec.sealed", VAL_LIST, false },
	{ "spec.sealed[*]", VAL_MAP, false },
	{ "spec.sealed[*].*", VAL_STRING, false },
	{ "spec.unique", VAL_LIST, false },
	{ "spec.unique[*]", VAL_MAP, false },
	{ "spec.unique[*].what", VAL_STRING, true },
	{ "spec.unique[*].key", VAL_STRING, true },
	{ "spec.sums", VAL_LIST, false },
	{ "spec.sums[*]", VAL_MAP, false },
	{ "spec.sums[*].what", VAL_STRING, true },
	{ "spec.sums[*].per", VAL_STRING, true },
	{ "spec.sums[*].of", VAL_STRING, true },
	{ "spec.sums[*].limit", VAL_STRING, false },
	{ "spec.sums[*].fieldPath", VAL_STRING, false },
	{ "spec.external", VAL_LIST, false },
	{ "spec.external[*]", VAL_MAP, false },
	{ "spec.external[*].kind", VAL_STRING, true },
	{ "spec.external[*].name", VAL_STRING, true },
	{ "spec.external[*].keys", VAL_LIST, false },
	{ "spec.rules", VAL_LIST, false },
	{ "spec.rules[*]", VAL_MAP, false },
	{ "spec.rules[*].rule", VAL_STRING, true },
	{ "spec.rules[*].message", VAL_STRING, true },
	{ "spec.failures", VAL_LIST, false },
	{ "spec.failures[*]", VAL_STRING, false },
	{ "spec.reserved", VAL_LIST, false },
	{ "spec.reserved[*]", VAL_MAP, false },
	{ "spec.reserved[*].text", VAL_STRING, true },
	{ "spec.reserved[*].message", VAL_STRING, true },
};
static const struct shape base_shapes[] = {
	{ "metadata.version", VAL_STRING, true },
	{ "spec.for", VAL_STRING, true },
	{ "spec.defaults", VAL_MAP, false },
	{ "spec.kustomization", VAL_BOOL, false },
};
static const struct shape feature_shapes[] = { { "spec.when", VAL_STRING, true } };
#define HAS_SHAPE(ds, doc, rules) shape_check(ds, doc, rules, sizeof(rules) / sizeof((rules)[0]))

const struct val *
page_load(struct compile *c, struct slice path, struct span from, const struct schema *schema,
          const struct source **src)
{
	struct schema_check check = { .arena = c->arena, .diags = c->diags };
	struct rules_check rules = { .arena = c->arena, .diags = c->diags };
	size_t errors = c->diags->errors;
	struct documents docs;
	const struct val *doc;
	bool ok;

	*src = read_source(c->arena, c->diags, c->rootfd, path, from, &ok);
	if (!ok) {
		sibling_note(c->diags, c->rootfd, path, from);
		return NULL;
	}
	docs = read_yaml(c->arena, c->diags, *src, READ_ONE | READ_WARN_11_VALUES);
	/* Parts that could not be read are poison inside; checking the rest finds more
	 * mistakes, but nothing is compiled from such a page. */
	if (!schema_check(&check, schema, docs.ptr[0], NULL) || c->diags->errors != errors)
		return NULL;
	doc = schema_default(c->arena, schema, docs.ptr[0], false);
	if (!rules_check(&rules, schema_compiled(schema), doc, NULL))
		return NULL;
	return HAS_SHAPE(c->diags, doc, shapes) ? doc : NULL;
}

/* Folder and page must agree, so that a moved folder cannot lie. */
static void
check_identity(struct compile *c, const struct val *doc, struct slice name, struct slice version)
{
	const struct val *n = val_walk(doc, "metadata.name"), *v = val_walk(doc, "metadata.version");

	if (!slice_eq(val_text(n, name), name))
		diag_report(c->diags, DIAG_BASE_IDENTITY, n->at, "the base is named '%.*s', its folder '%.*s'",
		            SLICE_FMT(n->u.str), SLICE_FMT(name));
	if (version.len && !slice_eq(val_text(v, version), version))
		diag_report(c->diags, DIAG_BASE_IDENTITY, v->at, "the base says version '%.*s', its folder '%.*s'",
		            SLICE_FMT(v->u.str), SLICE_FMT(version));
}

static bool
load_features(struct base_build *b)
{
	const struct val *list = val_get_cstr(b->pages[0].spec, "features");
	size_t n = list ? list->u.list.len : 0;
	struct page_build *pages = arena_new_n(b->c.arena, n + 1, struct page_build);
	bool ok = true;

	pages[0] = b->pages[0];
	for (size_t i = 0; i < n; i++) {
		const struct val *folder = list->u.list.items[i];
		struct page_build *p = &pages[i + 1];
		const struct val *doc;

		p->dir = scope_path(&b->c, folder->u.str, folder->at);
		if (!p->dir.ptr) {
			ok = false;
			continue;
		}
		doc = page_load(&b->c, path_join(b->c.arena, p->dir, SLICE_LIT("feature.yaml")), folder->at,
		                b->schemas->feature, &p->src);
		p->spec = doc && HAS_SHAPE(b->c.diags, doc, feature_shapes) ? val_get_cstr(doc, "spec") : NULL;
		if (p->spec)
			check_identity(&b->c, doc, path_base(p->dir), SLICE_LIT(""));
		ok = ok && p->spec;
	}
	b->pages = pages;
	b->npages = n + 1;
	return ok;
}

static void
add_value(struct base_build *b, const struct field *f, size_t page)
{
	struct arena *a = b->c.arena;
	struct slice name = arena_join(a, SLICE_LIT("values."), f->key);

	for (size_t i = 0; i < b->values.len; i++) {
		const struct base_value *old = &b->values.ptr[i];

		if (!slice_eq(old->name, name) || (old->page != 0 && old->page != page))
			continue;
		diag_note(b->c.diags,
		          diag_report(b->c.diags, DIAG_BASE_TWICE, f->key_at, "the base has a value '%.*s' already",
		                      SLICE_FMT(f->key)),
		          old->at, "it is here");
		return;
	}
	vec_push(a, &b->values,
	         (struct base_value){ .name = name, .slot = SLOT_FIXED + b->values.len, .page = page, .at = f->key_at });
}

static void
add_part(struct base_build *b, struct slice key)
{
	struct slice name = arena_join(b->c.arena, SLICE_LIT("parts."), key);

	for (size_t i = 0; i < b->parts.len; i++)
		if (slice_eq(b->parts.ptr[i].name, name))
			return;
	vec_push(b->c.arena, &b->parts, (struct base_part){ .name = name });
}

/* Names and slots of everything: fixed names, values of all pages, parts. */
static void
name_all(struct base_build *b)
{
	for (size_t p = 0; p < b->npages; p++) {
		const struct val *values = val_get_cstr(b->pages[p].spec, "values");
		const struct val *parts = val_get_cstr(b->pages[p].spec, "parts");

		for (size_t i = 0; values && i < values->u.map.len; i++)
			add_value(b, &values->u.map.fields[i], p);
		for (size_t i = 0; parts && i < parts->u.map.len; i++)
			add_part(b, parts->u.map.fields[i].key);
	}
	for (size_t i = 0; i < b->parts.len; i++)
		b->parts.ptr[i].slot = SLOT_FIXED + b->values.len + i;
	b->loop_slot = SLOT_FIXED + b->values.len + b->parts.len;
}

/* The names that hold on one page. Values of other features stay nameless
 * there, so that nothing depends on a feature that may be off; their slots
 * keep the numbering common to all pages. */
static struct expr_names
names_of(struct base_build *b, size_t page)
{
	struct slice *names = arena_new_n(b->c.arena, b->loop_slot, struct slice);

	for (size_t i = 0; i < SLOT_FIXED; i++)
		names[i] = scope_fixed[i];
	for (size_t i = 0; i < b->values.len; i++)
		if (b->values.ptr[i].page == 0 || b->values.ptr[i].page == page)
			names[b->values.ptr[i].slot] = b->values.ptr[i].name;
	for (size_t i = 0; i < b->parts.len; i++)
		names[b->parts.ptr[i].slot] = b->parts.ptr[i].name;
	return (struct expr_names){ names, b->loop_slot };
}

static void
compile_values(struct base_build *b)
{
	for (size_t i = 0; i < b->values.len; i++) {
		struct base_value *v = &b->values.ptr[i];
		const struct page_build *p = &b->pages[v->page];
		struct slice key = slice_sub(v->name, sizeof("values.") - 1, v->name.len);
		struct scope_slots uses = { 0 };

		b->c.scope = p->scope;
		b->c.uses = &uses;
		v->template = template_new(&b->c, val_get(val_get_cstr(p->spec, "values"), key));
		vec_push(b->c.arena, &b->value_uses, uses);
	}
}

static void
compile_seals(struct base_build *b, struct base *out)
{
	const struct val *list = val_get_cstr(b->pages[0].spec, "sealed");
	VEC(struct base_seal) seals = { 0 };

	for (size_t i = 0; list && i < list->u.list.len; i++)
		for (size_t j = 0; j < list->u.list.items[i]->u.map.len; j++) {
			const struct field *f = &list->u.list.items[i]->u.map.fields[j];
			struct base_seal s = { .kind = f->key, .at = f->val->at };
			size_t bad;

			if (steps_parse(b->c.arena, f->val->u.str, &s.path, &bad))
				vec_push(b->c.arena, &seals, s);
			else
				diag_report(b->c.diags, DIAG_BASE_PATH, f->val->at, "'%.*s' is no path inside an object",
				            SLICE_FMT(f->val->u.str));
		}
	out->seals = seals.ptr;
	out->nseals = seals.len;
}

static const struct val *
identity(struct arena *a, const struct base *base)
{
	struct map_build m = MAP_BUILD_INIT(a);

	map_build_cstr(&m, "name", val_string(a, base->name, SPAN_NONE));
	map_build_cstr(&m, "version", val_string(a, base->version, SPAN_NONE));
	return map_build_end(&m, SPAN_NONE);
}

static void
freeze(struct base_build *b, struct base *out)
{
	struct base_page *pages = arena_new_n(b->c.arena, b->npages, struct base_page);

	for (size_t i = 0; i < b->npages; i++)
		pages[i] = b->pages[i].page;
	out->pages = pages;
	out->npages = b->npages;
	out->values = b->values.ptr;
	out->nvalues = b->values.len;
	out->parts = b->parts.ptr;
	out->nparts = b->parts.len;
	out->part_entries = b->part_entries.ptr;
	out->npart_entries = b->part_entries.len;
	out->nslots = b->loop_slot + 1;
}

/* Splits "web/1.0.0"; both parts are single names. */
static bool
split_id(struct slice id, struct slice *name, struct slice *version)
{
	size_t slash = slice_find(id, SLICE_LIT("/"), 0);

	if (slash == SIZE_MAX || slash == 0 || slash + 1 == id.len)
		return false;
	*name = slice_sub(id, 0, slash);
	*version = slice_sub(id, slash + 1, id.len);
	return slice_find(*version, SLICE_LIT("/"), 0) == SIZE_MAX && !slice_is(*name, "..") && !slice_is(*name, ".") &&
	       !slice_is(*version, "..") && !slice_is(*version, ".");
}

const struct base *
base_load(struct arena *a, struct diags *ds, int rootfd, struct slice id, struct span from,
          const struct base_schemas *schemas)
{
	struct base_build b = { .c = { .arena = a, .diags = ds, .rootfd = rootfd }, .schemas = schemas };
	struct base *out = arena_new(a, struct base);
	size_t errors = ds->errors;
	const struct val *doc, *kustomization;

	if (!split_id(id, &out->name, &out->version)) {
		diag_report(ds, DIAG_BASE_MISSING, from, "'%.*s' is no base; write name/version", SLICE_FMT(id));
		return NULL;
	}
	out->dir = path_join(a, SLICE_LIT("bases"), id);
	b.pages = arena_new(a, struct page_build);
	b.npages = 1;
	b.pages[0].dir = out->dir;
	b.c.scope = scope_new(a, out->dir, (struct expr_names){ 0 });
	doc = page_load(&b.c, path_join(a, out->dir, SLICE_LIT("base.yaml")), from, schemas->base, &out->src);
	if (!doc || !HAS_SHAPE(ds, doc, base_shapes))
		return NULL;
	check_identity(&b.c, doc, out->name, out->version);
	b.pages[0].spec = val_get_cstr(doc, "spec");
	b.pages[0].src = out->src;
	if (!load_features(&b))
		return NULL;
	out->for_kind = val_text(val_get_cstr(b.pages[0].spec, "for"), SLICE_LIT(""));
	out->defaults = val_get_cstr(b.pages[0].spec, "defaults");
	kustomization = val_get_cstr(b.pages[0].spec, "kustomization");
	out->kustomization = !kustomization || kustomization->u.b;
	out->identity = identity(a, out);
	name_all(&b);
	if (b.loop_slot > MAX_NAMES) {
		diag_report(ds, DIAG_BASE_TWICE, span_file(out->src), "more than %d values and parts", MAX_NAMES);
		return NULL;
	}
	for (size_t i = 0; i < b.npages; i++) {
		b.pages[i].names = names_of(&b, i);
		b.pages[i].scope = scope_new(a, b.pages[i].dir, b.pages[i].names);
	}
	compile_values(&b);
	for (size_t i = 0; i < b.npages; i++)
		page_compile(&b, i);
	compile_seals(&b, out);
	freeze(&b, out);
	out->statics = b.c.statics.ptr;
	out->nstatics = b.c.statics.len;
	order_find(&b, out);
	return ds->errors == errors ? out : NULL;
}
