/* SPDX-License-Identifier: Apache-2.0 */
/* fn_text.c - our own json, jsonIndent, hash.sha256 and merge
 * (doc/design/language.md §3), and base64. */
#include <string.h>

#include "base/sha256.h"
#include "expr/builtin.h"
#include "value/json.h"

static const struct val *
stop(const struct call *c)
{
	return eval_stop(c->ev, c->e->at);
}

static const struct val *
json(const struct call *c, unsigned indent)
{
	struct buf b = BUF_IN(c->ev->arena);
	const struct val *bad, *v;

	/* A value can hold the same list many times over, so it is weighed first. */
	if (!eval_weigh(c->ev, c->args[0]))
		return stop(c);
	bad = val_json(&b, c->args[0], indent);
	v = bad ? fault(c->ev, DIAG_EXPR_CONVERT, c->e->at, "JSON has no %s", expr_type_name(bad))
	        : make_built(c->ev, buf_slice(&b), c->e->at);
	return v;
}

const struct val *
fn_json(const struct call *c)
{
	return json(c, 0);
}

const struct val *
fn_json_indent(const struct call *c)
{
	return json(c, 2);
}

const struct val *
fn_sha256(const struct call *c)
{
	char *hex = arena_alloc(c->ev->arena, SHA256_HEX + 1);

	if (!eval_spend(c->ev, c->args[0]->u.str.len))
		return stop(c);
	sha256_hex(c->args[0]->u.str, hex);
	return make_text(c->ev, (struct slice){ hex, SHA256_HEX }, c->e->at);
}

const struct val *
fn_merge(const struct call *c)
{
	const struct val *a = c->args[0], *b = c->args[1];
	size_t n = 0;
	struct entry *entries;

	if (!eval_spend(c->ev, map_size(a)) || !eval_spend(c->ev, map_size(b)))
		return stop(c);
	entries = arena_new_n(c->ev->arena, map_size(a) + map_size(b), struct entry);
	for (size_t i = 0; i < map_size(b); i++)
		entries[n++] = map_item(c->ev, b, i);
	for (size_t i = 0; i < map_size(a); i++) {
		struct entry x = map_item(c->ev, a, i);

		if (!map_lookup(b, x.key))
			entries[n++] = x;
	}
	return make_map(c->ev, entries, n, c->e->at);
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const struct val *
fn_base64_encode(const struct call *c)
{
	struct slice s = c->args[0]->u.str;
	const unsigned char *in = (const unsigned char *)s.ptr;
	char *out;
	size_t n = 0;

	if (!eval_spend(c->ev, s.len * 2))
		return stop(c);
	out = arena_alloc(c->ev->arena, (s.len / 3 + 1) * 4);
	for (size_t i = 0; i < s.len; i += 3) {
		size_t left = s.len - i;
		unsigned bits = (unsigned)in[i] << 16 | (left > 1 ? (unsigned)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0u);

		out[n++] = alphabet[bits >> 18];
		out[n++] = alphabet[bits >> 12 & 63];
		out[n++] = left > 1 ? alphabet[bits >> 6 & 63] : '=';
		out[n++] = left > 2 ? alphabet[bits & 63] : '=';
	}
	return make_text(c->ev, (struct slice){ out, n }, c->e->at);
}

/* Padding may be left out altogether, but not wrong. */
const struct val *
fn_base64_decode(const struct call *c)
{
	struct slice s = c->args[0]->u.str;
	unsigned bits = 0, have = 0;
	size_t n = 0, len = s.len;
	char *out;

	if (!eval_spend(c->ev, s.len))
		return stop(c);
	while (s.len % 4 == 0 && len > 0 && s.len - len < 2 && s.ptr[len - 1] == '=')
		len--;
	out = arena_alloc(c->ev->arena, len);
	for (size_t i = 0; i < len; i++) {
		const char *p = s.ptr[i] ? strchr(alphabet, s.ptr[i]) : NULL;

		if (!p || (i + 1 == len && len % 4 == 1))
			return fault(c->ev, DIAG_EXPR_CONVERT, c->e->at, "the string is no base64");
		bits = bits << 6 | (unsigned)(p - alphabet);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 255);
		}
	}
	return make_bytes(c->ev, (struct slice){ out, n }, c->e->at);
}
