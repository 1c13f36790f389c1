/* SPDX-License-Identifier: Apache-2.0 */
/* name.c - names, labels and annotations, as the API server wants them
 * (base/name.h has the syntax). */
#include "base/name.h"
#include "verify/verify_priv.h"

enum {
	/* The pods' label controller-revision-hash is NAME-HASH10. */
	STATEFULSET_NAME_MAX = 52,
	/* Its Jobs are NAME-MINUTES, 11 characters more than the name. */
	CRONJOB_NAME_MAX = 52,
	ANNOTATIONS_MAX = 256 * 1024,
};

static void
check_name(struct verify *v, const struct object *o)
{
	const struct val *name = val_walk(o->val, "metadata.name");
	struct slice s = o->name;
	size_t most = NAME_SUBDOMAIN_MAX;
	bool ok;

	if (slice_is(o->kind, "Service") || slice_is(o->kind, "Namespace"))
		most = NAME_LABEL_MAX;
	else if (slice_is(o->kind, "StatefulSet"))
		most = STATEFULSET_NAME_MAX;
	else if (slice_is(o->kind, "CronJob"))
		most = CRONJOB_NAME_MAX;
	if (s.len > most) {
		verify_report(v, o, DIAG_VERIFY_NAME, name, "the name of a %.*s has at most %zu characters, '%.*s' has %zu",
		              SLICE_FMT(o->kind), most, SLICE_FMT(s), s.len);
		return;
	}
	/* Names of roles may hold ':', as in system:node. */
	if (slice_ends(o->kind, SLICE_LIT("Role")) || slice_ends(o->kind, SLICE_LIT("RoleBinding")))
		return;
	if (slice_is(o->kind, "Service"))
		ok = name_is_label(s) && s.ptr[0] >= 'a';
	else
		ok = most == NAME_LABEL_MAX ? name_is_label(s) : name_is_subdomain(s);
	if (!ok)
		verify_report(v, o, DIAG_VERIFY_NAME, name, "'%.*s' cannot be the name of a %.*s: %s", SLICE_FMT(s),
		              SLICE_FMT(o->kind),
		              slice_is(o->kind, "Service") ? "lower-case letters, digits and '-', a letter first" :
		              most == NAME_LABEL_MAX       ? "lower-case letters, digits and '-'" :
		                                             "lower-case letters, digits, '-' and '.'");
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

		if (!name_is_label_key(f->key))
			verify_report(v, o, DIAG_VERIFY_LABEL, key_of(v, f), "'%.*s' cannot be the key of a label", SLICE_FMT(f->key));
		if (val_is(f->val, VAL_STRING) && !name_is_label_value(f->val->u.str))
			verify_report(v, o, DIAG_VERIFY_LABEL, f->val,
			              "'%.*s' cannot be the value of label '%.*s': at most 63 letters, digits, '-', '_' and '.', "
			              "letters or digits at both ends", SLICE_FMT(f->val->u.str), SLICE_FMT(f->key));
	}
}

static void
check_annotations(struct verify *v, const struct object *o, const struct val *annotations)
{
	size_t size = 0;

	for (size_t i = 0; val_is(annotations, VAL_MAP) && i < annotations->u.map.len; i++) {
		const struct field *f = &annotations->u.map.fields[i];

		size += f->key.len + val_text(f->val, (struct slice){ NULL, 0 }).len;
		if (!name_is_annotation_key(f->key))
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
