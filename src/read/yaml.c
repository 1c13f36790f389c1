/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.c - libfyaml behind events.h; the only file that knows the library.
 *
 * Facts about libfyaml 0.7 that decide here: marks are byte offsets that
 * count a BOM; those of quoted text leave the quotes out, those of an alias
 * or anchor its sign; those of block text begin behind the header and end
 * with trailing blank lines; there is no mark where nothing is written. It
 * reads the text in place and prints nothing when errors are collected. */
#include "read/events.h"

#include <errno.h>
#include <libfyaml.h>
#include <string.h>

#include "base/vec.h"
#include "read/decode.h"
#include "read/text.h"

struct events {
	struct arena *arena;
	const struct source *src;
	struct fy_diag *complaints;
	struct fy_parser *parser;
	struct fy_event *event;  /* the one that is being turned into ours */
	uint32_t end;            /* behind what was read last */
	VEC(uint32_t) open;      /* where the collections begin that are open */
	bool ended;              /* the end of the stream was reached */
	bool failed;
	struct span odd;         /* what we refuse in the library's stead; src NULL: nothing */
	const char *odd_words;
};

static struct span
span(const struct events *e, size_t start, size_t end)
{
	return (struct span){ e->src, (uint32_t)start, (uint32_t)end };
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
has_explicit_key(struct slice s)
{
	for (size_t at = slice_find(s, SLICE_LIT("?"), 0); at != SIZE_MAX; at = slice_find(s, SLICE_LIT("?"), at + 1))
		if ((at == text_bom(s) || blank(s.ptr[at - 1])) && (at + 1 == s.len || blank(s.ptr[at + 1])))
			return true;
	return false;
}

/* libfyaml 0.7.12 frees twice after "? a :<tab>?", and after a ':' there with
 * a tab and any other indicator behind it. Texts with an explicit key
 * and such a ':' anywhere are refused: no spec has both. */
static void
refuse_double_free(struct events *e)
{
	struct slice s = e->src->text;

	for (size_t at = slice_find(s, SLICE_LIT("\t"), 0); at != SIZE_MAX; at = slice_find(s, SLICE_LIT("\t"), at + 1)) {
		size_t from = at, to = at;

		while (from > 0 && (s.ptr[from - 1] == ' ' || s.ptr[from - 1] == '\t'))
			from--;
		while (to < s.len && (s.ptr[to] == ' ' || s.ptr[to] == '\t'))
			to++;
		if (from == 0 || s.ptr[from - 1] != ':' || to == s.len || !strchr("?:|>-", s.ptr[to]))
			continue;
		if (!has_explicit_key(s))
			return;
		e->failed = true;
		e->odd = span(e, at, at + 1);
		e->odd_words = "tab character may not be used";
		return;
	}
}

struct events *
events_open(struct arena *a, const struct source *src)
{
	struct events *e = arena_new(a, struct events);
	const struct fy_diag_cfg quiet = { .level = FYET_ERROR, .module_mask = UINT32_MAX };
	struct fy_parse_cfg cfg = {
		/* Depth is limited by the reader, which is not recursive in here. */
		.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE | FYPCF_DISABLE_DEPTH_LIMIT |
		         FYPCF_DISABLE_BUFFERING,
	};

	e->arena = a;
	e->src = src;
	e->complaints = fy_diag_create(&quiet);
	if (!e->complaints)
		arena_oom(0);
	fy_diag_set_collect_errors(e->complaints, true);
	cfg.diag = e->complaints;
	e->parser = fy_parser_create(&cfg);
	if (!e->parser || fy_parser_set_string(e->parser, src->text.len ? src->text.ptr : "", src->text.len))
		arena_oom(0);
	refuse_double_free(e);
	return e;
}

void
events_close(struct events *e)
{
	fy_parser_destroy(e->parser);
	fy_diag_destroy(e->complaints);
}

/* As the library marks the token; *known is false for one without marks. */
static struct span
token_span(const struct events *e, struct fy_token *token, bool *known)
{
	const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL;
	const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
	size_t max = e->src->text.len;
	size_t from, to;

	*known = start && end;
	if (!*known)
		return span(e, e->end, e->end);
	from = start->input_pos < max ? start->input_pos : max;
	to = end->input_pos < max ? end->input_pos : max;
	return span(e, from, to < from ? from : to);
}

/* Offset of the '|' or '>' that stands somewhere before `limit` and behind
 * what was read last; between are indicators, blanks and comments. */
static size_t
block_indicator(const struct events *e, size_t limit)
{
	struct slice s = e->src->text;
	size_t at = e->end;

	for (; at < limit; at++) {
		if (s.ptr[at] == '|' || s.ptr[at] == '>')
			return at;
		if (s.ptr[at] == '#')
			while (at + 1 < limit && s.ptr[at + 1] != '\n')
				at++;
	}
	return limit;
}

/* From the indicator to the last character that is not blank, which is in
 * the header when the text is empty. */
static struct span
block_span(const struct events *e, struct span token)
{
	struct slice s = e->src->text;
	size_t start = block_indicator(e, token.start), end = token.end;

	while (end > start && blank(s.ptr[end - 1]))
		end--;
	return span(e, start, end);
}

static struct span
scalar_span(const struct events *e, unsigned char style, struct span token)
{
	struct slice s = e->src->text;

	if (style == VAL_STYLE_LITERAL || style == VAL_STYLE_FOLDED)
		return block_span(e, token);
	if (style == VAL_STYLE_PLAIN)
		return token;
	return span(e, token.start ? token.start - 1 : 0, token.end < s.len ? token.end + 1 : s.len);
}

static unsigned char
style_of(struct fy_token *token)
{
	switch (token ? fy_token_scalar_style(token) : FYSS_PLAIN) {
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

/* A tag in full, in the arena. */
static struct slice
tag_text(const struct events *e, struct fy_token *token)
{
	struct slice s = { NULL, 0 };

	s.ptr = fy_token_get_text(token, &s.len);
	if (!s.ptr)
		arena_oom(0);
	return arena_slice(e->arena, s);
}

/* Whether decoding plain or quoted text changes nothing: one line, no escape. */
static bool
verbatim(struct slice s, unsigned char style)
{
	if (s.len == 0)
		return true;
	if (memchr(s.ptr, '\n', s.len))
		return false;
	if (style == VAL_STYLE_PLAIN)
		return true;
	return !memchr(s.ptr, style == VAL_STYLE_SINGLE ? '\'' : '\\', s.len);
}

/* Block text from its indicator on. The library ends it in front of the next
 * word; blanks before that, on the same line, are nobody's. */
static struct slice
block_source(const struct events *e, struct span token)
{
	struct slice s = e->src->text;
	size_t end = token.end;

	while (end < s.len && end > token.start && (s.ptr[end - 1] == ' ' || s.ptr[end - 1] == '\t'))
		end--;
	return slice_sub(s, block_indicator(e, token.start), end);
}

/* The column of the innermost collection, which is a block collection
 * wherever block text can stand. Before it on its line are only "- " and "? ". */
static size_t
open_column(const struct events *e)
{
	struct slice s = e->src->text;
	size_t at = e->open.len ? e->open.ptr[e->open.len - 1] : 0, start = at;

	while (start > text_bom(s) && s.ptr[start - 1] != '\n')
		start--;
	return at - start;
}

static struct slice
scalar_text(const struct events *e, unsigned char style, struct span at)
{
	struct slice s = slice_sub(e->src->text, at.start, at.end);

	if (style == VAL_STYLE_LITERAL || style == VAL_STYLE_FOLDED)
		return decode_block(e->arena, block_source(e, at), open_column(e));
	return verbatim(s, style) ? s : decode_flow(e->arena, s, style);
}

static void
take_scalar(struct events *e, struct event *out)
{
	struct fy_token *token = e->event->scalar.value;
	struct span at = token_span(e, token, &out->written);

	out->kind = EVENT_SCALAR;
	out->style = style_of(token);
	if (!out->written) {
		out->at = at;
		out->text = SLICE_LIT("");
		return;
	}
	out->at = scalar_span(e, out->style, at);
	out->text = scalar_text(e, out->style, at);
	if (!out->text.ptr) {
		out->kind = EVENT_FAILED;
		e->odd = out->at;
		e->odd_words = "wrongly indented block scalar";
	}
}

static void
take_alias(struct events *e, struct event *out)
{
	struct span at = token_span(e, e->event->alias.anchor, &out->written);

	out->kind = EVENT_ALIAS;
	out->text = slice_sub(e->src->text, at.start, at.end);
	out->at = span(e, at.start ? at.start - 1 : 0, at.end);
}

/* Anchor and tag of the event; they stand before the node. */
static void
take_properties(struct events *e, struct event *out)
{
	struct fy_token *anchor = fy_event_get_anchor_token(e->event);
	struct fy_token *tag = fy_event_get_tag_token(e->event);
	struct span at;
	bool known;

	if (anchor) {
		at = token_span(e, anchor, &known);
		out->anchor = slice_sub(e->src->text, at.start, at.end);
		e->end = at.end > e->end ? at.end : e->end;
	}
	if (tag) {
		out->tag_at = token_span(e, tag, &known);
		out->tag = tag_text(e, tag);
		e->end = out->tag_at.end > e->end ? out->tag_at.end : e->end;
	}
}

static void
take_document(struct events *e, struct event *out)
{
	struct fy_document_state *state = e->event->document_start.document_state;
	const struct fy_version *v = state ? fy_document_state_version(state) : NULL;

	out->kind = EVENT_DOCUMENT;
	out->at = token_span(e, e->event->document_start.document_start, &out->written);
	if (v && fy_document_state_version_explicit(state)) {
		out->major = v->major;
		out->minor = v->minor;
	}
}

static void
take_mark(struct events *e, struct event *out, enum event_kind kind)
{
	out->kind = kind;
	out->at = token_span(e, fy_event_get_token(e->event), &out->written);
}

/* Turns the library's event into ours; false for one that we do not pass on. */
static bool
take(struct events *e, struct event *out)
{
	switch (e->event->type) {
	case FYET_SCALAR:
		take_properties(e, out);
		take_scalar(e, out);
		return true;
	case FYET_ALIAS:
		take_alias(e, out);
		return true;
	case FYET_SEQUENCE_START:
	case FYET_MAPPING_START:
		take_properties(e, out);
		take_mark(e, out, e->event->type == FYET_MAPPING_START ? EVENT_MAP : EVENT_LIST);
		vec_push(e->arena, &e->open, out->at.start);
		return true;
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		take_mark(e, out, e->event->type == FYET_MAPPING_END ? EVENT_MAP_END : EVENT_LIST_END);
		e->open.len--;
		return true;
	case FYET_DOCUMENT_START:
		take_document(e, out);
		return true;
	case FYET_DOCUMENT_END:
		take_mark(e, out, EVENT_DOCUMENT_END);
		return true;
	case FYET_STREAM_END:
		out->kind = EVENT_END;
		return true;
	default:
		return false;
	}
}

struct event
events_next(struct events *e)
{
	struct event out = { .kind = e->ended ? EVENT_END : EVENT_FAILED, .at = span(e, e->end, e->end) };
	bool taken = e->ended || e->failed;

	while (!taken) {
		errno = 0;
		e->event = fy_parser_parse(e->parser);
		if (!e->event && errno == ENOMEM)
			arena_oom(0);
		if (!e->event)
			break;
		taken = take(e, &out);
		fy_parser_event_free(e->parser, e->event);
	}
	/* Not by the ends of block collections: they are marked where the next
	 * thing begins. */
	if (out.at.end > out.at.start && out.at.end > e->end)
		e->end = out.at.end;
	e->ended = out.kind == EVENT_END;
	e->failed = out.kind == EVENT_FAILED;
	return out;
}

const char *
events_failure(const struct events *e, struct span *at)
{
	void *iter = NULL;
	const struct fy_diag_error *first = fy_diag_errors_iterate(e->complaints, &iter);
	bool known;

	if (e->odd.src) {
		*at = e->odd;
		return e->odd_words;
	}
	*at = span(e, e->end, e->end);
	if (!first)
		return NULL;
	if (first->fyt)
		*at = token_span(e, first->fyt, &known);
	return first->msg;
}
