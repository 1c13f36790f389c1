/* SPDX-License-Identifier: Apache-2.0 */
/* report.c - mistakes of values as messages. */
#include <stdarg.h>

#include "base/num.h"
#include "base/utf8.h"
#include "schema/schema_priv.h"

struct span
spot_place(const struct spot *at)
{
	for (; at; at = at->up) {
		struct span place = val_place(at->val);

		if (place.src)
			return place;
		if (at->key_at.src)
			return at->key_at;
	}
	return SPAN_NONE;
}

struct diag *
spot_report(struct schema_check *c, enum diag_code code, struct span place, const char *fmt, ...)
{
	struct slice text;
	va_list ap;

	if (c->quiet > 1)
		return NULL;
	va_start(ap, fmt);
	text = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return diag_report(c->diags, code, place, "%.*s", SLICE_FMT(text));
}

bool
spot_done(struct schema_check *c, const struct spot *at, struct diag *d, const char *rule)
{
	const struct val *v = rule ? val_get_cstr(at->schema->source, rule) : NULL;

	if (!d)
		return false;
	if (v && v->at.src && v->at.start != UINT32_MAX && !c->quiet)
		diag_note(c->diags, d, v->at, "the schema says so here");
	if (c->on_diag && !c->quiet)
		c->on_diag(c->ctx, d, at->val, at->path);
	return false;
}

static struct slice
show_text(struct arena *a, struct slice s)
{
	enum { LONGEST = 40 };
	size_t end = utf8_offset(s, LONGEST);

	if (end == s.len)
		return arena_printf(a, "'%.*s'", SLICE_FMT(s));
	return arena_printf(a, "'%.*s...'", SLICE_FMT(slice_sub(s, 0, end)));
}

struct slice
spot_show(struct arena *a, const struct val *v)
{
	char text[NUM_DOUBLE_MAX];

	switch ((enum val_kind)v->kind) {
	case VAL_NULL:
		return SLICE_LIT("null");
	case VAL_BOOL:
		return v->u.b ? SLICE_LIT("true") : SLICE_LIT("false");
	case VAL_INT:
		return arena_slice(a, num_int(text, v->u.i));
	case VAL_UINT:
		return arena_slice(a, num_uint(text, v->u.u));
	case VAL_DOUBLE:
		return arena_slice(a, num_double_g(text, v->u.d));
	case VAL_STRING:
		return show_text(a, v->u.str);
	default:
		return arena_printf(a, "this %s", val_kind_name(v));
	}
}

/* The whole list while it is short, else its beginning. */
struct slice
spot_show_enum(struct arena *a, const struct val *enums)
{
	enum { WHOLE = 12, SOME = 8 };
	size_t n = enums->u.list.len, shown = n > WHOLE ? SOME : n;
	struct slice all = { 0 };

	for (size_t i = 0; i < shown; i++) {
		const struct val *e = enums->u.list.items[i];
		struct slice one = e->kind == VAL_STRING && e->u.str.len ? e->u.str : spot_show(a, e);
		const char *between = i == 0 ? "" : i + 1 == n ? " or " : ", ";

		all = arena_printf(a, "%.*s%s%.*s", SLICE_FMT(all), between, SLICE_FMT(one));
	}
	return shown < n ? arena_printf(a, "%.*s or one of %zu more", SLICE_FMT(all), n - shown) : all;
}

struct slice
type_names(struct arena *a, unsigned types)
{
	static const struct { unsigned bit; const char *name; } names[] = {
		{ TYPE_OBJECT, "map" }, { TYPE_ARRAY, "list" }, { TYPE_INTEGER, "integer" }, { TYPE_NUMBER, "number" },
		{ TYPE_STRING, "string" }, { TYPE_BOOLEAN, "boolean" }, { TYPE_NULL, "null" },
	};
	struct slice all = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(types & names[i].bit))
			continue;
		types &= ~names[i].bit;
		all = all.len ? arena_printf(a, "%.*s%s%s", SLICE_FMT(all), types ? ", " : " or ", names[i].name)
		              : slice_of(names[i].name);
	}
	return all;
}
