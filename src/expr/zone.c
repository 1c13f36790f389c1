/* SPDX-License-Identifier: Apache-2.0 */
/* zone.c - finding a zone and what its clocks show. */
#include "expr/zone.h"

#include "base/ascii.h"
#include "base/num.h"
#include "diag/nearest.h"
#include "expr/time.h"

enum { DAY = 86400, OFFSETS_MAX = 26, WEEK_LAST = 5 };

static const struct {
	const char *name, *rules;
} zones[] = {
#define ZONE(name, rules) { name, rules },
#include "expr/zones.def"
#undef ZONE
};

enum { NZONES = sizeof(zones) / sizeof(zones[0]) };

static const char *
find(struct slice name)
{
	size_t low = 0, high = NZONES;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_cmp(name, slice_of(zones[middle].name));

		if (order == 0)
			return zones[middle].rules;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* A decimal number at *p. */
static int64_t
number(const char **p)
{
	bool negative = **p == '-';
	int64_t n = 0;

	for (*p += negative; ascii_digit(**p); ++*p)
		n = n * 10 + (**p - '0');
	return negative ? -n : n;
}

/* Seconds between two changes at *p. */
static int64_t
distance(const char **p)
{
	int64_t n = 0;

	for (;; ++*p) {
		if (ascii_digit(**p))
			n = n * 36 + (**p - '0');
		else if (**p >= 'a' && **p <= 'z')
			n = n * 36 + (**p - 'a' + 10);
		else
			return n;
	}
}

/* "M.W.D/SECONDS" at *p as local time in a year. */
static int64_t
day_of_rule(const char **p, int64_t year)
{
	unsigned month = (unsigned)number(p);
	int64_t week = (++*p, number(p)), weekday = (++*p, number(p)), seconds = (++*p, number(p));
	int64_t first = time_days(year, month, 1), day;
	int64_t next = month == 12 ? time_days(year + 1, 1, 1) : time_days(year, month + 1, 1);

	/* 1970-01-01 was a Thursday. */
	day = first + ((weekday - (first + 4)) % 7 + 7) % 7 + (week - 1) * 7;
	if (week == WEEK_LAST && day >= next)
		day -= 7;
	return day * DAY + seconds;
}

/* The part behind '|'. */
static int64_t
by_rule(const char *p, int64_t seconds)
{
	int64_t std = number(&p), dst = (++p, number(&p));
	int64_t year = time_civil(seconds + std).year;
	int64_t begin = (++p, day_of_rule(&p, year)) - std, end = (++p, day_of_rule(&p, year)) - dst;
	bool summer = begin < end ? seconds >= begin && seconds < end : seconds >= begin || seconds < end;

	return summer ? dst : std;
}

static int64_t
by_rules(const char *p, int64_t seconds)
{
	int64_t offsets[OFFSETS_MAX], at = ZONE_BASE, east;
	size_t n = 0;

	do {
		offsets[n++] = number(&p);
	} while (*p++ == ',');
	east = offsets[0];
	while (*p && *p != '|') {
		at += distance(&p);
		if (at > seconds)
			return east;
		east = offsets[*p++ - 'A'];
	}
	return *p ? by_rule(p + 1, seconds) : east;
}

/* "+05:30", "-08:00", "2:00": hours and minutes. */
static bool
fixed(struct slice s, size_t colon, int64_t *east)
{
	bool west = s.ptr[0] == '-';
	int64_t hour, minute;

	if (!num_parse_int(slice_sub(s, 0, colon), 10, &hour) ||
	    !num_parse_int(slice_sub(s, colon + 1, s.len), 10, &minute))
		return false;
	if (hour < -14 || hour > 14 || minute < 0 || minute > 59)
		return false;
	*east = hour * 3600 + minute * (west ? -60 : 60);
	return true;
}

bool
zone_offset(struct slice zone, int64_t seconds, int64_t *east)
{
	size_t colon = slice_find(zone, SLICE_LIT(":"), 0);
	const char *rules;

	*east = 0;
	if (zone.len == 0 || slice_is(zone, "Z"))
		return true;
	if (colon != SIZE_MAX)
		return fixed(zone, colon, east);
	rules = find(zone);
	if (rules && *rules == '=')
		rules = find(slice_of(rules + 1));
	if (!rules)
		return false;
	*east = by_rules(rules, seconds);
	return true;
}

struct slice
zone_nearest(struct slice zone)
{
	struct nearest near = NEAREST_INIT(zone);

	for (size_t i = 0; i < NZONES; i++)
		nearest_offer(&near, slice_of(zones[i].name));
	return near.best;
}
