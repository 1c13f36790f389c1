/* SPDX-License-Identifier: Apache-2.0 */
/* convert.c - conversions between types (langdef.md, "Type Conversions"):
 * a value that the other type cannot hold is a mistake, never a guess. */
#include <math.h>

#include "base/ascii.h"
#include "base/num.h"
#include "base/utf8.h"
#include "expr/builtin.h"
#include "expr/print.h"
#include "expr/time.h"

static const struct val *
cannot(const struct call *c, const char *type)
{
	struct buf b = BUF_IN(c->ev->arena);
	const struct val *v = c->args[0], *f;

	value_print(&b, v);
	f = fault(c->ev, DIAG_EXPR_CONVERT, c->e->u.call.args[0]->at, "'%.*s' is no %s",
	          SLICE_FMT(slice_sub(buf_slice(&b), 0, 80)), type);
	return f;
}

static const struct val *
range(const struct call *c, const char *type)
{
	struct buf b = BUF_IN(c->ev->arena);
	const struct val *f;

	value_print(&b, c->args[0]);
	f = fault(c->ev, DIAG_EXPR_OVERFLOW, c->e->u.call.args[0]->at, "%.*s does not fit in %s", SLICE_FMT(buf_slice(&b)), type);
	return f;
}

const struct val *
fn_same(const struct call *c)
{
	return c->args[0];
}

const struct val *
fn_type(const struct call *c)
{
	struct val *v = arena_new(c->ev->arena, struct val);

	v->kind = VAL_TYPE;
	v->at = c->e->at;
	v->u.str = slice_of(expr_type_name(c->args[0]));
	return v;
}

const struct val *
fn_bool_string(const struct call *c)
{
	static const char *const yes[] = { "1", "t", "T", "true", "TRUE", "True" };
	static const char *const no[] = { "0", "f", "F", "false", "FALSE", "False" };

	for (size_t i = 0; i < 6; i++) {
		if (slice_is(c->args[0]->u.str, yes[i]))
			return &val_true;
		if (slice_is(c->args[0]->u.str, no[i]))
			return &val_false;
	}
	return cannot(c, "bool");
}

const struct val *
fn_int_uint(const struct call *c)
{
	uint64_t u = c->args[0]->u.u;

	return u > INT64_MAX ? range(c, "an int") : make_int(c->ev, (int64_t)u, c->e->at);
}

const struct val *
fn_int_double(const struct call *c)
{
	double d = c->args[0]->u.d;

	/* The bounds themselves are refused: cel-go cannot tell them from what lies beyond. */
	if (!(d > -0x1p63 && d < 0x1p63))
		return range(c, "an int");
	return make_int(c->ev, (int64_t)d, c->e->at);
}

const struct val *
fn_int_string(const struct call *c)
{
	int64_t n;

	return num_parse_int(c->args[0]->u.str, 10, &n) ? make_int(c->ev, n, c->e->at) : cannot(c, "int");
}

const struct val *
fn_int_timestamp(const struct call *c)
{
	return make_int(c->ev, c->args[0]->u.time.seconds, c->e->at);
}

const struct val *
fn_int_duration(const struct call *c)
{
	return make_int(c->ev, c->args[0]->u.i, c->e->at);
}

const struct val *
fn_uint_int(const struct call *c)
{
	int64_t n = c->args[0]->u.i;

	return n < 0 ? range(c, "a uint") : make_uint(c->ev, (uint64_t)n, c->e->at);
}

const struct val *
fn_uint_double(const struct call *c)
{
	double d = c->args[0]->u.d;

	return d >= 0 && d < 0x1p64 ? make_uint(c->ev, (uint64_t)d, c->e->at) : range(c, "a uint");
}

const struct val *
fn_uint_string(const struct call *c)
{
	struct slice s = c->args[0]->u.str;
	uint64_t n;

	if (!num_parse_uint(s, 10, &n) || s.ptr[0] == '+')
		return cannot(c, "uint");
	return make_uint(c->ev, n, c->e->at);
}

const struct val *
fn_double_int(const struct call *c)
{
	return make_double(c->ev, (double)c->args[0]->u.i, c->e->at);
}

const struct val *
fn_double_uint(const struct call *c)
{
	return make_double(c->ev, (double)c->args[0]->u.u, c->e->at);
}

/* Whether s is a word in any case. */
static bool
is_word(struct slice s, const char *word)
{
	size_t i = 0;

	while (i < s.len && word[i] && (s.ptr[i] | 0x20) == word[i])
		i++;
	return i == s.len && !word[i];
}

/* "inf", "+Infinity", "NaN" ...: what Go reads beside numbers. */
static bool
double_word(struct slice s, double *out)
{
	bool negative = s.len && s.ptr[0] == '-', sign = negative || (s.len && s.ptr[0] == '+');
	struct slice word = slice_sub(s, sign, s.len);

	if (is_word(word, "inf") || is_word(word, "infinity"))
		*out = negative ? -INFINITY : INFINITY;
	else if (!sign && is_word(word, "nan"))
		*out = NAN;
	else
		return false;
	return true;
}

/* Takes the underscores out of s into `out`; false when one does not stand
 * between digits. */
static bool
without_underscores(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '_')
			buf_char(out, s.ptr[i]);
		else if (i == 0 || i + 1 == s.len || !ascii_digit(s.ptr[i - 1]) || !ascii_digit(s.ptr[i + 1]))
			return false;
	}
	return true;
}

/* What Go reads as a decimal number: 1_000.5 too. */
static bool
parse_double(struct eval *ev, struct slice s, double *out)
{
	struct buf plain = BUF_IN(ev->arena);

	if (double_word(s, out) || num_parse_double(s, out))
		return true;
	return without_underscores(s, &plain) && num_parse_double(buf_slice(&plain), out);
}

const struct val *
fn_double_string(const struct call *c)
{
	struct slice s = c->args[0]->u.str;
	double d;

	if (!eval_spend(c->ev, s.len))
		return eval_stop(c->ev, c->e->at);
	if (!parse_double(c->ev, s, &d))
		return cannot(c, "double");
	return isinf(d) && !double_word(s, &d) ? range(c, "a double") : make_double(c->ev, d, c->e->at);
}

const struct val *
fn_string(const struct call *c)
{
	struct buf b = BUF_IN(c->ev->arena);
	const struct val *v;

	value_print(&b, c->args[0]);
	v = make_built(c->ev, buf_slice(&b), c->e->at);
	return v;
}

const struct val *
fn_string_bytes(const struct call *c)
{
	struct slice s = c->args[0]->u.str;

	if (!eval_spend(c->ev, s.len))
		return eval_stop(c->ev, c->e->at);
	if (utf8_invalid(s) != SIZE_MAX)
		return fault(c->ev, DIAG_EXPR_CONVERT, c->e->at, "the bytes are no UTF-8");
	return make_text(c->ev, s, c->e->at);
}

const struct val *
fn_bytes_string(const struct call *c)
{
	return make_bytes(c->ev, c->args[0]->u.str, c->e->at);
}

const struct val *
fn_duration(const struct call *c)
{
	int64_t ns;

	return duration_parse(c->args[0]->u.str, &ns) ? make_duration(c->ev, ns, c->e->at) : cannot(c, "duration");
}

const struct val *
fn_timestamp(const struct call *c)
{
	struct val_time t;

	return time_parse(c->args[0]->u.str, &t) ? make_time(c->ev, t, c->e->at) : cannot(c, "timestamp");
}

const struct val *
fn_timestamp_int(const struct call *c)
{
	int64_t n = c->args[0]->u.i;

	return time_in_range(n) ? make_time(c->ev, (struct val_time){ n, 0 }, c->e->at) : range(c, "a timestamp");
}
