/* SPDX-License-Identifier: Apache-2.0 */
/* memo.c - finding the memo of a base. */
#include "driver/memo.h"

struct memo *
memo_of(struct memos *m, const struct base *base)
{
	struct memo *memo = m->first;

	while (memo && memo->base != base)
		memo = memo->next;
	if (memo)
		return memo;
	memo = arena_new(&m->arena, struct memo);
	memo->base = base;
	memo->emit = emit_memo_new(&m->arena, base->statics, base->nstatics);
	memo->next = m->first;
	m->first = memo;
	return memo;
}
