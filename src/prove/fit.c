/* SPDX-License-Identifier: Apache-2.0 */
/* fit.c - whether a type fits a schema: kinds against types, then what is
 * known of each kind against its keywords (text, numbers, lists, maps are in
 * fit_part.c). Three questions are asked of a hole: without quiet, whether
 * some value of it is refused (what is not known is silent); with quiet and
 * `some`, whether a value may be taken; with quiet alone, whether all are
 * for certain. */
#include "prove/fit.h"

enum { DEEPEST = 64 };

static unsigned
types_of(uint32_t kinds)
{
	unsigned types = 0;

	types |= kinds & KIND(VAL_NULL) ? TYPE_NULL : 0;
	types |= kinds & KIND(VAL_BOOL) ? TYPE_BOOLEAN : 0;
	types |= kinds & (KIND(VAL_INT) | KIND(VAL_UINT)) ? TYPE_INTEGER | TYPE_NUMBER : 0;
	types |= kinds & KIND(VAL_DOUBLE) ? TYPE_NUMBER : 0;
	types |= kinds & KIND(VAL_STRING) ? TYPE_STRING : 0;
	types |= kinds & KIND(VAL_LIST) ? TYPE_ARRAY : 0;
	types |= kinds & KIND(VAL_MAP) ? TYPE_OBJECT : 0;
	return types;
}

/* The kinds of the type that the schema takes. */
static uint32_t
taken(const struct schema *s, uint32_t kinds)
{
	unsigned wanted = s->int_or_string ? TYPE_INTEGER | TYPE_STRING : s->types;
	uint32_t good = 0;

	if (!wanted)
		return kinds;
	if (schema_nullable(s))
		wanted |= TYPE_NULL;
	for (unsigned k = 0; k < 32; k++)
		if (kinds >> k & 1 && (types_of(UINT32_C(1) << k) & wanted))
			good |= UINT32_C(1) << k;
	return good;
}

bool
fit_wrong(struct fit *f, enum diag_code code, const char *fmt, ...)
{
	struct slice text, where = SLICE_LIT("");
	struct diag *d;
	va_list ap;

	if (f->quiet)
		return false;
	va_start(ap, fmt);
	text = arena_vprintf(f->c->arena, fmt, ap);
	va_end(ap);
	if (f->below)
		where = arena_printf(f->c->arena, "%.*s of it: ", SLICE_FMT(doc_path_text(f->c->arena, f->below)));
	d = diag_report(f->c->diags, code, val_place(f->val), "%.*s%.*s", SLICE_FMT(where), SLICE_FMT(text));
	input_note(f->w, d, f->val);
	if (f->c->on_diag && !f->c->quiet)
		f->c->on_diag(f->c->ctx, d, f->val, f->path);
	return false;
}

static bool
wrong_kind(struct fit *f, const struct schema *s, const struct type *t, uint32_t bad)
{
	unsigned wanted = s->int_or_string ? TYPE_INTEGER | TYPE_STRING : s->types;
	const struct type *rest = type_only(f->w->arena, t, bad);

	return fit_wrong(f, DIAG_PROVE_TYPE, "expected %.*s, this %s %.*s", SLICE_FMT(type_names(f->c->arena, wanted)),
	                 bad == t->kinds ? "is" : "may be", SLICE_FMT(type_show(f->c->arena, rest)));
}

/* Booleans and numbers of an enum; texts are in fit_text. */
static bool
fit_enum(struct fit *f, const struct schema *s, const struct type *t)
{
	const struct val *enums = s->enums;
	bool any = false;

	if (t->kinds & KIND(VAL_STRING))
		return true;
	if (t->kinds != KIND(VAL_INT))
		return !fit_strict(f);
	for (size_t i = 0; i < enums->u.list.len; i++) {
		const struct val *e = enums->u.list.items[i];

		if (!val_is(e, VAL_INT))
			continue;
		any |= e->u.i >= t->lo && e->u.i <= t->hi;
		if (e->u.i == t->lo && t->lo == t->hi)
			return true;
	}
	if (any)
		return !fit_strict(f);
	return fit_wrong(f, DIAG_PROVE_RANGE, "none of the values that are allowed here, this is %.*s",
	                 SLICE_FMT(type_show(f->c->arena, t)));
}

static bool
fits(struct fit *f, const struct schema *s, const struct type *t, bool some)
{
	struct fit inner = *f;

	inner.quiet = true;
	inner.some = some;
	return fit_type(&inner, s, t);
}

static size_t
count(struct fit *f, struct schemas branches, const struct type *t, bool some)
{
	size_t n = 0;

	for (size_t i = 0; i < branches.len; i++)
		n += fits(f, branches.ptr[i], t, some);
	return n;
}

/* A branch for each kind of the type: int-or-string is often written so. */
static bool
any_fits(struct fit *f, struct schemas branches, const struct type *t)
{
	bool some = !fit_strict(f);

	for (unsigned k = 0; k < 32; k++) {
		const struct type *part = type_only(f->w->arena, t, UINT32_C(1) << k);

		if (!(t->kinds >> k & 1))
			continue;
		if (f->some && count(f, branches, part, true))
			return true;
		if (!f->some && count(f, branches, part, some) == 0)
			return fit_wrong(f, DIAG_PROVE_TYPE, "none of %zu alternatives takes %.*s", branches.len,
			                 SLICE_FMT(type_show(f->c->arena, part)));
	}
	return !f->some;
}

static bool
fit_combined(struct fit *f, const struct schema *s, const struct type *t)
{
	bool some = !fit_strict(f), ok = true;

	for (size_t i = 0; i < s->all_of.len; i++)
		ok &= fit_type(f, s->all_of.ptr[i], t);
	if (s->any_of.len)
		ok &= any_fits(f, s->any_of, t);
	if (s->one_of.len) {
		ok &= any_fits(f, s->one_of, t);
		if (count(f, s->one_of, t, !some) > 1)
			ok = fit_wrong(f, DIAG_PROVE_TYPE, "%.*s fits several of %zu alternatives, not exactly one",
			               SLICE_FMT(type_show(f->c->arena, t)), s->one_of.len);
	}
	if (s->negated && fits(f, s->negated, t, !some))
		ok = fit_wrong(f, DIAG_PROVE_TYPE, "%.*s is not allowed here", SLICE_FMT(type_show(f->c->arena, t)));
	return ok;
}

static bool
fit_kinds(struct fit *f, const struct schema *s, const struct type *t)
{
	bool ok = true;

	if (t->kinds & KIND(VAL_STRING))
		ok &= fit_text(f, s, t->text);
	if (t->kinds & (KIND(VAL_INT) | KIND(VAL_UINT)))
		ok &= fit_integer(f, s, t);
	if (t->kinds & KIND(VAL_DOUBLE))
		ok &= !fit_strict(f) || (!s->has_maximum && !s->has_minimum && !s->has_multiple);
	if (t->kinds & KIND(VAL_LIST))
		ok &= fit_list(f, s, t);
	if (t->kinds & KIND(VAL_MAP))
		ok &= fit_map(f, s, t);
	if (s->enums)
		ok &= fit_enum(f, s, t);
	return ok;
}

static bool
fit_one(struct fit *f, const struct schema *s, const struct type *t)
{
	uint32_t good = taken(s, t->kinds);
	bool ok;

	if (good != t->kinds && !f->some)
		return wrong_kind(f, s, t, t->kinds & ~good);
	if (!good)
		return false;
	t = type_only(f->w->arena, t, good);
	/* Of several kinds one is enough. */
	if (f->some && (good & (good - 1)))
		return true;
	ok = fit_kinds(f, s, t);
	return s->combined ? fit_combined(f, s, t) && ok : ok;
}

bool
fit_type(struct fit *f, const struct schema *s, const struct type *t)
{
	bool ok = true;

	if (type_is_any(t) || f->depth == DEEPEST)
		return !fit_strict(f);
	/* Nothing comes here. */
	if (!t->kinds)
		return true;
	f->depth++;
	for (; s; s = s->ref)
		ok &= fit_one(f, s, t);
	f->depth--;
	return ok;
}

/* What stood here before a patch that may be absent. */
static const struct val *
lower(const struct val *v)
{
	return v->origin && v->origin->kind == ORIGIN_PATCHED ? v->origin->val : NULL;
}

static bool
absent(const struct schema_hole *h)
{
	const struct val *below = lower(h->val);

	return hole_optional(h->val) && (!below || hole_optional(below));
}

static bool
fit_missing(struct fit *f, const struct schema_hole *h)
{
	struct slice name = h->path && h->path->key.ptr ? h->path->key : SLICE_LIT("");

	return fit_wrong(f, DIAG_PROVE_MISSING, "missing field '%.*s': this may be absent", SLICE_FMT(name));
}

bool
fit_hole(struct schema_check *c, const struct schema_hole *h)
{
	struct fit f = { .w = c->ctx, .c = c, .val = h->val, .path = h->path, .quiet = h->quiet, .some = h->some };
	const struct hole *hole = hole_of(h->val);

	if (!hole)
		return true;
	if (h->required && absent(h) && !h->some)
		return fit_missing(&f, h);
	if (!h->schema)
		return true;
	if (h->unknown)
		return type_is_any(hole->type) || h->some ||
		       fit_wrong(&f, DIAG_PROVE_UNKNOWN, "this may have fields of any name, and not all of them are known");
	return fit_type(&f, h->schema, hole_type(f.w->arena, h->val));
}
