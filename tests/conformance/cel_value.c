/* SPDX-License-Identifier: Apache-2.0 */
/* cel_value.c - encoded values, and running one expression. */
#include "cel_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/vec.h"
#include "expr/eval.h"
#include "expr/opaque.h"
#include "expr/print.h"
#include "expr/time.h"

static struct slice
type_of(const struct val *encoded)
{
	return val_text(val_get_cstr(encoded, "t"), SLICE_LIT(""));
}

static struct slice
text_of(const struct val *encoded)
{
	return val_text(val_get_cstr(encoded, "v"), SLICE_LIT(""));
}

static bool
parse_double(struct slice s, double *out)
{
	if (slice_is(s, "NaN"))
		*out = NAN;
	else if (slice_is(s, "Infinity"))
		*out = INFINITY;
	else if (slice_is(s, "-Infinity"))
		*out = -INFINITY;
	else
		return num_parse_double(s, out);
	return true;
}

static struct slice
base64(struct arena *a, struct slice s)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = arena_alloc(a, s.len + 1);
	unsigned bits = 0, have = 0;
	size_t n = 0;

	for (size_t i = 0; i < s.len && s.ptr[i] != '='; i++) {
		bits = bits << 6 | (unsigned)(strchr(alphabet, s.ptr[i]) - alphabet);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 255);
		}
	}
	return (struct slice){ out, n };
}

static const struct val *
decode_list(struct arena *a, const struct val *items)
{
	struct list_build b = LIST_BUILD_INIT(a);

	for (size_t i = 0; i < items->u.list.len; i++)
		list_build_add(&b, cel_decode(a, items->u.list.items[i]));
	return list_build_end(&b, SPAN_NONE);
}

static int
by_key(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	return map_key_compare(a->key, b->key);
}

static const struct val *
decode_map(struct arena *a, const struct val *pairs)
{
	size_t n = pairs->u.list.len;
	struct entry *entries = arena_new_n(a, n, struct entry);
	struct map_build b = MAP_BUILD_INIT(a);
	bool strings = true;
	struct val *v = arena_new(a, struct val);

	for (size_t i = 0; i < n; i++) {
		const struct val *pair = pairs->u.list.items[i];

		entries[i].key = cel_decode(a, pair->u.list.items[0]);
		entries[i].val = cel_decode(a, pair->u.list.items[1]);
		strings = strings && entries[i].key->kind == VAL_STRING;
	}
	if (strings) {
		for (size_t i = 0; i < n; i++)
			map_build_add(&b, entries[i].key->u.str, SPAN_NONE, entries[i].val);
		return map_build_end(&b, SPAN_NONE);
	}
	qsort(entries, n, sizeof(*entries), by_key);
	v->kind = VAL_DICT;
	v->depth = 1;
	v->u.dict.entries = entries;
	v->u.dict.len = n;
	return v;
}

static bool
decode_scalar(struct arena *a, struct slice t, const struct val *encoded, struct val *v)
{
	struct slice s = text_of(encoded);

	if (slice_is(t, "null")) {
		v->kind = VAL_NULL;
	} else if (slice_is(t, "bool")) {
		*v = *val_get_cstr(encoded, "v");
	} else if (slice_is(t, "int")) {
		v->kind = VAL_INT;
		return num_parse_int(s, 10, &v->u.i);
	} else if (slice_is(t, "uint")) {
		v->kind = VAL_UINT;
		return num_parse_uint(s, 10, &v->u.u);
	} else if (slice_is(t, "double")) {
		v->kind = VAL_DOUBLE;
		return parse_double(s, &v->u.d);
	} else if (slice_is(t, "string") || slice_is(t, "type")) {
		v->kind = slice_is(t, "type") ? VAL_TYPE : VAL_STRING;
		v->u.str = s;
	} else if (slice_is(t, "bytes")) {
		v->kind = VAL_BYTES;
		v->u.str = base64(a, s);
	} else if (slice_is(t, "timestamp")) {
		v->kind = VAL_TIMESTAMP;
		return time_parse(s, &v->u.time);
	} else if (slice_is(t, "duration")) {
		v->kind = VAL_DURATION;
		return duration_parse(s, &v->u.i);
	} else {
		return false;
	}
	return true;
}

const struct val *
cel_decode(struct arena *a, const struct val *encoded)
{
	struct slice t = type_of(encoded);
	struct val *v = arena_new(a, struct val);

	if (slice_is(t, "list"))
		return decode_list(a, val_get_cstr(encoded, "v"));
	if (slice_is(t, "map"))
		return decode_map(a, val_get_cstr(encoded, "v"));
	if (slice_is(t, "optional")) {
		const struct val *inner = val_get_cstr(encoded, "v");

		v->kind = VAL_OPTIONAL;
		v->u.opt = inner ? cel_decode(a, inner) : NULL;
		return v;
	}
	return decode_scalar(a, t, encoded, v) ? v : NULL;
}

static bool
same_list(const struct val *items, const struct val *v)
{
	if (v->kind != VAL_LIST || v->u.list.len != items->u.list.len)
		return false;
	for (size_t i = 0; i < v->u.list.len; i++)
		if (!cel_same(items->u.list.items[i], v->u.list.items[i]))
			return false;
	return true;
}

static bool
same_map(const struct val *pairs, const struct val *v)
{
	struct arena a = ARENA_INIT;
	bool same = (v->kind == VAL_MAP || v->kind == VAL_DICT) && map_size(v) == pairs->u.list.len;

	for (size_t i = 0; same && i < pairs->u.list.len; i++) {
		const struct val *pair = pairs->u.list.items[i];
		const struct val *found = map_lookup(v, cel_decode(&a, pair->u.list.items[0]));

		same = found && cel_same(pair->u.list.items[1], found);
	}
	arena_free(&a);
	return same;
}

static bool
same_opaque(const struct val *encoded, const struct val *v)
{
	struct buf b = BUF_INIT;
	bool same;

	if (v->kind != VAL_OPAQUE || !slice_is(val_text(val_get_cstr(encoded, "type"), SLICE_LIT("")), v->u.opaque.type->name))
		return false;
	value_print(&b, v);
	same = slice_eq(buf_slice(&b), text_of(encoded));
	buf_fini(&b);
	return same;
}

bool
cel_same(const struct val *encoded, const struct val *v)
{
	struct slice t = type_of(encoded);
	struct arena a = ARENA_INIT;
	struct val want = { 0 };
	bool same;

	if (slice_is(t, "list"))
		return same_list(val_get_cstr(encoded, "v"), v);
	if (slice_is(t, "map"))
		return same_map(val_get_cstr(encoded, "v"), v);
	if (slice_is(t, "opaque"))
		return same_opaque(encoded, v);
	if (slice_is(t, "optional")) {
		const struct val *inner = val_get_cstr(encoded, "v");

		return v->kind == VAL_OPTIONAL && (inner ? v->u.opt && cel_same(inner, v->u.opt) : !v->u.opt);
	}
	if (!decode_scalar(&a, t, encoded, &want) || want.kind != v->kind)
		same = false;
	else if (want.kind == VAL_DOUBLE)
		same = want.u.d == v->u.d || (isnan(want.u.d) && isnan(v->u.d));
	else if (want.kind == VAL_NULL)
		same = true;
	else if (want.kind == VAL_TYPE)
		same = slice_eq(want.u.str, v->u.str);
	else
		same = eval_compare(&want, v) == 0;
	arena_free(&a);
	return same;
}

static void
show(struct buf *out, const struct val *v)
{
	if (v->kind == VAL_LIST) {
		buf_char(out, '[');
		for (size_t i = 0; i < v->u.list.len; i++) {
			buf_str(out, i ? ", " : "");
			show(out, v->u.list.items[i]);
		}
		buf_char(out, ']');
	} else if (v->kind == VAL_MAP || v->kind == VAL_DICT) {
		buf_printf(out, "a map of %zu", map_size(v));
	} else if (v->kind == VAL_OPTIONAL) {
		buf_str(out, "optional ");
		if (v->u.opt)
			show(out, v->u.opt);
	} else {
		buf_printf(out, "%s ", expr_type_name(v));
		value_print(out, v);
	}
}

struct slice
cel_show(struct arena *a, const struct val *v)
{
	struct buf b = BUF_INIT;
	struct slice s;

	show(&b, v);
	s = arena_slice(a, buf_slice(&b));
	buf_fini(&b);
	return s;
}

const struct val *
cel_run(struct arena *a, struct slice text, struct cel_vars vars, struct slice *error)
{
	struct diags ds = DIAGS_INIT(a);
	const struct source *src = source_new(a, SLICE_LIT("expr"), text);
	struct expr_text t = { .text = text, .src = src };
	struct expr_env env = { .names = { vars.names, vars.len } };
	struct expr_run r = { .arena = a, .diags = &ds, .env = &env, .vars = vars.values };
	size_t pos = 0;
	const struct expr *e = expr_parse(a, &ds, &env, &t, &pos, false);
	const struct val *v = expr_eval(&r, e);

	*error = ds.first ? ds.first->text : SLICE_LIT("(no message)");
	return v->kind == VAL_BAD ? NULL : v;
}

void
cel_case(struct conf *c, const struct val *line, struct cel_vars vars)
{
	struct slice id = val_text(val_get_cstr(line, "id"), SLICE_LIT("?"));
	struct slice text = val_text(val_get_cstr(line, "expr"), SLICE_LIT(""));
	const struct val *want = val_walk(line, "expect.value"), *v;
	struct slice error;

	if (!want && !val_walk(line, "expect.error")) {
		conf_case(c, id, false, "%.*s: wants a type, not a value", SLICE_FMT(text));
		return;
	}
	v = cel_run(c->arena, text, vars, &error);
	if (!v && !want) {
		/* A mistake without a message would be one that nobody sees. */
		conf_case(c, id, !slice_is(error, "(no message)"), "%.*s: failed silently", SLICE_FMT(text));
		return;
	}
	if (!v)
		conf_case(c, id, false, "%.*s: %.*s", SLICE_FMT(text), SLICE_FMT(error));
	else
		conf_case(c, id, want && cel_same(want, v), "%.*s: yields %.*s%s", SLICE_FMT(text),
		          SLICE_FMT(cel_show(c->arena, v)), want ? "" : ", should fail");
}
