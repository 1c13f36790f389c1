/* SPDX-License-Identifier: Apache-2.0 */
/* text.c - sizes, and text that is reserved. */
#include <string.h>

#include "verify/verify_priv.h"

enum {
	/* Kubernetes API: MaxSecretSize, and the same for ConfigMaps. */
	DATA_MAX = 1024 * 1024,
	/* etcd refuses requests over 1.5 MiB; leave room for what the server adds. */
	OBJECT_MAX = 1400 * 1024,
};

static size_t
size_of(const struct val *v)
{
	size_t n = 2;

	switch ((enum val_kind)v->kind) {
	case VAL_STRING:
		return v->u.str.len + 2;
	case VAL_LIST:
		for (size_t i = 0; i < v->u.list.len; i++)
			n += size_of(v->u.list.items[i]) + 1;
		return n;
	case VAL_MAP:
		for (size_t i = 0; i < v->u.map.len; i++)
			n += v->u.map.fields[i].key.len + 4 + size_of(v->u.map.fields[i].val);
		return n;
	default:
		return 8;
	}
}

static void
check_size(struct verify *v, const struct object *o)
{
	const struct val *data = val_get_cstr(o->val, "data");
	bool holds_data = slice_is(o->kind, "ConfigMap") || slice_is(o->kind, "Secret");
	size_t size;

	if (holds_data && data && (size = size_of(data)) > DATA_MAX)
		verify_report(v, o, DIAG_VERIFY_SIZE, data, "the data has %zu bytes, the limit of a %.*s is %d", size,
		              SLICE_FMT(o->kind), DATA_MAX);
	else if ((size = size_of(o->val)) > OBJECT_MAX)
		verify_report(v, o, DIAG_VERIFY_SIZE, o->val, "the object has about %zu bytes, more than the %d that etcd takes",
		              size, OBJECT_MAX);
}

/* Whether an annotation of the object lifts the reservation. */
static bool
lifted(const struct object *o, const struct render_reserved *r)
{
	const struct val *annotations = val_walk(o->val, "metadata.annotations");

	return r->annotation.len && slice_eq(val_text(val_get(annotations, r->annotation), SLICE_LIT("")), r->value);
}

/* The text below `val` that somebody wrote, that holds the match and is part of `whole`: what brought it in. */
static const struct val *
bearer(const struct render_reserved *r, struct slice whole, const struct val *val)
{
	struct pattern_group match;
	const struct val *found = NULL;

	for (size_t i = 0; val_is(val, VAL_LIST) && !found && i < val->u.list.len; i++)
		found = bearer(r, whole, val->u.list.items[i]);
	for (size_t i = 0; val_is(val, VAL_MAP) && !found && i < val->u.map.len; i++)
		found = bearer(r, whole, val->u.map.fields[i].val);
	if (val_is(val, VAL_STRING) && val_place(val).src && slice_find(whole, val->u.str, 0) != SIZE_MAX &&
	    pattern_find(r->pattern, val->u.str, 0, &match, 1) == PATTERN_YES)
		found = val;
	return found;
}

static void
report_reserved(struct verify *v, const struct object *o, const struct render_reserved *r, const struct val *at,
                struct slice match)
{
	const struct val *source = bearer(r, at->u.str, v->spec);
	struct diag *d;

	if (!source)
		source = bearer(r, at->u.str, v->metadata);
	d = verify_report(v, o, DIAG_VERIFY_RESERVED, source ? source : at, "'%.*s' in this text is reserved: %.*s",
	                  SLICE_FMT(match), SLICE_FMT(r->message));
	if (source && source != at && val_place(at).src && val_place(at).src != val_place(source).src)
		diag_note(v->diags, d, val_place(at), "it gets into the object here");
}

static void
look_for(struct verify *v, const struct object *o, const struct render_reserved *r, const struct val *at)
{
	struct pattern_group whole;

	if (at->kind == VAL_STRING) {
		if (pattern_find(r->pattern, at->u.str, 0, &whole, 1) == PATTERN_YES)
			report_reserved(v, o, r, at, slice_sub(at->u.str, whole.start, whole.end));
		return;
	}
	for (size_t i = 0; at->kind == VAL_LIST && i < at->u.list.len; i++)
		look_for(v, o, r, at->u.list.items[i]);
	for (size_t i = 0; at->kind == VAL_MAP && i < at->u.map.len; i++)
		look_for(v, o, r, at->u.map.fields[i].val);
}

/* Neither variables nor arguments nor files of a pod can hold a NUL, and not
 * every YAML reader takes one. */
static void
check_nul(struct verify *v, const struct object *o, const struct val *at)
{
	struct diag *d;

	if (at->kind == VAL_STRING && at->u.str.len && memchr(at->u.str.ptr, '\0', at->u.str.len)) {
		d = verify_report(v, o, DIAG_VERIFY_TEXT, at, "this text holds a NUL character");
		diag_note(v->diags, d, SPAN_NONE, "bytes belong into 'binaryData', as base64");
	}
	for (size_t i = 0; at->kind == VAL_LIST && i < at->u.list.len; i++)
		check_nul(v, o, at->u.list.items[i]);
	for (size_t i = 0; at->kind == VAL_MAP && i < at->u.map.len; i++)
		check_nul(v, o, at->u.map.fields[i].val);
}

void
verify_text(struct verify *v, const struct object *o)
{
	check_size(v, o);
	check_nul(v, o, o->val);
	for (size_t i = 0; i < v->rendered->reserved.len; i++) {
		const struct render_reserved *r = &v->rendered->reserved.ptr[i];

		if (!lifted(o, r))
			look_for(v, o, r, o->val);
	}
}
