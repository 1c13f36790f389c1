/* SPDX-License-Identifier: Apache-2.0 */
/* list.c - lists that are sets, or maps by keys: nothing stands twice. Few
 * items are compared with each other; many are looked up by their text. */
#include "base/buf.h"
#include "base/num.h"
#include "schema/schema_priv.h"
#include "value/cmp.h"

enum { FEW = 16 };

/* The value of a key of an item; an absent one counts as its default. */
static const struct val *
key_of(const struct schema *s, const struct val *item, struct slice key)
{
	const struct val *v = val_get(item, key);

	return v ? v : schema_default_of(schema_property(s->items, key));
}

static bool
same_key(const struct schema *s, const struct val *a, const struct val *b)
{
	if (a->kind != VAL_MAP || b->kind != VAL_MAP)
		return false;
	for (size_t i = 0; i < s->nkeys; i++) {
		const struct val *x = key_of(s, a, s->keys[i]), *y = key_of(s, b, s->keys[i]);

		if (!x || !y ? x != y : !val_same(x, y))
			return false;
	}
	return true;
}

static bool
same_item(const struct schema *s, const struct val *a, const struct val *b)
{
	return s->list_type == SCHEMA_LIST_MAP ? same_key(s, a, b) : val_same(a, b);
}

static void identity(struct buf *b, const struct val *v);

static void
identity_map(struct buf *b, const struct val *v)
{
	buf_char(b, '{');
	for (size_t i = 0; i < v->u.map.len; i++) {
		buf_printf(b, "%zu:", v->u.map.fields[i].key.len);
		buf_add(b, v->u.map.fields[i].key);
		identity(b, v->u.map.fields[i].val);
	}
	buf_char(b, '}');
}

/* A text that is the same for the same values only (as val_same). */
static void
identity(struct buf *b, const struct val *v)
{
	char text[NUM_DOUBLE_MAX];

	buf_printf(b, "%u:", (unsigned)v->kind);
	switch ((enum val_kind)v->kind) {
	case VAL_BOOL:
		buf_char(b, v->u.b ? '1' : '0');
		break;
	case VAL_INT:
		buf_int(b, v->u.i);
		break;
	case VAL_DOUBLE:
		buf_add(b, num_double_g(text, v->u.d == 0 ? 0 : v->u.d));
		break;
	case VAL_STRING:
		buf_printf(b, "%zu:", v->u.str.len);
		buf_add(b, v->u.str);
		break;
	case VAL_LIST:
		buf_printf(b, "%zu[", v->u.list.len);
		for (size_t i = 0; i < v->u.list.len; i++)
			identity(b, v->u.list.items[i]);
		break;
	case VAL_MAP:
		identity_map(b, v);
		break;
	default:
		buf_printf(b, "%p", (const void *)v);
	}
	buf_char(b, ',');
}

static struct slice
item_identity(struct arena *a, const struct schema *s, const struct val *item)
{
	struct buf b = BUF_INIT;
	struct slice text;

	if (s->list_type != SCHEMA_LIST_MAP || item->kind != VAL_MAP) {
		identity(&b, item);
	} else {
		for (size_t i = 0; i < s->nkeys; i++) {
			const struct val *key = key_of(s, item, s->keys[i]);

			if (key)
				identity(&b, key);
			buf_char(&b, ';');
		}
	}
	text = arena_slice(a, buf_slice(&b));
	buf_fini(&b);
	return text;
}

/* name 'web', protocol 'TCP': the keys of an item. */
static struct slice
show_keys(struct arena *a, const struct schema *s, const struct val *item)
{
	struct slice all = { 0 };

	for (size_t i = 0; i < s->nkeys; i++) {
		const struct val *key = key_of(s, item, s->keys[i]);
		struct slice shown = key ? spot_show(a, key) : SLICE_LIT("none");

		all = arena_printf(a, "%.*s%s%.*s %.*s", SLICE_FMT(all), i ? ", " : "", SLICE_FMT(s->keys[i]), SLICE_FMT(shown));
	}
	return all;
}

static bool
duplicate(struct schema_check *c, const struct spot *at, size_t first, size_t again)
{
	const struct schema *s = at->schema;
	const struct val *item = at->val->u.list.items[again];
	struct doc_path path = DOC_INDEX(at->path, again);
	struct spot below = { at, s, item, &path, SPAN_NONE, false };
	struct slice shown;
	struct span place;
	struct diag *d;

	if (c->quiet > 1)
		return false;
	if (s->list_type == SCHEMA_LIST_MAP) {
		const struct val *key = val_get(item, s->keys[0]);

		shown = show_keys(c->arena, s, item);
		place = key && val_place(key).src ? val_place(key) : spot_place(&below);
		d = spot_report(c, DIAG_FIELD_DUPLICATE, place, "two items of this list have %.*s", SLICE_FMT(shown));
	} else {
		shown = spot_show(c->arena, item);
		d = spot_report(c, DIAG_FIELD_DUPLICATE, spot_place(&below), "%.*s stands twice in this list", SLICE_FMT(shown));
	}
	place = val_place(at->val->u.list.items[first]);
	if (place.src && place.start != UINT32_MAX && !c->quiet)
		diag_note(c->diags, d, place, "the first one is here");
	return spot_done(c, &below, d, s->list_type == SCHEMA_LIST_ATOMIC ? "uniqueItems" : "x-kubernetes-list-type");
}

/* Each value is reported at its second place only. */
static bool
check_few(struct schema_check *c, const struct spot *at)
{
	const struct val *const *items = at->val->u.list.items;
	bool ok = true;

	for (size_t i = 1; i < at->val->u.list.len; i++) {
		size_t before = 0, first = 0;

		for (size_t j = 0; j < i && before < 2; j++) {
			if (!same_item(at->schema, items[j], items[i]))
				continue;
			if (before++ == 0)
				first = j;
		}
		if (before == 1)
			ok &= duplicate(c, at, first, i);
		ok &= before == 0;
	}
	return ok;
}

static bool
check_many(struct schema_check *c, const struct spot *at)
{
	struct map seen = MAP_INIT(c->arena);
	size_t n = at->val->u.list.len;
	size_t *times = arena_new_n(c->arena, n, size_t);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		const struct val *item = at->val->u.list.items[i];
		size_t *first;

		if (item->kind == VAL_BAD || (at->schema->list_type == SCHEMA_LIST_MAP && item->kind != VAL_MAP))
			continue;
		first = map_add(&seen, item_identity(c->arena, at->schema, item), &times[i]);
		if (first == &times[i])
			continue;
		ok = false;
		if ((*first)++ == 0)
			duplicate(c, at, (size_t)(first - times), i);
	}
	return ok;
}

bool
list_check(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;

	if (s->list_type == SCHEMA_LIST_MAP && s->nkeys == 0)
		return true;
	return at->val->u.list.len <= FEW ? check_few(c, at) : check_many(c, at);
}
