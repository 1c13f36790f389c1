/* SPDX-License-Identifier: Apache-2.0 */
/* time.c - calendar arithmetic, RFC 3339 and Go's durations. */
#include "expr/time.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/num.h"

#define FIRST_SECOND (-62135596800)  /* 0001-01-01T00:00:00Z */
#define LAST_SECOND 253402300799     /* 9999-12-31T23:59:59Z */

enum { DAY = 86400 };

bool
time_in_range(int64_t seconds)
{
	return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}

const struct val *
time_shift(struct eval *ev, struct val_time t, int64_t ns, struct span at)
{
	int64_t nanos = t.nanos + ns % NS_PER_SECOND;
	int64_t seconds = t.seconds + ns / NS_PER_SECOND;

	if (nanos < 0)
		seconds--, nanos += NS_PER_SECOND;
	if (nanos >= NS_PER_SECOND)
		seconds++, nanos -= NS_PER_SECOND;
	if (!time_in_range(seconds))
		return fault(ev, DIAG_EXPR_OVERFLOW, at, "timestamp overflow: only the years 1 to 9999 are known");
	return make_time(ev, (struct val_time){ seconds, (int32_t)nanos }, at);
}

const struct val *
time_between(struct eval *ev, struct val_time a, struct val_time b, struct span at)
{
	int64_t ns;

	/* Seconds are in range, so their difference is. */
	if (!num_mul(a.seconds - b.seconds, NS_PER_SECOND, &ns) || !num_add(ns, a.nanos - b.nanos, &ns))
		return fault(ev, DIAG_EXPR_OVERFLOW, at, "duration overflow");
	return make_duration(ev, ns, at);
}

/* Years begin in March here, so that a leap day is the last of its year. */
int64_t
time_days(int64_t year, unsigned month, unsigned day)
{
	int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil
time_civil(int64_t seconds)
{
	struct civil c;
	int64_t days = seconds / DAY, rest = seconds % DAY, z, era, of_era, year, of_year, month;

	if (rest < 0)
		days--, rest += DAY;
	z = days + 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	of_era = z - era * 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	c.day = (unsigned)(of_year - (153 * month + 2) / 5 + 1);
	c.month = (unsigned)(month < 10 ? month + 3 : month - 9);
	c.year = year + era * 400 + (c.month <= 2);
	c.weekday = (unsigned)(((days + 4) % 7 + 7) % 7);
	c.yearday = (unsigned)(days - time_days(c.year, 1, 1));
	c.hour = (unsigned)(rest / 3600);
	c.minute = (unsigned)(rest / 60 % 60);
	c.second = (unsigned)(rest % 60);
	return c;
}

static bool
leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* `n` digits at *at, then the byte `after` (NUL: nothing). */
static bool
digits(struct slice s, size_t *at, size_t n, char after, unsigned *out)
{
	*out = 0;
	for (size_t end = *at + n; *at < end; ++*at) {
		if (*at >= s.len || !ascii_digit(s.ptr[*at]))
			return false;
		*out = *out * 10 + (unsigned)(s.ptr[*at] - '0');
	}
	if (!after)
		return true;
	return *at < s.len && s.ptr[(*at)++] == after;
}

/* Digits behind a point as billionths; more than nine are dropped. */
static bool
fraction(struct slice s, size_t *at, int32_t *nanos)
{
	int32_t unit = NS_PER_SECOND / 10;
	size_t start = ++*at;

	for (*nanos = 0; *at < s.len && ascii_digit(s.ptr[*at]); ++*at, unit /= 10)
		*nanos += (s.ptr[*at] - '0') * unit;
	return *at > start;
}

static bool
offset(struct slice s, size_t *at, int64_t *seconds)
{
	unsigned hour, minute;
	bool west;

	*seconds = 0;
	if (*at >= s.len)
		return false;
	if (s.ptr[*at] == 'Z') {
		++*at;
		return true;
	}
	if (s.ptr[*at] != '+' && s.ptr[*at] != '-')
		return false;
	west = s.ptr[(*at)++] == '-';
	if (!digits(s, at, 2, ':', &hour) || !digits(s, at, 2, '\0', &minute) || hour > 24 || minute > 59)
		return false;
	*seconds = (int64_t)(hour * 3600 + minute * 60) * (west ? -1 : 1);
	return true;
}

bool
time_parse(struct slice s, struct val_time *out)
{
	static const unsigned char lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned year, month, day, hour, minute, second;
	size_t at = 0;
	int64_t east;

	if (!digits(s, &at, 4, '-', &year) || !digits(s, &at, 2, '-', &month) || !digits(s, &at, 2, 'T', &day) ||
	    !digits(s, &at, 2, ':', &hour) || !digits(s, &at, 2, ':', &minute) || !digits(s, &at, 2, '\0', &second))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1] + (unsigned)(month == 2 && leap(year)) ||
	    hour > 23 || minute > 59 || second > 59)
		return false;
	out->nanos = 0;
	if (at < s.len && s.ptr[at] == '.' && !fraction(s, &at, &out->nanos))
		return false;
	if (!offset(s, &at, &east) || at != s.len)
		return false;
	out->seconds = time_days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - east;
	return time_in_range(out->seconds);
}

/* Billionths without the zeros at their end, behind a point. */
static void
print_fraction(struct buf *out, int64_t nanos)
{
	char text[16] = ".";
	size_t n = 9;

	for (size_t i = 9; i > 0; i--, nanos /= 10)
		text[i] = (char)('0' + nanos % 10);
	while (n > 0 && text[n] == '0')
		n--;
	if (n)
		buf_add(out, (struct slice){ text, n + 1 });
}

void
time_print(struct buf *out, struct val_time t)
{
	struct civil c = time_civil(t.seconds);

	buf_printf(out, "%04d-%02u-%02uT%02u:%02u:%02u", (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
	print_fraction(out, t.nanos);
	buf_char(out, 'Z');
}

void
duration_print(struct buf *out, int64_t ns)
{
	uint64_t u = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
	char text[NUM_INT_MAX];

	if (ns < 0)
		buf_char(out, '-');
	buf_add(out, num_uint(text, u / NS_PER_SECOND));
	print_fraction(out, (int64_t)(u % NS_PER_SECOND));
	buf_char(out, 's');
}

/* The unit at *at in nanoseconds; 0 when there is none. */
static uint64_t
unit(struct slice s, size_t *at)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{ "ns", 1 }, { "us", 1000 }, { "\302\265s", 1000 }, { "\316\274s", 1000 }, { "ms", 1000000 },
		{ "s", 1000000000 }, { "m", 60000000000 }, { "h", 3600000000000 },
	};
	size_t end = *at;

	while (end < s.len && s.ptr[end] != '.' && !ascii_digit(s.ptr[end]))
		end++;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (slice_is(slice_sub(s, *at, end), units[i].name)) {
			*at = end;
			return units[i].ns;
		}
	}
	return 0;
}

/* One number with its unit, added to *sum. */
static bool
duration_part(struct slice s, size_t *at, uint64_t *sum)
{
	uint64_t whole = 0, ns, part = 0, scale = 1;
	size_t start = *at, seen;

	for (; *at < s.len && ascii_digit(s.ptr[*at]); ++*at)
		if (__builtin_mul_overflow(whole, 10u, &whole) ||
		    __builtin_add_overflow(whole, (uint64_t)(s.ptr[*at] - '0'), &whole))
			return false;
	seen = *at - start;
	if (*at < s.len && s.ptr[*at] == '.') {
		for (++*at; *at < s.len && ascii_digit(s.ptr[*at]); ++*at, seen++) {
			/* Digits beyond what an hour can show in nanoseconds are dropped. */
			if (scale > UINT64_MAX / 100)
				continue;
			part = part * 10 + (uint64_t)(s.ptr[*at] - '0');
			scale *= 10;
		}
	}
	ns = unit(s, at);
	if (!seen || !ns)
		return false;
	/* part/scale < 1, so this is less than one unit. */
	part = (uint64_t)((long double)part / (long double)scale * (long double)ns);
	return !__builtin_mul_overflow(whole, ns, &whole) && !__builtin_add_overflow(whole, part, &whole) &&
	       !__builtin_add_overflow(*sum, whole, sum);
}

bool
duration_parse(struct slice s, int64_t *out)
{
	bool negative = s.len && s.ptr[0] == '-';
	uint64_t sum = 0;
	size_t at = 0;

	if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
		s = slice_sub(s, 1, s.len);
	*out = 0;
	if (slice_is(s, "0"))
		return true;
	if (!s.len)
		return false;
	while (at < s.len)
		if (!duration_part(s, &at, &sum))
			return false;
	if (sum > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - sum) : (int64_t)sum;
	return true;
}
