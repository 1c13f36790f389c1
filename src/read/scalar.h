/* SPDX-License-Identifier: Apache-2.0 */
/* scalar.h - what a plain (unquoted) scalar means. Only for read/.
 *
 * Rules: YAML 1.2.2 §10.3.2 (core schema). What YAML 1.1 made of the same
 * text: the types of yaml.org/type, and the reader of kubectl. */
#ifndef BERTH_READ_SCALAR_H
#define BERTH_READ_SCALAR_H

#include "value/val.h"

enum scalar_kind {
	SCALAR_STRING,
	SCALAR_NULL,
	SCALAR_BOOL,
	SCALAR_INT,
	SCALAR_FLOAT,
	SCALAR_RANGE,  /* a number that does not fit 64 bits, or a double */
};

struct scalar {
	enum scalar_kind kind;
	bool b;
	int64_t i;
	double d;
};

/* The type and value of plain text by the core schema. */
struct scalar scalar_resolve(struct slice text);

/* What a YAML 1.1 reader takes the plain text for when that is not what
 * scalar_resolve says, and which reader ("a boolean to kubectl", "a date to
 * YAML 1.1 readers" ...), else NULL. */
const char *scalar_hazard(struct slice text);

/* Whether a plain key is its own text to readers that give numbers, booleans
 * and null as keys their own spelling: text is, "1" and "true" are; "0x1F",
 * "1.0", "True" and "null" are not. */
bool scalar_key_kept(struct slice text);

#endif
