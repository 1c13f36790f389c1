/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.c - the block structure: maps, lists and what stands behind a key.
 *
 * A node is written at a column: that of its first character in the lines
 * that follow. Whoever calls has put the cursor there already, so a map in a
 * list needs no case of its own. Recursion is bounded by VAL_DEPTH_MAX. */
#include "base/num.h"
#include "emit/emit.h"
#include "emit/emit_priv.h"

enum {
	STEP = 2,             /* of indentation */
	SIMPLE_KEY_MAX = 128, /* bytes; longer keys are written with '? ' */
};

struct emit_text {
	struct slice text;      /* ptr NULL: not written yet */
	unsigned column;
};

struct out {
	struct buf *b;
	struct emit_memo *memo; /* may be NULL */
	struct arena scratch;   /* for maps that must be sorted */
	const struct val *bad;  /* the first value that cannot be written */
};

static void put_node(struct out *o, const struct val *v, unsigned column);

/* A scalar and its line break; the lines of block text stand at `column`. */
static void
put_string(struct out *o, const struct val *v, unsigned column)
{
	bool breaks;
	enum quote how = quote_choose(v->u.str, &breaks);

	if (how == QUOTE_REFUSED && !o->bad)
		o->bad = v;
	if (!quote_put(o->b, v->u.str, how, column))
		buf_char(o->b, '\n');
}

/* kubectl prints 1e+06, which YAML 1.1 takes for a string: the point makes
 * it a number for everybody. */
static void
put_double(struct out *o, double d)
{
	char text[NUM_DOUBLE_MAX];
	struct slice s = num_double_g(text, d);
	size_t e = slice_find(s, SLICE_LIT("e"), 0);

	if (slice_is(s, "NaN")) {
		buf_str(o->b, ".nan\n");
	} else if (slice_ends(s, SLICE_LIT("Inf"))) {
		buf_str(o->b, d > 0 ? ".inf\n" : "-.inf\n");
	} else if (e != SIZE_MAX && slice_find(s, SLICE_LIT("."), 0) == SIZE_MAX) {
		buf_add(o->b, slice_sub(s, 0, e));
		buf_str(o->b, ".0");
		buf_add(o->b, slice_sub(s, e, s.len));
		buf_char(o->b, '\n');
	} else {
		buf_add(o->b, s);
		buf_char(o->b, '\n');
	}
}

/* A value that takes the rest of its line, or is block text. */
static void
put_scalar(struct out *o, const struct val *v, unsigned column)
{
	switch ((enum val_kind)v->kind) {
	case VAL_NULL:
		buf_str(o->b, "null\n");
		break;
	case VAL_BOOL:
		buf_str(o->b, v->u.b ? "true\n" : "false\n");
		break;
	case VAL_INT:
		buf_int(o->b, v->u.i);
		buf_char(o->b, '\n');
		break;
	case VAL_DOUBLE:
		put_double(o, v->u.d);
		break;
	case VAL_STRING:
		put_string(o, v, column);
		break;
	case VAL_LIST:
		buf_str(o->b, "[]\n");
		break;
	case VAL_MAP:
		buf_str(o->b, "{}\n");
		break;
	default:
		if (!o->bad)
			o->bad = v;
	}
}

static bool
is_block(const struct val *v)
{
	return (v->kind == VAL_MAP && v->u.map.len) || (v->kind == VAL_LIST && v->u.list.len);
}

/* What stands behind "key:". */
static void
put_value(struct out *o, const struct val *v, unsigned column)
{
	if (!is_block(v)) {
		buf_char(o->b, ' ');
		put_node(o, v, column + STEP);
		return;
	}
	/* Lists stand in the column of their key. */
	if (v->kind == VAL_MAP)
		column += STEP;
	buf_char(o->b, '\n');
	buf_fill(o->b, ' ', column);
	put_node(o, v, column);
}

static void
put_field(struct out *o, const struct val *map, const struct field *f, unsigned column)
{
	bool breaks;
	enum quote how = quote_choose(f->key, &breaks);

	if (how == QUOTE_REFUSED && !o->bad)
		o->bad = map;
	if (!breaks && f->key.len <= SIMPLE_KEY_MAX) {
		quote_put(o->b, f->key, how, 0);
		buf_char(o->b, ':');
		put_value(o, f->val, column);
		return;
	}
	buf_str(o->b, "? ");
	if (!quote_put(o->b, f->key, how, column + STEP))
		buf_char(o->b, '\n');
	buf_fill(o->b, ' ', column);
	buf_str(o->b, ": ");
	put_node(o, f->val, column + STEP);
}

static void
put_map(struct out *o, const struct val *v, unsigned column)
{
	const struct field *const *sorted = order_fields(&o->scratch, v);

	for (size_t i = 0; i < v->u.map.len; i++) {
		if (i)
			buf_fill(o->b, ' ', column);
		put_field(o, v, sorted ? sorted[i] : &v->u.map.fields[i], column);
	}
}

static void
put_list(struct out *o, const struct val *v, unsigned column)
{
	for (size_t i = 0; i < v->u.list.len; i++) {
		if (i)
			buf_fill(o->b, ' ', column);
		buf_str(o->b, "- ");
		put_node(o, v->u.list.items[i], column + STEP);
	}
}

static void
put_anew(struct out *o, const struct val *v, unsigned column)
{
	if (!is_block(v))
		put_scalar(o, v, column);
	else if (v->kind == VAL_MAP)
		put_map(o, v, column);
	else
		put_list(o, v, column);
}

/* Where the text of the value is kept; NULL: nowhere. */
static struct emit_text *
memo_of(const struct out *o, const struct val *v)
{
	const struct emit_memo *m = o->memo;

	return m && v->number - 1u < m->n && m->vals[v->number - 1] == v ? &m->texts[v->number - 1] : NULL;
}

static void
put_node(struct out *o, const struct val *v, unsigned column)
{
	struct emit_text *known = memo_of(o, v);
	size_t start = o->b->len;

	if (o->bad)
		return;
	if (known && known->text.ptr && known->column == column) {
		buf_add(o->b, known->text);
		return;
	}
	put_anew(o, v, column);
	if (known && !known->text.ptr && !o->bad)
		*known = (struct emit_text){
			arena_slice(o->memo->arena, slice_sub(buf_slice(o->b), start, o->b->len)), column
		};
}

struct emit_memo
emit_memo_new(struct arena *a, const struct val *const *vals, size_t n)
{
	return (struct emit_memo){ a, vals, n, arena_new_n(a, n, struct emit_text) };
}

const struct val *
emit_yaml_again(struct buf *b, const struct val *v, struct emit_memo *memo)
{
	struct out o = { b, memo, ARENA_INIT, NULL };

	/* Block text of a document that is one string stands as under a key. */
	put_node(&o, v, is_block(v) ? 0 : STEP);
	arena_free(&o.scratch);
	return o.bad;
}

const struct val *
emit_yaml(struct buf *b, const struct val *v)
{
	return emit_yaml_again(b, v, NULL);
}
