import Manifests

/// Carries out a plan.
///
/// Stage by stage, each stage in parallel; what a person must decide (conflicts, refusals) is reported and the
/// rest goes on. Deletions come last and only after everything else succeeded, so that an object whose
/// replacement failed is not taken away. Killed at any instant, the next run plans from what it finds.
package struct Applier: Sendable {
    private let cluster: any LiveCluster
    private let parallelRequests: Int
    private let definitionDeadline: Duration

    package init(cluster: any LiveCluster, parallelRequests: Int = 16, definitionDeadline: Duration = .seconds(60)) {
        self.cluster = cluster
        self.parallelRequests = parallelRequests
        self.definitionDeadline = definitionDeadline
    }

    /// - Parameter onStep: is told of each object as it is done.
    /// - Throws: ``ClusterUnreachable`` where the cluster went away; what was done until then stays done.
    package func apply(
        _ plan: Plan, onStep: @escaping @Sendable (Applied.Step) async -> Void = { _ in }
    ) async throws(ClusterUnreachable) -> Applied {
        var applied = Applied(environment: plan.environment, steps: [], refusal: plan.refusal)
        guard plan.refusal == nil else { return applied }
        let stages = Self.stages(of: plan.changes)
        var inventoryIsWritten = !Self.mustRecordBefore(plan)
        for (stage, changes) in stages.upward {
            // The inventory lives in a namespace that may be among the first things applied.
            if !inventoryIsWritten, stage > .namespaces {
                try await record(plan, complete: false, in: &applied)
                guard applied.refusal == nil else { return applied }
                inventoryIsWritten = true
            }
            applied.steps += try await run(changes, of: plan, onStep: onStep)
            if stage == .definitions { try await awaitDefinitions(changes) }
        }
        if !inventoryIsWritten { try await record(plan, complete: false, in: &applied) }
        applied.steps += try await prune(stages.downward, of: plan, after: applied, onStep: onStep)
        if applied.isComplete, Self.mustRecordAfter(plan) { try await record(plan, complete: true, in: &applied) }
        return applied
    }

    private func prune(
        _ stages: [(ApplyStage, [PlannedChange])], of plan: Plan, after applied: Applied,
        onStep: @escaping @Sendable (Applied.Step) async -> Void
    ) async throws(ClusterUnreachable) -> [Applied.Step] {
        var steps: [Applied.Step] = []
        for (_, changes) in stages {
            if applied.isComplete {
                steps += try await run(changes, of: plan, onStep: onStep)
            } else {
                steps += changes.map {
                    Applied.Step(change: $0, outcome: .skipped("not deleted, because something else failed"))
                }
            }
        }
        return steps
    }
}

// MARK: - Order

extension Applier {
    /// What there is to do: upward what is applied, downward what is deleted.
    private static func stages(
        of changes: [PlannedChange]
    ) -> (upward: [(ApplyStage, [PlannedChange])], downward: [(ApplyStage, [PlannedChange])]) {
        let active = changes.filter(\.action.isDifference)
        func group(_ changes: [PlannedChange]) -> [(ApplyStage, [PlannedChange])] {
            Dictionary(grouping: changes) { ApplyStage($0.identity.groupKind) }.sorted { $0.key < $1.key }.map {
                ($0, $1)
            }
        }
        return (group(active.filter { $0.action != .delete }), group(active.filter { $0.action == .delete }).reversed())
    }

    private func run(
        _ changes: [PlannedChange], of plan: Plan, onStep: @escaping @Sendable (Applied.Step) async -> Void
    ) async throws(ClusterUnreachable) -> [Applied.Step] {
        let force = plan.environment.spec.sync.selfHeal
        return try await Parallel.map(changes, limit: parallelRequests) { change throws(ClusterUnreachable) in
            let step = try await carryOut(change, force: force)
            await onStep(step)
            return step
        }
    }

    private func carryOut(_ change: PlannedChange, force: Bool) async throws(ClusterUnreachable) -> Applied.Step {
        var step = Applied.Step(change: change, outcome: .done)
        switch change.action {
        case .create, .update, .adopt:
            guard let desired = change.desired else { break }
            switch try await cluster.apply(desired.object, kind: desired.kind, force: force, dryRun: false) {
            case .applied(let object): step.result = object
            case .conflict(let conflicts): step.outcome = .failed(Self.describe(conflicts))
            case .refused(let reason), .premature(let reason): step.outcome = .failed(reason)
            }
        case .delete: step.outcome = try await delete(change)
        case .conflict(let conflicts): step.outcome = .failed(Self.describe(conflicts))
        case .refused(let reason): step.outcome = .failed(reason)
        case .unchanged, .keep: break
        }
        return step
    }

    private static func describe(_ conflicts: [String]) -> String {
        "other managers own fields with other values: \(conflicts.joined(separator: "; "))"
    }

    private func delete(_ change: PlannedChange) async throws(ClusterUnreachable) -> Applied.Outcome {
        let answer = try await cluster.delete(
            change.kind, namespace: change.identity.namespace, name: change.identity.name,
            uid: change.live?[path: "metadata", "uid"]?.string)
        switch answer {
        case .deleted: return .done
        case .refused(let reason): return .failed(reason)
        }
    }
}

// MARK: - Inventory and definitions

extension Applier {
    /// Before anything is applied, the inventory must name every kind that will be there: were the daemon killed
    /// in between, a later prune would not look for the others.
    private static func mustRecordBefore(_ plan: Plan) -> Bool {
        guard let recorded = plan.recorded else { return true }
        return !recorded.kinds.isSuperset(of: declaredKinds(plan)) || recorded.repository != plan.environment.repository
    }

    private static func mustRecordAfter(_ plan: Plan) -> Bool {
        plan.recorded?.kinds != remainingKinds(plan) || plan.recorded?.revision != plan.environment.revision
    }

    private static func declaredKinds(_ plan: Plan) -> Set<GroupKind> {
        Set(plan.environment.resources.map(\.identity.groupKind))
    }

    /// The kinds declared, and those of objects that left Git and stay.
    private static func remainingKinds(_ plan: Plan) -> Set<GroupKind> {
        let kept = plan.changes.filter { if case .keep = $0.action { true } else { false } }
        return declaredKinds(plan).union(kept.map(\.identity.groupKind))
    }

    private func record(_ plan: Plan, complete: Bool, in applied: inout Applied) async throws(ClusterUnreachable) {
        var set = plan.environment.applySet
        set.repository = plan.environment.repository
        set.kinds = complete ? Self.remainingKinds(plan) : Self.declaredKinds(plan).union(plan.recorded?.kinds ?? [])
        set.revision = complete ? plan.environment.revision : plan.recorded?.revision
        if let refusal = try await Inventory(cluster: cluster).write(set) {
            applied.refusal = "expected to record the inventory: \(refusal)"
        } else {
            applied.recorded = set
        }
    }

    /// Waits until the cluster serves the kinds that were just defined.
    private func awaitDefinitions(_ changes: [PlannedChange]) async throws(ClusterUnreachable) {
        let awaited = changes.flatMap { Self.definedKinds($0.desired?.object ?? .null) }
        guard !awaited.isEmpty else { return }
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        let deadline = ContinuousClock.now + definitionDeadline
        while ContinuousClock.now < deadline {
            let served = try await cluster.scopes(refresh: true)
            if awaited.allSatisfy(served.contains) { return }
            do { try await Task.sleep(for: backoff.next(random: 0.5)) } catch { return }
        }
    }

    private static func definedKinds(_ definition: Value) -> [GroupVersionKind] {
        guard let spec = definition["spec"], let group = spec["group"]?.string,
            let kind = spec[path: "names", "kind"]?.string
        else { return [] }
        return (spec["versions"]?.array ?? []).filter { $0["served"]?.bool ?? false }.compactMap { version in
            version["name"]?.string.map { GroupVersionKind(group: group, version: $0, kind: kind) }
        }
    }
}
