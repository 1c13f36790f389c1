/* SPDX-License-Identifier: Apache-2.0 */
/* lang_key.c - what a language is, at a glance: terms as texts that can be
 * compared, for those who keep answers. */
#include "base/buf.h"
#include "schema/lang_priv.h"

static void
key(struct buf *b, const struct lang *x)
{
	buf_printf(b, "(%u %zu %zu", (unsigned)x->kind, x->min, x->max);
	if (x->nfa)
		buf_printf(b, " %p", (const void *)x->nfa);
	if (x->kind == TERM_REPEAT || x->kind == TERM_LENGTH)
		buf_printf(b, " %zu-%zu", x->least, x->most);
	for (size_t i = 0; i < x->ntexts; i++) {
		buf_printf(b, " %zu:", x->texts[i].len);
		buf_add(b, x->texts[i]);
	}
	if (x->x)
		key(b, x->x);
	if (x->y)
		key(b, x->y);
	buf_char(b, ')');
}

struct slice
lang_key(struct arena *a, const struct lang *x)
{
	struct buf b = BUF_INIT;
	struct slice s;

	key(&b, x);
	s = arena_slice(a, buf_slice(&b));
	buf_fini(&b);
	return s;
}

bool
lang_is_every(const struct lang *x)
{
	return x->kind == TERM_ANY || (x->kind == TERM_LENGTH && lang_is_every(x->x));
}
