import Manifests

/// Defaults of what is no workload: networking, storage, access, autoscaling and definitions.
enum PolicyDefaults {
    private static let access: Value = "rbac.authorization.k8s.io"

    static func fill(_ root: inout Object, group: String, kind: String) {
        switch (group, kind) {
        case ("networking.k8s.io", "NetworkPolicy"): root.edit("spec", networkPolicy)
        case ("autoscaling", "HorizontalPodAutoscaler"): root.edit("spec", autoscaler)
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            root.edit("roleRef") { $0.fill("apiGroup", access) }
            root.editEach("subjects") { subject in
                if subject["kind"] != "ServiceAccount" { subject.fill("apiGroup", access) }
            }
        case ("", "PersistentVolume"):
            root.edit("spec") {
                $0.fill("persistentVolumeReclaimPolicy", "Retain")
                $0.fill("volumeMode", "Filesystem")
            }
        case ("", "ReplicationController"):
            let labels = root["spec"]?[path: "template", "metadata", "labels"]
            root.edit("spec") { spec in
                spec.fill("replicas", 1)
                if let labels { spec.fill("selector", labels) }
                spec.edit("template") { $0.edit("spec", PodDefaults.fill) }
            }
        case ("", "PodTemplate"): root.edit("template") { $0.edit("spec", PodDefaults.fill) }
        case ("", "Endpoints"):
            root.editEach("subsets") { subset in subset.editEach("ports") { $0.fill("protocol", "TCP") } }
        case ("discovery.k8s.io", "EndpointSlice"):
            root.editEach("ports") {
                $0.fill("name", "")
                $0.fill("protocol", "TCP")
            }
        case ("storage.k8s.io", "StorageClass"):
            root.fill("reclaimPolicy", "Delete")
            root.fill("volumeBindingMode", "Immediate")
        case ("scheduling.k8s.io", "PriorityClass"): root.fill("preemptionPolicy", "PreemptLowerPriority")
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): root.edit("spec", definition)
        default: break
        }
    }

    private static func networkPolicy(_ spec: inout Object) {
        spec.fill("podSelector", [:])
        spec.fill("policyTypes", spec["egress"] == nil ? ["Ingress"] : ["Ingress", "Egress"])
        for direction in ["ingress", "egress"] {
            spec.editEach(direction) { rule in rule.editEach("ports") { $0.fill("protocol", "TCP") } }
        }
    }

    private static func autoscaler(_ spec: inout Object) {
        spec.fill("minReplicas", 1)
        if spec["metrics"]?.array?.isEmpty ?? true {
            spec["metrics"] = [
                [
                    "type": "Resource",
                    "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
                ]
            ]
        }
    }

    private static func definition(_ spec: inout Object) {
        spec.fill("conversion", ["strategy": "None"])
        spec.edit("names") { names in
            guard let kind = names["kind"]?.string else { return }
            names.fill("singular", .string(kind.lowercased()))
            names.fill("listKind", .string("\(kind)List"))
        }
    }
}
