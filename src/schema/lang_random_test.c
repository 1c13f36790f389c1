/* SPDX-License-Identifier: Apache-2.0 */
/* lang_random_test.c - languages at random: patterns against PCRE2, terms
 * against sets of all short texts, numbers against counting. */
#include "harness.h"

#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "schema/lang.h"
#include "schema/pattern.h"

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
	static const char *const leaves[] = { "a", "b", "-", "[ab]", "[^a]", ".", "^", "$", "", "[a-]", "(?i:A)", "\\x61",
	                                      "[[:alpha:]]", "\\W" };
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
take_sample(struct arena *a, struct dice *d, unsigned depth, struct sample *s)
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
		random_pattern(d, &b, depth);
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

		take_sample(&a, &d, 4, &x);
		take_sample(&a, &d, 4, &y);
		for (size_t i = 0; i < TEXTS; i += 1 + roll(&d, 12))
			check_member(&a, &x, i);
		check_pair(&a, &x, &y);
		check_pair(&a, &y, &x);
		arena_free(&a);
	}
}

/* --- terms ------------------------------------------------------------------ */

static size_t
number_of(struct slice text)
{
	size_t n = 0, before = 0, many = 1;

	for (size_t i = 0; i < text.len; i++, many *= 3) {
		n += many * (text.ptr[i] == 'a' ? 0 : text.ptr[i] == 'b' ? 1 : 2);
		before += many;
	}
	return before + n;
}

/* A term and what it must have. */
struct model {
	const struct lang *lang;
	bool has[TEXTS];
};

static void
join_sets(const bool *x, const bool *y, bool *out)
{
	char text[TEXT_MAX];
	bool joined[TEXTS];

	for (size_t i = 0; i < TEXTS; i++) {
		struct slice t = text_number(text, i);

		joined[i] = false;
		for (size_t cut = 0; cut <= t.len; cut++)
			joined[i] |= x[number_of(slice_sub(t, 0, cut))] && y[number_of(slice_sub(t, cut, t.len))];
	}
	memcpy(out, joined, sizeof(joined));
}

static void
make_pattern(struct arena *a, struct dice *d, struct model *m)
{
	struct sample s;

	take_sample(a, d, 2, &s);
	m->lang = s.lang;
	memcpy(m->has, s.has, sizeof(m->has));
}

static void
make_list(struct arena *a, struct dice *d, struct model *m)
{
	char text[TEXT_MAX];

	m->lang = &lang_none;
	memset(m->has, 0, sizeof(m->has));
	for (unsigned i = roll(d, 4); i > 0; i--) {
		size_t n = roll(d, 40);

		m->lang = lang_union(a, m->lang, lang_literal(a, arena_slice(a, text_number(text, n))));
		m->has[n] = true;
	}
}

static void
make_length(struct arena *a, struct dice *d, struct model *m)
{
	char text[TEXT_MAX];
	size_t min = roll(d, 6), max = roll(d, 3) ? min + roll(d, 4) : SIZE_MAX;

	m->lang = lang_length(a, m->lang, min, max);
	for (size_t i = 0; i < TEXTS; i++) {
		struct slice t = text_number(text, i);

		m->has[i] &= t.len >= min && t.len <= max;
	}
}

static void
make_without(struct arena *a, struct dice *d, struct model *m)
{
	char text[TEXT_MAX];
	size_t n = roll(d, 40);

	m->lang = lang_without(a, m->lang, arena_slice(a, text_number(text, n)));
	if (!m->lang)
		m->lang = &lang_none;
	m->has[n] = false;
}

/* More than TEXT_MAX members of a text are empty ones. */
static void
make_repeat(struct arena *a, struct dice *d, struct model *m)
{
	bool separator[TEXTS] = { false }, times[TEXTS] = { false }, all[TEXTS] = { false };
	size_t min = roll(d, 7), max = roll(d, 3) ? min + roll(d, 6) : SIZE_MAX, dash = number_of(SLICE_LIT("-"));
	bool dashed = roll(d, 2);

	separator[dashed ? dash : 0] = true;
	m->lang = lang_repeat(a, m->lang, dashed ? SLICE_LIT("-") : SLICE_LIT(""), min, max);
	times[0] = true;
	for (size_t count = 0; count <= max && count <= min + TEXT_MAX + 1; count++) {
		if (count > 1)
			join_sets(times, separator, times);
		if (count)
			join_sets(times, m->has, times);
		for (size_t i = 0; i < TEXTS && count >= min; i++)
			all[i] |= times[i];
	}
	memcpy(m->has, all, sizeof(all));
}

static void
make_term(struct arena *a, struct dice *d, unsigned depth, struct model *m)
{
	struct model other;

	switch (depth ? roll(d, 7) : roll(d, 2)) {
	case 0:
		make_pattern(a, d, m);
		return;
	case 1:
		make_list(a, d, m);
		return;
	case 2:
		make_term(a, d, depth - 1, m);
		make_length(a, d, m);
		return;
	case 3:
		make_term(a, d, depth - 1, m);
		make_without(a, d, m);
		return;
	case 4:
		make_term(a, d, depth - 1, m);
		make_repeat(a, d, m);
		return;
	case 5:
		make_term(a, d, depth - 1, m);
		make_term(a, d, depth - 1, &other);
		m->lang = lang_concat(a, m->lang, other.lang);
		join_sets(m->has, other.has, m->has);
		return;
	default:
		make_term(a, d, depth - 1, m);
		make_term(a, d, depth - 1, &other);
		m->lang = lang_union(a, m->lang, other.lang);
		for (size_t i = 0; i < TEXTS; i++)
			m->has[i] |= other.has[i];
	}
}

static void
check_model(struct arena *a, struct dice *d, const struct model *m, unsigned round)
{
	char text[TEXT_MAX];

	for (size_t i = 0; i < TEXTS; i += 1 + roll(d, 6)) {
		struct slice t = text_number(text, i);

		if (lang_has(a, m->lang, t) != (m->has[i] ? LANG_YES : LANG_NO))
			fail_msg("round %u: '%.*s'", round, SLICE_FMT(t));
		if (m->has[i] && (t.len < lang_min(m->lang) || t.len > lang_max(m->lang)))
			fail_msg("round %u: length of '%.*s'", round, SLICE_FMT(t));
	}
}

static bool
short_text(struct slice t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] != 'a' && t.ptr[i] != 'b' && t.ptr[i] != '-')
			return false;
	return t.len <= TEXT_MAX;
}

/* Returns 1 when it is not known, which is for large automata only. */
static unsigned
check_models(struct arena *a, const struct model *x, const struct model *y, unsigned round)
{
	struct slice witness;

	switch (lang_within(a, x->lang, y->lang, &witness)) {
	case LANG_NO:
		if (short_text(witness) && (!x->has[number_of(witness)] || y->has[number_of(witness)]))
			fail_msg("round %u: witness '%.*s'", round, SLICE_FMT(witness));
		return 0;
	case LANG_YES:
		for (size_t i = 0; i < TEXTS; i++)
			if (x->has[i] && !y->has[i])
				fail_msg("round %u: a yes that is none", round);
		return 0;
	case LANG_UNKNOWN:
		break;
	}
	return 1;
}

static void
agrees_with_sets(void **state)
{
	struct dice d = { 4711 };
	unsigned unknown = 0;

	(void)state;
	for (unsigned round = 0; round < 600; round++) {
		struct arena a = ARENA_INIT;
		struct slice witness;
		struct model x, y;

		make_term(&a, &d, 3, &x);
		make_term(&a, &d, 3, &y);
		check_model(&a, &d, &x, round);
		unknown += check_models(&a, &x, &y, round) + check_models(&a, &y, &x, round);
		assert_int_not_equal(lang_within(&a, x.lang, lang_union(&a, y.lang, x.lang), &witness), LANG_NO);
		arena_free(&a);
	}
	assert_true(unknown <= 3);
}

/* --- numbers ------------------------------------------------------------------ */

static void
counts_numbers(void **state)
{
	static const int64_t ends[] = { -1001, -1000, -999, -100, -99, -10, -9, -1, 0, 1, 9, 10, 65, 99, 100, 199, 909, 1000,
	                                1234 };
	enum { ENDS = sizeof(ends) / sizeof(ends[0]) };
	char text[NUM_INT_MAX];

	(void)state;
	for (size_t lo = 0; lo < ENDS; lo++) {
		for (size_t hi = lo; hi < ENDS; hi++) {
			struct arena a = ARENA_INIT;
			const struct lang *x = lang_number(&a, ends[lo], ends[hi]);

			for (int64_t n = -1300; n < 1300; n += 1 + (n % 5 == 0)) {
				enum lang_answer want = n >= ends[lo] && n <= ends[hi] ? LANG_YES : LANG_NO;

				assert_int_equal(lang_has(&a, x, num_int(text, n)), want);
			}
			assert_int_equal(lang_has(&a, x, SLICE_LIT("-0")), LANG_NO);
			assert_int_equal(lang_has(&a, x, SLICE_LIT("01")), LANG_NO);
			assert_int_equal(lang_has(&a, x, SLICE_LIT("")), LANG_NO);
			arena_free(&a);
		}
	}
}

int
main(void)
{
	struct suite s = { .name = "schema languages at random" };

	ADD_TEST(&s, agrees_with_pcre2);
	ADD_TEST(&s, agrees_with_sets);
	ADD_TEST(&s, counts_numbers);
	return suite_run(&s);
}
