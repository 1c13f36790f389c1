/* SPDX-License-Identifier: Apache-2.0 */
/* export_markdown.c - the reference page of a kind: one table an object. */
#include "base/ascii.h"
#include "schema/export_walk.h"
#include "value/json.h"

struct page {
	struct arena *arena;
	struct buf *b;
};

static void section(const struct page *p, struct slice path, const struct val *s);

/* --- text inside a table -------------------------------------------------- */

/* Line breaks and bars would end the cell, "<" would begin a tag. */
static void
cell(struct buf *b, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '|')
			buf_str(b, "\\|");
		else if (c == '<')
			buf_str(b, "&lt;");
		else if (c == '*' || c == '_')
			buf_printf(b, "\\%c", c);
		else
			buf_char(b, c == '\n' ? ' ' : c);
	}
}

/* As code; a bar is escaped even there. */
static void
code(struct buf *b, struct slice text)
{
	const char *tick = slice_find(text, SLICE_LIT("`"), 0) == SIZE_MAX ? "`" : "`` ";

	buf_str(b, tick);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '|')
			buf_char(b, '\\');
		buf_char(b, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
	}
	buf_str(b, tick[1] ? " ``" : tick);
}

static void
value(struct buf *b, const struct val *v)
{
	struct buf text = BUF_INIT;

	if (v->kind == VAL_STRING && v->u.str.len)
		buf_add(&text, v->u.str);
	else
		val_json(&text, v, 0);
	code(b, buf_slice(&text));
	buf_fini(&text);
}

/* The anchor that a heading gets: lower case, without punctuation. */
static void
anchor(struct buf *b, struct slice heading)
{
	for (size_t i = 0; i < heading.len; i++) {
		char c = heading.ptr[i];

		if (ascii_alnum(c) || c == '-' || c == '_')
			buf_char(b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
}

/* --- columns -------------------------------------------------------------- */

static const struct val *
map_values(const struct val *s)
{
	const struct val *v = val_get_cstr(s, "additionalProperties");

	return val_is(v, VAL_MAP) ? v : NULL;
}

static struct slice
plain_type(const struct val *s)
{
	struct slice name = export_type(s);

	if (export_flag(s, "x-kubernetes-int-or-string"))
		return SLICE_LIT("integer or string");
	if (slice_is(name, "object") && export_flag(s, "x-kubernetes-preserve-unknown-fields"))
		return SLICE_LIT("any object");
	return name.len ? name : SLICE_LIT("anything");
}

/* "list of maps of string" */
static void
type(struct page *p, const struct val *s)
{
	const struct val *items = val_get_cstr(s, "items"), *values = map_values(s);

	if (items || values)
		buf_str(p->b, items ? "list of " : "map of ");
	if (items || values)
		type(p, items ? items : values);
	else
		buf_add(p->b, plain_type(s));
	if (export_flag(s, "nullable"))
		buf_str(p->b, " or null");
}

/* "1 to 9 items"; nothing when neither is said. */
static void
range(struct buf *b, size_t start, const struct val *least, const struct val *most, const char *noun)
{
	if (!least && !most)
		return;
	if (b->len > start)
		buf_str(b, ", ");
	if (!least || !most)
		buf_str(b, least ? "at least " : "at most ");
	if (least)
		val_json(b, least, 0);
	if (least && most)
		buf_str(b, " to ");
	if (most)
		val_json(b, most, 0);
	buf_str(b, noun);
}

static void
choices(struct buf *b, const struct val *list)
{
	for (size_t i = 0; i < list->u.list.len; i++) {
		buf_str(b, i ? ", " : "one of ");
		value(b, list->u.list.items[i]);
	}
}

/* Of the values of a list or map, those of each item. */
static void
bounds(struct buf *b, const struct val *s)
{
	const struct val *list = val_get_cstr(s, "enum"), *pattern = val_get_cstr(s, "pattern");
	const struct val *each = val_get_cstr(s, "items") ? val_get_cstr(s, "items") : map_values(s);
	size_t start = b->len, before;

	if (val_is(list, VAL_LIST))
		choices(b, list);
	range(b, start, val_get_cstr(s, "minimum"), val_get_cstr(s, "maximum"), "");
	range(b, start, val_get_cstr(s, "minLength"), val_get_cstr(s, "maxLength"), " characters");
	range(b, start, val_get_cstr(s, "minItems"), val_get_cstr(s, "maxItems"), " items");
	range(b, start, val_get_cstr(s, "minProperties"), val_get_cstr(s, "maxProperties"), " entries");
	if (val_is(pattern, VAL_STRING)) {
		buf_str(b, b->len > start ? ", " : "");
		code(b, pattern->u.str);
	}
	if (!each)
		return;
	before = b->len;
	buf_str(b, b->len > start ? "; each: " : "each: ");
	start = b->len;
	bounds(b, each);
	if (b->len == start)
		b->len = before;
}

static bool
is_required(const struct val *s, struct slice name)
{
	const struct val *all = val_get_cstr(s, "required");

	for (size_t i = 0; val_is(all, VAL_LIST) && i < all->u.list.len; i++)
		if (slice_eq(val_text(all->u.list.items[i], SLICE_LIT("")), name))
			return true;
	return false;
}

/* --- sections ------------------------------------------------------------- */

/* What of a field has a table of its own: itself, its items or its values;
 * *suffix is then what its path ends with. */
static const struct val *
object_in(const struct val *s, const char **suffix)
{
	const struct val *items = val_get_cstr(s, "items"), *values = map_values(s);

	*suffix = items ? "[]" : values ? ".*" : "";
	if (items || values)
		s = items ? items : values;
	return val_is(val_get_cstr(s, "properties"), VAL_MAP) ? s : NULL;
}

static struct slice
path_of(const struct page *p, struct slice path, struct slice key)
{
	return arena_printf(p->arena, "%.*s%s%.*s", SLICE_FMT(path), path.len ? "." : "", SLICE_FMT(key));
}

static void
row(struct page *p, struct slice path, const struct val *s, const struct field *f)
{
	const struct val *def = val_get_cstr(f->val, "default"), *example = val_get_cstr(f->val, "example");
	struct slice text = slice_trim(val_text(val_get_cstr(f->val, "description"), SLICE_LIT("")));
	struct buf *b = p->b;
	const char *suffix;

	buf_str(b, "| ");
	if (object_in(f->val, &suffix)) {
		buf_char(b, '[');
		code(b, f->key);
		buf_str(b, "](#");
		anchor(b, arena_printf(p->arena, "%.*s%s", SLICE_FMT(path_of(p, path, f->key)), suffix));
		buf_char(b, ')');
	} else {
		code(b, f->key);
	}
	buf_str(b, " | ");
	type(p, f->val);
	buf_str(b, " | ");
	bounds(b, f->val);
	buf_str(b, " | ");
	if (is_required(s, f->key))
		buf_str(b, "**required**");
	else if (def)
		value(b, def);
	buf_str(b, " | ");
	cell(b, text);
	if (example) {
		buf_str(b, text.len ? " Example: " : "Example: ");
		value(b, example);
	}
	buf_str(b, " |\n");
}

/* "Exactly one of `a`, `b`." for alternatives that only name fields. */
static void
alternatives(struct buf *b, const struct val *list, const char *how)
{
	size_t start = b->len;

	for (size_t i = 0; val_is(list, VAL_LIST) && i < list->u.list.len; i++) {
		const struct val *item = list->u.list.items[i], *names = val_get_cstr(item, "required");

		if (item->kind != VAL_MAP || item->u.map.len != 1 || !val_is(names, VAL_LIST) || !names->u.list.len) {
			b->len = start;
			return;
		}
		buf_str(b, i ? ", " : how);
		for (size_t j = 0; j < names->u.list.len; j++) {
			buf_str(b, j ? " with " : "");
			value(b, names->u.list.items[j]);
		}
	}
	if (b->len > start)
		buf_str(b, ".\n");
}

static void
rules(struct buf *b, const struct val *list)
{
	for (size_t i = 0; val_is(list, VAL_LIST) && i < list->u.list.len; i++) {
		const struct val *rule = list->u.list.items[i], *message = val_get_cstr(rule, "message");

		buf_str(b, i ? "- " : "\nRules:\n- ");
		if (val_is(message, VAL_STRING))
			cell(b, slice_trim(message->u.str));
		else
			code(b, slice_trim(val_text(val_get_cstr(rule, "rule"), SLICE_LIT(""))));
		buf_char(b, '\n');
	}
}

/* The rules of values that have no table. */
static void
field_rules(struct buf *b, const struct field *f)
{
	const struct val *list = val_get_cstr(f->val, "x-kubernetes-validations");
	const char *suffix;

	if (!val_is(list, VAL_LIST) || object_in(f->val, &suffix) == f->val)
		return;
	buf_char(b, '\n');
	code(b, f->key);
	buf_str(b, ":\n");
	rules(b, list);
}

/* Sections of the fields, in their order. */
static void
sections_below(const struct page *p, struct slice path, const struct field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *suffix;
		const struct val *s = object_in(fields[i].val, &suffix);

		if (s)
			section(p, arena_join(p->arena, path_of(p, path, fields[i].key), slice_of(suffix)), s);
	}
}

static void
section(const struct page *p, struct slice path, const struct val *s)
{
	struct page page = *p;
	const struct val *map = val_get_cstr(s, "properties");
	const struct field *fields = export_order(p->arena, map);
	struct slice text = slice_trim(val_text(val_get_cstr(s, "description"), SLICE_LIT("")));

	buf_printf(p->b, "\n## %.*s\n\n", SLICE_FMT(path));
	if (text.len) {
		cell(p->b, text);
		buf_str(p->b, "\n\n");
	}
	buf_str(p->b, "| Field | Type | Bounds | Default | |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < map->u.map.len; i++)
		row(&page, path, s, &fields[i]);
	alternatives(p->b, val_get_cstr(s, "oneOf"), "\nExactly one of ");
	alternatives(p->b, val_get_cstr(s, "anyOf"), "\nAt least one of ");
	rules(p->b, val_get_cstr(s, "x-kubernetes-validations"));
	for (size_t i = 0; i < map->u.map.len; i++)
		field_rules(p->b, &fields[i]);
	sections_below(p, path, fields, map->u.map.len);
}

void
export_markdown(struct buf *b, const struct export *x, const struct export_kind *k)
{
	struct page p = { x->arena, b };
	const struct val *s = val_walk(k->doc, "spec.schema"), *map = val_get_cstr(s, "properties");
	const struct val *versions = val_walk(s, "properties.apiVersion.enum");
	struct slice text = slice_trim(val_text(val_get_cstr(s, "description"), SLICE_LIT("")));

	buf_printf(b, "<!-- Written by 'berth schema %.*s --markdown'; change the schema instead. -->\n# %.*s\n",
	           SLICE_FMT(k->kind), SLICE_FMT(k->kind));
	if (text.len) {
		buf_char(b, '\n');
		cell(b, text);
		buf_char(b, '\n');
	}
	for (size_t i = 0; val_is(versions, VAL_LIST) && i < versions->u.list.len; i++)
		buf_printf(b, "\n`apiVersion: %.*s`\n", SLICE_FMT(val_text(versions->u.list.items[i], SLICE_LIT(""))));
	if (k->tenant)
		buf_str(b, "\nWhat is required may also come from a layer of fleet.yaml (tier, cluster, ring), but for "
		        "`spec.cluster` and `spec.tier`.\n");
	rules(b, val_get_cstr(s, "x-kubernetes-validations"));
	if (val_is(map, VAL_MAP))
		sections_below(&p, SLICE_LIT(""), export_order(x->arena, map), map->u.map.len);
}
