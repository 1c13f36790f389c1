/* SPDX-License-Identifier: Apache-2.0 */
/* fn_url.c - Kubernetes' url library: what Go's url.ParseRequestURI accepts
 * (an absolute URL or an absolute path), in the parts that url.Parse sees. */
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "expr/builtin.h"
#include "expr/opaque.h"
#include "schema/format.h"

struct url {
	struct slice scheme;  /* in lower case */
	struct slice rest;    /* everything behind it */
	struct slice host;    /* with the port, escapes decoded */
	struct slice path;    /* as written */
	struct slice query;   /* without the '?' */
};

static bool
equal(const void *a, const void *b)
{
	const struct url *x = a, *y = b;

	return slice_eq(x->scheme, y->scheme) && slice_eq(x->rest, y->rest);
}

static void
print(struct buf *out, const void *data)
{
	const struct url *u = data;

	buf_add(out, u->scheme);
	buf_add(out, u->rest);
}

const struct val_opaque opaque_url = { "kubernetes.URL", "url", OPAQUE_URL, equal, print };

/* %XX decoded, and '+' as a space in a query; false for a broken escape or
 * when the bytes are no text. */
static bool
decode(struct arena *a, struct slice s, bool plus, struct slice *out)
{
	char *p = arena_alloc(a, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '%') {
			p[n++] = plus && s.ptr[i] == '+' ? ' ' : s.ptr[i];
			continue;
		}
		if (i + 2 >= s.len || ascii_hex(s.ptr[i + 1]) < 0 || ascii_hex(s.ptr[i + 2]) < 0)
			return false;
		p[n++] = (char)(ascii_hex(s.ptr[i + 1]) * 16 + ascii_hex(s.ptr[i + 2]));
		i += 2;
	}
	*out = (struct slice){ p, n };
	return utf8_invalid(*out) == SIZE_MAX;
}

static struct slice
lower(struct arena *a, struct slice s)
{
	char *p = arena_alloc(a, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		p[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] | 0x20) : s.ptr[i];
	return (struct slice){ p, s.len };
}

/* Whether a text behind the scheme, or without one, begins with a host. */
static bool
has_host(struct slice s, bool scheme)
{
	return slice_starts(s, SLICE_LIT("//")) && (scheme || !slice_starts(s, SLICE_LIT("///")));
}

/* Takes the host from the front of s, which begins with "//". */
static void
split_host(struct arena *a, struct slice *s, struct url *u)
{
	struct slice decoded;
	size_t at;

	*s = slice_sub(*s, 2, s->len);
	u->host = slice_sub(*s, 0, slice_find(*s, SLICE_LIT("/"), 0));
	*s = slice_sub(*s, u->host.len, s->len);
	at = slice_rfind_char(u->host, '@');
	if (at != SIZE_MAX)
		u->host = slice_sub(u->host, at + 1, u->host.len);
	if (decode(a, u->host, false, &decoded))
		u->host = decoded;
}

/* Splits a text that address_uri accepts. */
static struct url
split(struct arena *a, struct slice s)
{
	struct url u = { .rest = s };
	size_t colon = slice_find(s, SLICE_LIT(":"), 0), at;

	s = slice_sub(s, 0, slice_find(s, SLICE_LIT("#"), 0));
	if (s.ptr[0] != '/' && colon != SIZE_MAX) {
		u.scheme = lower(a, slice_sub(s, 0, colon));
		u.rest = slice_sub(u.rest, colon, u.rest.len);
		s = slice_sub(s, colon + 1, s.len);
	}
	at = slice_find(s, SLICE_LIT("?"), 0);
	if (at != SIZE_MAX) {
		u.query = slice_sub(s, at + 1, s.len);
		s = slice_sub(s, 0, at);
	}
	if (!s.len || s.ptr[0] != '/')
		return u;  /* opaque, as mailto:x */
	if (has_host(s, u.scheme.len != 0))
		split_host(a, &s, &u);
	u.path = s;
	return u;
}

/* Whether url.Parse takes what url.ParseRequestURI took: a path that begins
 * with "//" is a host to it, which may be wrong. */
static bool
good_host(struct arena *a, struct slice s)
{
	if (!has_host(s, false))
		return true;
	return address_uri(arena_join(a, SLICE_LIT("x:"), slice_sub(s, 0, slice_find(s, SLICE_LIT("#"), 0))));
}

const struct val *
fn_url(const struct call *c)
{
	struct slice s = c->args[0]->u.str;
	struct url *u = arena_new(c->ev->arena, struct url);

	if (!eval_spend(c->ev, s.len))
		return eval_stop(c->ev, c->e->at);
	if (!address_uri(s) || !good_host(c->ev->arena, s))
		return fault(c->ev, DIAG_EXPR_CONVERT, c->e->u.call.args[0]->at, "'%.*s' is no URL",
		             SLICE_FMT(slice_sub(s, 0, 80)));
	*u = split(c->ev->arena, s);
	return make_opaque(c->ev, &opaque_url, u, c->e->at);
}

const struct val *
fn_is_url(const struct call *c)
{
	if (!eval_spend(c->ev, c->args[0]->u.str.len))
		return eval_stop(c->ev, c->e->at);
	return make_bool(address_uri(c->args[0]->u.str));
}

static const struct url *
url(const struct call *c)
{
	return c->args[0]->u.opaque.data;
}

const struct val *
fn_url_scheme(const struct call *c)
{
	return make_text(c->ev, url(c)->scheme, c->e->at);
}

const struct val *
fn_url_host(const struct call *c)
{
	return make_text(c->ev, url(c)->host, c->e->at);
}

/* Where the port begins, its ':' included. */
static size_t
port_at(struct slice host)
{
	size_t bracket = slice_rfind_char(host, ']');
	size_t colon = slice_rfind_char(host, ':');

	return colon == SIZE_MAX || (bracket != SIZE_MAX && colon < bracket) ? host.len : colon;
}

const struct val *
fn_url_hostname(const struct call *c)
{
	struct slice host = url(c)->host;

	host = slice_sub(host, 0, port_at(host));
	if (host.len >= 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
		host = slice_sub(host, 1, host.len - 1);
	return make_text(c->ev, host, c->e->at);
}

const struct val *
fn_url_port(const struct call *c)
{
	struct slice host = url(c)->host;
	size_t at = port_at(host);

	return make_text(c->ev, at < host.len ? slice_sub(host, at + 1, host.len) : SLICE_LIT(""), c->e->at);
}

static bool
one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool
unreserved(char c)
{
	return ascii_alnum(c) || one_of(c, "-_.~");
}

/* The path as written, unless it has bytes that a path must escape: then it
 * is escaped anew. */
const struct val *
fn_url_path(const struct call *c)
{
	static const char digits[] = "0123456789ABCDEF";
	struct slice path = url(c)->path, plain;
	bool valid = true;
	char *p;
	size_t n = 0;

	if (!eval_spend(c->ev, path.len * 3))
		return eval_stop(c->ev, c->e->at);
	for (size_t i = 0; i < path.len; i++)
		valid = valid && (unreserved(path.ptr[i]) || one_of(path.ptr[i], "!$&'()*+,;=:@[]/%"));
	if (valid || !decode(c->ev->arena, path, false, &plain))
		return make_text(c->ev, path, c->e->at);
	p = arena_alloc(c->ev->arena, plain.len * 3);
	for (size_t i = 0; i < plain.len; i++) {
		unsigned char byte = (unsigned char)plain.ptr[i];

		if (unreserved(plain.ptr[i]) || one_of(plain.ptr[i], "$&+,/:;=@")) {
			p[n++] = plain.ptr[i];
			continue;
		}
		p[n++] = '%';
		p[n++] = digits[byte >> 4];
		p[n++] = digits[byte & 15];
	}
	return make_text(c->ev, (struct slice){ p, n }, c->e->at);
}

struct query {
	VEC(struct slice) keys;
	VEC(struct list_build) values;
};

static void
add_pair(const struct call *c, struct query *q, struct slice key, struct slice value)
{
	size_t i = 0;

	while (i < q->keys.len && !slice_eq(q->keys.ptr[i], key))
		i++;
	if (i == q->keys.len) {
		vec_push(c->ev->arena, &q->keys, key);
		vec_push(c->ev->arena, &q->values, LIST_BUILD_INIT(c->ev->arena));
	}
	list_build_add(&q->values.ptr[i], make_text(c->ev, value, c->e->at));
}

/* Pairs that cannot be decoded are passed over, as Go does. */
const struct val *
fn_url_query(const struct call *c)
{
	struct slice s = url(c)->query;
	struct query q = { 0 };
	struct map_build m = MAP_BUILD_INIT(c->ev->arena);

	if (!eval_spend(c->ev, s.len * 4))
		return eval_stop(c->ev, c->e->at);
	for (size_t at = 0; at < s.len;) {
		size_t end = slice_find(s, SLICE_LIT("&"), at), eq;
		struct slice pair = slice_sub(s, at, end), key, value;

		at = end == SIZE_MAX ? s.len : end + 1;
		eq = slice_find(pair, SLICE_LIT("="), 0);
		if (!pair.len || memchr(pair.ptr, ';', pair.len) ||
		    !decode(c->ev->arena, slice_sub(pair, 0, eq), true, &key) ||
		    !decode(c->ev->arena, eq == SIZE_MAX ? SLICE_LIT("") : slice_sub(pair, eq + 1, pair.len), true, &value))
			continue;
		if (!eval_spend(c->ev, q.keys.len))
			return eval_stop(c->ev, c->e->at);
		add_pair(c, &q, key, value);
	}
	for (size_t i = 0; i < q.keys.len; i++)
		map_build_add(&m, q.keys.ptr[i], c->e->at, list_build_end(&q.values.ptr[i], c->e->at));
	return map_build_end(&m, c->e->at);
}
