/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.c - events of libfyaml as values; the only file that knows the
 * library. Its marks become our byte spans here and go no further. */
#include <errno.h>
#include <libfyaml.h>
#include <string.h>

#include "base/vec.h"
#include "diag/nearest.h"
#include "read/read.h"
#include "read/scalar.h"
#include "read/syntax.h"
#include "read/tag.h"
#include "read/text.h"
#include "value/build.h"

const struct read_limits read_limits_default = {
	.bytes = 16u << 20,
	.depth = 100,
	.nodes = 1000000,
	.aliases = 10000,
};

/* What an anchor names. */
struct anchored {
	const struct val *val;  /* NULL while it is being read */
	size_t nodes;
};

/* A collection that is being read; lives on the stack. */
struct level {
	const struct level *up;
	struct span bracket;    /* of a flow collection; else src NULL */
};

struct reader {
	struct arena *arena;
	struct diags *diags;
	const struct source *src;
	const struct read_limits *limits;
	unsigned flags;
	struct fy_parser *parser;
	struct fy_diag *complaints;
	struct fy_event *event;     /* the current one; NULL after a failure */
	const struct level *level;
	size_t depth;
	size_t nodes, aliased;      /* so far, of the file */
	uint32_t end;               /* behind what was read last */
	struct map anchors;         /* name -> struct anchored */
};

/* A node that was read. */
struct node {
	const struct val *val;
	struct span at;     /* where it stands; of an alias, the alias */
	bool plain;         /* an unquoted scalar without a tag */
	bool empty;         /* nothing is written there */
	struct slice text;  /* of a scalar, decoded */
};

static struct node node(struct reader *r, char indicator);

static struct span
span(const struct reader *r, size_t start, size_t end)
{
	return (struct span){ r->src, (uint32_t)start, (uint32_t)end };
}

static struct span
token_span(const struct reader *r, struct fy_token *token)
{
	const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL;
	const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
	size_t max = r->src->text.len;
	size_t from, to;

	if (!start || !end)
		return span(r, r->end, r->end);
	from = start->input_pos < max ? start->input_pos : max;
	to = end->input_pos < max ? end->input_pos : max;
	return span(r, from, to < from ? from : to);
}

/* Ends the current event for good. */
static void
drop_event(struct reader *r)
{
	if (r->event)
		fy_parser_event_free(r->parser, r->event);
	r->event = NULL;
}

/* The innermost bracket around the end of what was read. */
static struct span
open_bracket(const struct reader *r, size_t at)
{
	const struct level *l = r->level;

	while (l && !l->bracket.src)
		l = l->up;
	return syntax_opener(r->src, r->end, at, l ? l->bracket : SPAN_NONE);
}

static void
report_failure(struct reader *r)
{
	void *iter = NULL;
	struct fy_diag_error *first = fy_diag_errors_iterate(r->complaints, &iter);
	struct syntax_error e;

	if (!first) {
		if (errno == ENOMEM)
			arena_oom(0);
		diag_report(r->diags, DIAG_YAML_LIBRARY, span(r, r->end, r->end), "cannot read on from here");
		return;
	}
	e.said = first->msg;
	e.at = first->fyt ? token_span(r, first->fyt) : span(r, r->end, r->end);
	e.opener = open_bracket(r, e.at.start);
	syntax_report(r->diags, &e);
}

/* Moves to the next event; FYET_NONE once the text cannot be read further,
 * which was reported then. */
static enum fy_event_type
next(struct reader *r)
{
	if (!r->parser)
		return FYET_NONE;
	drop_event(r);
	errno = 0;
	r->event = fy_parser_parse(r->parser);
	if (r->event)
		return r->event->type;
	report_failure(r);
	fy_parser_destroy(r->parser);
	r->parser = NULL;
	return FYET_NONE;
}

/* Gives up the rest of the file, after a report. */
static void
give_up(struct reader *r)
{
	drop_event(r);
	if (r->parser)
		fy_parser_destroy(r->parser);
	r->parser = NULL;
}

static struct node
bad_node(struct span at)
{
	return (struct node){ .val = &val_bad, .at = at };
}

/* Offset of the first byte from `at` on that is no blank, line break or
 * comment. */
static size_t
skip_gap(struct slice s, size_t at)
{
	for (; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == '#')
			while (at + 1 < s.len && s.ptr[at + 1] != '\n')
				at++;
		else if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			break;
	}
	return at;
}

/* Where a node is that has no text: behind its indicator (':' or '-'). */
static struct span
empty_place(const struct reader *r, char indicator)
{
	struct slice s = r->src->text;
	size_t at = skip_gap(s, r->end);

	if (indicator && at < s.len && s.ptr[at] == indicator)
		return span(r, at + 1, at + 1);
	return span(r, r->end, r->end);
}

/* A block scalar from its indicator to the end of its last line. */
static struct span
block_place(const struct reader *r, struct span token)
{
	struct slice s = r->src->text;
	size_t start = r->end, end = token.end;

	while (start < token.start) {
		start = skip_gap(s, start);
		if (start >= s.len || s.ptr[start] == '|' || s.ptr[start] == '>')
			break;
		start++;
	}
	while (end > token.start && (s.ptr[end - 1] == '\n' || s.ptr[end - 1] == '\r' || s.ptr[end - 1] == ' '))
		end--;
	if (end <= token.start) {
		/* No text: up to the end of the header. */
		end = slice_find(s, SLICE_LIT("\n"), start);
		if (end == SIZE_MAX)
			end = s.len;
		if (end > start && s.ptr[end - 1] == '\r')
			end--;
	}
	return span(r, start, end);
}

static struct span
scalar_place(const struct reader *r, enum fy_scalar_style style, struct span token)
{
	struct slice s = r->src->text;

	switch (style) {
	case FYSS_SINGLE_QUOTED:
	case FYSS_DOUBLE_QUOTED:
		/* The library's marks leave the quotes out. */
		return span(r, token.start ? token.start - 1 : 0, token.end < s.len ? token.end + 1 : s.len);
	case FYSS_LITERAL:
	case FYSS_FOLDED:
		return block_place(r, token);
	default:
		return token;
	}
}

static unsigned char
style_of(enum fy_scalar_style style)
{
	switch (style) {
	case FYSS_SINGLE_QUOTED:
		return VAL_STYLE_SINGLE;
	case FYSS_DOUBLE_QUOTED:
		return VAL_STYLE_DOUBLE;
	case FYSS_LITERAL:
		return VAL_STYLE_LITERAL;
	case FYSS_FOLDED:
		return VAL_STYLE_FOLDED;
	default:
		return VAL_STYLE_PLAIN;
	}
}

/* The decoded text; borrowed from the source where it stands there as it is. */
static struct slice
token_text(const struct reader *r, struct fy_token *token, struct span at)
{
	struct slice s = { NULL, 0 }, source = slice_sub(r->src->text, at.start, at.end);

	s.ptr = fy_token_get_text(token, &s.len);
	if (!s.ptr)
		arena_oom(0);
	if (s.len == 0)
		return SLICE_LIT("");
	return slice_eq(s, source) ? source : arena_slice(r->arena, s);
}

/* Counts values; false when there are too many. */
static bool
count(struct reader *r, size_t n, struct span at)
{
	if (!r->parser)
		return false;
	r->nodes += n;
	if (r->nodes <= r->limits->nodes)
		return true;
	diag_report(r->diags, DIAG_YAML_NODES, at, "more than %zu values in one file", r->limits->nodes);
	give_up(r);
	return false;
}

static void
warn_11(struct reader *r, const struct node *n)
{
	const char *other = scalar_hazard(n->text);
	struct diag *d;

	if (!other)
		return;
	d = diag_report(r->diags, DIAG_YAML_11, n->at, "'%.*s' is %s here, but %s to kubectl and other YAML 1.1 readers",
	                SLICE_FMT(n->text), scalar_resolve(n->text).kind == SCALAR_STRING ? "text" : "decimal", other);
	diag_note(r->diags, d, SPAN_NONE, "write it as \"%.*s\"%s", SLICE_FMT(n->text),
	          scalar_resolve(n->text).kind == SCALAR_STRING ? "" : " if it is text, else without the leading 0");
}

static const struct val *
plain_value(struct reader *r, const struct node *n)
{
	struct scalar s = scalar_resolve(n->text);
	struct diag *d;

	switch (s.kind) {
	case SCALAR_NULL:
		return val_with(r->arena, &val_null, n->at, NULL);
	case SCALAR_BOOL:
		return val_bool(r->arena, s.b, n->at);
	case SCALAR_INT:
		return val_int(r->arena, s.i, n->at);
	case SCALAR_FLOAT:
		return val_double(r->arena, s.d, n->at);
	case SCALAR_RANGE:
		d = diag_report(r->diags, DIAG_YAML_NUMBER, n->at, "number '%.*s' is too large", SLICE_FMT(n->text));
		diag_note(r->diags, d, SPAN_NONE, "write it in quotes if it is text");
		return &val_bad;
	case SCALAR_STRING:
		break;
	}
	return val_string(r->arena, n->text, n->at);
}

static bool
has_nul(struct slice s)
{
	return s.len && memchr(s.ptr, '\0', s.len);
}

static const struct val *
scalar_value(struct reader *r, const struct node *n, struct slice tag, struct span tag_at, unsigned char style)
{
	const struct val *v;
	struct val *styled;

	if (has_nul(n->text)) {
		diag_report(r->diags, DIAG_YAML_CONTROL, n->at, "text with a NUL character");
		return &val_bad;
	}
	if (tag.len)
		v = tag_scalar(r->arena, r->diags, &(struct tagged){ tag, tag_at, n->text, n->at });
	else if (style == VAL_STYLE_PLAIN)
		v = plain_value(r, n);
	else
		v = val_string(r->arena, n->text, n->at);
	if (v == &val_bad)
		return v;
	styled = arena_new(r->arena, struct val);
	*styled = *v;
	styled->style = style;
	return styled;
}

static struct node
scalar(struct reader *r, struct slice tag, struct span tag_at, char indicator)
{
	struct fy_token *token = r->event->scalar.value;
	enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
	struct node n = { .val = &val_bad };
	struct span at;

	if (!token || !fy_token_start_mark(token)) {
		n.at = empty_place(r, indicator);
		n.text = SLICE_LIT("");
		n.empty = true;
	} else {
		at = token_span(r, token);
		n.at = scalar_place(r, style, at);
		n.text = token_text(r, token, at);
	}
	n.plain = style == FYSS_PLAIN && tag.len == 0;
	r->end = n.at.end;
	if (!count(r, 1, n.at))
		return n;
	n.val = scalar_value(r, &n, tag, tag_at, style_of(style));
	return n;
}

static struct anchored *
anchor_find(const struct reader *r, struct slice name)
{
	return map_get(&r->anchors, name);
}

static void
report_unknown_alias(struct reader *r, struct slice name, struct span at)
{
	struct nearest best = NEAREST_INIT(name);
	struct diag *d = diag_report(r->diags, DIAG_YAML_ALIAS, at, "no anchor '&%.*s' stands before this alias",
	                             SLICE_FMT(name));

	for (size_t i = 0; i < r->anchors.len; i++)
		nearest_offer(&best, r->anchors.entries[i].key);
	if (best.best.ptr)
		diag_note(r->diags, d, SPAN_NONE, "did you mean '*%.*s'?", SLICE_FMT(best.best));
	else
		diag_note(r->diags, d, SPAN_NONE, "quote the text if it is no alias");
}

/* The value that an alias stands for, within the limits on expansion. */
static const struct val *
alias_value(struct reader *r, struct slice name, struct span at)
{
	struct anchored *a = anchor_find(r, name);

	if (!a) {
		report_unknown_alias(r, name, at);
		return &val_bad;
	}
	if (!a->val) {
		diag_report(r->diags, DIAG_YAML_ALIAS, at, "alias '*%.*s' stands inside of what it names", SLICE_FMT(name));
		return &val_bad;
	}
	r->aliased += a->nodes;
	if (r->aliased > r->limits->aliases) {
		diag_report(r->diags, DIAG_YAML_ALIAS_LIMIT, at, "aliases of this file stand for more than %zu values",
		            r->limits->aliases);
		give_up(r);
		return &val_bad;
	}
	if (r->depth + a->val->depth > r->limits->depth) {
		diag_report(r->diags, DIAG_YAML_DEPTH, at, "nested more than %zu levels deep by an alias", r->limits->depth);
		return &val_bad;
	}
	return count(r, a->nodes, at) ? a->val : &val_bad;
}

static struct node
alias(struct reader *r)
{
	struct fy_token *token = r->event->alias.anchor;
	struct span at = token_span(r, token);
	struct node n = { .at = span(r, at.start ? at.start - 1 : 0, at.end) };

	n.val = alias_value(r, token_text(r, token, at), n.at);
	if (val_is(n.val, VAL_STRING))
		n.text = n.val->u.str;
	r->end = n.at.end;
	return n;
}

/* Steps into a collection; false, after a report, when that is too deep. */
static bool
enter(struct reader *r, struct level *l, struct span start)
{
	l->up = r->level;
	if (start.end == start.start)
		l->bracket = SPAN_NONE;
	else
		l->bracket = start;
	if (r->depth >= r->limits->depth) {
		diag_report(r->diags, DIAG_YAML_DEPTH, start, "nested more than %zu levels deep", r->limits->depth);
		give_up(r);
		return false;
	}
	r->depth++;
	r->level = l;
	r->end = start.end;
	return true;
}

static void
leave(struct reader *r, const struct level *l)
{
	r->depth--;
	r->level = l->up;
	if (r->parser && l->bracket.src)
		r->end = token_span(r, fy_event_get_token(r->event)).end;
}

static struct node
list(struct reader *r)
{
	struct span start = token_span(r, r->event->sequence_start.sequence_start);
	struct list_build b = LIST_BUILD_INIT(r->arena);
	struct level l;

	if (!count(r, 1, start) || !enter(r, &l, start))
		return bad_node(start);
	while (r->parser && next(r) != FYET_SEQUENCE_END && r->parser)
		list_build_add(&b, node(r, '-').val);
	leave(r, &l);
	if (!r->parser)
		return bad_node(start);
	start.end = r->end;
	return (struct node){ .val = list_build_end(&b, start), .at = start };
}

static void
report_twice(struct reader *r, const struct map_build *b)
{
	for (size_t i = 0; i < b->twice.len; i++) {
		const struct map_twice *t = &b->twice.ptr[i];
		struct diag *d = diag_report(r->diags, DIAG_YAML_KEY_TWICE, t->dropped.key_at, "key '%.*s' is written twice",
		                             SLICE_FMT(t->dropped.key));

		diag_note(r->diags, d, t->kept.key_at, "first written here");
	}
}

/* Whether `key` can be the key of a field; reports when not. */
static bool
key_usable(struct reader *r, const struct node *key)
{
	struct diag *d;

	if (key->plain && slice_is(key->text, "<<")) {
		d = diag_report(r->diags, DIAG_YAML_MERGE_KEY, key->at, "merge keys ('<<') are not supported");
		diag_note(r->diags, d, SPAN_NONE, "write the fields out, or name the whole map with an alias");
		return false;
	}
	if (key->empty) {
		d = diag_report(r->diags, DIAG_YAML_KEY_KIND, key->at, "a key is missing before ':'");
		diag_note(r->diags, d, SPAN_NONE, "quote the text if it begins with ':'");
		return false;
	}
	if (key->plain || val_is(key->val, VAL_STRING))
		return true;
	if (key->val != &val_bad) {
		d = diag_report(r->diags, DIAG_YAML_KEY_KIND, key->at, "a key must be text, not a %s",
		                val_kind_name(key->val));
		if (val_is(key->val, VAL_MAP))
			diag_note(r->diags, d, SPAN_NONE, "quote the key if it begins with '{'");
	}
	return false;
}

/* kubectl makes keys of numbers and booleans its own way; warn unless that is
 * the text as it stands. */
static void
warn_key(struct reader *r, const struct node *key)
{
	struct diag *d;

	if (!(r->flags & READ_WARN_11) || !key->plain)
		return;
	if (scalar_hazard(key->text)) {
		warn_11(r, key);
		return;
	}
	if (scalar_key_kept(key->text))
		return;
	d = diag_report(r->diags, DIAG_YAML_11, key->at, "the key '%.*s' is text here, but %s to other readers",
	                SLICE_FMT(key->text), val_kind_name(key->val));
	diag_note(r->diags, d, SPAN_NONE, "write it as \"%.*s\"", SLICE_FMT(key->text));
}

/* Reads one field; false when the map cannot be used. */
static bool
field(struct reader *r, struct map_build *b, struct span *first)
{
	struct node key = node(r, '?'), val;
	bool usable;

	if (!first->src)
		*first = key.at;
	if (!r->parser)
		return false;
	usable = key_usable(r, &key);
	if (usable)
		warn_key(r, &key);
	next(r);
	val = node(r, ':');
	if (usable)
		map_build_add(b, key.text, key.at, val.val);
	return usable;
}

static struct node
map(struct reader *r)
{
	struct span start = token_span(r, r->event->mapping_start.mapping_start);
	struct map_build b = MAP_BUILD_INIT(r->arena);
	struct span first = SPAN_NONE;
	struct node n;
	struct level l;
	bool usable = true;

	if (!count(r, 1, start) || !enter(r, &l, start))
		return bad_node(start);
	while (r->parser && next(r) != FYET_MAPPING_END && r->parser)
		usable = field(r, &b, &first) && usable;
	leave(r, &l);
	/* The mark of a single pair in a list, [a: b], stands at its colon. */
	if (first.src && first.start < start.start)
		start.start = first.start;
	start.end = r->end;
	if (!r->parser)
		return bad_node(start);
	n = (struct node){ .val = map_build_end(&b, start), .at = start };
	report_twice(r, &b);
	if (!usable)
		n.val = &val_bad;
	return n;
}

/* A collection with its tag. */
static struct node
collection(struct reader *r, struct slice tag, struct span tag_at, bool is_map)
{
	struct node n = is_map ? map(r) : list(r);

	if (tag.len && !tag_collection(r->diags, tag, tag_at, is_map))
		n.val = &val_bad;
	return n;
}

/* The anchor of the current event, open until its value is known. */
static struct anchored *
anchor(struct reader *r)
{
	struct fy_token *token = fy_event_get_anchor_token(r->event);
	struct anchored *a;
	struct span at;

	if (!token || r->event->type == FYET_ALIAS)
		return NULL;
	at = token_span(r, token);
	a = arena_new(r->arena, struct anchored);
	a->nodes = r->nodes;
	map_put(&r->anchors, token_text(r, token, at), a);
	if (at.end > r->end)
		r->end = at.end;
	return a;
}

/* The tag of the current event in full ("tag:yaml.org,2002:str", "!x"). */
static struct slice
tag(struct reader *r, struct span *at)
{
	struct fy_token *token = fy_event_get_tag_token(r->event);

	if (!token)
		return (struct slice){ NULL, 0 };
	*at = token_span(r, token);
	if (at->end > r->end)
		r->end = at->end;
	return token_text(r, token, span(r, 0, 0));
}

/* Reads the node that begins with the current event, up to its last event.
 * `indicator` is what stands before it. Recursion is bounded by the limit on
 * depth. */
static struct node
node(struct reader *r, char indicator)
{
	struct span tag_at = SPAN_NONE;
	struct anchored *a;
	struct slice t;
	struct node n;

	if (!r->parser || !r->event)
		return bad_node(span(r, r->end, r->end));
	a = anchor(r);
	t = tag(r, &tag_at);
	switch (r->event->type) {
	case FYET_SCALAR:
		n = scalar(r, t, tag_at, indicator);
		break;
	case FYET_ALIAS:
		n = alias(r);
		break;
	case FYET_SEQUENCE_START:
	case FYET_MAPPING_START:
		n = collection(r, t, tag_at, r->event->type == FYET_MAPPING_START);
		break;
	default:
		n = bad_node(span(r, r->end, r->end));
	}
	if (a) {
		a->val = n.val;
		a->nodes = r->nodes - a->nodes;
	}
	if (n.plain && indicator != '?' && (r->flags & READ_WARN_11))
		warn_11(r, &n);
	return n;
}

/* Whether the version that the document declares is the one we read. */
static void
check_version(struct reader *r)
{
	struct fy_document_state *state = r->event->document_start.document_state;
	const struct fy_version *v = state ? fy_document_state_version(state) : NULL;
	struct diag *d;

	if (!v || !fy_document_state_version_explicit(state) || (v->major == 1 && v->minor == 2))
		return;
	d = diag_report(r->diags, DIAG_YAML_DIRECTIVE, span(r, r->end, r->end), "YAML %d.%d is not supported", v->major,
	                v->minor);
	diag_note(r->diags, d, SPAN_NONE, "remove the %%YAML line: the file is read as YAML 1.2");
}

static bool
reader_open(struct reader *r)
{
	struct fy_diag_cfg quiet = { .level = FYET_ERROR, .module_mask = UINT32_MAX };
	struct fy_parse_cfg cfg = {
		/* Depth is limited here, by events; nothing is read that is not YAML 1.2. */
		.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE | FYPCF_DISABLE_DEPTH_LIMIT |
		         FYPCF_DISABLE_BUFFERING,
	};

	r->complaints = fy_diag_create(&quiet);
	if (!r->complaints)
		return false;
	fy_diag_set_collect_errors(r->complaints, true);
	cfg.diag = r->complaints;
	r->parser = fy_parser_create(&cfg);
	return r->parser && fy_parser_set_string(r->parser, r->src->text.ptr, r->src->text.len) == 0;
}

static void
reader_close(struct reader *r)
{
	drop_event(r);
	if (r->parser)
		fy_parser_destroy(r->parser);
	if (r->complaints)
		fy_diag_destroy(r->complaints);
	r->parser = NULL;
	r->complaints = NULL;
}

static const struct val *
document(struct reader *r)
{
	const struct val *v;

	r->anchors = MAP_INIT(r->arena);
	r->end = token_span(r, r->event->document_start.document_start).end;
	check_version(r);
	next(r);
	v = node(r, 0).val;
	next(r);
	return r->parser ? v : &val_bad;
}

static bool
readable(struct arena *a, struct diags *ds, const struct source *src)
{
	(void)a;
	if (src->text.len <= read_limits_default.bytes)
		return text_check(ds, src);
	diag_report(ds, DIAG_FILE_LARGE, span_file(src), "the file has %zu bytes; at most %zu can be read", src->text.len,
	            read_limits_default.bytes);
	return false;
}

static const struct val *const one_bad[] = { &val_bad };

/* With READ_ONE, what is wrong about the number of documents. */
static struct documents
exactly_one(struct diags *ds, const struct source *src, struct documents docs, struct span second)
{
	struct diag *d;

	if (docs.len == 1)
		return docs;
	if (docs.len == 0) {
		diag_report(ds, DIAG_YAML_DOCUMENTS, span_file(src), "the file is empty");
	} else {
		d = diag_report(ds, DIAG_YAML_DOCUMENTS, second, "a second document begins here; the file may hold only one");
		diag_note(ds, d, SPAN_NONE, "split the file, or remove the '---'");
	}
	return (struct documents){ one_bad, 1 };
}

struct documents
read_yaml(struct arena *a, struct diags *ds, const struct source *src, unsigned flags)
{
	struct reader r = { .arena = a, .diags = ds, .src = src, .limits = &read_limits_default, .flags = flags };
	VEC(const struct val *) docs = { 0 };
	struct span second = SPAN_NONE;
	size_t failed = ds->errors;

	if (!readable(a, ds, src))
		return (struct documents){ one_bad, 1 };
	if (!reader_open(&r))
		arena_oom(0);
	r.end = (uint32_t)text_bom(src->text);
	while (next(&r) != FYET_STREAM_END && r.parser) {
		if (r.event->type != FYET_DOCUMENT_START)
			continue;
		if (docs.len == 1)
			second = token_span(&r, r.event->document_start.document_start);
		vec_push(a, &docs, document(&r));
	}
	if (!r.parser && (docs.len == 0 || docs.ptr[docs.len - 1] != &val_bad))
		vec_push(a, &docs, &val_bad);
	reader_close(&r);
	if ((flags & READ_ONE) && (docs.len != 1 && (docs.len == 0 || ds->errors == failed)))
		return exactly_one(ds, src, (struct documents){ docs.ptr, docs.len }, second);
	if ((flags & READ_ONE) && docs.len != 1)
		return (struct documents){ one_bad, 1 };
	return (struct documents){ docs.ptr, docs.len };
}
