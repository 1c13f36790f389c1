/* SPDX-License-Identifier: Apache-2.0 */
/* lang_test.c - languages: inclusion with witnesses in tables, then random
 * patterns against PCRE2 and against the enumeration of short texts. */
#include "harness.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "schema/lang.h"
#include "schema/pattern.h"

#define LABEL "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
#define SUBDOMAIN "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"

/* A pattern and which lengths of it. */
struct wanted {
	const char *pattern;
	size_t min, max;
};

#define RE(pattern) { pattern, 0, SIZE_MAX }

static const struct lang *
made(struct arena *a, struct wanted w)
{
	return lang_length(a, lang_pattern(a, slice_of(w.pattern)), w.min, w.max);
}

static const char *
answer_is(struct arena *a, const struct lang *x, const struct lang *y)
{
	struct slice witness = { 0 };

	switch (lang_within(a, x, y, &witness)) {
	case LANG_YES:
		return "yes";
	case LANG_UNKNOWN:
		return "unknown";
	case LANG_NO:
		break;
	}
	assert_int_equal(lang_has(a, x, witness), LANG_YES);
	assert_int_equal(lang_has(a, y, witness), LANG_NO);
	return arena_printf(a, "'%.*s'", SLICE_FMT(witness)).ptr;
}

struct pair_case {
	const char *name;
	struct wanted x, y;
	const char *forth, *back;   /* x in y, y in x: yes, unknown, or the witness in quotes */
};

static const struct pair_case pairs[] = {
	{ "same", RE("^a$"), RE("^a$"), "yes", "yes" },
	{ "same, spelled differently", RE("^(a|b)*$"), RE("^[ab]*$"), "yes", "yes" },
};

static void
compares(void **state)
{
	const struct pair_case *c = *state;
	struct arena a = ARENA_INIT;
	const struct lang *x = made(&a, c->x), *y = made(&a, c->y);

	assert_string_equal(answer_is(&a, x, y), c->forth);
	assert_string_equal(answer_is(&a, y, x), c->back);
	arena_free(&a);
}

/* --- at random ------------------------------------------------------------- */

struct dice {
	uint64_t state;
};

static unsigned
roll(struct dice *d, unsigned sides)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return (unsigned)((d->state >> 11) % sides);
}

static void
random_pattern(struct dice *d, struct buf *b, unsigned depth)
{
	static const char *const leaves[] = { "a", "b", "-", "[ab]", "[^a]", ".", "^", "$", "", "[a-]", "(?i:A)", "\\x61", "[[:alpha:]]", "\\W" };
	static const char *const repeats[] = { "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "*?" };

	switch (depth ? roll(d, 8) : 0) {
	case 0:
	case 1:
	case 2:
		buf_str(b, leaves[roll(d, sizeof(leaves) / sizeof(leaves[0]))]);
		return;
	case 3:
	case 4:
		random_pattern(d, b, depth - 1);
		random_pattern(d, b, depth - 1);
		return;
	case 5:
		buf_char(b, '(');
		random_pattern(d, b, depth - 1);
		buf_char(b, '|');
		random_pattern(d, b, depth - 1);
		buf_char(b, ')');
		return;
	case 6:
		buf_char(b, '(');
		random_pattern(d, b, depth - 1);
		buf_char(b, ')');
		buf_str(b, repeats[roll(d, sizeof(repeats) / sizeof(repeats[0]))]);
		return;
	default:
		random_pattern(d, b, depth - 1);
		buf_char(b, '|');
		random_pattern(d, b, depth - 1);
		return;
	}
}

/* The texts over {a, b, -} of up to TEXT_MAX characters, by number. */
enum { TEXT_MAX = 5, TEXTS = 1 + 3 + 9 + 27 + 81 + 243 };

static struct slice
text_number(char text[TEXT_MAX], size_t n)
{
	size_t length = 0, many = 1;

	for (; n >= many; many *= 3) {
		n -= many;
		length++;
	}
	for (size_t i = 0; i < length; i++, n /= 3)
		text[i] = "ab-"[n % 3];
	return (struct slice){ text, length };
}

/* A pattern, its language, and which of the texts are in it. */
struct sample {
	struct slice text;
	const struct pattern *pattern;
	const struct lang *lang;
	bool has[TEXTS];
};

static void
take_sample(struct arena *a, struct dice *d, struct sample *s)
{
	struct buf b = BUF_INIT;
	char text[TEXT_MAX];

	s->pattern = NULL;
	while (!s->pattern) {
		struct slice error;
		size_t offset;

		buf_clear(&b);
		if (roll(d, 2))
			buf_char(&b, '^');
		random_pattern(d, &b, 4);
		if (roll(d, 2))
			buf_char(&b, '$');
		s->text = arena_slice(a, buf_slice(&b));
		s->pattern = pattern_new(a, s->text, &error, &offset);
	}
	buf_fini(&b);
	s->lang = lang_pattern(a, s->text);
	assert_false(lang_is_loose(s->lang));
	for (size_t i = 0; i < TEXTS; i++)
		s->has[i] = pattern_find(s->pattern, text_number(text, i), 0, NULL, 0) == PATTERN_YES;
}

static void
check_member(struct arena *a, const struct sample *s, size_t i)
{
	char text[TEXT_MAX];
	struct slice t = text_number(text, i);
	enum lang_answer answer = lang_has(a, s->lang, t);

	if (answer != (s->has[i] ? LANG_YES : LANG_NO))
		fail_msg("'%.*s' in %.*s: %d", SLICE_FMT(t), SLICE_FMT(s->text), (int)answer);
	if (s->has[i] && (t.len < lang_min(s->lang) || t.len > lang_max(s->lang)))
		fail_msg("'%.*s' in %.*s: length", SLICE_FMT(t), SLICE_FMT(s->text));
}

static void
check_pair(struct arena *a, const struct sample *x, const struct sample *y)
{
	struct slice witness;

	switch (lang_within(a, x->lang, y->lang, &witness)) {
	case LANG_NO:
		if (pattern_find(x->pattern, witness, 0, NULL, 0) != PATTERN_YES ||
		    pattern_find(y->pattern, witness, 0, NULL, 0) != PATTERN_NO)
			fail_msg("'%.*s' of %.*s in %.*s", SLICE_FMT(witness), SLICE_FMT(x->text), SLICE_FMT(y->text));
		return;
	case LANG_YES:
		for (size_t i = 0; i < TEXTS; i++)
			if (x->has[i] && !y->has[i])
				fail_msg("%.*s in %.*s", SLICE_FMT(x->text), SLICE_FMT(y->text));
		return;
	case LANG_UNKNOWN:
		fail_msg("%.*s in %.*s is not known", SLICE_FMT(x->text), SLICE_FMT(y->text));
	}
}

static void
agrees_with_pcre2(void **state)
{
	struct dice d = { 20251125 };
	static struct sample x, y;

	(void)state;
	for (unsigned round = 0; round < 400; round++) {
		struct arena a = ARENA_INIT;

		take_sample(&a, &d, &x);
		take_sample(&a, &d, &y);
		for (size_t i = 0; i < TEXTS; i += 1 + roll(&d, 12))
			check_member(&a, &x, i);
		check_pair(&a, &x, &y);
		check_pair(&a, &y, &x);
		arena_free(&a);
	}
}

int
main(void)
{
	struct suite s = { .name = "schema languages" };

	ADD_CASES(&s, pairs, compares);
	ADD_TEST(&s, agrees_with_pcre2);
	return suite_run(&s);
}
