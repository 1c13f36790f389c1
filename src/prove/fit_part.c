/* SPDX-License-Identifier: Apache-2.0 */
/* fit_part.c - keywords of texts, numbers, lists and maps against what is
 * known of a type. */
#include <math.h>

#include "base/num.h"
#include "diag/nearest.h"
#include "prove/fit.h"

enum { SHOWN = 60 };   /* characters of an example */

const struct lang *
fit_language(struct proof *p, struct slice re2)
{
	const struct lang *l = map_get(&p->languages, re2);

	if (!l) {
		l = lang_pattern(p->arena, re2);
		map_put(&p->languages, arena_slice(p->arena, re2), (void *)(uintptr_t)l);
	}
	return l;
}

const struct lang *
fit_number(struct proof *p, int64_t lo, int64_t hi)
{
	/* No pattern begins so. */
	struct slice id = arena_printf(p->arena, "*%lld %lld", (long long)lo, (long long)hi);
	const struct lang *l = map_get(&p->languages, id);

	if (!l) {
		l = lang_number(p->arena, lo, hi);
		map_put(&p->languages, id, (void *)(uintptr_t)l);
	}
	return l;
}

struct answer {
	enum lang_answer is;
	struct slice witness;
};

enum lang_answer
fit_within(struct world *w, const struct lang *x, const struct lang *y, struct slice *witness)
{
	struct proof *p = w->proof;
	struct slice id = arena_join(w->arena, lang_key(w->arena, x), lang_key(w->arena, y));
	struct answer *a = map_get(&p->answers, id);

	if (!a) {
		a = arena_new(p->arena, struct answer);
		a->is = lang_within(w->arena, x, y, witness);
		if (a->is == LANG_NO)
			a->witness = arena_slice(p->arena, *witness);
		map_put(&p->answers, arena_slice(p->arena, id), a);
	}
	*witness = a->witness;
	return a->is;
}

struct slice
fit_show(struct arena *a, struct slice text)
{
	if (text.len <= SHOWN)
		return arena_printf(a, "'%.*s'", SLICE_FMT(text));
	return arena_printf(a, "'%.*s...'", SLICE_FMT(slice_sub(text, 0, SHOWN)));
}

/* Whether the texts of l are among the good ones; sets *witness after LANG_NO. */
static enum lang_answer
within(struct fit *f, const struct lang *l, const struct lang *good, struct slice *witness)
{
	const struct slice *texts;
	size_t n = lang_literals(l, &texts);

	if (!f->some)
		return fit_within(f->w, l, good, witness);
	for (size_t i = 0; i < n; i++)
		if (lang_has(f->w->arena, good, texts[i]) != LANG_NO)
			return LANG_YES;
	*witness = SLICE_LIT("");
	return n ? LANG_NO : LANG_YES;
}

static bool
good(const struct fit *f, enum lang_answer answer)
{
	return answer == LANG_YES || (answer == LANG_UNKNOWN && !fit_strict(f));
}

static bool
fit_texts(struct fit *f, const struct schema *s, const struct lang *l)
{
	const struct val *enums = s->enums;
	const struct lang *all = NULL;
	struct slice witness, names = SLICE_LIT("");

	for (size_t i = 0; i < enums->u.list.len; i++) {
		const struct val *e = enums->u.list.items[i];
		const struct lang *one = val_is(e, VAL_STRING) ? lang_literal(f->w->arena, e->u.str) : NULL;

		if (!one)
			continue;
		/* A text of which nothing is known may well be one of them. */
		if (f->some && lang_has(f->w->arena, l, e->u.str) != LANG_NO)
			return true;
		all = all ? lang_union(f->w->arena, all, one) : one;
		if (i < 8)
			names = arena_printf(f->w->arena, "%.*s%s%.*s", SLICE_FMT(names), names.len ? ", " : "", SLICE_FMT(e->u.str));
	}
	if (f->some || !all)
		return false;
	if (good(f, within(f, l, all, &witness)))
		return true;
	return fit_wrong(f, DIAG_PROVE_TEXT, "expected one of %.*s, this may be %.*s", SLICE_FMT(names),
	                 SLICE_FMT(fit_show(f->w->arena, witness)));
}

static bool
fit_lengths(struct fit *f, const struct schema *s, const struct lang *l)
{
	size_t min = lang_min(l), max = lang_max(l);
	bool loose = lang_is_loose(l);

	if (f->some)
		return min <= s->max_length && max >= s->min_length;
	if (loose)
		return !fit_strict(f) || (s->max_length == SIZE_MAX && s->min_length == 0);
	if (max > s->max_length) {
		if (max == SIZE_MAX)
			return fit_wrong(f, DIAG_PROVE_LENGTH, "this may have any number of characters, %zu are allowed", s->max_length);
		return fit_wrong(f, DIAG_PROVE_LENGTH, "this may have %zu characters, %zu are allowed", max, s->max_length);
	}
	if (min < s->min_length && min == 0)
		return fit_wrong(f, DIAG_PROVE_LENGTH, "this may be empty");
	if (min < s->min_length)
		return fit_wrong(f, DIAG_PROVE_LENGTH, "this may have %zu characters, at least %zu are needed", min, s->min_length);
	return true;
}

static bool
fit_format(struct fit *f, const struct schema *s, const struct lang *l)
{
	enum format format = (enum format)s->format;
	size_t most = SIZE_MAX;
	const char *re2 = format_language(format, &most);
	struct slice witness;

	if (!re2)
		return !fit_strict(f) || !format_of_strings(format);
	if (!good(f, within(f, l, lang_length(f->w->arena, fit_language(f->w->proof, slice_of(re2)), 0, most), &witness)))
		return fit_wrong(f, DIAG_PROVE_TEXT, "this may be %.*s, which is no %s", SLICE_FMT(fit_show(f->w->arena, witness)),
		                 format_name(format));
	return true;
}

bool
fit_text(struct fit *f, const struct schema *s, const struct lang *l)
{
	struct slice pattern = val_text(val_get_cstr(s->source, "pattern"), SLICE_LIT("")), witness;
	const struct lang *matching;

	if (s->max_length != SIZE_MAX || s->min_length)
		if (!fit_lengths(f, s, l))
			return false;
	if (s->enums)
		return fit_texts(f, s, l);
	if (format_of_strings((enum format)s->format) && !fit_format(f, s, l))
		return false;
	if (!s->pattern || !pattern.len)
		return true;
	matching = fit_language(f->w->proof, pattern);
	if (good(f, within(f, l, matching, &witness)))
		return true;
	return fit_wrong(f, DIAG_PROVE_TEXT, "this may be %.*s, which does not match the pattern '%.*s'",
	                 SLICE_FMT(fit_show(f->w->arena, witness)), SLICE_FMT(pattern));
}

/* The bounds of integers that a schema takes. */
struct bounds {
	int64_t lo, hi;
};

static int64_t
whole(double d)
{
	if (d >= 0x1p63)
		return INT64_MAX;
	return d <= -0x1p63 ? INT64_MIN : (int64_t)d;
}

static struct bounds
bounds_of(const struct schema *s)
{
	struct bounds b = { INT64_MIN, INT64_MAX };

	if (s->format == FORMAT_INT32 && (s->types == TYPE_INTEGER || s->types == TYPE_NUMBER))
		b = (struct bounds){ INT32_MIN, INT32_MAX };
	if (s->has_minimum && whole(s->minimum) >= b.lo)
		b.lo = whole(s->minimum) + s->exclusive_minimum;
	if (s->has_maximum && whole(s->maximum) <= b.hi)
		b.hi = whole(s->maximum) - s->exclusive_maximum;
	return b;
}

bool
fit_integer(struct fit *f, const struct schema *s, const struct type *t)
{
	struct bounds b = bounds_of(s);
	bool over = t->hi > b.hi, under = t->lo < b.lo;

	if (f->some)
		return t->lo <= b.hi && t->hi >= b.lo;
	if (fit_strict(f))
		return !over && !under && !s->has_multiple;
	/* A bound that is only not known is no proof, unless nothing is left. */
	over &= !t->loose_hi || t->lo > b.hi;
	under &= !t->loose_lo || t->hi < b.lo;
	if (over)
		return fit_wrong(f, DIAG_PROVE_RANGE, "this may be %lld, and %lld is the most that is allowed",
		                 (long long)(t->loose_hi ? t->lo : t->hi), (long long)b.hi);
	if (under)
		return fit_wrong(f, DIAG_PROVE_RANGE, "this may be %lld, and %lld is the least that is allowed",
		                 (long long)(t->loose_lo ? t->hi : t->lo), (long long)b.lo);
	return true;
}

/* The keys by which items are told apart must be there. */
static bool
fit_keys(struct fit *f, const struct schema *s, const struct type *item)
{
	bool ok = true;

	for (size_t i = 0; i < s->nkeys && !type_is_any(item) && (item->kinds & KIND(VAL_MAP)); i++) {
		bool optional = false;
		const struct type *key = type_field(item, s->keys[i], &optional);

		if ((key && !optional) || (key && f->some) || schema_default_of(schema_property(s->items, s->keys[i])))
			continue;
		ok = fit_wrong(f, DIAG_PROVE_MISSING, "missing field '%.*s', by which the items of this list are told apart",
		               SLICE_FMT(s->keys[i]));
	}
	return ok;
}

bool
fit_list(struct fit *f, const struct schema *s, const struct type *t)
{
	struct doc_path path = DOC_INDEX(f->below, 0);
	const struct doc_path *below = f->below;
	bool ok = true;

	if (f->some)
		return t->min <= s->max_items && t->max >= s->min_items;
	if (t->max > s->max_items && (t->max != SIZE_MAX || fit_strict(f)))
		ok = fit_wrong(f, DIAG_PROVE_SIZE, "this list may have %zu items, %zu are allowed", t->max, s->max_items);
	if (t->min < s->min_items)
		ok = fit_wrong(f, DIAG_PROVE_SIZE, "this list may have %zu items, at least %zu %s needed", t->min, s->min_items,
		               s->min_items == 1 ? "is" : "are");
	if (!t->item || !s->items)
		return ok;
	f->below = &path;
	ok &= fit_type(f, s->items, t->item);
	if (s->list_type == SCHEMA_LIST_MAP)
		ok &= fit_keys(f, s, t->item);
	f->below = below;
	return ok;
}

static bool
unknown_field(struct fit *f, const struct schema *s, struct slice key)
{
	struct nearest n = NEAREST_INIT(key);

	for (size_t i = 0; i < s->nproperties; i++)
		nearest_offer(&n, s->properties[i].key);
	if (n.best.ptr)
		return fit_wrong(f, DIAG_PROVE_UNKNOWN, "unknown field '%.*s', did you mean '%.*s'?", SLICE_FMT(key), SLICE_FMT(n.best));
	return fit_wrong(f, DIAG_PROVE_UNKNOWN, "unknown field '%.*s'", SLICE_FMT(key));
}

static bool
fit_field(struct fit *f, const struct schema *s, const struct type_field *field)
{
	const struct property *p = property_find(s, field->key);
	const struct doc_path *below = f->below;
	struct doc_path path = DOC_KEY(below, field->key);
	bool ok;

	if (!p && !s->additional)
		return (s->open && !s->forbid) || f->c->open || (f->some && field->optional) || unknown_field(f, s, field->key);
	f->below = &path;
	ok = (f->some && field->optional) || fit_type(f, p ? p->schema : s->additional, field->type);
	f->below = below;
	return ok;
}

/* Fields whose names are not known. */
static bool
fit_rest(struct fit *f, const struct schema *s, const struct type *t)
{
	const struct doc_path *below = f->below;
	struct doc_path path = DOC_KEY(below, SLICE_LIT("*"));
	bool ok;

	if (!t->rest || !t->rest->kinds || f->some)
		return true;
	if (!s->additional) {
		if ((s->open && !s->forbid) || f->c->open)
			return true;
		if (type_is_any(t->rest) || (t->keys && lang_is_loose(t->keys)))
			return !fit_strict(f);
		return fit_wrong(f, DIAG_PROVE_UNKNOWN, "this may have fields of any name, and not all of them are known");
	}
	f->below = &path;
	ok = fit_type(f, s->additional, t->rest);
	f->below = below;
	return ok;
}

static bool
fit_required(struct fit *f, const struct type *t, struct slice key)
{
	bool optional = false;
	const struct type *field = type_field(t, key, &optional);

	if (field && (!optional || f->some))
		return true;
	return fit_wrong(f, DIAG_PROVE_MISSING, "missing field '%.*s'%s", SLICE_FMT(key), field ? ": it may be absent" : "");
}

bool
fit_map(struct fit *f, const struct schema *s, const struct type *t)
{
	bool ok = true;

	for (size_t i = 0; i < t->nfields; i++)
		ok &= fit_field(f, s, &t->fields[i]);
	ok &= fit_rest(f, s, t);
	for (size_t i = 0; i < s->nproperties; i++)
		if (s->properties[i].required)
			ok &= fit_required(f, t, s->properties[i].key);
	for (size_t i = 0; i < s->nrequired; i++)
		ok &= fit_required(f, t, s->required[i]);
	return ok;
}
