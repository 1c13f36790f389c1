/* SPDX-License-Identifier: Apache-2.0 */
/* load.c - from the value that a schema is written as to its compiled form:
 * one row of a table a keyword. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "diag/nearest.h"
#include "schema/schema_priv.h"

struct keyword;
typedef void load_fn(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v);

struct keyword {
	const char *name;
	load_fn *load;      /* NULL: says nothing about values */
	size_t offset;      /* of the member of struct schema */
	size_t flag;        /* of the member that says that it is there */
	unsigned char only; /* enum keyword_only */
};

enum keyword_only {
	ANYWHERE,
	OUTSIDE,     /* a structural schema has it outside of branches only */
	NOWHERE,     /* a structural schema never has it */
};

static void
report(const struct loader *l, struct span place, struct slice text)
{
	struct slice path = doc_path_text(l->arena, l->path);

	/* A JSON file has no places inside, so the message says it. */
	if (path.len && (!place.src || place.start == UINT32_MAX))
		diag_report(l->diags, DIAG_SCHEMA_BAD, place, "%.*s: %.*s", SLICE_FMT(path), SLICE_FMT(text));
	else
		diag_report(l->diags, DIAG_SCHEMA_BAD, place, "%.*s", SLICE_FMT(text));
}

void
load_bad(const struct loader *l, const struct val *at, const char *fmt, ...)
{
	struct slice text;
	va_list ap;

	if (at->kind == VAL_BAD)
		return;
	va_start(ap, fmt);
	text = arena_vprintf(l->arena, fmt, ap);
	va_end(ap);
	report(l, val_place(at), text);
}

/* The same of a keyword: at its key. */
static void
bad_keyword(const struct loader *l, const struct field *f, const char *what)
{
	struct slice text = arena_printf(l->arena, "keyword '%.*s' %s", SLICE_FMT(f->key), what);

	report(l, f->key_at.src ? f->key_at : val_place(f->val), text);
}

static void *
member(struct schema *s, size_t offset)
{
	return (char *)s + offset;
}

static void
wrong(const struct loader *l, const struct keyword *k, const struct val *v, const char *wanted)
{
	load_bad(l, v, "'%s' must be %s, not %s", k->name, wanted, val_kind_name(v));
}

static void
load_flag(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	if (v->kind != VAL_BOOL)
		wrong(l, k, v, "true or false");
	else
		*(bool *)member(s, k->offset) = v->u.b;
}

static bool
number(const struct val *v, double *out)
{
	if (v->kind != VAL_INT && v->kind != VAL_DOUBLE)
		return false;
	*out = v->kind == VAL_INT ? (double)v->u.i : v->u.d;
	return isfinite(*out);
}

static void
load_number(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	if (!number(v, member(s, k->offset)))
		wrong(l, k, v, "a number");
	else
		*(bool *)member(s, k->flag) = true;
}

/* A length or number of things; 3.0 counts too. */
static void
load_count(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	double d;

	if (!number(v, &d) || d != floor(d) || d < 0)
		wrong(l, k, v, "a whole number from 0 on");
	else
		*(size_t *)member(s, k->offset) = d < 0x1p53 ? (size_t)d : SIZE_MAX;
}

static void
load_value(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	(void)l;
	if (v->kind != VAL_BAD)
		*(const struct val **)member(s, k->offset) = v;
}

static void
load_list(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	if (v->kind != VAL_LIST)
		wrong(l, k, v, "a list");
	else if (v->u.list.len)
		*(const struct val **)member(s, k->offset) = v;
}

static unsigned
type_named(struct slice name)
{
	static const struct { const char *name; unsigned bit; } types[] = {
		{ "object", TYPE_OBJECT }, { "array", TYPE_ARRAY }, { "string", TYPE_STRING },
		{ "integer", TYPE_INTEGER }, { "number", TYPE_NUMBER }, { "boolean", TYPE_BOOLEAN },
		{ "null", TYPE_NULL },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (slice_is(name, types[i].name))
			return types[i].bit;
	return 0;
}

static void
load_type(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	unsigned bit = type_named(val_text(v, SLICE_LIT("")));

	if (v->kind != VAL_STRING) {
		wrong(l, k, v, "a string");
	} else if (!bit || (bit == TYPE_NULL && l->structural)) {
		load_bad(l, v, "unknown type '%.*s': array, boolean, integer, number, object and string are known",
		         SLICE_FMT(v->u.str));
	}
	s->types |= (unsigned char)bit;
}

static void
load_format(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	const char *pattern;

	if (v->kind != VAL_STRING) {
		wrong(l, k, v, "a string");
		return;
	}
	s->format = (unsigned char)format_named(v->u.str);
	pattern = format_pattern((enum format)s->format);
	if (pattern) {
		struct slice error;
		size_t offset;

		s->format_pattern = pattern_new(l->arena, slice_of(pattern), &error, &offset);
	}
}

static void
load_pattern(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	struct slice error;
	size_t offset;

	if (v->kind != VAL_STRING) {
		wrong(l, k, v, "a string");
		return;
	}
	/* An empty pattern is none, as for the API server. */
	if (v->u.str.len == 0)
		return;
	s->pattern = pattern_new(l->arena, v->u.str, &error, &offset);
	if (!s->pattern)
		diag_report(l->diags, DIAG_SCHEMA_PATTERN, val_place(v), "pattern '%.*s' is no regular expression: %.*s at byte %zu",
		            SLICE_FMT(v->u.str), SLICE_FMT(error), offset);
}

static void
load_list_type(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	struct slice text = val_text(v, SLICE_LIT(""));

	if (slice_is(text, "set"))
		s->list_type = SCHEMA_LIST_SET;
	else if (slice_is(text, "map"))
		s->list_type = SCHEMA_LIST_MAP;
	else if (!slice_is(text, "atomic"))
		wrong(l, k, v, "atomic, set or map");
}

static void
load_map_type(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	struct slice text = val_text(v, SLICE_LIT(""));

	s->map_atomic = slice_is(text, "atomic");
	if (!s->map_atomic && !slice_is(text, "granular"))
		wrong(l, k, v, "atomic or granular");
}

static int
by_bytes(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

static size_t
load_names(const struct loader *l, const struct keyword *k, const struct val *v, const struct slice **out)
{
	struct slice *names;
	size_t n = 0;

	if (v->kind != VAL_LIST) {
		wrong(l, k, v, "a list of names");
		return 0;
	}
	names = arena_new_n(l->arena, v->u.list.len, struct slice);
	for (size_t i = 0; i < v->u.list.len; i++) {
		if (val_is(v->u.list.items[i], VAL_STRING))
			names[n++] = v->u.list.items[i]->u.str;
		else
			wrong(l, k, v->u.list.items[i], "a list of names");
	}
	*out = names;
	return n;
}

static void
load_keys(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	s->nkeys = load_names(l, k, v, &s->keys);
}

/* Those that are properties are marked there, by load_into. */
static void
load_required(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	s->nrequired = load_names(l, k, v, &s->required);
	if (s->nrequired > 1)
		qsort((void *)(uintptr_t)s->required, s->nrequired, sizeof(struct slice), by_bytes);
}

static void
load_ref(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	if (v->kind != VAL_STRING) {
		wrong(l, k, v, "a string");
		return;
	}
	s->ref = defs_ref(l, v);
	s->open = true;
}

const struct schema *
load_below(const struct loader *l, const struct val *v, struct doc_path path)
{
	struct loader below = *l;
	struct schema *s;

	below.path = &path;
	/* A $ref alone is what it names. */
	if (l->defs && v->kind == VAL_MAP && v->u.map.len == 1 && slice_is(v->u.map.fields[0].key, "$ref")) {
		const struct val *ref = v->u.map.fields[0].val;

		if (val_is(ref, VAL_STRING) && !l->structural) {
			const struct schema *target = defs_ref(&below, ref);

			if (target)
				return target;
		}
	}
	s = arena_new(l->arena, struct schema);
	load_into(&below, s, v);
	return s;
}

static void
load_schema(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	struct loader below = *l;

	if (v->kind != VAL_MAP) {
		wrong(l, k, v, "a schema");
		return;
	}
	below.branch = l->branch || k->offset == offsetof(struct schema, negated);
	*(const struct schema **)member(s, k->offset) = load_below(&below, v, DOC_KEY(l->path, slice_of(k->name)));
}

static void
load_additional(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	if (v->kind == VAL_BOOL) {
		s->open |= v->u.b;
		s->forbid = !v->u.b;
		return;
	}
	load_schema(l, s, k, v);
	if (s->additional)
		structural_typed(l, s->additional, v, "values of a map");
}

static void
load_branches(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	struct doc_path step = DOC_KEY(l->path, slice_of(k->name));
	struct schemas *out = member(s, k->offset);
	struct loader below = *l;
	const struct schema **ptr;

	if (v->kind != VAL_LIST) {
		wrong(l, k, v, "a list of schemas");
		return;
	}
	below.branch = true;
	ptr = arena_new_n(l->arena, v->u.list.len, const struct schema *);
	for (size_t i = 0; i < v->u.list.len; i++) {
		const struct val *item = v->u.list.items[i];

		if (item->kind != VAL_MAP)
			wrong(l, k, item, "a list of schemas");
		else
			ptr[out->len++] = load_below(&below, item, DOC_INDEX(&step, i));
	}
	out->ptr = ptr;
}

uint64_t
property_prefix(struct slice key)
{
	uint64_t n = 0;

	for (size_t i = 0; i < 8; i++)
		n = n << 8 | (i < key.len ? (unsigned char)key.ptr[i] : 0);
	return n;
}

static void
load_properties(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	struct doc_path step = DOC_KEY(l->path, slice_of(k->name));
	struct property *p;

	if (v->kind != VAL_MAP) {
		wrong(l, k, v, "a map of schemas");
		return;
	}
	p = arena_new_n(l->arena, v->u.map.len, struct property);
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];

		if (f->val->kind != VAL_MAP) {
			wrong(l, k, f->val, "a map of schemas");
			continue;
		}
		p[s->nproperties++] = (struct property){
			property_prefix(f->key), f->key, load_below(l, f->val, DOC_KEY(&step, f->key)), false,
		};
		structural_typed(l, p[s->nproperties - 1].schema, f->val, "fields");
	}
	s->properties = p;
}

static void
load_items(const struct loader *l, struct schema *s, const struct keyword *k, const struct val *v)
{
	load_schema(l, s, k, v);
	if (s->items)
		structural_typed(l, s->items, v, "items of a list");
}

#define AT(m) offsetof(struct schema, m)

/* Sorted by name (tested by loading each). */
static const struct keyword keywords[] = {
	{ "$comment", NULL, 0, 0, NOWHERE },
	{ "$ref", load_ref, 0, 0, NOWHERE },
	{ "$schema", NULL, 0, 0, NOWHERE },
	{ "additionalItems", NULL, 0, 0, NOWHERE },
	{ "additionalProperties", load_additional, AT(additional), 0, OUTSIDE },
	{ "allOf", load_branches, AT(all_of), 0, ANYWHERE },
	{ "anyOf", load_branches, AT(any_of), 0, ANYWHERE },
	{ "default", load_value, AT(def), 0, OUTSIDE },
	{ "definitions", NULL, 0, 0, NOWHERE },
	{ "dependencies", NULL, 0, 0, NOWHERE },
	{ "description", NULL, 0, 0, OUTSIDE },
	{ "enum", load_list, AT(enums), 0, ANYWHERE },
	{ "example", NULL, 0, 0, OUTSIDE },
	{ "exclusiveMaximum", load_flag, AT(exclusive_maximum), 0, ANYWHERE },
	{ "exclusiveMinimum", load_flag, AT(exclusive_minimum), 0, ANYWHERE },
	{ "externalDocs", NULL, 0, 0, OUTSIDE },
	{ "format", load_format, 0, 0, ANYWHERE },
	{ "id", NULL, 0, 0, NOWHERE },
	{ "items", load_items, AT(items), 0, ANYWHERE },
	{ "maxItems", load_count, AT(max_items), 0, ANYWHERE },
	{ "maxLength", load_count, AT(max_length), 0, ANYWHERE },
	{ "maxProperties", load_count, AT(max_properties), 0, ANYWHERE },
	{ "maximum", load_number, AT(maximum), AT(has_maximum), ANYWHERE },
	{ "minItems", load_count, AT(min_items), 0, ANYWHERE },
	{ "minLength", load_count, AT(min_length), 0, ANYWHERE },
	{ "minProperties", load_count, AT(min_properties), 0, ANYWHERE },
	{ "minimum", load_number, AT(minimum), AT(has_minimum), ANYWHERE },
	{ "multipleOf", load_number, AT(multiple), AT(has_multiple), ANYWHERE },
	{ "not", load_schema, AT(negated), 0, ANYWHERE },
	{ "nullable", load_flag, AT(nullable), 0, OUTSIDE },
	{ "oneOf", load_branches, AT(one_of), 0, ANYWHERE },
	{ "pattern", load_pattern, 0, 0, ANYWHERE },
	{ "patternProperties", NULL, 0, 0, NOWHERE },
	{ "properties", load_properties, 0, 0, ANYWHERE },
	{ "required", load_required, 0, 0, ANYWHERE },
	{ "title", NULL, 0, 0, OUTSIDE },
	{ "type", load_type, 0, 0, ANYWHERE },
	{ "uniqueItems", load_flag, AT(unique_items), 0, ANYWHERE },
	{ "x-kubernetes-embedded-resource", load_flag, AT(embedded), 0, OUTSIDE },
	{ "x-kubernetes-int-or-string", load_flag, AT(int_or_string), 0, OUTSIDE },
	{ "x-kubernetes-list-map-keys", load_keys, 0, 0, OUTSIDE },
	{ "x-kubernetes-list-type", load_list_type, 0, 0, OUTSIDE },
	{ "x-kubernetes-map-type", load_map_type, 0, 0, OUTSIDE },
	{ "x-kubernetes-preserve-unknown-fields", load_flag, AT(preserve), 0, OUTSIDE },
	{ "x-kubernetes-validations", load_list, AT(rules), 0, OUTSIDE },
};

enum { NKEYWORDS = sizeof(keywords) / sizeof(keywords[0]) };

static int
by_name(const void *key, const void *row)
{
	const struct keyword *k = row;

	return slice_cmp(*(const struct slice *)key, slice_of(k->name));
}

/* A schema of ours may carry extensions of its own, "x-...". */
static void
unknown(const struct loader *l, const struct field *f)
{
	struct nearest n = NEAREST_INIT(f->key);

	if (!l->structural)
		return;
	if (slice_starts(f->key, SLICE_LIT("x-")) && !slice_starts(f->key, SLICE_LIT("x-kubernetes-")))
		return;
	for (size_t i = 0; i < NKEYWORDS; i++)
		nearest_offer(&n, slice_of(keywords[i].name));
	if (n.best.ptr)
		bad_keyword(l, f, arena_printf(l->arena, "is unknown; did you mean '%.*s'?", SLICE_FMT(n.best)).ptr);
	else
		bad_keyword(l, f, "is unknown");
}

static void
load_keyword(const struct loader *l, struct schema *s, const struct field *f)
{
	const struct keyword *k = bsearch(&f->key, keywords, NKEYWORDS, sizeof(keywords[0]), by_name);

	if (!k) {
		unknown(l, f);
		return;
	}
	if (l->structural && k->only == NOWHERE) {
		bad_keyword(l, f, "is not supported");
		return;
	}
	if (l->structural && l->branch && k->only == OUTSIDE)
		bad_keyword(l, f, "must not stand inside allOf, anyOf, oneOf or not");
	if (k->load)
		k->load(l, s, k, f->val);
}

/* Moves the names that are properties from `required` to a mark there. */
static void
mark_required(struct schema *s)
{
	struct slice *names = (struct slice *)(uintptr_t)s->required;
	size_t kept = 0;

	for (size_t i = 0; i < s->nrequired; i++) {
		struct property *p = (struct property *)(uintptr_t)property_find(s, names[i]);

		if (p)
			p->required = true;
		else
			names[kept++] = names[i];
	}
	s->nrequired = kept;
}

/* What a structural schema does not name is unknown; a published definition
 * that names nothing takes anything, and a branch only adds rules. */
static bool
is_open(const struct loader *l, const struct schema *s)
{
	if (s->preserve || s->open || l->branch || s->additional)
		return true;
	return !l->closed && s->nproperties == 0;
}

void
load_into(const struct loader *l, struct schema *s, const struct val *v)
{
	s->source = v;
	s->max_length = s->max_items = s->max_properties = SIZE_MAX;
	if (v->kind != VAL_MAP) {
		load_bad(l, v, "a schema must be a map, not %s", val_kind_name(v));
		s->open = true;
		return;
	}
	for (size_t i = 0; i < v->u.map.len; i++)
		load_keyword(l, s, &v->u.map.fields[i]);
	if (s->format == FORMAT_INT_OR_STRING)
		s->int_or_string = true;
	if (s->embedded)
		meta_extend(l, s, true);
	mark_required(s);
	s->open = is_open(l, s);
	s->combined = s->all_of.len || s->any_of.len || s->one_of.len || s->negated;
	if (l->structural)
		structural_check(l, s, v);
}
