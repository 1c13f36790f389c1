/* SPDX-License-Identifier: Apache-2.0 */
/* workload.c - what one workload says of itself: its selector matches its own
 * template, names are unique, ports and volumes that are named exist. */
#include "verify/verify_priv.h"

/* Containers of both lists, init containers first. */
static const struct val *
container(const struct val *pod, size_t i)
{
	const struct val *init = val_get_cstr(pod, "initContainers");
	const struct val *list = val_get_cstr(pod, "containers");

	return i < verify_len(init) ? init->u.list.items[i] : list->u.list.items[i - verify_len(init)];
}

static size_t
containers(const struct val *pod)
{
	return verify_len(val_get_cstr(pod, "initContainers")) + verify_len(val_get_cstr(pod, "containers"));
}

static void
check_selector(struct verify *v, const struct object *o, const struct val *template)
{
	const struct val *selector = val_walk(o->val, "spec.selector");
	struct diag *d;

	/* Jobs select by labels that their controller makes. */
	if (!selector || slice_is(o->kind, "Job") || slice_is(o->kind, "CronJob"))
		return;
	if (selector_matches(selector, val_walk(template, "metadata.labels")))
		return;
	d = verify_report(v, o, DIAG_VERIFY_SELECTOR, selector, "the selector does not match the pods of its own template");
	diag_note(v->diags, d, val_place(val_get_cstr(template, "metadata")), "the template's labels are here");
}

/* Reports names that stand twice among the items of lists. */
static void
check_twice(struct verify *v, const struct object *o, const struct val *list, const char *key, const char *what)
{
	for (size_t i = 0; i < verify_len(list); i++) {
		const struct val *name = val_get_cstr(list->u.list.items[i], key);

		for (size_t j = 0; val_is(name, VAL_STRING) && j < i; j++) {
			const struct val *other = val_get_cstr(list->u.list.items[j], key);

			if (val_is(other, VAL_STRING) && slice_eq(other->u.str, name->u.str))
				verify_report(v, o, DIAG_VERIFY_TWICE, name, "there are two %s '%.*s'", what, SLICE_FMT(name->u.str));
		}
	}
}

static void
check_container_names(struct verify *v, const struct object *o, const struct val *pod)
{
	for (size_t i = 0; i < containers(pod); i++) {
		const struct val *name = val_get_cstr(container(pod, i), "name");

		for (size_t j = 0; j < i; j++) {
			const struct val *other = val_get_cstr(container(pod, j), "name");

			if (name && other && slice_eq(name->u.str, other->u.str))
				verify_report(v, o, DIAG_VERIFY_TWICE, name, "there are two containers '%.*s'", SLICE_FMT(name->u.str));
		}
	}
}

static void
check_ports(struct verify *v, const struct object *o, const struct val *c)
{
	/* The form of the names is a pattern of the schema. */
	check_twice(v, o, val_get_cstr(c, "ports"), "name", "ports named");
}

static bool
has_port(const struct val *c, struct slice name)
{
	const struct val *ports = val_get_cstr(c, "ports");

	for (size_t i = 0; i < verify_len(ports); i++)
		if (slice_eq(verify_text_of(ports->u.list.items[i], "name"), name))
			return true;
	return false;
}

/* A handler (probe or hook) that names a port by name. */
static void
check_handler(struct verify *v, const struct object *o, const struct val *c, const struct val *handler)
{
	static const char *const kinds[] = { "httpGet", "tcpSocket", "grpc" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct val *port = val_get_cstr(val_get_cstr(handler, kinds[i]), "port");

		if (val_is(port, VAL_STRING) && !has_port(c, port->u.str))
			verify_report(v, o, DIAG_VERIFY_PORT, port, "container '%.*s' has no port named '%.*s'",
			              SLICE_FMT(verify_text_of(c, "name")), SLICE_FMT(port->u.str));
	}
}

static void
check_handlers(struct verify *v, const struct object *o, const struct val *c)
{
	check_handler(v, o, c, val_get_cstr(c, "livenessProbe"));
	check_handler(v, o, c, val_get_cstr(c, "readinessProbe"));
	check_handler(v, o, c, val_get_cstr(c, "startupProbe"));
	check_handler(v, o, c, val_walk(c, "lifecycle.preStop"));
	check_handler(v, o, c, val_walk(c, "lifecycle.postStart"));
}

static bool
named_in(const struct val *list, struct slice name, bool in_metadata)
{
	for (size_t i = 0; i < verify_len(list); i++) {
		const struct val *item = list->u.list.items[i];

		if (slice_eq(verify_text_of(in_metadata ? val_get_cstr(item, "metadata") : item, "name"), name))
			return true;
	}
	return false;
}

static void
check_mounts(struct verify *v, const struct object *o, const struct val *pod, const struct val *c)
{
	const struct val *mounts = val_get_cstr(c, "volumeMounts"), *volumes = val_get_cstr(pod, "volumes");
	const struct val *claims = val_walk(o->val, "spec.volumeClaimTemplates");

	check_twice(v, o, mounts, "mountPath", "mounts at");
	for (size_t i = 0; i < verify_len(mounts); i++) {
		const struct val *name = val_get_cstr(mounts->u.list.items[i], "name");

		if (val_is(name, VAL_STRING) && !named_in(volumes, name->u.str, false) &&
		    !named_in(claims, name->u.str, true))
			verify_report(v, o, DIAG_VERIFY_VOLUME, name, "the pod has no volume '%.*s'", SLICE_FMT(name->u.str));
	}
}

void
verify_workload(struct verify *v, const struct object *o)
{
	const struct val *template = verify_template(o);
	const struct val *pod = val_get_cstr(template, "spec");

	if (!pod)
		return;
	if (template != o->val)
		check_selector(v, o, template);
	check_container_names(v, o, pod);
	check_twice(v, o, val_get_cstr(pod, "volumes"), "name", "volumes");
	for (size_t i = 0; i < containers(pod); i++) {
		const struct val *c = container(pod, i);

		check_ports(v, o, c);
		check_handlers(v, o, c);
		check_mounts(v, o, pod, c);
		check_twice(v, o, val_get_cstr(c, "env"), "name", "variables");
	}
}
