/* SPDX-License-Identifier: Apache-2.0 */
/* infer_say.c - what is said about expressions that go wrong for some value. */
#include <stdarg.h>
#include <string.h>

#include "expr/infer_priv.h"

enum { SOURCE_SHOWN = 60 };

struct diag *
infer_say(struct infer *in, enum diag_code code, struct span at, const char *fmt, ...)
{
	struct slice text;
	va_list ap;

	if (!in->diags)
		return NULL;
	va_start(ap, fmt);
	text = arena_vprintf(in->arena, fmt, ap);
	va_end(ap);
	return diag_report(in->diags, code, at, "%.*s", SLICE_FMT(text));
}

void
infer_note(struct infer *in, struct diag *d, struct span at, const char *fmt, ...)
{
	struct slice text;
	va_list ap;

	if (!d)
		return;
	va_start(ap, fmt);
	text = arena_vprintf(in->arena, fmt, ap);
	va_end(ap);
	diag_note(in->diags, d, at, "%.*s", SLICE_FMT(text));
}

struct slice
infer_source(struct infer *in, const struct expr *e)
{
	struct span at = e->at;
	struct slice s;

	(void)in;
	if (!at.src || at.end > at.src->text.len)
		return SLICE_LIT("...");
	s = slice_trim(slice_sub(at.src->text, at.start, at.end));
	if (!s.len || s.len > SOURCE_SHOWN || memchr(s.ptr, '\n', s.len))
		return SLICE_LIT("...");
	return s;
}

struct slice
infer_kinds(struct infer *in, uint32_t kinds)
{
	return type_show(in->arena, type_kind(in->arena, kinds));
}

void
infer_note_schema(struct infer *in, struct diag *d, const struct type *t, const char *text)
{
	const struct val *source = schema_source(t->schema);

	if (d && source && source->at.src)
		infer_note(in, d, source->at, "%s", text);
}

/* How one of several kinds is told from the others. */
static void
note_guard(struct infer *in, struct diag *d, const struct expr *e, const struct type *t, uint32_t wanted)
{
	struct slice source = infer_source(in, e);
	uint32_t good = t->kinds & wanted;

	if (good == KIND(VAL_INT) || good == KIND(VAL_STRING))
		infer_note(in, d, SPAN_NONE, "ask first: type(%.*s) == %s ? ... : ...", SLICE_FMT(source),
		           good == KIND(VAL_INT) ? "int" : "string");
	if (good == KIND(VAL_STRING) && !(t->kinds & ~(KIND(VAL_STRING) | KIND_NUMBERS | KIND(VAL_BOOL))))
		infer_note(in, d, SPAN_NONE, "or make it a string: string(%.*s)", SLICE_FMT(source));
	if (good == KIND(VAL_DOUBLE) && !(t->kinds & ~KIND_NUMBERS))
		infer_note(in, d, SPAN_NONE, "make it a double: double(%.*s)", SLICE_FMT(source));
	if (t->kinds & KIND(VAL_NULL) && !(t->kinds & ~(wanted | KIND(VAL_NULL))))
		infer_note(in, d, SPAN_NONE, "ask first: %.*s != null", SLICE_FMT(source));
	if (t->kinds & KIND(VAL_OPTIONAL) && !(wanted & KIND(VAL_OPTIONAL)))
		infer_note(in, d, SPAN_NONE, "an optional is opened with .orValue(...)");
}

void
infer_say_kinds(struct infer *in, const struct expr *e, const struct type *t, uint32_t wanted, const char *what)
{
	struct slice want = infer_kinds(in, wanted), have;
	struct diag *d;

	if (!in->diags)
		return;
	have = t->kinds & wanted ? infer_kinds(in, t->kinds & ~wanted) : type_show(in->arena, t);
	d = infer_say(in, DIAG_EXPR_TYPE, e->at, "%s wants %.*s, %s %.*s", what, SLICE_FMT(want),
	              t->kinds & wanted ? "and this may be" : "not", SLICE_FMT(have));
	note_guard(in, d, e, t, wanted);
	infer_note_schema(in, d, t, "its schema is here");
}
