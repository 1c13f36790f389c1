/* SPDX-License-Identifier: Apache-2.0 */
/* memo.h - private to driver: what one tenant's compilation found out about
 * the constant parts of its base, so that the next tenants need not: that
 * they fit their schemas, and how they look as YAML. Each thread has its own;
 * what comes out is the same with and without. */
#ifndef BERTH_DRIVER_MEMO_H
#define BERTH_DRIVER_MEMO_H

#include "emit/emit.h"
#include "render/base.h"
#include "schema/api.h"

/* Of one base on clusters with one api. */
struct memo {
	const struct base *base;
	const struct api *api;
	struct emit_memo emit;
	struct schema_known known;
	struct memo *next;
};

/* All of a thread. */
struct memos {
	struct arena arena;
	struct memo *first;
};

/* The memo of that base, a new one when there is none. */
struct memo *memo_of(struct memos *m, const struct base *base, const struct api *api);

#endif
