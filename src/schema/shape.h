/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h - the kinds that the compiler itself relies on in a document.
 *
 * Schemas belong to the project, which may loosen them; the compiler reads
 * some fields by name all the same. It says here of what kind these are, and
 * checks it once behind the schema, so that everything after may read them
 * unchecked and nothing is passed over in silence. */
#ifndef BERTH_SCHEMA_SHAPE_H
#define BERTH_SCHEMA_SHAPE_H

#include "diag/diag.h"
#include "value/val.h"

struct shape {
	const char *path;    /* "spec.parts.*[*].from": '*' is each field, [*] each item */
	enum val_kind kind;
	bool needed;         /* must be there where what holds it is */
};

/* Reports each value of another kind and each needed one that is missing
 * (B0204, B0205). A rule below a value that has the wrong kind, or is absent,
 * says nothing. Returns whether all of `n` rules hold. */
bool shape_check(struct diags *ds, const struct val *doc, const struct shape *rules, size_t n);

#endif
