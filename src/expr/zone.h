/* SPDX-License-Identifier: Apache-2.0 */
/* zone.h - time zones: how far their clocks are ahead of UTC, and when.
 *
 * The rules are in zones.def, which tools/zones makes of one release of the
 * IANA database, so results do not depend on the machine and change only with
 * the program. A row is ZONE("Europe/Berlin", rules), in byte order of the
 * names; rules is "=NAME", the same as another zone, or
 *
 *     OFFSET,OFFSET...;CHANGES|STD,DST,DAY,DAY
 *
 * OFFSETs are seconds east of Greenwich, called A, B ... in CHANGES; the first
 * holds before all changes. A change is the seconds since the one before it
 * (for the first since ZONE_BASE) in base 36, and the letter of the offset from
 * then on. Behind the last change the last offset holds, or with the part
 * behind '|', STD with DST in every year between two days: "MONTH.WEEK.WEEKDAY/
 * SECONDS", as POSIX has it (WEEK 5 is the last; SECONDS of local time since
 * midnight, negative or beyond a day too). DST may be less than STD. */
#ifndef BERTH_EXPR_ZONE_H
#define BERTH_EXPR_ZONE_H

#include "base/slice.h"

#define ZONE_BASE (-10000000000)

/* How many seconds the clocks of `zone` are ahead of UTC at `seconds` since
 * 1970: "Europe/Berlin", "UTC", "" (UTC), "+05:30", "-08:00". False when there
 * is no such zone; names are compared byte for byte. */
bool zone_offset(struct slice zone, int64_t seconds, int64_t *east);

/* The name that is most like `zone`, for a hint. */
struct slice zone_nearest(struct slice zone);

#endif
