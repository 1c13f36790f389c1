/* SPDX-License-Identifier: Apache-2.0 */
/* name.c - names, labels and annotations, as the API server wants them
 * (rule.h says what that is). */
#include "verify/rule.h"
#include "verify/verify_priv.h"

enum { ANNOTATIONS_MAX = 256 * 1024 };

static void
check_name(struct verify *v, const struct object *o)
{
	const struct val *name = val_walk(o->val, "metadata.name");
	const struct text_rule *rule = rule_of_name(o->kind);

	if (o->name.len > rule->max)
		verify_report(v, o, DIAG_VERIFY_NAME, name, "the name of a %.*s has at most %zu characters, '%.*s' has %zu",
		              SLICE_FMT(o->kind), rule->max, SLICE_FMT(o->name), o->name.len);
	else if (rule->fits && !rule->fits(o->name))
		verify_report(v, o, DIAG_VERIFY_NAME, name, "'%.*s' cannot be the name of a %.*s: %s", SLICE_FMT(o->name),
		              SLICE_FMT(o->kind), rule->words);
}

/* The key of a field as a value to report at. */
static const struct val *
key_of(struct verify *v, const struct field *f)
{
	return val_string(v->arena, f->key, f->key_at.src ? f->key_at : val_place(f->val));
}

static void
check_labels(struct verify *v, const struct object *o, const struct val *labels)
{
	for (size_t i = 0; val_is(labels, VAL_MAP) && i < labels->u.map.len; i++) {
		const struct field *f = &labels->u.map.fields[i];

		if (!rule_label_key.fits(f->key))
			verify_report(v, o, DIAG_VERIFY_LABEL, key_of(v, f), "'%.*s' cannot be the key of a label", SLICE_FMT(f->key));
		if (val_is(f->val, VAL_STRING) && !rule_label_value.fits(f->val->u.str))
			verify_report(v, o, DIAG_VERIFY_LABEL, f->val,
			              "'%.*s' cannot be the value of label '%.*s': %s", SLICE_FMT(f->val->u.str), SLICE_FMT(f->key),
			              rule_label_value.words);
	}
}

static void
check_annotations(struct verify *v, const struct object *o, const struct val *annotations)
{
	size_t size = 0;

	for (size_t i = 0; val_is(annotations, VAL_MAP) && i < annotations->u.map.len; i++) {
		const struct field *f = &annotations->u.map.fields[i];

		size += f->key.len + val_text(f->val, (struct slice){ NULL, 0 }).len;
		if (!rule_annotation_key.fits(f->key))
			verify_report(v, o, DIAG_VERIFY_LABEL, key_of(v, f), "'%.*s' cannot be the key of an annotation",
			              SLICE_FMT(f->key));
	}
	if (size > ANNOTATIONS_MAX)
		verify_report(v, o, DIAG_VERIFY_SIZE, annotations, "the annotations have %zu bytes, the limit is %d", size,
		              ANNOTATIONS_MAX);
}

static void
check_metadata(struct verify *v, const struct object *o, const struct val *metadata)
{
	check_labels(v, o, val_get_cstr(metadata, "labels"));
	check_annotations(v, o, val_get_cstr(metadata, "annotations"));
}

void
verify_names(struct verify *v, const struct object *o)
{
	const struct val *template = verify_template(o);
	const struct val *selector = val_walk(o->val, "spec.selector");

	check_name(v, o);
	check_metadata(v, o, val_get_cstr(o->val, "metadata"));
	if (template && template != o->val)
		check_metadata(v, o, val_get_cstr(template, "metadata"));
	if (!o->known->custom)
		check_labels(v, o, slice_is(o->kind, "Service") ? selector : val_get_cstr(selector, "matchLabels"));
}
