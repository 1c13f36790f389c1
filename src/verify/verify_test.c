/* SPDX-License-Identifier: Apache-2.0 */
/* verify_test.c - what the cluster would refuse, object by object. The kinds
 * are those of schemas/kubernetes/1.34.json in the source tree. */
#include "verify/verify.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "harness.h"
#include "read/read.h"

struct verify_case {
	const char *name;
	const char *yaml;      /* documents */
	const char *wrong;     /* "line: text" of the messages, joined by "; "; "" for none */
};

/* Beginnings of objects, by lines. */
#define META(kind, api) "apiVersion: " api "\nkind: " kind "\nmetadata: {name: x, namespace: ns}\n"
#define CONFIG META("ConfigMap", "v1")
#define LABELS(labels) "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: ns, labels: {" labels "}}\n"
#define NAMED(kind, api, name) "apiVersion: " api "\nkind: " kind "\nmetadata: {namespace: ns, name: " name "}\n"
#define POD(spec) META("Pod", "v1") "spec:\n  " spec "\n"
#define C(more) "containers: [{name: a, image: i" more "}]"
#define DEPLOYMENT(selector, labels) META("Deployment", "apps/v1") \
	"spec:\n  selector: " selector "\n  template: {metadata: {labels: " labels "}, spec: {" C("") "}}\n"
#define NAME_63 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc"
#define NAME_53 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc"

static const struct verify_case verify_cases[] = {
	{ "a plain object", CONFIG "data: {a: b}\n", "" },
	{ "an unknown kind", META("ConfigMapp", "v1"), "2: there is no kind 'ConfigMapp' of 'v1'" },
	{ "a kind of another version", META("Deployment", "apps/v1beta1"),
	  "1: there is no kind 'Deployment' of 'apps/v1beta1'" },
	{ "no namespace", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
	  "3: a ConfigMap lives in a namespace, and this one names none" },
	{ "a namespace too much", META("Namespace", "v1"), "3: a Namespace lives in no namespace" },
	{ "an unknown field", CONFIG "dat: {}\n", "4: unknown field 'dat'" },
	{ "a wrong type", CONFIG "data: {a: 1}\n", "4: expected string, found integer" },
	{ "the same object twice", CONFIG "---\n" CONFIG, "5: ConfigMap/x is made twice" },
	{ "the same name in two kinds", CONFIG "---\n" META("ServiceAccount", "v1"), "" },

	{ "a dotted name", NAMED("ConfigMap", "v1", "a.b-c"), "" },
	{ "a name in capitals", NAMED("ConfigMap", "v1", "Abc"),
	  "3: 'Abc' cannot be the name of a ConfigMap: lower-case letters, digits, '-' and '.'" },
	{ "a name that ends in '-'", NAMED("ConfigMap", "v1", "a-"),
	  "3: 'a-' cannot be the name of a ConfigMap: lower-case letters, digits, '-' and '.'" },
	{ "two dots", NAMED("ConfigMap", "v1", "a..b"),
	  "3: 'a..b' cannot be the name of a ConfigMap: lower-case letters, digits, '-' and '.'" },
	{ "the longest name of a StatefulSet", NAMED("ServiceAccount", "v1", NAME_63), "" },
	{ "a name too long for a CronJob", NAMED("CronJob", "batch/v1", NAME_53)
	  "spec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, " C("") "}}}}}\n",
	  "3: the name of a CronJob has at most 52 characters, '" NAME_53 "' has 53" },
	{ "a role with a colon", NAMED("Role", "rbac.authorization.k8s.io/v1", "'system:x'") "rules: []\n", "" },

	{ "good labels", LABELS("a/b: '', c.d/e_f: 'A.b-9'"), "" },
	{ "a label with a space", LABELS("a: 'b c'"),
	  "3: 'b c' cannot be the value of label 'a': at most 63 letters, digits, '-', '_' and '.', "
	  "letters or digits at both ends" },
	{ "a label of 63 characters", LABELS("a: " NAME_63), "" },
	{ "a label of 64 characters", LABELS("a: " NAME_63 "d"),
	  "3: '" NAME_63 "d' cannot be the value of label 'a': at most 63 letters, digits, '-', '_' and '.', "
	  "letters or digits at both ends" },
	{ "a bad key of a label", LABELS("'a b': c"), "3: 'a b' cannot be the key of a label" },
	{ "a key with two slashes", LABELS("a/b/c: d"), "3: 'a/b/c' cannot be the key of a label" },
	{ "a prefix in capitals", LABELS("A.b/c: d"), "3: 'A.b/c' cannot be the key of a label" },

	{ "a selector that matches", DEPLOYMENT("{matchLabels: {a: b}}", "{a: b, c: d}"), "" },
	{ "a selector that does not", DEPLOYMENT("{matchLabels: {a: b}}", "{a: c}"),
	  "5: the selector does not match the pods of its own template" },
	{ "In", DEPLOYMENT("{matchExpressions: [{key: a, operator: In, values: [b, c]}]}", "{a: c}"), "" },
	{ "NotIn", DEPLOYMENT("{matchExpressions: [{key: a, operator: NotIn, values: [b, c]}]}", "{a: c}"),
	  "5: the selector does not match the pods of its own template" },
	{ "NotIn without the label", DEPLOYMENT("{matchExpressions: [{key: a, operator: NotIn, values: [b]}]}", "{c: d}"), "" },
	{ "Exists", DEPLOYMENT("{matchExpressions: [{key: a, operator: Exists}]}", "{c: d}"),
	  "5: the selector does not match the pods of its own template" },
	{ "DoesNotExist", DEPLOYMENT("{matchExpressions: [{key: a, operator: DoesNotExist}]}", "{c: d}"), "" },

	{ "a good pod", POD(C(", ports: [{name: http, containerPort: 1}], livenessProbe: {tcpSocket: {port: http}}")), "" },
	{ "a probe of a number", POD(C(", livenessProbe: {tcpSocket: {port: 80}}")), "" },
	{ "a probe of no port", POD(C(", livenessProbe: {tcpSocket: {port: http}}")),
	  "5: container 'a' has no port named 'http'" },
	{ "a hook of no port", POD(C(", lifecycle: {preStop: {httpGet: {port: http}}}")),
	  "5: container 'a' has no port named 'http'" },
	{ "a port name of digits", POD(C(", ports: [{name: '80', containerPort: 80}]")),
	  "5: '80' does not match the pattern '^([a-z0-9]+-)*[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*$'" },
	{ "two ports of one name", POD(C(", ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}]")),
	  "5: there are two ports named 'a'" },
	{ "a mount of a volume", POD("volumes: [{name: v, emptyDir: {}}]\n  " C(", volumeMounts: [{name: v, mountPath: /v}]")), "" },
	{ "a mount of none", POD(C(", volumeMounts: [{name: v, mountPath: /v}]")), "5: the pod has no volume 'v'" },
	{ "a mount of a claim template", META("Service", "v1") "spec: {clusterIP: None}\n---\n" META("StatefulSet", "apps/v1")
	  "spec:\n  serviceName: x\n  selector: {matchLabels: {a: b}}\n  volumeClaimTemplates: [{metadata: {name: v}, "
	  "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]\n  template: {metadata: {labels: {a: b}}, "
	  "spec: {" C(", volumeMounts: [{name: v, mountPath: /v}]") "}}\n", "" },
	{ "an init container of the same name", POD(C("") "\n  initContainers: [{name: a, image: i}]"),
	  "5: there are two containers 'a'" },

	{ "a ConfigMap that is there", CONFIG "data: {k: v}\n---\n" POD("volumes: [{name: v, configMap: {name: x}}]\n  " C("")), "" },
	{ "a ConfigMap that is not", POD("volumes: [{name: v, configMap: {name: y}}]\n  " C("")),
	  "5: there is no ConfigMap 'y' in namespace 'ns'" },
	{ "an optional one", POD("volumes: [{name: v, configMap: {name: y, optional: true}}]\n  " C("")), "" },
	{ "a key that is there", CONFIG "binaryData: {k: dg==}\n---\n"
	  POD("volumes: [{name: v, configMap: {name: x, items: [{key: k, path: p}]}}]\n  " C("")), "" },
	{ "a key that is not", CONFIG "data: {k: v}\n---\n"
	  POD(C(", env: [{name: E, valueFrom: {configMapKeyRef: {name: x, key: l}}}]")), "10: ConfigMap/x has no key 'l'" },
	{ "a projected secret", POD("volumes: [{name: v, projected: {sources: [{secret: {name: s}}]}}]\n  " C("")),
	  "5: there is no Secret 's' in namespace 'ns'" },
	{ "envFrom", POD(C(", envFrom: [{secretRef: {name: s}}]")), "5: there is no Secret 's' in namespace 'ns'" },
	{ "an external secret", POD(C(", envFrom: [{secretRef: {name: external}}]")), "" },
	{ "a key of an external secret", POD(C(", env: [{name: E, valueFrom: {secretKeyRef: {name: external, key: known}}}]")), "" },
	{ "an unknown key of it", POD(C(", env: [{name: E, valueFrom: {secretKeyRef: {name: external, key: k}}}]")),
	  "5: the external Secret/external has no key 'k'" },
	{ "a pull secret", POD("imagePullSecrets: [{name: s}]\n  " C("")), "5: there is no Secret 's' in namespace 'ns'" },
	{ "an account", POD("serviceAccountName: sa\n  " C("")), "5: there is no ServiceAccount 'sa' in namespace 'ns'" },
	{ "the default account", POD("serviceAccountName: default\n  " C("")), "" },
	{ "a claim", POD("volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]\n  " C("")),
	  "5: there is no PersistentVolumeClaim 'c' in namespace 'ns'" },
	{ "a binding to no role", META("RoleBinding", "rbac.authorization.k8s.io/v1")
	  "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: []\n",
	  "4: there is no Role 'r' in namespace 'ns'" },
	{ "a binding of no account", META("RoleBinding", "rbac.authorization.k8s.io/v1")
	  "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n"
	  "subjects: [{kind: ServiceAccount, name: sa, namespace: ns}]\n",
	  "5: there is no ServiceAccount 'sa' in namespace 'ns'" },
	{ "an account of another namespace", META("RoleBinding", "rbac.authorization.k8s.io/v1")
	  "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n"
	  "subjects: [{kind: ServiceAccount, name: sa, namespace: other}]\n", "" },

	{ "a Service of no pods", META("Service", "v1") "spec: {selector: {a: b}, ports: [{port: 1}]}\n",
	  "4: the Service selects no pod of this tenant" },
	{ "a Service without selector", META("Service", "v1") "spec: {ports: [{port: 1}]}\n", "" },
	{ "a Service to a port that is not there", META("Service", "v1")
	  "spec: {selector: {a: b}, ports: [{port: 1, targetPort: http}]}\n---\n" DEPLOYMENT("{matchLabels: {a: b}}", "{a: b}"),
	  "4: no pod that the Service selects has a port named 'http'" },
	{ "a label made at run time", META("Service", "v1")
	  "spec: {selector: {a: b, statefulset.kubernetes.io/pod-name: x-0}, ports: [{port: 1}]}\n---\n"
	  DEPLOYMENT("{matchLabels: {a: b}}", "{a: b}"), "" },
	{ "a policy for all pods", META("NetworkPolicy", "networking.k8s.io/v1") "spec: {podSelector: {}}\n---\n"
	  DEPLOYMENT("{matchLabels: {a: b}}", "{a: b}"), "" },
	{ "a policy for none", META("NetworkPolicy", "networking.k8s.io/v1") "spec: {podSelector: {matchLabels: {a: c}}}\n---\n"
	  DEPLOYMENT("{matchLabels: {a: b}}", "{a: b}"), "4: the NetworkPolicy selects no pod of this tenant" },
	{ "a scaler of nothing", META("HorizontalPodAutoscaler", "autoscaling/v2")
	  "spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}\n",
	  "4: there is no Deployment 'd' in namespace 'ns'" },

	{ "reserved text", CONFIG "data: {k: 'a ${VAR} b'}\n", "4: '${V' in this text is reserved: replaced" },
	{ "capitals in the prefix of an annotation's key", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: ns, "
	  "annotations: {Example.com/a: 'yes'}}\n", "" },
	{ "reserved text in an annotation", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: ns, "
	  "annotations: {n: '${V}'}}\n", "3: '${V' in this text is reserved: replaced" },
	{ "reserved text that is spared", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: ns, "
	  "annotations: {spare: 'yes'}}\ndata: {k: '${V}'}\n", "" },
	{ "another value of the annotation", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: ns, "
	  "annotations: {spare: 'no'}}\ndata: {k: '${V}'}\n", "4: '${V' in this text is reserved: replaced" },
};

/* The kinds are opened once; they are immutable for the tests. */
static struct {
	struct arena arena, api_arena;
	struct diags diags;
	struct api *api;
} kinds;

static void
collect_objects(struct arena *a, struct diags *ds, const char *yaml, struct rendered *out)
{
	const struct source *src = source_new(a, SLICE_LIT("o.yaml"), slice_of(yaml));
	struct documents docs = read_yaml(a, ds, src, 0);

	for (size_t i = 0; i < docs.len; i++) {
		struct object o = { .val = docs.ptr[i], .at = docs.ptr[i]->at, .file = SLICE_LIT("o.yaml") };
		const char *missing;

		assert_true(object_identify(&o, &missing));
		o.known = api_kind(kinds.api, ds, o.api_version, o.kind);
		vec_push(a, &out->objects, o);
	}
}

/* A Secret of others with one key, and text that is reserved. */
static void
add_declarations(struct arena *a, struct diags *ds, struct rendered *out)
{
	const struct source *src = source_new(a, SLICE_LIT("base.yaml"), SLICE_LIT("[known]"));
	struct slice error;
	size_t at;
	struct render_reserved reserved = { pattern_new(a, SLICE_LIT("\\$\\{[A-Z]"), &error, &at), SLICE_LIT("replaced"),
	                                    SLICE_LIT("spare"), SLICE_LIT("yes") };

	vec_push(a, &out->externals, (struct render_external){ SLICE_LIT("Secret"), SLICE_LIT("external"),
	                                                       read_yaml(a, ds, src, READ_ONE).ptr[0] });
	vec_push(a, &out->reserved, reserved);
}

static void
verifies(void **state)
{
	const struct verify_case *c = *state;
	struct arena a = ARENA_INIT;
	struct diags ds = DIAGS_INIT(&a);
	struct rendered rendered = { 0 };
	struct verify v = { &a, &ds, &rendered, kinds.api, SLICE_LIT("1.34"), &val_empty_map, &val_empty_map, NULL };
	struct buf b = BUF_INIT;
	bool good;

	collect_objects(&a, &ds, c->yaml, &rendered);
	add_declarations(&a, &ds, &rendered);
	assert_null(ds.first);
	good = verify_tenant(&v);
	for (const struct diag *d = ds.first; d; d = d->next)
		buf_printf(&b, "%s%u: %.*s", d == ds.first ? "" : "; ", (unsigned)span_start(d->at).line, SLICE_FMT(d->text));
	buf_char(&b, '\0');
	assert_string_equal(b.ptr, c->wrong);
	assert_int_equal(good, c->wrong[0] == '\0');
	buf_fini(&b);
	arena_free(&a);
}

int
main(void)
{
	struct suite s = { .name = "verify" };
	const char *source = getenv("BERTH_SRC");
	int fd = open(source ? source : ".", O_RDONLY | O_DIRECTORY), status;

	kinds.diags = DIAGS_INIT(&kinds.arena);
	kinds.api = api_open(&kinds.api_arena, &kinds.diags, fd, SLICE_LIT("1.34"), SPAN_NONE);
	if (!kinds.api) {
		puts("Bail out! no schemas/kubernetes/1.34.json in BERTH_SRC");
		return 1;
	}
	ADD_CASES(&s, verify_cases, verifies);
	status = suite_run(&s);
	api_close(kinds.api);
	arena_free(&kinds.api_arena);
	arena_free(&kinds.arena);
	close(fd);
	return status;
}
