/* SPDX-License-Identifier: Apache-2.0 */
/* opaque.c - the list of opaque types. */
#include "expr/opaque.h"

#include <stddef.h>

const struct val_opaque *const opaque_types[] = {
	NULL,
};
