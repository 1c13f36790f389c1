/* SPDX-License-Identifier: Apache-2.0 */
/* type_show.c - types as messages call them. */
#include "base/buf.h"
#include "expr/opaque.h"
#include "expr/type.h"

enum { SHOWN_FIELDS = 4, SHOWN_DEPTH = 3 };

static void show(struct buf *out, struct arena *a, const struct type *t, unsigned depth);

static void
show_int(struct buf *out, const struct type *t, const char *name)
{
	bool low = t->lo > INT64_MIN / 2, high = t->hi < INT64_MAX / 2;

	/* What is left of all integers after a step or two says nothing. */
	buf_str(out, name);
	if (t->lo == t->hi)
		buf_printf(out, " %lld", (long long)t->lo);
	else if (low && high)
		buf_printf(out, " from %lld to %lld", (long long)t->lo, (long long)t->hi);
	else if (low)
		buf_printf(out, " from %lld", (long long)t->lo);
	else if (high)
		buf_printf(out, " up to %lld", (long long)t->hi);
}

static void
show_text(struct buf *out, struct arena *a, const struct lang *l)
{
	const struct slice *texts;
	size_t min = lang_min(l), max = lang_max(l);

	buf_str(out, "string");
	if (lang_literals(l, &texts)) {
		buf_char(out, ' ');
		buf_add(out, lang_show(a, l));
	} else if (max != SIZE_MAX && min == max) {
		buf_printf(out, " of %zu character%s", max, max == 1 ? "" : "s");
	} else if (max != SIZE_MAX && min) {
		buf_printf(out, " of %zu to %zu characters", min, max);
	} else if (max != SIZE_MAX) {
		buf_printf(out, " of at most %zu character%s", max, max == 1 ? "" : "s");
	}
}

static void
show_list(struct buf *out, struct arena *a, const struct type *t, unsigned depth)
{
	if (!t->item) {
		buf_str(out, "empty list");
		return;
	}
	buf_str(out, "list");
	if (t->min == t->max)
		buf_printf(out, " of %zu", t->min);
	if (type_is_any(t->item) || depth >= SHOWN_DEPTH)
		return;
	buf_str(out, t->min == t->max ? " " : " of ");
	show(out, a, t->item, depth + 1);
}

static void
show_map(struct buf *out, struct arena *a, const struct type *t, unsigned depth)
{
	size_t n = t->nfields < SHOWN_FIELDS ? t->nfields : SHOWN_FIELDS;

	if (!t->nfields && !t->rest) {
		buf_str(out, "empty map");
		return;
	}
	buf_str(out, "map");
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%.*s%s", i ? ", " : " with ", SLICE_FMT(t->fields[i].key), t->fields[i].optional ? "?" : "");
	if (n < t->nfields)
		buf_str(out, " ...");
	if (t->rest && !type_is_any(t->rest) && depth < SHOWN_DEPTH) {
		buf_str(out, n ? " and " : " of ");
		show(out, a, t->rest, depth + 1);
	}
}

static void
show_kind(struct buf *out, struct arena *a, const struct type *t, uint32_t kind, unsigned depth)
{
	static const struct { uint32_t kind; const char *name; } names[] = {
		{ KIND(VAL_NULL), "null" },         { KIND(VAL_DOUBLE), "double" },       { KIND(VAL_BYTES), "bytes" },
		{ KIND(VAL_DURATION), "duration" }, { KIND(VAL_TIMESTAMP), "timestamp" }, { KIND(VAL_TYPE), "type" },
	};

	if (kind == KIND(VAL_BOOL))
		buf_str(out, t->can_true && t->can_false ? "bool" : t->can_true ? "true" : "false");
	else if (kind == KIND(VAL_INT) || kind == KIND(VAL_UINT))
		show_int(out, t, kind == KIND(VAL_INT) ? "int" : "uint");
	else if (kind == KIND(VAL_STRING))
		show_text(out, a, t->text);
	else if (kind == KIND(VAL_LIST))
		show_list(out, a, t, depth);
	else if (kind == KIND(VAL_MAP))
		show_map(out, a, t, depth);
	else if (kind == KIND(VAL_OPTIONAL) && !t->of)
		buf_str(out, "optional.none()");
	else if (kind == KIND(VAL_OPTIONAL))
		buf_str(out, type_is_any(t->of) ? "optional" : "optional ");
	if (kind == KIND(VAL_OPTIONAL) && t->of && !type_is_any(t->of))
		show(out, a, t->of, depth + 1);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (kind == names[i].kind)
			buf_str(out, names[i].name);
	for (size_t i = 0; opaque_types[i]; i++)
		if (kind == opaque_types[i]->bit)
			buf_str(out, opaque_types[i]->sig);
}

static void
show(struct buf *out, struct arena *a, const struct type *t, unsigned depth)
{
	uint32_t left = t->kinds;
	bool first = true;

	if (type_is_any(t) || depth > SHOWN_DEPTH) {
		buf_str(out, "any");
		return;
	}
	if (!left) {
		buf_str(out, "nothing");
		return;
	}
	/* Both kinds of map are one to users. */
	if (type_may(t, KIND_MAPS))
		left = (left & ~KIND_MAPS) | KIND(VAL_MAP);
	for (uint32_t bit = 1; left; bit <<= 1) {
		if (!(left & bit))
			continue;
		left &= ~bit;
		if (!first)
			buf_str(out, left ? ", " : " or ");
		first = false;
		show_kind(out, a, t, bit, depth);
	}
}

struct slice
type_show(struct arena *a, const struct type *t)
{
	struct buf b = BUF_INIT;
	struct slice s;

	show(&b, a, t, 0);
	s = arena_slice(a, buf_slice(&b));
	buf_fini(&b);
	return s;
}
