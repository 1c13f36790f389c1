/* SPDX-License-Identifier: Apache-2.0 */
/* selector.c - label selectors (Kubernetes API, LabelSelector). */
#include "verify/verify_priv.h"

/* Labels that controllers put on pods; no manifest has them. */
static bool
made_at_run_time(struct slice key)
{
	static const struct slice made[] = {
		SLICE_INIT("apps.kubernetes.io/pod-index"),
		SLICE_INIT("batch.kubernetes.io/controller-uid"),
		SLICE_INIT("batch.kubernetes.io/job-completion-index"),
		SLICE_INIT("batch.kubernetes.io/job-name"),
		SLICE_INIT("controller-revision-hash"),
		SLICE_INIT("job-name"),
		SLICE_INIT("pod-template-hash"),
		SLICE_INIT("statefulset.kubernetes.io/pod-name"),
	};

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		if (slice_eq(made[i], key))
			return true;
	return false;
}

bool
selector_map_matches(const struct val *map, const struct val *labels)
{
	for (size_t i = 0; val_is(map, VAL_MAP) && i < map->u.map.len; i++) {
		const struct field *f = &map->u.map.fields[i];
		const struct val *label = val_get(labels, f->key);

		if (made_at_run_time(f->key))
			continue;
		if (!val_is(label, VAL_STRING) || !val_is(f->val, VAL_STRING) || !slice_eq(label->u.str, f->val->u.str))
			return false;
	}
	return true;
}

static bool
holds(const struct val *values, struct slice s)
{
	for (size_t i = 0; i < verify_len(values); i++)
		if (val_is(values->u.list.items[i], VAL_STRING) && slice_eq(values->u.list.items[i]->u.str, s))
			return true;
	return false;
}

static bool
expression_matches(const struct val *e, const struct val *labels)
{
	struct slice key = verify_text_of(e, "key"), operator = verify_text_of(e, "operator");
	const struct val *label = val_get(labels, key), *values = val_get_cstr(e, "values");

	if (made_at_run_time(key))
		return true;
	if (slice_is(operator, "Exists"))
		return label != NULL;
	if (slice_is(operator, "DoesNotExist"))
		return label == NULL;
	if (slice_is(operator, "In"))
		return val_is(label, VAL_STRING) && holds(values, label->u.str);
	return !val_is(label, VAL_STRING) || !holds(values, label->u.str);
}

bool
selector_matches(const struct val *selector, const struct val *labels)
{
	const struct val *expressions = val_get_cstr(selector, "matchExpressions");

	for (size_t i = 0; i < verify_len(expressions); i++)
		if (!expression_matches(expressions->u.list.items[i], labels))
			return false;
	return selector_map_matches(val_get_cstr(selector, "matchLabels"), labels);
}
