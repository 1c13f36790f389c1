/* SPDX-License-Identifier: Apache-2.0 */
/* lang_parse.c - patterns as trees. What is read here is not RE2's syntax but
 * what re2.c makes of it: there every mistake is found already, every literal
 * is a letter, a digit or \x{...}, and every class is spelled out.
 *
 *   alternation = sequence { '|' sequence }
 *   sequence    = { piece [ repeat [ '?' ] ] }
 */
#include "schema/lang_parse.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "schema/re2.h"

struct reader {
	struct arena *arena;
	struct slice text;
	size_t at;
	bool fold, dot_all, lines;  /* flags i, s, m */
	bool loose;                 /* there is something that the tree cannot say */
};

struct ranges {
	VEC(struct utf8_range) list;
};

static const struct re_node *alternation(struct reader *r);

static bool
more(const struct reader *r)
{
	return r->at < r->text.len && !r->loose;
}

static char
peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->text.len ? r->text.ptr[r->at + ahead] : '\0';
}

static bool
take(struct reader *r, const char *s)
{
	struct slice word = slice_of(s);

	if (!slice_starts(slice_sub(r->text, r->at, r->text.len), word))
		return false;
	r->at += word.len;
	return true;
}

static const struct re_node *
node(struct reader *r, struct re_node n)
{
	struct re_node *copy = arena_new(r->arena, struct re_node);

	*copy = n;
	return copy;
}

static const struct re_node *
set_node(struct reader *r, struct lang_set set)
{
	return node(r, (struct re_node){ .kind = RE_SET, .set = set });
}

static const struct re_node *
give_up(struct reader *r)
{
	r->loose = true;
	return node(r, (struct re_node){ .kind = RE_CAT });
}

/* --- characters and classes ---------------------------------------------- */

static uint32_t
literal(struct reader *r)
{
	uint32_t cp = 0;

	if (!take(r, "\\x{"))
		return (unsigned char)r->text.ptr[r->at++];
	for (; peek(r, 0) != '}' && more(r); r->at++)
		cp = cp * 16 + (uint32_t)ascii_hex(peek(r, 0));
	r->at++;
	return cp;
}

/* first..last, and with (?i) the other case. K and s have a third one, the
 * Kelvin sign and the long s; everything above ASCII has its cases there but
 * for those two. */
static void
add(struct reader *r, struct ranges *out, uint32_t first, uint32_t last)
{
	bool rest = first <= 0x80 && last == 0x10FFFF;

	vec_push(r->arena, &out->list, (struct utf8_range){ first, last });
	if (!r->fold)
		return;
	if (last >= 0x80 && !rest)
		r->loose = true;
	for (uint32_t c = 'a'; c <= 'z'; c++) {
		uint32_t third = c == 'k' ? 0x212A : c == 's' ? 0x17F : c, capital = c - 'a' + 'A';

		if ((c < first || c > last) && (capital < first || capital > last) && (third == c || !rest))
			continue;
		vec_push(r->arena, &out->list, (struct utf8_range){ c, c });
		vec_push(r->arena, &out->list, (struct utf8_range){ capital, capital });
		vec_push(r->arena, &out->list, (struct utf8_range){ third, third });
	}
}

static void
add_set(struct reader *r, struct ranges *out, struct lang_set set)
{
	for (size_t i = 0; i < set.n; i++)
		vec_push(r->arena, &out->list, set.ranges[i]);
}

static void items(struct reader *r, struct ranges *out, struct slice text);

/* What a spelling like 0-9A-Za-z_ does not have. */
static void
add_not(struct reader *r, struct ranges *out, struct slice spelling)
{
	struct ranges inside = { 0 };

	items(r, &inside, spelling);
	add_set(r, out, lang_set_not(r->arena, lang_set_of(r->arena, inside.list.ptr, inside.list.len)));
}

/* \p{...} or \P{...}. The tables of Unicode are PCRE2's; only what needs none
 * is known here. */
static struct lang_set
property(struct reader *r)
{
	static const struct utf8_range ascii[] = { { 0, 0x7F } };
	bool negative = peek(r, 1) == 'P';
	struct lang_set set = { ascii, 1 };

	r->at += 2;
	if (take(r, "{Any}"))
		set = lang_set_any;
	else if (!take(r, "{ASCII}") || r->fold)
		r->loose = true;
	return negative ? lang_set_not(r->arena, set) : set;
}

static void
item(struct reader *r, struct ranges *out)
{
	uint32_t first, last;

	if (take(r, "\\W")) {
		add_not(r, out, slice_of(re2_perl('w')));
	} else if (take(r, "[:^")) {
		size_t end = slice_find(r->text, SLICE_LIT(":]"), r->at);

		add_not(r, out, slice_of(re2_posix(slice_sub(r->text, r->at, end))));
		r->at = end + 2;
	} else if (peek(r, 0) == '\\' && peek(r, 1) != 'x') {
		add_set(r, out, property(r));
	} else {
		first = last = literal(r);
		if (take(r, "-"))
			last = literal(r);
		add(r, out, first, last);
	}
}

/* The items of a class without its brackets. It is entered once more at most:
 * what is left out of a class is spelled with ranges alone. */
static void
items(struct reader *r, struct ranges *out, struct slice text)
{
	struct reader inside = *r;

	inside.text = text;
	inside.at = 0;
	while (more(&inside))
		item(&inside, out);
	r->loose |= inside.loose;
}

static struct lang_set
class(struct reader *r)
{
	bool negative = take(r, "[^");
	struct ranges inside = { 0 };
	struct lang_set set;

	if (!negative)
		take(r, "[");
	while (more(r) && peek(r, 0) != ']')
		item(r, &inside);
	take(r, "]");
	set = lang_set_of(r->arena, inside.list.ptr, inside.list.len);
	return negative ? lang_set_not(r->arena, set) : set;
}

/* --- pieces -------------------------------------------------------------- */

/* Flags until ':' or ')'; whether a group begins. */
static bool
flags(struct reader *r)
{
	bool on = true;

	while (more(r)) {
		char c = r->text.ptr[r->at++];

		if (c == ':' || c == ')')
			return c == ':';
		if (c == '-')
			on = false;
		else if (c == 'i')
			r->fold = on;
		else if (c == 's')
			r->dot_all = on;
		else if (c == 'm')
			r->lines = on;
	}
	return false;
}

static const struct re_node *
group(struct reader *r)
{
	struct reader before = *r;
	const struct re_node *n;

	r->at++;
	if (take(r, "?") && !flags(r))
		return node(r, (struct re_node){ .kind = RE_CAT });
	n = alternation(r);
	take(r, ")");
	r->fold = before.fold;
	r->dot_all = before.dot_all;
	r->lines = before.lines;
	return n;
}

static const struct re_node *
anchor(struct reader *r, enum re_kind kind, bool of_line)
{
	if (of_line)
		return give_up(r);
	return node(r, (struct re_node){ .kind = kind, .anchors = true });
}

static const struct re_node *
piece(struct reader *r)
{
	struct ranges one = { 0 };
	uint32_t cp;

	if (peek(r, 0) == '(')
		return group(r);
	if (peek(r, 0) == '[')
		return set_node(r, class(r));
	if (take(r, "."))
		return set_node(r, r->dot_all ? lang_set_any : lang_set_line);
	if (take(r, "^"))
		return anchor(r, RE_BEGIN, r->lines);
	if (take(r, "$"))
		return anchor(r, RE_END, r->lines);
	if (take(r, "\\A"))
		return anchor(r, RE_BEGIN, false);
	if (take(r, "\\z"))
		return anchor(r, RE_END, false);
	if (take(r, "\\b") || take(r, "\\B"))
		return give_up(r);
	if (peek(r, 0) == '\\' && peek(r, 1) != 'x')
		return set_node(r, property(r));
	cp = literal(r);
	add(r, &one, cp, cp);
	return set_node(r, lang_set_of(r->arena, one.list.ptr, one.list.len));
}

static size_t
number(struct reader *r)
{
	size_t n = 0;

	for (; ascii_digit(peek(r, 0)); r->at++)
		n = n * 10 + (size_t)(peek(r, 0) - '0');
	return n;
}

static const struct re_node *
repeated(struct reader *r, const struct re_node *what)
{
	struct re_node n = { .kind = RE_REPEAT, .max = SIZE_MAX, .nitems = 1, .anchors = what->anchors };

	if (take(r, "{")) {
		n.min = number(r);
		take(r, ",");
		if (ascii_digit(peek(r, 0)))
			n.max = number(r);
		take(r, "}");
	} else if (take(r, "+")) {
		n.min = 1;
	} else if (take(r, "?")) {
		n.max = 1;
	} else if (!take(r, "*")) {
		return what;
	}
	take(r, "?");
	n.items = arena_new(r->arena, const struct re_node *);
	n.items[0] = what;
	return node(r, n);
}

/* One item stands for itself. */
static const struct re_node *
list(struct reader *r, enum re_kind kind, const struct re_node **items_, size_t n)
{
	struct re_node all = { .kind = kind, .items = items_, .nitems = n };

	for (size_t i = 0; i < n; i++)
		all.anchors |= items_[i]->anchors;
	return n == 1 ? items_[0] : node(r, all);
}

static const struct re_node *
sequence(struct reader *r)
{
	VEC(const struct re_node *) all = { 0 };

	while (more(r) && peek(r, 0) != '|' && peek(r, 0) != ')') {
		const struct re_node *n = piece(r);

		vec_push(r->arena, &all, repeated(r, n));
	}
	return list(r, RE_CAT, all.ptr, all.len);
}

/* re2.c has bounded how deep groups nest. */
static const struct re_node *
alternation(struct reader *r)
{
	VEC(const struct re_node *) all = { 0 };

	do
		vec_push(r->arena, &all, sequence(r));
	while (take(r, "|"));
	return list(r, RE_ALT, all.ptr, all.len);
}

const struct re_node *
re_parse(struct arena *a, struct slice re2)
{
	struct buf spelled = BUF_INIT;
	struct reader r = { .arena = a };
	const struct re_node *n = NULL;
	size_t offset;

	if (!re2_translate(&spelled, re2, &offset)) {
		r.text = buf_slice(&spelled);
		n = alternation(&r);
	}
	buf_fini(&spelled);
	return r.loose ? NULL : n;
}
