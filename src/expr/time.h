/* SPDX-License-Identifier: Apache-2.0 */
/* time.h - timestamps and durations (langdef.md, "Timestamps", "Durations").
 *
 * A timestamp lies in the years 1 to 9999; a duration is 64 bits of
 * nanoseconds. There is no clock: nothing here knows what time it is. */
#ifndef BERTH_EXPR_TIME_H
#define BERTH_EXPR_TIME_H

#include "base/buf.h"
#include "expr/eval.h"

enum { NS_PER_SECOND = 1000000000 };

/* t + ns, and a - b; a fault at `at` where that is out of range. */
const struct val *time_shift(struct eval *ev, struct val_time t, int64_t ns, struct span at);
const struct val *time_between(struct eval *ev, struct val_time a, struct val_time b, struct span at);

/* Whether the seconds are those of a timestamp. */
bool time_in_range(int64_t seconds);

/* "2006-01-02T15:04:05.999999999Z" (RFC 3339), with an offset too. */
bool time_parse(struct slice s, struct val_time *out);
void time_print(struct buf *out, struct val_time t);

/* "-1h30m0.5s", as Go's time.ParseDuration; printed as seconds, "5400.5s". */
bool duration_parse(struct slice s, int64_t *ns);
void duration_print(struct buf *out, int64_t ns);

/* The parts of a time, its offset from UTC added. */
struct civil {
	int64_t year;
	unsigned month, day;                  /* from 1 */
	unsigned weekday, yearday;            /* from 0; 0 is Sunday */
	unsigned hour, minute, second;
};
struct civil time_civil(int64_t seconds);

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar. */
int64_t time_days(int64_t year, unsigned month, unsigned day);

#endif
