/* SPDX-License-Identifier: Apache-2.0 */
/* fn_net.c - Kubernetes' ip and cidr libraries. */
#include "expr/builtin.h"
#include "expr/net.h"
#include "expr/opaque.h"

static bool
ip_equal(const void *a, const void *b)
{
	return net_ip_equal(a, b);
}

static void
ip_print(struct buf *out, const void *data)
{
	net_ip_print(out, data);
}

static bool
cidr_equal(const void *a, const void *b)
{
	const struct net_cidr *x = a, *y = b;

	return x->prefix == y->prefix && net_ip_equal(&x->ip, &y->ip);
}

static void
cidr_print(struct buf *out, const void *data)
{
	const struct net_cidr *c = data;

	net_ip_print(out, &c->ip);
	buf_printf(out, "/%u", c->prefix);
}

const struct val_opaque opaque_ip = { "net.IP", "ip", OPAQUE_IP, ip_equal, ip_print };
const struct val_opaque opaque_cidr = { "net.CIDR", "cidr", OPAQUE_CIDR, cidr_equal, cidr_print };

static const struct val *
malformed(const struct call *c, size_t arg, const char *what, const char *wrong)
{
	struct slice s = c->args[arg]->u.str;

	return fault(c->ev, DIAG_EXPR_CONVERT, c->e->u.call.args[arg]->at, "'%.*s' is no %s: %s", SLICE_FMT(slice_sub(s, 0, 80)), what,
	             wrong);
}

static const struct val *
new_ip(const struct call *c, struct net_ip ip)
{
	struct net_ip *copy = arena_new(c->ev->arena, struct net_ip);

	*copy = ip;
	return make_opaque(c->ev, &opaque_ip, copy, c->e->at);
}

static const struct val *
new_cidr(const struct call *c, struct net_cidr cidr)
{
	struct net_cidr *copy = arena_new(c->ev->arena, struct net_cidr);

	*copy = cidr;
	return make_opaque(c->ev, &opaque_cidr, copy, c->e->at);
}

static const struct net_ip *
ip(const struct call *c)
{
	return c->args[0]->u.opaque.data;
}

static const struct net_cidr *
cidr(const struct call *c)
{
	return c->args[0]->u.opaque.data;
}

const struct val *
fn_ip(const struct call *c)
{
	struct net_ip x;
	const char *wrong = net_ip_parse(c->args[0]->u.str, &x);

	return wrong ? malformed(c, 0, "IP address", wrong) : new_ip(c, x);
}

const struct val *
fn_is_ip(const struct call *c)
{
	struct net_ip x;

	return make_bool(net_ip_parse(c->args[0]->u.str, &x) == NULL);
}

const struct val *
fn_ip_is_canonical(const struct call *c)
{
	struct slice s = c->args[0]->u.str;
	struct net_ip x;
	const char *wrong = net_ip_parse(s, &x);
	struct buf b = BUF_IN(c->ev->arena);
	bool same;

	if (wrong)
		return malformed(c, 0, "IP address", wrong);
	net_ip_print(&b, &x);
	same = slice_eq(buf_slice(&b), s);
	return make_bool(same);
}

const struct val *
fn_ip_family(const struct call *c)
{
	return make_int(c->ev, ip(c)->len == 4 ? 4 : 6, c->e->at);
}

const struct val *
fn_ip_is_unspecified(const struct call *c)
{
	return make_bool(net_is_unspecified(ip(c)));
}

const struct val *
fn_ip_is_loopback(const struct call *c)
{
	return make_bool(net_is_loopback(ip(c)));
}

const struct val *
fn_ip_is_link_local_multicast(const struct call *c)
{
	return make_bool(net_is_link_local_multicast(ip(c)));
}

const struct val *
fn_ip_is_link_local_unicast(const struct call *c)
{
	return make_bool(net_is_link_local_unicast(ip(c)));
}

const struct val *
fn_ip_is_global_unicast(const struct call *c)
{
	return make_bool(net_is_global_unicast(ip(c)));
}

const struct val *
fn_cidr(const struct call *c)
{
	struct net_cidr x;
	const char *wrong = net_cidr_parse(c->args[0]->u.str, &x);

	return wrong ? malformed(c, 0, "network", wrong) : new_cidr(c, x);
}

const struct val *
fn_is_cidr(const struct call *c)
{
	struct net_cidr x;

	return make_bool(net_cidr_parse(c->args[0]->u.str, &x) == NULL);
}

const struct val *
fn_cidr_ip(const struct call *c)
{
	return new_ip(c, cidr(c)->ip);
}

const struct val *
fn_cidr_masked(const struct call *c)
{
	return new_cidr(c, (struct net_cidr){ net_masked(cidr(c)), cidr(c)->prefix });
}

const struct val *
fn_cidr_is_mask(const struct call *c)
{
	struct net_ip masked = net_masked(cidr(c));

	return make_bool(net_ip_equal(&masked, &cidr(c)->ip));
}

const struct val *
fn_cidr_prefix_length(const struct call *c)
{
	return make_int(c->ev, cidr(c)->prefix, c->e->at);
}

const struct val *
fn_cidr_contains_ip(const struct call *c)
{
	const struct val *v = c->args[1];
	struct net_ip x;
	const char *wrong;

	if (v->kind == VAL_OPAQUE)
		return make_bool(net_contains(cidr(c), v->u.opaque.data));
	wrong = net_ip_parse(v->u.str, &x);
	return wrong ? malformed(c, 1, "IP address", wrong) : make_bool(net_contains(cidr(c), &x));
}

const struct val *
fn_cidr_contains_cidr(const struct call *c)
{
	const struct val *v = c->args[1];
	struct net_cidr x;
	const char *wrong;

	if (v->kind == VAL_OPAQUE) {
		x = *(const struct net_cidr *)v->u.opaque.data;
	} else {
		wrong = net_cidr_parse(v->u.str, &x);
		if (wrong)
			return malformed(c, 1, "network", wrong);
	}
	return make_bool(x.prefix >= cidr(c)->prefix && net_contains(cidr(c), &x.ip));
}
