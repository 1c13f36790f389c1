/* SPDX-License-Identifier: Apache-2.0 */
/* quantity.c - parsing, adding and printing Kubernetes quantities. */
#include "expr/quantity.h"

#include <math.h>

#include "base/num.h"

enum {
	NANO = -9,
	DIGITS_MAX = 37,          /* decimal digits that always fit in 128 bits */
	FAST_DIGITS = 18,         /* Kubernetes keeps the text of such numbers */
};

#define NANOS_PER_UNIT ((quantity_nanos)1000000000)

static const struct {
	const char *name;
	enum quantity_format format;
	int exponent;             /* of 10, or of 2 for QUANTITY_BINARY */
} suffixes[] = {
	{ "n", QUANTITY_DECIMAL, -9 }, { "u", QUANTITY_DECIMAL, -6 }, { "m", QUANTITY_DECIMAL, -3 },
	{ "", QUANTITY_DECIMAL, 0 },   { "k", QUANTITY_DECIMAL, 3 },  { "M", QUANTITY_DECIMAL, 6 },
	{ "G", QUANTITY_DECIMAL, 9 },  { "T", QUANTITY_DECIMAL, 12 }, { "P", QUANTITY_DECIMAL, 15 },
	{ "E", QUANTITY_DECIMAL, 18 }, { "Ki", QUANTITY_BINARY, 10 }, { "Mi", QUANTITY_BINARY, 20 },
	{ "Gi", QUANTITY_BINARY, 30 }, { "Ti", QUANTITY_BINARY, 40 }, { "Pi", QUANTITY_BINARY, 50 },
	{ "Ei", QUANTITY_BINARY, 60 },
};

static bool
read_suffix(struct slice s, enum quantity_format *format, int *exponent)
{
	int64_t n;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (slice_is(s, suffixes[i].name)) {
			*format = suffixes[i].format;
			*exponent = suffixes[i].exponent;
			return true;
		}
	}
	if (s.len < 2 || (s.ptr[0] != 'e' && s.ptr[0] != 'E') || !num_parse_int(slice_sub(s, 1, s.len), 10, &n))
		return false;
	*format = QUANTITY_EXPONENT;
	*exponent = n > 1000 ? 1000 : n < -1000 ? -1000 : (int)n;
	return true;
}

/* The number before the suffix: digits and where the point is. */
struct decimal {
	struct slice whole, part;  /* without leading zeros; without a point */
	bool negative;
	size_t end;                /* of it in the text */
};

static bool
read_decimal(struct slice s, struct decimal *d)
{
	size_t at = 0, start;

	d->negative = s.len && s.ptr[0] == '-';
	at += s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
	start = at;
	while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
		at++;
	d->whole = slice_sub(s, start, at);
	d->part = SLICE_LIT("");
	if (at < s.len && s.ptr[at] == '.') {
		start = ++at;
		while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
			at++;
		d->part = slice_sub(s, start, at);
	}
	d->end = at;
	if (d->whole.len + d->part.len == 0)
		return false;
	while (d->whole.len && d->whole.ptr[0] == '0')
		d->whole = slice_sub(d->whole, 1, d->whole.len);
	return true;
}

static bool
times_ten(quantity_nanos *n, int times)
{
	for (; times > 0; times--)
		if (__builtin_mul_overflow(*n, (quantity_nanos)10, n))
			return false;
	return true;
}

/* Divides by ten, `rest` remembering whether anything was cut off. */
static void
over_ten(quantity_nanos *n, int times, bool *rest)
{
	for (; times > 0 && *n; times--) {
		*rest |= *n % 10 != 0;
		*n /= 10;
	}
}

/* |d| * 10^exponent * 2^shift in billionths, what is smaller rounded up; false when
 * that does not fit. */
static bool
scale(const struct decimal *d, int exponent, int shift, quantity_nanos *out)
{
	size_t used = d->part.len < DIGITS_MAX - 2 ? d->part.len : DIGITS_MAX - 2;
	int power = exponent - NANO - (int)used;
	bool rest = false;

	*out = 0;
	for (size_t i = 0; i < d->whole.len + used; i++) {
		char c = i < d->whole.len ? d->whole.ptr[i] : d->part.ptr[i - d->whole.len];

		if (__builtin_mul_overflow(*out, (quantity_nanos)10, out) ||
		    __builtin_add_overflow(*out, (quantity_nanos)(c - '0'), out))
			return false;
	}
	for (size_t i = used; i < d->part.len; i++)
		rest |= d->part.ptr[i] != '0';
	if (__builtin_mul_overflow(*out, (quantity_nanos)1 << shift, out) || !times_ten(out, power))
		return false;
	over_ten(out, -power, &rest);
	*out += rest;
	return true;
}

/* What does not fit is kept as a double. */
static void
make_huge(struct slice number, int exponent, int shift, struct quantity *out)
{
	double d = 0;

	(void)num_parse_double(number, &d);
	out->huge = ldexp(d * pow(10, exponent), shift);
	out->nanos = 0;
}

const char *
quantity_parse(struct slice s, struct quantity *out)
{
	struct decimal d;
	int exponent, shift;
	quantity_nanos largest = (quantity_nanos)INT64_MAX * NANOS_PER_UNIT;

	*out = (struct quantity){ 0 };
	if (!read_decimal(s, &d))
		return "a quantity begins with a number";
	if (!read_suffix(slice_sub(s, d.end, s.len), &out->format, &exponent))
		return "the suffixes are n u m k M G T P E, Ki Mi Gi Ti Pi Ei and exponents like e3";
	shift = out->format == QUANTITY_BINARY ? exponent : 0;
	exponent = shift ? 0 : exponent;
	if (!scale(&d, exponent, shift, &out->nanos))
		make_huge(slice_sub(s, 0, d.end), exponent, shift, out);
	if (shift && (out->nanos > largest || out->huge != 0)) {
		out->nanos = largest;
		out->huge = 0;
	}
	/* Below one, a binary suffix would only confuse. */
	if (shift && out->nanos > 0 && out->nanos < NANOS_PER_UNIT)
		out->format = QUANTITY_DECIMAL;
	if (d.negative)
		out->nanos = -out->nanos;
	if (out->huge != 0 || (d.part.len == 0 && d.whole.len <= FAST_DIGITS))
		out->text = s;
	return NULL;
}

static bool
combine(const struct quantity *a, const struct quantity *b, bool minus, struct quantity *out)
{
	*out = (struct quantity){ .format = a->nanos ? a->format : b->format };
	if (a->huge != 0 || b->huge != 0)
		return false;
	return minus ? !__builtin_sub_overflow(a->nanos, b->nanos, &out->nanos)
	             : !__builtin_add_overflow(a->nanos, b->nanos, &out->nanos);
}

bool
quantity_add(const struct quantity *a, const struct quantity *b, struct quantity *out)
{
	return combine(a, b, false, out);
}

bool
quantity_sub(const struct quantity *a, const struct quantity *b, struct quantity *out)
{
	return combine(a, b, true, out);
}

int
quantity_compare(const struct quantity *a, const struct quantity *b)
{
	double x, y;

	if (a->huge == 0 && b->huge == 0)
		return (a->nanos > b->nanos) - (a->nanos < b->nanos);
	x = quantity_double(a);
	y = quantity_double(b);
	return (x > y) - (x < y);
}

int
quantity_sign(const struct quantity *q)
{
	if (q->huge != 0)
		return q->huge > 0 ? 1 : -1;
	return (q->nanos > 0) - (q->nanos < 0);
}

struct quantity
quantity_of(int64_t n)
{
	return (struct quantity){ .nanos = n * NANOS_PER_UNIT, .format = QUANTITY_EXPONENT };
}

bool
quantity_integer(const struct quantity *q, int64_t *out)
{
	quantity_nanos whole = q->nanos / NANOS_PER_UNIT;

	*out = (int64_t)whole;
	return q->huge == 0 && q->nanos % NANOS_PER_UNIT == 0 && whole >= INT64_MIN && whole <= INT64_MAX;
}

double
quantity_double(const struct quantity *q)
{
	quantity_nanos whole = q->nanos / NANOS_PER_UNIT, part = q->nanos % NANOS_PER_UNIT;

	if (q->huge != 0)
		return q->huge;
	/* A whole number is exact until the last step; a fraction is rounded once. */
	return part == 0 ? (double)whole : (double)((long double)q->nanos / (long double)NANOS_PER_UNIT);
}

/* The digits of |n|, and "-" before. */
static void
print_number(struct buf *out, quantity_nanos n, bool negative)
{
	char text[48];
	size_t at = sizeof(text);

	do {
		text[--at] = (char)('0' + (int)(n % 10));
		n /= 10;
	} while (n);
	if (negative)
		buf_char(out, '-');
	buf_add(out, (struct slice){ text + at, sizeof(text) - at });
}

static void
print_suffix(struct buf *out, enum quantity_format format, int exponent)
{
	for (size_t i = 0; format != QUANTITY_EXPONENT && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (suffixes[i].format == format && suffixes[i].exponent == exponent) {
			buf_str(out, suffixes[i].name);
			return;
		}
	}
	if (exponent)
		buf_printf(out, "e%d", exponent);
}

static void
print_decimal(struct buf *out, quantity_nanos n, bool negative, enum quantity_format format)
{
	int exponent = NANO;

	while (n % 1000 == 0) {
		n /= 1000;
		exponent += 3;
	}
	print_number(out, n, negative);
	print_suffix(out, format, exponent);
}

void
quantity_print(struct buf *out, const struct quantity *q)
{
	bool negative = q->nanos < 0;
	quantity_nanos n = negative ? -q->nanos : q->nanos;
	int exponent = 0;

	if (q->text.ptr && q->text.len) {
		buf_add(out, q->text);
		return;
	}
	if (n == 0) {
		buf_char(out, '0');
		return;
	}
	/* Small and fractional numbers have no binary suffix. */
	if (q->format != QUANTITY_BINARY || n < 1024 * NANOS_PER_UNIT || n % NANOS_PER_UNIT) {
		print_decimal(out, n, negative, q->format == QUANTITY_BINARY ? QUANTITY_DECIMAL : q->format);
		return;
	}
	for (n /= NANOS_PER_UNIT; n % 1024 == 0 && exponent < 60; exponent += 10)
		n /= 1024;
	print_number(out, n, negative);
	print_suffix(out, QUANTITY_BINARY, exponent);
}
