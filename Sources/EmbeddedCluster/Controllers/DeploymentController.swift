import Manifests

/// Rolls a Deployment's template out as ReplicaSets.
///
/// The new set grows and the old ones shrink within what may be too many and too few; with `Recreate` the old ones go
/// first.
struct DeploymentController: Controller {
    /// On a ReplicaSet: how many pods its Deployment asked for when it got its own.
    static let replicasAnnotation = "deployment.kubernetes.io/desired-replicas"
    static let revisionAnnotation = "deployment.kubernetes.io/revision"
    static let hashLabel = "pod-template-hash"

    let kinds: [GroupVersionKind] = [.deployment]

    func reconcile(_ deployment: Value, in workspace: ControllerWorkspace) async {
        let sets = await workspace.children(.replicaSet, of: deployment)
        var rollout = Rollout(deployment: deployment, sets: sets)
        let keepsShares = rollout.isPaused || rollout.isScaled
        await bringUp(&rollout, keepsShares: keepsShares, in: workspace)
        await resize(rollout, to: keepsShares ? rollout.sharedSizes : rollout.oldSizes, in: workspace)
        for set in rollout.setsToForget { await workspace.delete(set) }
        await workspace.write(status: rollout.status(now: workspace.now), to: deployment, as: rollout.annotated)
    }

    func isDue(_ deployment: Value, now: String) -> Duration? {
        // A second at least: the look that finds the time over is still one at what was there before it.
        Rollout.secondsLeft(of: deployment, now: now).map { .seconds(max(1, $0)) }
    }

    /// Makes the new ReplicaSet or brings it to the wanted size, revision and failure.
    private func bringUp(_ rollout: inout Rollout, keepsShares: Bool, in workspace: ControllerWorkspace) async {
        guard let current = rollout.current else {
            guard !keepsShares, rollout.mayStart else { return }
            let new = rollout.newSet
            rollout.current = await workspace.create(new)
            if rollout.current == nil, await isTaken(new, in: workspace) { rollout.collisions += 1 }
            tell(of: rollout.current, from: 0, rollout, in: workspace)
            return
        }
        var wanted = current
        if !keepsShares {
            wanted.setSpec("replicas", .integer(Int64(rollout.newSize)))
            wanted.setAnnotation(Self.replicasAnnotation, String(rollout.replicas))
        }
        if !rollout.isPaused {
            wanted.setAnnotation(Self.revisionAnnotation, rollout.revision)
        }
        wanted.setSpec("minReadySeconds", rollout.deployment.spec["minReadySeconds"])
        wanted.setAnnotation(Value.failureAnnotation, rollout.deployment.wantedFailure)
        guard wanted != current else { return }
        let updated = await workspace.update(wanted)
        rollout.current = updated ?? current
        tell(of: updated, from: current.spec.count("replicas"), rollout, in: workspace)
    }

    /// Whether a set that is not the Deployment's has the name. With another count of such names the status changes, which
    /// brings the Deployment back for another try.
    private func isTaken(_ new: Value, in workspace: ControllerWorkspace) async -> Bool {
        let other = await workspace.client.get(.replicaSet, namespace: new.objectNamespace, name: new.objectName)
        return other.map { $0.controllerReference?["uid"] != new.controllerReference?["uid"] } ?? false
    }

    /// Gives sets their next sizes, and notes on those that have pods for how many in all that was.
    private func resize(_ rollout: Rollout, to sizes: [Rollout.Size], in workspace: ControllerWorkspace) async {
        let others = rollout.active.filter { set in !sizes.contains { $0.set.objectName == set.objectName } }
        for (set, size) in sizes + others.map({ ($0, $0.spec.count("replicas")) }) {
            var changed = set
            changed.setSpec("replicas", .integer(Int64(size)))
            changed.setAnnotation(Self.replicasAnnotation, String(rollout.replicas))
            guard changed != set, await workspace.update(changed) != nil else { continue }
            tell(of: changed, from: set.spec.count("replicas"), rollout, in: workspace)
        }
    }

    private func tell(of set: Value?, from before: Int, _ rollout: Rollout, in workspace: ControllerWorkspace) {
        guard let set, set.spec.count("replicas") != before else { return }
        workspace.tell(.scaled(set, from: before, to: set.spec.count("replicas")), about: rollout.deployment)
    }
}
