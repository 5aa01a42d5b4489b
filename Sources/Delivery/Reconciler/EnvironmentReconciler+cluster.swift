import Cluster
import Logging
import Manifests
import StructuredMerge

/// What follows from a change in the cluster, and the sync itself.
extension EnvironmentReconciler {
    func take(_ event: LiveEvent, kind: GroupVersionKind) async {
        let changed = cache.take(event, kind: kind)
        for identity in changed where desired[identity] != nil {
            health[identity] = cache.objects[identity].map(assess)
        }
        switch event {
        case .lost(let reason): lose(ClusterUnreachable(reason))
        case .synced: await sync()
        case .changed, .deleted:
            let different = changed.filter(needsSync)
            // Each of them is noted, whatever the others say.
            if changed.filter(endsVigil).isEmpty == false {
                await sync()
            } else if !different.isEmpty {
                await isSettled ? heal(different) : sync()
            }
        }
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
            if verdicts[identity] == UnchangedVerdict(resource, live: object, schemas: schemas) { return false }
            if resource.options.hook != nil { return false }
            let applied = resource.settingAside(admitted.spec.ignore, live: object)
            guard Ownership.applyChangesNothing(applied, live: object, schemas: schemas) else { return true }
            verdicts[identity] = UnchangedVerdict(resource, live: object, schemas: schemas)
            return false
        }
    }

    /// Whether the sync has waited for this object as the last one, and need not any longer.
    private func endsVigil(_ identity: ResourceIdentity) -> Bool {
        guard let awaited = vigil.awaited[identity] else { return false }
        let checks = admitted?.healthChecks ?? .builtIn
        return vigil.note(identity, awaited.readiness(identity, cache.objects[identity], by: checks))
    }

    /// Whether the whole environment was as Git says when it was last looked at.
    private var isSettled: Bool {
        status.phase == .synced && vigil.isEmpty && cache.lost.isEmpty && recorded?.revision == admitted?.revision
    }

    /// Sets right what has changed, and looks at nothing else.
    private func heal(_ identities: [ResourceIdentity]) async {
        guard let admitted, let cluster else { return }
        do {
            var live = LiveState()
            live.recorded = recorded
            live.refusal = inventoryRefusal
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

    /// Brings the cluster to what Git says, if all that must be known for that is known.
    func sync() async {
        guard let admitted, let cluster else { return }
        do {
            schemas = try await cluster.schemas(for: Set(admitted.resources.map(\.kind)))
            let planner = Planner(cluster: cluster, triesCreations: false)
            kinds = try await planner.kinds(of: admitted, recorded: recorded?.kinds ?? [])
            // Watches that are not there yet report soon, and their report leads back here.
            guard cache.lost.isEmpty, kinds.keys.allSatisfy(cache.synced.contains) else { return }
            var live = LiveState(objects: cache.objects, kinds: cache.kinds)
            live.recorded = recorded
            live.refusal = inventoryRefusal
            try await planner.lookForStrangers(admitted, live: &live)
            let plan = try await planner.plan(admitted, live: live, known: verdicts)
            try await carryOut(plan, cluster: cluster)
            kinds = try await planner.kinds(of: admitted, recorded: recorded?.kinds ?? [])
            status.clusterOutage = nil
        } catch {
            lose(error)
        }
    }

    private func carryOut(_ plan: Plan, cluster: any LiveCluster) async throws(ClusterUnreachable) {
        for change in plan.changes where change.action == .unchanged {
            if let resource = change.desired, let live = change.live {
                verdicts[change.identity] = UnchangedVerdict(resource, live: live, schemas: schemas)
            }
        }
        let isDrift =
            !plan.isInSync && !holdsAreNew && recorded?.revision != nil
            && recorded?.revision == plan.environment.revision
        if isDrift, !plan.environment.spec.sync.selfHeal {
            return settle(complete: false, differences: plan.differences.map { "\($0.identity): \($0.action.verb)" })
        }
        if !plan.isInSync {
            logger.info(
                "syncing",
                metadata: ["revision": "\(plan.environment.revision ?? "")", "changes": "\(plan.differences.count)"])
        }
        let isOverdue = vigil.isOverdue(at: .now, allowing: plan.environment.spec.sync.deadline)
        let applied = try await Applier(cluster: cluster).apply(plan, isOverdue: isOverdue)
        for step in applied.steps { absorb(step) }
        if let written = applied.recorded { recorded = written }
        if applied.changedCount > 0 {
            status.syncs += 1
            status.lastSync = .now()
            if isDrift, applied.isComplete { status.healed += 1 }
        }
        vigil.wait(for: applied.awaited, at: .now)
        settle(
            complete: applied.isComplete, isProgressing: applied.isWaiting && !isOverdue, differences: applied.faults)
    }

    private func absorb(_ step: Applied.Step) {
        guard step.outcome == .done, let resource = step.change.desired, let object = step.result else { return }
        cache.put(object, kind: resource.kind)
        verdicts[resource.identity] = UnchangedVerdict(resource, live: object, schemas: schemas)
        health[resource.identity] = assess(object)
    }

    private func settle(complete: Bool, isProgressing: Bool = false, differences: [String]) {
        status.differences = differences
        if complete {
            status.applied = admitted?.revision
            holdsAreNew = false
            status.enter(status.diagnostics.isEmpty ? .synced : .invalid, at: .now())
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
        let reason = "\(error)"
        if status.clusterOutage == nil {
            status.clusterOutage = EnvironmentStatus.Outage(since: .now(), reason: reason)
        }
        status.clusterOutage?.reason = reason
        status.enter(.unknown, at: .now())
        logger.warning("cluster unreachable", metadata: ["reason": "\(reason)"])
        wantRetry()
    }

    private func assess(_ object: Value) -> Health {
        Health.assess(object, by: admitted?.healthChecks ?? .builtIn)
    }
}
