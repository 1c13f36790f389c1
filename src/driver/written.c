/* SPDX-License-Identifier: Apache-2.0 */
/* written.c - nulls, holes and objects where none belong. */
#include "driver/written.h"

#include "driver/layer.h"
#include "schema/foreign.h"
#include "value/build.h"

static bool
says(const struct schema *s, const char *keyword)
{
	const struct val *v = val_get_cstr(schema_source(s), keyword);

	return val_is(v, VAL_BOOL) && v->u.b;
}

static bool
nullable(const struct schema *s)
{
	return !s || says(s, "nullable");
}

/* Items whose '-' lacks its space are fields beside an empty one: one mistake,
 * which the fields tell where the schema does not know them. */
static bool
has_dashed(const struct schema *s, const struct val *map)
{
	if (!s || says(s, "x-kubernetes-preserve-unknown-fields"))
		return false;
	for (size_t i = 0; i < map->u.map.len; i++) {
		struct slice key = map->u.map.fields[i].key;

		if (slice_starts(key, SLICE_LIT("-")) && !schema_property(s, key))
			return true;
	}
	return false;
}

static const struct val *
usable_map(struct tenant *t, const struct schema *s, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(t->arena);
	bool same = true;

	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];
		const struct val *now = f->val->kind == VAL_NULL && has_dashed(s, v) ? &val_bad :
		                        written_usable(t, schema_property(s, f->key), f->val);

		same = same && now == f->val;
		map_build_add(&b, f->key, f->key_at, now);
	}
	return same ? v : map_build_end(&b, v->at);
}

/* An object with its new fields, as other tools take it for a patch. */
static bool
is_object(const struct val *v)
{
	return val_get_cstr(v, "kind") && !val_get_cstr(v, "target") && !val_get_cstr(v, "patch");
}

static const struct val *
bad_patch(struct tenant *t, const struct val *v)
{
	struct slice kind = val_text(val_get_cstr(v, "kind"), SLICE_LIT("..."));
	struct slice name = val_text(val_walk(v, "metadata.name"), SLICE_LIT(""));
	struct diag *d = diag_report(t->diags, DIAG_FIELD_FOREIGN, val_place(v), "a patch says its target apart from the change");

	diag_note(t->diags, d, SPAN_NONE, "write {target: {kind: %.*s%s%.*s}, patch: {...}}; apiVersion, kind and name are no part of the patch",
	          SLICE_FMT(kind), name.len ? ", name: " : "", SLICE_FMT(name));
	layer_name_tenant(t, d, v, NULL);
	return &val_bad;
}

static const struct val *
usable_list(struct tenant *t, const struct schema *s, const struct val *v)
{
	struct list_build b = LIST_BUILD_INIT(t->arena);
	bool patches = t->patches && v == t->patches->val, same = true;

	for (size_t i = 0; i < v->u.list.len; i++) {
		const struct val *item = v->u.list.items[i];
		const struct val *now = patches && is_object(item) ? bad_patch(t, item) : written_usable(t, schema_items(s), item);

		same = same && now == item;
		list_build_add(&b, now);
	}
	return same ? v : list_build_end(&b, v->at);
}

/* Nothing would replace a hole, of whatever tool. */
static const struct val *
usable_text(struct tenant *t, const struct val *v)
{
	struct foreign f = foreign_find(t->arena, v->u.str, true);
	struct diag *d;

	if (f.text.len == 0)
		return v;
	d = diag_report(t->diags, DIAG_FIELD_FOREIGN, val_place(v), "a spec holds no expressions: '%.*s' would stay as it is",
	                SLICE_FMT(f.text));
	diag_note(t->diags, d, SPAN_NONE,
	          "write the value itself; what tenants share can be said in a tier, cluster or ring of fleet.yaml");
	layer_name_tenant(t, d, v, NULL);
	return &val_bad;
}

/* Filling in defaults would drop a null as the API server does, and a field
 * that was left empty by mistake would hide what the layers below say. */
static const struct val *
usable_null(struct tenant *t, const struct schema *s, const struct val *v)
{
	struct diag *d;

	if (nullable(s))
		return v;
	d = diag_report(t->diags, DIAG_FIELD_TYPE, val_place(v), "there is no value");
	layer_name_tenant(t, d, v, NULL);
	diag_note(t->diags, d, SPAN_NONE, "leave the field out to get what the layers below say, or {} for an empty map");
	return &val_bad;
}

const struct val *
written_usable(struct tenant *t, const struct schema *s, const struct val *v)
{
	switch ((enum val_kind)v->kind) {
	case VAL_MAP:
		return usable_map(t, s, v);
	case VAL_LIST:
		return usable_list(t, s, v);
	case VAL_STRING:
		return usable_text(t, v);
	case VAL_NULL:
		return usable_null(t, s, v);
	default:
		return v;
	}
}
