/* SPDX-License-Identifier: Apache-2.0 */
/* new_tenant.c - a spec to begin with, from the schema of its kind. */
#include <fcntl.h>
#include <unistd.h>

#include "base/path.h"
#include "diag/nearest.h"
#include "driver/new.h"
#include "emit/emit.h"
#include "schema/export_walk.h"
#include "value/json.h"

enum {
	COMMENT_COLUMN = 32,
	ASIDE_COLUMN = 66,       /* of comments behind what is commented out */
	LINE_MAX_COLUMNS = 120,
	FLOW_MAX_COLUMNS = 60,   /* of the values behind a field that is commented out */
};

struct sheet {
	const struct kinds *kinds;
	struct export export;      /* with the layers of this tenant */
	const struct val *named;   /* the schema of metadata.name, or NULL */
	struct slice name;         /* of the tenant */
	struct slice cluster, tier;
	struct buf *out;
	size_t open;
};

/* --- values --------------------------------------------------------------- */

/* Text as it may stand in a flow map too. */
static void
put_text(struct buf *b, struct slice s)
{
	struct buf plain = BUF_INIT;
	const struct val text = { .kind = VAL_STRING, .u.str = s };
	bool flow = false;

	emit_string(&plain, s, 0);
	for (size_t i = 0; i < plain.len; i++)
		flow |= plain.ptr[i] && strchr(",[]{}\n", plain.ptr[i]);
	if (flow)
		val_json(b, &text, 0);
	else
		buf_add(b, buf_slice(&plain));
	buf_fini(&plain);
}

static void put(struct buf *b, const struct val *v);

static void
put_map(struct buf *b, const struct val *v)
{
	buf_char(b, '{');
	for (size_t i = 0; i < v->u.map.len; i++) {
		buf_str(b, i ? ", " : "");
		put_text(b, v->u.map.fields[i].key);
		buf_str(b, ": ");
		put(b, v->u.map.fields[i].val);
	}
	buf_char(b, '}');
}

static void
put(struct buf *b, const struct val *v)
{
	if (v->kind == VAL_STRING) {
		put_text(b, v->u.str);
	} else if (v->kind == VAL_MAP) {
		put_map(b, v);
	} else if (v->kind == VAL_LIST) {
		buf_char(b, '[');
		for (size_t i = 0; i < v->u.list.len; i++) {
			buf_str(b, i ? ", " : "");
			put(b, v->u.list.items[i]);
		}
		buf_char(b, ']');
	} else {
		val_json(b, v, 0);
	}
}

/* Whether the schema takes this text. */
static bool
takes(const struct sheet *s, const struct val *schema, const struct val *v)
{
	struct arena *a = s->export.arena;
	struct diags unsaid = DIAGS_INIT(a);
	struct schema_check c = { .arena = a, .diags = &unsaid };

	return schema_check(&c, schema_load(a, &unsaid, schema, NULL, 0), v, NULL);
}

/* "HOSTNAME" */
static void
put_open(struct sheet *s, struct slice key)
{
	for (size_t i = 0; i < key.len; i++)
		buf_char(s->out, key.ptr[i] >= 'a' && key.ptr[i] <= 'z' ? (char)(key.ptr[i] - 'a' + 'A') : key.ptr[i]);
	s->open++;
}

/* Whether it is a name that a tenant could have. */
static bool
is_name(const struct sheet *s, const struct val *v)
{
	return s->named && val_is(v, VAL_STRING) && takes(s, s->named, v);
}

/* A value for a field that must be there: what the schema names, else the
 * tenant's own name, where it may stand; where the example is a name, too. */
static void
put_value(struct sheet *s, struct slice key, const struct val *schema)
{
	const struct val *list = val_get_cstr(schema, "enum"), *example = val_get_cstr(schema, "example");
	const struct val *def = val_get_cstr(schema, "default"), *least = val_get_cstr(schema, "minimum");
	const struct val *name = val_string(s->export.arena, s->name, SPAN_NONE);

	if (example && !(is_name(s, example) && takes(s, schema, name)))
		put(s->out, example);
	else if (example)
		put(s->out, name);
	else if (def)
		put(s->out, def);
	else if (val_is(list, VAL_LIST) && list->u.list.len)
		put(s->out, list->u.list.items[0]);
	else if (least)
		put(s->out, least);
	else if (slice_is(export_type(schema), "boolean"))
		buf_str(s->out, "false");
	else if (slice_is(export_type(schema), "string") && takes(s, schema, name))
		put(s->out, name);
	else
		put_open(s, key);
}

/* What the field has when the tenant does not say it; NULL when there is nothing. */
static const struct val *
given(const struct export_at *at, const struct val *schema)
{
	return at->nlayers ? at->layers[at->nlayers - 1] : val_get_cstr(schema, "default");
}

/* --- lines ---------------------------------------------------------------- */

static size_t
column(const struct buf *b)
{
	size_t n = 0;

	while (n < b->len && b->ptr[b->len - 1 - n] != '\n')
		n++;
	return n;
}

/* The first sentence, or what of it the line holds, up to a comma or a word's end. */
static struct slice
summary(struct slice text, size_t room)
{
	size_t end, comma;

	text = slice_trim(text);
	end = slice_find(text, SLICE_LIT(". "), 0);
	if (end != SIZE_MAX)
		text = slice_sub(text, 0, end + 1);
	if (text.len <= room)
		return text;
	for (end = room; end && text.ptr[end] != ' '; end--)
		;
	comma = slice_rfind_char(slice_sub(text, 0, end), ',');
	return slice_sub(text, 0, comma == SIZE_MAX ? end : comma);
}

/* Ends the line, with a comment in this column. */
static void
end_line(struct sheet *s, size_t where, struct slice text)
{
	size_t at = column(s->out), gap = at < where ? where - at : 2;

	text = at + gap + 12 < LINE_MAX_COLUMNS ? summary(text, LINE_MAX_COLUMNS - at - gap - 2) : SLICE_LIT("");
	if (text.len) {
		buf_fill(s->out, ' ', gap);
		buf_str(s->out, "# ");
		for (size_t i = 0; i < text.len; i++)
			buf_char(s->out, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
	}
	buf_char(s->out, '\n');
}

/* "gold, silver or dev" for a comment; "" when there is no choice. */
static struct slice
choice(struct sheet *s, const struct val *names)
{
	struct arena *a = s->export.arena;
	struct slice text = SLICE_LIT("");

	for (size_t i = 0; val_is(names, VAL_LIST) && names->u.list.len > 1 && i < names->u.list.len; i++)
		text = arena_printf(a, "%.*s%s%.*s", SLICE_FMT(text),
		                    !i ? "" : i + 1 < names->u.list.len ? ", " : " or ",
		                    SLICE_FMT(val_text(names->u.list.items[i], SLICE_LIT(""))));
	return text;
}

static const struct val *
names_of(const struct sheet *s, const char *field)
{
	for (size_t i = 0; i < s->export.nnames; i++)
		if (strcmp(s->export.names[i].field, field) == 0)
			return s->export.names[i].names;
	return NULL;
}

/* A field of the spec that leads to layers, with the others there are. */
static void
put_place(struct sheet *s, const char *field, struct slice value)
{
	buf_printf(s->out, "  %s: ", field);
	put_text(s->out, value);
	end_line(s, COMMENT_COLUMN, choice(s, names_of(s, field)));
}

/* --- what must be said, and what may be ------------------------------------- */

static bool
listed(const struct val *names, struct slice key)
{
	for (size_t i = 0; names && i < names->u.list.len; i++)
		if (slice_eq(names->u.list.items[i]->u.str, key))
			return true;
	return false;
}

/* The required fields of an object, one a line. */
static void
put_required(struct sheet *s, const struct export_at *at, const struct val *schema, size_t indent)
{
	const struct val *fields = val_get_cstr(schema, "properties"), *required = export_required(at, schema);
	const struct field *order = export_order(s->export.arena, fields);

	for (size_t i = 0; i < fields->u.map.len; i++) {
		struct export_at below = export_field(at, order[i].key);
		const struct val *v = order[i].val, *list = val_get_cstr(v, "enum");
		bool object = val_is(val_get_cstr(v, "properties"), VAL_MAP);

		if (!listed(required, order[i].key) || (indent == 2 && names_of(s, arena_cstr(s->export.arena, order[i].key))))
			continue;
		buf_fill(s->out, ' ', indent);
		put_text(s->out, order[i].key);
		buf_str(s->out, object ? ":" : ": ");
		if (!object)
			put_value(s, order[i].key, v);
		end_line(s, COMMENT_COLUMN, list ? choice(s, list) : val_text(val_get_cstr(v, "description"), SLICE_LIT("")));
		if (object)
			put_required(s, &below, v, indent + 2);
	}
}

/* "{replicas: 3, memory: 4Gi}": what must be there, then what has a value, while the
 * line has room. */
static void
put_inside(struct sheet *s, const struct export_at *at, const struct val *schema)
{
	const struct val *fields = val_get_cstr(schema, "properties"), *required = export_required(at, schema);
	const struct field *order = fields ? export_order(s->export.arena, fields) : NULL;
	size_t n = 0;

	buf_char(s->out, '{');
	for (size_t i = 0; fields && i < fields->u.map.len; i++) {
		struct export_at below = export_field(at, order[i].key);
		const struct val *v = given(&below, order[i].val);
		bool needed = listed(required, order[i].key);
		size_t start = s->out->len;

		if (!needed && (!v || v->kind == VAL_MAP || v->depth > 1))
			continue;
		buf_str(s->out, n ? ", " : "");
		put_text(s->out, order[i].key);
		buf_str(s->out, ": ");
		if (v)
			put(s->out, v);
		else if (val_get_cstr(order[i].val, "properties"))
			put_inside(s, &below, order[i].val);
		else
			put_value(s, order[i].key, order[i].val);
		if (needed || column(s->out) <= FLOW_MAX_COLUMNS)
			n++;
		else
			s->out->len = start;
	}
	buf_char(s->out, '}');
}

/* The names that lead to layers stand at the top, but for the ring: without one a
 * tenant is in the last. */
static bool
put_ring(struct sheet *s, struct slice key)
{
	const struct val *names = names_of(s, arena_cstr(s->export.arena, key));

	if (names && slice_is(key, "ring")) {
		buf_str(s->out, "  # ring: ");
		put(s->out, names->u.list.items[names->u.list.len - 1]);
		end_line(s, ASIDE_COLUMN, choice(s, names));
	}
	return names;
}

/* The other fields of the spec, commented out: those that have a value anyhow, or those
 * that are not there unless somebody says them. */
static void
put_optional(struct sheet *s, const struct export_at *at, const struct val *schema, bool valued)
{
	const struct val *fields = val_get_cstr(schema, "properties"), *required = export_required(at, schema);
	const struct field *order = export_order(s->export.arena, fields);
	const char *header = valued ? "  # What is left out has these values:\n"
	                            : "  # And these are not there unless they are said, as in:\n";
	size_t open = s->open;

	for (size_t i = 0; i < fields->u.map.len; i++) {
		struct export_at below = export_field(at, order[i].key);
		const struct val *v = given(&below, order[i].val);
		bool place = names_of(s, arena_cstr(s->export.arena, order[i].key));

		if (listed(required, order[i].key) || (v || place) != valued)
			continue;
		buf_str(s->out, header);
		header = "";
		if (put_ring(s, order[i].key))
			continue;
		buf_str(s->out, "  # ");
		put_text(s->out, order[i].key);
		buf_str(s->out, ": ");
		if (slice_is(export_type(order[i].val), "object"))
			put_inside(s, &below, order[i].val);
		else if (slice_is(export_type(order[i].val), "array"))
			put(s->out, v ? v : &val_empty_list);
		else if (v)
			put(s->out, v);
		else
			put_value(s, order[i].key, order[i].val);
		end_line(s, ASIDE_COLUMN, val_text(val_get_cstr(order[i].val, "description"), SLICE_LIT("")));
	}
	s->open = open;   /* those are not asked of anybody */
}

/* --- which kind, which places ------------------------------------------------ */

/* The place of this name, or without a name the first that is wanted; NULL after a
 * report. */
static const struct val *
place(const struct kinds *k, const char *list, const char *what, struct slice name)
{
	const struct val *all = kinds_places(k, list);
	struct nearest n = NEAREST_INIT(name);
	struct diag *d;

	for (size_t i = 0; i < all->u.list.len; i++) {
		struct slice known = val_text(val_get_cstr(all->u.list.items[i], "name"), SLICE_LIT(""));

		if (!name.ptr || slice_eq(known, name))
			return all->u.list.items[i];
		nearest_offer(&n, known);
	}
	d = diag_report(k->project.diags, DIAG_FLEET_NAME, SPAN_NONE, "there is no %s '%.*s' in fleet.yaml", what,
	                SLICE_FMT(name));
	if (n.best.ptr)
		diag_note(k->project.diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	return NULL;
}

static const struct export_kind *
kind_of(const struct kinds *k, struct slice name)
{
	const struct export_kind *found = name.ptr ? kinds_named(k, name) : k->ntenants == 1 ? &k->export.kinds[0] : NULL;
	struct slice all = SLICE_LIT("");
	struct diag *d;

	if (found && found->tenant)
		return found;
	for (size_t i = 0; i < k->ntenants; i++)
		all = arena_printf(k->project.arena, "%.*s%s%.*s", SLICE_FMT(all), i ? ", " : "",
		                   SLICE_FMT(k->export.kinds[i].kind));
	if (name.ptr)
		d = diag_report(k->project.diags, DIAG_FLEET_KIND, SPAN_NONE, "'%.*s' is no kind of tenant", SLICE_FMT(name));
	else
		d = diag_report(k->project.diags, DIAG_FLEET_KIND, SPAN_NONE, "there are %zu kinds of tenants; name one with '--kind'",
		                k->ntenants);
	if (all.len)
		diag_note(k->project.diags, d, SPAN_NONE, "the kinds with a schema below schemas/ are: %.*s", SLICE_FMT(all));
	return NULL;
}

/* The ring that a tenant is in who says none. */
static const struct val *
last_ring(const struct kinds *k)
{
	const struct val *all = kinds_places(k, "rings");

	return all->u.list.len ? all->u.list.items[all->u.list.len - 1] : NULL;
}

/* The schema of metadata.name is asked, so that nothing has to be renamed later. */
static bool
good_name(const struct sheet *s, const struct export_kind *kind)
{
	const struct val *schema = val_walk(kind->doc, "spec.schema.properties.metadata.properties.name");
	struct diags *ds = s->kinds->project.diags;
	struct slice text = slice_trim(val_text(val_get_cstr(schema, "description"), SLICE_LIT("")));
	struct diag *d;

	if (path_is_name(s->name) && (!schema || takes(s, schema, val_string(s->export.arena, s->name, SPAN_NONE))))
		return true;
	d = diag_report(ds, DIAG_FLEET_TENANT, SPAN_NONE, "no %.*s can be named '%.*s'", SLICE_FMT(kind->kind),
	                SLICE_FMT(s->name));
	if (text.len)
		diag_note(ds, d, SPAN_NONE, "it is: %.*s", SLICE_FMT(text));
	return false;
}

/* --- the file ----------------------------------------------------------------- */

/* The schema for editors, as seen from the file's folder. */
static void
put_modeline(struct sheet *s, struct slice path)
{
	if (faccessat(s->kinds->project.rootfd, "schemas/editor.json", F_OK, 0) != 0)
		return;
	buf_str(s->out, "# yaml-language-server: $schema=");
	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] == '/')
			buf_str(s->out, "../");
	buf_str(s->out, "schemas/editor.json\n");
}

static void
put_sheet(struct sheet *s, const struct export_kind *kind, struct slice path)
{
	const struct val *schema = val_walk(kind->doc, "spec.schema");
	const struct val *spec = val_walk(schema, "properties.spec"), *metadata = val_walk(schema, "properties.metadata");
	const struct val *version = val_walk(schema, "properties.apiVersion");
	struct export_at root = export_root(&s->export, true), at = export_field(&root, SLICE_LIT("spec"));
	struct export_at whole = export_field(&root, SLICE_LIT("metadata"));

	s->named = val_walk(metadata, "properties.name");
	put_modeline(s, path);
	buf_str(s->out, "apiVersion: ");
	put_value(s, SLICE_LIT("apiVersion"), version ? version : &val_empty_map);
	buf_printf(s->out, "\nkind: %.*s\nmetadata:\n", SLICE_FMT(kind->kind));
	if (val_get_cstr(metadata, "properties"))
		put_required(s, &whole, metadata, 2);
	buf_str(s->out, "spec:\n");
	put_place(s, "cluster", s->cluster);
	put_place(s, "tier", s->tier);
	if (!val_get_cstr(spec, "properties"))
		return;
	put_required(s, &at, spec, 2);
	put_optional(s, &at, spec, true);
	put_optional(s, &at, spec, false);
}

bool
new_tenant(struct kinds *k, const struct new_tenant *t, struct buf *out, struct slice *path, size_t *open)
{
	struct sheet s = { .kinds = k, .export = k->export, .name = path_base(t->name), .out = out };
	const struct export_kind *kind = kind_of(k, t->kind);
	struct kinds_where where = { .ring = last_ring(k) };

	where.cluster = kind ? place(k, "clusters", "cluster", t->cluster) : NULL;
	where.tier = where.cluster ? place(k, "tiers", "tier", t->tier) : NULL;
	if (!where.tier || !good_name(&s, kind))
		return false;
	where.kind = kind->kind;
	kinds_layers(k, &where, &s.export);
	s.cluster = val_text(val_get_cstr(where.cluster, "name"), SLICE_LIT(""));
	s.tier = val_text(val_get_cstr(where.tier, "name"), SLICE_LIT(""));
	*path = path_join(k->project.arena, SLICE_LIT("tenants"),
	                  arena_printf(k->project.arena, "%.*s.yaml", SLICE_FMT(t->name)));
	if (!path->ptr || !path_below(*path, SLICE_LIT("tenants"))) {
		diag_report(k->project.diags, DIAG_FLEET_TENANT, SPAN_NONE, "'%.*s.yaml' does not lie below tenants/",
		            SLICE_FMT(t->name));
		return false;
	}
	put_sheet(&s, kind, *path);
	*open = s.open;
	return k->project.diags->errors == 0;
}
