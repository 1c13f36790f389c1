/* SPDX-License-Identifier: Apache-2.0 */
/* listmap.c - lists by the keys of their items, and sets.
 *
 * An item is known by its identity, a text made of the values of its keys
 * (defaults filled in) or of the item itself in a set. Both lists are
 * indexed by it, and the items of each point at their twin in the other.
 * Where the result puts an item is what the server-side apply of Kubernetes
 * does: the lower order, with the upper one's where it says otherwise. */
#include "merge/merge_priv.h"
#include "value/build.h"
#include "value/json.h"

struct item {
	const struct val *val;
	struct slice id;        /* ptr NULL: it has none */
	struct item *twin;      /* in the other list, or NULL */
	bool twice;             /* a later item of this list has the same identity */
	bool merged;            /* has been put out */
};

/* What the schema says about a list. */
struct list {
	const struct schema *schema;     /* of the list */
	bool map;                        /* else a set */
	const struct slice *keys;
	size_t nkeys;
	const struct doc_path *path;
};

/* The items of one of the two lists. */
struct side {
	const struct val *list;
	struct item *items;
	size_t n;
	struct map by_id;   /* the first item of each identity */
};

static struct list
list_of(const struct schema *s, const struct doc_path *path)
{
	struct list l = { .schema = s, .map = schema_list_type(s) == SCHEMA_LIST_MAP, .path = path };

	if (l.map)
		l.nkeys = schema_list_keys(s, &l.keys);
	return l;
}

/* Text that is equal for equal scalars: strings as they are, the rest marked
 * so that 1 and "1" differ. */
static struct slice
identity_of(struct merge *m, const struct val *v)
{
	struct buf b = BUF_IN(m->arena);
	struct slice s = { 0 };

	if (v->kind == VAL_STRING)
		return v->u.str.ptr ? v->u.str : SLICE_LIT("");
	if (v->kind == VAL_OPAQUE)
		return m->symbol ? m->symbol(m->ctx, v) : s;
	buf_char(&b, '\1');
	if (!val_json(&b, v, 0))
		s = buf_slice(&b);
	return s;
}

static const struct val *
key_value(const struct list *l, const struct val *item, struct slice key)
{
	const struct val *v = val_get(item, key);

	return v ? v : schema_default_of(schema_property(schema_items(l->schema), key));
}

/* The identity of an item of a keyed list; on a mistake ptr is NULL, and
 * *lacking the key that is missing, if it is one. */
static struct slice
identity(struct merge *m, const struct list *l, const struct val *item, struct slice *lacking)
{
	struct slice all = { 0 };

	if (!l->map)
		return item->kind == VAL_BAD ? all : identity_of(m, item);
	for (size_t i = 0; i < l->nkeys; i++) {
		const struct val *v = key_value(l, item, l->keys[i]);
		struct slice id;

		if (!v || v->kind == VAL_NULL) {
			*lacking = l->keys[i];
			return (struct slice){ 0 };
		}
		id = identity_of(m, v);
		if (!id.ptr)
			return id;
		all = i ? arena_join(m->arena, arena_join(m->arena, all, SLICE_LIT("\2")), id) : id;
	}
	return all;
}

/* Reports an upper item without an identity; poison is silent. */
static void
complain(struct merge *m, const struct list *l, const struct val *item, struct slice lacking)
{
	struct slice name = merge_place_name(m, l->path);
	struct diag *d;

	if (item->kind == VAL_BAD)
		return;
	if (item->kind != VAL_MAP) {
		diag_report(m->diags, DIAG_MERGE_KEY, val_place(item),
		            "an item of '%.*s' has no key '%.*s': expected map, found %s", SLICE_FMT(name),
		            SLICE_FMT(l->keys[0]), val_kind_name(item));
	} else if (lacking.ptr) {
		d = diag_report(m->diags, DIAG_MERGE_KEY, val_place(item),
		                "an item of '%.*s' lacks its key '%.*s'", SLICE_FMT(name), SLICE_FMT(lacking));
		diag_note(m->diags, d, SPAN_NONE, "items are merged by '%.*s': name the one that is meant",
		          SLICE_FMT(lacking));
	}
}

/* What an item is called: "name=web", or the value in a set. */
static struct slice
call(struct merge *m, const struct list *l, const struct val *item)
{
	struct buf b = BUF_IN(m->arena);
	struct slice s;

	for (size_t i = 0; i < (l->map ? l->nkeys : 1); i++) {
		const struct val *v = l->map ? key_value(l, item, l->keys[i]) : item;

		buf_str(&b, i ? "," : "");
		if (l->map) {
			buf_add(&b, l->keys[i]);
			buf_char(&b, '=');
		}
		if (v->kind == VAL_STRING)
			buf_add(&b, v->u.str);
		else
			val_json(&b, v, 0);
	}
	s = buf_slice(&b);
	return s;
}

static void
complain_twice(struct merge *m, const struct list *l, const struct item *first, const struct item *second)
{
	struct slice item = call(m, l, second->val), name = merge_place_name(m, l->path);
	struct diag *d = diag_report(m->diags, DIAG_MERGE_TWICE, val_place(second->val), "'%.*s' stands twice in '%.*s'",
	                             SLICE_FMT(item), SLICE_FMT(name));

	diag_note(m->diags, d, val_place(first->val), "here first");
}

static struct side
side_of(struct arena *a, const struct val *list)
{
	size_t n = list->u.list.len;

	return (struct side){ list, arena_new_n(a, n, struct item), n, MAP_INIT(a) };
}

/* Finds the identities. Only the mistakes of an upper list are reported: the
 * lower one was an upper one, or is checked with its object. Returns false
 * when there were any. */
static bool
index_items(struct merge *m, const struct list *l, struct side *side, bool upper)
{
	bool good = true;

	for (size_t i = 0; i < side->n; i++) {
		struct item *it = &side->items[i], *first;
		struct slice lacking = { 0 };

		it->val = side->list->u.list.items[i];
		it->id = identity(m, l, it->val, &lacking);
		if (!it->id.ptr) {
			good &= !upper;
			if (upper)
				complain(m, l, it->val, lacking);
			continue;
		}
		first = map_add(&side->by_id, it->id, it);
		if (first == it)
			continue;
		first->twice = true;
		good &= !upper;
		if (upper)
			complain_twice(m, l, first, it);
	}
	return good;
}

static void
pair(struct side *side, const struct side *other)
{
	for (size_t i = 0; i < side->n; i++)
		if (side->items[i].id.ptr)
			side->items[i].twin = map_get(&other->by_id, side->items[i].id);
}

/* The merge of two lists as it goes. */
struct weave {
	struct merge *m;
	const struct list *list;
	struct side lower, upper;
	struct list_build out;
	size_t added;               /* items that were not below */
};

/* An upper item without those keys that the lower one has: they only say
 * which item is meant, and change nothing. */
static const struct val *
without_keys(const struct weave *w, const struct val *lower, const struct val *upper)
{
	struct slice *keys = arena_new_n(w->m->arena, w->list->nkeys, struct slice);
	size_t n = 0;

	for (size_t i = 0; i < w->list->nkeys; i++)
		if (val_get(lower, w->list->keys[i]))
			keys[n++] = w->list->keys[i];
	return directive_strip(w->m->arena, upper, keys, n);
}

static const struct val *
weave_item(struct weave *w, const struct item *up)
{
	/* Several lower items of one identity: the upper one replaces them all. */
	const struct val *lower = up->twin && !up->twin->twice ? up->twin->val : NULL;
	size_t index = up->twin ? (size_t)(up->twin - w->lower.items) : w->lower.n + w->added++;
	struct doc_path at = DOC_INDEX(w->list->path, index);
	struct spot s = { schema_items(w->list->schema), lower, up->val, &at };

	if (!w->list->map)
		return lower ? lower : merge_succeed(w->m, s, merge_take(w->m, s.schema, up->val, &at));
	switch (directive_of(w->m, up->val)) {
	case DIRECTIVE_BAD:
		return &val_bad;
	case DIRECTIVE_DELETE:
		directive_check_delete(w->m, up->val, w->list->keys, w->list->nkeys);
		if (up->twin)
			return merge_remove(w->m, s);
		directive_nothing(w->m, up->val, call(w->m, w->list, up->val), w->lower.list);
		return NULL;
	case DIRECTIVE_NONE:
		if (lower && !schema_map_atomic(s.schema))
			s.upper = without_keys(w, lower, up->val);
		break;
	case DIRECTIVE_REPLACE:
		break;
	}
	return merge_spot(w->m, s);
}

static void
put_upper(struct weave *w, struct item *up)
{
	const struct val *v = weave_item(w, up);

	up->merged = true;
	if (v)
		list_build_add(&w->out, v);
}

/* The next upper item from `u` on that is below as well, or NULL. */
static const struct item *
next_shared(const struct weave *w, size_t u)
{
	while (u < w->upper.n && !w->upper.items[u].twin)
		u++;
	return u < w->upper.n ? &w->upper.items[u] : NULL;
}

/* Lower items keep their places; new ones stand where the upper list has
 * them among the shared ones; shared ones that the upper list has in another
 * order take that order. */
static void
weave(struct weave *w)
{
	const struct item *shared = next_shared(w, 0);
	size_t l = 0, u = 0;

	while (l < w->lower.n || u < w->upper.n) {
		const struct item *low = l < w->lower.n ? &w->lower.items[l] : NULL;
		struct item *up = u < w->upper.n ? &w->upper.items[u] : NULL;

		if (low && !low->twin) {
			list_build_add(&w->out, low->val);
			l++;
			continue;
		}
		if (low && up && low->twin != up && shared && low->twin != shared) {
			l++;  /* its turn comes with its twin */
			continue;
		}
		if (low && (low->twin == up || low->twin->merged))
			l++;
		if (up) {
			put_upper(w, up);
			shared = next_shared(w, ++u);
		}
	}
}

static bool
unchanged(const struct weave *w)
{
	if (w->out.items.len != w->lower.n)
		return false;
	for (size_t i = 0; i < w->lower.n; i++)
		if (w->out.items.ptr[i] != w->lower.items[i].val)
			return false;
	return true;
}

static const struct val *
over_keys(struct merge *m, struct spot s)
{
	struct list list = list_of(s.schema, s.path);
	struct weave w = {
		.m = m, .list = &list, .out = LIST_BUILD_INIT(m->arena),
		.lower = side_of(m->arena, s.lower), .upper = side_of(m->arena, s.upper),
	};
	struct val *v;

	index_items(m, &list, &w.lower, false);
	if (!index_items(m, &list, &w.upper, true))
		return &val_bad;
	pair(&w.lower, &w.upper);
	pair(&w.upper, &w.lower);
	weave(&w);
	if (unchanged(&w))
		return s.lower;
	v = arena_new(m->arena, struct val);
	*v = *list_build_end(&w.out, s.upper->at);
	v->origin = origin_add(m->arena, m->kind, s.lower, s.upper->origin);
	return v;
}

/* Whether the list begins with {$patch: replace}. */
static bool
replaces(const struct val *list)
{
	const struct val *first = list->u.list.len ? list->u.list.items[0] : NULL;

	return val_is(first, VAL_MAP) && first->u.map.len == 1 && directive_replaces(first);
}

static const struct val *
without_first(struct arena *a, const struct val *list)
{
	struct val *v = arena_new(a, struct val);

	*v = *list;
	v->u.list.items++;
	v->u.list.len--;
	return v;
}

static bool
holds_map(const struct val *list)
{
	for (size_t i = 0; i < list->u.list.len; i++)
		if (list->u.list.items[i]->kind == VAL_MAP)
			return true;
	return false;
}

static void
refuse_unknown(struct merge *m, const struct spot *s)
{
	struct slice name = merge_place_name(m, s->path);
	struct diag *d = diag_report(m->diags, DIAG_MERGE_UNKNOWN, val_place(s->upper),
	                             "no schema says by which keys the items of '%.*s' are merged", SLICE_FMT(name));

	diag_note(m->diags, d, val_place(s->lower), "this list would be replaced");
	diag_note(m->diags, d, SPAN_NONE, "if that is meant, write '- $patch: replace' as the first item");
}

const struct val *
listmap_merge(struct merge *m, struct spot s)
{
	bool over = val_is(s.lower, VAL_LIST);

	if (replaces(s.upper)) {
		s.upper = without_first(m->arena, s.upper);
		return merge_succeed(m, s, listmap_take(m, s.schema, s.upper, s.path));
	}
	if (over && schema_list_type(s.schema) != SCHEMA_LIST_ATOMIC)
		return over_keys(m, s);
	/* A schema that does not say what the items are knows nothing either. */
	if (over && !schema_items(s.schema) && holds_map(s.lower) && holds_map(s.upper)) {
		refuse_unknown(m, &s);
		return &val_bad;
	}
	return merge_succeed(m, s, listmap_take(m, s.schema, s.upper, s.path));
}

const struct val *
listmap_take(struct merge *m, const struct schema *s, const struct val *list, const struct doc_path *path)
{
	struct list l = list_of(s, path);
	struct list_build out = LIST_BUILD_INIT(m->arena);
	struct side side;
	bool changed = false;

	if (replaces(list))
		list = without_first(m->arena, list);
	side = side_of(m->arena, list);
	if (schema_list_type(s) != SCHEMA_LIST_ATOMIC && !index_items(m, &l, &side, true))
		return &val_bad;
	for (size_t i = 0; i < side.n; i++) {
		const struct val *item = list->u.list.items[i], *taken = NULL;
		struct doc_path at = DOC_INDEX(path, i);

		if (l.map && directive_deletes(item))
			directive_nothing(m, item, call(m, &l, item), NULL);
		else
			taken = merge_take(m, schema_items(s), item, &at);
		changed |= taken != item;
		if (taken)
			list_build_add(&out, taken);
	}
	return changed ? val_with(m->arena, list_build_end(&out, list->at), list->at, list->origin) : list;
}
