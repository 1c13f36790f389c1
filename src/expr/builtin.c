/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.c - the table of all builtin functions. */
#include "expr/builtin.h"

static const struct builtin table[] = {
#define FN(name, sig, fn) { name, sig, fn },
#include "expr/builtin.def"
#undef FN
};

enum { ROWS = sizeof(table) / sizeof(table[0]) };

const struct builtin *
builtin_find(struct slice name, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < ROWS; i++) {
		if (!slice_is(name, table[i].name))
			continue;
		while (i + *n < ROWS && slice_is(name, table[i + *n].name))
			++*n;
		return &table[i];
	}
	return NULL;
}

void
builtin_names(void (*fn)(void *ctx, struct slice name, bool method), void *ctx)
{
	for (size_t i = 0; i < ROWS; i++)
		fn(ctx, slice_of(table[i].name), sig_read(&table[i]).method);
}
