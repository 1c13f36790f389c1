/* SPDX-License-Identifier: Apache-2.0 */
/* fn_string.c - strings: the standard functions and cel-go's ext Strings.
 * Positions count code points; most text is ASCII, where they are bytes. */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "expr/builtin.h"

static struct slice
text(const struct call *c, size_t i)
{
	return c->args[i]->u.str;
}

static const struct val *
stop(const struct call *c)
{
	return eval_stop(c->ev, c->e->at);
}

const struct val *
fn_size_text(const struct call *c)
{
	const struct val *v = c->args[0];

	if (!eval_spend(c->ev, v->u.str.len / 16))
		return stop(c);
	return make_int(c->ev, (int64_t)(v->kind == VAL_BYTES ? v->u.str.len : utf8_length(v->u.str)), c->e->at);
}

const struct val *
fn_contains(const struct call *c)
{
	if (!eval_spend(c->ev, text(c, 0).len))
		return stop(c);
	return make_bool(slice_find(text(c, 0), text(c, 1), 0) != SIZE_MAX);
}

const struct val *
fn_starts_with(const struct call *c)
{
	return make_bool(slice_starts(text(c, 0), text(c, 1)));
}

const struct val *
fn_ends_with(const struct call *c)
{
	return make_bool(slice_ends(text(c, 0), text(c, 1)));
}

static const struct val *
bad_index(const struct call *c, int64_t i, size_t len)
{
	return fault(c->ev, DIAG_EXPR_INDEX, c->e->at, "index %lld is out of range: the string has %zu characters",
	             (long long)i, len);
}

const struct val *
fn_char_at(const struct call *c)
{
	struct slice s = text(c, 0);
	size_t len = utf8_length(s), start, end;
	int64_t i = c->args[1]->u.i;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	if (i < 0 || (uint64_t)i > len)
		return bad_index(c, i, len);
	start = end = utf8_offset(s, (size_t)i);
	if (start < s.len)
		(void)utf8_next(s, &end);
	return make_text(c->ev, slice_sub(s, start, end), c->e->at);
}

/* Number of characters before byte `at`. */
static const struct val *
position(const struct call *c, struct slice s, size_t at)
{
	return make_int(c->ev, at == SIZE_MAX ? -1 : (int64_t)utf8_length(slice_sub(s, 0, at)), c->e->at);
}

/* An offset beyond the text finds nothing, as in cel-go; a negative one is a
 * mistake. */
const struct val *
fn_index_of(const struct call *c)
{
	struct slice s = text(c, 0), what = text(c, 1);
	int64_t from = c->n > 2 ? c->args[2]->u.i : 0;
	size_t len = utf8_length(s);

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	if (from < 0)
		return bad_index(c, from, len);
	if (what.len == 0)
		return make_int(c->ev, (uint64_t)from < len ? from : (int64_t)len, c->e->at);
	if ((uint64_t)from >= len)
		return make_int(c->ev, -1, c->e->at);
	return position(c, s, slice_find(s, what, utf8_offset(s, (size_t)from)));
}

const struct val *
fn_last_index_of(const struct call *c)
{
	struct slice s = text(c, 0), what = text(c, 1);
	size_t len = utf8_length(s), at;
	int64_t from = c->n > 2 ? c->args[2]->u.i : (int64_t)len;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	if (from < 0)
		return bad_index(c, from, len);
	if (what.len == 0)
		return make_int(c->ev, (uint64_t)from < len ? from : (int64_t)len, c->e->at);
	if ((c->n > 2 && (uint64_t)from >= len) || what.len > s.len)
		return make_int(c->ev, -1, c->e->at);
	at = utf8_offset(s, (size_t)from);
	if (at > s.len - what.len)
		at = s.len - what.len;
	while (memcmp(s.ptr + at, what.ptr, what.len) != 0)
		if (at-- == 0)
			return make_int(c->ev, -1, c->e->at);
	return position(c, s, at);
}

const struct val *
fn_substring(const struct call *c)
{
	struct slice s = text(c, 0);
	size_t len = utf8_length(s);
	int64_t start = c->args[1]->u.i, end = c->n > 2 ? c->args[2]->u.i : (int64_t)len;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	if (start < 0 || (uint64_t)start > len)
		return bad_index(c, start, len);
	if (end < 0 || (uint64_t)end > len)
		return bad_index(c, end, len);
	if (start > end)
		return fault(c->ev, DIAG_EXPR_INDEX, c->e->at, "substring(%lld, %lld) ends before it begins",
		             (long long)start, (long long)end);
	return make_text(c->ev, slice_sub(s, utf8_offset(s, (size_t)start), utf8_offset(s, (size_t)end)), c->e->at);
}

/* A copy with `add` added to every byte from `low` to `high`. */
static const struct val *
shift_case(const struct call *c, char low, char high, int add)
{
	struct slice s = text(c, 0);
	char *p;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	p = arena_alloc(c->ev->arena, s.len + 1);
	for (size_t i = 0; i < s.len; i++)
		p[i] = s.ptr[i] >= low && s.ptr[i] <= high ? (char)(s.ptr[i] + add) : s.ptr[i];
	return make_text(c->ev, (struct slice){ p, s.len }, c->e->at);
}

const struct val *
fn_lower_ascii(const struct call *c)
{
	return shift_case(c, 'A', 'Z', 'a' - 'A');
}

const struct val *
fn_upper_ascii(const struct call *c)
{
	return shift_case(c, 'a', 'z', 'A' - 'a');
}

/* Unicode's White_Space. */
static bool
is_space(uint32_t cp)
{
	return (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f ||
	       cp == 0x3000;
}

const struct val *
fn_trim(const struct call *c)
{
	struct slice s = text(c, 0);
	size_t start = s.len, end = s.len;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	for (size_t at = 0; at < s.len;) {
		size_t here = at;

		if (is_space(utf8_next(s, &at)))
			continue;
		if (start == s.len)
			start = here;
		end = at;
	}
	return make_text(c->ev, slice_sub(s, start, start == s.len ? start : end), c->e->at);
}

/* Where the piece that starts at `at` ends before a separator; an empty one
 * stands behind each character. SIZE_MAX: there is no further separator. */
static size_t
next_separator(struct slice s, struct slice separator, size_t at)
{
	if (separator.len)
		return slice_find(s, separator, at);
	if (at >= s.len)
		return SIZE_MAX;
	(void)utf8_next(s, &at);
	return at < s.len ? at : SIZE_MAX;
}

const struct val *
fn_split(const struct call *c)
{
	struct slice s = text(c, 0), separator = text(c, 1);
	int64_t limit = c->n > 2 ? c->args[2]->u.i : -1;
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);
	size_t at = 0, end;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	if (limit == 0 || (!separator.len && !s.len))
		return make_list(c->ev, &b, c->e->at);
	while ((limit < 0 || (int64_t)b.items.len + 1 < limit) &&
	       !eval_over(c->ev) && (end = next_separator(s, separator, at)) != SIZE_MAX) {
		list_build_add(&b, make_text(c->ev, slice_sub(s, at, end), c->e->at));
		at = end + separator.len;
	}
	list_build_add(&b, make_text(c->ev, slice_sub(s, at, s.len), c->e->at));
	return eval_over(c->ev) ? stop(c) : make_list(c->ev, &b, c->e->at);
}

const struct val *
fn_join(const struct call *c)
{
	const struct val *list = c->args[0];
	struct slice separator = c->n > 1 ? text(c, 1) : SLICE_LIT("");
	size_t total = 0, at = 0;
	char *p;

	for (size_t i = 0; i < list->u.list.len; i++) {
		const struct val *item = list->u.list.items[i];

		if (item->kind != VAL_STRING)
			return fault(c->ev, DIAG_EXPR_TYPE, c->e->at, "'join' wants strings, not %s", expr_type_name(item));
		total += item->u.str.len + (i ? separator.len : 0);
		if (!eval_spend(c->ev, item->u.str.len + separator.len + 1))
			return stop(c);
	}
	p = arena_alloc(c->ev->arena, total + 1);
	for (size_t i = 0; i < list->u.list.len; i++) {
		struct slice item = list->u.list.items[i]->u.str;

		if (i && separator.len)
			memcpy(p + at, separator.ptr, separator.len);
		at += i ? separator.len : 0;
		if (item.len)
			memcpy(p + at, item.ptr, item.len);
		at += item.len;
	}
	return make_text(c->ev, (struct slice){ p, total }, c->e->at);
}

/* What an empty text is replaced by stands before each character and at the
 * end, as in Go's strings.Replace. */
static bool
replace(const struct call *c, struct buf *b, int64_t limit)
{
	struct slice s = text(c, 0), from = text(c, 1), to = text(c, 2);
	size_t at = 0, found;

	while (limit != 0 && at <= s.len) {
		found = slice_find(s, from, at);
		if (found == SIZE_MAX)
			break;
		buf_add(b, slice_sub(s, at, found));
		buf_add(b, to);
		if (!eval_spend(c->ev, to.len + 1))
			return false;
		limit -= limit > 0;
		at = found + from.len;
		if (from.len)
			continue;
		if (at == s.len)
			return true;
		(void)utf8_next(s, &at);
		buf_add(b, slice_sub(s, found, at));
	}
	buf_add(b, slice_sub(s, at, s.len));
	return true;
}

const struct val *
fn_replace(const struct call *c)
{
	struct buf b = BUF_IN(c->ev->arena);
	bool done = eval_spend(c->ev, text(c, 0).len) && replace(c, &b, c->n > 3 ? c->args[3]->u.i : -1);
	const struct val *v = done ? make_built(c->ev, buf_slice(&b), c->e->at) : stop(c);

	return v;
}

const struct val *
fn_reverse(const struct call *c)
{
	struct slice s = text(c, 0);
	size_t at = 0, end = s.len;
	char *p;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	p = arena_alloc(c->ev->arena, s.len + 1);
	while (at < s.len) {
		size_t start = at;

		(void)utf8_next(s, &at);
		end -= at - start;
		memcpy(p + end, s.ptr + start, at - start);
	}
	return make_text(c->ev, (struct slice){ p, s.len }, c->e->at);
}

/* In double quotes, with the escapes of CEL; an invalid byte is U+FFFD. */
const struct val *
fn_quote(const struct call *c)
{
	static const char from[] = "\a\b\f\n\r\t\v\\\"", to[] = "abfnrtv\\\"";
	struct slice s = text(c, 0);
	struct buf b = BUF_IN(c->ev->arena);
	const struct val *v;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	buf_char(&b, '"');
	for (size_t at = 0; at < s.len;) {
		size_t start = at;
		uint32_t cp = utf8_next(s, &at);
		const char *special = cp && cp < 128 ? strchr(from, (int)cp) : NULL;

		if (special) {
			buf_char(&b, '\\');
			buf_char(&b, to[special - from]);
		} else if (cp == UTF8_BAD) {
			buf_str(&b, "\357\277\275");
		} else {
			buf_add(&b, slice_sub(s, start, at));
		}
	}
	buf_char(&b, '"');
	v = make_built(c->ev, buf_slice(&b), c->e->at);
	return v;
}
