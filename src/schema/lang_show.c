/* SPDX-License-Identifier: Apache-2.0 */
/* lang_show.c - languages in messages. */
#include "schema/lang_priv.h"

#include "base/buf.h"

enum {
	SHOWN_MAX = 8,         /* texts of a list that are shown */
	EXAMPLE_MAX = 40,      /* characters of an example */
};

static void
list(struct buf *b, const struct lang *x)
{
	size_t shown = x->ntexts > SHOWN_MAX ? SHOWN_MAX - 1 : x->ntexts;

	for (size_t i = 0; i < shown; i++) {
		if (i)
			buf_str(b, i + 1 == x->ntexts ? " or " : ", ");
		buf_printf(b, "'%.*s'", SLICE_FMT(x->texts[i]));
	}
	if (shown < x->ntexts)
		buf_printf(b, " or %zu more", x->ntexts - shown);
}

static const char *
plural(size_t n)
{
	return n == 1 ? "character" : "characters";
}

static void
length(struct buf *b, const struct lang *x)
{
	if (x->min == x->max)
		buf_printf(b, " of %zu %s", x->min, plural(x->min));
	else if (x->min && x->max != SIZE_MAX)
		buf_printf(b, " of %zu to %zu characters", x->min, x->max);
	else if (x->min)
		buf_printf(b, " of at least %zu %s", x->min, plural(x->min));
	else if (x->max != SIZE_MAX)
		buf_printf(b, " of at most %zu %s", x->max, plural(x->max));
}

/* A short member, but not the empty text, which shows nothing. */
static bool
example(struct arena *a, const struct lang *x, struct slice *text)
{
	struct nfa n;
	struct machine m;
	size_t least = x->min ? x->min : 1, most = x->max < EXAMPLE_MAX ? x->max : EXAMPLE_MAX;

	if (x->loose || least > most || !nfa_of(&n, a, x, x->plain ? 0 : NFA_EXACT))
		return false;
	machine_init(&m, a, &n);
	return machine_member(&m, least, most, false, text);
}

struct slice
lang_show(struct arena *a, const struct lang *x)
{
	struct arena scratch = ARENA_INIT;
	struct buf b = BUF_INIT;
	struct slice text;

	if (x->kind == TERM_NONE)
		return SLICE_LIT("no text");
	if (x->kind == TERM_LITERALS) {
		list(&b, x);
	} else {
		buf_str(&b, "text");
		length(&b, x);
		if (x->kind != TERM_ANY && example(&scratch, x, &text))
			buf_printf(&b, ", such as '%.*s'", SLICE_FMT(text));
	}
	text = arena_slice(a, buf_slice(&b));
	buf_fini(&b);
	arena_free(&scratch);
	return text;
}
