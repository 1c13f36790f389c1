/* SPDX-License-Identifier: Apache-2.0 */
/* number.c - keywords of numbers, with the API server's arithmetic
 * (kube-openapi, pkg/validation/validate/values.go): bounds and factors are
 * doubles; against an integer they lose their fraction first. */
#include <float.h>
#include <math.h>

#include "base/num.h"
#include "schema/schema_priv.h"

static struct slice
show(struct arena *a, double d)
{
	char text[NUM_DOUBLE_MAX];

	return arena_slice(a, num_double_json(text, d));
}

static double
as_double(const struct val *v)
{
	return v->kind == VAL_INT ? (double)v->u.i : v->kind == VAL_UINT ? (double)v->u.u : v->u.d;
}

/* Toward zero, and to the nearest that there is. */
static int64_t
truncated(double d)
{
	if (d >= 0x1p63)
		return INT64_MAX;
	return d <= -0x1p63 ? INT64_MIN : (int64_t)d;
}

/* <0, 0, >0 as the value is below, at or above the bound. */
static int
against(const struct val *v, double bound)
{
	double d;

	if (v->kind == VAL_INT) {
		int64_t b = truncated(bound);

		return (v->u.i > b) - (v->u.i < b);
	}
	d = as_double(v);
	return (d > bound) - (d < bound);
}

static bool
out_of_range(struct schema_check *c, const struct spot *at, const char *rule, const char *fmt, double bound)
{
	struct diag *d;

	if (c->quiet > 1)
		return false;
	d = spot_report(c, DIAG_FIELD_RANGE, spot_place(at), "%.*s %s %.*s", SLICE_FMT(spot_show(c->arena, at->val)), fmt,
	                SLICE_FMT(show(c->arena, bound)));
	return spot_done(c, at, d, rule);
}

/* Beside a bound or factor with a fraction the API server refuses every
 * value of an integer type. */
static bool
no_integer(struct schema_check *c, const struct spot *at, const char *rule, double bound)
{
	struct diag *d;

	if (c->quiet > 1)
		return false;
	d = spot_report(c, DIAG_FIELD_RANGE, spot_place(at), "the schema's '%s' of %.*s is no integer, so it refuses every integer",
	                rule, SLICE_FMT(show(c->arena, bound)));
	return spot_done(c, at, d, rule);
}

static bool
fits_format(const struct schema *s, const struct val *v, double d)
{
	switch ((enum format)s->format) {
	case FORMAT_INT32:
		return d >= INT32_MIN && d <= INT32_MAX;
	case FORMAT_FLOAT:
		return s->types != TYPE_NUMBER || fabs(d) < (double)FLT_MAX + 0x1p103;
	default:
		return s->types != TYPE_INTEGER || v->kind != VAL_UINT || v->u.u <= INT64_MAX;
	}
}

static bool
check_range(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	struct diag *d;

	if (!(s->types == TYPE_INTEGER || s->types == TYPE_NUMBER) || fits_format(s, at->val, as_double(at->val)))
		return true;
	if (c->quiet > 1)
		return false;
	d = spot_report(c, DIAG_FIELD_RANGE, spot_place(at), "%.*s does not fit into %s",
	                SLICE_FMT(spot_show(c->arena, at->val)),
	                s->format ? format_name((enum format)s->format) : "a 64-bit integer");
	return spot_done(c, at, d, s->format ? "format" : "type");
}

/* A quotient counts as whole within a relative error of 1e-9. */
static bool
nearly_whole(double q)
{
	double whole = round(q);

	if (!isfinite(q) || fabs(q) > 0x1p53 - 1)
		return false;
	return q == whole || (whole != 0 && fabs(q - whole) < 1e-9 * fabs(whole));
}

static bool
is_multiple(const struct val *v, double factor)
{
	if (v->kind == VAL_INT) {
		int64_t f = truncated(factor);

		return f > 0 && v->u.i % f == 0;
	}
	if (factor <= 0)
		return false;
	return nearly_whole(factor < 1 ? 1 / factor * as_double(v) : as_double(v) / factor);
}

static bool
check_multiple(struct schema_check *c, const struct spot *at)
{
	double factor = at->schema->multiple;

	if (at->schema->types == TYPE_INTEGER && factor != floor(factor))
		return no_integer(c, at, "multipleOf", factor);
	if (is_multiple(at->val, factor))
		return true;
	if (at->val->kind == VAL_INT && factor < 1)
		return out_of_range(c, at, "multipleOf", "is an integer, and the API server refuses those beside a multipleOf of", factor);
	return out_of_range(c, at, "multipleOf", "is no multiple of", factor);
}

static bool
check_maximum(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	int side = against(at->val, s->maximum);

	if (s->types == TYPE_INTEGER && s->maximum != floor(s->maximum))
		return no_integer(c, at, "maximum", s->maximum);
	if (side < 0 || (side == 0 && !s->exclusive_maximum))
		return true;
	return out_of_range(c, at, "maximum", s->exclusive_maximum ? "must be less than" : "is more than the maximum of",
	                    s->maximum);
}

static bool
check_minimum(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	int side = against(at->val, s->minimum);

	if (s->types == TYPE_INTEGER && s->minimum != floor(s->minimum))
		return no_integer(c, at, "minimum", s->minimum);
	if (side > 0 || (side == 0 && !s->exclusive_minimum))
		return true;
	return out_of_range(c, at, "minimum", s->exclusive_minimum ? "must be more than" : "is less than the minimum of",
	                    s->minimum);
}

bool
keyword_number(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	bool ok = check_range(c, at);

	if (!keyword_plain(c, at))
		return false;
	if (s->has_multiple)
		ok &= check_multiple(c, at);
	if (s->has_minimum)
		ok &= check_minimum(c, at);
	if (s->has_maximum)
		ok &= check_maximum(c, at);
	return ok;
}
