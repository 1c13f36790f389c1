/* SPDX-License-Identifier: Apache-2.0 */
/* infer_format.c - the text that format() makes, and what its clauses cannot
 * print (format.c does it with values). */
#include "base/ascii.h"
#include "expr/infer_call.h"

struct format {
	const struct infer_call *c;
	struct slice text;
	size_t at, used;
	const struct lang *out;
	bool wrong;   /* reported */
};

/* Which kinds a clause prints; 0: there is none of that letter. */
static uint32_t
prints(char clause)
{
	switch (clause) {
	case 's':
		return TYPE_ANY;
	case 'd':
	case 'f':
	case 'e':
		return KIND_NUMBERS;
	case 'b':
		return KIND_INTS | KIND(VAL_BOOL);
	case 'o':
		return KIND_INTS;
	case 'x':
	case 'X':
		return KIND_INTS | KIND(VAL_STRING) | KIND(VAL_BYTES);
	default:
		return 0;
	}
}

static void
wrong(struct format *f, const char *what)
{
	infer_say(f->c->in, DIAG_EXPR_VALUE, f->c->e->at, "%s", what);
	f->wrong = true;
}

/* The text that a clause makes of an item. */
static const struct lang *
printed(const struct infer_call *c, char clause, bool precise, const struct type *t)
{
	const struct type *text = NULL;

	if (!precise && (clause == 's' || (clause == 'd' && t->kinds == KIND(VAL_INT))))
		text = infer_scalar_text(c, t);
	return text ? text->text : &lang_loose;
}

static void
item(struct format *f, char clause, bool precise)
{
	const struct infer_call *c = f->c;
	size_t n = f->used++;
	const struct type *t = c->items[n];

	if (!type_is_any(t) && (t->kinds & ~prints(clause))) {
		infer_say_kinds(c->in, c->list->u.list.entries[n].val, t, prints(clause), arena_printf(c->in->arena, "'%%%c'", clause).ptr);
		f->wrong = true;
		return;
	}
	f->out = lang_concat(c->in->arena, f->out, printed(c, clause, precise, t));
}

/* What stands behind a '%'. */
static void
clause(struct format *f)
{
	bool precise = f->at < f->text.len && f->text.ptr[f->at] == '.';
	char letter;

	while (precise && ++f->at < f->text.len && ascii_digit(f->text.ptr[f->at]))
		;
	if (f->at == f->text.len) {
		wrong(f, "the format ends with a '%'; write '%%' for one");
		return;
	}
	letter = f->text.ptr[f->at++];
	if (letter == '%')
		f->out = lang_concat(f->c->in->arena, f->out, lang_literal(f->c->in->arena, SLICE_LIT("%")));
	else if (!prints(letter))
		wrong(f, "unknown clause in a format; there are %s %d %f %e %b %o %x %X %%");
	else if (f->used == f->c->list->u.list.len)
		wrong(f, "the format wants more values than the list has");
	else
		item(f, letter, precise);
}

static bool
has_optional(const struct expr *list)
{
	for (size_t i = 0; i < list->u.list.len; i++)
		if (list->u.list.entries[i].optional)
			return true;
	return false;
}

const struct type *
infer_format(const struct infer_call *c)
{
	struct arena *a = c->in->arena;
	struct format f = { .c = c, .out = lang_literal(a, SLICE_LIT("")) };
	const struct slice *texts;

	if (!c->list || c->list != c->e->u.call.args[1] || has_optional(c->list) || lang_literals(c->args[0]->text, &texts) != 1)
		return infer_loose_text(c, 0, SIZE_MAX);
	f.text = texts[0];
	while (f.at < f.text.len && !f.wrong) {
		size_t percent = slice_find(f.text, SLICE_LIT("%"), f.at), end = percent == SIZE_MAX ? f.text.len : percent;

		if (end > f.at)
			f.out = lang_concat(a, f.out, lang_literal(a, slice_sub(f.text, f.at, end)));
		f.at = end + 1;
		if (percent != SIZE_MAX)
			clause(&f);
	}
	if (!f.wrong && f.used < c->list->u.list.len)
		wrong(&f, "the list has more values than the format wants");
	return f.wrong ? &type_any : type_text(a, f.out);
}
