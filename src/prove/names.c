/* SPDX-License-Identifier: Apache-2.0 */
/* names.c - names, labels and annotations of abstract objects, by the rules of
 * verify/rule.h. */
#include "prove/fit.h"
#include "verify/rule.h"

/* What is asked of one text, and how messages call it. */
struct asked {
	struct world *w;
	const struct model *model;
	const struct text_rule *rule;
	enum diag_code code;
	struct slice what;          /* "the name of a Service" */
	const struct val *val;      /* where it stands */
};

__attribute__((format(printf, 2, 3))) static bool
wrong(const struct asked *a, const char *fmt, ...)
{
	struct slice text;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(a->w->arena, fmt, ap);
	va_end(ap);
	d = diag_report(&a->w->diags, a->code, val_place(a->val).src ? val_place(a->val) : a->model->at, "%.*s",
	                SLICE_FMT(text));
	if (hole_of(a->val))
		input_note(a->w, d, a->val);
	check_note(a->w, d);
	return false;
}

static bool
ask_literal(const struct asked *a, struct slice s)
{
	if (s.len > a->rule->max)
		return wrong(a, "%.*s has at most %zu characters, '%.*s' has %zu", SLICE_FMT(a->what), a->rule->max, SLICE_FMT(s),
		             s.len);
	if (a->rule->fits && !a->rule->fits(s))
		return wrong(a, "'%.*s' cannot be %.*s: %s", SLICE_FMT(s), SLICE_FMT(a->what), a->rule->words);
	return true;
}

static bool
ask_language(const struct asked *a, const struct lang *l)
{
	struct arena *arena = a->w->arena;
	struct slice witness;

	if (!lang_is_loose(l) && lang_max(l) > a->rule->max &&
	    fit_within(a->w, l, lang_length(arena, &lang_any, 0, a->rule->max), &witness) == LANG_NO)
		return wrong(a, "%.*s has at most %zu characters, this may have %s%zu: %.*s", SLICE_FMT(a->what), a->rule->max,
		             lang_max(l) == SIZE_MAX ? "any number, as " : "", lang_max(l) == SIZE_MAX ? witness.len : lang_max(l),
		             SLICE_FMT(fit_show(arena, witness)));
	if (a->rule->re2 && fit_within(a->w, l, fit_language(a->w->proof, slice_of(a->rule->re2)), &witness) == LANG_NO)
		return wrong(a, "this may be '%.*s', which cannot be %.*s: %s", SLICE_FMT(witness), SLICE_FMT(a->what),
		             a->rule->words);
	return true;
}

static bool
ask_type(const struct asked *a, const struct type *t)
{
	return type_is_any(t) || !(t->kinds & KIND(VAL_STRING)) || ask_language(a, t->text);
}

static void
ask(struct asked *a, const struct val *v)
{
	a->val = v;
	if (val_is(v, VAL_STRING))
		ask_literal(a, v->u.str);
	else if (hole_of(v))
		ask_type(a, hole_of(v)->type);
}

static void
ask_key(struct asked a, const struct text_rule *rule, const char *what, const struct field *f)
{
	a.rule = rule;
	a.what = slice_of(what);
	a.val = val_string(a.w->arena, f->key, f->key_at.src ? f->key_at : val_place(f->val));
	ask_literal(&a, f->key);
}

/* Keys of a map, and values when they are those of labels. */
struct keyed {
	const struct text_rule *key, *value;
	const char *key_name, *value_name;
};
static const struct keyed labels = { &rule_label_key, &rule_label_value, "the key of a label", "the value of label" };
static const struct keyed annotations = { &rule_annotation_key, NULL, "the key of an annotation", "" };

static void
value_name(struct asked *a, const struct keyed *k, struct slice key)
{
	a->rule = k->value;
	a->what = arena_printf(a->w->arena, "%s '%.*s'", k->value_name, SLICE_FMT(key));
}

/* A map of which only the type is known. */
static void
ask_map_type(struct asked *a, const struct keyed *k, const struct val *v)
{
	const struct type *t = hole_type(a->w->arena, v);

	a->val = v;
	if (type_is_any(t) || !(t->kinds & KIND(VAL_MAP)))
		return;
	for (size_t i = 0; i < t->nfields; i++) {
		a->rule = k->key;
		a->what = slice_of(k->key_name);
		ask_literal(a, t->fields[i].key);
		value_name(a, k, t->fields[i].key);
		if (k->value)
			ask_type(a, t->fields[i].type);
	}
	if (!t->rest || !t->rest->kinds)
		return;
	a->rule = k->key;
	a->what = slice_of(k->key_name);
	if (t->keys)
		ask_language(a, t->keys);
	a->rule = k->value;
	a->what = SLICE_LIT("the value of a label");
	if (k->value)
		ask_type(a, t->rest);
}

static void
ask_map(struct asked a, const struct keyed *k, const struct val *v)
{
	if (hole_of(v))
		ask_map_type(&a, k, v);
	for (size_t i = 0; val_is(v, VAL_MAP) && i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];

		if (!slice_eq(f->key, schema_any_key))
			ask_key(a, k->key, k->key_name, f);
		value_name(&a, k, f->key);
		if (k->value)
			ask(&a, f->val);
	}
}

void
names_check(struct world *w, const struct model *m)
{
	const struct val *metadata = val_get_cstr(m->val, "metadata"), *template = rule_template(m->kind, m->val);
	const struct val *selector = val_walk(m->val, "spec.selector");
	struct asked a = { .w = w, .model = m, .code = DIAG_PROVE_NAME, .rule = rule_of_name(m->kind) };

	a.what = arena_printf(w->arena, "the name of a %.*s", SLICE_FMT(m->kind));
	ask(&a, val_get_cstr(metadata, "name"));
	a.code = DIAG_PROVE_LABEL;
	ask_map(a, &labels, val_get_cstr(metadata, "labels"));
	ask_map(a, &annotations, val_get_cstr(metadata, "annotations"));
	if (template && template != m->val) {
		ask_map(a, &labels, val_walk(template, "metadata.labels"));
		ask_map(a, &annotations, val_walk(template, "metadata.annotations"));
	}
	if (!w->known->custom)
		ask_map(a, &labels, slice_is(m->kind, "Service") ? selector : val_get_cstr(selector, "matchLabels"));
}
