import Manifests

/// Rolls a Deployment's template out as ReplicaSets.
///
/// The new set grows and the old ones shrink within what may be too many and too few; with `Recreate` the old ones go
/// first.
struct DeploymentController: Controller {
    static let revisionAnnotation = "deployment.kubernetes.io/revision"
    static let hashLabel = "pod-template-hash"

    let kinds: [GroupVersionKind] = [.deployment]

    func reconcile(_ deployment: Value, in workspace: ControllerWorkspace) async {
        let sets = await workspace.children(.replicaSet, of: deployment)
        var rollout = Rollout(deployment: deployment, sets: sets)
        await bringUp(&rollout, in: workspace)
        for (set, size) in rollout.isPaused ? rollout.pausedSizes : rollout.oldSizes {
            var changed = set
            changed.setSpec("replicas", .integer(Int64(size)))
            guard await workspace.update(changed) != nil else { continue }
            workspace.tell(.scaled(set, from: set.spec.count("replicas"), to: size), about: deployment)
        }
        for set in rollout.setsToForget { await workspace.delete(set) }
        await annotate(rollout, in: workspace)
        await workspace.write(status: rollout.status(now: workspace.now), to: deployment)
    }

    /// Makes the new ReplicaSet or brings it to the wanted size, revision and failure.
    private func bringUp(_ rollout: inout Rollout, in workspace: ControllerWorkspace) async {
        guard let current = rollout.current else {
            guard !rollout.isPaused, rollout.mayStart else { return }
            rollout.current = await workspace.create(rollout.newSet)
            tell(of: rollout.current, from: 0, rollout, in: workspace)
            return
        }
        var wanted = current
        if !rollout.isPaused {
            wanted.setSpec("replicas", .integer(Int64(rollout.newSize)))
            wanted.setAnnotation(Self.revisionAnnotation, rollout.revision)
        }
        wanted.setSpec("minReadySeconds", rollout.deployment.spec["minReadySeconds"])
        wanted.setAnnotation(Value.failureAnnotation, rollout.deployment.wantedFailure)
        guard wanted != current else { return }
        let updated = await workspace.update(wanted)
        rollout.current = updated ?? current
        tell(of: updated, from: current.spec.count("replicas"), rollout, in: workspace)
    }

    private func tell(of set: Value?, from before: Int, _ rollout: Rollout, in workspace: ControllerWorkspace) {
        guard let set, set.spec.count("replicas") != before else { return }
        workspace.tell(.scaled(set, from: before, to: set.spec.count("replicas")), about: rollout.deployment)
    }

    private func annotate(_ rollout: Rollout, in workspace: ControllerWorkspace) async {
        guard rollout.current != nil, !rollout.isPaused,
            rollout.deployment.annotations[Self.revisionAnnotation]?.string != rollout.revision
        else { return }
        var changed = rollout.deployment
        changed.setAnnotation(Self.revisionAnnotation, rollout.revision)
        await workspace.update(changed)
    }
}
