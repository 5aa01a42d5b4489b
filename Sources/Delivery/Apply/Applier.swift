import Manifests

/// Carries out a plan, as far as it can be carried out now.
///
/// Rank by rank (hooks before, waves, hooks after) and within each stage by stage, each stage in parallel. A rank
/// begins when all of the one before is healthy; an object that depends on others when those are. What has to wait is
/// told and left for the next plan: nothing here sleeps for health, so a daemon stays free for the next commit.
///
/// What a person must decide (conflicts, refusals) is reported, and what does not need it goes on. Deletions come
/// last and only after everything else succeeded, so that an object whose replacement failed is not taken away.
/// Killed at any instant, the next run plans from what it finds.
package struct Applier: Sendable {
    let cluster: any LiveCluster
    let parallelRequests: Int
    let definitionDeadline: Duration
    /// How long what a server refuses is tried again after a change of the definition of its kind.
    let redefinitionDeadline: Duration
    /// How long an object that is to be made anew is waited for, before the rest goes on without it.
    let deletionDeadline: Duration
    /// How long it is tried again what a server cannot do just now, where the object of before is deleted already.
    let troublePatience: Duration

    package init(
        cluster: any LiveCluster, parallelRequests: Int = Planner.parallelRequests,
        definitionDeadline: Duration = .seconds(60),
        redefinitionDeadline: Duration = .seconds(3), deletionDeadline: Duration = .seconds(1),
        troublePatience: Duration = .seconds(5)
    ) {
        self.cluster = cluster
        self.parallelRequests = parallelRequests
        self.definitionDeadline = definitionDeadline
        self.redefinitionDeadline = redefinitionDeadline
        self.deletionDeadline = deletionDeadline
        self.troublePatience = troublePatience
    }

    package typealias OnStep = @Sendable (Applied.Step) async -> Void

    /// - Parameters:
    ///   - isOverdue: the environment has been waiting for longer than its deadline: hooks for failures run.
    ///   - onStep: is told of each object as it is done.
    /// - Throws: ``ClusterUnreachable`` where the cluster went away; what was done until then stays done.
    package func apply(
        _ plan: Plan, isOverdue: Bool = false, onStep: @escaping OnStep = { _ in }
    ) async throws(ClusterUnreachable) -> Applied {
        var run = ApplyRun(plan)
        guard plan.refusal == nil else { return run.applied }
        try await begin(&run, onStep: onStep)
        guard run.applied.refusal == nil else { return run.applied }
        for rank in run.ranks { try await apply(rank, in: &run, onStep: onStep) }
        run.settleAwaited()
        if run.hasFailed || isOverdue { try await runFailureHooks(in: &run, onStep: onStep) }
        try await prune(in: &run, onStep: onStep)
        if run.applied.isComplete {
            if run.canRecord, Self.mustRecordAfter(plan) { try await record(plan, complete: true, in: &run) }
        } else if run.canRecord, run.inventoryIsWritten, Self.mustRecordLeft(run) {
            try await record(plan, complete: false, isOver: true, in: &run)
        }
        return run.applied
    }

    private func apply(
        _ rank: ApplyRank, in run: inout ApplyRun, onStep: @escaping OnStep
    ) async throws(ClusterUnreachable) {
        let changes = run.active(of: rank)
        if let obstacle = run.obstacle(before: rank) {
            return await run.leave(changes, because: obstacle, onStep: onStep)
        }
        for (stage, changes) in ApplyRun.stages(of: changes) {
            let free = changes.filter { run.obstacle(for: $0) == .ready }
            var steps = try await carryOut(free, in: run, onStep: onStep)
            if stage == .definitions { steps = try await awaitingDefinitions(steps) }
            run.absorb(steps)
            run.noteLeaving(steps)
        }
        try await applyDependents(changes, in: &run, onStep: onStep)
    }

    /// What waited for objects of later stages of its own rank.
    private func applyDependents(
        _ changes: [PlannedChange], in run: inout ApplyRun, onStep: @escaping OnStep
    ) async throws(ClusterUnreachable) {
        let left = changes.filter { !run.isDone($0) }
        let members = Set(left.map(\.identity))
        var candidates = left
        while true {
            let free = candidates.filter { !run.isDone($0) && run.obstacle(for: $0) == .ready }
            if free.isEmpty { break }
            let steps = try await carryOut(free, in: run, onStep: onStep)
            run.absorb(steps)
            run.noteLeaving(steps)
            // Only what depends on these can be free now.
            candidates = run.dependents(of: free).filter { members.contains($0.identity) }
        }
        for change in left where !run.isDone(change) {
            await run.leave([change], because: run.obstacle(for: change), onStep: onStep)
        }
    }

    private func runFailureHooks(in run: inout ApplyRun, onStep: @escaping OnStep) async throws(ClusterUnreachable) {
        let hooks = run.plan.changes.filter {
            $0.desired?.options.hook == .failure && $0.live == nil && run.hooks[$0.identity] == nil
        }.map { change in
            var change = change
            change.action = .create
            return change
        }
        if hooks.isEmpty || !run.inventoryIsWritten { return }
        let steps = try await carryOut(hooks, in: run, onStep: onStep)
        run.applied.steps += steps
        let begun = steps.filter { $0.outcome == .done }.map(\.change.identity)
        for identity in begun { run.hooks.begin(identity) }
        if !begun.isEmpty, !run.plan.environment.isPart { try await record(run.plan, complete: false, in: &run) }
    }
}
