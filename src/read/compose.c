/* SPDX-License-Identifier: Apache-2.0 */
/* compose.c - the events of one document as a value. What is wrong is
 * reported where it stands; what cannot be used becomes &val_bad, and the
 * rest is read on. */
#include "read/compose.h"

#include <string.h>

#include "diag/nearest.h"
#include "read/scalar.h"
#include "read/syntax.h"
#include "read/tag.h"
#include "read/text.h"
#include "value/build.h"

/* What an anchor names. */
struct anchored {
	const struct val *val;  /* NULL while it is being read */
	size_t nodes;
};

/* What stands before a node, and its role. */
enum role {
	ROLE_ROOT,
	ROLE_ITEM = '-',
	ROLE_KEY = '?',
	ROLE_VALUE = ':',
};

/* A node that was read. */
struct node {
	const struct val *val;
	struct span at;     /* of an alias: the alias */
	bool plain;         /* an unquoted scalar without a tag */
	bool written;
	struct slice text;  /* of a scalar */
};

static struct node node(struct composer *c, enum role role);

static struct span
span(const struct composer *c, size_t start, size_t end)
{
	return (struct span){ c->src, (uint32_t)start, (uint32_t)end };
}

/* For some mistakes the library stops without a word: bad directives and
 * headers of block text. */
static void
report_silent(struct composer *c)
{
	struct slice s = c->src->text;
	size_t at = text_skip_gap(s, c->end);
	struct span here;
	char ch;

	while (at < s.len && (s.ptr[at] == ':' || s.ptr[at] == '-' || s.ptr[at] == '?'))
		at = text_skip_gap(s, at + 1);
	ch = at < s.len ? s.ptr[at] : '\0';
	here = span(c, at, at + (ch != '\0'));
	if (ch == '%')
		diag_report(c->diags, DIAG_YAML_DIRECTIVE, here, "a directive that cannot be used");
	else if (ch == '|' || ch == '>')
		diag_report(c->diags, DIAG_YAML_SYNTAX, here, "behind '%c' only '-', '+' and an indentation from 1 to 9 can stand",
		            ch);
	else
		diag_report(c->diags, DIAG_YAML_SYNTAX, here, "this cannot be read as YAML");
}

static void
report_failure(struct composer *c)
{
	const struct level *l = c->level;
	struct syntax_error e = { .opener = SPAN_NONE };

	e.said = events_failure(c->events, &e.at);
	if (!e.said) {
		report_silent(c);
		return;
	}
	while (l && !l->bracket.src)
		l = l->up;
	e.opener = syntax_opener(c->src, c->end, e.at.start, l ? l->bracket : SPAN_NONE);
	syntax_report(c->diags, &e);
}

enum event_kind
composer_next(struct composer *c)
{
	if (!c->stopped) {
		c->event = events_next(c->events);
		if (c->event.kind == EVENT_FAILED)
			report_failure(c);
	}
	if (c->event.kind == EVENT_FAILED)
		c->stopped = true;
	return c->event.kind;
}

void
composer_give_up(struct composer *c)
{
	c->stopped = true;
	c->event.kind = EVENT_FAILED;
}

static struct node
bad_node(struct span at)
{
	return (struct node){ .val = &val_bad, .at = at, .written = true };
}

/* Counts values; false when there are too many. */
static bool
count(struct composer *c, size_t n, struct span at)
{
	c->nodes += n;
	if (c->nodes <= c->limits->nodes)
		return true;
	diag_report(c->diags, DIAG_YAML_NODES, at, "more than %zu values in one file", c->limits->nodes);
	composer_give_up(c);
	return false;
}

/* Where a node is that has no text: behind its indicator. */
static struct span
empty_place(const struct composer *c, enum role role)
{
	struct slice s = c->src->text;
	size_t at = text_skip_gap(s, c->end);

	if (role == ROLE_KEY && at < s.len && s.ptr[at] == ',')
		at = text_skip_gap(s, at + 1);
	if (at < s.len && s.ptr[at] == (char)role)
		return span(c, at + 1, at + 1);
	return role == ROLE_KEY ? span(c, at, at) : span(c, c->end, c->end);
}

static void
warn_11(struct composer *c, const struct node *n, const char *other)
{
	bool text = scalar_resolve(n->text).kind == SCALAR_STRING;
	struct diag *d;

	d = diag_report(c->diags, DIAG_YAML_11, n->at, "'%.*s' is %s here, but %s",
	                SLICE_FMT(n->text), text ? "text" : "a decimal number", other);
	diag_note(c->diags, d, SPAN_NONE, "write it as \"%.*s\"%s", SLICE_FMT(n->text),
	          text ? "" : " if it is text, else without the leading 0");
}

static void
warn_value(struct composer *c, const struct node *n)
{
	const char *other = scalar_hazard(n->text);

	if (other)
		warn_11(c, n, other);
}

/* kubectl makes keys of numbers and booleans its own way; warn unless that is
 * the text as it stands. */
static void
warn_key(struct composer *c, const struct node *n)
{
	const char *other = scalar_hazard(n->text);
	struct diag *d;

	if (!other && scalar_key_kept(n->text))
		return;
	if (other)
		d = diag_report(c->diags, DIAG_YAML_11, n->at, "the key '%.*s' is text here, but %s", SLICE_FMT(n->text),
		                other);
	else
		d = diag_report(c->diags, DIAG_YAML_11, n->at, "kubectl changes or refuses the key '%.*s'",
		                SLICE_FMT(n->text));
	diag_note(c->diags, d, SPAN_NONE, "write it as \"%.*s\"", SLICE_FMT(n->text));
}

/* Sets kind and content of `v` by the core schema; false after a report. */
static bool
resolve(struct composer *c, const struct node *n, struct val *v)
{
	struct scalar s = scalar_resolve(n->text);
	struct diag *d;

	switch (s.kind) {
	case SCALAR_NULL:
		v->kind = VAL_NULL;
		break;
	case SCALAR_BOOL:
		v->kind = VAL_BOOL;
		v->u.b = s.b;
		break;
	case SCALAR_INT:
		v->kind = VAL_INT;
		v->u.i = s.i;
		break;
	case SCALAR_FLOAT:
		v->kind = VAL_DOUBLE;
		v->u.d = s.d;
		break;
	case SCALAR_RANGE:
		d = diag_report(c->diags, DIAG_YAML_NUMBER, n->at, "number '%.*s' is too large", SLICE_FMT(n->text));
		diag_note(c->diags, d, SPAN_NONE, "write it in quotes if it is text");
		return false;
	case SCALAR_STRING:
		v->kind = VAL_STRING;
		v->u.str = n->text;
	}
	return true;
}

static bool
set_scalar(struct composer *c, const struct node *n, enum role role, struct val *v)
{
	const struct event *e = &c->event;

	if (n->text.len && memchr(n->text.ptr, '\0', n->text.len)) {
		diag_report(c->diags, DIAG_YAML_CONTROL, n->at, "text with a NUL character");
		return false;
	}
	if (e->tag.ptr)
		return tag_scalar(c->diags, &(struct tagged){ e->tag, e->tag_at, n->text, n->at }, v);
	if (n->plain && role != ROLE_KEY)
		return resolve(c, n, v);
	v->kind = VAL_STRING;
	v->u.str = n->text;
	return true;
}

static struct node
scalar(struct composer *c, enum role role)
{
	const struct event *e = &c->event;
	struct node n = { .val = &val_bad, .written = e->written, .text = e->text };
	struct val *v;

	n.at = e->written ? e->at : empty_place(c, role);
	n.plain = e->style == VAL_STYLE_PLAIN && !e->tag.ptr;
	c->end = n.at.end;
	if (!count(c, 1, n.at))
		return n;
	v = arena_new(c->arena, struct val);
	v->style = e->style;
	v->at = n.at;
	if (set_scalar(c, &n, role, v))
		n.val = v;
	if (n.plain && n.written && (c->flags & (READ_WARN_11 | READ_WARN_11_VALUES)) && role != ROLE_KEY)
		warn_value(c, &n);
	return n;
}

static void
report_unknown_alias(struct composer *c)
{
	struct slice name = c->event.text;
	struct nearest best = NEAREST_INIT(name);
	struct diag *d = diag_report(c->diags, DIAG_YAML_ALIAS, c->event.at, "no anchor '&%.*s' stands before this alias",
	                             SLICE_FMT(name));

	for (size_t i = 0; i < c->anchors.len; i++)
		nearest_offer(&best, c->anchors.entries[i].key);
	if (best.best.ptr)
		diag_note(c->diags, d, SPAN_NONE, "did you mean '*%.*s'?", SLICE_FMT(best.best));
	else
		diag_note(c->diags, d, SPAN_NONE, "quote the text if it is no alias");
}

/* The value that an alias stands for, within the limits on expansion. */
static const struct val *
alias_value(struct composer *c)
{
	const struct event *e = &c->event;
	const struct anchored *a = map_get(&c->anchors, e->text);

	if (!a) {
		report_unknown_alias(c);
		return &val_bad;
	}
	if (!a->val) {
		diag_report(c->diags, DIAG_YAML_ALIAS, e->at, "alias '*%.*s' stands inside of what it names",
		            SLICE_FMT(e->text));
		return &val_bad;
	}
	c->aliased += a->nodes;
	if (c->aliased > c->limits->aliases) {
		diag_report(c->diags, DIAG_YAML_ALIAS_LIMIT, e->at, "the aliases of this file stand for more than %zu values",
		            c->limits->aliases);
		composer_give_up(c);
		return &val_bad;
	}
	if (c->depth + a->val->depth > c->limits->depth) {
		diag_report(c->diags, DIAG_YAML_DEPTH, e->at, "nested more than %zu levels deep by an alias",
		            c->limits->depth);
		return &val_bad;
	}
	return count(c, a->nodes, e->at) ? a->val : &val_bad;
}

static struct node
alias(struct composer *c)
{
	struct node n = { .at = c->event.at, .written = true };

	n.val = alias_value(c);
	n.text = val_text(n.val, SLICE_LIT(""));
	c->end = n.at.end;
	return n;
}

/* Steps into a collection; false, after a report, when that is too deep. */
static bool
enter(struct composer *c, struct level *l)
{
	struct span at = c->event.at;

	l->up = c->level;
	l->bracket = at.end > at.start ? at : SPAN_NONE;
	if (!count(c, 1, at))
		return false;
	if (c->depth == c->limits->depth) {
		diag_report(c->diags, DIAG_YAML_DEPTH, at, "nested more than %zu levels deep", c->limits->depth);
		composer_give_up(c);
		return false;
	}
	c->depth++;
	c->level = l;
	c->end = at.end;
	return true;
}

/* Steps out of it, at its last event. */
static void
leave(struct composer *c, const struct level *l)
{
	c->depth--;
	c->level = l->up;
	if (!c->stopped && l->bracket.src)
		c->end = c->event.at.end;
}

static struct node
list(struct composer *c)
{
	struct list_build b = LIST_BUILD_INIT(c->arena);
	struct node n = bad_node(c->event.at);
	struct level l;

	if (!enter(c, &l))
		return n;
	while (composer_next(c) != EVENT_LIST_END && !c->stopped)
		list_build_add(&b, node(c, ROLE_ITEM).val);
	leave(c, &l);
	n.at.end = c->end;
	if (!c->stopped)
		n.val = list_build_end(&b, n.at);
	return n;
}

/* Whether `key` can be the key of a field; reports when not. */
static bool
key_usable(struct composer *c, const struct node *key)
{
	struct diag *d;

	if (key->plain && slice_is(key->text, "<<")) {
		d = diag_report(c->diags, DIAG_YAML_MERGE_KEY, key->at, "merge keys ('<<') are not supported");
		diag_note(c->diags, d, SPAN_NONE, "write the fields out, or name the whole map with an alias");
		return false;
	}
	if (!key->written) {
		d = diag_report(c->diags, DIAG_YAML_KEY_KIND, key->at, "a key is missing before ':'");
		diag_note(c->diags, d, SPAN_NONE, "quote the text if it begins with ':'");
		return false;
	}
	if (key->val == &val_bad || val_is(key->val, VAL_STRING))
		return key->val != &val_bad;
	d = diag_report(c->diags, DIAG_YAML_KEY_KIND, key->at, "a key must be text; found %s", val_kind_name(key->val));
	if (val_is(key->val, VAL_MAP) && !syntax_note_chart(c->diags, d, key->at))
		diag_note(c->diags, d, SPAN_NONE, "quote the text if it begins with '{'");
	return false;
}

/* Reads one field; false when the map cannot be used. */
static bool
field(struct composer *c, struct map_build *b, struct span *first)
{
	struct node key = node(c, ROLE_KEY), val;
	bool usable;

	if (c->stopped)
		return false;
	if (!first->src)
		*first = key.at;
	usable = key_usable(c, &key);
	if (usable && key.plain && (c->flags & READ_WARN_11))
		warn_key(c, &key);
	composer_next(c);
	val = node(c, ROLE_VALUE);
	if (usable)
		map_build_add(b, key.text, key.at, val.val);
	return usable;
}

static void
report_twice(struct composer *c, const struct map_build *b)
{
	for (size_t i = 0; i < b->twice.len; i++) {
		const struct map_twice *t = &b->twice.ptr[i];
		struct diag *d = diag_report(c->diags, DIAG_YAML_KEY_TWICE, t->dropped.key_at, "key '%.*s' is written twice",
		                             SLICE_FMT(t->dropped.key));

		diag_note(c->diags, d, t->kept.key_at, "first written here");
	}
}

static struct node
map(struct composer *c)
{
	struct map_build b = MAP_BUILD_INIT(c->arena);
	struct node n = bad_node(c->event.at);
	struct span first = SPAN_NONE;
	const struct val *v;
	bool usable = true;
	struct level l;

	if (!enter(c, &l))
		return n;
	while (composer_next(c) != EVENT_MAP_END && !c->stopped)
		usable = field(c, &b, &first) && usable;
	leave(c, &l);
	/* A single pair in a list, [a: b], is marked at its colon. */
	if (first.src && first.start < n.at.start)
		n.at.start = first.start;
	n.at.end = c->end;
	if (c->stopped)
		return n;
	v = map_build_end(&b, n.at);
	report_twice(c, &b);
	if (usable)
		n.val = v;
	return n;
}

static struct node
collection(struct composer *c)
{
	bool is_map = c->event.kind == EVENT_MAP;
	struct slice tag = c->event.tag;
	struct span tag_at = c->event.tag_at;
	struct node n = is_map ? map(c) : list(c);

	if (tag.ptr && !tag_collection(c->diags, tag, tag_at, is_map))
		n.val = &val_bad;
	return n;
}

/* Declares the anchor of the current event; its value is set when known. */
static struct anchored *
anchor(struct composer *c)
{
	struct anchored *a;

	if (!c->event.anchor.ptr)
		return NULL;
	a = arena_new(c->arena, struct anchored);
	a->nodes = c->nodes;
	map_put(&c->anchors, c->event.anchor, a);
	return a;
}

/* Behind the anchor and the tag of the current event. */
static uint32_t
properties_end(const struct composer *c)
{
	struct slice text = c->src->text, anchor_name = c->event.anchor;
	uint32_t end = c->end;

	if (anchor_name.ptr && anchor_name.ptr + anchor_name.len > text.ptr + end)
		end = (uint32_t)(anchor_name.ptr + anchor_name.len - text.ptr);
	if (c->event.tag.ptr && c->event.tag_at.end > end)
		end = c->event.tag_at.end;
	return end;
}

/* Reads the node that begins with the current event, up to its last event.
 * Recursion is bounded by the limit on depth. */
static struct node
node(struct composer *c, enum role role)
{
	struct anchored *a;
	struct node n;

	if (c->stopped)
		return bad_node(span(c, c->end, c->end));
	a = anchor(c);
	c->end = properties_end(c);
	if (c->event.kind == EVENT_ALIAS)
		n = alias(c);
	else if (c->event.kind == EVENT_SCALAR)
		n = scalar(c, role);
	else
		n = collection(c);
	if (a) {
		a->val = n.val;
		a->nodes = c->nodes - a->nodes;
	}
	return n;
}

const struct val *
compose_root(struct composer *c)
{
	return node(c, ROLE_ROOT).val;
}
