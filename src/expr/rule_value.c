/* SPDX-License-Identifier: Apache-2.0 */
/* rule_value.c - values as rules see them: texts with the formats date-time,
 * date, duration and byte are times, durations and bytes; numbers are doubles;
 * fields have their escaped names; a field that is null is absent. */
#include <string.h>

#include "expr/rule_check.h"
#include "expr/rule_priv.h"
#include "expr/time.h"
#include "value/build.h"

/* A text in the form of RFC 3339, letters in either case. */
static const struct val *
to_time(struct arena *a, const struct val *v, bool date)
{
	struct slice s = date ? arena_join(a, v->u.str, SLICE_LIT("T00:00:00Z")) : arena_slice(a, v->u.str);
	struct val *out = arena_new(a, struct val);
	char *text = (char *)(uintptr_t)s.ptr;

	for (size_t i = 0; i < s.len; i++)
		if (text[i] == 't' || text[i] == 'z')
			text[i] = (char)(text[i] - 'a' + 'A');
	out->kind = VAL_TIMESTAMP;
	out->at = v->at;
	return time_parse(s, &out->u.time) ? out : &val_bad;
}

static const struct val *
to_duration(struct arena *a, const struct val *v)
{
	struct val *out = arena_new(a, struct val);

	out->kind = VAL_DURATION;
	out->at = v->at;
	return duration_parse(v->u.str, &out->u.i) || moment_words(v->u.str, &out->u.i) ? out : &val_bad;
}

/* The value of a letter of base64 for URLs, or -1. */
static int
digit64(char c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *p = c ? strchr(letters, c) : NULL;

	return p ? (int)(p - letters) : -1;
}

/* Kubernetes reads them with the alphabet for URLs, though the format is checked with the other. */
static const struct val *
to_bytes(struct arena *a, const struct val *v)
{
	struct slice s = v->u.str;
	size_t pad = s.len && s.ptr[s.len - 1] == '=', n = 0;
	struct val *out = arena_new(a, struct val);
	unsigned char *bytes = arena_alloc(a, s.len + 1);
	uint32_t bits = 0;

	pad += pad && s.len > 1 && s.ptr[s.len - 2] == '=';
	if (s.len % 4)
		return &val_bad;
	for (size_t i = 0; i < s.len; i++) {
		int d = i < s.len - pad ? digit64(s.ptr[i]) : 0;

		if (d < 0)
			return &val_bad;
		bits = bits << 6 | (uint32_t)d;
		if (i % 4 != 3)
			continue;
		bytes[n++] = (unsigned char)(bits >> 16);
		bytes[n++] = (unsigned char)(bits >> 8);
		bytes[n++] = (unsigned char)bits;
	}
	out->kind = VAL_BYTES;
	out->at = v->at;
	out->u.str = (struct slice){ (const char *)bytes, n - (s.len ? pad : 0) };
	return out;
}

static const struct val *
to_list(struct arena *a, const struct rule_type *t, const struct val *v)
{
	struct list_build b = LIST_BUILD_INIT(a);

	for (size_t i = 0; i < v->u.list.len; i++)
		list_build_add(&b, rule_value(a, t->of, v->u.list.items[i]));
	return list_build_end(&b, v->at);
}

static const struct rule_field *
find_name(const struct rule_type *t, struct slice name)
{
	size_t lo = 0, hi = t->nfields;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = slice_cmp(name, t->fields[mid].name);

		if (c == 0)
			return &t->fields[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static const struct val *
to_object(struct arena *a, const struct rule_type *t, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(a);

	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *x = &v->u.map.fields[i];
		const struct rule_field *f = find_name(t, x->key);

		if (f && x->val->kind == VAL_NULL)
			continue;
		map_build_add(&b, f && f->key.ptr ? f->key : x->key, x->key_at, f ? rule_value(a, f->type, x->val) : x->val);
	}
	return map_build_end(&b, v->at);
}

static const struct val *
to_map(struct arena *a, const struct rule_type *t, const struct val *v)
{
	struct map_build b = MAP_BUILD_INIT(a);

	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *x = &v->u.map.fields[i];

		map_build_add(&b, x->key, x->key_at, rule_value(a, t->of, x->val));
	}
	return map_build_end(&b, v->at);
}

const struct val *
rule_value(struct arena *a, const struct rule_type *t, const struct val *v)
{
	if (!t->converts)
		return v;
	if (v->kind == VAL_LIST && t->kind == RULE_LIST)
		return to_list(a, t, v);
	if (v->kind == VAL_MAP && t->kind == RULE_OBJECT)
		return to_object(a, t, v);
	if (v->kind == VAL_MAP && t->kind == RULE_MAP)
		return to_map(a, t, v);
	if (v->kind == VAL_INT && t->kind == RULE_DOUBLE)
		return val_double(a, (double)v->u.i, v->at);
	if (v->kind != VAL_STRING)
		return v;
	switch ((enum rule_kind)t->kind) {
	case RULE_TIME:
		return to_time(a, v, t->schema->format == FORMAT_DATE);
	case RULE_DURATION:
		return to_duration(a, v);
	case RULE_BYTES:
		return to_bytes(a, v);
	default:
		return v;
	}
}
