import Manifests

/// A `v1` Event by which a controller tells why something does not go on: what `kubectl describe` shows.
struct ClusterEvent {
    let reason: String
    let message: String
    /// Who says it.
    let component: String

    /// What the pods of an owner cannot be made for.
    static func failedCreation(of object: Value, because message: String) -> ClusterEvent {
        let component = "\(object.controllerReference?["kind"]?.string?.lowercased() ?? "embedded")-controller"
        return ClusterEvent(
            reason: "FailedCreate", message: "Error creating: \(message)", component: component)
    }

    static func backOff(of pod: Value, because message: String) -> ClusterEvent {
        let container = pod.spec["containers"]?.array?.first?["name"]?.string ?? ""
        return ClusterEvent(
            reason: "BackOff",
            message: "Back-off restarting failed container \(container) in pod \(pod.objectName): \(message)",
            component: "kubelet")
    }

    /// The event about an object, under a name that is the same for the same words: it is written once.
    ///
    /// - Parameter reference: `kind`, `name`, `uid`, `apiVersion` of the object.
    func object(about reference: Value, namespace: String?, now: String) -> Value {
        let namespace = Value.string(namespace ?? "default")
        let name = reference["name"]?.string ?? ""
        let identity = "\(reference["uid"]?.string ?? "")/\(reason)/\(message)"
        var involved: Object = ["name": .string(name), "namespace": namespace]
        for field in ["apiVersion", "kind", "uid"] { involved[field] = reference[field] }
        return [
            "apiVersion": "v1", "kind": "Event",
            "metadata": [
                "name": .string("\(name).\(String(TemplateHash.number(of: identity.utf8), radix: 16))"),
                "namespace": namespace,
            ],
            "involvedObject": .object(involved), "type": "Warning", "reason": .string(reason),
            "message": .string(message), "source": ["component": .string(component)],
            "reportingComponent": .string(component), "reportingInstance": "", "firstTimestamp": .string(now),
            "lastTimestamp": .string(now), "count": 1,
        ]
    }
}
