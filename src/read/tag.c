/* SPDX-License-Identifier: Apache-2.0 */
/* tag.c - !!str, !!int ... on values. */
#include "read/tag.h"

#include "read/scalar.h"

static const struct slice core = SLICE_INIT("tag:yaml.org,2002:");

enum { TAG_NULL, TAG_BOOL, TAG_INT, TAG_FLOAT, TAG_STR, TAG_SEQ, TAG_MAP, TAG_TEXT, TAG_OTHER };

static const char *const names[] = { "null", "bool", "int", "float", "str", "seq", "map" };

static int
kind_of(struct slice tag)
{
	if (slice_is(tag, "!"))
		return TAG_TEXT;
	if (!slice_starts(tag, core))
		return TAG_OTHER;
	for (int i = 0; i < TAG_TEXT; i++)
		if (slice_is(slice_sub(tag, core.len, tag.len), names[i]))
			return i;
	return TAG_OTHER;
}

static void
report_unknown(struct diags *ds, struct span at)
{
	struct diag *d = diag_report(ds, DIAG_YAML_TAG, at, "tag '%.*s' is not supported",
	                             SLICE_FMT(slice_sub(at.src->text, at.start, at.end)));

	diag_note(ds, d, SPAN_NONE, "remove it; text that begins with '!' must be quoted");
}

static bool
convert(struct slice text, int tag, struct val *v)
{
	struct scalar s = scalar_resolve(text);

	if (tag == TAG_NULL && s.kind == SCALAR_NULL) {
		v->kind = VAL_NULL;
	} else if (tag == TAG_BOOL && s.kind == SCALAR_BOOL) {
		v->kind = VAL_BOOL;
		v->u.b = s.b;
	} else if (tag == TAG_INT && s.kind == SCALAR_INT) {
		v->kind = VAL_INT;
		v->u.i = s.i;
	} else if (tag == TAG_FLOAT && (s.kind == SCALAR_FLOAT || s.kind == SCALAR_INT)) {
		v->kind = VAL_DOUBLE;
		v->u.d = s.kind == SCALAR_FLOAT ? s.d : (double)s.i;
	} else {
		return false;
	}
	return true;
}

bool
tag_scalar(struct diags *ds, const struct tagged *t, struct val *v)
{
	int tag = kind_of(t->tag);

	if (tag == TAG_STR || tag == TAG_TEXT) {
		v->kind = VAL_STRING;
		v->u.str = t->text;
		return true;
	}
	if (tag == TAG_OTHER) {
		report_unknown(ds, t->tag_at);
		return false;
	}
	if (convert(t->text, tag, v))
		return true;
	diag_report(ds, DIAG_YAML_TAG_VALUE, t->at, "'%.*s' is no value of the type '!!%s'", SLICE_FMT(t->text),
	            names[tag]);
	return false;
}

bool
tag_collection(struct diags *ds, struct slice tag, struct span at, bool is_map)
{
	int kind = kind_of(tag);

	if (kind == TAG_TEXT || kind == (is_map ? TAG_MAP : TAG_SEQ))
		return true;
	if (kind == TAG_OTHER)
		report_unknown(ds, at);
	else
		diag_report(ds, DIAG_YAML_TAG_VALUE, at, "a %s cannot have the tag '!!%s'", is_map ? "map" : "list",
		            names[kind]);
	return false;
}
