import Manifests

// Workloads of `apps`, after kubectl's `rollout status`.
extension Health {
    static func deployment(_ live: LiveObject) -> Health {
        if live.spec["paused"]?.bool == true { return Health(.suspended, "paused") }
        if let progressing = live.condition("Progressing"), progressing.reason == "ProgressDeadlineExceeded" {
            return Health(.degraded, progressing.words)
        }
        guard live.value["status"]?.object != nil else { return notObserved }
        let wanted = live.spec["replicas"]?.integer ?? 1
        let updated = live.count("updatedReplicas")
        if updated < wanted { return Health(.progressing, "\(updated) of \(wanted) replicas are updated") }
        let old = live.count("replicas") - updated
        if old > 0 { return Health(.progressing, "\(old) old replicas are still there") }
        let available = live.count("availableReplicas")
        if available < wanted { return Health(.progressing, "\(available) of \(wanted) replicas are available") }
        if let available = live.condition("Available"), !available.isTrue {
            return Health(.progressing, available.words)
        }
        if let failure = live.condition("ReplicaFailure"), failure.isTrue { return Health(.degraded, failure.words) }
        return Health(.healthy)
    }

    static func statefulSet(_ live: LiveObject) -> Health {
        guard live.value["status"]?.object != nil else { return notObserved }
        let wanted = live.spec["replicas"]?.integer ?? 1
        let ready = live.count("readyReplicas")
        if ready < wanted { return Health(.progressing, "\(ready) of \(wanted) replicas are ready") }
        if live.spec[path: "updateStrategy", "type"]?.string == "OnDelete" { return Health(.healthy) }
        // A partition keeps the replicas below it at the old revision.
        let kept = live.spec[path: "updateStrategy", "rollingUpdate", "partition"]?.integer ?? 0
        let due = max(0, wanted - max(0, kept))
        let isCurrent = live.status["updateRevision"] == live.status["currentRevision"]
        let updated = live.count("updatedReplicas")
        if !isCurrent, updated < due { return Health(.progressing, "\(updated) of \(due) replicas are updated") }
        return Health(.healthy)
    }

    static func daemonSet(_ live: LiveObject) -> Health {
        guard live.value["status"]?.object != nil else { return notObserved }
        let wanted = live.count("desiredNumberScheduled")
        if live.spec[path: "updateStrategy", "type"]?.string != "OnDelete" {
            let updated = live.count("updatedNumberScheduled")
            if updated < wanted { return Health(.progressing, "\(updated) of \(wanted) nodes are updated") }
        }
        let available = live.count("numberAvailable")
        if available < wanted { return Health(.progressing, "\(available) of \(wanted) nodes are available") }
        return Health(.healthy)
    }

    static func replicaSet(_ live: LiveObject) -> Health {
        guard live.value["status"]?.object != nil else { return notObserved }
        if let failure = live.condition("ReplicaFailure"), failure.isTrue { return Health(.degraded, failure.words) }
        let wanted = live.spec["replicas"]?.integer ?? 1
        let available = live.count("availableReplicas")
        return available < wanted
            ? Health(.progressing, "\(available) of \(wanted) replicas are available") : Health(.healthy)
    }

    static let notObserved = Health(.progressing, "no controller has reported a status yet")
}
