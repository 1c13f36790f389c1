/* SPDX-License-Identifier: Apache-2.0 */
/* opaque.h - the types that only functions know: quantity, ip, cidr ... A
 * value of one is VAL_OPAQUE with the type's description and its data. */
#ifndef BERTH_EXPR_OPAQUE_H
#define BERTH_EXPR_OPAQUE_H

#include "base/buf.h"
#include "value/val.h"

/* Bits of opaque types, above those of enum val_kind. */
enum {
	OPAQUE_QUANTITY = 1 << 17,
	OPAQUE_IP = 1 << 18,
	OPAQUE_CIDR = 1 << 19,
	OPAQUE_URL = 1 << 20,
	OPAQUE_SEMVER = 1 << 21,
	OPAQUE_FORMAT = 1 << 22,
};

struct val_opaque {
	const char *name;    /* as type() calls it: "kubernetes.Quantity" */
	const char *sig;     /* as signatures call it: "quantity" */
	uint32_t bit;        /* for sig_kind; above those of enum val_kind */
	bool (*equal)(const void *a, const void *b);
	void (*print)(struct buf *out, const void *data);  /* its text, as string() or a message has it */
};

extern const struct val_opaque opaque_quantity, opaque_ip, opaque_cidr, opaque_url, opaque_semver, opaque_format;

/* All texts that format.NAME() finds good, as a pattern (RE2) of at most *most
 * characters, by the name or by a value of opaque_format; NULL: not known.
 * `lower`: those that are good in small letters. (fn_named.c) */
const char *format_named_language(struct slice name, bool lower, size_t *most);
const char *format_constant_language(const struct val *v, bool lower, size_t *most);

/* All of them, NULL behind the last. */
extern const struct val_opaque *const opaque_types[];

#endif
