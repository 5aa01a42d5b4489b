package import Manifests
package import StructuredMerge

/// Everything that a sync of an environment would do, found without doing any of it.
package struct Plan: Sendable {
    package let environment: AdmittedEnvironment
    /// In the order in which they are applied; deletions last, in reverse.
    package internal(set) var changes: [PlannedChange]
    /// Why none of it may be applied; nil where it may.
    package let refusal: String?
    /// What the last sync recorded; nil before the first.
    package let recorded: ApplySet?

    /// Kinds of which the environment had objects, which it no longer declares, and which could not be looked at: what
    /// is left of them is not known. With the reason.
    package let unseen: [GroupKind: String]

    package var isInSync: Bool {
        refusal == nil && unseen.isEmpty && !changes.contains { $0.action.isDifference }
    }
    package var differences: [PlannedChange] { changes.filter(\.action.isDifference) }

    /// What becomes of the namespace of the inventory, where Git declares it.
    var home: PlannedChange? {
        let home = environment.applySet.home
        return changes.first { $0.identity == home && $0.desired != nil }
    }

    package func count(_ verb: String) -> Int { changes.count { $0.action.verb == verb } }
}

extension Plan {
    /// The plan without some of its changes, which stay as they are in the cluster.
    func keeping(_ kept: [PlannedChange], because reason: String) -> Plan {
        if kept.isEmpty { return self }
        let identities = Set(kept.map(\.identity))
        var plan = self
        for index in plan.changes.indices where identities.contains(plan.changes[index].identity) {
            plan.changes[index].action = .keep(reason: reason)
        }
        return plan
    }

    /// Says of what the cluster refuses where the field stands that it names.
    func placingFaults(in resources: [Resource]) -> Plan {
        var plan = self
        for index in plan.changes.indices {
            guard case .refused(let reason) = plan.changes[index].action, let desired = plan.changes[index].desired
            else {
                continue
            }
            let resource = resources.first {
                $0.kind == desired.kind && $0.name == desired.identity.name
                    && ($0.namespace ?? desired.identity.namespace) == desired.identity.namespace
            }
            plan.changes[index].fault = resource.flatMap { FaultPlace.location(of: reason, in: $0) }
        }
        return plan
    }

    /// Compares what Git declares with what the cluster has. Pure: the same inputs give the same plan.
    ///
    /// - Parameters:
    ///   - settled: what ``settled(_:in:live:)`` says of each resource, in their order; nil where nobody asked it yet.
    ///   - dryRuns: the cluster's answers for the objects of which nothing can be told without.
    ///   - previews: objects as a takeover would leave them; nil in a plan that is made to be applied, which nobody
    ///     reads.
    package init(
        _ environment: AdmittedEnvironment, live: LiveState, settled: [PlannedChange?]? = nil,
        dryRuns: [ResourceIdentity: DryRun], previews: [ResourceIdentity: Value]? = nil,
        schemas: SchemaCatalog = .builtIn
    ) {
        self.environment = environment
        recorded = live.recorded
        let kinds = Set(environment.resources.map(\.identity.groupKind))
        unseen = environment.isPart ? [:] : live.unknown.filter { !kinds.contains($0.key) }
        let comparison = Comparison(environment, live, dryRuns, previews, schemas)
        let settled = settled ?? environment.resources.map { Self.settled($0, in: environment, live: live) }
        let declared = zip(environment.resources, settled).map { resource, settled in
            settled
                ?? comparison.change(for: resource, dryRun: dryRuns[resource.identity])
        }
        let deletions = Self.deletions(environment, live: live)
        refusal = live.refusal ?? PruneGuard.refusal(of: deletions)
        changes = Self.inApplyOrder(declared) + deletions + Strays.changes(live)
        noteObstacles()
    }

    /// Objects of the environment that Git no longer declares.
    private static func deletions(_ environment: AdmittedEnvironment, live: LiveState) -> [PlannedChange] {
        let declared = Set(environment.resources.map(\.identity))
        let set = environment.applySet.remembering(live.recorded)
        let orphans = live.objects.filter { !declared.contains($0.key) && set.contains($0.value) }
        return orphans.keys.sorted { (ApplyStage($1.groupKind), $0) < (ApplyStage($0.groupKind), $1) }.map { identity in
            PlannedChange(
                identity: identity,
                kind: live.kinds[identity]
                    ?? GroupVersionKind(group: identity.groupKind.group, version: "", kind: identity.groupKind.kind),
                action: PruneGuard.action(for: identity, object: orphans[identity] ?? .null, in: environment),
                desired: nil, live: orphans[identity])
        }
    }

    /// What is decided without looking at any field: hooks, and objects that are not to be taken over, or on their way out.
    static func settled(_ resource: AdmittedResource, in environment: AdmittedEnvironment, live: LiveState)
        -> PlannedChange?
    {
        let object = live.objects[resource.identity]
        guard
            let action = resource.options.hook.map({ hookAction($0, resource.identity, object, environment, live) })
                ?? object.flatMap({ Adoption.refusal(of: resource, live: $0, in: environment, recorded: live.recorded) }
                )
                ?? object.flatMap({ Termination.action(for: $0, of: resource) })
                ?? object.flatMap({ environment.spec.ignore.obstacle(of: resource.identity, live: $0) })
                .map({ .refused(reason: $0) })
        else { return nil }
        return PlannedChange(
            identity: resource.identity, kind: resource.kind, action: action, desired: resource, live: object)
    }

    /// A hook runs once for each generation; its Job may be gone since.
    private static func hookAction(
        _ hook: ObjectOptions.Hook, _ identity: ResourceIdentity, _ object: Value?, _ environment: AdmittedEnvironment,
        _ live: LiveState
    ) -> PlannedChange.Action {
        if let object {
            // Nothing waits for a hook that runs when a sync fails.
            guard hook != .failure,
                case .failed(let reason) = Readiness.of(identity, object, isHook: true, by: environment.healthChecks)
            else { return .unchanged }
            return .failed(reason: reason)
        }
        if live.recorded?.generation == environment.generation { return .unchanged }
        switch live.recorded?.hooks[ApplySet.hookName(identity)] {
        case .failed?: return .failed(reason: HookLedger.failure(of: identity))
        case .succeeded?, .begun?: return .unchanged
        case nil: break
        }
        return hook == .failure ? .keep(reason: "it runs when a sync fails") : .create
    }

    private static func inApplyOrder(_ changes: [PlannedChange]) -> [PlannedChange] {
        // Places are sorted, and not the changes themselves, which are large.
        let ranks = changes.map(ApplyRank.init)
        let stages = changes.map { ApplyStage($0.identity.groupKind) }
        let identities = changes.map(\.identity)
        return changes.indices.sorted { left, right in
            if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
            if stages[left] != stages[right] { return stages[left] < stages[right] }
            return identities[left] < identities[right]
        }.map { changes[$0] }
    }
}
