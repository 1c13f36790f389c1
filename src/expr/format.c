/* SPDX-License-Identifier: Apache-2.0 */
/* format.c - string.format(list): %s %d %f %e %b %o %x %X %%, with .N behind
 * the '%' for digits after the point (cel-spec, extensions/strings). */
#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "base/utf8.h"
#include "expr/builtin.h"
#include "expr/print.h"

enum { PLACES = 6, PLACES_MAX = 100 };

struct format {
	const struct call *c;
	struct buf out;
	const struct val *bad;
};

static void
refuse(struct format *f, char clause, const struct val *v)
{
	f->bad = fault(f->c->ev, DIAG_EXPR_TYPE, f->c->e->at, "'%%%c' cannot print %s", clause, expr_type_name(v));
}

static bool
is_infinite(struct buf *out, double d)
{
	if (isfinite(d))
		return false;
	buf_str(out, isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
	return true;
}

static void
zeros(struct buf *out, int n)
{
	for (; n > 0; n--)
		buf_char(out, '0');
}

/* A double in base 10 without an exponent: 100000000000000000000, 0.0000001. */
static void
print_plain(struct buf *out, double d)
{
	struct num_digits n;
	struct slice digits;

	if (is_infinite(out, d))
		return;
	num_shortest(&n, d);
	digits = (struct slice){ n.digits, (size_t)n.ndigits };
	if (n.negative)
		buf_char(out, '-');
	if (n.point <= 0) {
		buf_str(out, "0.");
		zeros(out, -n.point);
		buf_add(out, digits);
	} else if (n.point >= n.ndigits) {
		buf_add(out, digits);
		zeros(out, n.point - n.ndigits);
	} else {
		buf_add(out, slice_sub(digits, 0, (size_t)n.point));
		buf_char(out, '.');
		buf_add(out, slice_sub(digits, (size_t)n.point, digits.len));
	}
}

/* Bytes as text; each run that is no UTF-8 becomes one U+FFFD. */
static void
print_bytes(struct buf *out, struct slice s)
{
	while (s.len) {
		size_t bad = utf8_invalid(s);

		if (bad == SIZE_MAX)
			bad = s.len;
		buf_add(out, slice_sub(s, 0, bad));
		s = slice_sub(s, bad, s.len);
		if (s.len)
			buf_str(out, "\357\277\275");
		while (s.len && utf8_invalid(s) == 0)
			s = slice_sub(s, 1, s.len);
	}
}

static void print_text(struct format *f, const struct val *v);

static void
print_list(struct format *f, const struct val *v)
{
	buf_char(&f->out, '[');
	for (size_t i = 0; i < v->u.list.len && !f->bad; i++) {
		if (i)
			buf_str(&f->out, ", ");
		print_text(f, v->u.list.items[i]);
	}
	buf_char(&f->out, ']');
}

struct line {
	struct slice key;
	const struct val *val;
};

static int
by_key(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return slice_cmp(x->key, y->key);
}

/* Entries in the order of their keys' text. */
static void
print_map(struct format *f, const struct val *v)
{
	struct arena *a = f->c->ev->arena;
	size_t n = map_size(v);
	struct line *lines = arena_new_n(a, n, struct line);

	for (size_t i = 0; i < n; i++) {
		struct entry x = map_item(f->c->ev, v, i);
		struct buf key = BUF_IN(a);

		value_print(&key, x.key);
		lines[i] = (struct line){ buf_slice(&key), x.val };
	}
	if (n)
		qsort(lines, n, sizeof(*lines), by_key);
	buf_char(&f->out, '{');
	for (size_t i = 0; i < n && !f->bad; i++) {
		if (i)
			buf_str(&f->out, ", ");
		buf_add(&f->out, lines[i].key);
		buf_str(&f->out, ": ");
		print_text(f, lines[i].val);
	}
	buf_char(&f->out, '}');
}

/* %s. Lists and maps were weighed before, so this is paid for. */
static void
print_text(struct format *f, const struct val *v)
{
	switch ((enum val_kind)v->kind) {
	case VAL_LIST:
		print_list(f, v);
		return;
	case VAL_MAP:
	case VAL_DICT:
		print_map(f, v);
		return;
	case VAL_OPTIONAL:
	case VAL_BAD:
		refuse(f, 's', v);
		return;
	case VAL_BYTES:
		print_bytes(&f->out, v->u.str);
		return;
	case VAL_DOUBLE:
		print_plain(&f->out, v->u.d);
		return;
	default:
		value_print(&f->out, v);
		return;
	}
}

/* An integer in a base that is a power of two. */
static void
print_bits(struct format *f, const struct val *v, unsigned shift, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	bool negative = v->kind == VAL_INT && v->u.i < 0;
	uint64_t u = negative ? 0 - v->u.u : v->u.u;
	char text[64];
	size_t at = sizeof(text);

	do {
		text[--at] = digits[u & ((1u << shift) - 1)];
		u >>= shift;
	} while (u);
	if (negative)
		buf_char(&f->out, '-');
	buf_add(&f->out, (struct slice){ text + at, sizeof(text) - at });
}

static void
print_hex_bytes(struct format *f, struct slice s, bool upper)
{
	for (size_t i = 0; i < s.len; i++)
		buf_printf(&f->out, upper ? "%02X" : "%02x", (unsigned)(unsigned char)s.ptr[i]);
}

static void
print_double(struct format *f, const struct val *v, char clause, int places)
{
	char text[NUM_DOUBLE_MAX + 101];
	double d = v->kind == VAL_INT ? (double)v->u.i : v->kind == VAL_UINT ? (double)v->u.u : v->u.d;

	if (v->kind != VAL_INT && v->kind != VAL_UINT && v->kind != VAL_DOUBLE)
		refuse(f, clause, v);
	else if (!is_infinite(&f->out, d))
		buf_add(&f->out, clause == 'f' ? num_double_f(text, d, places) : num_double_e(text, d, places));
}

static bool
is_int(const struct val *v)
{
	return v->kind == VAL_INT || v->kind == VAL_UINT;
}

static void
print_clause(struct format *f, char clause, int places, const struct val *v)
{
	if (clause == 's')
		print_text(f, v);
	else if (clause == 'f' || clause == 'e')
		print_double(f, v, clause, places);
	else if (clause == 'd' && is_int(v))
		value_print(&f->out, v);
	else if (clause == 'd' && v->kind == VAL_DOUBLE)
		print_plain(&f->out, v->u.d);
	else if (clause == 'b' && v->kind == VAL_BOOL)
		buf_char(&f->out, v->u.b ? '1' : '0');
	else if (clause == 'b' && is_int(v))
		print_bits(f, v, 1, false);
	else if (clause == 'o' && is_int(v))
		print_bits(f, v, 3, false);
	else if ((clause == 'x' || clause == 'X') && is_int(v))
		print_bits(f, v, 4, clause == 'X');
	else if ((clause == 'x' || clause == 'X') && (v->kind == VAL_STRING || v->kind == VAL_BYTES))
		print_hex_bytes(f, v->u.str, clause == 'X');
	else
		refuse(f, clause, v);
}

/* The precision behind a '%', PLACES without one. */
static bool
precision(struct slice s, size_t *at, int *places)
{
	size_t start = *at + 1;
	int64_t n;

	*places = PLACES;
	if (*at >= s.len || s.ptr[*at] != '.')
		return true;
	for (++*at; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9';)
		++*at;
	if (!num_parse_int(slice_sub(s, start, *at), 10, &n) || n > PLACES_MAX)
		return false;
	*places = (int)n;
	return true;
}

static void
wrong(struct format *f, const char *what)
{
	f->bad = fault(f->c->ev, DIAG_EXPR_VALUE, f->c->e->at, "%s", what);
}

static void
clause(struct format *f, struct slice s, size_t *at, size_t *used)
{
	const struct val *list = f->c->args[1];
	int places;

	if (!precision(s, at, &places)) {
		wrong(f, "the precision of a '%' is '.' and a number up to 100");
	} else if (*at >= s.len) {
		wrong(f, "the format ends with a '%'; write '%%' for one");
	} else if (s.ptr[*at] == '%') {
		buf_char(&f->out, s.ptr[(*at)++]);
	} else if (slice_find(SLICE_LIT("sdfeboxX"), slice_sub(s, *at, *at + 1), 0) == SIZE_MAX) {
		f->bad = fault(f->c->ev, DIAG_EXPR_VALUE, f->c->e->at, "unknown clause '%%%.*s' in a format",
		               SLICE_FMT(slice_sub(s, *at, *at + 1)));
	} else if (*used >= list->u.list.len) {
		wrong(f, "the format wants more values than the list has");
	} else {
		print_clause(f, s.ptr[(*at)++], places, list->u.list.items[(*used)++]);
	}
}

const struct val *
fn_string_format(const struct call *c)
{
	struct format f = { .c = c, .out = BUF_IN(c->ev->arena) };
	struct slice s = c->args[0]->u.str;
	size_t used = 0;
	const struct val *v;

	if (!eval_spend(c->ev, s.len) || !eval_weigh(c->ev, c->args[1]))
		return eval_stop(c->ev, c->e->at);
	for (size_t at = 0; at < s.len && !f.bad;) {
		if (s.ptr[at] != '%') {
			buf_char(&f.out, s.ptr[at++]);
			continue;
		}
		at++;
		clause(&f, s, &at, &used);
	}
	if (!f.bad && used < c->args[1]->u.list.len)
		wrong(&f, "the list has more values than the format wants");
	v = f.bad ? f.bad : make_built(c->ev, buf_slice(&f.out), c->e->at);
	return v;
}
