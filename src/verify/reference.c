/* SPDX-License-Identifier: Apache-2.0 */
/* reference.c - what an object says of others exists: emitted beside it, or
 * declared `external` by the base. */
#include "diag/nearest.h"
#include "verify/verify_priv.h"

/* One reference: from `at` in `o` to an object of the same namespace. */
struct reference {
	const struct object *o;
	const struct val *at;      /* the name; NULL: nothing is referred to */
	struct slice kind;
	const struct val *key;     /* that its data must have; NULL: any */
	const struct val *optional;
};

static const struct object *
find(const struct verify *v, const struct object *from, struct slice kind, struct slice name)
{
	for (size_t i = 0; i < v->rendered->objects.len; i++) {
		const struct object *o = &v->rendered->objects.ptr[i];

		if (slice_eq(o->kind, kind) && slice_eq(o->name, name) &&
		    (o->namespace.len == 0 || slice_eq(o->namespace, from->namespace)))
			return o;
	}
	return NULL;
}

static const struct render_external *
external(const struct verify *v, struct slice kind, struct slice name)
{
	for (size_t i = 0; i < v->rendered->externals.len; i++) {
		const struct render_external *x = &v->rendered->externals.ptr[i];

		if (slice_eq(x->kind, kind) && slice_eq(x->name, name))
			return x;
	}
	return NULL;
}

static void
report_missing(struct verify *v, const struct reference *r)
{
	struct nearest n = NEAREST_INIT(r->at->u.str);
	struct diag *d = verify_report(v, r->o, DIAG_VERIFY_REFERENCE, r->at, "there is no %.*s '%.*s' in namespace '%.*s'",
	                               SLICE_FMT(r->kind), SLICE_FMT(r->at->u.str), SLICE_FMT(r->o->namespace));

	for (size_t i = 0; i < v->rendered->objects.len; i++)
		if (slice_eq(v->rendered->objects.ptr[i].kind, r->kind))
			nearest_offer(&n, v->rendered->objects.ptr[i].name);
	if (n.best.ptr)
		diag_note(v->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
	else
		diag_note(v->diags, d, SPAN_NONE, "if others make it, the base says so under 'external'");
}

static void
check_key(struct verify *v, const struct reference *r, const struct object *target)
{
	static const char *const places[] = { "data", "binaryData", "stringData" };
	struct nearest n;
	struct diag *d;

	if (!val_is(r->key, VAL_STRING))
		return;
	n = NEAREST_INIT(r->key->u.str);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const struct val *data = val_get_cstr(target->val, places[i]);

		if (val_get(data, r->key->u.str))
			return;
		for (size_t j = 0; val_is(data, VAL_MAP) && j < data->u.map.len; j++)
			nearest_offer(&n, data->u.map.fields[j].key);
	}
	d = verify_report(v, r->o, DIAG_VERIFY_REFERENCE, r->key, "%.*s has no key '%.*s'",
	                  SLICE_FMT(object_label(v->arena, target)), SLICE_FMT(r->key->u.str));
	if (n.best.ptr)
		diag_note(v->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
}

/* The same for an object of others, as far as the base says its keys. */
static void
check_external_key(struct verify *v, const struct reference *r, const struct render_external *x)
{
	struct nearest n;
	struct diag *d;

	if (!val_is(r->key, VAL_STRING) || !x->keys)
		return;
	n = NEAREST_INIT(r->key->u.str);
	for (size_t i = 0; i < verify_len(x->keys); i++) {
		struct slice key = val_text(x->keys->u.list.items[i], SLICE_LIT(""));

		if (slice_eq(key, r->key->u.str))
			return;
		nearest_offer(&n, key);
	}
	d = verify_report(v, r->o, DIAG_VERIFY_REFERENCE, r->key, "the external %.*s/%.*s has no key '%.*s'",
	                  SLICE_FMT(x->kind), SLICE_FMT(x->name), SLICE_FMT(r->key->u.str));
	diag_note(v->diags, d, x->keys->at, "its keys are said here");
	if (n.best.ptr)
		diag_note(v->diags, d, SPAN_NONE, "did you mean '%.*s'?", SLICE_FMT(n.best));
}

static void
check(struct verify *v, struct reference r)
{
	const struct render_external *others;
	const struct object *target;

	if (!val_is(r.at, VAL_STRING) || r.at->u.str.len == 0 || (val_is(r.optional, VAL_BOOL) && r.optional->u.b))
		return;
	target = find(v, r.o, r.kind, r.at->u.str);
	others = target ? NULL : external(v, r.kind, r.at->u.str);
	if (target)
		check_key(v, &r, target);
	else if (others)
		check_external_key(v, &r, others);
	else
		report_missing(v, &r);
}

/* {name or secretName, key or items, optional} of a volume, env or envFrom. */
static void
check_source(struct verify *v, const struct object *o, const struct val *source, struct slice kind)
{
	const struct val *name = val_get_cstr(source, "name"), *items = val_get_cstr(source, "items");
	const struct val *optional = val_get_cstr(source, "optional");

	if (!name)
		name = val_get_cstr(source, "secretName");
	check(v, (struct reference){ o, name, kind, val_get_cstr(source, "key"), optional });
	for (size_t i = 0; i < verify_len(items); i++)
		check(v, (struct reference){ o, name, kind, val_get_cstr(items->u.list.items[i], "key"), optional });
}

static void
check_volume(struct verify *v, const struct object *o, const struct val *volume)
{
	const struct val *projected = val_walk(volume, "projected.sources");

	check_source(v, o, val_get_cstr(volume, "configMap"), SLICE_LIT("ConfigMap"));
	check_source(v, o, val_get_cstr(volume, "secret"), SLICE_LIT("Secret"));
	check(v, (struct reference){ o, val_walk(volume, "persistentVolumeClaim.claimName"),
	                             SLICE_LIT("PersistentVolumeClaim"), NULL, NULL });
	for (size_t i = 0; i < verify_len(projected); i++)
		check_volume(v, o, projected->u.list.items[i]);
}

static void
check_container(struct verify *v, const struct object *o, const struct val *c)
{
	const struct val *env = val_get_cstr(c, "env"), *from = val_get_cstr(c, "envFrom");

	for (size_t i = 0; i < verify_len(env); i++) {
		const struct val *value = val_get_cstr(env->u.list.items[i], "valueFrom");

		check_source(v, o, val_get_cstr(value, "configMapKeyRef"), SLICE_LIT("ConfigMap"));
		check_source(v, o, val_get_cstr(value, "secretKeyRef"), SLICE_LIT("Secret"));
	}
	for (size_t i = 0; i < verify_len(from); i++) {
		check_source(v, o, val_get_cstr(from->u.list.items[i], "configMapRef"), SLICE_LIT("ConfigMap"));
		check_source(v, o, val_get_cstr(from->u.list.items[i], "secretRef"), SLICE_LIT("Secret"));
	}
}

static void
check_pod(struct verify *v, const struct object *o, const struct val *pod)
{
	static const char *const lists[] = { "initContainers", "containers" };
	const struct val *volumes = val_get_cstr(pod, "volumes"), *pulls = val_get_cstr(pod, "imagePullSecrets");
	const struct val *account = val_get_cstr(pod, "serviceAccountName");

	/* Every namespace has the account 'default'. */
	if (val_is(account, VAL_STRING) && !slice_is(account->u.str, "default"))
		check(v, (struct reference){ o, account, SLICE_LIT("ServiceAccount"), NULL, NULL });
	for (size_t i = 0; i < verify_len(pulls); i++)
		check(v, (struct reference){ o, val_get_cstr(pulls->u.list.items[i], "name"), SLICE_LIT("Secret"), NULL, NULL });
	for (size_t i = 0; i < verify_len(volumes); i++)
		check_volume(v, o, volumes->u.list.items[i]);
	for (size_t l = 0; l < 2; l++) {
		const struct val *list = val_get_cstr(pod, lists[l]);

		for (size_t i = 0; i < verify_len(list); i++)
			check_container(v, o, list->u.list.items[i]);
	}
}

/* Whether some workload of the tenant has pods that `map` or `selector`
 * selects; with `port`, whether one of their containers has that port. */
static bool
selects(const struct verify *v, const struct object *from, const struct val *map, const struct val *selector,
        struct slice port)
{
	for (size_t i = 0; i < v->rendered->objects.len; i++) {
		const struct object *o = &v->rendered->objects.ptr[i];
		const struct val *template = verify_template(o), *labels = val_walk(template, "metadata.labels");
		const struct val *list = val_walk(template, "spec.containers");

		if (!template || !slice_eq(o->namespace, from->namespace) ||
		    !(map ? selector_map_matches(map, labels) : selector_matches(selector, labels)))
			continue;
		if (!port.ptr)
			return true;
		for (size_t j = 0; j < verify_len(list); j++) {
			const struct val *ports = val_get_cstr(list->u.list.items[j], "ports");

			for (size_t k = 0; k < verify_len(ports); k++)
				if (slice_eq(verify_text_of(ports->u.list.items[k], "name"), port))
					return true;
		}
	}
	return false;
}

static void
check_service(struct verify *v, const struct object *o)
{
	const struct val *map = val_walk(o->val, "spec.selector"), *ports = val_walk(o->val, "spec.ports");

	if (!val_is(map, VAL_MAP) || map->u.map.len == 0)
		return;
	if (!selects(v, o, map, NULL, (struct slice){ NULL, 0 })) {
		verify_report(v, o, DIAG_VERIFY_SELECTOR, map, "the Service selects no pod of this tenant");
		return;
	}
	for (size_t i = 0; i < verify_len(ports); i++) {
		const struct val *target = val_get_cstr(ports->u.list.items[i], "targetPort");

		if (val_is(target, VAL_STRING) && !selects(v, o, map, NULL, target->u.str))
			verify_report(v, o, DIAG_VERIFY_PORT, target, "no pod that the Service selects has a port named '%.*s'",
			              SLICE_FMT(target->u.str));
	}
}

/* PodDisruptionBudgets and NetworkPolicies that select nothing protect
 * nothing; an empty selector means all pods. */
static void
check_pod_selector(struct verify *v, const struct object *o, const char *path)
{
	const struct val *selector = val_walk(o->val, path);

	if (val_is(selector, VAL_MAP) && !selects(v, o, NULL, selector, (struct slice){ NULL, 0 }))
		verify_report(v, o, DIAG_VERIFY_SELECTOR, selector, "the %.*s selects no pod of this tenant",
		              SLICE_FMT(o->kind));
}

static void
check_binding(struct verify *v, const struct object *o)
{
	const struct val *role = val_get_cstr(o->val, "roleRef"), *subjects = val_get_cstr(o->val, "subjects");

	if (slice_is(verify_text_of(role, "kind"), "Role"))
		check(v, (struct reference){ o, val_get_cstr(role, "name"), SLICE_LIT("Role"), NULL, NULL });
	for (size_t i = 0; i < verify_len(subjects); i++) {
		const struct val *s = subjects->u.list.items[i];
		struct slice namespace = verify_text_of(s, "namespace");

		if (slice_is(verify_text_of(s, "kind"), "ServiceAccount") && slice_eq(namespace, o->namespace))
			check(v, (struct reference){ o, val_get_cstr(s, "name"), SLICE_LIT("ServiceAccount"), NULL, NULL });
	}
}

void
verify_references(struct verify *v, const struct object *o)
{
	const struct val *template = verify_template(o);

	if (template)
		check_pod(v, o, val_get_cstr(template, "spec"));
	if (o->known->custom)
		return;
	if (slice_is(o->kind, "StatefulSet"))
		check(v, (struct reference){ o, val_walk(o->val, "spec.serviceName"), SLICE_LIT("Service"), NULL, NULL });
	else if (slice_is(o->kind, "Service"))
		check_service(v, o);
	else if (slice_is(o->kind, "PodDisruptionBudget"))
		check_pod_selector(v, o, "spec.selector");
	else if (slice_is(o->kind, "NetworkPolicy"))
		check_pod_selector(v, o, "spec.podSelector");
	else if (slice_is(o->kind, "RoleBinding"))
		check_binding(v, o);
	else if (slice_is(o->kind, "HorizontalPodAutoscaler"))
		check(v, (struct reference){ o, val_walk(o->val, "spec.scaleTargetRef.name"),
		                             val_text(val_walk(o->val, "spec.scaleTargetRef.kind"), SLICE_LIT("")), NULL, NULL });
}
