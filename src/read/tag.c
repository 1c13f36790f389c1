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

static const struct val *
converted(struct arena *a, const struct tagged *t, int tag)
{
	struct scalar s = scalar_resolve(t->text);

	if (tag == TAG_NULL && s.kind == SCALAR_NULL)
		return val_with(a, &val_null, t->at, NULL);
	if (tag == TAG_BOOL && s.kind == SCALAR_BOOL)
		return val_bool(a, s.b, t->at);
	if (tag == TAG_INT && s.kind == SCALAR_INT)
		return val_int(a, s.i, t->at);
	if (tag == TAG_FLOAT && s.kind == SCALAR_FLOAT)
		return val_double(a, s.d, t->at);
	if (tag == TAG_FLOAT && s.kind == SCALAR_INT)
		return val_double(a, (double)s.i, t->at);
	return NULL;
}

const struct val *
tag_scalar(struct arena *a, struct diags *ds, const struct tagged *t)
{
	int tag = kind_of(t->tag);
	const struct val *v;

	if (tag == TAG_STR || tag == TAG_TEXT)
		return val_string(a, t->text, t->at);
	if (tag == TAG_OTHER) {
		report_unknown(ds, t->tag_at);
		return &val_bad;
	}
	v = converted(a, t, tag);
	if (v)
		return v;
	diag_report(ds, DIAG_YAML_TAG_VALUE, t->at, "'%.*s' is no value of the type '!!%s'", SLICE_FMT(t->text),
	            names[tag]);
	return &val_bad;
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
