import Manifests

/// Pods as their owners make them.
enum PodTemplate {
    /// The one node of the cluster.
    static let node = "embedded"

    /// A pod of the owner's `spec.template`.
    ///
    /// - Parameter failure: what the pod shall fail with, beside what the template's own annotation says.
    static func pod(name: String, owner: Value, labels: [String: String] = [:], failure: String? = nil) -> Value {
        let template = owner.spec["template"] ?? [:]
        var metadata: Object = ["name": .string(name), "ownerReferences": [owner.asControllerReference]]
        metadata["namespace"] = owner.objectNamespace.map(Value.string)
        metadata["labels"] = template[path: "metadata", "labels"]
        metadata["annotations"] = template[path: "metadata", "annotations"]
        var pod: Value = [
            "apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata), "spec": template["spec"] ?? [:],
        ]
        for (key, value) in labels { pod.setLabel(key, value) }
        if let failure, pod.wantedFailure == nil { pod.setAnnotation(Value.failureAnnotation, failure) }
        return pod
    }

    static func isReady(_ pod: Value) -> Bool {
        pod.status["conditions"]?.array?.contains { $0["type"] == "Ready" && $0["status"] == "True" } ?? false
    }

    /// Whether the pod is ready for as long as its owner asks (`IsPodAvailable` of k8s.io/kubernetes).
    static func isAvailable(_ pod: Value, of owner: Value, now: String) -> Bool {
        guard isReady(pod) else { return false }
        let delay = owner.spec["minReadySeconds"]?.integer ?? 0
        guard delay > 0 else { return true }
        let ready = pod.status["conditions"]?.array?.first { $0["type"] == "Ready" }
        guard let since = ready?["lastTransitionTime"]?.string.flatMap(Timestamp.init), let now = Timestamp(now)
        else { return false }
        return now.seconds.subtractingReportingOverflow(since.seconds).partialValue >= delay
    }

    /// When an owner some of whose pods are ready, but not for long enough, is to be looked at again.
    static func availabilityDelay(of owner: Value, ready: String, available: String) -> Duration? {
        guard let delay = owner.spec["minReadySeconds"]?.integer, delay > 0,
            owner.status.count(available) < owner.status.count(ready)
        else { return nil }
        return .seconds(delay)
    }

    static func isFinished(_ pod: Value) -> Bool {
        ["Succeeded", "Failed"].contains(pod.status["phase"]?.string ?? "")
    }

    /// Whether the pod fails on account of an annotation that its owner has no longer.
    static func isStaleFailure(_ pod: Value, of owner: Value) -> Bool {
        let inherited = owner.wantedFailure ?? failureInTemplate(of: owner)
        return pod.wantedFailure != nil && inherited == nil && !isReady(pod)
    }

    static func failureInTemplate(of owner: Value) -> String? {
        owner["spec"]?[path: "template", "metadata", "annotations"]?[Value.failureAnnotation]?.string
    }
}
