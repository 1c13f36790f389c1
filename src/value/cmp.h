/* SPDX-License-Identifier: Apache-2.0 */
/* cmp.h - equality of values as data: places, styles and origins do not
 * count. */
#ifndef BERTH_VALUE_CMP_H
#define BERTH_VALUE_CMP_H

#include "value/val.h"

/* Same kind and content, deep. 1 and 1.0 differ (kinds differ); NaN equals
 * NaN; BAD equals nothing. Expression-only kinds but UINT and BYTES are
 * never equal here (expr compares them). */
bool val_same(const struct val *a, const struct val *b);

/* As JSON Schema and enum see it: like val_same, but 1 equals 1.0. */
bool val_equal(const struct val *a, const struct val *b);

#endif
