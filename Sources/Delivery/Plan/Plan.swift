package import Manifests
package import StructuredMerge

/// Everything that a sync of an environment would do, found without doing any of it.
package struct Plan: Sendable {
    package let environment: AdmittedEnvironment
    /// In the order in which they are applied; deletions last, in reverse.
    package private(set) var changes: [PlannedChange]
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

    package func count(_ verb: String) -> Int { changes.count { $0.action.verb == verb } }
}

extension Plan {
    /// The plan without some of its changes, which stay as they are in the cluster.
    func keeping(_ kept: [PlannedChange]) -> Plan {
        if kept.isEmpty { return self }
        let identities = Set(kept.map(\.identity))
        var plan = self
        for index in plan.changes.indices where identities.contains(plan.changes[index].identity) {
            plan.changes[index].action = .keep(reason: "it has changed in the cluster, and 'spec.sync.selfHeal' is off")
        }
        return plan
    }

    /// Compares what Git declares with what the cluster has. Pure: the same inputs give the same plan.
    ///
    /// - Parameters:
    ///   - dryRuns: the cluster's answers for the objects that ``needsDryRun(_:live:)`` named.
    package init(
        _ environment: AdmittedEnvironment, live: LiveState, dryRuns: [ResourceIdentity: DryRun],
        schemas: SchemaCatalog = .builtIn
    ) {
        self.environment = environment
        refusal = live.refusal
        recorded = live.recorded
        let kinds = Set(environment.resources.map(\.identity.groupKind))
        unseen = environment.isPart ? [:] : live.unknown.filter { !kinds.contains($0.key) }
        let declared = environment.resources.map { resource in
            Self.settled(resource, in: environment, live: live)
                ?? Self.change(for: resource, live: live, dryRun: dryRuns[resource.identity], schemas: schemas)
        }
        changes = Self.inApplyOrder(declared) + Self.deletions(environment, live: live)
    }

    private static func change(
        for resource: AdmittedResource, live: LiveState, dryRun: DryRun?, schemas: SchemaCatalog
    ) -> PlannedChange {
        let object = live.objects[resource.identity]
        let takeover =
            dryRun == nil ? nil : object.flatMap { Ownership.takeover(of: $0, for: resource, schemas: schemas) }
        var dryRun = dryRun
        switch dryRun {
        case .result(let predicted)?: dryRun = takeover.map { .result($0.predicted(predicted)) } ?? dryRun
        case .conflict(let conflicts, let forced?)?:
            dryRun = takeover.map { .conflict(conflicts, forced: $0.predicted(forced)) } ?? dryRun
        default: break
        }
        return PlannedChange(
            identity: resource.identity, kind: resource.kind,
            action: action(for: resource, object: object, live: live, dryRun: dryRun, schema: schemas[resource.kind]),
            desired: resource, live: object, takeover: takeover)
    }

    private static func action(
        for resource: AdmittedResource, object: Value?, live: LiveState, dryRun: DryRun?, schema: TypeSchema
    ) -> PlannedChange.Action {
        if let reason = live.unknown[resource.identity.groupKind] { return .refused(reason: reason) }
        switch (object, dryRun) {
        case (let object, .conflict(let conflicts, let forced)?):
            let differences = forced.map { FieldDifference.between(object ?? [:], and: $0, schema: schema) }
            return .conflict(conflicts, differences: differences ?? [])
        case (_, .refused(let reason)?): return .refused(reason: reason)
        case (let object, .immutable(let reason)?): return Recreation.action(for: resource, live: object, reason)
        // INVARIANT: only what was not worth a question is unchanged without an answer.
        case (_?, .premature(let reason)?):
            return .refused(
                reason: "the cluster has it, and answers an apply as if its namespace or kind were not there: \(reason)"
            )
        // Its namespace or kind comes with this very plan: there was nothing to try it on.
        case (nil, _): return .create
        case (_?, nil): return .unchanged
        case (let object?, .result(let predicted)?):
            let differences = FieldDifference.between(object, and: predicted, schema: schema)
            if !differences.isEmpty { return .update(differences) }
            return Ownership.isEqual(object, predicted) ? .unchanged : .adopt
        }
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

    /// What is decided without looking at any field: hooks, and objects that are not to be taken over.
    static func settled(_ resource: AdmittedResource, in environment: AdmittedEnvironment, live: LiveState)
        -> PlannedChange?
    {
        let object = live.objects[resource.identity]
        guard
            let action = resource.options.hook.map({ hookAction($0, resource.identity, object, environment, live) })
                ?? object.flatMap({ Adoption.refusal(of: resource, live: $0, in: environment, recorded: live.recorded) }
                )
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
        if object != nil { return .unchanged }
        if live.recorded?.generation == environment.generation { return .unchanged }
        if live.recorded?.hooks[ApplySet.hookName(identity)] != nil { return .unchanged }
        return hook == .failure ? .keep(reason: "it runs when a sync fails") : .create
    }

    private static func inApplyOrder(_ changes: [PlannedChange]) -> [PlannedChange] {
        // Places are sorted, and not the changes themselves, which are large.
        let ranks = changes.map { (ApplyRank($0), ApplyStage($0.identity.groupKind)) }
        return changes.indices.sorted { left, right in
            (ranks[left].0, ranks[left].1, changes[left].identity)
                < (ranks[right].0, ranks[right].1, changes[right].identity)
        }.map { changes[$0] }
    }
}
