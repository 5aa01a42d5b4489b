import Manifests

/// A `v1` Event by which a controller tells what it did, or why something does not go on: what `kubectl describe` shows.
struct ClusterEvent: Sendable {
    var isWarning = false
    let reason: String
    let message: String
    /// Who says it.
    let component: String
    /// The part of the object that is meant: `spec.containers{app}`.
    var part: String?

    /// The same number for the same words about the same object.
    func identity(of subject: Value) -> UInt64 { Self.identity(subject.uid, reason, part, message) }

    /// That of an event that is there.
    static func identity(of event: Value) -> UInt64 {
        let subject = event["involvedObject"]
        return identity(
            subject?["uid"]?.string, event["reason"]?.string, subject?["fieldPath"]?.string, event["message"]?.string)
    }

    private static func identity(_ parts: String?...) -> UInt64 {
        TemplateHash.number(of: parts.map { $0 ?? "" }.joined(separator: "/").utf8)
    }

    /// The event about an object.
    ///
    /// - Parameter number: what its name ends in, after the object's.
    func object(about subject: Value, now: String, number: UInt64) -> Value {
        let namespace = Value.string(subject.objectNamespace ?? "default")
        var involved: Object = ["name": .string(subject.objectName), "namespace": namespace]
        for field in ["apiVersion", "kind"] { involved[field] = subject[field] }
        for field in ["uid", "resourceVersion"] { involved[field] = subject.metadata[field] }
        involved["fieldPath"] = part.map(Value.string)
        var source: Object = ["component": .string(component)]
        if component == Self.kubelet { source["host"] = .string(PodTemplate.node) }
        return [
            "apiVersion": "v1", "kind": "Event",
            "metadata": [
                "name": .string("\(subject.objectName).\(String(number, radix: 16))"),
                "namespace": namespace,
            ],
            "involvedObject": .object(involved), "type": isWarning ? "Warning" : "Normal", "reason": .string(reason),
            "message": .string(message), "source": .object(source),
            "reportingComponent": .string(component), "reportingInstance": source["host"] ?? "",
            "firstTimestamp": .string(now), "lastTimestamp": .string(now), "count": 1,
        ]
    }

    fileprivate static let kubelet = "kubelet"
}

/// Reasons and words of Kubernetes' own controllers, its scheduler and kubelet.
extension ClusterEvent {
    /// What the pods of an owner cannot be made for.
    static func failedCreation(of object: Value, because message: String) -> ClusterEvent {
        failedCreation(by: object.controllerReference?["kind"]?.string ?? "embedded", because: message)
    }

    /// - Parameter owner: an object that asks for more pods than the node takes.
    static func noRoom(for owner: Value) -> ClusterEvent {
        failedCreation(
            by: owner["kind"]?.string ?? "", because: "the node \(PodTemplate.node) has no room for more pods")
    }

    /// - Parameter job: a Job that has so many pods, ended ones too, that it gets no more.
    static func tooManyPods(of job: Value, count: Int) -> ClusterEvent {
        failedCreation(by: job["kind"]?.string ?? "", because: "the job has \(count) pods already, and gets no more")
    }

    private static func failedCreation(by kind: String, because message: String) -> ClusterEvent {
        ClusterEvent(
            isWarning: true, reason: "FailedCreate", message: "Error creating: \(message)",
            component: "\(kind.lowercased())-controller")
    }

    static func backOff(of pod: Value, because message: String) -> ClusterEvent {
        let container = pod.spec["containers"]?.array?.first?["name"]?.string ?? ""
        return ClusterEvent(
            isWarning: true, reason: "BackOff",
            message: "Back-off restarting failed container \(container) in pod \(pod.objectName): \(message)",
            component: kubelet, part: "spec.containers{\(container)}")
    }

    static func unschedulable(_ refusal: String) -> ClusterEvent {
        ClusterEvent(isWarning: true, reason: "FailedScheduling", message: refusal, component: "default-scheduler")
    }

    static func scheduled(_ pod: Value) -> ClusterEvent {
        ClusterEvent(
            reason: "Scheduled",
            message:
                "Successfully assigned \(pod.objectNamespace ?? "")/\(pod.objectName) to \(pod.spec["nodeName"]?.string ?? "")",
            component: "default-scheduler")
    }

    /// What becomes of each container of a pod that is started, in their order.
    static func started(_ pod: Value) -> [ClusterEvent] {
        [("initContainers", "spec.initContainers"), ("containers", "spec.containers")].flatMap { list, path in
            (pod.spec[list]?.array ?? []).flatMap { container -> [ClusterEvent] in
                let part = "\(path){\(container["name"]?.string ?? "")}"
                let image = container["image"]?.string ?? ""
                return [
                    (
                        "Pulled",
                        "Container image \"\(image)\" already present on machine and can be accessed by the pod"
                    ),
                    ("Created", "Container created"), ("Started", "Container started"),
                ].map { ClusterEvent(reason: $0, message: $1, component: kubelet, part: part) }
            }
        }
    }

    static func created(_ pod: Value, by owner: Value) -> ClusterEvent {
        changed(pod, by: owner, reason: "SuccessfulCreate", verb: "create", done: "Created")
    }

    static func deleted(_ pod: Value, by owner: Value) -> ClusterEvent {
        changed(pod, by: owner, reason: "SuccessfulDelete", verb: "delete", done: "Deleted")
    }

    private static func changed(
        _ pod: Value, by owner: Value, reason: String, verb: String, done: String
    ) -> ClusterEvent {
        let kind = owner["kind"]?.string ?? ""
        let isSet = kind == "StatefulSet"
        let isReplication = kind == "ReplicationController"
        return ClusterEvent(
            reason: reason,
            message: isSet
                ? "\(verb) Pod \(pod.objectName) in StatefulSet \(owner.objectName) successful"
                : "\(done) pod: \(pod.objectName)",
            component: isReplication ? "replication-controller" : "\(kind.lowercased())-controller")
    }

    /// Of a Deployment: one of its ReplicaSets is to have another number of pods.
    static func scaled(_ set: Value, from before: Int, to after: Int) -> ClusterEvent {
        ClusterEvent(
            reason: "ScalingReplicaSet",
            message:
                "Scaled \(after < before ? "down" : "up") replica set \(set.objectName) from \(before) to \(after)",
            component: "deployment-controller")
    }

    static func rescaled(to size: Int64, because reason: String) -> ClusterEvent {
        ClusterEvent(
            reason: "SuccessfulRescale", message: "New size: \(size); reason: \(reason)",
            component: "horizontal-pod-autoscaler")
    }

    static let jobSuspended = job("Suspended", "Job suspended")
    static let jobResumed = job("Resumed", "Job resumed")

    private static func job(_ reason: String, _ message: String) -> ClusterEvent {
        ClusterEvent(reason: reason, message: message, component: "job-controller")
    }

    /// - Parameter end: the condition that says how the Job ended.
    static func jobEnded(_ end: Value) -> ClusterEvent {
        guard end["type"] == "Failed" else {
            return job("Completed", "Job completed")
        }
        return ClusterEvent(
            isWarning: true, reason: end["reason"]?.string ?? "", message: end["message"]?.string ?? "",
            component: "job-controller")
    }
}
