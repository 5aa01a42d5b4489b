import Cluster
import Manifests
import StructuredMerge

/// What is done to one object.
extension Applier {
    func carryOut(
        _ changes: [PlannedChange], in run: ApplyRun, onStep: @escaping OnStep
    ) async throws(ClusterUnreachable) -> [Applied.Step] {
        let (plan, redefined) = (run.plan, run.redefined)
        return try await Parallel.map(changes, limit: parallelRequests) { change throws(ClusterUnreachable) in
            let step = try await carryOut(
                change, of: plan, patience: redefined[change.identity.groupKind]?.advanced(by: redefinitionDeadline))
            await onStep(step)
            return step
        }
    }

    private func carryOut(
        _ change: PlannedChange, of plan: Plan, patience: ContinuousClock.Instant?
    ) async throws(ClusterUnreachable) -> Applied.Step {
        let method = ApplyMethod(
            force: plan.environment.spec.sync.selfHeal, patience: patience,
            runsToCompletion: plan.environment.healthChecks.runsToCompletion(change.identity.groupKind))
        var step = Applied.Step(change: change, outcome: .done)
        switch change.action {
        case .create, .update, .adopt: try await apply(&step, with: method)
        case .recreate(let reason): try await recreate(&step, because: reason, with: method)
        case .delete: try await delete(&step, of: plan.environment, recorded: plan.recorded)
        case .terminating(let reason): step.outcome = .waiting(reason)
        case .conflict(let conflicts, _): step.outcome = .failed(Self.describe(conflicts))
        case .refused(let reason), .failed(let reason): step.outcome = .failed(reason)
        case .unchanged, .keep: break
        }
        return step
    }

    func apply(_ step: inout Applied.Step, with method: ApplyMethod) async throws(ClusterUnreachable) {
        guard let desired = step.change.desired else { return }
        if let takeover = step.change.takeover, let fault = try await takeOver(step.change, takeover) {
            step.outcome = .failed(fault)
            return
        }
        switch try await answer(to: desired, with: method) {
        case .applied(let object) where Termination.hasBegun(object):
            // What was applied lets it go.
            step.outcome = .waiting(Termination.beforeNewStart(object))
        case .applied(let object):
            step.result = object
            try await bringBack(&step, desired, force: method.force)
        case .conflict(let conflicts): step.outcome = .failed(Self.describe(conflicts))
        case .immutable(let reason):
            // Somebody else has made one of its name meanwhile.
            if case .recreate = step.change.action { return step.outcome = .failed(reason) }
            // A sync does not try objects out that it applies anyway, so it may be the first to learn of it.
            switch Recreation.action(for: desired, live: step.change.live, reason) {
            case .recreate: try await recreate(&step, because: reason, with: method)
            case .refused(let refusal): step.outcome = .failed(refusal)
            default: step.outcome = .failed(reason)
            }
        case .premature(let reason): step.outcome = .failed(MissingNamespace.inWords(reason))
        case .refused(let reason), .unavailable(let reason): step.outcome = .failed(reason)
        }
    }

    /// A map or list that is emptied goes with the last of its members (`merge.Updater.prune` of structured-merge-diff),
    /// though it is declared; a second apply brings it back, empty.
    private func bringBack(
        _ step: inout Applied.Step, _ desired: AdmittedResource, force: Bool
    ) async throws(ClusterUnreachable) {
        guard step.change.live != nil, let object = step.result, Self.hasLostEmpty(desired.object, in: object) else {
            return
        }
        if case .applied(let object) = try await cluster.apply(
            desired.object, kind: desired.kind, force: force, dryRun: false)
        {
            step.result = object
        }
    }

    /// Whether something is declared empty that the object does not have.
    private static func hasLostEmpty(_ desired: Value, in object: Value?) -> Bool {
        switch desired {
        case .object(let members):
            if members.isEmpty { return object == nil || object?.isNull == true }
            return members.contains { hasLostEmpty($0.value, in: object?[$0.key]) }
        case .array(let items):
            if items.isEmpty { return object == nil || object?.isNull == true }
            // Which item is which does not matter: to apply once more changes nothing where nothing was lost.
            let others = object?.array ?? []
            return items.enumerated().contains { index, item in
                hasLostEmpty(item, in: others.indices.contains(index) ? others[index] : nil)
            }
        default: return false
        }
    }

    func answer(
        to desired: AdmittedResource, with method: ApplyMethod
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(1))
        while true {
            let answer = try await cluster.apply(
                desired.object, kind: desired.kind, force: method.force, dryRun: false)
            switch answer {
            case .conflict(let conflicts) where conflicts.areOwnLabels && !method.force:
                return try await cluster.apply(desired.object, kind: desired.kind, force: true, dryRun: false)
            case .refused, .unavailable, .premature: break
            case .applied, .conflict, .immutable: return answer
            }
            guard let patience = method.patience, ContinuousClock.now < patience else { return answer }
            do { try await Task.sleep(for: backoff.next(random: 0.5)) } catch { return answer }
        }
    }

    /// - Returns: why it could not be; nil once it is.
    private func takeOver(_ change: PlannedChange, _ takeover: Takeover) async throws(ClusterUnreachable) -> String? {
        let answer = try await cluster.write(
            managedFields: takeover.managedFields, of: change.kind, namespace: change.identity.namespace,
            name: change.identity.name,
            resourceVersion: change.live?[path: "metadata", "resourceVersion"]?.string ?? "")
        switch answer {
        case .applied: return nil
        case .conflict(let conflicts): return Self.describe(conflicts)
        case .refused(let reason), .unavailable(let reason), .premature(let reason), .immutable(let reason):
            return "its fields could not be taken over from the tool that kept it: \(reason)"
        }
    }

    static func describe(_ conflicts: [FieldOwner]) -> String {
        "other managers own fields with other values: \(conflicts.inWords); \([FieldOwner].remedy)"
    }
}
