/* SPDX-License-Identifier: Apache-2.0 */
/* fn_named.c - Kubernetes' format library: format.dns1123Label().validate(s)
 * is none for a good text, else a list of what is wrong with it. The rules
 * are those of apimachinery's pkg/util/validation, the words are ours. */
#include "base/ascii.h"
#include "base/name.h"
#include "expr/builtin.h"
#include "expr/opaque.h"
#include "schema/format.h"

struct named {
	const char *name;
	bool prefix;      /* what generateName has: a '-' at the end will be followed */
	void (*check)(struct list_build *b, struct slice s, struct span at);
	/* All good texts as a pattern (RE2) of at most `most` characters; NULL: not known.
	 * `lower`: those whose small letters are good. */
	const char *language, *lower;
	size_t most;
};

static void
complain(struct list_build *b, struct span at, const char *text)
{
	list_build_add(b, val_string(b->arena, slice_of(text), at));
}

static void
dns1123_label(struct list_build *b, struct slice s, struct span at)
{
	if (s.len > NAME_LABEL_MAX)
		complain(b, at, "a DNS label has at most 63 characters");
	if (!name_is_label(s))
		complain(b, at, "a DNS label has small letters, digits and '-', and a letter or digit at both ends, like my-name");
}

static void
dns1123_subdomain(struct list_build *b, struct slice s, struct span at)
{
	if (s.len > NAME_SUBDOMAIN_MAX)
		complain(b, at, "a DNS subdomain has at most 253 characters");
	if (!name_is_subdomain(s))
		complain(b, at, "a DNS subdomain is labels of small letters, digits and '-' with dots between them, like db.example.com");
}

static void
dns1035_label(struct list_build *b, struct slice s, struct span at)
{
	if (s.len > NAME_LABEL_MAX)
		complain(b, at, "a DNS label has at most 63 characters");
	if (!name_is_label(s) || ascii_digit(s.ptr[0]))
		complain(b, at, "a DNS label as of RFC 1035 begins with a small letter, has small letters, digits and '-', and ends with a letter or digit");
}

static void
label_value(struct list_build *b, struct slice s, struct span at)
{
	if (s.len > NAME_LABEL_MAX)
		complain(b, at, "a label's value has at most 63 characters");
	if (s.len && !name_is_part(s))
		complain(b, at, "a label's value has letters, digits, '-', '_' and '.', and a letter or digit at both ends");
}

static void
qualified_name(struct list_build *b, struct slice s, struct span at)
{
	size_t slash = slice_find(s, SLICE_LIT("/"), 0);
	struct slice name = slash == SIZE_MAX ? s : slice_sub(s, slash + 1, s.len);

	if (slash != SIZE_MAX && slice_find(name, SLICE_LIT("/"), 0) != SIZE_MAX) {
		complain(b, at, "a qualified name is a name, or a DNS subdomain, '/' and a name");
		return;
	}
	if (slash == 0)
		complain(b, at, "the part before the '/' is empty");
	else if (slash != SIZE_MAX)
		dns1123_subdomain(b, slice_sub(s, 0, slash), at);
	if (name.len == 0)
		complain(b, at, "the name is empty");
	if (name.len > NAME_LABEL_MAX)
		complain(b, at, "the name has more than 63 characters");
	if (!name_is_part(name))
		complain(b, at, "a name has letters, digits, '-', '_' and '.', and a letter or digit at both ends");
}

static void
uri(struct list_build *b, struct slice s, struct span at)
{
	if (!format_fits(FORMAT_URI, s))
		complain(b, at, "an absolute URL or path is wanted, like https://example.com/x");
}

static void
uuid(struct list_build *b, struct slice s, struct span at)
{
	if (!format_fits(FORMAT_UUID, s))
		complain(b, at, "a UUID is wanted, like 123e4567-e89b-12d3-a456-426614174000");
}

static void
byte(struct list_build *b, struct slice s, struct span at)
{
	if (!s.len || !format_fits(FORMAT_BYTE, s))
		complain(b, at, "invalid base64");
}

static void
date(struct list_build *b, struct slice s, struct span at)
{
	if (!format_fits(FORMAT_DATE, s))
		complain(b, at, "invalid date");
}

static void
datetime(struct list_build *b, struct slice s, struct span at)
{
	if (!format_fits(FORMAT_DATE_TIME, s))
		complain(b, at, "invalid datetime");
}

#define LABEL     "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
#define ANY_LABEL "[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?"
#define DOTTED(label) label "(?:\\." label ")*"
#define NAME      "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"

enum { QUALIFIED_MAX = NAME_SUBDOMAIN_MAX + 1 + NAME_LABEL_MAX };

static const struct named all[] = {
	{ "dns1123Label", false, dns1123_label, "^" LABEL "$", "^" ANY_LABEL "$", NAME_LABEL_MAX },
	{ "dns1123Subdomain", false, dns1123_subdomain, "^" DOTTED(LABEL) "$", "^" DOTTED(ANY_LABEL) "$", NAME_SUBDOMAIN_MAX },
	{ "dns1035Label", false, dns1035_label, "^[a-z](?:[-a-z0-9]*[a-z0-9])?$", "^[A-Za-z](?:[-A-Za-z0-9]*[A-Za-z0-9])?$",
	  NAME_LABEL_MAX },
	{ "qualifiedName", false, qualified_name, "^(?:" DOTTED(LABEL) "/)?" NAME "$", "^(?:" DOTTED(ANY_LABEL) "/)?" NAME "$",
	  QUALIFIED_MAX },
	{ "dns1123LabelPrefix", true, dns1123_label, NULL, NULL, 0 },
	{ "dns1123SubdomainPrefix", true, dns1123_subdomain, NULL, NULL, 0 },
	{ "dns1035LabelPrefix", true, dns1035_label, NULL, NULL, 0 },
	{ "labelValue", false, label_value, "^(?:" NAME ")?$", "^(?:" NAME ")?$", NAME_LABEL_MAX },
	{ "uri", false, uri, NULL, NULL, 0 },
	{ "uuid", false, uuid, NULL, NULL, 0 },
	{ "byte", false, byte, NULL, NULL, 0 },
	{ "date", false, date, NULL, NULL, 0 },
	{ "datetime", false, datetime, NULL, NULL, 0 },
};

static bool
equal(const void *a, const void *b)
{
	return a == b;
}

static void
print(struct buf *out, const void *data)
{
	const struct named *f = data;

	buf_str(out, f->name);
}

const struct val_opaque opaque_format = { "kubernetes.NamedFormat", "format", OPAQUE_FORMAT, equal, print };

static const struct named *
find(struct slice name)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (slice_is(name, all[i].name))
			return &all[i];
	return NULL;
}

static const char *
language(const struct named *f, bool lower, size_t *most)
{
	*most = f ? f->most : 0;
	return !f ? NULL : lower ? f->lower : f->language;
}

const char *
format_named_language(struct slice name, bool lower, size_t *most)
{
	return language(find(name), lower, most);
}

const char *
format_constant_language(const struct val *v, bool lower, size_t *most)
{
	return language(v->u.opaque.type == &opaque_format ? v->u.opaque.data : NULL, lower, most);
}

const struct val *
fn_format_named(const struct call *c)
{
	const struct named *f = find(c->args[0]->u.str);

	return make_optional(c->ev, f ? make_opaque(c->ev, &opaque_format, f, c->e->at) : NULL, c->e->at);
}

/* format.NAME(): the row that was called says which. */
const struct val *
fn_format(const struct call *c)
{
	struct slice name = slice_of(c->e->u.call.overloads[0].fn->name);
	const struct named *f = find(slice_sub(name, sizeof("format.") - 1, name.len));

	return make_opaque(c->ev, &opaque_format, f, c->e->at);
}

const struct val *
fn_format_validate(const struct call *c)
{
	const struct named *f = c->args[0]->u.opaque.data;
	struct slice s = c->args[1]->u.str;
	struct list_build b = LIST_BUILD_INIT(c->ev->arena);

	if (!eval_spend(c->ev, s.len))
		return eval_stop(c->ev, c->e->at);
	/* The '-' and what stands before it give way to a letter that is sure to fit. */
	if (f->prefix && s.len > 1 && s.ptr[s.len - 1] == '-')
		s = arena_join(c->ev->arena, slice_sub(s, 0, s.len - 2), SLICE_LIT("a"));
	f->check(&b, s, c->e->at);
	return make_optional(c->ev, b.items.len ? list_build_end(&b, c->e->at) : NULL, c->e->at);
}
