/* SPDX-License-Identifier: Apache-2.0 */
/* name.c - names, labels and annotations, as the API server wants them
 * (Kubernetes documentation, "Object Names and IDs" and "Labels and
 * Selectors"; RFC 1123 and RFC 1035 labels). */
#include "verify/verify_priv.h"

enum {
	NAME_MAX_LABEL = 63,
	NAME_MAX_SUBDOMAIN = 253,
	/* The pods' label controller-revision-hash is NAME-HASH10. */
	NAME_MAX_STATEFULSET = 52,
	/* Its Jobs are NAME-MINUTES, 11 characters more than the name. */
	NAME_MAX_CRONJOB = 52,
	ANNOTATIONS_MAX = 256 * 1024,
};

static bool
lower(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
alnum(char c)
{
	return lower(c) || (c >= 'A' && c <= 'Z');
}

/* [a-z0-9]([-a-z0-9]*[a-z0-9])? */
static bool
is_label(struct slice s)
{
	if (s.len == 0 || !lower(s.ptr[0]) || !lower(s.ptr[s.len - 1]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!lower(s.ptr[i]) && s.ptr[i] != '-')
			return false;
	return true;
}

/* Labels joined by dots. */
static bool
is_subdomain(struct slice s)
{
	for (size_t at = 0; at <= s.len;) {
		size_t end = slice_find(s, SLICE_LIT("."), at);

		if (!is_label(slice_sub(s, at, end)))
			return false;
		if (end == SIZE_MAX)
			return true;
		at = end + 1;
	}
	return false;
}

/* ([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)? */
static bool
is_label_value(struct slice s)
{
	if (s.len == 0)
		return true;
	if (s.len > NAME_MAX_LABEL || !alnum(s.ptr[0]) || !alnum(s.ptr[s.len - 1]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!alnum(s.ptr[i]) && s.ptr[i] != '-' && s.ptr[i] != '_' && s.ptr[i] != '.')
			return false;
	return true;
}

/* [prefix/]name: a subdomain of at most 253, a name like a label's value. */
static bool
is_label_key(struct slice s)
{
	size_t slash = slice_find(s, SLICE_LIT("/"), 0);
	struct slice prefix = slice_sub(s, 0, slash), name = s;

	if (slash != SIZE_MAX) {
		name = slice_sub(s, slash + 1, s.len);
		if (prefix.len > NAME_MAX_SUBDOMAIN || !is_subdomain(prefix))
			return false;
	}
	return name.len > 0 && is_label_value(name);
}

static void
check_name(struct verify *v, const struct object *o)
{
	const struct val *name = val_walk(o->val, "metadata.name");
	struct slice s = o->name;
	size_t most = NAME_MAX_SUBDOMAIN;
	bool ok;

	if (slice_is(o->kind, "Service") || slice_is(o->kind, "Namespace"))
		most = NAME_MAX_LABEL;
	else if (slice_is(o->kind, "StatefulSet"))
		most = NAME_MAX_STATEFULSET;
	else if (slice_is(o->kind, "CronJob"))
		most = NAME_MAX_CRONJOB;
	if (s.len > most) {
		verify_report(v, o, DIAG_VERIFY_NAME, name, "the name of a %.*s has at most %zu characters, '%.*s' has %zu",
		              SLICE_FMT(o->kind), most, SLICE_FMT(s), s.len);
		return;
	}
	/* Names of roles may hold ':', as in system:node. */
	if (slice_ends(o->kind, SLICE_LIT("Role")) || slice_ends(o->kind, SLICE_LIT("RoleBinding")))
		return;
	if (slice_is(o->kind, "Service"))
		ok = is_label(s) && s.ptr[0] >= 'a';
	else
		ok = most == NAME_MAX_LABEL ? is_label(s) : is_subdomain(s);
	if (!ok)
		verify_report(v, o, DIAG_VERIFY_NAME, name, "'%.*s' cannot be the name of a %.*s: %s", SLICE_FMT(s),
		              SLICE_FMT(o->kind),
		              slice_is(o->kind, "Service") ? "lower-case letters, digits and '-', a letter first" :
		              most == NAME_MAX_LABEL       ? "lower-case letters, digits and '-'" :
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

		if (!is_label_key(f->key))
			verify_report(v, o, DIAG_VERIFY_LABEL, key_of(v, f), "'%.*s' cannot be the key of a label", SLICE_FMT(f->key));
		if (val_is(f->val, VAL_STRING) && !is_label_value(f->val->u.str))
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
		if (!is_label_key(f->key))
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
