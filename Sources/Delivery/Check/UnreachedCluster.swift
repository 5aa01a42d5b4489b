import Manifests
import StructuredMerge

/// Stands in for a cluster that is not asked: it knows the kinds that the manifests name, and nothing of any object.
///
/// What a policy asks of it is unavailable, never absent.
struct UnreachedCluster: LiveCluster {
    /// Kubernetes' own kinds that live in no namespace, and those of the serving stacks.
    private static let clusterKinds: [String: Set<String>] = [
        "": ["Namespace", "Node", "PersistentVolume"],
        "admissionregistration.k8s.io": [
            "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration",
        ],
        "apiextensions.k8s.io": ["CustomResourceDefinition"], "apiregistration.k8s.io": ["APIService"],
        "certificates.k8s.io": ["CertificateSigningRequest"], "cert-manager.io": ["ClusterIssuer"],
        "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
        "gateway.networking.k8s.io": ["GatewayClass"], "networking.k8s.io": ["IngressClass"],
        "node.k8s.io": ["RuntimeClass"], "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
        "scheduling.k8s.io": ["PriorityClass"],
        "serving.kserve.io": ["ClusterServingRuntime", "ClusterStorageContainer"],
        "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
    ]

    let reason: String
    private let catalog: ScopeCatalog

    init(_ resources: [Resource], reason: String) {
        self.reason = reason
        let kinds = Set(resources.map(\.kind))
        catalog = ScopeCatalog(
            Dictionary(
                uniqueKeysWithValues: kinds.map { kind in
                    (kind, Self.clusterKinds[kind.group]?.contains(kind.kind) ?? false ? .cluster : .namespaced)
                }), describesEverything: false)
    }

    func scopes(refresh: Bool) async throws(ClusterUnreachable) -> ScopeCatalog { catalog }

    func schemas(for kinds: Set<GroupVersionKind>) async throws(ClusterUnreachable) -> SchemaCatalog {
        .builtIn.prepared(for: kinds)
    }

    func preferredVersion(of kind: GroupKind) async throws(ClusterUnreachable) -> GroupVersionKind? {
        GroupVersionKind(group: kind.group, version: "v1", kind: kind.kind)
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String?) async throws(ClusterUnreachable)
        -> ListAnswer
    { .unknown(reason) }

    func get(_ kind: GroupVersionKind, namespace: String?, name: String) async throws(ClusterUnreachable) -> GetAnswer {
        .unknown(reason)
    }

    func apply(_ object: Value, kind: GroupVersionKind, force: Bool, dryRun: Bool) async throws(ClusterUnreachable)
        -> ApplyAnswer
    { throw ClusterUnreachable(reason) }

    func write(
        managedFields: Value, of kind: GroupVersionKind, namespace: String?, name: String, resourceVersion: String
    ) async throws(ClusterUnreachable) -> ApplyAnswer { throw ClusterUnreachable(reason) }

    func delete(_ kind: GroupVersionKind, namespace: String?, name: String, if precondition: DeletePrecondition)
        async throws(ClusterUnreachable)
        -> DeleteAnswer
    { throw ClusterUnreachable(reason) }

    func follow(
        _ kind: GroupVersionKind, in scope: FollowedScope, onEvent: @escaping @Sendable (LiveEvent) async -> Void
    ) async { await onEvent(.lost(ClusterUnreachable(reason))) }

    var requestCount: Int { 0 }
}
