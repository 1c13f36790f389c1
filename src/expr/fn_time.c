/* SPDX-License-Identifier: Apache-2.0 */
/* fn_time.c - the parts of timestamps and durations (langdef.md, "Timestamps",
 * "Durations"). A timestamp is read in UTC or at a fixed offset. */
#include "expr/builtin.h"
#include "expr/time.h"

enum { NS_PER_MILLI = 1000000 };

/* The timestamp's parts in the zone of the second argument; false and *bad
 * when there is no such zone. */
static bool
parts(const struct call *c, struct civil *out, const struct val **bad)
{
	int64_t east = 0;

	if (c->n > 1 && !zone_parse(c->args[1]->u.str, &east)) {
		*bad = fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "unknown time zone '%.*s': write UTC or an offset like +02:00",
		             SLICE_FMT(slice_sub(c->args[1]->u.str, 0, 80)));
		return false;
	}
	*out = time_civil(c->args[0]->u.time.seconds + east);
	return true;
}

#define PART(name, value)                                                           \
	const struct val *name(const struct call *c)                                \
	{                                                                           \
		struct civil t;                                                     \
		const struct val *bad;                                              \
                                                                                    \
		return parts(c, &t, &bad) ? make_int(c->ev, (int64_t)(value), c->e->at) : bad; \
	}

PART(fn_full_year, t.year)
PART(fn_month, t.month - 1)
PART(fn_date, t.day)
PART(fn_day_of_month, t.day - 1)
PART(fn_day_of_week, t.weekday)
PART(fn_day_of_year, t.yearday)
PART(fn_hours, t.hour)
PART(fn_minutes, t.minute)
PART(fn_seconds, t.second)
PART(fn_milliseconds, c->args[0]->u.time.nanos / NS_PER_MILLI)

/* Of a duration these are totals. */
static const struct val *
total(const struct call *c, int64_t unit)
{
	return make_int(c->ev, c->args[0]->u.i / unit, c->e->at);
}

const struct val *
fn_duration_hours(const struct call *c)
{
	return total(c, 3600 * (int64_t)NS_PER_SECOND);
}

const struct val *
fn_duration_minutes(const struct call *c)
{
	return total(c, 60 * (int64_t)NS_PER_SECOND);
}

const struct val *
fn_duration_seconds(const struct call *c)
{
	return total(c, NS_PER_SECOND);
}

const struct val *
fn_duration_milliseconds(const struct call *c)
{
	return total(c, NS_PER_MILLI);
}
