/* SPDX-License-Identifier: Apache-2.0 */
/* infer_field.c - the types of fields and items (select.c does it with
 * values), and what is said when they are not there or may be absent. */
#include "diag/nearest.h"
#include "expr/infer_priv.h"

/* One reading of a field by name. */
struct reading {
	const struct expr *e, *of;
	struct slice key;
	struct span key_at;
	bool index;   /* of['key'] */
	bool soft;    /* gives an optional, or only asks */
};

/* What is inside of an optional, too; *chain is set. */
static const struct type *
inside(struct infer *in, const struct type *of, bool *chain)
{
	const struct type *others;

	*chain = !type_is_any(of) && type_may(of, KIND(VAL_OPTIONAL));
	if (!*chain)
		return of;
	others = type_only(in->arena, of, ~KIND(VAL_OPTIONAL));
	return of->of ? type_join(in->arena, others, of->of) : others;
}

static void
say_no_fields(struct infer *in, const struct reading *r, const struct type *of)
{
	uint32_t wrong = of->kinds & ~KIND_MAPS;
	bool some = of->kinds & KIND_MAPS;
	struct slice have = some ? infer_kinds(in, wrong) : type_show(in->arena, of);
	struct diag *d = infer_say(in, DIAG_EXPR_TYPE, r->key_at, "%.*s %s %.*s, which has no fields, so no '%.*s'",
	                           SLICE_FMT(infer_source(in, r->of)), some ? "may be" : "is", SLICE_FMT(have),
	                           SLICE_FMT(r->key));

	infer_note_schema(in, d, of, "its schema is here");
}

static void
say_unknown(struct infer *in, const struct reading *r, const struct type *of)
{
	struct nearest near = NEAREST_INIT(r->key);
	struct diag *d = infer_say(in, DIAG_EXPR_KEY, r->key_at, "%.*s has no field '%.*s'",
	                           SLICE_FMT(infer_source(in, r->of)), SLICE_FMT(r->key));

	for (size_t i = 0; i < of->nfields; i++)
		nearest_offer(&near, of->fields[i].key);
	if (near.best.ptr)
		infer_note(in, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(near.best));
	infer_note_schema(in, d, of, "its fields are declared here");
}

static void
say_absent(struct infer *in, const struct reading *r, const struct type *t, bool never)
{
	struct slice of = infer_source(in, r->of), key = r->key;
	struct diag *d = infer_say(in, DIAG_EXPR_ABSENT, r->key_at, never ? "'%.*s' is not there in this case" : "'%.*s' may be absent",
	                           SLICE_FMT(key));

	if (never)
		infer_note(in, d, SPAN_NONE, "what stands around it is for when it is absent");
	else if (r->index)
		infer_note(in, d, SPAN_NONE, "write %.*s[?'%.*s'].orValue(...), or '%.*s' in %.*s ? ... : ...", SLICE_FMT(of),
		           SLICE_FMT(key), SLICE_FMT(key), SLICE_FMT(of));
	else
		infer_note(in, d, SPAN_NONE, "write %.*s.?%.*s.orValue(...), or has(%.*s.%.*s) ? ... : ...", SLICE_FMT(of),
		           SLICE_FMT(key), SLICE_FMT(of), SLICE_FMT(key));
	infer_note_schema(in, d, t, "it is declared here, without a default, and not required");
}

/* The field and whether it may be absent; NULL: there is none. &type_any
 * after a message. */
static const struct type *
find(struct infer *in, const struct reading *r, const struct type *of, bool *optional)
{
	const struct infer_fact *fact = infer_fact_of(in, r->e);
	const struct type *t;

	*optional = false;
	if (type_is_any(of))
		return &type_any;
	if (of->kinds & ~KIND_MAPS) {
		say_no_fields(in, r, of);
		return &type_any;
	}
	if (fact) {
		*optional = fact->optional || !fact->type->kinds;
		return fact->type;
	}
	t = type_field(of, r->key, optional);
	if (*optional && t && t->kinds && infer_is_there(in, r->e))
		*optional = false;
	/* A computed map may have the field on another path. */
	if (!t && (!r->soft || of->schema)) {
		say_unknown(in, r, of);
		*optional = false;
		return &type_any;
	}
	return t;
}

static const struct type *
read_field(struct infer *in, struct reading *r, const struct type *of)
{
	bool chain, optional;
	const struct type *t;

	of = inside(in, of, &chain);
	if (chain && !of->kinds)
		return type_optional(in->arena, NULL);
	r->soft |= chain;
	t = find(in, r, of, &optional);
	if (r->soft)
		return type_optional(in->arena, t);
	if (!optional)
		return t;
	say_absent(in, r, t, !t->kinds);
	return &type_any;
}

const struct type *
infer_select(struct infer *in, const struct expr *e)
{
	struct reading r = {
		.e = e, .of = e->u.select.of, .key = e->u.select.key, .key_at = e->u.select.key_at, .soft = e->kind == EX_OPT_SELECT,
	};

	return read_field(in, &r, infer_node(in, r.of, false));
}

const struct type *
infer_has(struct infer *in, const struct expr *e)
{
	struct reading r = {
		.e = e, .of = e->u.select.of, .key = e->u.select.key, .key_at = e->u.select.key_at, .soft = true,
	};
	bool chain, optional;
	const struct type *of = inside(in, infer_node(in, r.of, false), &chain), *t;

	if (chain && !of->kinds)
		return infer_bool(false, true);
	t = find(in, &r, of, &optional);
	if (!t || !t->kinds)
		return infer_bool(false, true);
	return infer_bool(true, chain || optional || type_is_any(t));
}

/* Each step of a path that ends in an optional must be there. */
bool
infer_may_be_none(struct infer *in, const struct expr *e)
{
	const struct infer_fact *f = infer_fact_of(in, e);
	struct infer_named named;
	const struct type *of;
	const struct expr *parent;
	bool optional, chain;

	if (!infer_path_of(e, &named) || !named.path.nkeys || infer_is_there(in, e))
		return false;
	if (f)
		return f->optional || !f->type->kinds;
	parent = e->kind == EX_INDEX || e->kind == EX_OPT_INDEX ? e->u.binary.left : e->u.select.of;
	of = inside(in, infer_quiet(in, parent), &chain);
	if (type_is_any(of) || !type_field(of, named.path.keys[named.path.nkeys - 1], &optional))
		return false;
	return optional || (chain && infer_may_be_none(in, parent));
}

const struct type *
infer_values(struct infer *in, const struct type *map)
{
	const struct type *all = map->rest ? map->rest : &type_never;

	if (type_is_any(map))
		return &type_any;
	for (size_t i = 0; i < map->nfields; i++)
		all = type_join(in->arena, all, map->fields[i].type);
	return all;
}

const struct type *
infer_keys(struct infer *in, const struct type *map)
{
	const struct lang *l = map->rest ? map->keys : NULL;

	if (type_is_any(map) || type_may(map, KIND(VAL_DICT)))
		return type_kind(in->arena, KIND(VAL_STRING) | KIND(VAL_BOOL) | KIND_INTS);
	for (size_t i = 0; i < map->nfields; i++) {
		const struct lang *one = lang_literal(in->arena, map->fields[i].key);

		if (map->fields[i].type->kinds)
			l = l ? lang_union(in->arena, l, one) : one;
	}
	return l ? type_text(in->arena, l) : &type_never;
}

/* What the values of keys of a type may be: of few texts, their fields alone. */
static const struct type *
values_of(struct infer *in, const struct type *map, const struct type *key)
{
	const struct slice *texts;
	const struct type *t = &type_never;
	size_t n = !type_is_any(key) && key->kinds == KIND(VAL_STRING) ? lang_literals(key->text, &texts) : 0;

	if (n == 0 || type_is_any(map) || map->kinds != KIND(VAL_MAP))
		return infer_values(in, map);
	for (size_t i = 0; i < n; i++) {
		bool optional;
		const struct type *field = type_field(map, texts[i], &optional);

		if (field)
			t = type_join(in->arena, t, field);
	}
	return t;
}

/* An item of a list that cannot be there, or may not be. */
static bool
item_is_wrong(struct infer *in, const struct expr *e, const struct type *list, const struct type *index)
{
	struct span at = e->u.binary.right->at;
	struct diag *d;

	if (index->kinds & ~KIND_INTS || list->kinds != KIND(VAL_LIST))
		return false;
	if (index->hi < 0 || (index->lo >= 0 && (uint64_t)index->lo >= list->max)) {
		d = infer_say(in, DIAG_EXPR_INDEX, at, "index %.*s is out of range: the list has %s%zu item%s",
		              SLICE_FMT(infer_source(in, e->u.binary.right)), list->min == list->max ? "" : "at most ", list->max,
		              list->max == 1 ? "" : "s");
		infer_note_schema(in, d, list, "its schema is here");
		return true;
	}
	if (!list->schema || index->lo != index->hi || (uint64_t)index->lo < list->min)
		return false;
	if (list->min)
		d = infer_say(in, DIAG_EXPR_INDEX, at, "the list may have only %zu item%s", list->min, list->min == 1 ? "" : "s");
	else
		d = infer_say(in, DIAG_EXPR_INDEX, at, "the list may be empty");
	infer_note(in, d, SPAN_NONE, "write %.*s[?%lld].orValue(...), or size(%.*s) > %lld ? ... : ...",
	           SLICE_FMT(infer_source(in, e->u.binary.left)), (long long)index->lo,
	           SLICE_FMT(infer_source(in, e->u.binary.left)), (long long)index->lo);
	infer_note_schema(in, d, list, "its schema is here");
	return true;
}

/* of[key] where key is no constant text, of may be a list. */
static const struct type *
item(struct infer *in, const struct expr *e, const struct type *of, bool soft)
{
	const struct type *key = infer_value(in, e->u.binary.right), *t = &type_never;

	if (type_is_any(of))
		return &type_any;
	if (of->kinds & ~(KIND_MAPS | KIND(VAL_LIST))) {
		infer_say_kinds(in, e->u.binary.left, of, KIND(VAL_MAP) | KIND(VAL_LIST), "'[]'");
		return &type_any;
	}
	if (of->kinds == KIND(VAL_LIST) && !type_is_any(key) && (key->kinds & ~KIND_NUMBERS)) {
		infer_say_kinds(in, e->u.binary.right, key, KIND(VAL_INT), "the index of a list");
		return &type_any;
	}
	if (!soft && item_is_wrong(in, e, of, key))
		return &type_any;
	if (of->item)
		t = of->item;
	if (type_may(of, KIND_MAPS))
		t = type_join(in->arena, t, values_of(in, of, key));
	return t->kinds ? t : soft ? &type_never : &type_any;
}

const struct type *
infer_index(struct infer *in, const struct expr *e)
{
	const struct expr *right = e->u.binary.right;
	const struct type *of = infer_node(in, e->u.binary.left, false), *t;
	struct reading r = { .e = e, .of = e->u.binary.left, .key_at = right->at, .index = true, .soft = e->kind == EX_OPT_INDEX };
	bool chain;

	if (right->kind == EX_CONST && val_is(right->u.val, VAL_STRING) && !(type_may(of, KIND(VAL_LIST)) && !type_is_any(of))) {
		r.key = right->u.val->u.str;
		return read_field(in, &r, of);
	}
	of = inside(in, of, &chain);
	if (chain && !of->kinds)
		return type_optional(in->arena, NULL);
	t = item(in, e, of, r.soft || chain);
	return r.soft || chain ? type_optional(in->arena, t) : t;
}
