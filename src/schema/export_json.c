/* SPDX-License-Identifier: Apache-2.0 */
/* export_json.c - JSON Schema, draft-07: what most editors know best.
 *
 * https://json-schema.org/draft-07/json-schema-validation, and for what the
 * source means Kubernetes' apiextensions.k8s.io/v1 JSONSchemaProps. */
#include "schema/ecma.h"
#include "schema/export_walk.h"
#include "schema/format.h"
#include "value/json.h"

/* One schema on its way. */
struct writer {
	struct export_at at;
	const struct val *from;
	struct map_build *to;
};

static const struct val *schema_of(struct export_at at, const struct val *s);

static const struct val *
list_of(struct arena *a, const struct val *first, const struct val *second)
{
	struct list_build b = LIST_BUILD_INIT(a);

	list_build_add(&b, first);
	if (second)
		list_build_add(&b, second);
	return list_build_end(&b, SPAN_NONE);
}

/* {key: v} */
static const struct val *
map_of(struct arena *a, const char *key, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(a);

	map_build_cstr(&b, key, v);
	return map_build_end(&b, SPAN_NONE);
}

/* --- values -------------------------------------------------------------- */

static void
write_type(struct writer *w)
{
	struct arena *a = w->at.x->arena;
	const struct val *type = val_get_cstr(w->from, "type");

	if (export_flag(w->from, "x-kubernetes-int-or-string"))
		type = list_of(a, export_text(a, "integer"), export_text(a, "string"));
	else if (type && export_flag(w->from, "nullable"))
		type = list_of(a, type, export_text(a, "null"));
	export_add(w->to, "type", type);
}

/* Those of a nullable field include null. */
static void
write_enum(struct writer *w)
{
	const struct val *v = val_get_cstr(w->from, "enum");
	struct list_build b = LIST_BUILD_INIT(w->at.x->arena);

	if (!val_is(v, VAL_LIST))
		return;
	for (size_t i = 0; i < v->u.list.len; i++)
		list_build_add(&b, v->u.list.items[i]);
	if (export_flag(w->from, "nullable"))
		list_build_add(&b, &val_null);
	export_add(w->to, "enum", list_build_end(&b, SPAN_NONE));
}

/* "exclusiveMinimum: true" beside a minimum is a number of its own there. */
static void
write_bounds(struct writer *w)
{
	export_add(w->to, export_flag(w->from, "exclusiveMinimum") ? "exclusiveMinimum" : "minimum",
	           val_get_cstr(w->from, "minimum"));
	export_add(w->to, export_flag(w->from, "exclusiveMaximum") ? "exclusiveMaximum" : "maximum",
	           val_get_cstr(w->from, "maximum"));
}

static void
write_pattern(struct writer *w)
{
	struct arena *a = w->at.x->arena;
	struct slice re2 = val_text(val_get_cstr(w->from, "pattern"), SLICE_LIT(""));
	struct buf b = BUF_INIT;

	if (re2.len && ecma_pattern(a, &b, re2))
		export_add(w->to, "pattern", val_string(a, arena_slice(a, buf_slice(&b)), SPAN_NONE));
	buf_fini(&b);
}

/* Only those that both mean nearly the same by. */
static void
write_format(struct writer *w)
{
	const struct val *format = val_get_cstr(w->from, "format");

	switch (format_named(val_text(format, SLICE_LIT("")))) {
	case FORMAT_DATE:
	case FORMAT_DATE_TIME:
	case FORMAT_EMAIL:
	case FORMAT_IPV4:
	case FORMAT_IPV6:
		export_add(w->to, "format", format);
		break;
	default:
		break;
	}
}

/* Rules are for berth and API servers; here they are said in words. */
static struct slice
with_rules(struct arena *a, const struct val *s, struct slice text)
{
	const struct val *rules = val_get_cstr(s, "x-kubernetes-validations");

	for (size_t i = 0; val_is(rules, VAL_LIST) && i < rules->u.list.len; i++) {
		struct slice message = slice_trim(val_text(val_get_cstr(rules->u.list.items[i], "message"), SLICE_LIT("")));

		if (message.len)
			text = arena_printf(a, "%.*s%sRule: %.*s", SLICE_FMT(text), text.len ? "\n\n" : "", SLICE_FMT(message));
	}
	return text;
}

/* Nothing, or a map or list of nothing. */
static bool
is_empty(const struct val *v)
{
	return !v || (v->kind == VAL_MAP && v->u.map.len == 0) || (v->kind == VAL_LIST && v->u.list.len == 0);
}

/* Few editors show the default itself; and it is not all that decides. */
static struct slice
with_default(const struct export_at *at, const struct val *s, struct slice text)
{
	const struct val *v = val_get_cstr(s, "default");
	struct buf b = BUF_INIT;

	if (is_empty(v))
		return text;
	buf_add(&b, text);
	buf_printf(&b, "%sDefault: ", text.len ? "\n\n" : "");
	if (v->kind == VAL_STRING)
		buf_add(&b, v->u.str);
	else
		val_json(&b, v, 0);
	buf_str(&b, at->nlayers ? ", unless fleet.yaml says otherwise." : ".");
	text = arena_slice(at->x->arena, buf_slice(&b));
	buf_fini(&b);
	return text;
}

static void
write_words(struct writer *w)
{
	struct arena *a = w->at.x->arena;
	struct slice text = slice_trim(val_text(val_get_cstr(w->from, "description"), SLICE_LIT("")));
	const struct val *example = val_get_cstr(w->from, "example");

	text = with_rules(a, w->from, with_default(&w->at, w->from, text));
	if (text.len)
		export_add(w->to, "description", val_string(a, text, SPAN_NONE));
	export_add(w->to, "title", val_get_cstr(w->from, "title"));
	if (example)
		export_add(w->to, "examples", list_of(a, example, NULL));
}

/* An editor writes the defaults down with the field above them. An empty map
 * would only be in the way of what people fill in, and the default of a field that
 * a layer may give would hide what that says. */
static void
write_default(struct writer *w)
{
	const struct val *v = val_get_cstr(w->from, "default");

	if (!is_empty(v) && w->at.nlayers == 0)
		export_add(w->to, "default", v);
}

/* --- what is inside ------------------------------------------------------- */

/* The names that a field of a spec may hold. */
static const struct val *
names_for(const struct export_at *at, struct slice key)
{
	const struct export *x = at->x;

	for (size_t i = 0; at->how == EXPORT_SPEC && i < x->nnames; i++)
		if (slice_is(key, x->names[i].field))
			return x->names[i].names;
	return NULL;
}

/* A schema with these values instead of its own bounds. */
static const struct val *
with_names(struct arena *a, const struct val *s, const struct val *names)
{
	struct map_build b = MAP_BUILD_INIT(a);

	export_add(&b, "type", val_get_cstr(s, "type"));
	export_add(&b, "description", val_get_cstr(s, "description"));
	export_add(&b, "default", val_get_cstr(s, "default"));
	export_add(&b, "enum", names);
	return map_build_end(&b, SPAN_NONE);
}

static const struct val *
reference(struct arena *a, const char *what, struct slice kind)
{
	struct slice text = arena_printf(a, "#/definitions/%.*s%s", SLICE_FMT(kind), what);

	return map_of(a, "$ref", val_string(a, text, SPAN_NONE));
}

/* {$patch: delete}, as a definition. */
static const struct val *
removal(struct arena *a)
{
	struct map_build b = MAP_BUILD_INIT(a);

	export_add(&b, "type", export_text(a, "object"));
	export_add(&b, "properties", map_of(a, "$patch", map_of(a, "const", export_text(a, "delete"))));
	export_add(&b, "required", list_of(a, export_text(a, "$patch"), NULL));
	return map_build_end(&b, SPAN_NONE);
}

/* What a layer gave may be removed. Not with anyOf: an editor would then ask
 * for one of two things whenever there is a mistake in the first; and only where
 * that says something: maps have the word among their fields, and instead of what
 * has a default the default can be written, which an editor then offers. */
static const struct val *
removable(struct export_at at, const struct val *s, const struct val *written)
{
	struct arena *a = at.x->arena;
	struct map_build b = MAP_BUILD_INIT(a);

	if (at.nlayers == 0 || at.branch || slice_is(export_type(s), "object") || val_get_cstr(s, "default") ||
	    val_get_cstr(s, "enum"))
		return written;
	export_add(&b, "description", val_get_cstr(written, "description"));
	export_add(&b, "if", reference(a, "removal", SLICE_LIT("")));
	export_add(&b, "then", map_of(a, "maxProperties", val_int(a, 1, SPAN_NONE)));
	export_add(&b, "else", written);
	return map_build_end(&b, SPAN_NONE);
}

static const struct val *
child(struct export_at at, const struct val *s)
{
	return removable(at, s, schema_of(at, s));
}

/* In a spec, a map that a layer has too may be replaced or removed as a whole. A
 * pattern, so that no editor offers it in each map. */
static void
write_patch(struct writer *w)
{
	struct arena *a = w->at.x->arena;
	const struct val *words = list_of(a, export_text(a, "delete"), export_text(a, "replace"));

	if ((w->at.nlayers || w->at.keys) && !w->at.branch && w->at.how != EXPORT_SPEC &&
	    slice_is(export_type(w->from), "object"))
		export_add(w->to, "patternProperties", map_of(a, "^[$]patch$", map_of(a, "enum", words)));
}

static void
write_properties(struct writer *w)
{
	const struct val *v = val_get_cstr(w->from, "properties");
	struct map_build fields = MAP_BUILD_INIT(w->at.x->arena);

	if (!val_is(v, VAL_MAP))
		return;
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];
		const struct val *names = names_for(&w->at, f->key);
		const struct val *s = names ? with_names(w->at.x->arena, f->val, names) : f->val;

		map_build_add(&fields, f->key, f->key_at, child(export_field(&w->at, f->key), s));
	}
	export_add(w->to, "properties", map_build_end(&fields, SPAN_NONE));
}

/* Unknown fields are mistakes, unless the schema says otherwise. */
static void
write_additional(struct writer *w)
{
	const struct val *v = val_get_cstr(w->from, "additionalProperties");

	if (val_is(v, VAL_MAP))
		export_add(w->to, "additionalProperties", child(export_below(&w->at), v));
	else if (v)
		export_add(w->to, "additionalProperties", v);
	else if (export_closed(&w->at, w->from) && !export_flag(w->from, "x-kubernetes-embedded-resource"))
		export_add(w->to, "additionalProperties", &val_false);
}

static void
write_items(struct writer *w)
{
	const struct val *v = val_get_cstr(w->from, "items");

	if (v)
		export_add(w->to, "items", schema_of(export_items(&w->at, w->from), v));
	if (export_flag(w->from, "uniqueItems") ||
	    slice_is(val_text(val_get_cstr(w->from, "x-kubernetes-list-type"), SLICE_LIT("")), "set"))
		export_add(w->to, "uniqueItems", &val_true);
}

static void
write_branches(struct writer *w, const char *keyword)
{
	const struct val *v = val_get_cstr(w->from, keyword);
	struct list_build b = LIST_BUILD_INIT(w->at.x->arena);

	if (!val_is(v, VAL_LIST))
		return;
	for (size_t i = 0; i < v->u.list.len; i++)
		list_build_add(&b, schema_of(export_branch(&w->at), v->u.list.items[i]));
	export_add(w->to, keyword, list_build_end(&b, SPAN_NONE));
}

/* Alternatives may be decided by what is elsewhere. */
static void
write_alternatives(struct writer *w)
{
	const struct val *negated = val_get_cstr(w->from, "not");

	if (w->at.nlayers || w->at.how == EXPORT_LAYER)
		return;
	write_branches(w, "allOf");
	write_branches(w, "anyOf");
	write_branches(w, "oneOf");
	if (negated)
		export_add(w->to, "not", schema_of(export_branch(&w->at), negated));
}

/* Bounds from below are kept by a document alone only where all is in it. */
static void
write_sizes(struct writer *w)
{
	static const char *const sizes[] = { "maxItems", "maxLength", "maxProperties", "minItems", "minLength",
		                             "multipleOf" };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		export_add(w->to, sizes[i], val_get_cstr(w->from, sizes[i]));
	if (!w->at.nlayers && w->at.how != EXPORT_LAYER)
		export_add(w->to, "minProperties", val_get_cstr(w->from, "minProperties"));
}

/* An item of a keyed list has its keys, or says {$patch: replace} for the list. */
static void
write_required(struct writer *w)
{
	struct arena *a = w->at.x->arena;
	const struct val *required = export_required(&w->at, w->from);

	if (required && w->at.keys)
		export_add(w->to, "anyOf",
		           list_of(a, map_of(a, "required", required),
		                   map_of(a, "required", list_of(a, export_text(a, "$patch"), NULL))));
	else
		export_add(w->to, "required", required);
}

static const struct val *
schema_of(struct export_at at, const struct val *s)
{
	struct map_build b = MAP_BUILD_INIT(at.x->arena);
	struct writer w = { at, s, &b };

	if (s->kind != VAL_MAP)
		return s;
	write_words(&w);
	write_type(&w);
	write_default(&w);
	write_enum(&w);
	write_bounds(&w);
	write_sizes(&w);
	write_pattern(&w);
	write_format(&w);
	write_properties(&w);
	write_patch(&w);
	write_additional(&w);
	write_items(&w);
	write_alternatives(&w);
	write_required(&w);
	return map_build_end(&b, SPAN_NONE);
}

/* --- the whole ------------------------------------------------------------ */

static const struct val *
source_of(const struct export_kind *k)
{
	return val_walk(k->doc, "spec.schema");
}

/* Whatever the layers are for: one of the kinds of tenants. */
static const struct val *
any_layer(const struct export *x)
{
	struct list_build b = LIST_BUILD_INIT(x->arena);

	for (size_t i = 0; i < x->nkinds; i++)
		if (x->kinds[i].tenant)
			list_build_add(&b, reference(x->arena, ".layer", x->kinds[i].kind));
	if (b.items.len == 1)
		return b.items.ptr[0];
	return b.items.len ? map_of(x->arena, "anyOf", list_build_end(&b, SPAN_NONE)) : &val_true;
}

/* `s` with the schema at the end of the path (keys of a schema) replaced, where
 * it is one; the layer's description is kept beside it. */
static const struct val *
with_layer(struct arena *a, const struct val *s, const char *const *path, const struct val *layer)
{
	struct map_build b = MAP_BUILD_INIT(a);

	if (!s || s->kind != VAL_MAP)
		return s;
	if (!*path) {
		export_add(&b, "description", val_get_cstr(s, "description"));
		export_add(&b, "allOf", list_of(a, layer, NULL));
		return map_build_end(&b, SPAN_NONE);
	}
	for (size_t i = 0; i < s->u.map.len; i++) {
		const struct field *f = &s->u.map.fields[i];

		map_build_add(&b, f->key, f->key_at, slice_is(f->key, *path) ? with_layer(a, f->val, path + 1, layer) : f->val);
	}
	return map_build_end(&b, SPAN_NONE);
}

/* The three lists of fleet.yaml have a layer each. */
static const struct val *
fleet_with_layers(const struct export *x, const struct val *fleet)
{
	static const char *const lists[] = { "clusters", "tiers", "rings" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const char *const path[] = { "properties", "spec", "properties", lists[i], "items", "properties", "spec", NULL };

		fleet = with_layer(x->arena, fleet, path, any_layer(x));
	}
	return fleet;
}

static bool
asked_for(const struct export *x, size_t i)
{
	return !x->only || x->only == &x->kinds[i];
}

/* One kind: its documents, and its layers for who has those. */
static void
define(const struct export *x, size_t i, bool layers, struct map_build *b)
{
	const struct export_kind *k = &x->kinds[i];
	const struct val *spec = val_walk(source_of(k), "properties.spec");
	const struct val *s;

	if (asked_for(x, i)) {
		s = schema_of(export_root(x, k->tenant), source_of(k));
		map_build_add(b, k->kind, SPAN_NONE, slice_is(k->kind, "Fleet") ? fleet_with_layers(x, s) : s);
	}
	if (layers && k->tenant && spec)
		map_build_add(b, arena_join(x->arena, k->kind, SLICE_LIT(".layer")), SPAN_NONE,
		              schema_of(export_layer(x), spec));
}

static const struct val *
definitions(const struct export *x)
{
	struct map_build b = MAP_BUILD_INIT(x->arena);

	export_add(&b, "removal", removal(x->arena));
	for (size_t i = 0; i < x->nkinds; i++)
		define(x, i, !x->only || slice_is(x->only->kind, "Fleet"), &b);
	return map_build_end(&b, SPAN_NONE);
}

/* {if: {kind is k}, then: its definition} */
static const struct val *
when_kind(const struct export *x, const struct export_kind *k)
{
	struct arena *a = x->arena;
	struct map_build test = MAP_BUILD_INIT(a), b = MAP_BUILD_INIT(a);
	const struct val *is = map_of(a, "const", val_string(a, k->kind, SPAN_NONE));

	export_add(&test, "properties", map_of(a, "kind", is));
	export_add(&test, "required", list_of(a, export_text(a, "kind"), NULL));
	export_add(&b, "if", map_build_end(&test, SPAN_NONE));
	export_add(&b, "then", reference(a, "", k->kind));
	return map_build_end(&b, SPAN_NONE);
}

/* What a document of any kind has: an editor offers it before there is a kind. */
static const struct val *
any_kind(const struct export *x)
{
	struct arena *a = x->arena;
	struct map_build b = MAP_BUILD_INIT(a);
	struct list_build kinds = LIST_BUILD_INIT(a);
	const struct val *version = val_walk(source_of(&x->kinds[0]), "properties.apiVersion.enum");

	for (size_t i = 0; i < x->nkinds; i++)
		if (asked_for(x, i))
			list_build_add(&kinds, val_string(a, x->kinds[i].kind, SPAN_NONE));
	export_add(&b, "apiVersion", version ? map_of(a, "enum", version) : &val_true);
	export_add(&b, "kind", map_of(a, "enum", list_build_end(&kinds, SPAN_NONE)));
	export_add(&b, "metadata", map_of(a, "type", export_text(a, "object")));
	export_add(&b, "spec", map_of(a, "type", export_text(a, "object")));
	return map_build_end(&b, SPAN_NONE);
}

const struct val *
export_json_schema(const struct export *x)
{
	struct arena *a = x->arena;
	struct map_build b = MAP_BUILD_INIT(a);
	struct list_build kinds = LIST_BUILD_INIT(a);

	for (size_t i = 0; i < x->nkinds; i++)
		if (asked_for(x, i))
			list_build_add(&kinds, when_kind(x, &x->kinds[i]));
	export_add(&b, "$schema", export_text(a, "http://json-schema.org/draft-07/schema#"));
	export_add(&b, "type", export_text(a, "object"));
	export_add(&b, "required",
	           list_of(a, export_text(a, "apiVersion"), export_text(a, "kind")));
	export_add(&b, "properties", any_kind(x));
	export_add(&b, "allOf", list_build_end(&kinds, SPAN_NONE));
	export_add(&b, "definitions", definitions(x));
	return map_build_end(&b, SPAN_NONE);
}
