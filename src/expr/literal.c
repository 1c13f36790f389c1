/* SPDX-License-Identifier: Apache-2.0 */
/* literal.c - decoding strings and integers of expressions (langdef.md,
 * "String and Bytes Values"). */
#include "expr/literal.h"

#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

struct decoder {
	struct slice text;  /* the token */
	size_t at, end;     /* what lies between the quotes */
	bool raw, bytes;
	char *out;
	size_t len;
};

/* Reads `n` digits of `base`; UTF8_BAD when there are fewer. */
static uint32_t
code(struct decoder *d, size_t n, unsigned base)
{
	struct slice s = slice_sub(d->text, d->at, d->at + n);
	uint64_t value;

	if (d->at + n > d->end || s.ptr[0] == '+' || !num_parse_uint(s, base, &value))
		return UTF8_BAD;
	d->at += n;
	return (uint32_t)value;
}

/* In bytes \x and octal escapes are bytes, in strings code points. */
static const char *
put(struct decoder *d, uint32_t value, bool octet)
{
	if (octet && d->bytes) {
		if (value > 255)
			return "an octal escape goes from \\000 to \\377";
		d->out[d->len++] = (char)value;
		return NULL;
	}
	if (d->bytes)
		return "bytes have no \\u escapes";
	if (octet && value > 255)
		return "an octal escape goes from \\000 to \\377";
	if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return "no such Unicode character";
	d->len += utf8_put(d->out + d->len, value);
	return NULL;
}

static const char *
numeric(struct decoder *d, size_t n, unsigned base, bool octet)
{
	uint32_t value = code(d, n, base);

	if (value == UTF8_BAD)
		return base == 8 ? "an octal escape has three digits" : "too few hexadecimal digits in an escape";
	return put(d, value, octet);
}

/* One escape, d->at behind the backslash. */
static const char *
escape(struct decoder *d)
{
	static const char from[] = "abfnrtv\\?\"'`", to[] = "\a\b\f\n\r\t\v\\?\"'`";
	char c = d->text.ptr[d->at++];
	const char *p = c ? strchr(from, c) : NULL;

	if (p) {
		d->out[d->len++] = to[p - from];
		return NULL;
	}
	switch (c) {
	case 'x':
	case 'X':
		return numeric(d, 2, 16, true);
	case 'u':
		return numeric(d, 4, 16, false);
	case 'U':
		return numeric(d, 8, 16, false);
	default:
		if (c < '0' || c > '3')
			return "unknown escape";
		d->at--;
		return numeric(d, 3, 8, true);
	}
}

const char *
literal_string(struct arena *a, struct slice token, struct slice *out, size_t *at, size_t *len)
{
	struct decoder d = { .text = token };
	const char *wrong;
	size_t quotes;

	for (; token.ptr[d.at] != '"' && token.ptr[d.at] != '\''; d.at++) {
		d.raw |= token.ptr[d.at] == 'r' || token.ptr[d.at] == 'R';
		d.bytes |= token.ptr[d.at] == 'b' || token.ptr[d.at] == 'B';
	}
	quotes = token.len - d.at >= 6 && token.ptr[d.at + 1] == token.ptr[d.at] &&
	                 token.ptr[d.at + 2] == token.ptr[d.at] ? 3 : 1;
	d.at += quotes;
	d.end = token.len - quotes;
	*out = slice_sub(token, d.at, d.end);
	if (d.raw || !memchr(out->ptr, '\\', out->len))
		return NULL;
	/* No escape is shorter than what it stands for. */
	d.out = arena_alloc(a, out->len);
	while (d.at < d.end) {
		size_t start = d.at;

		if (token.ptr[d.at++] != '\\') {
			d.out[d.len++] = token.ptr[start];
			continue;
		}
		wrong = escape(&d);
		if (wrong) {
			*at = start;
			*len = d.at > d.end ? d.end - start : d.at - start;
			return wrong;
		}
	}
	*out = (struct slice){ d.out, d.len };
	return NULL;
}

static struct slice
without_prefix(struct slice s, unsigned *base)
{
	*base = s.len > 2 && s.ptr[0] == '0' && s.ptr[1] == 'x' ? 16 : 10;
	return *base == 16 ? slice_sub(s, 2, s.len) : s;
}

bool
literal_uint(struct slice token, uint64_t *out)
{
	unsigned base;
	struct slice s = without_prefix(token, &base);

	return num_parse_uint(s, base, out);
}

bool
literal_int(struct slice token, bool negative, int64_t *out)
{
	uint64_t u;

	if (!literal_uint(token, &u) || u > (uint64_t)INT64_MAX + negative)
		return false;
	*out = negative ? (int64_t)(0 - u) : (int64_t)u;
	return true;
}
