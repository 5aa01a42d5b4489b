import Manifests

/// The record of what is applied, and the kinds that a plan brings along.
extension Applier {
    /// Before anything is applied, the inventory must name every kind that will be there: were the daemon killed
    /// in between, a later prune would not look for the others.
    static func mustRecordBefore(_ plan: Plan) -> Bool {
        if plan.environment.isPart { return false }
        guard let recorded = plan.recorded else { return true }
        return !recorded.kinds.isSuperset(of: declaredKinds(plan)) || recorded.repository != plan.environment.repository
            || recorded.hooks != HookLedger(plan).ends || !recorded.isInPlace || isHomeGone(plan)
    }

    /// Whether the namespace of the inventory is not there, so that the inventory is not, whatever it said last.
    private static func isHomeGone(_ plan: Plan) -> Bool { plan.home?.action == .create }

    /// Writes the record before anything else, definitions and namespaces included: what bears an id that no record names
    /// would be nobody's. Its own namespace alone is made before it.
    func begin(_ run: inout ApplyRun, onStep: @escaping OnStep) async throws(ClusterUnreachable) {
        guard !run.inventoryIsWritten, run.canRecord else { return }
        if let home = run.plan.home, home.action == .create {
            let steps = try await carryOut([home], in: run, onStep: onStep)
            run.absorb(steps)
            run.noteLeaving(steps)
            guard steps.allSatisfy({ $0.outcome == .done }) else { return }
        }
        try await record(run.plan, complete: false, in: &run)
    }

    static func mustRecordAfter(_ plan: Plan) -> Bool {
        if plan.environment.isPart { return false }
        return plan.recorded?.kinds != remainingKinds(plan) || plan.recorded?.revision != plan.environment.revision
            || plan.recorded?.generation != plan.environment.generation || plan.recorded?.hooks.isEmpty == false
            || plan.recorded?.former != remainingFormer(plan) || plan.recorded?.members != plan.environment.members
            || plan.recorded?.attempt != nil
    }

    /// Whether the inventory is to tell what could not be applied.
    static func mustRecordLeft(_ run: ApplyRun) -> Bool {
        let environment = run.plan.environment
        if environment.isPart || environment.spec.sync.selfHeal || run.applied.refusal != nil { return false }
        return run.applied.attempt?.text != (run.applied.recorded ?? run.plan.recorded)?.attempt?.text
    }

    private static func declaredKinds(_ plan: Plan) -> Set<GroupKind> {
        Set(plan.environment.resources.map(\.identity.groupKind))
    }

    /// The kinds declared, and those of objects that left Git and stay.
    private static func remainingKinds(_ plan: Plan) -> Set<GroupKind> {
        let kept = plan.changes.filter { if case .keep = $0.action { true } else { false } }
        return declaredKinds(plan).union(kept.map(\.identity.groupKind))
    }

    /// The namespaces of before whose objects are not all gone or taken along.
    private static func remainingFormer(_ plan: Plan) -> Set<String> {
        let set = plan.environment.applySet.remembering(plan.recorded)
        let kept = plan.changes.filter { if case .keep = $0.action { true } else { false } }.compactMap(\.live)
        return set.former.filter { namespace in kept.contains { set.isFormer($0, in: namespace) } }
    }

    /// Takes away the records of before that nothing is left of.
    private func removeFormerParents(
        _ plan: Plan, in run: inout ApplyRun
    ) async throws(ClusterUnreachable) {
        let gone = (plan.recorded?.former ?? []).subtracting(Self.remainingFormer(plan))
        for namespace in gone.sorted() where namespace != plan.environment.applySet.namespace {
            let answer = try await cluster.delete(
                Inventory.kind, namespace: namespace, name: plan.environment.applySet.parentName,
                if: DeletePrecondition(uid: nil))
            if case .refused(let reason) = answer {
                run.applied.note(failure: "the inventory of before in namespace '\(namespace)': \(reason)")
            }
        }
    }

    /// - Parameters:
    ///   - complete: all of the plan is carried out.
    ///   - isOver: all has been tried.
    func record(
        _ plan: Plan, complete: Bool, isOver: Bool = false, in run: inout ApplyRun
    ) async throws(ClusterUnreachable) {
        if complete {
            try await removeFormerParents(plan, in: &run)
            guard run.applied.isComplete else { return }
        }
        var set = plan.environment.applySet
        set.former = complete ? Self.remainingFormer(plan) : plan.recorded?.former ?? []
        set.repository = plan.environment.repository
        set.moves = plan.recorded?.moves ?? 0
        set.kinds = complete ? Self.remainingKinds(plan) : Self.declaredKinds(plan).union(plan.recorded?.kinds ?? [])
        set.revision = complete ? plan.environment.revision : plan.recorded?.revision
        set.generation = complete ? plan.environment.generation : plan.recorded?.generation
        set.members = complete ? plan.environment.members : plan.recorded?.members
        // Another state is not the one that was kept.
        if plan.recorded?.revision == plan.environment.revision { set.keptBefore = plan.recorded?.keptBefore }
        if !complete {
            set.hooks = run.hooks.ends
            set.attempt = isOver ? run.applied.attempt : plan.recorded?.attempt
        }
        switch try await Inventory(cluster: cluster).write(set, isHomeDeclared: plan.home != nil) {
        case .refused(let reason): run.applied.refusal = "expected to record the inventory: \(reason)"
        case .done(let written):
            run.applied.recorded = written
            run.inventoryIsWritten = true
        }
    }

    /// Waits until the cluster serves the kinds that were just defined.
    ///
    /// - Returns: the steps; those have failed whose kinds did not come in time.
    func awaitingDefinitions(_ steps: [Applied.Step]) async throws(ClusterUnreachable) -> [Applied.Step] {
        var awaited: [ResourceIdentity: [GroupVersionKind]] = [:]
        for step in steps where step.outcome == .done {
            let kinds = Self.definedKinds(step.change.desired?.object ?? .null)
            if !kinds.isEmpty { awaited[step.change.identity] = kinds }
        }
        var backoff = Backoff(first: .milliseconds(50), longest: .seconds(2))
        let deadline = ContinuousClock.now + definitionDeadline
        while !awaited.isEmpty {
            let served = try await cluster.scopes(refresh: true)
            awaited = awaited.filter { !$0.value.allSatisfy(served.contains) }
            if awaited.isEmpty || ContinuousClock.now >= deadline { break }
            do { try await Task.sleep(for: backoff.next(random: 0.5)) } catch { break }
        }
        return steps.map { step in
            guard awaited[step.change.identity] != nil else { return step }
            var step = step
            step.outcome = .failed(
                "the cluster does not serve its kind after \(definitionDeadline.components.seconds) s; see the conditions "
                    + "in its status")
            return step
        }
    }

    private static func definedKinds(_ definition: Value) -> [GroupVersionKind] {
        guard let defined = GroupKind(definedBy: definition) else { return [] }
        return (definition[path: "spec", "versions"]?.array ?? []).filter { $0["served"]?.bool ?? false }
            .compactMap { $0["name"]?.string.map(defined.version) }
    }
}
