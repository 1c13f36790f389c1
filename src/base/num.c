/* SPDX-License-Identifier: Apache-2.0 */
/* num.c - numbers as text. */
#include "base/num.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

struct slice
num_uint(char text[NUM_INT_MAX], uint64_t n)
{
	char *p = text + NUM_INT_MAX;

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	return (struct slice){ p, (size_t)(text + NUM_INT_MAX - p) };
}

struct slice
num_int(char text[NUM_INT_MAX], int64_t n)
{
	struct slice s = num_uint(text, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);

	if (n >= 0)
		return s;
	/* Digits stand at the end of `text`, with room before them. */
	text[NUM_INT_MAX - s.len - 1] = '-';
	return (struct slice){ s.ptr - 1, s.len + 1 };
}

void
num_shortest(struct num_digits *out, double d)
{
	char text[40];
	char *e;

	memset(out, 0, sizeof(*out));
	out->negative = signbit(d) != 0;
	d = fabs(d);
	for (int precision = 0; precision < 17; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, d);
		if (strtod(text, NULL) == d)
			break;
	}
	e = strchr(text, 'e');
	out->point = (int)strtol(e + 1, NULL, 10) + 1;
	for (const char *p = text; p < e; p++)
		if (*p != '.')
			out->digits[out->ndigits++] = *p;
	while (out->ndigits > 1 && out->digits[out->ndigits - 1] == '0')
		out->ndigits--;
	if (d == 0)
		out->point = 1;
}

static char *
put(char *p, const char *s, size_t n)
{
	memcpy(p, s, n);
	return p + n;
}

static char *
zeros(char *p, int n)
{
	for (; n > 0; n--)
		*p++ = '0';
	return p;
}

/* 123, 0.00123, 12.3 */
static char *
plain(char *p, const struct num_digits *d)
{
	if (d->point <= 0) {
		p = put(p, "0.", 2);
		p = zeros(p, -d->point);
		return put(p, d->digits, (size_t)d->ndigits);
	}
	if (d->point >= d->ndigits) {
		p = put(p, d->digits, (size_t)d->ndigits);
		return zeros(p, d->point - d->ndigits);
	}
	p = put(p, d->digits, (size_t)d->point);
	*p++ = '.';
	return put(p, d->digits + d->point, (size_t)(d->ndigits - d->point));
}

/* 1.23e+06; `width` is the least number of digits in the exponent. */
static char *
scientific(char *p, const struct num_digits *d, int width)
{
	int exponent = d->point - 1;
	char text[16];
	int n;

	*p++ = d->digits[0];
	if (d->ndigits > 1) {
		*p++ = '.';
		p = put(p, d->digits + 1, (size_t)(d->ndigits - 1));
	}
	*p++ = 'e';
	*p++ = exponent < 0 ? '-' : '+';
	n = snprintf(text, sizeof(text), "%0*d", width, exponent < 0 ? -exponent : exponent);
	return put(p, text, (size_t)n);
}

struct slice
num_double_g(char text[NUM_DOUBLE_MAX], double d)
{
	struct num_digits digits;
	char *p = text;
	int exponent;

	if (isnan(d))
		return SLICE_LIT("NaN");
	if (isinf(d))
		return d > 0 ? SLICE_LIT("+Inf") : SLICE_LIT("-Inf");
	num_shortest(&digits, d);
	exponent = digits.point - 1;
	if (digits.negative)
		*p++ = '-';
	/* Go's thresholds when the shortest form was asked for. */
	if (exponent < -4 || exponent >= 6)
		p = scientific(p, &digits, 2);
	else
		p = plain(p, &digits);
	return (struct slice){ text, (size_t)(p - text) };
}

struct slice
num_double_json(char text[NUM_DOUBLE_MAX], double d)
{
	struct num_digits digits;
	char *p = text;
	double magnitude = fabs(d);

	num_shortest(&digits, d);
	if (digits.negative)
		*p++ = '-';
	if (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21))
		p = scientific(p, &digits, digits.point - 1 < 0 ? 1 : 2);
	else
		p = plain(p, &digits);
	return (struct slice){ text, (size_t)(p - text) };
}

struct slice
num_double_f(char text[NUM_DOUBLE_MAX + 101], double d, int places)
{
	int n = snprintf(text, NUM_DOUBLE_MAX + 101, "%.*f", places, d);

	return (struct slice){ text, (size_t)n };
}

struct slice
num_double_e(char text[NUM_DOUBLE_MAX + 101], double d, int places)
{
	int n = snprintf(text, NUM_DOUBLE_MAX + 101, "%.*e", places, d);

	return (struct slice){ text, (size_t)n };
}

bool
num_parse_uint(struct slice s, unsigned base, uint64_t *out)
{
	uint64_t n = 0;

	if (s.len && s.ptr[0] == '+')
		s = slice_sub(s, 1, s.len);
	if (!s.len)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int d = ascii_hex(s.ptr[i]);

		if (d < 0 || (unsigned)d >= base || __builtin_mul_overflow(n, (uint64_t)base, &n) ||
		    __builtin_add_overflow(n, (uint64_t)d, &n))
			return false;
	}
	*out = n;
	return true;
}

bool
num_parse_int(struct slice s, unsigned base, int64_t *out)
{
	bool negative = s.len && s.ptr[0] == '-';
	uint64_t n;

	if (negative)
		s = slice_sub(s, 1, s.len);
	if ((negative && s.len && s.ptr[0] == '+') || !num_parse_uint(s, base, &n))
		return false;
	if (n > (uint64_t)INT64_MAX + (negative ? 1 : 0))
		return false;
	*out = negative ? (int64_t)(0 - n) : (int64_t)n;
	return true;
}

/* Length of the run of decimal digits at `at`. */
static size_t
digits_at(struct slice s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && ascii_digit(s.ptr[at + n]))
		n++;
	return n;
}

/* Whether all of s has the form that num_parse_double documents. */
static bool
is_decimal(struct slice s)
{
	size_t at = 0, whole, fraction = 0, n;

	if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
		at++;
	whole = digits_at(s, at);
	at += whole;
	if (at < s.len && s.ptr[at] == '.') {
		fraction = digits_at(s, ++at);
		at += fraction;
	}
	if (whole + fraction == 0)
		return false;
	if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
		at++;
		if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
			at++;
		n = digits_at(s, at);
		if (!n)
			return false;
		at += n;
	}
	return at == s.len;
}

bool
num_parse_double(struct slice s, double *out)
{
	char small[64];
	char *text = small;

	if (!is_decimal(s))
		return false;
	/* strtod wants a NUL; numbers longer than the buffer are rare. */
	if (s.len >= sizeof(small)) {
		text = malloc(s.len + 1);
		if (!text)
			return false;
	}
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	*out = strtod(text, NULL);
	if (text != small)
		free(text);
	return true;
}

bool
num_add(int64_t a, int64_t b, int64_t *out)
{
	return !__builtin_add_overflow(a, b, out);
}

bool
num_sub(int64_t a, int64_t b, int64_t *out)
{
	return !__builtin_sub_overflow(a, b, out);
}

bool
num_mul(int64_t a, int64_t b, int64_t *out)
{
	return !__builtin_mul_overflow(a, b, out);
}
