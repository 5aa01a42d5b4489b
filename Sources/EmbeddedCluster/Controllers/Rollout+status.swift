import Manifests

extension Rollout {
    /// `status` as `kubectl rollout status` reads it.
    func status(now: String) -> Object {
        let sets = old + (current.map { [$0] } ?? [])
        let total = sets.reduce(0) { $0 + $1.status.count("replicas") }
        let ready = sets.reduce(0) { $0 + $1.status.count("readyReplicas") }
        let running = sets.reduce(0) { $0 + $1.status.count("availableReplicas") }
        let updated = current?.status.count("replicas") ?? 0
        var status = deployment.status
        status["observedGeneration"] = .integer(deployment.generation)
        status.setCount("collisionCount", collisions)
        status.setCount("replicas", total)
        status.setCount("updatedReplicas", updated)
        status.setCount("readyReplicas", ready)
        status.setCount("availableReplicas", running)
        status.setCount("unavailableReplicas", max(0, max(total, replicas) - running))
        let isComplete = updated == replicas && total == replicas && running >= replicas && current != nil
        let progress = Progress(
            isComplete: isComplete, isOfOneSet: updated == total, isMade: hasProgressed(to: status), now: now)
        status["conditions"] = Condition.merge(
            [available(running), progressing(progress)], into: deployment.status["conditions"], now: now)
        return status
    }

    /// Whether more pods are new, ready or available than before, or fewer are old (`DeploymentProgressing` of
    /// k8s.io/kubernetes).
    private func hasProgressed(to status: Object) -> Bool {
        func old(_ status: Object) -> Int {
            status.count("replicas").subtractingReportingOverflow(status.count("updatedReplicas")).partialValue
        }
        let before = deployment.status
        return ["updatedReplicas", "readyReplicas", "availableReplicas"].contains {
            status.count($0) > before.count($0)
        } || old(status) < old(before)
    }

    private func available(_ running: Int) -> Condition {
        if running >= replicas - maxUnavailable {
            return Condition(
                "Available", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability.",
                secondTime: "lastUpdateTime")
        }
        return Condition(
            "Available", .no, reason: "MinimumReplicasUnavailable",
            message: "Deployment does not have minimum availability.", secondTime: "lastUpdateTime")
    }

    private struct Progress {
        var isComplete: Bool
        /// Whether all pods are of the new template.
        var isOfOneSet: Bool
        /// Whether there is some since the status was written last.
        var isMade: Bool
        var now: String
    }

    /// How the rollout goes (`syncRolloutStatus` of k8s.io/kubernetes). The deadline runs from the last progress on, and
    /// no longer once a rollout was complete: whatever becomes of its pods then.
    private func progressing(_ progress: Progress) -> Condition {
        let name = current?.objectName ?? newSet.objectName
        if isPaused { return Self.progressing(.unknown, "DeploymentPaused", "Deployment is paused") }
        let complete = Self.progressing(
            .yes, Self.completeReason, "ReplicaSet \"\(name)\" has successfully progressed.")
        let isKnown = { (condition: Condition) in
            Self.progress(of: deployment)?["reason"]?.string == condition.reason
                && Self.progress(of: deployment)?["message"]?.string == condition.message
        }
        if progress.isComplete { return complete }
        // What shall fail has no deadline to wait for.
        if let failure = deployment.wantedFailure ?? PodTemplate.failureInTemplate(of: deployment),
            let current, current.status.count("readyReplicas") < current.status.count("replicas")
        {
            return Self.progressing(
                .no, Self.lateReason, "ReplicaSet \"\(name)\" has timed out progressing: \(failure)")
        }
        if isKnown(complete), progress.isOfOneSet { return complete }
        let late = Self.progressing(.no, Self.lateReason, "ReplicaSet \"\(name)\" has timed out progressing.")
        var going = Self.progressing(.yes, Self.goingReason, "ReplicaSet \"\(name)\" is progressing.")
        going.isRenewed = progress.isMade
        let isOver = Self.secondsLeft(of: deployment, now: progress.now).map { $0 <= 0 } ?? false
        return !progress.isMade && (isKnown(late) || isKnown(going) && isOver) ? late : going
    }

    private static let completeReason = "NewReplicaSetAvailable"
    private static let goingReason = "ReplicaSetUpdated"
    private static let lateReason = "ProgressDeadlineExceeded"

    private static func progressing(_ status: Condition.Status, _ reason: String, _ message: String) -> Condition {
        Condition("Progressing", status, reason: reason, message: message, secondTime: "lastUpdateTime")
    }

    private static func progress(of deployment: Value) -> Value? {
        deployment.status["conditions"]?.array?.first { $0["type"] == "Progressing" }
    }

    /// Until a rollout that makes no progress is given up (`progressDeadlineSeconds`); nil where none is under way, or
    /// where it has no deadline, which the greatest number says.
    static func secondsLeft(of deployment: Value, now: String) -> Int64? {
        let deadline = deployment.spec["progressDeadlineSeconds"]?.integer ?? 600
        guard deadline < Int32.max, let progress = progress(of: deployment), progress["reason"]?.string == goingReason,
            let since = progress["lastUpdateTime"]?.string
        else { return nil }
        return Timestamp.secondsLeft(of: deadline, since: since, now: now)
    }
}
