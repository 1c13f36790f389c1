/* SPDX-License-Identifier: Apache-2.0 */
/* scalar.c - plain scalars by the core schema of YAML 1.2, and the texts that
 * YAML 1.1 reads differently. */
#include "read/scalar.h"

#include <math.h>

#include "base/ascii.h"
#include "base/num.h"

static bool
one_of(struct slice s, const char *const words[])
{
	for (; *words; words++)
		if (slice_is(s, *words))
			return true;
	return false;
}

/* Length of the run of bytes of `set` at `at`. */
static size_t
run(struct slice s, size_t at, const char *set)
{
	size_t n = 0;

	for (; at + n < s.len; n++) {
		const char *c = set;

		while (*c && *c != s.ptr[at + n])
			c++;
		if (!*c)
			break;
	}
	return n;
}

static size_t
sign(struct slice s)
{
	return s.len && (s.ptr[0] == '+' || s.ptr[0] == '-');
}

/* [-+]? [0-9]+ */
static bool
is_decimal(struct slice s)
{
	size_t from = sign(s);

	return s.len > from && run(s, from, "0123456789") == s.len - from;
}

/* 0o17 and 0x1F; the core schema gives these no sign. */
static bool
based(struct slice s, struct scalar *out)
{
	unsigned base = s.len > 1 && s.ptr[1] == 'o' ? 8 : 16;
	const char *digits = base == 8 ? "01234567" : "0123456789abcdefABCDEF";

	if (s.len < 3 || s.ptr[0] != '0' || (s.ptr[1] != 'o' && s.ptr[1] != 'x'))
		return false;
	if (run(s, 2, digits) != s.len - 2)
		return false;
	out->kind = num_parse_int(slice_sub(s, 2, s.len), base, &out->i) ? SCALAR_INT : SCALAR_RANGE;
	return true;
}

/* [-+]? .inf, and .nan */
static bool
special_float(struct slice s, struct scalar *out)
{
	static const char *const inf[] = { ".inf", ".Inf", ".INF", NULL };
	static const char *const nan[] = { ".nan", ".NaN", ".NAN", NULL };

	if (one_of(s, nan))
		out->d = NAN;
	else if (one_of(slice_sub(s, sign(s), s.len), inf))
		out->d = s.ptr[0] == '-' ? -INFINITY : INFINITY;
	else
		return false;
	out->kind = SCALAR_FLOAT;
	return true;
}

struct scalar
scalar_resolve(struct slice s)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const trues[] = { "true", "True", "TRUE", NULL };
	static const char *const falses[] = { "false", "False", "FALSE", NULL };
	struct scalar out = { .kind = SCALAR_STRING };
	size_t from = sign(s);

	/* Most text begins with a letter that begins none of the others. */
	if (s.len > from && !ascii_digit(s.ptr[from]) && run(s, from, ".~ntfNTF") == 0)
		return out;
	if (s.len <= 4 && one_of(s, nulls)) {
		out.kind = SCALAR_NULL;
	} else if (s.len <= 5 && (one_of(s, trues) || one_of(s, falses))) {
		out.kind = SCALAR_BOOL;
		out.b = one_of(s, trues);
	} else if (is_decimal(s)) {
		out.kind = num_parse_int(s, 10, &out.i) ? SCALAR_INT : SCALAR_RANGE;
	} else if (s.len > from && (ascii_digit(s.ptr[from]) || s.ptr[from] == '.')) {
		if (based(s, &out) || special_float(s, &out) || !num_parse_double(s, &out.d))
			return out;
		out.kind = isfinite(out.d) ? SCALAR_FLOAT : SCALAR_RANGE;
	}
	return out;
}

/* Integers that the core schema does not know: 1_000, 0b11, -0x1F, 0X1F. */
static bool
is_int_11(struct slice s)
{
	static const struct { char lower, upper; const char *digits; } bases[] = {
		{ 'b', 'B', "01_" },
		{ 'o', 'O', "01234567_" },
		{ 'x', 'X', "0123456789abcdefABCDEF_" },
	};

	s = slice_sub(s, sign(s), s.len);
	if (!s.len || !ascii_digit(s.ptr[0]))
		return false;
	if (run(s, 0, "0123456789_") == s.len)
		return true;
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		if (s.len > 2 && s.ptr[0] == '0' && (s.ptr[1] == bases[i].lower || s.ptr[1] == bases[i].upper))
			return run(s, 2, bases[i].digits) == s.len - 2;
	return false;
}

/* 1_000.5: a float with underscores. */
static bool
is_float_11(struct slice s)
{
	size_t at = sign(s), whole = run(s, at, "0123456789_");

	if (!whole || !ascii_digit(s.ptr[at]))
		return false;
	at += whole;
	if (at == s.len || s.ptr[at] != '.')
		return false;
	at++;
	at += run(s, at, "0123456789_");
	if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
		at++;
		at += run(s, at, "+-");
		at += run(s, at, "0123456789");
	}
	return at == s.len && slice_find(s, SLICE_LIT("_"), 0) != SIZE_MAX;
}

/* [-+]? [0-9]+ (:[0-5]?[0-9])+ (\.[0-9]*)? */
static bool
is_base60(struct slice s)
{
	size_t at = sign(s), groups = 0, n = run(s, at, "0123456789_");

	if (!n || !ascii_digit(s.ptr[at]))
		return false;
	for (at += n; at < s.len && s.ptr[at] == ':'; groups++) {
		n = run(s, ++at, "0123456789");
		if (n == 0 || n > 2 || (n == 2 && s.ptr[at] > '5'))
			return false;
		at += n;
	}
	if (at < s.len && s.ptr[at] == '.')
		at += 1 + run(s, at + 1, "0123456789_");
	return groups > 0 && at == s.len;
}

/* 2001-12-14, also with a time behind it. */
static bool
is_date(struct slice s)
{
	size_t at = 5, n;

	if (s.len < 8 || run(s, 0, "0123456789") != 4 || s.ptr[4] != '-')
		return false;
	n = run(s, at, "0123456789");
	at += n;
	if (n < 1 || n > 2 || at == s.len || s.ptr[at] != '-')
		return false;
	n = run(s, ++at, "0123456789");
	at += n;
	if (n < 1 || n > 2)
		return false;
	if (at == s.len)
		return true;
	at += s.ptr[at] == 'T' || s.ptr[at] == 't' ? 1 : run(s, at, " \t");
	n = run(s, at, "0123456789");
	return (n == 1 || n == 2) && at + n < s.len && s.ptr[at + n] == ':';
}

const char *
scalar_hazard(struct slice s)
{
	static const char *const bools[] = { "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO",
	                                     "on", "On", "ON", "off", "Off", "OFF", NULL };
	struct scalar core;
	size_t from = sign(s);

	if (!s.len)
		return NULL;
	if (!ascii_digit(s.ptr[0]) && !from) {
		if (s.len <= 3 && one_of(s, bools))
			return "a boolean to kubectl";
		return slice_is(s, "=") || slice_is(s, "<<") ? "a special value to YAML 1.1 readers" : NULL;
	}
	if (s.len > from + 1 && s.ptr[from] == '0' && is_decimal(s))
		return run(s, from, "01234567") == s.len - from ? "an octal number to kubectl" : "text to YAML 1.1 readers";
	core = scalar_resolve(s);
	if (core.kind != SCALAR_STRING)
		return NULL;
	if (is_int_11(s))
		return "an integer to kubectl";
	if (is_float_11(s))
		return "a number to kubectl";
	if (is_base60(s))
		return "a number to the base 60 to YAML 1.1 readers";
	return is_date(s) ? "a date to YAML 1.1 readers" : NULL;
}

bool
scalar_key_kept(struct slice s)
{
	struct scalar core = scalar_resolve(s);
	char text[NUM_INT_MAX];

	if (core.kind == SCALAR_STRING)
		return true;
	if (core.kind == SCALAR_BOOL)
		return slice_is(s, "true") || slice_is(s, "false");
	return core.kind == SCALAR_INT && slice_eq(s, num_int(text, core.i));
}
