/* SPDX-License-Identifier: Apache-2.0 */
/* opaque.c - the list of opaque types. */
#include "expr/opaque.h"

const struct val_opaque *const opaque_types[] = {
	&opaque_quantity, &opaque_ip, &opaque_cidr, &opaque_url, &opaque_semver, &opaque_format, NULL,
};
