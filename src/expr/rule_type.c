/* SPDX-License-Identifier: Apache-2.0 */
/* rule_type.c - the types of schemas, with the sizes that the API server
 * assumes: what the schema bounds, else what fits in one request. */
#include "expr/rule_type.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

enum {
	REQUEST_MAX = 3 * 1024 * 1024,   /* bytes of a request */
	TEXT_MIN = 2,                    /* "" */
	TIME_MAX = 32, TIME_MIN = 21, DATE_SIZE = 12, DURATION_MAX = 32, DURATION_MIN = 3,
	DEPTH_MAX = 100,
};

const struct rule_type rule_dyn = { .kind = RULE_DYN }, rule_null = { .kind = RULE_NULL },
	rule_bool = { .kind = RULE_BOOL, .least = 4 }, rule_int = { .kind = RULE_INT, .least = 1 },
	rule_uint = { .kind = RULE_UINT, .least = 1 }, rule_double = { .kind = RULE_DOUBLE, .least = 1 },
	rule_string = { .kind = RULE_STRING }, rule_bytes = { .kind = RULE_BYTES },
	rule_duration = { .kind = RULE_DURATION }, rule_time = { .kind = RULE_TIME },
	rule_typetype = { .kind = RULE_TYPE };

static struct rule_type *
new_type(struct arena *a, enum rule_kind kind)
{
	struct rule_type *t = arena_new(a, struct rule_type);

	t->kind = (unsigned char)kind;
	return t;
}

const struct rule_type *
rule_list_of(struct arena *a, const struct rule_type *of)
{
	struct rule_type *t = new_type(a, RULE_LIST);

	t->of = of;
	return t;
}

const struct rule_type *
rule_map_of(struct arena *a, const struct rule_type *key, const struct rule_type *of)
{
	struct rule_type *t = new_type(a, RULE_MAP);

	t->key = key;
	t->of = of;
	return t;
}

const struct rule_type *
rule_optional_of(struct arena *a, const struct rule_type *of)
{
	struct rule_type *t = new_type(a, RULE_OPTIONAL);

	t->of = of;
	return t;
}

/* --- names ------------------------------------------------------------ */

static const char *const reserved[] = {
	"true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
	"loop", "package", "namespace", "return", "var", "void", "while",
};

bool
rule_reserved(struct slice word)
{
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (slice_is(word, reserved[i]))
			return true;
	return false;
}

static bool
plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct slice
rule_escape(struct arena *a, struct slice name)
{
	const struct slice none = { NULL, 0 };
	struct buf b = BUF_INIT;
	struct slice out;
	bool same = true;

	if (name.len == 0 || (name.ptr[0] >= '0' && name.ptr[0] <= '9'))
		return none;
	if (rule_reserved(name))
		return arena_printf(a, "__%.*s__", SLICE_FMT(name));
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool twice = c == '_' && i + 1 < name.len && name.ptr[i + 1] == '_';
		const char *word = c == '.' ? "__dot__" : c == '-' ? "__dash__" : c == '/' ? "__slash__" : twice ? "__underscores__" : NULL;

		if (!word && !plain(c)) {
			buf_fini(&b);
			return none;
		}
		if (word)
			buf_str(&b, word);
		else
			buf_char(&b, c);
		same &= !word;
		i += twice;
	}
	out = same ? name : arena_slice(a, buf_slice(&b));
	buf_fini(&b);
	return out;
}

const struct rule_field *
rule_field_of(const struct rule_type *object, struct slice key)
{
	for (size_t i = 0; i < object->nfields; i++) {
		const struct rule_field *f = &object->fields[i];

		if (f->key.ptr && slice_eq(f->key, key))
			return f;
	}
	if (rule_reserved(key))
		for (size_t i = 0; i < object->nfields; i++)
			if (slice_eq(object->fields[i].name, key))
				return &object->fields[i];
	return NULL;
}

/* --- schemas ---------------------------------------------------------- */

struct reader {
	struct arena *arena;
	unsigned depth;
};

static const struct rule_type *read_type(struct reader *r, const struct schema *s, bool resource);

static struct rule_type *
text_type(struct reader *r, enum rule_kind kind, uint64_t least, uint64_t most)
{
	struct rule_type *t = new_type(r->arena, kind);

	t->least = least;
	t->most = most;
	t->converts = kind != RULE_STRING;
	return t;
}

static uint64_t
longest_enum(const struct val *enums)
{
	uint64_t most = 0;

	for (size_t i = 0; i < enums->u.list.len; i++)
		if (val_is(enums->u.list.items[i], VAL_STRING) && enums->u.list.items[i]->u.str.len > most)
			most = enums->u.list.items[i]->u.str.len;
	return most;
}

/* A character takes at most four bytes. */
static const struct rule_type *
read_string(struct reader *r, const struct schema *s)
{
	bool bounded = s->max_length != SIZE_MAX;

	switch ((enum format)s->format) {
	case FORMAT_BYTE:
		return text_type(r, RULE_BYTES, TEXT_MIN, bounded ? s->max_length : REQUEST_MAX - 2);
	case FORMAT_DURATION:
		return text_type(r, RULE_DURATION, DURATION_MIN, DURATION_MAX);
	case FORMAT_DATE:
		return text_type(r, RULE_TIME, DATE_SIZE, DATE_SIZE);
	case FORMAT_DATE_TIME:
		return text_type(r, RULE_TIME, TIME_MIN, TIME_MAX);
	default:
		return text_type(r, RULE_STRING, TEXT_MIN,
		                 bounded ? s->max_length * 4 : s->enums ? longest_enum(s->enums) : REQUEST_MAX - 2);
	}
}

static const struct rule_type *
read_list(struct reader *r, const struct schema *s)
{
	const struct rule_type *item = s->items ? read_type(r, s->items, s->items->embedded) : NULL;
	struct rule_type *t;

	if (!item)
		return NULL;
	t = new_type(r->arena, RULE_LIST);
	t->of = item;
	t->converts = item->converts;
	t->least = 2;
	t->most = s->max_items != SIZE_MAX ? s->max_items : (REQUEST_MAX - 2) / (item->least + 1);
	return t;
}

static const struct rule_type *
read_map(struct reader *r, const struct schema *s)
{
	const struct rule_type *of = read_type(r, s->additional, s->additional->embedded);
	struct rule_type *t;

	if (!of)
		return NULL;
	t = new_type(r->arena, RULE_MAP);
	t->key = &rule_string;
	t->of = of;
	t->converts = of->converts;
	t->least = 2;
	t->most = s->max_properties != SIZE_MAX ? s->max_properties : (REQUEST_MAX - 2) / (of->least + 6);
	return t;
}

static int
by_name(const void *x, const void *y)
{
	const struct rule_field *p = x, *q = y;

	return slice_cmp(p->name, q->name);
}

/* Adds a field, or changes the one of that name. */
static void
set_field(struct rule_field *fields, size_t *n, const char *name, const struct rule_type *t)
{
	struct slice s = slice_of(name);
	size_t i = 0;

	while (i < *n && !slice_eq(fields[i].name, s))
		i++;
	fields[i] = (struct rule_field){ s, s, t };
	*n += i == *n;
}

static uint64_t
capped(const struct schema *metadata, const char *name, uint64_t most)
{
	const struct schema *s = metadata ? schema_property(metadata, slice_of(name)) : NULL;

	return s && s->max_length < most ? s->max_length : most;
}

/* What every object of Kubernetes has, whatever the schema says of it. */
static void
add_meta(struct reader *r, const struct schema *s, struct rule_field *fields, size_t *n)
{
	const struct property *p = property_find(s, SLICE_LIT("metadata"));
	struct rule_field *names = arena_new_n(r->arena, 2, struct rule_field);
	struct rule_type *metadata = new_type(r->arena, RULE_OBJECT);
	const struct schema *meta = p ? p->schema : NULL;

	set_field(names, &metadata->nfields, "generateName",
	          text_type(r, RULE_STRING, TEXT_MIN, 4 * capped(meta, "generateName", 252)));
	set_field(names, &metadata->nfields, "name", text_type(r, RULE_STRING, TEXT_MIN, 4 * capped(meta, "name", 253)));
	metadata->fields = names;
	metadata->least = 2;
	set_field(fields, n, "apiVersion", text_type(r, RULE_STRING, TEXT_MIN, REQUEST_MAX - 2));
	set_field(fields, n, "kind", text_type(r, RULE_STRING, TEXT_MIN, REQUEST_MAX - 2));
	set_field(fields, n, "metadata", metadata);
}

/* The loader demands apiVersion and kind of every object of Kubernetes; what
 * counts here is what the schema itself demands. */
static bool
demanded(const struct schema *s, const struct property *p)
{
	const struct val *names = val_get_cstr(s->source, "required");

	if (!p->required || schema_default_of(p->schema))
		return false;
	for (size_t i = 0; val_is(names, VAL_LIST) && i < names->u.list.len; i++)
		if (slice_eq(val_text(names->u.list.items[i], SLICE_LIT("")), p->key))
			return true;
	return false;
}

static const struct rule_type *
read_object(struct reader *r, const struct schema *s, bool resource)
{
	struct rule_field *fields = arena_new_n(r->arena, s->nproperties + 3, struct rule_field);
	struct rule_type *t = new_type(r->arena, RULE_OBJECT);
	size_t n = 0;

	t->least = 2;
	for (size_t i = 0; i < s->nproperties; i++) {
		const struct property *p = &s->properties[i];
		const struct rule_type *of = read_type(r, p->schema, p->schema->embedded);
		struct slice key = of ? rule_escape(r->arena, p->key) : (struct slice){ NULL, 0 };

		if (!of)
			continue;
		fields[n++] = (struct rule_field){ p->key, key, of };
		t->converts |= of->converts || schema_nullable(p->schema) || (key.ptr && !slice_eq(key, p->key));
		if (demanded(s, p))
			t->least += p->key.len + of->least + 4;
	}
	if (resource)
		add_meta(r, s, fields, &n);
	qsort(fields, n, sizeof(*fields), by_name);
	t->fields = fields;
	t->nfields = n;
	return t;
}

static const struct rule_type *
read_here(struct reader *r, const struct schema *s, bool resource)
{
	struct rule_type *t;

	if (s->int_or_string) {
		t = text_type(r, RULE_DYN, 1, s->max_length != SIZE_MAX ? s->max_length * 4 : REQUEST_MAX - 2);
		t->converts = false;
		return t;
	}
	if (s->types & TYPE_ARRAY)
		return read_list(r, s);
	if (s->types & TYPE_OBJECT)
		return s->additional ? read_map(r, s) : read_object(r, s, resource);
	if (s->types & TYPE_STRING)
		return read_string(r, s);
	if (s->types & TYPE_BOOLEAN)
		return &rule_bool;
	if (s->types & TYPE_INTEGER)
		return &rule_int;
	if (!(s->types & TYPE_NUMBER))
		return NULL;
	t = new_type(r->arena, RULE_DOUBLE);
	t->least = 1;
	t->converts = true;
	return t;
}

static const struct rule_type *
read_type(struct reader *r, const struct schema *s, bool resource)
{
	const struct rule_type *t;
	struct rule_type *own;

	if (!s || s->ref || r->depth == DEPTH_MAX)
		return NULL;
	r->depth++;
	t = read_here(r, s, resource);
	r->depth--;
	if (!t)
		return NULL;
	own = arena_new(r->arena, struct rule_type);
	*own = *t;
	own->schema = s;
	return own;
}

const struct rule_type *
rule_type_of(struct arena *a, const struct schema *s, bool resource)
{
	struct reader r = { .arena = a };

	return read_type(&r, s, resource);
}

/* --- showing ---------------------------------------------------------- */

struct slice
rule_type_show(struct arena *a, const struct rule_type *t)
{
	static const char *const names[] = {
		[RULE_DYN] = "dyn", [RULE_NULL] = "null", [RULE_BOOL] = "bool", [RULE_INT] = "int", [RULE_UINT] = "uint",
		[RULE_DOUBLE] = "double", [RULE_STRING] = "string", [RULE_BYTES] = "bytes", [RULE_DURATION] = "duration",
		[RULE_TIME] = "timestamp", [RULE_TYPE] = "type", [RULE_LIST] = "list", [RULE_MAP] = "map",
		[RULE_OBJECT] = "object", [RULE_OPTIONAL] = "optional", [RULE_OPAQUE] = "", [RULE_VAR] = "dyn",
	};

	if (t->kind == RULE_OPAQUE)
		return slice_of(t->opaque->sig);
	if (t->key)
		return arena_printf(a, "map(%.*s, %.*s)", SLICE_FMT(rule_type_show(a, t->key)), SLICE_FMT(rule_type_show(a, t->of)));
	if (t->of)
		return arena_printf(a, "%s(%.*s)", names[t->kind], SLICE_FMT(rule_type_show(a, t->of)));
	return slice_of(names[t->kind]);
}
