/* SPDX-License-Identifier: Apache-2.0 */
/* page.c - compiling the entries of a contents page or a feature. */
#include "render/compile.h"

#include "read/read.h"
#include "render/sibling.h"
#include "schema/foreign.h"

/* The page's scope with the variable of a forEach. */
static struct scope *
loop_scope(struct base_build *b, const struct page_build *p, const struct field *loop)
{
	struct slice *names = arena_new_n(b->c.arena, p->names.len + 1, struct slice);

	for (size_t i = 0; i < p->names.len; i++) {
		names[i] = p->names.ptr[i];
		if (slice_eq(names[i], loop->key))
			diag_report(b->c.diags, DIAG_BASE_TWICE, loop->key_at, "'%.*s' is taken already",
			            SLICE_FMT(loop->key));
	}
	names[p->names.len] = loop->key;
	return scope_new(b->c.arena, p->dir, (struct expr_names){ names, p->names.len + 1 });
}

const struct template *
compile_template(struct base_build *b, const struct val *v)
{
	return v ? template_new(&b->c, v) : NULL;
}

/* includeWhen and forEach; leaves b->c.scope at the entry's own scope. */
static void
conditions(struct base_build *b, const struct page_build *p, const struct val *v, struct base_entry *e)
{
	const struct val *each = val_get_cstr(v, "forEach");
	const struct field *loop = each && each->u.map.len ? &each->u.map.fields[0] : NULL;

	/* The condition and the list stand outside the loop. */
	b->c.scope = p->scope;
	e->at = v->at;
	e->when = compile_template(b, val_get_cstr(v, "includeWhen"));
	e->loop = NO_SLOT;
	if (each && each->u.map.len != 1)
		diag_report(b->c.diags, DIAG_BASE_LOOP, each->at, "forEach has one variable, not %zu", each->u.map.len);
	if (loop) {
		e->each = compile_template(b, loop->val);
		e->loop = b->loop_slot;
		b->c.scope = loop_scope(b, p, loop);
	}
	e->scope = b->c.scope;
}

/* A document of the file of an entry; of a patch it must be a part of an object. */
static bool
doc_usable(struct base_build *b, const struct base_entry *e, const struct val *v)
{
	struct diag *d;

	if (!e->target.kind || v->kind != VAL_LIST)
		return v->kind != VAL_BAD;
	d = diag_report(b->c.diags, DIAG_FIELD_TYPE, v->at, "expected map, found list");
	if (foreign_is_json_patch(v))
		foreign_note_json_patch(b->c.diags, d, v);
	return false;
}

/* The documents of the file that the entry names. */
static void
load_docs(struct base_build *b, const struct val *from, struct base_entry *e)
{
	struct slice path = scope_path(&b->c, from->u.str, from->at);
	VEC(const struct template *) docs = { 0 };
	const struct source *src;
	struct documents read;
	bool ok;

	if (!path.ptr)
		return;
	src = read_source(b->c.arena, b->c.diags, b->c.rootfd, path, from->at, &ok);
	if (!ok) {
		sibling_note(b->c.diags, b->c.rootfd, path, from->at);
		return;
	}
	read = read_yaml(b->c.arena, b->c.diags, src, READ_WARN_11_VALUES);
	for (size_t i = 0; i < read.len; i++)
		if (doc_usable(b, e, read.ptr[i]))
			vec_push(b->c.arena, &docs, template_new(&b->c, read.ptr[i]));
	if (read.len == 0)
		diag_report(b->c.diags, DIAG_BASE_OBJECT, span_file(src), "the file holds nothing");
	e->docs = docs.ptr;
	e->ndocs = docs.len;
}

static size_t
list_len(const struct val *list)
{
	return list ? list->u.list.len : 0;
}

static void
resources(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "resources");
	struct base_entry *out = arena_new_n(b->c.arena, list_len(list), struct base_entry);

	for (size_t i = 0; i < list_len(list); i++) {
		const struct val *v = list->u.list.items[i];

		conditions(b, p, v, &out[i]);
		load_docs(b, val_get_cstr(v, "from"), &out[i]);
		out[i].into = compile_template(b, val_get_cstr(v, "into"));
		out[i].cluster_scope = slice_is(val_text(val_get_cstr(v, "scope"), SLICE_LIT("")), "cluster");
	}
	p->page.resources = out;
	p->page.nresources = list_len(list);
}

static void
patches(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "patches");
	struct base_entry *out = arena_new_n(b->c.arena, list_len(list), struct base_entry);

	for (size_t i = 0; i < list_len(list); i++) {
		const struct val *v = list->u.list.items[i], *target = val_get_cstr(v, "target");
		const struct val *from = val_get_cstr(v, "from"), *patch = val_get_cstr(v, "patch");

		conditions(b, p, v, &out[i]);
		out[i].target.kind = compile_template(b, val_get_cstr(target, "kind"));
		out[i].target.name = compile_template(b, val_get_cstr(target, "name"));
		out[i].target.namespace = compile_template(b, val_get_cstr(target, "namespace"));
		if (from) {
			load_docs(b, from, &out[i]);
		} else if (patch) {
			const struct template **one = arena_array(b->c.arena, 1, sizeof(struct template *));

			one[0] = compile_template(b, patch);
			out[i].docs = one;
			out[i].ndocs = 1;
		}
	}
	p->page.patches = out;
	p->page.npatches = list_len(list);
}

static size_t
part_index(const struct base_build *b, struct slice key)
{
	for (size_t i = 0; i < b->parts.len; i++)
		if (slice_eq(slice_sub(b->parts.ptr[i].name, sizeof("parts.") - 1, SIZE_MAX), key))
			return i;
	return NO_SLOT;
}

static void
parts(struct base_build *b, size_t page)
{
	const struct page_build *p = &b->pages[page];
	const struct val *map = val_get_cstr(p->spec, "parts");

	for (size_t i = 0; map && i < map->u.map.len; i++) {
		const struct field *f = &map->u.map.fields[i];

		for (size_t j = 0; j < f->val->u.list.len; j++) {
			struct base_part_entry e = { .part = part_index(b, f->key), .page = page };
			const struct val *v = f->val->u.list.items[j];
			struct scope_slots *outer = b->c.uses, uses = { 0 };

			b->c.uses = &uses;
			conditions(b, p, v, &e.entry);
			load_docs(b, val_get_cstr(v, "from"), &e.entry);
			b->c.uses = outer;
			vec_push(b->c.arena, &b->part_entries, e);
			vec_push(b->c.arena, &b->part_entry_uses, uses);
		}
	}
}

static void
uniques(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "unique");
	struct base_unique *out = arena_new_n(b->c.arena, list_len(list), struct base_unique);

	for (size_t i = 0; i < list_len(list); i++) {
		const struct val *v = list->u.list.items[i];

		out[i].what = val_text(val_get_cstr(v, "what"), SLICE_LIT(""));
		out[i].key = compile_template(b, val_get_cstr(v, "key"));
		out[i].fleet = !slice_is(val_text(val_get_cstr(v, "within"), SLICE_LIT("")), "cluster");
	}
	p->page.uniques = out;
	p->page.nuniques = list_len(list);
}

static void
sums(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "sums");
	struct base_sum *out = arena_new_n(b->c.arena, list_len(list), struct base_sum);

	for (size_t i = 0; i < list_len(list); i++) {
		const struct val *v = list->u.list.items[i], *path = val_get_cstr(v, "fieldPath");

		out[i].what = val_text(val_get_cstr(v, "what"), SLICE_LIT(""));
		out[i].per = compile_template(b, val_get_cstr(v, "per"));
		out[i].of = compile_template(b, val_get_cstr(v, "of"));
		out[i].limit = compile_template(b, val_get_cstr(v, "limit"));
		out[i].path = val_text(path, SLICE_LIT("spec"));
		out[i].path_at = path ? path->at : v->at;
		out[i].warning = slice_is(val_text(val_get_cstr(v, "severity"), SLICE_LIT("")), "warning");
		out[i].at = v->at;
	}
	p->page.sums = out;
	p->page.nsums = list_len(list);
}

static void
externals(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "external");
	struct base_external *out = arena_new_n(b->c.arena, list_len(list), struct base_external);

	for (size_t i = 0; i < list_len(list); i++) {
		const struct val *v = list->u.list.items[i];

		out[i].kind = compile_template(b, val_get_cstr(v, "kind"));
		out[i].name = compile_template(b, val_get_cstr(v, "name"));
		out[i].keys = val_get_cstr(v, "keys");
		out[i].when = compile_template(b, val_get_cstr(v, "includeWhen"));
	}
	p->page.externals = out;
	p->page.nexternals = list_len(list);
}

static void
rules(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "rules");
	struct base_rule *out = arena_new_n(b->c.arena, list_len(list), struct base_rule);

	for (size_t i = 0; i < list_len(list); i++) {
		const struct val *v = list->u.list.items[i];
		const struct val *path = val_get_cstr(v, "fieldPath");

		conditions(b, p, v, &out[i].entry);
		out[i].rule = compile_template(b, val_get_cstr(v, "rule"));
		out[i].message = compile_template(b, val_get_cstr(v, "message"));
		out[i].path = path ? compile_template(b, path) : NULL;
		out[i].path_text = val_text(path, SLICE_LIT("spec"));
		out[i].path_at = path ? path->at : v->at;
		out[i].at_key = slice_is(val_text(val_get_cstr(v, "at"), SLICE_LIT("")), "key");
		out[i].warning = slice_is(val_text(val_get_cstr(v, "severity"), SLICE_LIT("")), "warning");
		out[i].at = v->at;
	}
	b->c.scope = p->scope;
	p->page.rules = out;
	p->page.nrules = list_len(list);
}

static void
reserved(struct base_build *b, struct page_build *p)
{
	const struct val *list = val_get_cstr(p->spec, "reserved");
	struct base_reserved *out = arena_new_n(b->c.arena, list_len(list), struct base_reserved);

	for (size_t i = 0; i < list_len(list); i++) {
		const struct val *v = list->u.list.items[i], *text = val_get_cstr(v, "text");
		const struct val *unless = val_get_cstr(v, "unless");
		struct slice error;
		size_t at;

		out[i].pattern = pattern_new(b->c.arena, val_text(text, SLICE_LIT("")), &error, &at);
		out[i].when = compile_template(b, val_get_cstr(v, "includeWhen"));
		out[i].message = val_text(val_get_cstr(v, "message"), SLICE_LIT(""));
		out[i].annotation = val_text(val_get_cstr(unless, "annotation"), SLICE_LIT(""));
		out[i].value = val_text(val_get_cstr(unless, "value"), SLICE_LIT(""));
		if (!out[i].pattern)
			diag_report(b->c.diags, DIAG_BASE_PATH, text->at, "no regular expression: %.*s", SLICE_FMT(error));
	}
	p->page.reserved = out;
	p->page.nreserved = list_len(list);
}

void
page_compile(struct base_build *b, size_t page)
{
	struct page_build *p = &b->pages[page];
	struct scope_slots unused = { 0 };

	p->page.dir = p->dir;
	p->page.scope = p->scope;
	b->c.scope = p->scope;
	b->c.uses = &p->when_uses;
	p->page.when = compile_template(b, val_get_cstr(p->spec, "when"));
	b->c.uses = &unused;
	resources(b, p);
	patches(b, p);
	parts(b, page);
	b->c.scope = p->scope;
	uniques(b, p);
	sums(b, p);
	externals(b, p);
	rules(b, p);
	reserved(b, p);
	failures_compile(b, p);
}
