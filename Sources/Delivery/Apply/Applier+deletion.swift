import Manifests

/// What is taken away: objects that left Git.
extension Applier {
    /// How often an object is looked at again that changes between the look and its deletion.
    static let looksAtMovingObjects = 5

    /// Stage by stage, from the last to the first, each when all of the one before is gone: who serves the finalizers of
    /// an object, and the definition of its kind, outlive it.
    func prune(in run: inout ApplyRun, onStep: @escaping OnStep) async throws(ClusterUnreachable) {
        let leaving = run.plan.changes.filter { $0.desired == nil && $0.action.isDifference }
        for (_, changes) in ApplyRun.stages(of: leaving).reversed() {
            let (begun, others) = (changes.filter { $0.action != .delete }, changes.filter { $0.action == .delete })
            let obstacle: Readiness? =
                run.applied.isComplete
                ? nil
                : run.hasFailed
                    ? .failed("not deleted, because something else failed")
                    : .waiting("to be deleted when everything else is in place")
            try await carryOutDeletions(begun, in: &run, onStep: onStep)
            if let obstacle {
                await run.leave(others, because: obstacle, onStep: onStep)
            } else {
                try await carryOutDeletions(others, in: &run, onStep: onStep)
            }
        }
    }

    private func carryOutDeletions(
        _ changes: [PlannedChange], in run: inout ApplyRun, onStep: @escaping OnStep
    ) async throws(ClusterUnreachable) {
        let steps = try await carryOut(changes, in: run, onStep: onStep)
        run.absorb(steps)
        run.noteLeaving(steps)
    }

    /// Deletes the object as it was judged: what has changed since, a label or `lockstep/prune` perhaps, is judged anew.
    func delete(
        _ step: inout Applied.Step, of environment: AdmittedEnvironment, recorded: ApplySet?
    ) async throws(ClusterUnreachable) {
        let identity = step.change.identity
        for _ in 0..<Self.looksAtMovingObjects {
            let metadata = step.change.live?["metadata"]
            let precondition = DeletePrecondition(
                uid: metadata?["uid"]?.string, resourceVersion: metadata?["resourceVersion"]?.string)
            switch try await cluster.delete(
                step.change.kind, namespace: identity.namespace, name: identity.name, if: precondition)
            {
            case .gone: return
            case .refused(let reason):
                step.outcome = .failed(reason)
                return
            case .pending(let object):
                step.hasBegunDeletion = true
                step.outcome = .waiting(Termination.inWords(object))
                return
            case .changed: break
            }
            guard try await isStillToBeDeleted(&step, in: environment, recorded: recorded) else { return }
        }
        step.outcome = .failed("it changes again and again, and was not deleted")
    }

    /// - Returns: false where the step is over.
    private func isStillToBeDeleted(
        _ step: inout Applied.Step, in environment: AdmittedEnvironment, recorded: ApplySet?
    ) async throws(ClusterUnreachable) -> Bool {
        let identity = step.change.identity
        switch try await cluster.get(step.change.kind, namespace: identity.namespace, name: identity.name) {
        case .absent: return false
        case .unknown(let reason):
            step.outcome = .failed(reason)
            return false
        case .object(let object):
            step.change.live = object
            step.change.action =
                environment.applySet.remembering(recorded).contains(object)
                ? PruneGuard.action(for: identity, object: object, in: environment)
                : .keep(reason: "it is no longer of this environment")
            if case .terminating(let reason) = step.change.action { step.outcome = .waiting(reason) }
            return step.change.action == .delete
        }
    }
}
