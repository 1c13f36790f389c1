/* SPDX-License-Identifier: Apache-2.0 */
/* check.c - the walk over a value and its schema side by side. */
#include <math.h>

#include "schema/schema_priv.h"

unsigned
type_of(const struct val *v)
{
	static const unsigned char types[] = {
		[VAL_NULL] = TYPE_NULL, [VAL_BOOL] = TYPE_BOOLEAN, [VAL_INT] = TYPE_INTEGER | TYPE_NUMBER,
		[VAL_DOUBLE] = TYPE_NUMBER, [VAL_STRING] = TYPE_STRING, [VAL_LIST] = TYPE_ARRAY,
		[VAL_MAP] = TYPE_OBJECT, [VAL_UINT] = TYPE_INTEGER | TYPE_NUMBER, [VAL_OPAQUE] = 0,
	};

	/* 1.0 is an integer as long as every integer near it is a double. */
	if (v->kind == VAL_DOUBLE && fabs(v->u.d) < 0x1p53 && v->u.d == floor(v->u.d))
		return TYPE_INTEGER | TYPE_NUMBER;
	return types[v->kind];
}

bool
type_fits(unsigned wanted, unsigned has)
{
	return (wanted & has) != 0;
}

static unsigned
wanted_types(const struct schema *s)
{
	return s->int_or_string ? TYPE_INTEGER | TYPE_STRING : s->types;
}

const struct slice schema_any_key = SLICE_INIT("\xff");

static bool
check_hole(struct schema_check *c, const struct spot *at, bool unknown)
{
	struct schema_hole h = { at->schema, at->val, at->path, at->required, unknown, c->quiet > 1, c->some };

	h.some &= h.quiet;
	return c->hole(c, &h);
}

bool
check_present(struct schema_check *c, const struct val *map, struct slice key)
{
	const struct val *v = val_get(map, key);
	struct schema_hole h = { .val = v, .required = true, .quiet = true, .some = c->some && c->quiet > 1 };

	return v && (v->kind != VAL_OPAQUE || !c->hole || c->hole(c, &h));
}

/* The value of one field or item. */
static bool
check_below(struct schema_check *c, const struct spot *at, const struct schema *s, const struct doc_path *path,
            const struct field *f)
{
	struct spot below = { at, s, f->val, path, f->key_at, false };

	return check_spot(c, &below);
}

static bool
check_property(struct schema_check *c, const struct spot *at, const struct property *p, const struct field *f)
{
	struct doc_path path = DOC_KEY(at->path, f->key);
	struct spot below = { at, p->schema, f->val, &path, f->key_at, p->required };

	return check_spot(c, &below);
}

/* Whether unknown fields are reported. */
static bool
closed(const struct schema_check *c, const struct schema *s)
{
	return s->forbid ? s->nproperties > 0 : !s->additional && !s->open && !c->open;
}

static bool
missing(struct schema_check *c, const struct spot *at, struct slice name)
{
	struct doc_path path = DOC_KEY(at->path, name);
	struct spot below = *at;
	struct span place = at->key_at;
	struct diag *d;

	/* Whether an alternative fits is asked quietly, and not about what may be missing. */
	if (c->counts && !c->quiet && !c->counts(c->ctx, &path))
		return true;
	if (c->quiet > 1)
		return false;
	if (closed(c, at->schema) && hint_covers(at, name))
		return false;
	/* At the key of the object that lacks it, else where the object starts. */
	if (!place.src) {
		place = spot_place(at);
		if (place.start != UINT32_MAX)
			place.end = place.start;
	}
	d = spot_report(c, DIAG_FIELD_MISSING, place, "missing field '%.*s'", SLICE_FMT(name));
	if (d)
		hint_missing(c, at, d, name);
	below.path = &path;
	return spot_done(c, &below, d, "required");
}

static bool
unknown(struct schema_check *c, const struct spot *at, const struct field *f, struct doc_path *path)
{
	const struct schema *s = at->schema;
	struct spot below = { at, s, f->val, path, f->key_at, false };
	struct diag *d;

	if (c->hole && slice_eq(f->key, schema_any_key))
		return check_hole(c, &below, true);
	if (s->forbid && s->nproperties == 0) {
		if (c->quiet > 1)
			return false;
		d = spot_report(c, DIAG_FIELD_FORBIDDEN, f->key_at.src ? f->key_at : spot_place(&below),
		                "field '%.*s' may not stand here: the object must be empty", SLICE_FMT(f->key));
		return spot_done(c, &below, d, "additionalProperties");
	}
	if (!s->forbid && (s->open || c->open))
		return true;
	if (c->quiet > 1)
		return false;
	d = spot_report(c, DIAG_FIELD_UNKNOWN, f->key_at.src ? f->key_at : spot_place(&below), "unknown field '%.*s'",
	                SLICE_FMT(f->key));
	if (d)
		hint_field(c, at, d, f->key);
	return spot_done(c, &below, d, NULL);
}

static bool
other_field(struct schema_check *c, const struct spot *at, const struct field *f)
{
	struct doc_path path = DOC_KEY(at->path, f->key);

	if (f->val->kind == VAL_BAD)
		return true;
	if (at->schema->additional)
		return check_below(c, at, at->schema->additional, &path, f);
	if (at->schema->open && !at->schema->forbid)
		return true;
	return unknown(c, at, f, &path);
}

static int
order(const struct property *p, uint64_t prefix, struct slice key)
{
	if (p->prefix != prefix)
		return p->prefix < prefix ? -1 : 1;
	return slice_cmp(p->key, key);
}

/* Reports the required ones of the properties from `i` on that come before
 * the field, or all of them; returns the index of the first that does not. */
static size_t
skip_properties(struct schema_check *c, const struct spot *at, size_t i, const struct field *f, bool *ok)
{
	const struct schema *s = at->schema;
	uint64_t prefix = f ? property_prefix(f->key) : 0;

	for (; i < s->nproperties && (!f || order(&s->properties[i], prefix, f->key) < 0); i++)
		if (s->properties[i].required)
			*ok &= missing(c, at, s->properties[i].key);
	return i;
}

/* Both the properties and the fields are sorted: one pass over both. */
static bool
check_fields(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	size_t next = 0;
	bool ok = true;

	for (size_t i = 0; i < at->val->u.map.len; i++) {
		const struct field *f = &at->val->u.map.fields[i];

		next = skip_properties(c, at, next, f, &ok);
		if (next < s->nproperties && slice_eq(s->properties[next].key, f->key))
			ok &= check_property(c, at, &s->properties[next++], f);
		else
			ok &= other_field(c, at, f);
	}
	skip_properties(c, at, next, NULL, &ok);
	for (size_t i = 0; i < s->nrequired; i++)
		if (!check_present(c, at->val, s->required[i]))
			ok &= missing(c, at, s->required[i]);
	return ok;
}

static bool
check_items(struct schema_check *c, const struct spot *at)
{
	const struct val *v = at->val;
	bool ok = true;

	if (!at->schema->items)
		return true;
	for (size_t i = 0; i < v->u.list.len; i++) {
		struct doc_path path = DOC_INDEX(at->path, i);
		struct spot below = { at, at->schema->items, v->u.list.items[i], &path, SPAN_NONE, false };

		ok &= check_spot(c, &below);
	}
	return ok;
}

static bool
check_kind(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	bool ok;

	switch ((enum val_kind)at->val->kind) {
	case VAL_STRING:
		return (!s->pattern && !s->format && s->max_length == SIZE_MAX && !s->min_length) || keyword_string(c, at);
	case VAL_INT:
	case VAL_UINT:
	case VAL_DOUBLE:
		return keyword_number(c, at);
	case VAL_LIST:
		ok = keyword_items(c, at);
		ok &= check_items(c, at);
		return ok & ((s->list_type == SCHEMA_LIST_ATOMIC && !s->unique_items) || list_check(c, at));
	case VAL_MAP:
		ok = keyword_properties(c, at);
		ok &= check_fields(c, at);
		return ok & (s->meta == META_NONE || meta_check(c, at));
	case VAL_BOOL:
		return keyword_plain(c, at);
	default:
		return true;
	}
}

/* Null is only ever a question of the type and the enum. */
static bool
check_null(struct schema_check *c, const struct spot *at, unsigned wanted)
{
	if (wanted && !(wanted & TYPE_NULL) && !schema_nullable(at->schema))
		return keyword_type(c, at, wanted);
	return !at->schema->enums || keyword_enum(c, at);
}

static bool
check_schema(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	unsigned wanted = wanted_types(s);
	bool ok;

	if (at->val->kind == VAL_NULL)
		return check_null(c, at, wanted);
	/* A value of the wrong type is one mistake; the rest would be echoes. */
	if (wanted && !type_fits(wanted, type_of(at->val)))
		return keyword_type(c, at, wanted);
	ok = check_kind(c, at);
	if (s->enums)
		ok &= keyword_enum(c, at);
	if (s->combined)
		ok &= combine_check(c, at);
	return ok;
}

static bool
too_much(struct schema_check *c, const struct spot *at)
{
	struct diag *d = spot_report(c, DIAG_SCHEMA_LIMIT, spot_place(at),
	                             "checking this value takes more steps than the limits allow");

	return spot_done(c, at, d, NULL);
}

bool
check_in_place(struct schema_check *c, const struct spot *at, const struct schema *s)
{
	struct spot same = *at;

	same.schema = s;
	if (++c->work > CHECK_WORK_MAX)
		return too_much(c, at);
	return check_spot(c, &same);
}

bool
check_quietly(struct schema_check *c, const struct spot *at, const struct schema *s, bool some)
{
	struct schema_check before = *c;
	bool ok;

	c->quiet = 2;
	c->some = some;
	ok = check_in_place(c, at, s);
	c->quiet = before.quiet;
	c->some = before.some;
	return ok;
}

/* What a $ref names holds beside the keywords of the schema itself. Chains
 * of $refs end (defs.c). */
static bool
check_chain(struct schema_check *c, const struct spot *at)
{
	struct spot same = *at;
	bool ok = true;

	for (; same.schema; same.schema = same.schema->ref)
		ok &= check_schema(c, &same);
	return ok;
}

/* Where it is kept what schema the value fits; NULL: nowhere. */
static const struct schema **
known_fit(const struct schema_check *c, const struct val *v)
{
	const struct schema_known *k = c->known;

	return k && v->number - 1u < k->n && k->vals[v->number - 1] == v ? &k->fits[v->number - 1] : NULL;
}

bool
check_spot(struct schema_check *c, const struct spot *at)
{
	const struct schema **fit = known_fit(c, at->val);
	bool ok;

	if (at->val->kind == VAL_BAD || (fit && *fit == at->schema))
		return true;
	if (c->depth == CHECK_DEPTH_MAX)
		return too_much(c, at);
	if (at->val->kind == VAL_OPAQUE && c->hole)
		return check_hole(c, at, false);
	c->depth++;
	ok = at->schema->ref ? check_chain(c, at) : check_schema(c, at);
	c->depth--;
	if (ok && fit)
		*fit = at->schema;
	return ok;
}

bool
schema_check(struct schema_check *c, const struct schema *s, const struct val *v, const struct doc_path *path)
{
	struct spot root = { NULL, s, v, path, SPAN_NONE, false };

	c->work = 0;
	return check_spot(c, &root);
}
