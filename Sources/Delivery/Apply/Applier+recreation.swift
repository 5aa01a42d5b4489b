import Manifests

/// What cannot be changed is deleted and made anew.
extension Applier {
    /// - Parameter reason: why it cannot be changed.
    func recreate(
        _ step: inout Applied.Step, because reason: String, with method: ApplyMethod
    ) async throws(ClusterUnreachable) {
        guard let desired = step.change.desired, let live = step.change.live else { return }
        step.change.action = .recreate(reason: reason)
        if let refusal = try await Recreation.refusal(of: desired, live: live, because: reason, on: cluster) {
            step.outcome = .failed(refusal)
            return
        }
        step.outcome = try await deleteAndWait(step.change)
        guard step.outcome == .done else { return }
        step.change.desired = desired.asDeclared
        step.change.takeover = nil
        try await apply(&step, with: method)
        guard case .failed(let fault) = step.outcome,
            let end = try await putBack(live, insteadOf: desired, runsToCompletion: method.runsToCompletion)
        else { return }
        step.outcome = .failed("deleted, and could not be made anew: \(fault); \(end)")
    }

    /// - Returns: what became of the object of before; nil where there is one of its name.
    private func putBack(
        _ live: Value, insteadOf resource: AdmittedResource, runsToCompletion: Bool
    ) async throws(ClusterUnreachable) -> String? {
        let identity = resource.identity
        switch try await cluster.get(resource.kind, namespace: identity.namespace, name: identity.name) {
        case .absent: break
        case .object: return nil
        case .unknown(let reason): return "whether there is one of its name cannot be told: \(reason)"
        }
        if runsToCompletion { return "the one of before was not put back, because it would run again" }
        let object = Recreation.before(live, insteadOf: resource)
        switch try await cluster.apply(object, kind: resource.kind, force: true, dryRun: false) {
        case .applied: return "the one of before was put back"
        case .conflict(let owners): return "the one of before could not be put back: \(owners.inWords)"
        case .refused(let reason), .immutable(let reason), .premature(let reason):
            return "the one of before could not be put back: \(reason)"
        }
    }

    /// A name is free again when the object's finalizers have run.
    private func deleteAndWait(_ change: PlannedChange) async throws(ClusterUnreachable) -> Applied.Outcome {
        let identity = change.identity
        let precondition = DeletePrecondition(uid: change.live?[path: "metadata", "uid"]?.string)
        if case .refused(let reason) = try await cluster.delete(
            change.kind, namespace: identity.namespace, name: identity.name, if: precondition)
        {
            return .failed(reason)
        }
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        let deadline = ContinuousClock.now + deletionDeadline
        while ContinuousClock.now < deadline {
            switch try await cluster.get(change.kind, namespace: identity.namespace, name: identity.name) {
            case .absent: return .done
            case .object(let object) where !precondition.holds(for: object): return .done
            case .object: break
            case .unknown(let reason): return .failed(reason)
            }
            do { try await Task.sleep(for: backoff.next(random: 0.5)) } catch { break }
        }
        return .failed("it is still being deleted, so it could not be made anew; see its finalizers")
    }
}
