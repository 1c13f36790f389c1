/* SPDX-License-Identifier: Apache-2.0 */
/* keyword.c - the test and the message of each keyword but those of numbers
 * (number.c), lists (list.c) and combinators (combine.c). */
#include "base/num.h"
#include "base/utf8.h"
#include "schema/foreign.h"
#include "schema/schema_priv.h"
#include "value/cmp.h"

static bool
reads_as(struct slice text, unsigned wanted)
{
	double number;

	if ((wanted & (TYPE_INTEGER | TYPE_NUMBER)) && num_parse_double(text, &number))
		return true;
	return (wanted & TYPE_BOOLEAN) && (slice_is(text, "true") || slice_is(text, "false"));
}

static void describe(struct schema_check *c, const struct spot *at, struct diag *d);

/* The fields of the map that should stand here, or what it is. */
static void
note_fields(struct schema_check *c, const struct spot *at, struct diag *d)
{
	enum { MOST = 8 };
	const struct schema *s = schema_deref(at->schema);
	struct slice all = { 0 };

	if (s->nproperties == 0 || s->nproperties > MOST) {
		describe(c, at, d);
		return;
	}
	for (size_t i = 0; i < s->nproperties; i++)
		all = arena_printf(c->arena, "%.*s%s%.*s", SLICE_FMT(all), i ? ", " : "", SLICE_FMT(s->properties[i].key));
	diag_note(c->diags, d, SPAN_NONE, "its fields are: %.*s", SLICE_FMT(all));
}

static void
cure_string(struct schema_check *c, const struct spot *at, struct diag *d, unsigned wanted)
{
	struct slice text = at->val->u.str;

	if (reads_as(text, wanted))
		diag_note(c->diags, d, SPAN_NONE, "'%.*s' in quotes is a string; write %.*s", SLICE_FMT(text), SLICE_FMT(text));
	else if (text.len > 1 && text.ptr[text.len - 1] == '%' && reads_as(slice_sub(text, 0, text.len - 1), wanted))
		diag_note(c->diags, d, SPAN_NONE, "write %.*s, without the '%%'", (int)text.len - 1, text.ptr);
	else if (wanted & TYPE_BOOLEAN)
		diag_note(c->diags, d, SPAN_NONE, "booleans are written true and false");
	else if ((wanted & TYPE_ARRAY) && text.len < 40 && slice_find(text, SLICE_LIT(","), 0) != SIZE_MAX)
		diag_note(c->diags, d, SPAN_NONE, "a list is written [%.*s]", SLICE_FMT(text));
	else if ((wanted & TYPE_ARRAY) && text.len < 40)
		diag_note(c->diags, d, SPAN_NONE, "a list of one is written [%.*s]", SLICE_FMT(text));
	else if ((wanted & TYPE_OBJECT) && slice_starts(slice_trim(text), SLICE_LIT("- op:")))
		foreign_note_json_patch(c->diags, d, NULL);
	else if ((wanted & TYPE_OBJECT) && (at->val->style == VAL_STYLE_LITERAL || at->val->style == VAL_STYLE_FOLDED))
		diag_note(c->diags, d, SPAN_NONE, "what is below '%c' is text; write the map itself, without it",
		          at->val->style == VAL_STYLE_LITERAL ? '|' : '>');
	else if (wanted & TYPE_OBJECT)
		note_fields(c, at, d);
}

static bool
has_word(const struct val *enums, struct slice word)
{
	for (size_t i = 0; i < enums->u.list.len; i++)
		if (slice_eq(val_text(enums->u.list.items[i], SLICE_LIT("")), word))
			return true;
	return false;
}

/* Quotes help only when the text in them would do. */
static void
cure_scalar(struct schema_check *c, const struct spot *at, struct diag *d)
{
	const struct pattern *p = at->schema->pattern;
	const struct val *enums = at->schema->enums;
	struct slice shown = spot_show(c->arena, at->val);
	struct slice word = slice_is(shown, "true") ? SLICE_LIT("yes") : SLICE_LIT("no");

	if (enums && at->val->kind == VAL_BOOL && has_word(enums, word))
		diag_note(c->diags, d, SPAN_NONE, "write it as \"%.*s\"", SLICE_FMT(word));
	else if (enums && !has_word(enums, shown))
		diag_note(c->diags, d, SPAN_NONE, "it is %.*s", SLICE_FMT(spot_show_enum(c->arena, enums)));
	else if (p && pattern_find(p, shown, 0, NULL, 0) != PATTERN_YES) {
		if (!hint_spelling(c, at, d))
			describe(c, at, d);
	} else {
		diag_note(c->diags, d, SPAN_NONE, "write it in quotes: \"%.*s\"", SLICE_FMT(shown));
	}
}

static void
cure_list(struct schema_check *c, const struct spot *at, struct diag *d, unsigned wanted)
{
	if ((wanted & TYPE_OBJECT) && foreign_is_json_patch(at->val))
		foreign_note_json_patch(c->diags, d, at->val);
	else if (at->val->u.list.len == 1 && type_fits(wanted, type_of(at->val->u.list.items[0])))
		diag_note(c->diags, d, SPAN_NONE, "only one value can stand here: write it without '- ' and without [ ]");
}

/* How the value would be written to have the type. */
static void
cure(struct schema_check *c, const struct spot *at, struct diag *d, unsigned wanted)
{
	switch ((enum val_kind)at->val->kind) {
	case VAL_STRING:
		cure_string(c, at, d, wanted);
		break;
	case VAL_INT:
	case VAL_DOUBLE:
	case VAL_BOOL:
		if (wanted & TYPE_STRING)
			cure_scalar(c, at, d);
		else if (wanted & TYPE_OBJECT)
			note_fields(c, at, d);
		break;
	case VAL_LIST:
		cure_list(c, at, d, wanted);
		break;
	case VAL_MAP:
		if (wanted & TYPE_ARRAY)
			diag_note(c->diags, d, SPAN_NONE, "a list of one is written with '- ' before the first field, or in [ ]");
		break;
	case VAL_NULL:
		diag_note(c->diags, d, SPAN_NONE, "nothing is written here; leave the field out, give it a value, "
		          "or remove it with {$patch: delete}");
		break;
	default:
		break;
	}
}

bool
keyword_type(struct schema_check *c, const struct spot *at, unsigned wanted)
{
	const struct val *v = at->val;
	struct diag *d;

	if (c->quiet > 1)
		return false;
	d = spot_report(c, DIAG_FIELD_TYPE, spot_place(at), "expected %.*s, found %s",
	                SLICE_FMT(type_names(c->arena, wanted)), val_kind_name(v));
	if (!c->quiet)
		cure(c, at, d, wanted);
	return spot_done(c, at, d, NULL);
}

/* "3 items are too many, 2 are allowed". */
static const char *
sizes(struct arena *a, const char *noun, size_t n, bool over, size_t limit)
{
	return arena_printf(a, "%zu %s%s %s, %s%zu %s %s", n, noun, n == 1 ? " is" : "s are", over ? "too many" : "too few",
	                    over ? "" : "at least ", limit, limit == 1 ? "is" : "are", over ? "allowed" : "needed")
		.ptr;
}

static bool
bad_length(struct schema_check *c, const struct spot *at, size_t n, bool over)
{
	const struct schema *s = at->schema;
	struct diag *d;

	if (c->quiet > 1)
		return false;
	if (n == 0)
		d = spot_report(c, DIAG_FIELD_SHORT, spot_place(at), "must not be empty");
	else
		d = spot_report(c, over ? DIAG_FIELD_LONG : DIAG_FIELD_SHORT, spot_place(at), "%s",
		                sizes(c->arena, "character", n, over, over ? s->max_length : s->min_length));
	return spot_done(c, at, d, over ? "maxLength" : "minLength");
}

/* Characters are counted only where bytes cannot decide. */
static bool
check_length(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	struct slice text = at->val->u.str;
	size_t n;

	if (text.len <= s->max_length && text.len / UTF8_MAX >= s->min_length)
		return true;
	n = utf8_length(text);
	if (n > s->max_length)
		return bad_length(c, at, n, true);
	return n >= s->min_length || bad_length(c, at, n, false);
}

/* The description of a field says what its pattern means. */
static void
describe(struct schema_check *c, const struct spot *at, struct diag *d)
{
	struct slice text = schema_description(at->schema);

	if (text.len && text.len < 400 && !c->quiet)
		diag_note(c->diags, d, SPAN_NONE, "it is: %.*s", SLICE_FMT(slice_trim(text)));
}

static bool
bad_pattern(struct schema_check *c, const struct spot *at, enum pattern_result result)
{
	struct slice shown, pattern = val_text(val_get_cstr(at->schema->source, "pattern"), SLICE_LIT(""));
	struct diag *d;

	if (c->quiet > 1)
		return false;
	shown = spot_show(c->arena, at->val);
	if (result == PATTERN_LIMIT) {
		d = spot_report(c, DIAG_SCHEMA_LIMIT, spot_place(at), "matching %.*s with '%.*s' takes more steps than the limits allow",
		                SLICE_FMT(shown), SLICE_FMT(pattern));
		return spot_done(c, at, d, "pattern");
	}
	d = spot_report(c, DIAG_FIELD_PATTERN, spot_place(at), "%.*s does not match the pattern '%.*s'", SLICE_FMT(shown),
	                SLICE_FMT(pattern));
	if (!hint_spelling(c, at, d))
		describe(c, at, d);
	return spot_done(c, at, d, "pattern");
}

static bool
has_format(const struct schema *s, struct slice text)
{
	if (!format_fits((enum format)s->format, text))
		return false;
	return !s->format_pattern || pattern_find(s->format_pattern, text, 0, NULL, 0) == PATTERN_YES;
}

static bool
bad_format(struct schema_check *c, const struct spot *at)
{
	enum format f = (enum format)at->schema->format;
	struct diag *d;

	if (c->quiet > 1)
		return false;
	d = spot_report(c, DIAG_FIELD_FORMAT, spot_place(at), "%.*s is no %s", SLICE_FMT(spot_show(c->arena, at->val)),
	                format_name(f));
	if (format_example(f) && !c->quiet)
		diag_note(c->diags, d, SPAN_NONE, "one looks like %s", format_example(f));
	return spot_done(c, at, d, "format");
}

bool
keyword_string(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	struct slice text = at->val->u.str;

	if (!check_length(c, at))
		return false;
	if (format_of_strings((enum format)s->format) && !has_format(s, text))
		return bad_format(c, at);
	if (s->pattern) {
		enum pattern_result result = pattern_find(s->pattern, text, 0, NULL, 0);

		if (result != PATTERN_YES)
			return bad_pattern(c, at, result);
	}
	return true;
}

/* A format of strings without a type asks for a string (or a list). */
bool
keyword_plain(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;

	return s->types || s->int_or_string || !format_of_strings((enum format)s->format) || keyword_type(c, at, TYPE_STRING);
}

static bool
bad_size(struct schema_check *c, const struct spot *at, const char *rule, const char *noun, size_t n, size_t limit)
{
	bool over = n > limit;
	struct diag *d;

	if (c->quiet > 1)
		return false;
	d = spot_report(c, over ? DIAG_FIELD_MANY : DIAG_FIELD_FEW, spot_place(at), "%s", sizes(c->arena, noun, n, over, limit));
	return spot_done(c, at, d, rule);
}

bool
keyword_items(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	size_t n = at->val->u.list.len;

	if (n > s->max_items)
		return bad_size(c, at, "maxItems", "item", n, s->max_items);
	return n >= s->min_items || bad_size(c, at, "minItems", "item", n, s->min_items);
}

bool
keyword_properties(struct schema_check *c, const struct spot *at)
{
	const struct schema *s = at->schema;
	size_t n = at->val->u.map.len;

	if (!keyword_plain(c, at))
		return false;
	if (n > s->max_properties)
		return bad_size(c, at, "maxProperties", "field", n, s->max_properties);
	return n >= s->min_properties || bad_size(c, at, "minProperties", "field", n, s->min_properties);
}

/* Null is never one of them, written down or not, as for the API server. */
static bool
in_enum(const struct val *enums, const struct val *v)
{
	for (size_t i = 0; i < enums->u.list.len; i++) {
		const struct val *e = enums->u.list.items[i];

		if (v->kind == VAL_NULL)
			return false;
		if (v->depth ? val_same(e, v) : val_equal(e, v))
			return true;
	}
	return false;
}

bool
keyword_enum(struct schema_check *c, const struct spot *at)
{
	const struct val *enums = at->schema->enums;
	struct diag *d;

	if (in_enum(enums, at->val))
		return true;
	if (c->quiet > 1)
		return false;
	d = spot_report(c, DIAG_FIELD_ENUM, spot_place(at), "expected %.*s, found %.*s", SLICE_FMT(spot_show_enum(c->arena, enums)),
	                SLICE_FMT(spot_show(c->arena, at->val)));
	if (!c->quiet)
		hint_enum(c, at, d);
	return spot_done(c, at, d, "enum");
}
