/* SPDX-License-Identifier: Apache-2.0 */
/* fn_semver.c - Kubernetes' semver library (semver.org 2.0.0). */
#include "base/ascii.h"
#include "base/num.h"
#include "expr/builtin.h"
#include "expr/opaque.h"

struct semver {
	uint64_t major, minor, patch;
	struct slice pre;        /* "rc.1", without the '-' */
	struct slice text;       /* as printed */
};

static bool
word(char c)
{
	return ascii_alnum(c) || c == '-';
}

static bool
all_digits(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

/* The part of s from *at up to one of `ends`; moves *at to the end. */
static struct slice
until(struct slice s, size_t *at, const char *ends)
{
	size_t start = *at;

	while (*at < s.len && slice_find(slice_of(ends), (struct slice){ &s.ptr[*at], 1 }, 0) == SIZE_MAX)
		++*at;
	return slice_sub(s, start, *at);
}

/* §2: no leading zeros. */
static bool
number(struct slice s, uint64_t *out)
{
	return all_digits(s) && (s.len == 1 || s.ptr[0] != '0') && num_parse_uint(s, 10, out);
}

/* §9, §10: identifiers joined by dots; numeric ones of a pre-release without
 * leading zeros. */
static bool
identifiers(struct slice s, bool pre)
{
	for (size_t at = 0; at <= s.len; at++) {
		struct slice id = until(s, &at, ".");

		if (id.len == 0 || (pre && all_digits(id) && id.len > 1 && id.ptr[0] == '0'))
			return false;
		for (size_t i = 0; i < id.len; i++)
			if (!word(id.ptr[i]))
				return false;
	}
	return true;
}

static bool
parse(struct slice s, struct semver *out)
{
	uint64_t *const parts[] = { &out->major, &out->minor, &out->patch };
	size_t at = 0;

	*out = (struct semver){ .text = s };
	for (size_t i = 0; i < 3; i++) {
		if (i && (at == s.len || s.ptr[at++] != '.'))
			return false;
		if (!number(until(s, &at, i < 2 ? "." : "-+"), parts[i]))
			return false;
	}
	if (at < s.len && s.ptr[at] == '-') {
		at++;
		out->pre = until(s, &at, "+");
		if (!identifiers(out->pre, true))
			return false;
	}
	return at == s.len || identifiers(slice_sub(s, at + 1, s.len), false);
}

/* What semver(s, true) forgives: a leading 'v', missing parts, leading zeros. */
static struct slice
normalized(struct arena *a, struct slice s)
{
	struct slice out = { "", 0 }, rest;
	size_t at = s.len && s.ptr[0] == 'v', end = at, parts = 0;

	until(s, &end, "-+");
	rest = slice_sub(s, end, s.len);
	s = slice_sub(s, at, end);
	for (at = 0; at <= s.len && parts < 4; at++, parts++) {
		struct slice part = until(s, &at, ".");

		while (part.len > 1 && part.ptr[0] == '0')
			part = slice_sub(part, 1, part.len);
		out = arena_printf(a, "%.*s%s%.*s", SLICE_FMT(out), parts ? "." : "", SLICE_FMT(part));
	}
	for (; parts < 3 && rest.len == 0; parts++)
		out = arena_join(a, out, SLICE_LIT(".0"));
	return arena_join(a, out, rest);
}

/* §11: identifiers of digits by value, below all others; more are greater. */
static int
compare_ids(struct slice a, struct slice b)
{
	bool x = all_digits(a), y = all_digits(b);

	if (x != y)
		return x ? -1 : 1;
	/* Without leading zeros the longer number is the greater one. */
	if (x && a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return slice_cmp(a, b);
}

static int
compare_pre(struct slice a, struct slice b)
{
	size_t i = 0, j = 0;

	if (!a.len || !b.len)
		return (b.len > 0) - (a.len > 0);
	for (; i < a.len && j < b.len; i++, j++) {
		int c = compare_ids(until(a, &i, "."), until(b, &j, "."));

		if (c)
			return c;
	}
	return (i < a.len) - (j < b.len);
}

static int
compare(const struct semver *a, const struct semver *b)
{
	if (a->major != b->major)
		return a->major < b->major ? -1 : 1;
	if (a->minor != b->minor)
		return a->minor < b->minor ? -1 : 1;
	if (a->patch != b->patch)
		return a->patch < b->patch ? -1 : 1;
	return compare_pre(a->pre, b->pre);
}

static bool
equal(const void *a, const void *b)
{
	return compare(a, b) == 0;
}

static void
print(struct buf *out, const void *data)
{
	buf_add(out, ((const struct semver *)data)->text);
}

const struct val_opaque opaque_semver = { "kubernetes.Semver", "semver", OPAQUE_SEMVER, equal, print };

static bool
read_arg(const struct call *c, struct semver *out)
{
	struct slice s = c->args[0]->u.str;

	if (c->n > 1 && c->args[1]->u.b)
		s = normalized(c->ev->arena, s);
	return parse(s, out);
}

const struct val *
fn_semver(const struct call *c)
{
	struct semver *v = arena_new(c->ev->arena, struct semver);

	if (!eval_spend(c->ev, c->args[0]->u.str.len))
		return eval_stop(c->ev, c->e->at);
	if (!read_arg(c, v))
		return fault(c->ev, DIAG_EXPR_CONVERT, c->e->u.call.args[0]->at, "'%.*s' is no semantic version",
		             SLICE_FMT(slice_sub(c->args[0]->u.str, 0, 80)));
	return make_opaque(c->ev, &opaque_semver, v, c->e->at);
}

const struct val *
fn_is_semver(const struct call *c)
{
	struct semver v;

	if (!eval_spend(c->ev, c->args[0]->u.str.len))
		return eval_stop(c->ev, c->e->at);
	return make_bool(read_arg(c, &v));
}

static const struct semver *
get(const struct call *c, size_t i)
{
	return c->args[i]->u.opaque.data;
}

const struct val *
fn_semver_compare(const struct call *c)
{
	int order = compare(get(c, 0), get(c, 1));

	return make_int(c->ev, (order > 0) - (order < 0), c->e->at);
}

const struct val *
fn_semver_greater(const struct call *c)
{
	return make_bool(compare(get(c, 0), get(c, 1)) > 0);
}

const struct val *
fn_semver_less(const struct call *c)
{
	return make_bool(compare(get(c, 0), get(c, 1)) < 0);
}

const struct val *
fn_semver_major(const struct call *c)
{
	return make_int(c->ev, (int64_t)get(c, 0)->major, c->e->at);
}

const struct val *
fn_semver_minor(const struct call *c)
{
	return make_int(c->ev, (int64_t)get(c, 0)->minor, c->e->at);
}

const struct val *
fn_semver_patch(const struct call *c)
{
	return make_int(c->ev, (int64_t)get(c, 0)->patch, c->e->at);
}
