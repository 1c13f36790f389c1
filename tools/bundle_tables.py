# SPDX-License-Identifier: Apache-2.0
"""What tools/bundle knows of Kubernetes and no published schema says."""

META = 'io.k8s.apimachinery.pkg.apis.meta.v1.'
ANYTHING = {'x-kubernetes-preserve-unknown-fields': True}
ANY_OBJECT = {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True}
# Definitions whose JSON form the published schema states wrongly or, in v2
# and v3, differently. One form here, the one that CRDs use.
NORMAL = {
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString':
        {'format': 'int-or-string', 'x-kubernetes-int-or-string': True},
    'io.k8s.apimachinery.pkg.api.resource.Quantity':
        {'format': 'quantity', 'x-kubernetes-int-or-string': True},
    'io.k8s.apimachinery.pkg.runtime.RawExtension': ANY_OBJECT,
    META + 'FieldsV1': ANY_OBJECT,
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': ANYTHING,
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.'
    'JSONSchemaPropsOrArray': ANYTHING,
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.'
    'JSONSchemaPropsOrBool': ANYTHING,
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.'
    'JSONSchemaPropsOrStringArray': ANYTHING,
}

# Built-in kinds that have no namespace. OpenAPI v2 files without paths do
# not say; where there are paths they decide, and `bundle` complains when
# they and this list disagree. Source: the paths in api/openapi-spec/v3 of
# Kubernetes 1.31.14, 1.34.3, 1.36.3 and 1.37.2.
CLUSTER_SCOPED = {
    '': 'Namespace Node PersistentVolume',
    'admissionregistration.k8s.io':
        'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding '
        'MutatingWebhookConfiguration ValidatingAdmissionPolicy '
        'ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
    'apiextensions.k8s.io': 'CustomResourceDefinition',
    'apiregistration.k8s.io': 'APIService',
    'certificates.k8s.io': 'CertificateSigningRequest ClusterTrustBundle',
    'flowcontrol.apiserver.k8s.io': 'FlowSchema PriorityLevelConfiguration',
    'internal.apiserver.k8s.io': 'StorageVersion',
    'networking.k8s.io': 'IPAddress IngressClass ServiceCIDR',
    'node.k8s.io': 'RuntimeClass',
    'rbac.authorization.k8s.io': 'ClusterRole ClusterRoleBinding',
    'resource.k8s.io': 'DeviceClass DeviceTaintRule ResourcePoolStatusRequest '
                       'ResourceSlice',
    'scheduling.k8s.io': 'PriorityClass',
    'storage.k8s.io': 'CSIDriver CSINode StorageClass VolumeAttachment '
                      'VolumeAttributesClass',
    'storagemigration.k8s.io': 'StorageVersionMigration',
}
CLUSTER_SCOPED = {(g, k) for g, ks in CLUSTER_SCOPED.items()
                  for k in ks.split()}

# Kinds with metadata that nobody can keep in Git: requests that are answered
# and not stored, subresources, and what only the server writes.
NOT_STORED = {
    ('', 'Binding'), ('', 'ComponentStatus'), ('autoscaling', 'Scale'),
    ('policy', 'Eviction'), ('authentication.k8s.io', 'TokenRequest'),
    ('authentication.k8s.io', 'TokenReview'),
    ('authentication.k8s.io', 'SelfSubjectReview'),
    ('authorization.k8s.io', 'LocalSubjectAccessReview'),
    ('authorization.k8s.io', 'SelfSubjectAccessReview'),
    ('authorization.k8s.io', 'SelfSubjectRulesReview'),
    ('authorization.k8s.io', 'SubjectAccessReview'),
}
