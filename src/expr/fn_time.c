/* SPDX-License-Identifier: Apache-2.0 */
/* fn_time.c - the parts of timestamps and durations (langdef.md, "Timestamps",
 * "Durations"). A timestamp is read in UTC, at a fixed offset or in a zone. */
#include "expr/builtin.h"
#include "expr/time.h"
#include "expr/zone.h"

enum {
	NS_PER_MILLI = 1000000,
	ZONE_STEPS = 20,      /* what finding a zone and its last change takes, about */
	HINT_STEPS = 5000,    /* looking through the names of all zones */
};

static const struct val *
no_zone(const struct call *c, struct slice zone)
{
	struct span at = c->e->u.call.args[1]->at;

	if (!eval_spend(c->ev, HINT_STEPS))
		return eval_stop(c->ev, at);
	return fault_hint(c->ev,
	                  fault(c->ev, DIAG_EXPR_VALUE, at,
	                        "unknown time zone '%.*s': write a name like Europe/Berlin or an offset like +02:00",
	                        SLICE_FMT(slice_sub(zone, 0, 80))),
	                  zone_nearest(zone));
}

/* The timestamp's parts in the zone of the second argument; NULL, or why there
 * are none. */
static const struct val *
parts(const struct call *c, struct civil *out)
{
	int64_t east = 0, seconds = c->args[0]->u.time.seconds;

	if (c->n > 1 && !eval_spend(c->ev, ZONE_STEPS))
		return eval_stop(c->ev, c->e->at);
	if (c->n > 1 && !zone_offset(c->args[1]->u.str, seconds, &east))
		return no_zone(c, c->args[1]->u.str);
	*out = time_civil(seconds + east);
	return NULL;
}

#define PART(name, value)                                                           \
	const struct val *name(const struct call *c)                                \
	{                                                                           \
		struct civil t;                                                     \
		const struct val *bad = parts(c, &t);                               \
                                                                                    \
		return bad ? bad : make_int(c->ev, (int64_t)(value), c->e->at);     \
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
