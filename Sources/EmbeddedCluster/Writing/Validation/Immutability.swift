import Manifests
import StructuredMerge

/// What an update must leave as it was, in the words of each API group's validation.
enum Immutability {
    static func faults(of object: Value, live: Value, kind: ServedKind) -> [APIError.Cause] {
        let object = QuantitySpelling.aligned(object, with: live, kind: kind.kind)
        switch (kind.kind.group, kind.kind.kind) {
        case ("", "ConfigMap"): return sealed(["data", "binaryData"], object, live)
        case ("", "Secret"): return fields(["type"], below: nil, object, live) + sealed(["data"], object, live)
        case ("", "Pod"): return PodImmutability.faults(of: object, live: live)
        case ("", "PersistentVolumeClaim"): return claim(object, live) + claimSize(object, live)
        case ("", "PersistentVolume"): return volume(object, live)
        case ("apps", "StatefulSet"):
            let free = [
                "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
                "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
            ]
            let names = free.dropLast().map { "'\($0)'" }.joined(separator: ", ")
            return spec(
                object, live, except: free,
                "updates to statefulset spec for fields other than \(names) and 'minReadySeconds' are forbidden")
        case ("batch", "Job"): return JobImmutability.faults(of: object, live: live)
        case ("", "Node"): return node(object, live)
        case ("", "ResourceQuota"): return scopes(object, live)
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            guard object["roleRef"] != live["roleRef"] else { return [] }
            return [.invalid("roleRef", JSON.string(object["roleRef"] ?? .null), "cannot change roleRef")]
        case ("scheduling.k8s.io", "PriorityClass"):
            let value: [APIError.Cause] =
                object["value"] == live["value"] ? [] : [.forbidden("value", "may not be changed in an update.")]
            return value + fields(["preemptionPolicy"], below: nil, object, live)
        case ("", "Service"): return ServiceImmutability.faults(of: object, live: live)
        case ("storage.k8s.io", "StorageClass"):
            return forbidden(["parameters", "provisioner", "reclaimPolicy"], object, live)
                + fields(["volumeBindingMode"], below: nil, object, live)
        case ("storage.k8s.io", "VolumeAttributesClass"):
            return forbidden(["driverName", "parameters"], object, live)
        case ("storage.k8s.io", "CSIDriver"): return driver(object, live)
        default:
            let settled = settled["\(kind.kind.group)/\(kind.kind.kind)"]
            return settled.map { fields($0.names, below: $0.parent, object, live) } ?? []
        }
    }

    /// Of kinds that have no others, the fields that never change.
    private static let settled: [String: (parent: String?, names: [String])] = [
        "apps/ControllerRevision": (nil, ["data"]),
        "discovery.k8s.io/EndpointSlice": (nil, ["addressType"]),
        "networking.k8s.io/IPAddress": ("spec", ["parentRef"]),
        "networking.k8s.io/IngressClass": ("spec", ["controller"]),
        "networking.k8s.io/ServiceCIDR": ("spec", ["cidrs"]),
        "node.k8s.io/RuntimeClass": (nil, ["handler"]),
        "resource.k8s.io/ResourceClaim": (nil, ["spec"]),
        "resource.k8s.io/ResourceClaimTemplate": (nil, ["spec"]),
        "storage.k8s.io/CSIStorageCapacity": (nil, ["nodeTopology", "storageClassName"]),
        "storage.k8s.io/VolumeAttachment": (nil, ["spec"]),
    ]

    /// - Parameter parent: where the fields are; nil for the object itself.
    static func fields(
        _ names: [String], below parent: String?, _ object: Value, _ live: Value
    ) -> [APIError.Cause] {
        let (new, old) = (parent.map { object[$0] ?? [:] } ?? object, parent.map { live[$0] ?? [:] } ?? live)
        return names.filter { old[$0] != new[$0] }.map { name in
            .invalid(
                parent.map { "\($0).\(name)" } ?? name, JSON.string(new[name] ?? .null), "field is immutable")
        }
    }

    private static func forbidden(_ names: [String], _ object: Value, _ live: Value) -> [APIError.Cause] {
        names.filter { object[$0] != live[$0] }.map { .forbidden($0, "updates to \($0) are forbidden.") }
    }

    /// Data under `immutable: true`.
    private static func sealed(_ fields: [String], _ object: Value, _ live: Value) -> [APIError.Cause] {
        guard live["immutable"]?.bool ?? false else { return [] }
        return (["immutable"] + fields).filter { object[$0] != live[$0] }.map {
            .forbidden($0, "field is immutable when `immutable` is set")
        }
    }

    private static func spec(
        _ object: Value, _ live: Value, except free: [String], _ why: String
    ) -> [APIError.Cause] {
        var (new, old) = (object.spec, live.spec)
        for field in free { (new[field], old[field]) = (nil, nil) }
        return new == old ? [] : [.forbidden("spec", why)]
    }

    /// A claim gets its volume once, and a class where it has none; once it is bound it may ask for another size.
    private static func claim(_ object: Value, _ live: Value) -> [APIError.Cause] {
        let free = ["volumeName", "storageClassName"].filter { live.spec[$0] == nil }
        func rest(_ claim: Value) -> Object {
            var spec = claim.spec
            for field in free { spec[field] = nil }
            guard live.status["phase"] == "Bound" else { return spec }
            spec["volumeAttributesClassName"] = nil
            spec.edit("resources") { $0.edit("requests") { $0["storage"] = nil } }
            return spec
        }
        guard rest(object) != rest(live) else { return [] }
        return [
            .forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
            )
        ]
    }

    /// All of a volume's spec but where its data is.
    private static let volumeFields: Set<String> = [
        "accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity", "persistentVolumeReclaimPolicy",
        "storageClassName", "volumeAttributesClassName", "volumeMode",
    ]

    private static func volume(_ object: Value, _ live: Value) -> [APIError.Cause] {
        func source(_ volume: Value) -> Object { Object(volume.spec.members.filter { !volumeFields.contains($0.key) }) }
        let moved: [APIError.Cause] =
            source(object) == source(live)
            ? []
            : [
                .forbidden(
                    "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation")
            ]
        let mode = object.spec["volumeMode"]
        let isOtherMode = mode != live.spec["volumeMode"]
        // The server names both fields without their parent.
        return moved
            + (isOtherMode ? [.invalid("volumeMode", JSON.string(mode ?? .null), "field is immutable")] : [])
            + volumeNodes(object.spec["nodeAffinity"], live: live.spec["nodeAffinity"])
    }

    /// Labels of nodes by what they were called before.
    private static let renamedLabels = [
        "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
        "beta.kubernetes.io/os": "kubernetes.io/os", "beta.kubernetes.io/arch": "kubernetes.io/arch",
        "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    ]

    /// The nodes that reach a volume are said once; their labels may get the names that they have today.
    private static func volumeNodes(_ new: Value?, live: Value?) -> [APIError.Cause] {
        guard let live, !isSame(live, new) else { return [] }
        return [
            .invalid(
                "nodeAffinity", JSON.string(new ?? .null),
                "field is immutable, except for updating from beta label to GA")
        ]
    }

    private static func isSame(_ old: Value, _ new: Value?) -> Bool {
        func terms(_ affinity: Value?) -> [Value] { affinity?[path: "required", "nodeSelectorTerms"]?.array ?? [] }
        func rules(_ term: Value) -> [Value] { term["matchExpressions"]?.array ?? [] }
        /// With the names of labels as the new ones have them, where they may.
        func renamed(_ rule: Value, as new: Value) -> Value {
            guard let key = rule["key"]?.string, let name = renamedLabels[key], new["key"]?.string == name else {
                return rule
            }
            var rule = rule
            rule[field: "key"] = .string(name)
            return rule
        }
        guard let new, terms(old).count == terms(new).count else { return false }
        return zip(terms(old), terms(new)).allSatisfy { old, new in
            rules(old).count == rules(new).count && old["matchFields"] == new["matchFields"]
                && zip(rules(old), rules(new)).allSatisfy { renamed($0, as: $1) == $1 }
        }
    }

    /// A volume never shrinks; a request that was not met yet may be taken back (KEP-1790).
    private static func claimSize(_ object: Value, _ live: Value) -> [APIError.Cause] {
        func asked(_ claim: Value) -> Quantity? {
            claim.spec["resources"]?[path: "requests", "storage"].flatMap { Quantity($0) }
        }
        guard let new = asked(object), let old = asked(live), new < old,
            let capacity = live.status["capacity"]?["storage"].flatMap({ Quantity($0) }), !(capacity < new)
        else { return [] }
        return [.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")]
    }

    // MARK: Nodes, quotas, drivers

    /// Who made a machine and which addresses its pods get is said once.
    private static func node(_ object: Value, _ live: Value) -> [APIError.Cause] {
        [("podCIDRs", "podCIDR"), ("providerID", "providerID")].filter { name, _ in
            live.spec[name] != nil && object.spec[name] != live.spec[name]
        }.map { .forbidden("spec.\($0)", "node updates may not change \($1) except from \"\" to valid") }
    }

    /// What a quota counts stays, in whatever order.
    private static func scopes(_ object: Value, _ live: Value) -> [APIError.Cause] {
        func scopes(_ quota: Value) -> Set<Value> { Set(quota.spec["scopes"]?.array ?? []) }
        return scopes(object) == scopes(live) ? [] : fields(["scopes"], below: "spec", object, live)
    }

    /// The server names the first field in its own way.
    private static func driver(_ object: Value, _ live: Value) -> [APIError.Cause] {
        fields(["attachRequired", "volumeLifecycleModes"], below: "spec", object, live).map { cause in
            var cause = cause
            if cause.field == "spec.attachRequired" { cause.field = "spec.attachedRequired" }
            return cause
        }
    }
}
