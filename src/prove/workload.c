/* SPDX-License-Identifier: Apache-2.0 */
/* workload.c - what the API server refuses in a workload and no schema says:
 * a selector that does not match the pods of its own template, and a mount
 * without a volume. What is not known matches (verify/workload.c sees it). */
#include "prove/prove_priv.h"
#include "verify/rule.h"

/* The field of an abstract map; NULL: there is none; &type_any: unknown. */
static const struct type *
field(struct world *w, const struct val *map, struct slice key, bool *optional)
{
	const struct val *v = val_get(map, key);

	*optional = false;
	if (v) {
		*optional = hole_optional(v);
		return hole_type(w->arena, v);
	}
	if (val_is(map, VAL_MAP))
		return val_get(map, schema_any_key) ? &type_any : NULL;
	return hole_of(map) ? type_field(hole_type(w->arena, map), key, optional) : NULL;
}

/* The text when there is only one. */
static bool
only_text(const struct type *t, struct slice *text)
{
	const struct slice *texts;

	if (type_is_any(t) || t->kinds != KIND(VAL_STRING) || lang_literals(t->text, &texts) != 1)
		return false;
	*text = texts[0];
	return true;
}

static bool
may_be(struct world *w, const struct type *t, const struct type *wanted)
{
	struct slice text;

	if (type_is_any(t) || !(t->kinds & KIND(VAL_STRING)))
		return true;
	return !only_text(wanted, &text) || lang_has(w->arena, t->text, text) != LANG_NO;
}

static void
wrong_selector(struct world *w, const struct val *selector, const struct val *template, struct slice key, const char *why)
{
	const struct val *labels = val_walk(template, "metadata.labels");
	struct diag *d = diag_report(&w->diags, DIAG_VERIFY_SELECTOR, val_place(selector),
	                             "the selector does not match the pods of its own template");
	struct span at = labels ? val_place(labels) : val_place(template);

	diag_note(&w->diags, d, at, "the template's labels are here: '%.*s' %s", SLICE_FMT(key), why);
	check_note(w, d);
}

static bool
check_label(struct world *w, const struct val *selector, const struct val *template, struct slice key, const struct type *wanted)
{
	bool optional;
	const struct type *label = field(w, val_walk(template, "metadata.labels"), key, &optional);

	if (label && !optional && may_be(w, label, wanted) && may_be(w, wanted, label))
		return true;
	wrong_selector(w, selector, template, key, !label ? "is not there" : optional ? "may be absent" : "is another one");
	return false;
}

static void
check_selector(struct world *w, const struct model *m, const struct val *template)
{
	const struct val *selector = val_walk(m->val, "spec.selector"), *labels = val_get_cstr(selector, "matchLabels");
	const struct type *t;
	bool ok = true;

	/* Jobs select by labels that their controller makes. */
	if (!labels || slice_is(m->kind, "Job") || slice_is(m->kind, "CronJob"))
		return;
	for (size_t i = 0; val_is(labels, VAL_MAP) && ok && i < labels->u.map.len; i++) {
		const struct field *f = &labels->u.map.fields[i];

		ok = slice_eq(f->key, schema_any_key) || check_label(w, selector, template, f->key, hole_type(w->arena, f->val));
	}
	t = hole_of(labels) ? hole_type(w->arena, labels) : &type_any;
	for (size_t i = 0; !type_is_any(t) && ok && i < t->nfields; i++)
		ok = check_label(w, selector, template, t->fields[i].key, t->fields[i].type);
}

/* Whether an item of the list may have the name. */
static bool
named_in(const struct val *list, struct slice name, bool in_metadata)
{
	for (size_t i = 0; val_is(list, VAL_LIST) && i < list->u.list.len; i++) {
		const struct val *item = list->u.list.items[i];
		const struct val *own = val_get_cstr(in_metadata ? val_get_cstr(item, "metadata") : item, "name");

		if (!val_is(own, VAL_STRING) || slice_eq(own->u.str, name))
			return true;
	}
	return hole_of(list) != NULL;
}

static void
check_mounts(struct world *w, const struct model *m, const struct val *pod, const struct val *container)
{
	const struct val *mounts = val_get_cstr(container, "volumeMounts");

	for (size_t i = 0; val_is(mounts, VAL_LIST) && i < mounts->u.list.len; i++) {
		const struct val *name = val_get_cstr(mounts->u.list.items[i], "name");

		if (!val_is(name, VAL_STRING) || named_in(val_get_cstr(pod, "volumes"), name->u.str, false) ||
		    named_in(val_walk(m->val, "spec.volumeClaimTemplates"), name->u.str, true))
			continue;
		check_note(w, diag_report(&w->diags, DIAG_VERIFY_VOLUME, val_place(name), "the pod has no volume '%.*s'",
		                          SLICE_FMT(name->u.str)));
	}
}

void
workload_check(struct world *w, const struct model *m)
{
	static const char *const lists[] = { "initContainers", "containers" };
	const struct val *template = rule_template(m->kind, m->val), *pod = val_get_cstr(template, "spec");

	if (!val_is(template, VAL_MAP) || !val_is(pod, VAL_MAP))
		return;
	if (template != m->val)
		check_selector(w, m, template);
	for (size_t i = 0; i < 2; i++) {
		const struct val *list = val_get_cstr(pod, lists[i]);

		for (size_t j = 0; val_is(list, VAL_LIST) && j < list->u.list.len; j++)
			check_mounts(w, m, pod, list->u.list.items[j]);
	}
}
