/* SPDX-License-Identifier: Apache-2.0 */
/* meta.c - the fields that every object of Kubernetes has: a schema of
 * TypeMeta and ObjectMeta (apimachinery, meta/v1/types.go), for custom
 * resources and embedded ones, whose schemas leave them out; and the syntax
 * of names, labels and annotations that no schema says. */
#include <string.h>

#include "base/name.h"
#include "schema/schema_priv.h"

enum shape { SHAPE_PLAIN, SHAPE_MAP, SHAPE_LIST };

struct meta_field {
	const char *name;
	unsigned char type;
	unsigned char format;
	unsigned char shape;
	unsigned char rule;
};

/* Sorted by name. */
static const struct meta_field object_meta[] = {
	{ "annotations", TYPE_STRING, 0, SHAPE_MAP, META_ANNOTATIONS },
	{ "creationTimestamp", TYPE_STRING, FORMAT_DATE_TIME, 0, 0 },
	{ "deletionGracePeriodSeconds", TYPE_INTEGER, FORMAT_INT64, 0, 0 },
	{ "deletionTimestamp", TYPE_STRING, FORMAT_DATE_TIME, 0, 0 },
	{ "finalizers", TYPE_STRING, 0, SHAPE_LIST, 0 },
	{ "generateName", TYPE_STRING, 0, 0, 0 },
	{ "generation", TYPE_INTEGER, FORMAT_INT64, 0, 0 },
	{ "labels", TYPE_STRING, 0, SHAPE_MAP, META_LABELS },
	{ "managedFields", TYPE_OBJECT, 0, SHAPE_LIST, 0 },
	{ "name", TYPE_STRING, 0, 0, 0 },
	{ "namespace", TYPE_STRING, 0, 0, 0 },
	{ "ownerReferences", TYPE_OBJECT, 0, SHAPE_LIST, 0 },
	{ "resourceVersion", TYPE_STRING, 0, 0, 0 },
	{ "selfLink", TYPE_STRING, 0, 0, 0 },
	{ "uid", TYPE_STRING, 0, 0, 0 },
};

static const struct meta_field owner_reference[] = {
	{ "apiVersion", TYPE_STRING, 0, 0, 0 },
	{ "blockOwnerDeletion", TYPE_BOOLEAN, 0, 0, 0 },
	{ "controller", TYPE_BOOLEAN, 0, 0, 0 },
	{ "kind", TYPE_STRING, 0, 0, 0 },
	{ "name", TYPE_STRING, 0, 0, 0 },
	{ "uid", TYPE_STRING, 0, 0, 0 },
};

static const struct meta_field managed_fields[] = {
	{ "apiVersion", TYPE_STRING, 0, 0, 0 },
	{ "fieldsType", TYPE_STRING, 0, 0, 0 },
	{ "fieldsV1", 0, 0, 0, 0 },
	{ "manager", TYPE_STRING, 0, 0, 0 },
	{ "operation", TYPE_STRING, 0, 0, 0 },
	{ "subresource", TYPE_STRING, 0, 0, 0 },
	{ "time", TYPE_STRING, FORMAT_DATE_TIME, 0, 0 },
};

/* Null is what Go's decoder leaves out, so it may stand everywhere. */
static struct schema *
plain(struct arena *a, unsigned char type, unsigned char format)
{
	struct schema *s = arena_new(a, struct schema);

	s->source = &val_empty_map;
	s->types = type;
	s->format = format;
	s->nullable = true;
	s->open = type == 0;
	s->max_length = s->max_items = s->max_properties = SIZE_MAX;
	return s;
}

static const struct schema *field_schema(struct arena *a, const struct meta_field *f);

static const struct schema *
object(struct arena *a, const struct meta_field *fields, size_t n)
{
	struct schema *s = plain(a, TYPE_OBJECT, 0);
	struct property *p = arena_new_n(a, n, struct property);

	for (size_t i = 0; i < n; i++) {
		struct slice key = slice_of(fields[i].name);

		p[i] = (struct property){ property_prefix(key), key, field_schema(a, &fields[i]), false };
	}
	s->properties = p;
	s->nproperties = n;
	return s;
}

#define OBJECT(a, table) object(a, table, sizeof(table) / sizeof((table)[0]))

static const struct schema *
field_schema(struct arena *a, const struct meta_field *f)
{
	const struct schema *inner = plain(a, f->type, f->format);
	struct schema *s;

	if (strcmp(f->name, "ownerReferences") == 0)
		inner = OBJECT(a, owner_reference);
	else if (strcmp(f->name, "managedFields") == 0)
		inner = OBJECT(a, managed_fields);
	if (f->shape == SHAPE_PLAIN)
		return inner;
	s = plain(a, f->shape == SHAPE_MAP ? TYPE_OBJECT : TYPE_ARRAY, 0);
	if (f->shape == SHAPE_MAP)
		s->additional = inner;
	else
		s->items = inner;
	s->meta = f->rule;
	return s;
}

/* ObjectMeta, with what the schema itself says of name and generateName. The
 * syntax of labels is checked in embedded resources only: that of an object
 * itself is a matter of src/verify, for every kind alike. */
static const struct schema *
metadata(const struct loader *l, const struct schema *own, bool embedded)
{
	struct schema *s = (struct schema *)(uintptr_t)OBJECT(l->arena, object_meta);

	s->nullable = false;
	for (size_t i = 0; i < s->nproperties && !embedded; i++)
		((struct schema *)(uintptr_t)s->properties[i].schema)->meta = META_NONE;
	for (size_t i = 0; own && i < own->nproperties; i++) {
		struct property *p = (struct property *)(uintptr_t)property_find(s, own->properties[i].key);

		if (p)
			p->schema = own->properties[i].schema;
	}
	return s;
}

/* Restricting anything but the name is not for a schema. */
static void
check_metadata(const struct loader *l, const struct schema *own)
{
	const struct val *properties = val_get_cstr(own->source, "properties");

	if (!l->structural || !val_is(properties, VAL_MAP))
		return;
	for (size_t i = 0; i < properties->u.map.len; i++) {
		const struct field *f = &properties->u.map.fields[i];

		if (!slice_is(f->key, "name") && !slice_is(f->key, "generateName"))
			load_bad(l, f->val, "a schema may say nothing of metadata but name and generateName");
	}
}

static void
put(struct property *p, const char *name, const struct schema *s)
{
	p->key = slice_of(name);
	p->prefix = property_prefix(p->key);
	p->schema = s;
}

void
meta_extend(const struct loader *l, struct schema *s, bool embedded)
{
	static const char *const names[] = { "apiVersion", "kind", "metadata" };
	const struct property *own = property_find(s, SLICE_LIT("metadata"));
	struct property *all = arena_new_n(l->arena, s->nproperties + 3, struct property);
	size_t n = 0, next = 0;

	if (own && !embedded)
		check_metadata(l, own->schema);
	for (size_t i = 0; i < 3; i++) {
		struct slice name = slice_of(names[i]);
		const struct schema *field = i < 2 ? plain(l->arena, TYPE_STRING, 0) : metadata(l, own ? own->schema : NULL, embedded);

		while (next < s->nproperties && slice_cmp(s->properties[next].key, name) < 0)
			all[n++] = s->properties[next++];
		if (next < s->nproperties && slice_eq(s->properties[next].key, name))
			all[n] = s->properties[next++];
		if (i == 2 || !all[n].schema)
			put(&all[n], names[i], field);
		all[n++].required |= embedded && i < 2;
	}
	while (next < s->nproperties)
		all[n++] = s->properties[next++];
	s->properties = all;
	s->nproperties = n;
}

bool
meta_check(struct schema_check *c, const struct spot *at)
{
	enum meta_rule rule = (enum meta_rule)at->schema->meta;
	bool ok = true;

	for (size_t i = 0; i < at->val->u.map.len; i++) {
		const struct field *f = &at->val->u.map.fields[i];
		struct slice text = val_text(f->val, SLICE_LIT(""));
		bool good_key = rule == META_LABELS ? name_is_label_key(f->key) : name_is_annotation_key(f->key);
		struct diag *d;

		if (slice_eq(f->key, schema_any_key))
			continue;
		if (good_key && (rule != META_LABELS || name_is_label_value(text)))
			continue;
		ok = false;
		if (c->quiet > 1)
			break;
		if (!good_key)
			d = spot_report(c, DIAG_FIELD_METADATA, f->key_at.src ? f->key_at : spot_place(at),
			                "'%.*s' is no key of a label or annotation", SLICE_FMT(f->key));
		else
			d = spot_report(c, DIAG_FIELD_METADATA, val_place(f->val).src ? val_place(f->val) : spot_place(at),
			                "%.*s is no value of a label", SLICE_FMT(spot_show(c->arena, f->val)));
		if (!c->quiet)
			diag_note(c->diags, d, SPAN_NONE, "up to 63 letters, digits, '-', '_' and '.', a letter or digit at both ends%s",
			          good_key ? "" : "; before it, if need be, a DNS name and '/'");
		spot_done(c, at, d, NULL);
	}
	return ok;
}
