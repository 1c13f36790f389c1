/* SPDX-License-Identifier: Apache-2.0 */
/* rule_run.c - evaluating the rules of a schema on a value, part by part. */
#include "expr/rule_priv.h"
#include "value/cmp.h"

enum { MESSAGE_MAX = 5 * 1024 };   /* bytes that a messageExpression may make */

/* A value with what it was before, and where it stands. */
struct part {
	const struct val *val, *old;     /* old NULL: nothing */
	const struct doc_path *path;     /* NULL at the root */
	struct span key_at;              /* of its key; SPAN_NONE: it has none */
};

struct runner {
	struct rules_check *check;
	struct expr_run run;
	const struct val *vars[RULE_NAMES];
	bool ok, stopped;
};

/* Evaluates; what goes wrong is kept for the caller in *found. */
static const struct val *
evaluate(struct runner *r, const struct expr *e, struct diags *found)
{
	const struct val *v;

	*found = DIAGS_INIT(r->check->arena);
	r->run.diags = found;
	r->run.cost = 0;
	v = expr_eval(&r->run, e);
	r->check->cost += r->run.cost;
	return v;
}

/* --- messages ---------------------------------------------------------- */

/* What a messageExpression says, when it says something fit to print. */
static struct slice
computed_message(struct runner *r, const struct rule *rule)
{
	const struct val *old = r->vars[RULE_OLD_SELF], *v;
	struct slice none = { 0 }, text;
	struct diags found;

	if (!rule->message_e)
		return none;
	if (!old)
		r->vars[RULE_OLD_SELF] = &val_bad;
	v = evaluate(r, rule->message_e, &found);
	r->vars[RULE_OLD_SELF] = old;
	if (!val_is(v, VAL_STRING))
		return none;
	text = slice_trim(v->u.str);
	return text.len > MESSAGE_MAX || slice_find(text, SLICE_LIT("\n"), 0) != SIZE_MAX ? none : text;
}

static struct slice
message_of(struct runner *r, const struct rule *rule)
{
	struct slice text = computed_message(r, rule);

	if (text.len)
		return text;
	if (rule->message.len)
		return rule->message;
	return arena_printf(r->check->arena, "this breaks the rule: %.*s", SLICE_FMT(rule->text));
}

/* A map or list is pointed at by its key, its own place may be pages long. */
static struct span
place_of(const struct val *v, struct span key_at)
{
	bool large = v->kind == VAL_MAP || v->kind == VAL_LIST;

	return large && key_at.src ? key_at : val_place(v);
}

/* Where a rule's fieldPath leads: the value there, or the last one on the way. */
struct target {
	const struct val *val;
	struct span at;
	const struct doc_path *path;
	bool there;
};

static struct target
follow(const struct runner *r, const struct rule *rule, const struct part *p)
{
	struct target t = { p->val, place_of(p->val, p->key_at), p->path, true };

	for (size_t i = 0; i < rule->path.len; i++) {
		const struct field *f = t.there ? val_field(t.val, rule->path.ptr[i]) : NULL;
		struct doc_path *step = arena_new(r->check->arena, struct doc_path);

		*step = DOC_KEY(t.path, rule->path.ptr[i]);
		t.path = step;
		t.there = f != NULL;
		if (!f)
			continue;
		t.val = f->val;
		t.at = place_of(f->val, f->key_at);
		if (!t.at.src)
			t.at = f->key_at;
	}
	return t;
}

static void
note_rule(struct runner *r, struct diag *d, const struct rule *rule)
{
	struct diags *ds = r->check->diags;

	if (rule->at.src)
		diag_note(ds, d, rule->at, "the rule of the schema");
	else
		diag_note(ds, d, SPAN_NONE, "the rule of its schema is: %.*s", SLICE_FMT(rule->text));
}

static void
finish(struct runner *r, struct diag *d, const struct val *v, const struct doc_path *path)
{
	r->ok = false;
	if (r->check->on_diag)
		r->check->on_diag(r->check->ctx, d, v, path);
}

static void
broken(struct runner *r, const struct rule *rule, const struct part *p)
{
	struct target t = follow(r, rule, p);
	struct diags *ds = r->check->diags;
	struct slice text = message_of(r, rule);
	struct diag *d = diag_report(ds, DIAG_FIELD_RULE, t.at, "%.*s", SLICE_FMT(text));

	if (!t.there)
		diag_note(ds, d, SPAN_NONE, "it is about '%.*s', which is not set", SLICE_FMT(doc_path_text(r->check->arena, t.path)));
	note_rule(r, d, rule);
	if (rule->reason.len && !slice_is(rule->reason, "FieldValueInvalid"))
		diag_note(ds, d, SPAN_NONE, "its reason is %.*s", SLICE_FMT(rule->reason));
	finish(r, d, t.val, t.path);
}

/* A rule whose evaluation fails is broken, as it is for the API server. */
static void
failed(struct runner *r, const struct rule *rule, const struct part *p, const struct diags *found)
{
	struct diags *ds = r->check->diags;
	struct slice why = found->first ? found->first->text : SLICE_LIT("a text it reads is not what its format says");
	struct diag *d = diag_report(ds, DIAG_FIELD_RULE_ERROR, place_of(p->val, p->key_at), "a rule cannot be evaluated: %.*s",
	                             SLICE_FMT(why));

	if (found->first && found->first->at.src)
		diag_note(ds, d, found->first->at, "in the rule of the schema");
	else
		note_rule(r, d, rule);
	if (rule->message.len)
		diag_note(ds, d, SPAN_NONE, "the rule says: %.*s", SLICE_FMT(rule->message));
	finish(r, d, p->val, p->path);
}

/* No further rule is evaluated once all that they may cost is used up. */
static bool
over(struct runner *r, const struct part *p)
{
	struct diag *d;

	if (r->check->cost <= RULES_COST_LIMIT)
		return false;
	d = diag_report(r->check->diags, DIAG_FIELD_RULE_ERROR, place_of(p->val, p->key_at),
	                "the rules of the schema take more than %d steps", RULES_COST_LIMIT);
	diag_note(r->check->diags, d, SPAN_NONE, "those behind this value are not evaluated");
	finish(r, d, p->val, p->path);
	return r->stopped = true;
}

/* --- values ------------------------------------------------------------ */

static const struct val *
optional(struct arena *a, const struct val *v)
{
	struct val *o = arena_new(a, struct val);

	o->kind = VAL_OPTIONAL;
	o->u.opt = v;
	return o;
}

static void
run_rules(struct runner *r, const struct rules *rules, const struct part *p)
{
	struct arena *a = r->check->arena;
	const struct val *old = p->old ? rule_value(a, rules->type, p->old) : NULL;

	r->vars[RULE_SELF] = rule_value(a, rules->type, p->val);
	for (size_t i = 0; i < rules->len && !r->stopped; i++) {
		const struct rule *rule = &rules->ptr[i];
		const struct val *v;
		struct diags found;

		if (!rule->e || (rule->uses_old && !old && !(rule->optional_old && r->check->compared)))
			continue;
		r->vars[RULE_OLD_SELF] = rule->optional_old ? optional(a, old) : old;
		v = evaluate(r, rule->e, &found);
		if (v->kind != VAL_BOOL)
			failed(r, rule, p, &found);
		else if (!v->u.b)
			broken(r, rule, p);
		over(r, p);
	}
}

static void run_part(struct runner *r, const struct rules *rules, const struct part *p);

static void
run_field(struct runner *r, const struct rules *rules, const struct part *p, const struct field *f)
{
	struct doc_path path = DOC_KEY(p->path, f->key);
	struct part below = { f->val, val_get(p->old, f->key), &path, f->key_at };

	run_part(r, rules, &below);
}

/* Both are sorted by key. */
static void
run_fields(struct runner *r, const struct rules *rules, const struct part *p)
{
	size_t j = 0;

	for (size_t i = 0; i < p->val->u.map.len && !r->stopped; i++) {
		const struct field *f = &p->val->u.map.fields[i];

		while (j < rules->nfields && slice_cmp(rules->fields[j].key, f->key) < 0)
			j++;
		if (j < rules->nfields && slice_eq(rules->fields[j].key, f->key))
			run_field(r, rules->fields[j].rules, p, f);
		else if (rules->rest)
			run_field(r, rules->rest, p, f);
	}
}

/* The item of the old list that has the same keys; NULL: none, or it has no keys. */
static const struct val *
old_item(const struct rules *rules, const struct part *p, const struct val *item)
{
	const struct schema *s = rules->schema;

	if (!val_is(p->old, VAL_LIST) || s->list_type != SCHEMA_LIST_MAP)
		return NULL;
	for (size_t i = p->old->u.list.len; i > 0; i--) {
		const struct val *old = p->old->u.list.items[i - 1];
		size_t same = 0;

		for (size_t k = 0; k < s->nkeys; k++) {
			const struct val *x = val_get(item, s->keys[k]), *y = val_get(old, s->keys[k]);

			same += x && y ? val_equal(x, y) : x == y;
		}
		if (same == s->nkeys)
			return old;
	}
	return NULL;
}

static void
run_items(struct runner *r, const struct rules *rules, const struct part *p)
{
	for (size_t i = 0; i < p->val->u.list.len && !r->stopped; i++) {
		const struct val *item = p->val->u.list.items[i];
		struct doc_path path = DOC_INDEX(p->path, i);
		struct part below = { item, old_item(rules, p, item), &path, SPAN_NONE };

		run_part(r, rules->items, &below);
	}
}

/* A null has no rules; those of what holds it may ask for it. */
static void
run_part(struct runner *r, const struct rules *rules, const struct part *p)
{
	struct part now = *p;

	if (p->val->kind == VAL_NULL || p->val->kind == VAL_BAD || r->stopped)
		return;
	if (p->old && p->old->kind != p->val->kind && (p->old->kind > VAL_STRING || p->val->kind > VAL_STRING))
		now.old = NULL;
	if (rules->len)
		run_rules(r, rules, &now);
	if (now.val->kind == VAL_MAP)
		run_fields(r, rules, &now);
	if (now.val->kind == VAL_LIST && rules->items)
		run_items(r, rules, &now);
}

bool
rules_check(struct rules_check *c, const struct rules *rules, const struct val *v, const struct val *old)
{
	struct runner r = { .check = c, .ok = true };
	struct part root = { v, old, NULL, SPAN_NONE };

	if (!rules)
		return true;
	r.run = (struct expr_run){ .arena = c->arena, .env = &rule_env, .vars = r.vars, .cost_limit = RULE_COST_LIMIT };
	run_part(&r, rules, &root);
	return r.ok;
}
