import Manifests

/// How many pods each ReplicaSet is to have next (`pkg/controller/deployment` of k8s.io/kubernetes: `NewRSNewReplicas`,
/// `reconcileOldReplicaSets`, `scale`).
extension Rollout {
    typealias Size = (set: Value, pods: Int)

    /// Of the current set, or of the one that is to be made.
    var newSize: Int {
        let size = current?.spec.count("replicas") ?? 0
        if isRecreate { return mayStart ? replicas : size }
        // Never more than the wanted pods and the surge, those of the old sets counted.
        let room = replicas.saturatingAdding(maxSurge) - total(of: "replicas", in: \.spec)
        return min(replicas, size.saturatingAdding(max(0, room)))
    }

    /// The old sets that shrink now, once the current one is as large as it may be.
    ///
    /// Pods that do not run go first; of the others as many as may be missing.
    var oldSizes: [Size] {
        if isRecreate { return old.filter { $0.spec.count("replicas") != 0 }.map { ($0, 0) } }
        guard let current else { return [] }
        let least = replicas - maxUnavailable
        let missing = current.spec.count("replicas") - current.status.count("availableReplicas")
        var spare = total(of: "replicas", in: \.spec) - least - missing
        var sizes = old.map { $0.spec.count("replicas") }
        for (index, set) in old.enumerated() where spare > 0 {
            let gone = min(spare, max(0, sizes[index] - set.status.count("availableReplicas")))
            sizes[index] -= gone
            spare -= gone
        }
        spare = min(spare, total(of: "availableReplicas", in: \.status) - least)
        for index in old.indices where spare > 0 {
            let gone = min(spare, sizes[index])
            sizes[index] -= gone
            spare -= gone
        }
        return zip(old, sizes).filter { $0.spec.count("replicas") != $1 }.map { ($0, $1) }
    }

    private var sets: [Value] { old + (current.map { [$0] } ?? []) }

    /// The sets that have pods, the newest last.
    var active: [Value] { sets.filter { $0.spec.count("replicas") > 0 } }

    /// Whether the Deployment asks for another number of pods than when its sets got theirs.
    var isScaled: Bool {
        active.contains { set in
            set.annotations[DeploymentController.replicasAnnotation].map { $0.string != String(replicas) } ?? false
        }
    }

    /// While it is paused or scaled: the one set that has pods follows the Deployment; several share what there is to be,
    /// each by its size.
    var sharedSizes: [Size] {
        let active = active
        guard active.count > 1, !isRecreate else {
            guard let set = active.last ?? sets.last, set.spec.count("replicas") != replicas else { return [] }
            return [(set, replicas)]
        }
        if let current, current.spec.count("replicas") >= replicas,
            current.status.count("availableReplicas") >= replicas
        {
            return active.filter { $0.objectName != current.objectName }.map { ($0, 0) }
        }
        let allowed = replicas == 0 ? 0 : replicas.saturatingAdding(maxSurge)
        let all = total(of: "replicas", in: \.spec)
        guard all > 0, all != allowed else { return [] }
        var left = allowed
        return active.enumerated().map { index, set in
            // The newest takes what rounding leaves.
            let share = Double(set.spec.count("replicas")) * Double(allowed) / Double(all)
            let pods = index == active.count - 1 ? left : min(left, Int(share.rounded()))
            left -= pods
            return (set, pods)
        }
    }

    private func total(of count: String, in part: (Value) -> Object) -> Int {
        sets.reduce(0) { $0.saturatingAdding(part($1).count(count)) }
    }

    /// Pods that there may be beyond the wanted ones; a percentage is rounded up.
    private var maxSurge: Int { limit("maxSurge", roundingUp: true) }

    /// Pods that may be missing; a percentage is rounded down. One at least where there is no surge, so that it goes on.
    var maxUnavailable: Int {
        if isRecreate { return 0 }
        let missing = limit("maxUnavailable", roundingUp: false)
        return min(replicas, missing == 0 && maxSurge == 0 ? 1 : missing)
    }

    private func limit(_ field: String, roundingUp: Bool) -> Int {
        [deployment.spec["strategy"]?[path: "rollingUpdate", field], "25%"].lazy.compactMap {
            NumberOrPercent.count($0, of: replicas, roundingUp: roundingUp)
        }.first ?? 0
    }
}

extension Int {
    fileprivate func saturatingAdding(_ other: Int) -> Int {
        let (sum, hasOverflown) = addingReportingOverflow(other)
        return hasOverflown ? (other > 0 ? .max : .min) : sum
    }
}
