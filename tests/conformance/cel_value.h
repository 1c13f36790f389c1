/* SPDX-License-Identifier: Apache-2.0 */
/* cel_value.h - what the two CEL suites share: values as {"t": type, "v":
 * ...}, and running one expression. */
#ifndef BERTH_TEST_CEL_VALUE_H
#define BERTH_TEST_CEL_VALUE_H

#include "conf.h"
#include "expr/expr.h"

/* The value that an encoded one stands for; NULL for a type that is not known. */
const struct val *cel_decode(struct arena *a, const struct val *encoded);

/* Whether `v` is what `encoded` says: type and value, NaN being NaN. */
bool cel_same(const struct val *encoded, const struct val *v);

/* `v` as text for messages. */
struct slice cel_show(struct arena *a, const struct val *v);

/* Variables of a run. */
struct cel_vars {
	const struct slice *names;
	const struct val *const *values;
	size_t len;
};

/* Evaluates; NULL after a mistake, whose first message is in *error. */
const struct val *cel_run(struct arena *a, struct slice text, struct cel_vars vars, struct slice *error);

/* Runs one case of either suite: `expect` is {value} or {error}. */
void cel_case(struct conf *c, const struct val *line, struct cel_vars vars);

#endif
