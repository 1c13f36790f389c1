/* SPDX-License-Identifier: Apache-2.0 */
/* kube_case.c - one recorded case: default, drop nulls, find unknown fields,
 * check; then compare with what the API server said.
 *
 * Validity, unknown fields and the processed object must be equal. Of errors
 * the set of (type, field) must be, with two differences that are ours by
 * design: a value of the wrong type gets no further message, for itself or
 * for what it holds, and a failed combinator is one message at the value (the
 * recorded errors below it and those without a field are its echoes). Rules in
 * CEL are evaluated where the API server does so: unless an error stands that
 * could confuse them. */
#include "kube_case.h"

#include <stdio.h>
#include <string.h>

#include "expr/rule.h"
#include "value/build.h"
#include "value/cmp.h"

enum { MOST = 400 };

struct found {
	const char *type;
	struct slice field;
};

struct kube {
	struct conf *conf;
	struct found errors[MOST];
	size_t nerrors;
	struct slice unknown[MOST];
	const struct val *unknown_vals[MOST];
	size_t nunknown;
	const struct val *mistyped[MOST];
	size_t nmistyped;
	bool blocked;   /* rules are not evaluated */
};

/* How the API server calls the kind of mistake. */
static const char *
type_of_code(enum diag_code code)
{
	switch (code) {
	case DIAG_FIELD_TYPE:
	case DIAG_FIELD_FORMAT:
		return "FieldValueTypeInvalid";
	case DIAG_FIELD_MISSING:
		return "FieldValueRequired";
	case DIAG_FIELD_ENUM:
		return "FieldValueNotSupported";
	case DIAG_FIELD_LONG:
		return "FieldValueTooLong";
	case DIAG_FIELD_MANY:
		return "FieldValueTooMany";
	case DIAG_FIELD_DUPLICATE:
		return "FieldValueDuplicate";
	case DIAG_FIELD_ALTERNATIVE:
	case DIAG_FIELD_EXCLUDED:
		return "combinator";
	default:
		return "FieldValueInvalid";
	}
}

/* The reason that a rule gives for what it refuses, as a note says it. */
static const char *
type_of_diag(const struct diag *d)
{
	static const char *const reasons[] = { "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate" };

	for (const struct diag_note *n = d->code == DIAG_FIELD_RULE ? d->notes : NULL; n; n = n->next)
		for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
			if (slice_ends(n->text, slice_of(reasons[i])))
				return reasons[i];
	return type_of_code(d->code);
}

/* Errors behind which the API server evaluates no rules. */
static bool
blocks(enum diag_code code)
{
	return code == DIAG_FIELD_TYPE || code == DIAG_FIELD_FORMAT || code == DIAG_FIELD_MISSING || code == DIAG_FIELD_ENUM ||
	       code == DIAG_FIELD_LONG || code == DIAG_FIELD_MANY;
}

/* a.b[0].c, the keys as they are. */
static struct slice
field_text(struct arena *a, const struct doc_path *p)
{
	struct slice up;

	if (!p)
		return SLICE_LIT("");
	up = field_text(a, p->parent);
	if (!p->key.ptr)
		return arena_printf(a, "%.*s[%zu]", SLICE_FMT(up), p->index);
	return arena_printf(a, "%.*s%s%.*s", SLICE_FMT(up), p->parent ? "." : "", SLICE_FMT(p->key));
}

static void
on_diag(void *ctx, struct diag *d, const struct val *v, const struct doc_path *path)
{
	struct kube *k = ctx;
	bool above = d->code == DIAG_FIELD_FORBIDDEN;

	k->blocked |= blocks(d->code);
	if (d->code == DIAG_FIELD_TYPE && k->nmistyped < MOST)
		k->mistyped[k->nmistyped++] = v;
	if (d->code == DIAG_FIELD_UNKNOWN && k->nunknown < MOST) {
		k->unknown_vals[k->nunknown] = v;
		k->unknown[k->nunknown++] = field_text(k->conf->arena, path);
	} else if (k->nerrors < MOST) {
		k->errors[k->nerrors++] = (struct found){ type_of_diag(d), field_text(k->conf->arena, above ? path->parent : path) };
	}
}

/* The value without the fields that were found unknown, and without what a
 * value of the wrong type holds: there the API server knows no field. */
static const struct val *
pruned(struct kube *k, const struct val *v)
{
	struct map_build map = MAP_BUILD_INIT(k->conf->arena);
	struct list_build list = LIST_BUILD_INIT(k->conf->arena);

	for (size_t i = 0; v->kind == VAL_MAP && i < k->nmistyped; i++)
		if (k->mistyped[i] == v)
			return &val_empty_map;
	if (v->kind == VAL_LIST) {
		for (size_t i = 0; i < v->u.list.len; i++)
			list_build_add(&list, pruned(k, v->u.list.items[i]));
		return list_build_end(&list, v->at);
	}
	if (v->kind != VAL_MAP)
		return v;
	for (size_t i = 0; i < v->u.map.len; i++) {
		const struct field *f = &v->u.map.fields[i];
		bool drop = false;

		for (size_t j = 0; j < k->nunknown; j++)
			drop |= f->val == k->unknown_vals[j];
		if (!drop)
			map_build_add(&map, f->key, f->key_at, pruned(k, f->val));
	}
	return map_build_end(&map, v->at);
}

/* List errors and those of embedded metadata write the keys of maps in
 * brackets, the others behind a dot. */
static struct slice
same_style(struct arena *a, struct slice field)
{
	char *out = arena_alloc(a, field.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < field.len; i++) {
		size_t end = slice_find(field, SLICE_LIT("]"), i);
		bool index = true;

		if (field.ptr[i] != '[' || end == SIZE_MAX) {
			out[n++] = field.ptr[i];
			continue;
		}
		for (size_t j = i + 1; j < end; j++)
			index &= field.ptr[j] >= '0' && field.ptr[j] <= '9';
		out[n++] = index ? '[' : '.';
		memcpy(out + n, field.ptr + i + 1, end - i - 1);
		n += end - i - 1;
		if (index)
			out[n++] = ']';
		i = end;
	}
	return (struct slice){ out, n };
}

static bool
below(struct slice field, struct slice top)
{
	return slice_starts(field, top) &&
	       (field.len == top.len || top.len == 0 || field.ptr[top.len] == '.' || field.ptr[top.len] == '[');
}

/* Whether we found that error, or the one that it echoes. */
static bool
expected_found(const struct kube *k, const char *type, struct slice field)
{
	for (size_t i = 0; i < k->nerrors; i++) {
		const struct found *f = &k->errors[i];

		if (strcmp(f->type, type) == 0 && slice_eq(f->field, field))
			return true;
		if (strcmp(f->type, "FieldValueTypeInvalid") == 0 && slice_eq(f->field, field))
			return true;
		if (strcmp(f->type, "combinator") == 0 && below(field, f->field))
			return true;
	}
	return false;
}

/* The place that the text of an error without a field names. */
static bool
named_found(const struct kube *k, struct slice detail)
{
	for (size_t i = 0; i < k->nerrors; i++)
		if (k->errors[i].field.len == 0 || slice_find(detail, k->errors[i].field, 0) != SIZE_MAX)
			return true;
	/* "spec" failed because of spec.a: an error below the named place. */
	for (size_t i = 0; i < k->nerrors; i++) {
		size_t quote = slice_find(detail, SLICE_LIT("\""), 1);
		struct slice top = slice_sub(detail, 1, quote);

		if (slice_starts(detail, SLICE_LIT("\"")) && quote != SIZE_MAX && below(k->errors[i].field, top))
			return true;
	}
	return false;
}

static bool
ours_expected(struct arena *a, const struct val *errors, const struct found *f)
{
	for (size_t i = 0; i < errors->u.list.len; i++) {
		const struct val *e = errors->u.list.items[i];
		struct slice field = same_style(a, val_text(val_get_cstr(e, "field"), SLICE_LIT("")));
		struct slice type = val_text(val_get_cstr(e, "type"), SLICE_LIT(""));

		if (slice_is(field, "<nil>") &&
		    (strcmp(f->type, "combinator") == 0 || strcmp(f->type, "FieldValueInvalid") == 0 ||
		     strcmp(f->type, "FieldValueTypeInvalid") == 0) &&
		    (f->field.len == 0 || slice_find(val_text(val_get_cstr(e, "detail"), SLICE_LIT("")), f->field, 0) != SIZE_MAX))
			return true;
		if (slice_is(type, f->type) && slice_eq(field, f->field))
			return true;
	}
	return false;
}

static struct slice
compare_errors(struct kube *k, const struct val *expected)
{
	const struct val *errors = val_get_cstr(expected, "errors");
	struct arena *a = k->conf->arena;
	struct slice wrong = { 0 };

	for (size_t i = 0; i < errors->u.list.len; i++) {
		const struct val *e = errors->u.list.items[i];
		struct slice type = val_text(val_get_cstr(e, "type"), SLICE_LIT(""));
		struct slice field = same_style(a, val_text(val_get_cstr(e, "field"), SLICE_LIT("")));
		struct slice detail = val_text(val_get_cstr(e, "detail"), SLICE_LIT(""));
		bool ok = slice_is(field, "<nil>") ? named_found(k, detail) : expected_found(k, arena_cstr(a, type), field);

		if (!ok)
			wrong = arena_printf(a, "%.*s; missed %.*s at %.*s (%.*s)", SLICE_FMT(wrong), SLICE_FMT(type),
			                     SLICE_FMT(field), SLICE_FMT(detail));
	}
	for (size_t i = 0; i < k->nerrors; i++)
		if (!ours_expected(a, errors, &k->errors[i]))
			wrong = arena_printf(a, "%.*s; %s at %.*s is ours alone", SLICE_FMT(wrong), k->errors[i].type,
			                     SLICE_FMT(k->errors[i].field));
	return wrong;
}

static struct slice
compare_unknown(struct kube *k, const struct val *expected)
{
	const struct val *unknown = val_get_cstr(expected, "unknown_fields");
	struct arena *a = k->conf->arena;
	size_t met = 0, echoes = 0;

	for (size_t i = 0; i < unknown->u.list.len; i++) {
		struct slice field = unknown->u.list.items[i]->u.str;

		for (size_t j = 0; j < k->nunknown; j++)
			met += slice_eq(field, k->unknown[j]);
		for (size_t j = 0; j < k->nerrors; j++)
			echoes += strcmp(k->errors[j].type, "FieldValueTypeInvalid") == 0 && below(field, k->errors[j].field);
	}
	if (met == k->nunknown && met + echoes == unknown->u.list.len)
		return SLICE_LIT("");
	return arena_printf(a, "; %zu unknown fields of ours, first %.*s, want %.*s", k->nunknown,
	                    SLICE_FMT(k->nunknown ? k->unknown[0] : SLICE_LIT("none")), SLICE_FMT(conf_show(k->conf, unknown)));
}

void
kube_case(struct conf *c, struct slice id, const struct schema *s, const struct val *expected)
{
	struct kube k = { .conf = c };
	struct diags ds = DIAGS_INIT(c->arena);
	struct schema_check check = { .arena = c->arena, .diags = &ds, .on_diag = on_diag, .ctx = &k };
	const struct val *valid = val_get_cstr(expected, "valid");
	const struct val *v = schema_default(c->arena, s, val_get_cstr(expected, "instance"), false);
	struct rules_check rules = { .arena = c->arena, .diags = &ds, .on_diag = on_diag, .ctx = &k, .compared = true };
	struct slice wrong;

	ds.limit = MOST;
	schema_check(&check, s, v, NULL);
	if (!k.blocked)
		rules_check(&rules, schema_compiled(s), v, NULL);
	if (!valid) {
		conf_case(c, id, k.nerrors > 0, "is not even decoded by the API server, but fine for us");
		return;
	}
	wrong = compare_errors(&k, expected);
	wrong = arena_join(c->arena, wrong, compare_unknown(&k, expected));
	v = pruned(&k, v);
	if (!val_equal(v, val_get_cstr(expected, "processed")))
		wrong = arena_printf(c->arena, "%.*s; processed to %.*s, want %.*s", SLICE_FMT(wrong), SLICE_FMT(conf_show(c, v)),
		                     SLICE_FMT(conf_show(c, val_get_cstr(expected, "processed"))));
	if (valid->u.b != (k.nerrors == 0))
		wrong = arena_printf(c->arena, "%.*s; %s for the API server", SLICE_FMT(wrong), valid->u.b ? "valid" : "invalid");
	conf_case(c, id, wrong.len == 0, "%.*s", SLICE_FMT(slice_sub(wrong, 2, wrong.len)));
}
