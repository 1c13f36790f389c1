/* SPDX-License-Identifier: Apache-2.0 */
/* test_said.c - what the compiler said against what a case expects it to say. */
#include "driver/test_case.h"

#include "value/build.h"

/* More messages than this are not shown with a case. */
enum { SHOWN_MAX = 5 };

/* One message, and whether an expectation has taken it or shown it. */
struct said {
	const struct diag *diag;
	bool taken, shown;
};

struct saying {
	struct test_case *test_case;
	const struct val *spec;        /* what paths of fields lead into */
	struct said *all;
	size_t n;
};

static bool
same_span(struct span a, struct span b)
{
	return a.src && a.src == b.src && a.start == b.start && a.end == b.end;
}

/* Whether a message stands at a field of the spec: at its value or its name, or, when it is not there, at the
 * nearest thing above it. */
static bool
at_field(const struct saying *s, const struct diag *d, struct slice path)
{
	const struct val *v = s->spec;
	struct span key = SPAN_NONE, value = SPAN_NONE;
	struct steps steps;
	size_t bad;

	if (!steps_parse(s->test_case->arena, path, &steps, &bad))
		return false;
	for (size_t i = 0; i < steps.len; i++) {
		const struct field *f = steps.ptr[i].kind == STEP_KEY ? val_field(v, steps.ptr[i].key) : NULL;

		v = steps_find(v, (struct steps){ &steps.ptr[i], 1 });
		if (!v)
			break;
		key = f ? f->key_at : SPAN_NONE;
		value = val_place(v);
	}
	return same_span(d->at, value) || same_span(d->at, key);
}

static bool
matches(const struct saying *s, const struct val *want, const struct diag *d)
{
	const struct val *code = val_get_cstr(want, "code"), *message = val_get_cstr(want, "message");
	const struct val *field = val_get_cstr(want, "field");

	if (code && !slice_eq(code->u.str, arena_printf(s->test_case->arena, "B%04u", (unsigned)d->code)))
		return false;
	if (message && slice_find(d->text, message->u.str, 0) == SIZE_MAX)
		return false;
	return !field || at_field(s, d, field->u.str);
}

/* Adds a message to that of the case, with its own notes. */
static void
show(struct saying *s, struct diag *to, struct said *m)
{
	struct diags *ds = s->test_case->testing->diags;

	diag_note(ds, to, m->diag->at, "%s: %.*s [B%04u]", m->diag->severity == DIAG_ERROR ? "error" : "warning",
	          SLICE_FMT(m->diag->text), (unsigned)m->diag->code);
	for (const struct diag_note *n = m->diag->notes; n; n = n->next)
		diag_note(ds, to, n->at, "%.*s", SLICE_FMT(n->text));
	m->shown = true;
}

/* Shows what was said and not expected. */
static void
show_rest(struct saying *s, struct diag *to, enum diag_severity severity)
{
	size_t shown = 0, more = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (s->all[i].taken || s->all[i].diag->severity != severity)
			continue;
		if (shown < SHOWN_MAX) {
			show(s, to, &s->all[i]);
			shown++;
		} else {
			s->all[i].shown = true;
			more++;
		}
	}
	if (more)
		diag_note(s->test_case->testing->diags, to, SPAN_NONE, "and %zu more", more);
}

static struct said *
take(struct saying *s, const struct val *want, enum diag_severity severity)
{
	for (size_t i = 0; i < s->n; i++) {
		struct said *m = &s->all[i];

		if (m->taken || m->diag->severity != severity || !matches(s, want, m->diag))
			continue;
		m->taken = true;
		return m;
	}
	return NULL;
}

/* A field that is no path can be nowhere. */
static void
note_path(struct saying *s, struct diag *d, const struct val *field)
{
	struct steps steps;
	size_t bad;

	if (field && !steps_parse(s->test_case->arena, field->u.str, &steps, &bad))
		diag_note(s->test_case->testing->diags, d, field->at, "this is no path: character %zu", bad + 1);
}

/* How much an expectation says. */
static int
says(const struct val *want)
{
	return (val_get_cstr(want, "code") != NULL) + (val_get_cstr(want, "message") != NULL) +
	       (val_get_cstr(want, "field") != NULL);
}

/* Lets each of the list take a message, those that say most first, so that one that fits many leaves the right
 * ones to the others; lost[i] is set for those that find none. Returns how many do not. */
static size_t
take_all(struct saying *s, const struct val *list, enum diag_severity severity, bool *lost)
{
	size_t missing = 0;

	for (int fields = 3; fields >= 0; fields--)
		for (size_t i = 0; i < list->u.list.len; i++) {
			const struct val *want = list->u.list.items[i];

			if (says(want) != fields || take(s, want, severity))
				continue;
			lost[i] = true;
			missing++;
		}
	return missing;
}

/* Every message of the list was given. All are taken before anything is reported, so that only what is left
 * over is shown. */
static bool
all_given(struct saying *s, const struct val *list, enum diag_severity severity)
{
	bool *lost;

	if (!list)
		return true;
	lost = arena_new_n(s->test_case->arena, list->u.list.len + 1, bool);
	if (take_all(s, list, severity, lost) == 0)
		return true;
	for (size_t i = 0; i < list->u.list.len; i++) {
		struct diag *d;

		if (!lost[i])
			continue;
		d = test_fail(s->test_case, DIAG_TEST_MESSAGE, list->u.list.items[i]->at, "berth gives no such %s",
		              severity == DIAG_ERROR ? "error" : "warning");
		note_path(s, d, val_get_cstr(list->u.list.items[i], "field"));
		show_rest(s, d, severity);
	}
	return false;
}

/* Nothing else was given than what was expected or shown already. */
static bool
none_left(struct saying *s, enum diag_severity severity)
{
	size_t n = 0;
	struct diag *d;

	for (size_t i = 0; i < s->n; i++)
		n += !s->all[i].taken && !s->all[i].shown && s->all[i].diag->severity == severity;
	if (n == 0)
		return true;
	d = test_fail(s->test_case, DIAG_TEST_UNEXPECTED, val_get_cstr(s->test_case->val, "name")->at,
	              severity == DIAG_ERROR ? "an error that is not expected" : "a warning that is not expected");
	show_rest(s, d, severity);
	return false;
}

bool
test_expect_said(struct test_case *c, const struct val *expect)
{
	struct saying s = { .test_case = c };
	struct map_build root = MAP_BUILD_INIT(c->arena);
	const struct tenant *t = &c->tenant;
	const struct val *metadata = t->metadata ? t->metadata : val_get_cstr(t->doc, "metadata");
	const struct val *spec = t->spec ? t->spec : val_get_cstr(t->doc, "spec");
	bool ok;

	if (metadata)
		map_build_cstr(&root, "metadata", metadata);
	if (spec)
		map_build_cstr(&root, "spec", spec);
	s.spec = map_build_end(&root, SPAN_NONE);
	diag_sort(&c->said);
	s.all = arena_new_n(c->arena, c->said.errors + c->said.warnings, struct said);
	for (const struct diag *d = c->said.first; d; d = d->next)
		s.all[s.n++].diag = d;
	ok = all_given(&s, val_get_cstr(expect, "errors"), DIAG_ERROR);
	ok = none_left(&s, DIAG_ERROR) && ok;
	ok = all_given(&s, val_get_cstr(expect, "warnings"), DIAG_WARNING) && ok;
	return none_left(&s, DIAG_WARNING) && ok;
}
