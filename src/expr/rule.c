/* SPDX-License-Identifier: Apache-2.0 */
/* rule.c - compiling the rules of a schema, and refusing what the API server
 * refuses of a CustomResourceDefinition (apiextensions-apiserver,
 * pkg/apis/apiextensions/validation). */
#include "expr/rule.h"

#include <stdarg.h>
#include <stdlib.h>

#include "expr/rule_priv.h"
#include "read/place.h"

enum {
	REQUEST_MAX = 3 * 1024 * 1024,   /* bytes of a request */
	COST_MAX = 10000000,             /* units of one expression, estimated */
	TOTAL_MAX = 100000000,           /* of all of a schema */
	DEPTH_MAX = 100,
};

struct maker {
	struct arena *arena;
	struct diags *diags;
	bool judge;
	bool costly;      /* one expression alone costs too much */
	uint64_t total;
};

/* A schema on the way down from the root. */
struct node {
	const struct schema *schema;
	const struct rule_type *type;   /* NULL: rules cannot see it */
	struct doc_path path;           /* of its schema */
	bool endless;                   /* nothing bounds how often it is there */
	uint64_t times;                 /* how often at most */
	bool old_lost;                  /* below a list whose items nobody can tell apart */
	unsigned depth;
};

static bool
has_place(struct span at)
{
	return at.src && at.start != UINT32_MAX;
}

/* A mistake of the schema at `at`; where a schema has no places inside, the
 * text says where. */
static struct diag *
bad(const struct maker *m, const struct node *n, const struct val *at, enum diag_code code, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

static struct diag *
bad(const struct maker *m, const struct node *n, const struct val *at, enum diag_code code, const char *fmt, ...)
{
	struct slice text, path = doc_path_text(m->arena, &n->path);
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(m->arena, fmt, ap);
	va_end(ap);
	if (has_place(at->at))
		return diag_report(m->diags, code, at->at, "%.*s", SLICE_FMT(text));
	return diag_report(m->diags, code, at->at, "schema of '%.*s': %.*s", SLICE_FMT(path), SLICE_FMT(text));
}

/* --- one expression ---------------------------------------------------- */

/* Reports what parsing and checking found. */
static bool
pass_on(const struct maker *m, const struct node *n, const struct val *at, const struct diags *found)
{
	if (has_place(at->at))
		diag_append(m->diags, found);
	else
		for (const struct diag *d = found->first; d; d = d->next)
			bad(m, n, at, DIAG_SCHEMA_RULE, "rule '%.*s': %.*s", SLICE_FMT(slice_trim(at->u.str)), SLICE_FMT(d->text));
	return found->errors == 0;
}

/* Parses and checks; NULL after a report. */
static const struct expr *
compile(const struct maker *m, const struct node *n, const struct val *text, bool optional_old, struct rule_fact *fact)
{
	struct diags found = DIAGS_INIT(m->arena);
	struct rule_checker *c = arena_new(m->arena, struct rule_checker);
	struct expr_text t = { .text = text->u.str };
	const struct expr *e;
	size_t pos = 0;

	if (has_place(text->at)) {
		t.src = text->at.src;
		t.offsets = place_offsets(m->arena, text);
		t.base = text->at.start;
	}
	e = expr_parse(m->arena, &found, &rule_env, &t, &pos, false);
	if (!found.errors) {
		*c = (struct rule_checker){ .arena = m->arena, .diags = &found, .self = n->type, .optional_old = optional_old };
		*fact = rule_check(c, e);
	}
	return pass_on(m, n, text, &found) ? e : NULL;
}

static void
note_name(void *ctx, size_t slot, struct span at)
{
	(void)at;
	*(bool *)ctx |= slot == RULE_OLD_SELF;
}

static void
ignore_call(void *ctx, size_t function, const struct expr *const *args, size_t n, struct span at)
{
	(void)ctx;
	(void)function;
	(void)args;
	(void)n;
	(void)at;
}

static bool
uses_old(const struct expr *e)
{
	bool found = false;
	struct expr_visitor v = { note_name, ignore_call, &found };

	expr_visit(e, &v);
	return found;
}

/* --- costs ------------------------------------------------------------- */

static uint64_t
product(uint64_t x, uint64_t y)
{
	return x && y > UINT64_MAX / x ? UINT64_MAX : x * y;
}

/* How many times too much, for people. */
static struct slice
excess(struct arena *a, uint64_t cost, uint64_t limit)
{
	if (cost / limit >= 100)
		return SLICE_LIT("more than 100 times");
	if (cost / limit == 1 && cost % limit < limit / 10)
		return SLICE_LIT("a little more than");
	return arena_printf(a, "%llu.%llu times", (unsigned long long)(cost / limit),
	                    (unsigned long long)(cost % limit * 10 / limit));
}

static void
judge_cost(struct maker *m, const struct node *n, const struct val *at, const char *what, uint64_t cost)
{
	struct diag *d;

	m->total = m->total > UINT64_MAX - cost ? UINT64_MAX : m->total + cost;
	if (!m->judge || cost <= COST_MAX)
		return;
	m->costly = true;
	d = bad(m, n, at, DIAG_SCHEMA_RULE_COST, "an API server refuses this %s: it may cost %.*s what one may", what,
	        SLICE_FMT(excess(m->arena, cost, COST_MAX)));
	diag_note(m->diags, d, SPAN_NONE, "bound what it looks at: strings by maxLength, lists by maxItems, maps by maxProperties");
}

/* What a rule costs on all the values that it is evaluated on. */
static uint64_t
cost_of_all(const struct node *n, uint64_t cost)
{
	return product(cost, n->endless ? REQUEST_MAX / (n->type->least + 1) : n->times);
}

/* --- one rule ----------------------------------------------------------- */

static bool
has_line_break(struct slice s)
{
	return slice_find(s, SLICE_LIT("\n"), 0) != SIZE_MAX || slice_find(s, SLICE_LIT("\r"), 0) != SIZE_MAX;
}

/* A text of the rule: NULL when it is not there; reports what is no text, or blank. */
static const struct val *
text_of(const struct maker *m, const struct node *n, const struct val *rule, const char *key, bool *ok)
{
	const struct val *v = val_get_cstr(rule, key);

	if (!v || (v->kind == VAL_STRING && slice_trim(v->u.str).len))
		return v;
	/* An empty one counts as none, except the rule itself. */
	if (v->kind == VAL_STRING && v->u.str.len == 0)
		return NULL;
	bad(m, n, v, DIAG_SCHEMA_RULE, "'%s' of a rule is a text that is not blank", key);
	*ok = false;
	return NULL;
}

static void
unknown_keys(const struct maker *m, const struct node *n, const struct val *v)
{
	static const char *const keys[] = { "rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf" };

	for (size_t i = 0; m->judge && i < v->u.map.len; i++) {
		bool known = false;

		for (size_t j = 0; j < sizeof(keys) / sizeof(keys[0]); j++)
			known |= slice_is(v->u.map.fields[i].key, keys[j]);
		if (!known)
			bad(m, n, v->u.map.fields[i].val, DIAG_SCHEMA_RULE, "a rule has no '%.*s'", SLICE_FMT(v->u.map.fields[i].key));
	}
}

static void
read_message(const struct maker *m, const struct node *n, const struct val *v, struct rule *r, bool *ok)
{
	const struct val *message = text_of(m, n, v, "message", ok);

	if (message)
		r->message = slice_trim(message->u.str);
	if (!m->judge)
		return;
	if (has_line_break(r->message)) {
		bad(m, n, message, DIAG_SCHEMA_RULE, "a message is of one line");
		*ok = false;
	} else if (has_line_break(r->text) && !r->message.len) {
		bad(m, n, val_get_cstr(v, "rule"), DIAG_SCHEMA_RULE, "a rule of several lines needs a message");
		*ok = false;
	}
}

static void
read_reason(const struct maker *m, const struct node *n, const struct val *v, struct rule *r, bool *ok)
{
	static const char *const reasons[] = { "FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate" };
	const struct val *reason = text_of(m, n, v, "reason", ok);

	if (!reason)
		return;
	r->reason = reason->u.str;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (slice_is(r->reason, reasons[i]))
			return;
	bad(m, n, reason, DIAG_SCHEMA_RULE, "a reason is FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate");
	*ok = false;
}

static void
read_path(const struct maker *m, const struct node *n, const struct val *v, struct rule *r, bool *ok)
{
	const struct val *path = text_of(m, n, v, "fieldPath", ok);
	struct diag *d;

	if (!path || rule_path_parse(m->arena, path->u.str, n->schema, &r->path))
		return;
	*ok = false;
	d = bad(m, n, path, DIAG_SCHEMA_RULE, "the fieldPath '%.*s' leads to no field that the schema has here",
	        SLICE_FMT(path->u.str));
	diag_note(m->diags, d, SPAN_NONE, "it begins at the value that the rule is of, as .a.b or ['a']");
}

static void
read_message_expression(struct maker *m, const struct node *n, const struct val *v, struct rule *r)
{
	bool ok = true;
	const struct val *text = text_of(m, n, v, "messageExpression", &ok);
	struct rule_fact fact;
	const struct expr *e = text ? compile(m, n, text, r->optional_old, &fact) : NULL;

	if (!e)
		return;
	if (fact.type->kind != RULE_STRING) {
		bad(m, n, text, DIAG_SCHEMA_RULE, "a messageExpression makes a string, not %.*s",
		    SLICE_FMT(rule_type_show(m->arena, fact.type)));
		return;
	}
	judge_cost(m, n, text, "messageExpression", fact.cost.max);
	r->message_e = e;
}

/* Transition rules only stand where old and new values can be told apart. */
static bool
old_fits(const struct maker *m, const struct node *n, const struct val *v, const struct rule *r)
{
	const struct val *optional = val_get_cstr(v, "optionalOldSelf"), *text = val_get_cstr(v, "rule");
	struct diag *d;

	if (!r->uses_old && optional) {
		bad(m, n, optional, DIAG_SCHEMA_RULE, "'optionalOldSelf' is for rules that use oldSelf");
		return false;
	}
	if (!r->uses_old || !n->old_lost)
		return true;
	d = bad(m, n, text, DIAG_SCHEMA_RULE, "there is no oldSelf here: nobody knows which item of the list an item was before");
	diag_note(m->diags, d, SPAN_NONE, "a list of 'x-kubernetes-list-type: map' has keys that tell its items apart");
	return false;
}

static void
read_rule(struct maker *m, const struct node *n, const struct val *v, struct rule *r)
{
	const struct val *text = val_get_cstr(v, "rule"), *optional = val_get_cstr(v, "optionalOldSelf");
	struct rule_fact fact;
	const struct expr *e;
	bool ok = true;

	if (!val_is(text, VAL_STRING) || !slice_trim(text->u.str).len) {
		bad(m, n, text ? text : v, DIAG_SCHEMA_RULE, "a rule needs 'rule', an expression");
		return;
	}
	unknown_keys(m, n, v);
	r->text = slice_trim(text->u.str);
	r->at = has_place(text->at) ? text->at : SPAN_NONE;
	r->optional_old = val_is(optional, VAL_BOOL) && optional->u.b;
	read_message(m, n, v, r, &ok);
	read_reason(m, n, v, r, &ok);
	read_path(m, n, v, r, &ok);
	e = compile(m, n, text, r->optional_old, &fact);
	if (!e)
		return;
	if (fact.type->kind != RULE_BOOL) {
		bad(m, n, text, DIAG_SCHEMA_RULE, "a rule is a bool, not %.*s", SLICE_FMT(rule_type_show(m->arena, fact.type)));
		return;
	}
	r->uses_old = uses_old(e);
	ok &= old_fits(m, n, v, r);
	judge_cost(m, n, text, "rule", cost_of_all(n, fact.cost.max));
	read_message_expression(m, n, v, r);
	if (ok)
		r->e = e;
}

static void
read_rules(struct maker *m, const struct node *n, struct rules *out)
{
	const struct val *list = n->schema->rules;
	struct rule *rules = arena_new_n(m->arena, list->u.list.len, struct rule);

	out->ptr = rules;
	for (size_t i = 0; i < list->u.list.len; i++) {
		const struct val *v = list->u.list.items[i];

		if (!n->type)
			bad(m, n, v, DIAG_SCHEMA_RULE, "no rule can stand here: the schema does not say what the value is");
		else if (v->kind != VAL_MAP)
			bad(m, n, v, DIAG_SCHEMA_RULE, "a rule is a map with 'rule' and 'message'");
		else
			read_rule(m, n, v, &rules[out->len++]);
	}
}

/* --- the tree ----------------------------------------------------------- */

static const struct rules *read_node(struct maker *m, const struct node *n);

/* The schema of a part, as often as `most` times for each of these. */
static struct node
part(const struct maker *m, const struct node *n, const struct schema *s, const struct rule_type *t, size_t most)
{
	struct node below = *n;

	below.schema = s;
	below.type = t ? t : rule_type_of(m->arena, s, s->embedded);
	below.endless = n->endless || most == SIZE_MAX;
	below.times = below.endless ? 0 : product(n->times, most);
	below.depth++;
	return below;
}

static const struct rule_type *
field_type(const struct rule_type *t, struct slice name)
{
	for (size_t i = 0; t && i < t->nfields; i++)
		if (slice_eq(t->fields[i].name, name))
			return t->fields[i].type;
	return NULL;
}

static void
read_fields(struct maker *m, const struct node *n, struct rules *out)
{
	const struct schema *s = n->schema;
	struct rules_child *fields = arena_new_n(m->arena, s->nproperties, struct rules_child);

	for (size_t i = 0; i < s->nproperties; i++) {
		const struct property *p = &s->properties[i];
		struct node below = part(m, n, p->schema, field_type(n->type, p->key), 1);
		const struct rules *r;

		below.path = DOC_KEY(&n->path, p->key);
		r = read_node(m, &below);
		if (r)
			fields[out->nfields++] = (struct rules_child){ p->key, r };
	}
	out->fields = fields;
}

static void
read_parts(struct maker *m, const struct node *n, struct rules *out)
{
	const struct schema *s = n->schema;
	const struct rule_type *of = n->type && (n->type->kind == RULE_LIST || n->type->kind == RULE_MAP) ? n->type->of : NULL;
	struct node below;

	read_fields(m, n, out);
	if (s->items) {
		below = part(m, n, s->items, of, s->max_items);
		below.path = DOC_KEY(&n->path, SLICE_LIT("items"));
		below.old_lost = n->old_lost || s->list_type != SCHEMA_LIST_MAP;
		out->items = read_node(m, &below);
	}
	if (s->additional) {
		below = part(m, n, s->additional, of, s->max_properties);
		below.path = DOC_KEY(&n->path, SLICE_LIT("additionalProperties"));
		out->rest = read_node(m, &below);
	}
}

static bool
any_rules(const struct schema *s, unsigned depth)
{
	if (!s || s->ref || depth > DEPTH_MAX)
		return false;
	if (s->rules && s->rules->u.list.len)
		return true;
	for (size_t i = 0; i < s->nproperties; i++)
		if (any_rules(s->properties[i].schema, depth + 1))
			return true;
	return any_rules(s->items, depth + 1) || any_rules(s->additional, depth + 1);
}

static const struct rules *
read_node(struct maker *m, const struct node *n)
{
	struct rules *out;

	if (!any_rules(n->schema, n->depth))
		return NULL;
	out = arena_new(m->arena, struct rules);
	out->schema = n->schema;
	out->type = n->type;
	read_parts(m, n, out);
	if (n->schema->rules)
		read_rules(m, n, out);
	return out->len || out->nfields || out->items || out->rest ? out : NULL;
}

const struct rules *
rules_compile(struct arena *a, struct diags *ds, const struct schema *s, unsigned flags)
{
	struct maker m = { .arena = a, .diags = ds, .judge = flags & RULES_JUDGE };
	struct node root = { .schema = s, .times = 1, .path = DOC_KEY(NULL, SLICE_LIT("")) };
	const struct rules *rules;
	struct diag *d;

	if (!any_rules(s, 0))
		return NULL;
	root.type = rule_type_of(a, s, true);
	rules = read_node(&m, &root);
	if (m.judge && !m.costly && m.total > TOTAL_MAX) {
		d = bad(&m, &root, s->source, DIAG_SCHEMA_RULE_COST,
		        "an API server refuses this schema: all its rules may cost %.*s what they may",
		        SLICE_FMT(excess(a, m.total, TOTAL_MAX)));
		diag_note(ds, d, SPAN_NONE, "bound what they look at: strings by maxLength, lists by maxItems, maps by maxProperties");
	}
	if (rules)
		((struct rules *)(uintptr_t)rules)->cost = m.total;
	return rules;
}

uint64_t
rules_cost(const struct rules *rules)
{
	return rules ? rules->cost : 0;
}
