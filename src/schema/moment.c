/* SPDX-License-Identifier: Apache-2.0 */
/* moment.c - the formats date, date-time and duration. */
#include "base/ascii.h"
#include "base/num.h"
#include "base/utf8.h"
#include "schema/format.h"

/* Two digits at `at`, from `least` to `most`. */
static bool
two(struct slice s, size_t at, int least, int most)
{
	int n;

	if (at + 2 > s.len || !ascii_digit(s.ptr[at]) || !ascii_digit(s.ptr[at + 1]))
		return false;
	n = (s.ptr[at] - '0') * 10 + s.ptr[at + 1] - '0';
	return n >= least && n <= most;
}

static bool
leap(struct slice year)
{
	int64_t y = 0;

	num_parse_int(year, 10, &y);
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* YYYY-MM-DD, a day that exists. */
bool
moment_date(struct slice s)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int month, last;

	if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-' || !two(s, 0, 0, 99) || !two(s, 2, 0, 99) || !two(s, 5, 1, 12))
		return false;
	month = (s.ptr[5] - '0') * 10 + s.ptr[6] - '0';
	last = days[month - 1] + (month == 2 && leap(slice_sub(s, 0, 4)));
	return two(s, 8, 1, last);
}

/* Z, or hours and minutes of any two digits. */
static bool
zone(struct slice s)
{
	if (s.len == 1)
		return s.ptr[0] == 'z' || s.ptr[0] == 'Z';
	return s.len == 6 && (s.ptr[0] == '+' || s.ptr[0] == '-') && two(s, 1, 0, 99) && s.ptr[3] == ':' && two(s, 4, 0, 99);
}

/* Some character and digits, before the zone. */
static bool
fraction_and_zone(struct slice s)
{
	size_t at = 0;
	size_t start;

	if (s.len == 0 || utf8_next(s, &at) == '\n')
		return false;
	for (start = at; at < s.len && ascii_digit(s.ptr[at]);)
		at++;
	return at > start && zone(slice_sub(s, at, s.len));
}

/* The API server looks no further than a second 'T'. */
bool
moment_date_time(struct slice s)
{
	size_t end = 11;
	struct slice rest;

	if (s.len < 11 || (s.ptr[10] | 0x20) != 't' || !moment_date(slice_sub(s, 0, 10)))
		return false;
	while (end < s.len && (s.ptr[end] | 0x20) != 't')
		end++;
	s = slice_sub(s, 11, end);
	if (s.len < 9 || !two(s, 0, 0, 23) || s.ptr[2] != ':' || !two(s, 3, 0, 59) || s.ptr[5] != ':' || !two(s, 6, 0, 59))
		return false;
	rest = slice_sub(s, 8, s.len);
	return zone(rest) || fraction_and_zone(rest);
}

static size_t
skip_digits(struct slice s, size_t at)
{
	while (at < s.len && ascii_digit(s.ptr[at]))
		at++;
	return at;
}

struct unit {
	const char *name;
	uint64_t nanos;
};

/* The unit of Go's time.ParseDuration at `at`, or NULL. */
static const struct unit *
go_unit(struct slice s, size_t at)
{
	static const struct unit units[] = {
		{ "ns", 1 }, { "us", 1000 }, { "\xC2\xB5s", 1000 }, { "\xCE\xBCs", 1000 }, { "ms", 1000000 },
		{ "s", UINT64_C(1000000000) }, { "m", UINT64_C(60000000000) }, { "h", UINT64_C(3600000000000) },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (slice_starts(slice_sub(s, at, s.len), slice_of(units[i].name)))
			return &units[i];
	return NULL;
}

/* One number with its unit from *at on, added to *total nanoseconds, which
 * stay within 2^63. */
static bool
go_part(struct slice s, size_t *at, uint64_t *total)
{
	static const uint64_t most = UINT64_C(1) << 63;
	size_t whole = skip_digits(s, *at), end = whole;
	const struct unit *unit;
	double fraction = 0;
	uint64_t n = 0;

	if (end < s.len && s.ptr[end] == '.')
		end = skip_digits(s, end + 1);
	unit = go_unit(s, end);
	if (!unit || end - *at - (end > whole) == 0)
		return false;
	if (whole > *at && !num_parse_uint(slice_sub(s, *at, whole), 10, &n))
		return false;
	if (end > whole + 1)
		num_parse_double(slice_sub(s, whole, end), &fraction);
	if (n > most / unit->nanos)
		return false;
	n = n * unit->nanos + (uint64_t)(fraction * (double)unit->nanos);
	*at = end + slice_of(unit->name).len;
	*total += n;
	return n <= most && *total <= most;
}

/* [-+] and one or more numbers with units. */
static bool
go_duration(struct slice s)
{
	bool negative = s.len && s.ptr[0] == '-';
	size_t at = negative || (s.len && s.ptr[0] == '+');
	uint64_t total = 0;

	if (at == s.len)
		return false;
	if (slice_is(slice_sub(s, at, s.len), "0"))
		return true;
	while (at < s.len)
		if (!go_part(s, &at, &total))
			return false;
	return negative || total <= INT64_MAX;
}

static bool
same_letters(struct slice s, const char *word, bool prefix)
{
	struct slice w = slice_of(word);

	if (prefix ? s.len < w.len : s.len != w.len)
		return false;
	for (size_t i = 0; i < w.len; i++)
		if ((ascii_letter(s.ptr[i]) ? (char)(s.ptr[i] | 0x20) : s.ptr[i]) != w.ptr[i])
			return false;
	return true;
}

/* A unit of the second notation: 2 days, 1 Hour, 3wk. NULL when it is none. */
static const struct unit *
word_unit(struct slice s)
{
	static const struct unit exact[] = {
		{ "ns", 1 }, { "us", 1000 }, { "\xC2\xB5s", 1000 }, { "ms", 1000000 }, { "s", UINT64_C(1000000000) },
		{ "m", UINT64_C(60000000000) }, { "h", UINT64_C(3600000000000) }, { "hr", UINT64_C(3600000000000) },
		{ "d", UINT64_C(86400000000000) }, { "w", UINT64_C(604800000000000) }, { "wk", UINT64_C(604800000000000) },
	}, begins[] = {
		{ "nano", 1 }, { "micro", 1000 }, { "milli", 1000000 }, { "sec", UINT64_C(1000000000) },
		{ "min", UINT64_C(60000000000) }, { "hour", UINT64_C(3600000000000) }, { "day", UINT64_C(86400000000000) },
		{ "week", UINT64_C(604800000000000) },
	};

	for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++)
		if (same_letters(s, exact[i].name, false))
			return &exact[i];
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (same_letters(s, begins[i].name, true))
			return &begins[i];
	return NULL;
}

/* Letters and micro signs from `at` on. */
static size_t
skip_word(struct slice s, size_t at)
{
	for (;;) {
		if (at < s.len && ascii_letter(s.ptr[at]))
			at++;
		else if (slice_starts(slice_sub(s, at, s.len), SLICE_LIT("\xC2\xB5")))
			at += 2;
		else
			return at;
	}
}

/* Somewhere in the text a number with such a unit, whatever else is there. A
 * sum that does not fit wraps around, as it does in Go. */
bool
moment_words(struct slice s, int64_t *ns)
{
	uint64_t total = 0;
	bool found = false;
	size_t at = 0;

	while (at < s.len) {
		size_t end = skip_digits(s, at), word = format_skip_space(s, end), after = skip_word(s, word);
		const struct unit *unit;
		int64_t n;

		if (end == at) {
			at++;
			continue;
		}
		if (after > word) {
			if (!num_parse_int(slice_sub(s, at, end), 10, &n))
				return false;
			unit = word_unit(slice_sub(s, word, after));
			found |= unit != NULL;
			total += unit ? (uint64_t)n * unit->nanos : 0;
		}
		at = after > word ? after : end;
	}
	*ns = (int64_t)total;
	return found;
}

bool
moment_duration(struct slice s)
{
	int64_t ns;

	return go_duration(s) || moment_words(s, &ns);
}
