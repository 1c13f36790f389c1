/* SPDX-License-Identifier: Apache-2.0 */
/* lang.c - terms of languages, put together. A term knows, besides its parts,
 * whether comparing its shape and its interval of lengths is enough. */
#include "schema/lang_priv.h"

const struct lang lang_any = { .kind = TERM_ANY, .shaped = true, .plain = true, .max = SIZE_MAX };
const struct lang lang_loose = { .kind = TERM_LOOSE, .loose = true, .shaped = true, .plain = true, .max = SIZE_MAX };
const struct lang lang_none = { .kind = TERM_NONE, .shaped = true, .plain = true };

size_t
lang_plus(size_t x, size_t y)
{
	return x > SIZE_MAX - y ? SIZE_MAX : x + y;
}

size_t
lang_times(size_t x, size_t y)
{
	return x && y > SIZE_MAX / x ? SIZE_MAX : x * y;
}

size_t
lang_min(const struct lang *x)
{
	return x->min;
}

size_t
lang_max(const struct lang *x)
{
	return x->max;
}

bool
lang_is_loose(const struct lang *x)
{
	return x->loose;
}

size_t
lang_literals(const struct lang *x, const struct slice **texts)
{
	if (x->kind != TERM_LITERALS)
		return 0;
	*texts = x->texts;
	return x->ntexts;
}

/* --- finite lists ---------------------------------------------------------- */

struct list {
	struct slice texts[LANG_LITERALS_MAX];
	size_t n;
};

/* False when it would be too long. */
static bool
append(struct list *l, struct slice text)
{
	for (size_t i = 0; i < l->n; i++)
		if (slice_eq(l->texts[i], text))
			return true;
	if (l->n == LANG_LITERALS_MAX)
		return false;
	l->texts[l->n++] = text;
	return true;
}

static const struct lang *
of_list(struct arena *a, const struct list *l)
{
	struct lang *x;
	struct slice *texts;

	if (l->n == 0)
		return &lang_none;
	x = arena_new(a, struct lang);
	texts = arena_new_n(a, l->n, struct slice);
	memcpy(texts, l->texts, l->n * sizeof(*texts));
	*x = (struct lang){ .kind = TERM_LITERALS, .shaped = true, .plain = true, .min = SIZE_MAX };
	x->texts = texts;
	x->ntexts = l->n;
	for (size_t i = 0; i < l->n; i++) {
		size_t length = utf8_length(texts[i]);

		x->min = length < x->min ? length : x->min;
		x->max = length > x->max ? length : x->max;
	}
	return x;
}

const struct lang *
lang_literal(struct arena *a, struct slice text)
{
	struct lang *x = arena_new(a, struct lang);
	struct slice *texts = arena_new(a, struct slice);

	*texts = text;
	*x = (struct lang){ .kind = TERM_LITERALS, .shaped = true, .plain = true, .texts = texts, .ntexts = 1 };
	x->min = x->max = utf8_length(text);
	return x;
}

static bool
is_empty_text(const struct lang *x)
{
	return x->kind == TERM_LITERALS && x->max == 0;
}

/* --- terms of terms -------------------------------------------------------- */

/* Of a term that nests too deeply its lengths are all that is known. */
static const struct lang *
made(struct arena *a, struct lang t)
{
	struct lang *x = arena_new(a, struct lang);

	t.depth = 1 + (t.x ? t.x->depth : 0);
	if (t.y && t.y->depth + 1 > t.depth)
		t.depth = t.y->depth + 1;
	t.loose = (t.x && t.x->loose) || (t.y && t.y->loose);
	t.plain |= t.shaped;
	if (t.depth > LANG_DEPTH_MAX)
		t = (struct lang){ .kind = TERM_LOOSE, .loose = true, .shaped = true, .plain = true, .min = 0, .max = SIZE_MAX };
	*x = t;
	return x;
}

static bool
lists(const struct lang *x, const struct lang *y)
{
	return x->kind == TERM_LITERALS && y->kind == TERM_LITERALS;
}

static const struct lang *
concat_lists(struct arena *a, const struct lang *x, const struct lang *y)
{
	struct list l = { .n = 0 };

	if (x->ntexts * y->ntexts > LANG_LITERALS_MAX)
		return NULL;
	for (size_t i = 0; i < x->ntexts; i++)
		for (size_t k = 0; k < y->ntexts; k++)
			append(&l, arena_join(a, x->texts[i], y->texts[k]));
	return of_list(a, &l);
}

/* One length alone, which its shape has too. */
static bool
fixed(const struct lang *x)
{
	return x->shaped && x->min == x->max;
}

const struct lang *
lang_concat(struct arena *a, const struct lang *x, const struct lang *y)
{
	struct lang t = { .kind = TERM_CONCAT, .x = x, .y = y };
	const struct lang *joined = NULL;

	if (x->kind == TERM_NONE || is_empty_text(y) || (x == y && x->kind == TERM_ANY))
		return x;
	if (y->kind == TERM_NONE || is_empty_text(x))
		return y;
	if (lists(x, y))
		joined = concat_lists(a, x, y);
	if (joined)
		return joined;
	t.shaped = x->shaped && y->shaped;
	t.plain = (x->plain && fixed(y)) || (fixed(x) && y->plain);
	t.min = lang_plus(x->min, y->min);
	t.max = lang_plus(x->max, y->max);
	return made(a, t);
}

static const struct lang *
union_lists(struct arena *a, const struct lang *x, const struct lang *y)
{
	struct list l = { .n = 0 };
	bool fits = true;

	for (size_t i = 0; i < x->ntexts; i++)
		fits &= append(&l, x->texts[i]);
	for (size_t i = 0; i < y->ntexts; i++)
		fits &= append(&l, y->texts[i]);
	return fits ? of_list(a, &l) : NULL;
}

/* Long lists are unions of full ones, so that they do not nest deeply. */
static const struct lang *
union_more(struct arena *a, const struct lang *x, const struct lang *y)
{
	const struct lang *last = NULL;

	if (lists(x, y))
		return union_lists(a, x, y);
	if (x->kind == TERM_UNION && lists(x->y, y))
		last = union_lists(a, x->y, y);
	return last ? lang_union(a, x->x, last) : NULL;
}

/* Whether y's members need no other bounds than those of x. */
static bool
covers(const struct lang *x, const struct lang *y)
{
	return x->plain && y->shaped && x->min <= y->min && x->max >= y->max;
}

const struct lang *
lang_union(struct arena *a, const struct lang *x, const struct lang *y)
{
	struct lang t = { .kind = TERM_UNION, .x = x, .y = y };
	const struct lang *joined;

	if (x == y || y->kind == TERM_NONE || x->kind == TERM_ANY)
		return x;
	if (x->kind == TERM_NONE || y->kind == TERM_ANY)
		return y;
	joined = union_more(a, x, y);
	if (joined)
		return joined;
	t.min = x->min < y->min ? x->min : y->min;
	t.max = x->max > y->max ? x->max : y->max;
	t.shaped = x->shaped && y->shaped;
	t.plain = covers(x, y) || covers(y, x) || (x->plain && y->plain && x->min == y->min && x->max == y->max);
	return made(a, t);
}

/* `count` members of x and what separates them. */
static size_t
lengths(size_t length, size_t between, size_t count)
{
	return count ? lang_plus(lang_times(length, count), lang_times(between, count - 1)) : 0;
}

const struct lang *
lang_repeat(struct arena *a, const struct lang *x, struct slice separator, size_t min, size_t max)
{
	struct lang t = { .kind = TERM_REPEAT, .x = x, .least = min, .most = max };
	size_t between = utf8_length(separator);
	struct slice *texts;

	if (min > max)
		return &lang_none;
	if (max == 0 || (x->kind == TERM_NONE && min == 0))
		return lang_literal(a, SLICE_LIT(""));
	if (x->kind == TERM_NONE || (min == 1 && max == 1))
		return x;
	texts = arena_new(a, struct slice);
	*texts = separator;
	t.texts = texts;
	t.min = lengths(x->min, between, min);
	t.max = x->max == 0 && between == 0 ? 0 : lengths(x->max, between, max);
	t.shaped = x->shaped && min <= LANG_SHAPE_REPEATS && (max == SIZE_MAX || max <= LANG_SHAPE_REPEATS);
	t.plain = fixed(x);
	return made(a, t);
}

static const struct lang *
list_length(struct arena *a, const struct lang *x, size_t min, size_t max)
{
	struct list l = { .n = 0 };

	for (size_t i = 0; i < x->ntexts; i++) {
		size_t length = utf8_length(x->texts[i]);

		if (length >= min && length <= max)
			append(&l, x->texts[i]);
	}
	return l.n == x->ntexts ? x : of_list(a, &l);
}

const struct lang *
lang_length(struct arena *a, const struct lang *x, size_t min, size_t max)
{
	struct lang t = { .kind = TERM_LENGTH, .x = x };

	if (min <= x->min && max >= x->max)
		return x;
	if (x->kind == TERM_LITERALS)
		return list_length(a, x, min, max);
	t.min = min > x->min ? min : x->min;
	t.max = max < x->max ? max : x->max;
	if (t.min > t.max || t.min == SIZE_MAX)
		return &lang_none;
	t.least = min > x->min ? min : 0;
	t.most = max < x->max ? max : SIZE_MAX;
	t.shaped = x->shaped && t.most == SIZE_MAX && t.least <= LANG_SHAPE_MIN;
	t.plain = x->plain;
	return made(a, t);
}

/* --- narrowing ------------------------------------------------------------- */

static bool
lacks(const struct lang *x, struct slice text)
{
	struct arena scratch = ARENA_INIT;
	bool no = lang_has(&scratch, x, text) == LANG_NO;

	arena_free(&scratch);
	return no;
}

const struct lang *
lang_only(struct arena *a, const struct lang *x, struct slice text)
{
	return lacks(x, text) ? NULL : lang_literal(a, text);
}

static bool
has_members(const struct lang *x)
{
	struct arena scratch = ARENA_INIT;
	struct nfa n;
	struct machine m;
	bool some = true;

	if (nfa_of(&n, &scratch, x, NFA_EXACT)) {
		machine_init(&m, &scratch, &n);
		some = n.start != NFA_NOWHERE && m.alive[n.start];
	}
	arena_free(&scratch);
	return some;
}

const struct lang *
lang_without(struct arena *a, const struct lang *x, struct slice text)
{
	struct lang t = { .kind = TERM_WITHOUT, .x = x, .min = x->min, .max = x->max, .shaped = x->shaped, .plain = x->plain };
	struct list l = { .n = 0 };
	struct slice *texts;
	const struct lang *rest;

	if (x->kind == TERM_LITERALS) {
		for (size_t i = 0; i < x->ntexts; i++)
			if (!slice_eq(x->texts[i], text))
				append(&l, x->texts[i]);
		return l.n == x->ntexts ? x : l.n ? of_list(a, &l) : NULL;
	}
	if (lacks(x, text))
		return x->kind == TERM_NONE ? NULL : x;
	if (text.len == 0) {
		rest = lang_length(a, x, 1, SIZE_MAX);
	} else {
		texts = arena_new(a, struct slice);
		*texts = text;
		t.texts = texts;
		rest = made(a, t);
	}
	return has_members(rest) ? rest : NULL;
}
