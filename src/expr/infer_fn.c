/* SPDX-License-Identifier: Apache-2.0 */
/* infer_fn.c - functions whose results can be told more closely than their
 * signatures say: ranges of integers, languages of texts, bounds of lists. */
#include "base/ascii.h"
#include "base/num.h"
#include "expr/builtin.h"
#include "expr/infer_call.h"

const struct type *
infer_loose_text(const struct infer_call *c, size_t min, size_t max)
{
	struct arena *a = c->in->arena;

	return type_text(a, min || max != SIZE_MAX ? lang_length(a, &lang_loose, min, max) : &lang_loose);
}

static size_t
digits(int64_t n)
{
	char text[NUM_INT_MAX];

	return num_int(text, n).len;
}

/* The decimal digits of an integer. */
static const struct type *
number_text(const struct infer_call *c, const struct type *t)
{
	if (t->loose_lo || t->loose_hi)
		return infer_loose_text(c, 1, digits(t->lo) > digits(t->hi) ? digits(t->lo) : digits(t->hi));
	if (c->in->number)
		return type_text(c->in->arena, c->in->number(c->in->ctx, t->lo, t->hi));
	return type_text(c->in->arena, lang_number(c->in->arena, t->lo, t->hi));
}

const struct type *
infer_scalar_text(const struct infer_call *c, const struct type *t)
{
	struct arena *a = c->in->arena;
	const struct lang *yes, *no;

	if (t->kinds == KIND(VAL_STRING))
		return type_text(a, t->text);
	if (t->kinds == KIND(VAL_INT))
		return number_text(c, t);
	if (t->kinds != KIND(VAL_BOOL))
		return NULL;
	yes = t->can_true ? lang_literal(a, SLICE_LIT("true")) : NULL;
	no = t->can_false ? lang_literal(a, SLICE_LIT("false")) : NULL;
	return type_text(a, !yes ? no : !no ? yes : lang_union(a, yes, no));
}

static const struct type *
same(const struct infer_call *c)
{
	return slice_is(slice_of(c->e->u.call.overloads[0].fn->name), "dyn") ? &type_any : c->args[0];
}

static const struct type *
size(const struct infer_call *c)
{
	return infer_size(c->in, c->args[0]);
}

static const struct type *
string(const struct infer_call *c)
{
	return infer_scalar_text(c, c->args[0]);
}

/* A position, or -1. */
static const struct type *
position(const struct infer_call *c)
{
	const struct type *n = infer_size(c->in, c->args[0]);

	return type_int_range(c->in->arena, -1, n->hi, true);
}

/* Each of a list of literals changed by fn; else text as long as before. */
static const struct type *
changed(const struct infer_call *c, char (*fn)(char))
{
	const struct lang *l = c->args[0]->text, *all = NULL;
	struct arena *a = c->in->arena;
	const struct slice *texts;
	size_t n = lang_literals(l, &texts);

	for (size_t i = 0; i < n; i++) {
		char *text = arena_alloc(a, texts[i].len + 1);
		const struct lang *one;

		for (size_t k = 0; k < texts[i].len; k++)
			text[k] = fn(texts[i].ptr[k]);
		one = lang_literal(a, (struct slice){ text, texts[i].len });
		all = all ? lang_union(a, all, one) : one;
	}
	return all ? type_text(a, all) : infer_loose_text(c, lang_min(l), lang_max(l));
}

static char
to_lower(char ch)
{
	return ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
}

static char
to_upper(char ch)
{
	return ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : ch;
}

static const struct type *
lower(const struct infer_call *c)
{
	return changed(c, to_lower);
}

static const struct type *
upper(const struct infer_call *c)
{
	return changed(c, to_upper);
}

static const struct type *
reversed(const struct infer_call *c)
{
	return infer_loose_text(c, lang_min(c->args[0]->text), lang_max(c->args[0]->text));
}

static const struct type *
part(const struct infer_call *c)
{
	return infer_loose_text(c, 0, lang_max(c->args[0]->text));
}

static const struct type *
one_char(const struct infer_call *c)
{
	return infer_loose_text(c, 0, 1);
}

static const struct type *
parts(const struct infer_call *c)
{
	return type_list(c->in->arena, part(c), 0, SIZE_MAX);
}

static const struct type *
sha256(const struct infer_call *c)
{
	return type_text(c->in->arena, lang_pattern(c->in->arena, SLICE_LIT("^[0-9a-f]{64}$")));
}

static bool
is_call_of(const struct expr *e, const struct val *(*fn)(const struct call *c))
{
	return e->kind == EX_CALL && e->u.call.noverloads && e->u.call.overloads[0].fn->fn == fn;
}

static const struct type *
substring(const struct infer_call *c)
{
	const struct type *from = c->args[1], *to = c->n > 2 ? c->args[2] : NULL;
	size_t most = lang_max(c->args[0]->text), least = lang_min(c->args[0]->text), n;
	struct arena *a = c->in->arena;

	if (from->lo != from->hi || from->lo < 0 || (to && to->hi < from->lo))
		return to && to->hi >= 0 && from->lo >= 0 ? infer_loose_text(c, 0, (uint64_t)to->hi < most ? (size_t)to->hi : most) : part(c);
	n = (size_t)from->lo;
	if (!to || to->lo != to->hi) {
		size_t end = to && (uint64_t)to->hi < most ? (size_t)to->hi : most;

		return infer_loose_text(c, to || least < n ? 0 : least - n, end == SIZE_MAX ? end : end < n ? 0 : end - n);
	}
	n = (size_t)(to->lo - from->lo);
	if (is_call_of(c->e->u.call.args[0], fn_sha256))
		return type_text(a, lang_pattern(a, arena_printf(a, "^[0-9a-f]{%zu}$", n)));
	return infer_loose_text(c, n, n);
}

/* The items behind each other, when all of them are strings. */
static const struct lang *
joined_items(const struct infer_call *c, struct slice separator)
{
	struct arena *a = c->in->arena;
	const struct lang *l = lang_literal(a, SLICE_LIT(""));

	for (size_t i = 0; i < c->list->u.list.len; i++) {
		if (c->list->u.list.entries[i].optional || c->items[i]->kinds != KIND(VAL_STRING))
			return NULL;
		if (i && separator.len)
			l = lang_concat(a, l, lang_literal(a, separator));
		l = lang_concat(a, l, c->items[i]->text);
	}
	return l;
}

static const struct type *
join(const struct infer_call *c)
{
	const struct type *list = c->args[0];
	struct slice separator = SLICE_LIT("");
	const struct lang *l = NULL;
	const struct slice *texts;

	if (c->n > 1) {
		if (lang_literals(c->args[1]->text, &texts) != 1)
			return infer_loose_text(c, 0, SIZE_MAX);
		separator = texts[0];
	}
	if (c->list == c->e->u.call.args[0])
		l = joined_items(c, separator);
	if (!l && !list->item)
		l = lang_literal(c->in->arena, SLICE_LIT(""));
	if (!l && list->item->kinds == KIND(VAL_STRING))
		l = lang_repeat(c->in->arena, list->item->text, separator, list->min, list->max);
	return l ? type_text(c->in->arena, l) : infer_loose_text(c, 0, SIZE_MAX);
}

static const struct type *
range(const struct infer_call *c)
{
	const struct type *n = c->args[0], *items;
	int64_t lo = n->lo > 0 ? n->lo : 0, hi = n->hi > 0 ? n->hi : 0;
	struct type *t;

	if (!hi)
		return type_list(c->in->arena, NULL, 0, 0);
	t = arena_new(c->in->arena, struct type);
	t->kinds = KIND(VAL_INT);
	t->hi = hi - 1;
	t->loose_hi = n->loose_hi;
	items = t;
	return type_list(c->in->arena, items, (size_t)lo, hi == INT64_MAX ? SIZE_MAX : (size_t)hi);
}

/* The list without where it came from. */
static const struct type *
relisted(const struct infer_call *c)
{
	return type_list(c->in->arena, c->args[0]->item, c->args[0]->min, c->args[0]->max);
}

static const struct type *
fewer(const struct infer_call *c)
{
	return type_list(c->in->arena, c->args[0]->item, 0, c->args[0]->max);
}

static const struct type *
distinct(const struct infer_call *c)
{
	return type_list(c->in->arena, c->args[0]->item, c->args[0]->min > 0, c->args[0]->max);
}

/* Lists in the list give way to their items, one level deep. */
static const struct type *
flatten(const struct infer_call *c)
{
	const struct type *item = c->args[0]->item, *flat;
	struct arena *a = c->in->arena;

	if (!item)
		return c->args[0];
	if (type_is_any(item) || (c->n > 1 && !(c->args[1]->lo == 1 && c->args[1]->hi == 1)))
		return type_list(a, &type_any, 0, SIZE_MAX);
	flat = type_only(a, item, ~KIND(VAL_LIST));
	if (item->item)
		flat = type_join(a, flat, item->item);
	return type_list(a, flat->kinds ? flat : NULL, 0, SIZE_MAX);
}

static const struct type *
first(const struct infer_call *c)
{
	return type_optional(c->in->arena, c->args[0]->item);
}

/* The items of a list literal, when all are integers. */
static bool
are_ints(const struct type *const *types, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (types[i]->kinds != KIND(VAL_INT))
			return false;
	return n > 0;
}

static bool
has_optional(const struct expr *list)
{
	for (size_t i = 0; i < list->u.list.len; i++)
		if (list->u.list.entries[i].optional)
			return true;
	return false;
}

static const struct type *
extreme(const struct infer_call *c, bool greatest)
{
	const struct type *item = c->args[0]->item;

	if (c->list == c->e->u.call.args[0] && !has_optional(c->list) && are_ints(c->items, c->list->u.list.len))
		return infer_least(c->in, c->items, c->list->u.list.len, greatest);
	return item ? item : &type_any;
}

static const struct type *
list_min(const struct infer_call *c)
{
	return extreme(c, false);
}

static const struct type *
list_max(const struct infer_call *c)
{
	return extreme(c, true);
}

static const struct type *
bounded(const struct infer_call *c, bool greatest)
{
	const struct type *all = &type_never;

	if (c->n == 1 && type_may(c->args[0], KIND(VAL_LIST)))
		return type_is_any(c->args[0]) ? &type_any : extreme(c, greatest);
	if (are_ints(c->args, c->n))
		return infer_least(c->in, c->args, c->n, greatest);
	for (size_t i = 0; i < c->n; i++)
		all = type_join(c->in->arena, all, c->args[i]);
	return all;
}

static const struct type *
least(const struct infer_call *c)
{
	return bounded(c, false);
}

static const struct type *
greatest(const struct infer_call *c)
{
	return bounded(c, true);
}

/* The sum of nothing is 0, and the ends need not come together. */
static const struct type *
sum(const struct infer_call *c)
{
	const struct type *list = c->args[0], *n, *all;
	struct arena *a = c->in->arena;

	if (!list->item)
		return type_int_range(a, 0, 0, false);
	if (list->item->kinds != KIND(VAL_INT))
		return type_is_any(list->item) ? &type_any : list->min ? type_kind(a, list->item->kinds) : type_kind(a, list->item->kinds | KIND(VAL_INT));
	n = type_int_range(a, list->min > INT64_MAX ? INT64_MAX : (int64_t)list->min, list->max > INT64_MAX ? INT64_MAX : (int64_t)list->max, true);
	all = infer_range(c->in, OP_MUL, list->item, n);
	return type_int_range(a, all->lo, all->hi, true);
}

static const struct type *
absolute(const struct infer_call *c)
{
	const struct type *t = c->args[0];
	int64_t low, high;

	if (t->kinds != KIND(VAL_INT) || t->lo == INT64_MIN)
		return t->kinds == KIND(VAL_INT) ? type_int_range(c->in->arena, 0, INT64_MAX, true) : NULL;
	if (t->lo >= 0)
		return t;
	low = t->hi < 0 ? -t->hi : 0;
	high = -t->lo > t->hi ? -t->lo : t->hi;
	return type_int_range(c->in->arena, low, high, t->loose_lo || t->loose_hi);
}

static const struct type *
sign(const struct infer_call *c)
{
	return type_int_range(c->in->arena, -1, 1, true);
}

/* Fields of b win; where b may lack one, that of a may come. */
static const struct type *
merge(const struct infer_call *c)
{
	const struct type *x = c->args[0], *y = c->args[1], *t;
	struct arena *a = c->in->arena;
	struct type *all = arena_new(a, struct type);
	bool optional, other;

	if (type_is_any(x) || type_is_any(y))
		return NULL;
	all->kinds = x->kinds | y->kinds;
	all->rest = !x->rest ? y->rest : !y->rest ? x->rest : type_join(a, x->rest, y->rest);
	all->keys = !x->rest || !x->keys ? y->keys : !y->rest || !y->keys ? x->keys : lang_union(a, x->keys, y->keys);
	t = all;
	for (size_t i = 0; i < x->nfields; i++) {
		const struct type_field *f = &x->fields[i];
		const struct type *over = type_field(y, f->key, &other);

		optional = f->optional;
		if (over && !other)
			t = type_with_field(a, t, f->key, over, false);
		else
			t = type_with_field(a, t, f->key, over ? type_join(a, f->type, over) : f->type, optional);
	}
	for (size_t i = 0; i < y->nfields; i++) {
		const struct type_field *f = &y->fields[i];
		const struct type *under = type_field(x, f->key, &optional);

		t = type_with_field(a, t, f->key, under && f->optional ? type_join(a, f->type, under) : f->type,
		                    f->optional && (!under || optional));
	}
	return t;
}

static const struct {
	const struct val *(*fn)(const struct call *c);
	const struct type *(*type)(const struct infer_call *c);
} table[] = {
	{ fn_same, same },
	{ fn_size_text, size },
	{ fn_size_list, size },
	{ fn_size_map, size },
	{ fn_string, string },
	{ fn_index_of, position },
	{ fn_last_index_of, position },
	{ fn_list_index_of, position },
	{ fn_list_last_index_of, position },
	{ fn_lower_ascii, lower },
	{ fn_upper_ascii, upper },
	{ fn_reverse, reversed },
	{ fn_trim, part },
	{ fn_find, part },
	{ fn_char_at, one_char },
	{ fn_substring, substring },
	{ fn_split, parts },
	{ fn_join, join },
	{ fn_string_format, infer_format },
	{ fn_sha256, sha256 },
	{ fn_range, range },
	{ fn_list_reverse, relisted },
	{ fn_sort, relisted },
	{ fn_distinct, distinct },
	{ fn_slice, fewer },
	{ fn_flatten, flatten },
	{ fn_first, first },
	{ fn_last, first },
	{ fn_min, list_min },
	{ fn_max, list_max },
	{ fn_sum, sum },
	{ fn_least, least },
	{ fn_greatest, greatest },
	{ fn_abs, absolute },
	{ fn_sign, sign },
	{ fn_quantity_sign, sign },
	{ fn_quantity_compare, sign },
	{ fn_semver_compare, sign },
	{ fn_merge, merge },
};

const struct type *
infer_function(const struct infer_call *c, const struct overload *o)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].fn == o->fn->fn)
			return table[i].type(c);
	return NULL;
}
