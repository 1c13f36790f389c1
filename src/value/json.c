/* SPDX-License-Identifier: Apache-2.0 */
/* json.c - values as JSON text; recursion is bounded by VAL_DEPTH_MAX. */
#include "value/json.h"

#include <math.h>

#include "base/json_text.h"
#include "base/num.h"

struct writer {
	struct buf *out;
	unsigned indent;  /* 0: compact */
	size_t level;
};

static const struct val *write_value(struct writer *w, const struct val *v);

/* What stands before an item or the closing bracket. */
static void
new_line(struct writer *w)
{
	if (!w->indent)
		return;
	buf_char(w->out, '\n');
	buf_fill(w->out, ' ', w->indent * w->level);
}

static const struct val *
write_list(struct writer *w, const struct val *v)
{
	const struct val *bad;

	buf_char(w->out, '[');
	w->level++;
	for (size_t i = 0; i < v->u.list.len; i++) {
		if (i)
			buf_char(w->out, ',');
		new_line(w);
		bad = write_value(w, v->u.list.items[i]);
		if (bad)
			return bad;
	}
	w->level--;
	if (v->u.list.len)
		new_line(w);
	buf_char(w->out, ']');
	return NULL;
}

static const struct val *
write_map(struct writer *w, const struct val *v)
{
	const struct val *bad;

	buf_char(w->out, '{');
	w->level++;
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];

		if (i)
			buf_char(w->out, ',');
		new_line(w);
		json_text(w->out, f->key);
		buf_str(w->out, w->indent ? ": " : ":");
		bad = write_value(w, f->val);
		if (bad)
			return bad;
	}
	w->level--;
	if (v->u.map.len)
		new_line(w);
	buf_char(w->out, '}');
	return NULL;
}

static const struct val *
write_value(struct writer *w, const struct val *v)
{
	char text[NUM_DOUBLE_MAX];

	switch ((enum val_kind)v->kind) {
	case VAL_NULL:
		buf_str(w->out, "null");
		return NULL;
	case VAL_BOOL:
		buf_str(w->out, v->u.b ? "true" : "false");
		return NULL;
	case VAL_INT:
		buf_int(w->out, v->u.i);
		return NULL;
	case VAL_DOUBLE:
		if (!isfinite(v->u.d))
			return v;
		buf_add(w->out, num_double_json(text, v->u.d));
		return NULL;
	case VAL_STRING:
		json_text(w->out, v->u.str);
		return NULL;
	case VAL_LIST:
		return write_list(w, v);
	case VAL_MAP:
		return write_map(w, v);
	default:
		return v;
	}
}

const struct val *
val_json(struct buf *b, const struct val *v, unsigned indent)
{
	struct writer w = { .out = b, .indent = indent };

	return write_value(&w, v);
}
