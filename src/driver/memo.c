/* SPDX-License-Identifier: Apache-2.0 */
/* memo.c - finding the memo of a base. */
#include "driver/memo.h"

struct memo *
memo_of(struct memos *m, const struct base *base, const struct api *api)
{
	struct memo *memo = m->first;

	while (memo && (memo->base != base || memo->api != api))
		memo = memo->next;
	if (memo)
		return memo;
	memo = arena_new(&m->arena, struct memo);
	memo->base = base;
	memo->api = api;
	memo->emit = emit_memo_new(&m->arena, base->statics, base->nstatics);
	memo->known = (struct schema_known){ base->statics, base->nstatics,
	                                     arena_array(&m->arena, base->nstatics, sizeof(struct schema *)) };
	memo->next = m->first;
	m->first = memo;
	return memo;
}
