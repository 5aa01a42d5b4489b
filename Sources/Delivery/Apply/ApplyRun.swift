import Manifests

/// How far a plan has been carried out: what the next step may be is decided here, and done elsewhere.
struct ApplyRun {
    let plan: Plan
    var applied: Applied
    var inventoryIsWritten: Bool
    /// Which hooks have run.
    var hooks: HookLedger
    private var outcomes: [ResourceIdentity: Applied.Outcome] = [:]
    /// Objects as the cluster made them.
    private var results: [ResourceIdentity: Value] = [:]
    private let members: [ApplyRank: [PlannedChange]]
    private let dependencies: DependencyIndex
    private let leaving: LeavingHomes
    /// Ranks that were found healthy: within one run nothing is done to them any more.
    private var readyRanks: Set<ApplyRank> = []
    /// Kinds whose definitions this run has changed, and when.
    private(set) var redefined: [GroupKind: ContinuousClock.Instant] = [:]

    init(_ plan: Plan) {
        self.plan = plan
        applied = Applied(environment: plan.environment, steps: [], refusal: plan.refusal)
        inventoryIsWritten = !Applier.mustRecordBefore(plan)
        hooks = HookLedger(plan)
        members = Dictionary(grouping: plan.changes.filter { $0.desired != nil }, by: ApplyRank.init)
        dependencies = DependencyIndex(plan.changes)
        leaving = LeavingHomes(
            plan.changes.lazy.filter { $0.desired != nil }.compactMap { change in
                change.live.map { (change.identity, $0) }
            })
        for (kind, reason) in plan.unseen { applied.note(failure: "expected to look for '\(kind)': \(reason)") }
    }

    /// What depends on these objects.
    func dependents(of changes: [PlannedChange]) -> [PlannedChange] {
        dependencies.dependents(of: changes.map(\.identity)).map { plan.changes[$0] }
    }

    var ranks: [ApplyRank] { members.keys.sorted() }

    var hasFailed: Bool {
        applied.refusal != nil || applied.hasFailures || applied.steps.contains { $0.outcome.isFailure }
    }

    /// What there is to do in a rank.
    func active(of rank: ApplyRank) -> [PlannedChange] {
        (members[rank] ?? []).filter { Self.isActive($0) && !isDone($0) }
    }

    private static func isActive(_ change: PlannedChange) -> Bool {
        change.action.isToDo && change.desired?.options.hook != .failure
    }

    static func stages(of changes: [PlannedChange]) -> [(ApplyStage, [PlannedChange])] {
        Dictionary(grouping: changes) { ApplyStage($0.identity.groupKind) }.sorted { $0.key < $1.key }.map { ($0, $1) }
    }

    func isDone(_ change: PlannedChange) -> Bool { outcomes[change.identity] != nil }

    mutating func absorb(_ steps: [Applied.Step]) {
        for step in steps {
            applied.steps.append(step)
            outcomes[step.change.identity] = step.outcome
            guard let result = step.result else { continue }
            results[step.change.identity] = result
            if step.change.identity.groupKind == .customResourceDefinition, !step.changedNothing,
                let kind = GroupKind(definedBy: result)
            {
                redefined[kind] = .now
            }
        }
    }

    /// Notes what is not done now, and why.
    mutating func leave(
        _ changes: [PlannedChange], because obstacle: Readiness, onStep: Applier.OnStep
    ) async {
        let outcome: Applied.Outcome
        switch obstacle {
        case .ready: return
        case .waiting(let reason): outcome = .waiting(reason)
        case .failed(let reason): outcome = .skipped(reason)
        }
        for change in changes where !isDone(change) {
            let step = Applied.Step(change: change, outcome: outcome)
            absorb([step])
            await onStep(step)
        }
    }

    // MARK: What waits for what

    /// - Returns: nil where the rank may begin.
    mutating func obstacle(before rank: ApplyRank) -> Readiness? {
        guard members[rank]?.contains(where: Self.isActive) ?? false else { return nil }
        for earlier in ranks where earlier < rank && !earlier.isFoundation && !readyRanks.contains(earlier) {
            var waiting: [(change: PlannedChange, reason: String)] = []
            for change in members[earlier] ?? [] where change.desired?.options.hook != .failure {
                switch readiness(of: change) {
                case .ready: continue
                case .waiting(let reason): waiting.append((change, reason))
                case .failed(let reason):
                    noteFailure(of: change, reason)
                    return .failed("\(earlier): \(reason)")
                }
            }
            guard let first = waiting.first else {
                readyRanks.insert(earlier)
                continue
            }
            for (change, reason) in waiting { noteAwaited(change, reason) }
            let more = waiting.count > 1 ? ", and \(waiting.count - 1) more are not ready" : ""
            return .waiting("\(earlier): \(first.reason)\(more)")
        }
        return nil
    }

    /// Whether the inventory can be written: not into a namespace that is being deleted, or that stays gone.
    var canRecord: Bool { !leaving.namespaces.contains(plan.environment.applySet.namespace) && !isHomeLeftGone }

    /// Whether somebody has deleted the namespace of the inventory, which Git declares, and it is not to be made anew.
    private var isHomeLeftGone: Bool {
        guard let home = plan.home, home.live == nil, case .keep = home.action else { return false }
        return true
    }

    /// Whether an object may be applied as far as those go that it lives in or names itself.
    mutating func obstacle(for change: PlannedChange) -> Readiness {
        if let reason = leaving.obstacle(for: change.identity) { return .waiting(reason) }
        if !inventoryIsWritten, change.identity != plan.environment.applySet.home {
            let isLeaving = leaving.namespaces.contains(plan.environment.applySet.namespace)
            return .waiting("the namespace of the inventory is \(isLeaving ? "being deleted" : "not there")")
        }
        for reference in change.desired?.options.dependencies ?? [] {
            guard let place = dependencies.place(of: reference, from: change.identity.namespace) else {
                return .failed("depends on \(reference), which the environment does not declare")
            }
            let target = plan.changes[place]
            switch readiness(of: target) {
            case .ready: continue
            case .waiting(let reason):
                noteAwaited(target, reason, isDependency: true)
                return .waiting("depends on \(reference): \(reason)")
            case .failed(let reason): return .failed("depends on \(reference): \(reason)")
            }
        }
        return .ready
    }

    private func hasBegun(_ change: PlannedChange) -> Bool {
        outcomes[change.identity].map { $0 == .done } ?? !change.action.isToDo
    }

    private func readiness(of change: PlannedChange) -> Readiness {
        switch outcomes[change.identity] {
        case .failed?, .skipped?: return .failed("\(change.identity) was not applied")
        case .waiting(let reason)?: return .waiting("\(change.identity) waits: \(reason)")
        case nil where change.action.isToDo: return .waiting("\(change.identity) is not applied yet")
        case .done?, nil:
            let object = results[change.identity] ?? change.live
            if object == nil, hooks[change.identity] == .failed {
                return .failed(HookLedger.failure(of: change.identity))
            }
            return Readiness.of(change, object, by: plan.environment.healthChecks)
        }
    }

    /// What failed in this very run is told by its own step.
    private mutating func noteFailure(of change: PlannedChange, _ reason: String) {
        if outcomes[change.identity]?.isFailure != true { applied.note(failure: reason) }
    }

    /// What is not there yet is not waited for itself, only what keeps it from being made.
    private mutating func noteAwaited(_ change: PlannedChange, _ reason: String, isDependency: Bool = false) {
        guard hasBegun(change) else { return }
        let before = applied.awaited[change.identity]?.isDependency ?? false
        applied.awaited[change.identity] = Awaited(
            kind: change.kind, reason: reason, purpose: change.desired?.options.hook == nil ? .health : .hook,
            rank: ApplyRank(change), isDependency: isDependency || before)
    }

    /// Notes what is on its way out, and is waited for.
    mutating func noteLeaving(_ steps: [Applied.Step]) {
        for step in steps {
            guard case .waiting(let reason) = step.outcome else { continue }
            let change = step.change
            applied.awaited[change.identity] = Awaited(
                kind: change.kind, reason: "\(change.identity): \(reason)", purpose: .absence,
                rank: change.desired == nil ? .last : ApplyRank(change),
                // What is made anew may be what the others of its wave need to become healthy.
                isDependency: change.desired != nil)
        }
    }

    /// What is waited for at the end: what still is not ready, and the Jobs of the sync itself, which is over when
    /// they are.
    mutating func settleAwaited() {
        for change in plan.changes where applied.awaited[change.identity] != nil && readiness(of: change) == .ready {
            applied.awaited[change.identity] = nil
        }
        for rank in ranks where rank.isHooks {
            for change in members[rank] ?? [] where change.desired?.options.hook != .failure {
                switch readiness(of: change) {
                case .ready: continue
                case .waiting(let reason): noteAwaited(change, reason)
                case .failed(let reason): noteFailure(of: change, reason)
                }
            }
        }
    }
}
