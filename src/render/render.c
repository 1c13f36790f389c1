/* SPDX-License-Identifier: Apache-2.0 */
/* render.c - from a tenant's spec to objects. */
#include "render/render.h"

#include "base/path.h"
#include "render/run.h"
#include "value/build.h"

struct expr_run *
render_in(struct render *r, const struct scope *scope)
{
	r->run.env = &scope->env;
	return &r->run;
}

bool
render_each(struct render *r, const struct base_page *page, const struct base_entry *e,
            bool (*fn)(struct render *r, const struct base_entry *e, void *ctx), void *ctx)
{
	const struct val *list;
	bool ok = true;

	if (e->when) {
		enum template_truth t = template_truth(render_in(r, page->scope), e->when);

		if (t != TEMPLATE_TRUE)
			return t == TEMPLATE_FALSE;
	}
	if (!e->each)
		return fn(r, e, ctx);
	list = template_list(render_in(r, page->scope), e->each);
	if (!list)
		return false;
	if (list->u.list.len > RENDER_COPIES_MAX) {
		diag_report(r->diags, DIAG_BASE_LOOP, template_span(e->each), "forEach over %zu items, the limit is %d",
		            list->u.list.len, RENDER_COPIES_MAX);
		return false;
	}
	for (size_t i = 0; i < list->u.list.len; i++) {
		r->vars[e->loop] = list->u.list.items[i];
		ok = fn(r, e, ctx) && ok;
	}
	r->vars[e->loop] = NULL;
	return ok;
}

/* Values, parts and conditions. */

struct part_fill {
	struct list_build items;
	struct span at;
};

static bool
add_part(struct render *r, const struct base_entry *e, void *ctx)
{
	struct part_fill *fill = ctx;
	bool ok = true;

	for (size_t i = 0; i < e->ndocs; i++) {
		const struct val *v = template_fill(render_in(r, e->scope), e->docs[i]);

		if (!v)
			continue;
		ok = ok && v->kind != VAL_BAD;
		if (v->kind != VAL_LIST) {
			list_build_add(&fill->items, v);
			continue;
		}
		for (size_t j = 0; j < v->u.list.len; j++)
			list_build_add(&fill->items, v->u.list.items[j]);
	}
	return ok;
}

static bool
fill_part(struct render *r, size_t part)
{
	const struct base *base = r->in->base;
	struct part_fill fill = { .items = LIST_BUILD_INIT(r->arena) };
	bool ok = true;

	for (size_t i = 0; i < base->npart_entries; i++) {
		const struct base_part_entry *e = &base->part_entries[i];

		if (e->part == part && r->on[e->page])
			ok = render_each(r, &base->pages[e->page], &e->entry, add_part, &fill) && ok;
	}
	r->vars[base->parts[part].slot] = ok ? list_build_end(&fill.items, SPAN_NONE) : &val_bad;
	return ok;
}

static bool
fill_value(struct render *r, size_t index)
{
	const struct base_value *v = &r->in->base->values[index];
	const struct val *result;

	if (!r->on[v->page])
		return true;
	result = template_fill(render_in(r, r->in->base->pages[v->page].scope), v->template);
	if (!result) {
		diag_report(r->diags, DIAG_BASE_RESULT, v->at, "'%.*s' is an absent optional", SLICE_FMT(v->name));
		result = &val_bad;
	}
	r->vars[v->slot] = result;
	return result->kind != VAL_BAD;
}

static bool
fill_when(struct render *r, size_t index)
{
	const struct base_page *p = &r->in->base->pages[index];
	enum template_truth t = p->when ? template_truth(render_in(r, p->scope), p->when) : TEMPLATE_TRUE;

	r->on[index] = t == TEMPLATE_TRUE;
	return t != TEMPLATE_FAILED;
}

static bool
take_steps(struct render *r)
{
	const struct base *base = r->in->base;
	bool ok = true;

	for (size_t i = 0; i < base->nsteps; i++) {
		const struct base_step *s = &base->steps[i];

		switch (s->kind) {
		case STEP_VALUE:
			ok = fill_value(r, s->index) && ok;
			break;
		case STEP_PART:
			ok = fill_part(r, s->index) && ok;
			break;
		case STEP_WHEN:
			ok = fill_when(r, s->index) && ok;
			break;
		}
	}
	return ok;
}

/* Rules. */

struct span
render_place(struct arena *a, const struct render_input *in, struct slice path, bool at_key)
{
	struct map_build root = MAP_BUILD_INIT(a);
	const struct val *v;
	struct steps steps;
	struct span at = SPAN_NONE;
	size_t bad;

	map_build_cstr(&root, "spec", in->spec);
	map_build_cstr(&root, "metadata", in->metadata);
	v = map_build_end(&root, SPAN_NONE);
	if (!steps_parse(a, path, &steps, &bad))
		return val_place(in->spec);
	for (size_t n = 0; n < steps.len; n++) {
		const struct field *f = steps.ptr[n].kind == STEP_KEY ? val_field(v, steps.ptr[n].key) : NULL;
		const struct val *found = steps_find(v, (struct steps){ &steps.ptr[n], 1 });

		if (!found)
			break;
		if (at_key && n + 1 == steps.len && f && f->key_at.src)
			return f->key_at;
		if (val_place(found).src)
			at = val_place(found);
		v = found;
	}
	return at;
}

static bool
break_rule(struct render *r, const struct base_rule *rule)
{
	struct slice text = template_fill_text(render_in(r, rule->entry.scope), rule->message);
	struct slice path = SLICE_LIT("spec");
	const struct val *name;
	struct diag *d;

	if (rule->path)
		path = template_fill_text(render_in(r, rule->entry.scope), rule->path);
	if (!text.ptr || !path.ptr)
		return false;
	d = diag_report(r->diags, rule->warning ? DIAG_BASE_RULE_WARN : DIAG_BASE_RULE,
	                render_place(r->arena, r->in, path, rule->at_key), "%.*s", SLICE_FMT(text));
	name = val_get_cstr(r->in->metadata, "name");
	if (name && val_place(name).src && val_place(name).src != d->at.src)
		diag_note(r->diags, d, val_place(name), "it counts for tenant '%.*s'",
		          SLICE_FMT(val_text(name, SLICE_LIT(""))));
	diag_note(r->diags, d, rule->at, "the rule is here");
	return rule->warning;
}

static bool
keep_rule(struct render *r, const struct base_entry *e, void *ctx)
{
	const struct base_rule *const *rule = ctx;
	enum template_truth t = template_truth(render_in(r, e->scope), (*rule)->rule);

	return t == TEMPLATE_FALSE ? break_rule(r, *rule) : t == TEMPLATE_TRUE;
}

static bool
keep_rules(struct render *r)
{
	const struct base *base = r->in->base;
	bool ok = true;

	for (size_t i = 0; i < base->npages; i++) {
		const struct base_page *p = &base->pages[i];

		for (size_t j = 0; r->on[i] && j < p->nrules; j++) {
			const struct base_rule *rule = &p->rules[j];

			ok = render_each(r, p, &rule->entry, keep_rule, &rule) && ok;
		}
	}
	return ok;
}

/* Resources. */

static bool
good_path(struct slice path)
{
	for (size_t at = 0; at <= path.len;) {
		size_t end = slice_find(path, SLICE_LIT("/"), at);

		if (!path_is_name(slice_sub(path, at, end)))
			return false;
		if (end == SIZE_MAX)
			break;
		at = end + 1;
	}
	return slice_ends(path, SLICE_LIT(".yaml"));
}

/* The file of an entry; ptr NULL after a report. */
static struct slice
file_of(struct render *r, const struct base_entry *e)
{
	struct slice path = template_fill_text(render_in(r, e->scope), e->into);
	bool nested = slice_find(path, SLICE_LIT("/"), 0) != SIZE_MAX;
	struct slice first = slice_sub(path, 0, slice_find(path, SLICE_LIT("/"), 0));

	if (!path.ptr)
		return path;
	if (!good_path(path) || (nested && !e->cluster_scope) || slice_is(path, "kustomization.yaml")) {
		struct diag *d = diag_report(r->diags, DIAG_BASE_INTO, template_span(e->into),
		                             "'%.*s' cannot be an output file", SLICE_FMT(path));

		diag_note(r->diags, d, SPAN_NONE, "a name of letters, digits, '.', '-' and '_' that ends in .yaml%s",
		          e->cluster_scope ? ", in folders of such names" : "; folders need 'scope: cluster'");
		return (struct slice){ NULL, 0 };
	}
	/* A tenant's folder in the cluster's belongs to that tenant alone. */
	if (e->cluster_scope && !slice_is(first, "sync") && !slice_is(first, "platform")) {
		diag_report(r->diags, DIAG_BASE_INTO, template_span(e->into),
		            "with 'scope: cluster' a file stands below sync/ or platform/, not in '%.*s'", SLICE_FMT(path));
		return (struct slice){ NULL, 0 };
	}
	return path;
}

static bool
add_object(struct render *r, const struct base_entry *e, const struct template *doc, struct slice file)
{
	struct object o = { .file = file, .cluster_scope = e->cluster_scope, .at = template_span(doc) };
	const char *missing;

	o.val = template_fill(render_in(r, e->scope), doc);
	if (!o.val)
		return true;
	if (o.val->kind == VAL_BAD)
		return false;
	if (!object_identify(&o, &missing)) {
		diag_report(r->diags, DIAG_BASE_OBJECT, o.at, "the document is no Kubernetes object: it has no %s", missing);
		return false;
	}
	o.known = api_kind(r->in->api, r->diags, o.api_version, o.kind);
	if (r->out->objects.len == RENDER_OBJECTS_MAX) {
		diag_report(r->diags, DIAG_BASE_LOOP, e->at, "more than %d objects", RENDER_OBJECTS_MAX);
		return false;
	}
	vec_push(r->arena, &r->out->objects, o);
	return true;
}

static bool
add_resource(struct render *r, const struct base_entry *e, void *ctx)
{
	struct slice file = file_of(r, e);
	bool ok = file.ptr != NULL;

	(void)ctx;
	for (size_t i = 0; ok && i < e->ndocs; i++)
		ok = add_object(r, e, e->docs[i], file);
	return ok;
}

static bool
add_resources(struct render *r)
{
	const struct base *base = r->in->base;
	bool ok = true;

	for (size_t i = 0; i < base->npages; i++)
		for (size_t j = 0; r->on[i] && j < base->pages[i].nresources; j++)
			ok = render_each(r, &base->pages[i], &base->pages[i].resources[j], add_resource, NULL) && ok;
	return ok;
}

/* Facts about the fleet. */

/* What such an expression gives: a value of that kind; NULL, which is no fact at all; &val_bad after a report. */
static const struct val *
fill_fact(struct render *r, const struct base_page *p, const struct template *t, enum val_kind kind)
{
	const struct val *v;

	r->run.reads = NULL;
	r->run.nreads = 0;
	v = template_fill(render_in(r, p->scope), t);
	if (!v || v->kind == kind || v->kind == VAL_BAD)
		return v;
	diag_report(r->diags, DIAG_BASE_RESULT, template_span(t), "%s is wanted here, this is %s",
	            kind == VAL_STRING ? "a string" : "an int", val_kind_name(v));
	return &val_bad;
}

/* The last thing read of the spec is usually the value itself. */
static struct span
fact_place(const struct val *v)
{
	struct span at = SPAN_NONE;

	for (const struct origin *o = v->origin; o && !at.src; o = o->next)
		at = val_place(o->val);
	return at;
}

static bool
add_unique(struct render *r, const struct base_page *p, const struct base_unique *u)
{
	const struct val *v = fill_fact(r, p, u->key, VAL_STRING);

	if (!v || v->kind == VAL_BAD)
		return !v;
	vec_push(r->arena, &r->out->uniques, (struct render_unique){ u->what, v->u.str, u->fleet, fact_place(v) });
	return true;
}

/* A number that may be added; -1 where there is none. False after a report. */
static bool
fill_amount(struct render *r, const struct base_page *p, const struct template *t, int64_t *out, struct span *at)
{
	const struct val *v = t ? fill_fact(r, p, t, VAL_INT) : NULL;

	*out = -1;
	if (!v || v->kind == VAL_BAD)
		return !v;
	if (v->u.i < 0) {
		diag_report(r->diags, DIAG_BASE_RESULT, template_span(t), "0 is the least that can be added up, this is %lld",
		            (long long)v->u.i);
		return false;
	}
	*out = v->u.i;
	*at = fact_place(v);
	return true;
}

static bool
add_share(struct render *r, const struct base_page *p, const struct base_sum *s)
{
	const struct val *group = fill_fact(r, p, s->per, VAL_STRING);
	struct render_share share = { .sum = s, .limit_at = SPAN_NONE };
	struct span unused;

	if (!group || group->kind == VAL_BAD)
		return !group;
	share.group = group->u.str;
	if (!fill_amount(r, p, s->of, &share.amount, &unused) ||
	    !fill_amount(r, p, s->limit, &share.limit, &share.limit_at))
		return false;
	if (share.amount >= 0)
		vec_push(r->arena, &r->out->shares, share);
	return true;
}

static bool
add_external(struct render *r, const struct base_page *p, const struct base_external *e)
{
	struct render_external x;

	if (e->when) {
		enum template_truth t = template_truth(render_in(r, p->scope), e->when);

		if (t != TEMPLATE_TRUE)
			return t == TEMPLATE_FALSE;
	}
	x.kind = template_fill_text(render_in(r, p->scope), e->kind);
	x.name = template_fill_text(render_in(r, p->scope), e->name);
	x.keys = e->keys;
	if (!x.kind.ptr || !x.name.ptr)
		return false;
	vec_push(r->arena, &r->out->externals, x);
	return true;
}

static bool
add_reserved(struct render *r, const struct base_page *p, const struct base_reserved *e)
{
	if (e->when) {
		enum template_truth t = template_truth(render_in(r, p->scope), e->when);

		if (t != TEMPLATE_TRUE)
			return t == TEMPLATE_FALSE;
	}
	vec_push(r->arena, &r->out->reserved,
	         (struct render_reserved){ e->pattern, e->message, e->annotation, e->value });
	return true;
}

static bool
add_facts(struct render *r)
{
	const struct base *base = r->in->base;
	bool ok = true;

	for (size_t i = 0; i < base->npages; i++) {
		const struct base_page *p = &base->pages[i];

		for (size_t j = 0; r->on[i] && j < p->nuniques; j++)
			ok = add_unique(r, p, &p->uniques[j]) && ok;
		for (size_t j = 0; r->on[i] && j < p->nsums; j++)
			ok = add_share(r, p, &p->sums[j]) && ok;
		for (size_t j = 0; r->on[i] && j < p->nexternals; j++)
			ok = add_external(r, p, &p->externals[j]) && ok;
		for (size_t j = 0; r->on[i] && j < p->nreserved; j++)
			ok = add_reserved(r, p, &p->reserved[j]) && ok;
	}
	return ok;
}

static void
set_variables(struct render *r)
{
	const struct render_input *in = r->in;

	r->vars[SLOT_METADATA] = in->metadata;
	r->vars[SLOT_SPEC] = in->spec;
	r->vars[SLOT_CLUSTER] = in->cluster;
	r->vars[SLOT_TIER] = in->tier;
	r->vars[SLOT_RING] = in->ring;
	r->vars[SLOT_FLEET] = in->fleet;
	r->vars[SLOT_BASE] = in->base->identity;
}

bool
render_begin(struct render *r, struct arena *a, struct diags *ds, const struct render_input *in)
{
	*r = (struct render){ .arena = a, .diags = ds, .in = in };
	r->vars = arena_array(a, in->base->nslots, sizeof(struct val *));
	r->on = arena_alloc(a, in->base->npages * sizeof(bool));
	r->run = (struct expr_run){ .arena = a, .diags = ds, .vars = r->vars, .ctx = r };
	set_variables(r);
	return take_steps(r) && keep_rules(r);
}

bool
render_tenant(struct arena *a, struct diags *ds, const struct render_input *in, struct rendered *out)
{
	struct render r;
	size_t errors = ds->errors;

	if (!render_begin(&r, a, ds, in))
		return false;
	r.out = out;
	if (!add_resources(&r) || !add_facts(&r))
		return false;
	return render_patches(&r) && ds->errors == errors;
}
