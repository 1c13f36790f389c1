/* SPDX-License-Identifier: Apache-2.0 */
/* fn_regex.c - regular expressions: matches, Kubernetes' find and findAll,
 * cel-go's ext Regex. Patterns are found anywhere in a text unless they say
 * otherwise. Constant ones were compiled when the expression was parsed. */
#include "base/buf.h"
#include "base/utf8.h"
#include "expr/builtin.h"

enum {
	STEPS_FREE = 500,   /* of backtracking, in the first try */
	STEPS_MORE = 20,    /* times as many in each further one */
};

struct search {
	const struct call *c;
	const struct pattern *pattern;
	struct slice text;
	size_t at;                    /* where the next search begins */
	size_t end;                   /* of the last match; SIZE_MAX: none yet */
	struct pattern_group g[10];   /* of the last match */
	const struct val *bad;        /* the pattern or the matching failed */
};

static struct search
search(const struct call *c)
{
	struct search s = { .c = c, .pattern = c->e->u.call.pattern, .text = c->args[0]->u.str,
	                    .end = SIZE_MAX };
	struct slice error;
	size_t offset;

	if (s.pattern)
		return s;
	if (!eval_spend(c->ev, c->args[1]->u.str.len * 8 + 1000)) {
		s.bad = eval_stop(c->ev, c->e->at);
		return s;
	}
	s.pattern = pattern_new(c->ev->arena, c->args[1]->u.str, &error, &offset);
	if (!s.pattern)
		s.bad = fault(c->ev, DIAG_EXPR_PATTERN, c->e->at, "malformed regular expression: %.*s", SLICE_FMT(error));
	return s;
}

/* One search. The first steps come with the length of the text; more are paid
 * for before they are taken, since a pattern can take far more than the text
 * is long. */
static enum pattern_result
find(struct search *s)
{
	size_t rest = s->text.len - s->at + 1;
	struct pattern_search one = { s->text, s->at, STEPS_FREE, s->g, 10 };
	enum pattern_result r;

	if (!eval_spend(s->c->ev, rest))
		return PATTERN_LIMIT;
	while ((r = pattern_find_within(s->pattern, &one)) == PATTERN_LIMIT && one.steps < PATTERN_STEPS_MAX) {
		one.steps = one.steps > PATTERN_STEPS_MAX / STEPS_MORE ? PATTERN_STEPS_MAX : one.steps * STEPS_MORE;
		if (!eval_spend(s->c->ev, one.steps))
			return PATTERN_LIMIT;
	}
	return r;
}

/* The next match; the search goes on behind it, or one character on when it
 * was empty. An empty one at the end of the match before is passed over, as in
 * Go. */
static bool
next(struct search *s)
{
	while (!s->bad && s->at <= s->text.len) {
		enum pattern_result r = find(s);

		if (eval_over(s->c->ev))
			s->bad = eval_stop(s->c->ev, s->c->e->at);
		else if (r == PATTERN_LIMIT)
			s->bad = fault(s->c->ev, DIAG_EXPR_COST, s->c->e->at,
			               "the regular expression takes too many steps on this text");
		if (s->bad || r != PATTERN_YES)
			break;
		s->at = s->g[0].end;
		if (s->g[0].end == s->g[0].start) {
			if (s->at < s->text.len)
				(void)utf8_next(s->text, &s->at);
			else
				s->at++;
			if (s->g[0].start == s->end)
				continue;
		}
		s->end = s->g[0].end;
		return true;
	}
	return false;
}

static struct slice
group(const struct search *s, size_t i)
{
	return s->g[i].start == SIZE_MAX ? SLICE_LIT("") : slice_sub(s->text, s->g[i].start, s->g[i].end);
}

const struct val *
fn_matches(const struct call *c)
{
	struct search s = search(c);
	bool yes = next(&s);

	return s.bad ? s.bad : make_bool(yes);
}

const struct val *
fn_find(const struct call *c)
{
	struct search s = search(c);
	bool yes = next(&s);

	return s.bad ? s.bad : make_text(c->ev, yes ? group(&s, 0) : SLICE_LIT(""), c->e->at);
}

/* All matches, or their group `g`, at most `limit` of them. */
static const struct val *
all(const struct call *c, struct search *s, size_t g, int64_t limit)
{
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	while ((limit < 0 || (int64_t)b.items.len < limit) && next(s))
		if (s->g[g].start != SIZE_MAX)
			list_build_add(&b, make_text(c->ev, group(s, g), c->e->at));
	return s->bad ? s->bad : make_list(c->ev, &b, c->e->at);
}

const struct val *
fn_find_all(const struct call *c)
{
	struct search s = search(c);

	return s.bad ? s.bad : all(c, &s, 0, c->n > 2 ? c->args[2]->u.i : -1);
}

static const struct val *
one_group(const struct call *c, const struct search *s)
{
	if (s->bad)
		return s->bad;
	if (pattern_groups(s->pattern) <= 2)
		return NULL;
	return fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "'regex.extract' wants a pattern with at most one group");
}

const struct val *
fn_regex_extract(const struct call *c)
{
	struct search s = search(c);
	const struct val *bad = one_group(c, &s);
	size_t g;

	if (bad)
		return bad;
	g = pattern_groups(s.pattern) - 1;
	if (!next(&s) || s.g[g].start == SIZE_MAX)
		return s.bad ? s.bad : make_optional(c->ev, NULL, c->e->at);
	return make_optional(c->ev, make_text(c->ev, group(&s, g), c->e->at), c->e->at);
}

const struct val *
fn_regex_extract_all(const struct call *c)
{
	struct search s = search(c);
	const struct val *bad = one_group(c, &s);

	return bad ? bad : all(c, &s, pattern_groups(s.pattern) - 1, -1);
}

/* Appends the replacement: \0 to \9 are groups, \\ is a backslash. */
static bool
substitute(const struct search *s, struct buf *b, struct slice with)
{
	for (size_t i = 0; i < with.len; i++) {
		char c = with.ptr[i];
		char d = i + 1 < with.len ? with.ptr[i + 1] : '\0';

		if (c != '\\') {
			buf_char(b, c);
			continue;
		}
		if (d == '\\')
			buf_char(b, '\\');
		else if (d >= '0' && d <= '9' && (size_t)(d - '0') < pattern_groups(s->pattern))
			buf_add(b, group(s, (size_t)(d - '0')));
		else
			return false;
		i++;
	}
	return true;
}

const struct val *
fn_regex_replace(const struct call *c)
{
	struct search s = search(c);
	struct buf b = BUF_IN(c->ev->arena);
	int64_t limit = c->n > 3 ? c->args[3]->u.i : -1;
	size_t done = 0;
	const struct val *v;

	while (!s.bad && limit != 0 && next(&s)) {
		buf_add(&b, slice_sub(s.text, done, s.g[0].start));
		if (!substitute(&s, &b, c->args[2]->u.str))
			s.bad = fault(c->ev, DIAG_EXPR_VALUE, c->e->at, "the replacement has a '\\' before no group");
		else if (!eval_spend(c->ev, c->args[2]->u.str.len))
			s.bad = eval_stop(c->ev, c->e->at);
		done = s.g[0].end;
		limit -= limit > 0;
	}
	buf_add(&b, slice_sub(s.text, done, s.text.len));
	v = s.bad ? s.bad : make_built(c->ev, buf_slice(&b), c->e->at);
	return v;
}
