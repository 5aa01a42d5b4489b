import Manifests

/// Lists as the API server prints them for `kubectl get`: `Table` of `meta.k8s.io/v1`.
enum Table {
    /// - Parameters:
    ///   - metadata: that of the list; for one object, its `resourceVersion`.
    ///   - definition: the CustomResourceDefinition of the kind, if it has one.
    ///   - includeObject: what each row carries beside its cells: `None`, `Object`, else the metadata.
    ///   - now: the time from which ages are counted, RFC 3339.
    static func make(
        kind: GroupVersionKind, objects: [Value], metadata: Value? = nil, definition: Value? = nil,
        includeObject: String = "Metadata", now: String
    ) -> Value {
        let columns = columns(of: kind, definition: definition)
        let time = Timestamp(now)
        let rows = objects.map { object -> Value in
            var row: Object = ["cells": .array(columns.map { $0.cell(object, time) })]
            switch includeObject {
            case "None": row["object"] = .null
            case "Object": row["object"] = object
            default:
                row["object"] = [
                    "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": .object(object.metadata),
                ]
            }
            return .object(row)
        }
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata ?? [:],
            "columnDefinitions": .array(columns.map(\.definition)), "rows": .array(rows),
        ]
    }

    static func columns(of kind: GroupVersionKind, definition: Value?) -> [TableColumn] {
        if let definition { return CustomColumns.columns(of: kind, definition: definition) }
        return builtIn[kind.groupKind] ?? [.name, .age]
    }

    private static let builtIn: [GroupKind: [TableColumn]] = [
        GroupKind(group: "", kind: "Pod"): PodColumns.all,
        GroupKind(group: "apps", kind: "Deployment"): WorkloadColumns.deployment,
        GroupKind(group: "apps", kind: "ReplicaSet"): WorkloadColumns.replicaSet,
        GroupKind(group: "apps", kind: "StatefulSet"): WorkloadColumns.statefulSet,
        GroupKind(group: "apps", kind: "DaemonSet"): WorkloadColumns.daemonSet,
        GroupKind(group: "batch", kind: "Job"): WorkloadColumns.job,
        GroupKind(group: "batch", kind: "CronJob"): WorkloadColumns.cronJob,
        GroupKind(group: "autoscaling", kind: "HorizontalPodAutoscaler"): WorkloadColumns.autoscaler,
        GroupKind(group: "", kind: "Service"): NetworkColumns.service,
        GroupKind(group: "networking.k8s.io", kind: "Ingress"): NetworkColumns.ingress,
        GroupKind(group: "networking.k8s.io", kind: "NetworkPolicy"): NetworkColumns.policy,
        GroupKind(group: "", kind: "ConfigMap"): CoreColumns.configMap,
        GroupKind(group: "", kind: "Secret"): CoreColumns.secret,
        GroupKind(group: "", kind: "Namespace"): CoreColumns.namespace,
        GroupKind(group: "", kind: "Node"): CoreColumns.node,
        GroupKind(group: "", kind: "ServiceAccount"): CoreColumns.serviceAccount,
        GroupKind(group: "", kind: "PersistentVolumeClaim"): CoreColumns.volumeClaim,
        GroupKind(group: "", kind: "Endpoints"): NetworkColumns.endpoints,
        GroupKind(group: "", kind: "Event"): EventColumns.all,
        GroupKind(group: "events.k8s.io", kind: "Event"): EventColumns.all,
        GroupKind(group: "", kind: "ResourceQuota"): PolicyColumns.quota,
        GroupKind(group: "", kind: "LimitRange"): PolicyColumns.limitRange,
        GroupKind(group: "", kind: "PersistentVolume"): CoreColumns.volume,
        GroupKind(group: "", kind: "ReplicationController"): WorkloadColumns.replicaSet,
        GroupKind(group: "apps", kind: "ControllerRevision"): PolicyColumns.controllerRevision,
        GroupKind(group: "networking.k8s.io", kind: "IngressClass"): PolicyColumns.ingressClass,
        GroupKind(group: "rbac.authorization.k8s.io", kind: "Role"): PolicyColumns.role,
        GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRole"): PolicyColumns.role,
        GroupKind(group: "rbac.authorization.k8s.io", kind: "RoleBinding"): PolicyColumns.binding,
        GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding"): PolicyColumns.binding,
        GroupKind(group: "policy", kind: "PodDisruptionBudget"): PolicyColumns.disruptionBudget,
        GroupKind(group: "coordination.k8s.io", kind: "Lease"): PolicyColumns.lease,
        GroupKind(group: "scheduling.k8s.io", kind: "PriorityClass"): PolicyColumns.priorityClass,
        GroupKind(group: "storage.k8s.io", kind: "StorageClass"): PolicyColumns.storageClass,
        GroupKind(group: "admissionregistration.k8s.io", kind: "ValidatingWebhookConfiguration"):
            PolicyColumns.webhooks,
        GroupKind(group: "admissionregistration.k8s.io", kind: "MutatingWebhookConfiguration"): PolicyColumns.webhooks,
        GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"): CoreColumns.definition,
    ]
}
