import Cluster
import Logging
import Manifests
import StructuredMerge

/// What follows from a change in the cluster, and the sync itself.
extension EnvironmentReconciler {
    func take(_ event: LiveEvent, kind: GroupVersionKind) async {
        guard kinds[kind.groupKind] == kind else { return }
        let taken = cache.take(event, kind: kind)
        let changed = taken.changed
        for identity in changed where desired[identity] != nil {
            health[identity] = cache.objects[identity].map(assess)
        }
        switch event {
        case .lost(let error): lose(error)
        case .synced:
            if taken.wentBack { await startAnew() } else { await sync() }
        case .changed, .deleted:
            // Before all of a kind is known, each object of its list is told of: one look at all of them follows.
            guard cache.isSynced(kind.groupKind) else { return }
            let different = changed.filter(needsSync)
            let isReleased = brake.release(changed.filter { !different.contains($0) })
            let urgent = different.filter { !brake.isWaiting($0) && !isRefusedAsItIs($0) }
            // Each of them is noted, whatever the others say.
            if changed.filter(endsVigil).isEmpty == false || isReleased {
                await sync()
            } else if !urgent.isEmpty {
                // The inventory goes with its namespace, and comes back with a whole sync alone.
                let isHomeless = urgent.contains { $0 == admitted?.applySet.home && cache.objects[$0] == nil }
                await isSettled && !isHomeless ? heal(urgent) : sync()
            }
        }
    }

    /// Whether what is waited for has had its time.
    var isOverdue: Bool {
        admitted.map { vigil.isOverdue(at: .now, allowing: $0.spec.sync.deadline) } ?? false
    }

    /// Whether the object is not as Git says; one comparison, no request.
    private func needsSync(_ identity: ResourceIdentity) -> Bool {
        guard let admitted else { return false }
        switch (desired[identity], cache.objects[identity]) {
        case (nil, nil): return false
        case (nil, let object?):
            return admitted.applySet.contains(object)
                && PruneGuard.action(for: identity, object: object, in: admitted) == .delete
        case (_?, nil): return true
        case (let resource?, let object?):
            if verdicts[identity]?.holds(for: resource, live: object, schemas: schemas) == true { return false }
            if resource.options.hook != nil { return false }
            if Termination.hasBegun(object) { return true }
            let predecessors = admitted.predecessors(of: identity)
            let applied = resource.settingAside(
                admitted.spec.ignore, live: object, from: predecessors, schemas: schemas)
            guard Ownership.applyChangesNothing(applied, live: object, from: predecessors, schemas: schemas)
            else { return true }
            verdicts[identity] = UnchangedVerdict(resource, live: object, schemas: schemas)
            return false
        }
    }

    /// Whether the cluster, or a conflict, has kept the object from being set right as it is now, and it is to be tried
    /// again in a while: its controller writes its status again and again.
    private func isRefusedAsItIs(_ identity: ResourceIdentity) -> Bool {
        guard isToBeTriedAgain, let then = refused[identity], let now = cache.objects[identity] else { return false }
        return then == now.withoutStatus
    }

    /// Whether the sync has waited for this object as the last one, and need not any longer.
    private func endsVigil(_ identity: ResourceIdentity) -> Bool {
        guard let awaited = vigil.awaited[identity] else { return false }
        let checks = admitted?.healthChecks ?? .builtIn
        return vigil.note(identity, awaited.readiness(identity, cache.objects[identity], by: checks))
    }

    /// Whether the whole environment was as Git says when it was last looked at, but for what is not healed yet because
    /// somebody sets it back.
    private var isSettled: Bool {
        let lines = brake.lines
        let isAtRest =
            status.phase == .synced || status.phase == .outOfSync && !lines.isEmpty && status.differences == lines
        return isAtRest && vigil.isEmpty && cache.lost.isEmpty && recorded?.revision == admitted?.revision
    }

    /// Sets right what has changed, and looks at nothing else.
    private func heal(_ identities: [ResourceIdentity]) async {
        guard let admitted, let cluster, let inventory else { return }
        await unsettle()
        do {
            var live = LiveState()
            live.take(inventory)
            for identity in identities {
                live.objects[identity] = cache.objects[identity]
                live.kinds[identity] = cache.kinds[identity]
            }
            let plan = try await Planner(cluster: cluster, triesCreations: false)
                .planHealing(of: identities.compactMap { desired[$0] }, in: admitted, live: live)
            try await carryOut(plan, cluster: cluster)
        } catch {
            lose(error)
        }
    }

    /// What is known to differ is not called synced while the cluster is asked, which may take its time.
    func unsettle() async {
        guard status.phase == .synced else { return }
        status.enter(.progressing, at: .now())
        await post()
    }

    /// Brings the cluster to what Git says, if all that must be known for that is known.
    func sync() async {
        guard let admitted, let cluster, let inventory else { return }
        do {
            schemas = try await cluster.schemas(for: Set(admitted.resources.map(\.kind)))
            let planner = Planner(cluster: cluster, triesCreations: false)
            kinds = try await planner.kinds(of: admitted, recorded: recorded?.kinds ?? [])
            cache.keep(kinds)
            // Watches that are not there yet report soon, and their report leads back here.
            guard kinds.keys.allSatisfy(cache.isHeardOf) else { return }
            guard var live = try await known(of: admitted, on: cluster) else { return await startAnew() }
            live.take(inventory)
            try await planner.lookForStrangers(admitted, live: &live)
            let plan = try await planner.plan(admitted, live: live, known: verdicts)
            try await carryOut(plan, cluster: cluster)
            kinds = try await planner.kinds(of: admitted, recorded: recorded?.kinds ?? [])
            cache.keep(kinds)
            if cache.lost.isEmpty { status.clusterOutage = nil }
        } catch {
            lose(error)
        }
    }

    /// What the watches tell; kinds whose watch is lost are asked for, so that one that the cluster refuses holds up
    /// no other.
    ///
    /// - Returns: nil where the cluster is older than what it has told.
    private func known(
        of admitted: AdmittedEnvironment, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> LiveState? {
        var live = LiveState(objects: cache.objects, kinds: cache.kinds)
        for kind in kinds.values where cache.lost[kind.groupKind] != nil {
            live.remove(kind.groupKind)
            let answer = try await cluster.list(kind, namespace: nil, selector: admitted.applySet.selector)
            if case .objects(let found) = answer, cache.isAhead(of: found, kind: kind.groupKind) { return nil }
            live.add(answer, kind: kind)
        }
        return live
    }

    private func carryOut(_ plan: Plan, cluster: any LiveCluster) async throws(ClusterUnreachable) {
        for change in plan.changes where change.action == .unchanged {
            guard let resource = change.desired, let live = change.live,
                verdicts[change.identity]?.holds(for: resource, live: live, schemas: schemas) != true
            else { continue }
            verdicts[change.identity] = UnchangedVerdict(
                resource, live: live, schemas: schemas, isServers: change.isConfirmed)
        }
        let drifted = drifted(plan)
        guard plan.environment.spec.sync.selfHeal else {
            brake.keep(only: [])
            let plan = plan.keeping(
                drifted, because: "it has changed in the cluster, and 'spec.sync.selfHeal' is off")
            // A lost inventory is written all the same.
            if plan.isInSync, !drifted.isEmpty, !Applier.mustRecordBefore(plan) {
                return settle(complete: false, differences: Self.describe(drifted))
            }
            return try await apply(plan, drifted: drifted, cluster: cluster)
        }
        let paused = pause(drifted, of: plan)
        let rest = plan.keeping(paused, because: "it was healed again and again, and waits for the next try")
        if rest.isInSync, !paused.isEmpty, !Applier.mustRecordBefore(rest) {
            return settle(complete: true, differences: [])
        }
        try await apply(
            rest, drifted: drifted.filter { !brake.isWaiting($0.identity) }, cluster: cluster)
    }

    /// Has those wait that were healed again and again.
    private func pause(_ drifted: [PlannedChange], of plan: Plan) -> [PlannedChange] {
        let paused = drifted.filter { brake.isPaused($0.identity) }
        for change in paused {
            var managers: Set<String> = []
            if let desired = change.desired, let live = change.live {
                managers = Set(Ownership.owners(of: desired, live: live, schemas: schemas).map(\.manager))
            }
            if let line = brake.wait(for: change.identity, changedBy: managers.sorted(), wall: .now()) {
                logger.warning("healing slowed down", metadata: ["reason": "\(line)"])
            }
        }
        if !plan.environment.isPart { brake.keep(only: Set(paused.map(\.identity))) }
        return paused
    }

    /// What was applied already and has changed since, in the cluster and not in Git.
    private func drifted(_ plan: Plan) -> [PlannedChange] {
        if plan.isInSync || holdsAreNew { return [] }
        if let attempt = attempt ?? recorded?.attempt, attempt.revision == plan.environment.revision {
            return plan.differences.filter { $0.action.isToDo && !attempt.left.contains($0.identity) }
        }
        guard let recorded, let revision = recorded.revision, revision == plan.environment.revision else { return [] }
        return plan.differences.filter(\.action.isToDo)
    }

    private static func describe(_ drifted: [PlannedChange]) -> [String] {
        drifted.map { change in
            switch change.action {
            case .conflict(let owners, _): "\(change.identity): \(Applier.describe(owners))"
            default: "\(change.identity): \(change.action.verb)"
            }
        }
    }

    private func apply(
        _ plan: Plan, drifted: [PlannedChange], cluster: any LiveCluster
    ) async throws(ClusterUnreachable) {
        if !plan.isInSync {
            await unsettle()
            logger.info(
                "syncing",
                metadata: ["revision": "\(plan.environment.revision ?? "")", "changes": "\(plan.differences.count)"])
        }
        let isOverdue = isOverdue
        let applied = try await Applier(cluster: cluster).apply(plan, isOverdue: isOverdue)
        for step in applied.steps {
            absorb(step)
            refused[step.change.identity] = step.isRefused ? step.change.live?.withoutStatus : nil
        }
        if let written = applied.recorded {
            inventory = .recorded(written)
            await noteLeft()
        }
        let healed = Set(drifted.map(\.identity))
        brake.noteHealings(
            of: applied.steps.filter { $0.outcome == .done && !$0.changedNothing }.map(\.change.identity)
                .filter(healed.contains))
        if applied.changedCount > 0 {
            status.syncs += 1
            status.lastSync = .now()
            if !drifted.isEmpty, applied.isComplete { status.healed += 1 }
        }
        note(applied)
        vigil.wait(for: applied.awaited, at: .now)
        let left = plan.environment.spec.sync.selfHeal ? [] : Self.describe(drifted)
        settle(
            complete: applied.isComplete && left.isEmpty, isProgressing: applied.isWaiting && !isOverdue,
            differences: applied.faults + left)
    }

    /// Remembers what of the newest state is still to be applied: all else that will differ has changed in the cluster.
    private func note(_ applied: Applied) {
        if applied.environment.isPart || applied.refusal != nil { return }
        holdsAreNew = false
        attempt = applied.attempt
    }

    private func absorb(_ step: Applied.Step) {
        guard step.outcome == .done, let resource = step.change.desired, let object = step.result else { return }
        cache.put(object, kind: resource.kind)
        verdicts[resource.identity] = UnchangedVerdict(resource, live: object, schemas: schemas, isServers: true)
        health[resource.identity] = assess(object)
    }

    private func settle(complete: Bool, isProgressing: Bool = false, differences: [String]) {
        let waiting = brake.lines
        status.differences = differences + waiting
        if complete {
            status.applied = admitted?.revision
            if let lost = cache.lost.values.min(by: { $0.reason < $1.reason }) { return lose(lost) }
            let phase = waiting.isEmpty ? EnvironmentStatus.Phase.synced : .outOfSync
            status.enter(status.diagnostics.isEmpty ? phase : .invalid, at: .now())
            succeeded()
        } else if isProgressing {
            status.enter(status.diagnostics.isEmpty ? .progressing : .invalid, at: .now())
            wantRetry()
        } else {
            for difference in differences { logger.warning("not in sync", metadata: ["difference": "\(difference)"]) }
            status.enter(status.diagnostics.isEmpty ? .outOfSync : .invalid, at: .now())
            wantRetry()
        }
    }

    /// The cluster gave no answer: how things stand is not known until it does.
    func lose(_ error: any Error) {
        askedPause = (error as? ClusterUnreachable)?.retryAfter
        noteOutage(error)
        logger.warning("cluster unreachable", metadata: ["reason": "\(error)"])
        wantRetry()
    }

    /// Tells of a lost watch at once, also while a request of ours waits for the cluster; what follows from it comes when
    /// that is over.
    func doubt(_ kind: GroupVersionKind, _ error: ClusterUnreachable) async {
        guard kinds[kind.groupKind] == kind else { return }
        cache.lose(kind, error)
        noteOutage(error)
        await post()
    }

    private func noteOutage(_ error: any Error) {
        let told = (error as? ClusterUnreachable)?.since
        // What one watch has not heard for long, another may have.
        lastHeard = [status.clusterOutage == nil ? nil : lastHeard, told].compactMap(\.self).max()
        let since = lastHeard ?? status.clusterOutage?.since ?? .now()
        status.clusterOutage = EnvironmentStatus.Outage(since: since, reason: "\(error)")
        status.enter(.unknown, at: .now())
    }

    func assess(_ object: Value) -> Health {
        Health.assess(object, by: admitted?.healthChecks ?? .builtIn)
    }
}
