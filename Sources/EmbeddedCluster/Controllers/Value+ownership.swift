import Manifests

/// What controllers read of every object.
extension Value {
    var objectName: String { metadata["name"]?.string ?? "" }
    var objectNamespace: String? { metadata["namespace"]?.string }
    var generation: Int64 { metadata["generation"]?.integer ?? 0 }
    var annotations: Object { metadata["annotations"]?.object ?? [:] }
    var spec: Object { self["spec"]?.object ?? [:] }
    var status: Object { self["status"]?.object ?? [:] }

    var objectKind: GroupVersionKind {
        GroupVersionKind(apiVersion: self["apiVersion"]?.string ?? "", kind: self["kind"]?.string ?? "")
    }

    /// Which pods are the object's; a ReplicationController's selector is nothing but labels.
    var podSelector: LabelSelector? {
        let selector = spec["selector"]
        return LabelSelector(
            objectKind == .replicationController ? selector.map { ["matchLabels": $0] } : selector)
    }

    var owners: [Value] { metadata["ownerReferences"]?.array ?? [] }

    /// The one owner that controls the object.
    var controllerReference: Value? { owners.first { $0["controller"]?.bool == true } }

    /// The reference by which a child names this object as its controller.
    var asControllerReference: Value {
        [
            "apiVersion": self["apiVersion"] ?? "", "kind": self["kind"] ?? "", "name": .string(objectName),
            "uid": .string(uid ?? ""), "controller": true, "blockOwnerDeletion": true,
        ]
    }

    /// What the new revision of a workload shall fail with: the way in which failures are shown on purpose.
    var wantedFailure: String? { annotations[Value.failureAnnotation]?.string }
    static let failureAnnotation = "embedded.lockstep/fail"

    mutating func setOwners(_ owners: [Value]) {
        metadata["ownerReferences"] = owners.isEmpty ? nil : .array(owners)
    }

    mutating func setAnnotation(_ key: String, _ value: String?) {
        var changed = annotations
        changed[key] = value.map(Value.string)
        metadata["annotations"] = changed.isEmpty ? nil : .object(changed)
    }

    mutating func setLabel(_ key: String, _ value: String) {
        var changed = metadata["labels"]?.object ?? [:]
        changed[key] = .string(value)
        metadata["labels"] = .object(changed)
    }

    mutating func setSpec(_ key: String, _ value: Value?) {
        var changed = spec
        changed[key] = value
        self[field: "spec"] = .object(changed)
    }
}

extension Object {
    /// Sets a count; a zero is left out, as Go's `omitempty` does.
    mutating func setCount(_ key: String, _ count: Int) { self[key] = count == 0 ? nil : .integer(Int64(count)) }

    func count(_ key: String) -> Int { Int(clamping: self[key]?.integer ?? 0) }
}
