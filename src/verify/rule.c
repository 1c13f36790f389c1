/* SPDX-License-Identifier: Apache-2.0 */
/* rule.c - names, labels and annotations, and where pods stand. */
#include "verify/rule.h"

#include "base/name.h"

enum {
	/* The pods' label controller-revision-hash is NAME-HASH10. */
	STATEFULSET_NAME_MAX = 52,
	/* Its Jobs are NAME-MINUTES, 11 characters more than the name. */
	CRONJOB_NAME_MAX = 52,
	/* What a key can have at most: a DNS name, '/', a name. */
	KEY_MAX = NAME_SUBDOMAIN_MAX + 1 + NAME_LABEL_MAX,
};

#define LABEL     "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
#define SUBDOMAIN LABEL "(?:\\." LABEL ")*"
#define PART      "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
#define ANY_CASE  "[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?"

static bool
is_service(struct slice s)
{
	return name_is_label(s) && s.ptr[0] >= 'a';
}

#define DOTTED "lower-case letters, digits, '-' and '.'"

static const struct text_rule plain = { NAME_SUBDOMAIN_MAX, name_is_subdomain, "^" SUBDOMAIN "$", DOTTED };
static const struct text_rule role = { NAME_SUBDOMAIN_MAX, NULL, NULL, "" };
static const struct text_rule service = {
	NAME_LABEL_MAX, is_service, "^[a-z](?:[-a-z0-9]*[a-z0-9])?$", "lower-case letters, digits and '-', a letter first",
};
static const struct text_rule label = { NAME_LABEL_MAX, name_is_label, "^" LABEL "$", "lower-case letters, digits and '-'" };
static const struct text_rule stateful = { STATEFULSET_NAME_MAX, name_is_subdomain, "^" SUBDOMAIN "$", DOTTED };
static const struct text_rule cron = { CRONJOB_NAME_MAX, name_is_subdomain, "^" SUBDOMAIN "$", DOTTED };

const struct text_rule rule_label_key = {
	KEY_MAX, name_is_label_key, "^(?:" SUBDOMAIN "/)?" PART "$", "a name, before it, if need be, a DNS name and '/'",
};
const struct text_rule rule_annotation_key = {
	KEY_MAX, name_is_annotation_key, "^(?:" ANY_CASE "(?:\\." ANY_CASE ")*/)?" PART "$",
	"a name, before it, if need be, a DNS name and '/'",
};
const struct text_rule rule_label_value = {
	NAME_LABEL_MAX, name_is_label_value, "^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
	"at most 63 letters, digits, '-', '_' and '.', letters or digits at both ends",
};

const struct text_rule *
rule_of_name(struct slice kind)
{
	if (slice_is(kind, "Service"))
		return &service;
	if (slice_is(kind, "Namespace"))
		return &label;
	if (slice_is(kind, "StatefulSet"))
		return &stateful;
	if (slice_is(kind, "CronJob"))
		return &cron;
	/* Names of roles may hold ':', as in system:node. */
	if (slice_ends(kind, SLICE_LIT("Role")) || slice_ends(kind, SLICE_LIT("RoleBinding")))
		return &role;
	return &plain;
}

const struct val *
rule_template(struct slice kind, const struct val *object)
{
	static const char *const workloads[] = { "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" };

	if (slice_is(kind, "Pod"))
		return object;
	if (slice_is(kind, "CronJob"))
		return val_walk(object, "spec.jobTemplate.spec.template");
	for (size_t i = 0; i < sizeof(workloads) / sizeof(workloads[0]); i++)
		if (slice_is(kind, workloads[i]))
			return val_walk(object, "spec.template");
	return NULL;
}
