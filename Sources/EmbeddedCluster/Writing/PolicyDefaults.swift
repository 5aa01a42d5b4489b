import Manifests

/// Defaults of what is no workload: networking, storage, access, autoscaling and definitions.
enum PolicyDefaults {
    private static let access: Value = "rbac.authorization.k8s.io"

    static func fill(_ root: inout Object, group: String, kind: String) {
        switch (group, kind) {
        case ("networking.k8s.io", "NetworkPolicy"): root.edit("spec", networkPolicy)
        case ("autoscaling", "HorizontalPodAutoscaler"): root.edit("spec", autoscaler)
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            // An empty group is none here.
            func group(_ reference: inout Object) {
                if reference["apiGroup"] ?? "" == "" { reference["apiGroup"] = access }
            }
            root.edit("roleRef", group)
            root.editEach("subjects") { subject in
                if subject["kind"] != "ServiceAccount" { group(&subject) }
            }
        case ("", "PersistentVolume"):
            root.edit("spec") {
                $0.fill("persistentVolumeReclaimPolicy", "Retain")
                $0.fill("volumeMode", "Filesystem")
            }
        case ("", "ReplicationController"):
            let labels = root["spec"]?[path: "template", "metadata", "labels"]
            root.edit("spec") { spec in
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
        case ("", "LimitRange"): root.edit("spec") { $0.editEach("limits", limits) }
        case ("storage.k8s.io", "CSIDriver"): root.edit("spec", driver)
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
        spec.edit("behavior") { behavior in
            scaling(&behavior, "scaleUp", [("Pods", 4), ("Percent", 100)])
            scaling(&behavior, "scaleDown", [("Percent", 100)])
            // How long shrinking waits is left to the controller.
            behavior.edit("scaleUp") { $0.fill("stabilizationWindowSeconds", 0) }
        }
    }

    private static func scaling(_ behavior: inout Object, _ field: String, _ policies: [(type: String, value: Int64)]) {
        behavior.fill(field, [:])
        behavior.edit(field) { rules in
            rules.fill("selectPolicy", "Max")
            rules.fill(
                "policies",
                .array(
                    policies.map {
                        ["type": .string($0.type), "value": .integer($0.value), "periodSeconds": 15]
                    }))
        }
    }

    private static func driver(_ spec: inout Object) {
        spec.fill("attachRequired", true)
        for field in ["podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount"] {
            spec.fill(field, false)
        }
        spec.fill("fsGroupPolicy", "ReadWriteOnceWithFSType")
        if spec["volumeLifecycleModes"]?.array?.isEmpty ?? true { spec["volumeLifecycleModes"] = ["Persistent"] }
    }

    /// A container's limit is the most that it may have, its request that limit or else the least.
    private static func limits(_ item: inout Object) {
        guard item["type"] == "Container" else { return }
        for (field, sources) in [("default", ["max"]), ("defaultRequest", ["default", "min"])] {
            for source in sources {
                for quantity in item[source]?.object ?? [:] {
                    item.fill(field, [:])
                    item.edit(field) { $0.fill(quantity.key, quantity.value) }
                }
            }
        }
    }

    private static func definition(_ spec: inout Object) {
        spec.fill("conversion", ["strategy": "None"])
        spec.edit("conversion") { conversion in
            conversion.edit("webhook") { $0.edit("clientConfig") { $0.edit("service") { $0.fill("port", 443) } } }
        }
        spec.edit("names") { names in
            guard let kind = names["kind"]?.string else { return }
            names.fill("singular", .string(kind.lowercased()))
            names.fill("listKind", .string("\(kind)List"))
        }
    }
}
