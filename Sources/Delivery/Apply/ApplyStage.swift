package import Manifests

/// When an object is applied relative to others: what others need comes first.
///
/// Deletion goes through the stages from the last to the first.
package enum ApplyStage: Int, Sendable, Comparable, CaseIterable {
    case definitions
    case namespaces
    case access
    case configuration
    case services
    case workloads
    case routes
    case webhooks

    package init(_ kind: GroupKind) {
        self = Self.stages[kind] ?? .routes
    }

    private static let stages = Dictionary(
        uniqueKeysWithValues: names.map { name, stage in
            let parts = name.split(separator: ".", maxSplits: 1)
            return (GroupKind(group: parts.dropFirst().first.map(String.init) ?? "", kind: String(parts[0])), stage)
        })

    private static let names: KeyValuePairs<String, ApplyStage> = [
        "CustomResourceDefinition.apiextensions.k8s.io": .definitions,
        "Namespace": .namespaces,
        "PriorityClass.scheduling.k8s.io": .access,
        "StorageClass.storage.k8s.io": .access,
        "ServiceAccount": .access,
        "ClusterRole.rbac.authorization.k8s.io": .access,
        "ClusterRoleBinding.rbac.authorization.k8s.io": .access,
        "Role.rbac.authorization.k8s.io": .access,
        "RoleBinding.rbac.authorization.k8s.io": .access,
        "ResourceQuota": .configuration,
        "LimitRange": .configuration,
        "ConfigMap": .configuration,
        "Secret": .configuration,
        "PersistentVolume": .configuration,
        "PersistentVolumeClaim": .configuration,
        "NetworkPolicy.networking.k8s.io": .configuration,
        "Service": .services,
        "Deployment.apps": .workloads,
        "StatefulSet.apps": .workloads,
        "DaemonSet.apps": .workloads,
        "ReplicaSet.apps": .workloads,
        "Pod": .workloads,
        "Job.batch": .workloads,
        "CronJob.batch": .workloads,
        "InferenceService.serving.kserve.io": .workloads,
        "InferenceService.serving.kubeflow.org": .workloads,
        "ValidatingWebhookConfiguration.admissionregistration.k8s.io": .webhooks,
        "MutatingWebhookConfiguration.admissionregistration.k8s.io": .webhooks,
    ]

    package static func < (left: ApplyStage, right: ApplyStage) -> Bool { left.rawValue < right.rawValue }
}
