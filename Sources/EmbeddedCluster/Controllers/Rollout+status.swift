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
        status["conditions"] = Condition.merge(
            [available(running), progressing(isComplete)], into: deployment.status["conditions"], now: now)
        return status
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

    private func progressing(_ isComplete: Bool) -> Condition {
        let name = current?.objectName ?? newSet.objectName
        if isPaused {
            return Condition(
                "Progressing", .unknown, reason: "DeploymentPaused", message: "Deployment is paused",
                secondTime: "lastUpdateTime")
        }
        if isComplete {
            return Condition(
                "Progressing", reason: "NewReplicaSetAvailable",
                message: "ReplicaSet \"\(name)\" has successfully progressed.", secondTime: "lastUpdateTime")
        }
        // What shall fail has no deadline to wait for.
        if let failure = deployment.wantedFailure ?? PodTemplate.failureInTemplate(of: deployment),
            let current, current.status.count("readyReplicas") < current.status.count("replicas")
        {
            return Condition(
                "Progressing", .no, reason: "ProgressDeadlineExceeded",
                message: "ReplicaSet \"\(name)\" has timed out progressing: \(failure)", secondTime: "lastUpdateTime")
        }
        return Condition(
            "Progressing", reason: "ReplicaSetUpdated", message: "ReplicaSet \"\(name)\" is progressing.",
            secondTime: "lastUpdateTime")
    }
}
