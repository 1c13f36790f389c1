/* SPDX-License-Identifier: Apache-2.0 */
/* make.c - making the values that expressions compute. */
#include <stdlib.h>

#include "expr/eval.h"
#include "expr/opaque.h"

/* A value that is made costs as much as some nodes, so that the limit on
 * steps bounds memory as well. Whoever makes many looks at eval_over. */
enum { VALUE_STEPS = 4 };

static struct val *
make(struct eval *ev, enum val_kind kind, struct span at)
{
	struct val *v = arena_new(ev->arena, struct val);

	(void)eval_spend(ev, VALUE_STEPS);
	v->kind = (unsigned char)kind;
	v->at = at;
	return v;
}

const struct val *
make_int(struct eval *ev, int64_t i, struct span at)
{
	struct val *v = make(ev, VAL_INT, at);

	v->u.i = i;
	return v;
}

const struct val *
make_uint(struct eval *ev, uint64_t u, struct span at)
{
	struct val *v = make(ev, VAL_UINT, at);

	v->u.u = u;
	return v;
}

const struct val *
make_double(struct eval *ev, double d, struct span at)
{
	struct val *v = make(ev, VAL_DOUBLE, at);

	v->u.d = d;
	return v;
}

const struct val *
make_text(struct eval *ev, struct slice s, struct span at)
{
	struct val *v = make(ev, VAL_STRING, at);

	v->u.str = s;
	return v;
}

const struct val *
make_bytes(struct eval *ev, struct slice s, struct span at)
{
	struct val *v = make(ev, VAL_BYTES, at);

	v->u.str = s;
	return v;
}

const struct val *
make_duration(struct eval *ev, int64_t ns, struct span at)
{
	struct val *v = make(ev, VAL_DURATION, at);

	v->u.i = ns;
	return v;
}

const struct val *
make_time(struct eval *ev, struct val_time t, struct span at)
{
	struct val *v = make(ev, VAL_TIMESTAMP, at);

	v->u.time = t;
	return v;
}

const struct val *
make_opaque(struct eval *ev, const struct val_opaque *type, const void *data, struct span at)
{
	struct val *v = make(ev, VAL_OPAQUE, at);

	v->u.opaque.type = type;
	v->u.opaque.data = data;
	return v;
}

const struct val *
make_optional(struct eval *ev, const struct val *inner, struct span at)
{
	struct val *v = make(ev, VAL_OPTIONAL, at);

	v->u.opt = inner;
	v->depth = (unsigned char)(inner && inner->depth < 255 ? inner->depth + 1 : 1);
	return v;
}

static const struct val *
deep(struct eval *ev, const struct val *v, struct span at)
{
	if (v->depth <= VAL_DEPTH_MAX)
		return v;
	return fault(ev, DIAG_EXPR_DEEP, at, "the value is nested deeper than %d levels", VAL_DEPTH_MAX);
}

const struct val *
make_list(struct eval *ev, struct list_build *b, struct span at)
{
	(void)eval_spend(ev, VALUE_STEPS);
	return deep(ev, list_build_end(b, at), at);
}

const struct val *
make_built(struct eval *ev, struct slice s, struct span at)
{
	if (!eval_spend(ev, s.len))
		return eval_stop(ev, at);
	return make_text(ev, s.len ? s : SLICE_LIT(""), at);
}

static int
key_cmp(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	return map_key_compare(a->key, b->key);
}

static const struct val *
twice(struct eval *ev, const struct val *key)
{
	if (key->kind == VAL_STRING)
		return fault(ev, DIAG_EXPR_TWICE, key->at, "key '%.*s' is given twice", SLICE_FMT(key->u.str));
	return fault(ev, DIAG_EXPR_TWICE, key->at, "a key is given twice");
}

static const struct val *
string_map(struct eval *ev, const struct entry *entries, size_t n, struct span at)
{
	struct map_build b = MAP_BUILD_INIT(ev->arena);

	for (size_t i = 0; i < n; i++)
		map_build_add(&b, entries[i].key->u.str, entries[i].key->at, entries[i].val);
	return deep(ev, map_build_end(&b, at), at);
}

const struct val *
make_map(struct eval *ev, struct entry *entries, size_t n, struct span at)
{
	bool strings = true;
	struct val *v;

	(void)eval_spend(ev, VALUE_STEPS * (n + 1));
	if (n > 1)
		qsort(entries, n, sizeof(*entries), key_cmp);
	for (size_t i = 0; i < n; i++) {
		strings &= entries[i].key->kind == VAL_STRING;
		if (i && key_cmp(&entries[i - 1], &entries[i]) == 0)
			return twice(ev, entries[i].key);
	}
	if (strings)
		return string_map(ev, entries, n, at);
	v = make(ev, VAL_DICT, at);
	v->depth = 1;
	v->u.dict.entries = entries;
	v->u.dict.len = n;
	for (size_t i = 0; i < n; i++)
		if (entries[i].val->depth >= v->depth)
			v->depth = (unsigned char)(entries[i].val->depth < 255 ? entries[i].val->depth + 1 : 255);
	return deep(ev, v, at);
}
