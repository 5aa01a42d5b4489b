package import Manifests

/// Everything that a sync of an environment would do, found without doing any of it.
package struct Plan: Sendable {
    package let environment: AdmittedEnvironment
    /// In the order in which they are applied; deletions last, in reverse.
    package let changes: [PlannedChange]
    /// Why none of it may be applied; nil where it may.
    package let refusal: String?
    /// What the last sync recorded; nil before the first.
    package let recorded: ApplySet?

    package var isInSync: Bool { refusal == nil && !changes.contains { $0.action.isDifference } }
    package var differences: [PlannedChange] { changes.filter(\.action.isDifference) }

    package func count(_ verb: String) -> Int { changes.count { $0.action.verb == verb } }
}

extension Plan {
    /// Compares what Git declares with what the cluster has. Pure: the same inputs give the same plan.
    ///
    /// - Parameters:
    ///   - dryRuns: the cluster's answers for the objects that ``needsDryRun(_:live:)`` named.
    package init(_ environment: AdmittedEnvironment, live: LiveState, dryRuns: [ResourceIdentity: DryRun]) {
        self.environment = environment
        refusal = live.refusal
        recorded = live.recorded
        let declared = environment.resources.map { resource in
            Self.change(for: resource, live: live, dryRun: dryRuns[resource.identity])
        }
        changes = Self.inApplyOrder(declared) + Self.deletions(environment, live: live)
    }

    private static func change(for resource: AdmittedResource, live: LiveState, dryRun: DryRun?) -> PlannedChange {
        let object = live.objects[resource.identity]
        return PlannedChange(
            identity: resource.identity, kind: resource.kind,
            action: action(for: resource, object: object, live: live, dryRun: dryRun), desired: resource, live: object)
    }

    private static func action(
        for resource: AdmittedResource, object: Value?, live: LiveState, dryRun: DryRun?
    ) -> PlannedChange.Action {
        if let reason = live.unknown[resource.identity.groupKind] { return .refused(reason: reason) }
        switch (object, dryRun) {
        case (_, .conflict(let conflicts)?): return .conflict(conflicts)
        case (_, .refused(let reason)?): return .refused(reason: reason)
        case (nil, _): return .create
        case (_?, nil): return .unchanged
        case (let object?, .result(let predicted)?):
            let differences = FieldDifference.between(object, and: predicted)
            if !differences.isEmpty { return .update(differences) }
            return Ownership.isEqual(object, predicted) ? .unchanged : .adopt
        }
    }

    /// Objects of the environment that Git no longer declares.
    private static func deletions(_ environment: AdmittedEnvironment, live: LiveState) -> [PlannedChange] {
        let declared = Set(environment.resources.map(\.identity))
        let orphans = live.objects.filter { !declared.contains($0.key) && environment.applySet.contains($0.value) }
        return orphans.keys.sorted { (ApplyStage($1.groupKind), $0) < (ApplyStage($0.groupKind), $1) }.map { identity in
            PlannedChange(
                identity: identity,
                kind: live.kinds[identity]
                    ?? GroupVersionKind(group: identity.groupKind.group, version: "", kind: identity.groupKind.kind),
                action: PruneGuard.action(for: identity, object: orphans[identity] ?? .null, in: environment),
                desired: nil, live: orphans[identity])
        }
    }

    private static func inApplyOrder(_ changes: [PlannedChange]) -> [PlannedChange] {
        changes.sorted {
            (ApplyStage($0.identity.groupKind), $0.identity) < (ApplyStage($1.identity.groupKind), $1.identity)
        }
    }
}

/// What is never deleted without a person's word.
enum PruneGuard {
    static let annotation = "lockstep/prune"
    private static let guarded: Set<String> = [
        "Namespace", "CustomResourceDefinition.apiextensions.k8s.io", "PersistentVolumeClaim", "PersistentVolume",
    ]

    static func action(for identity: ResourceIdentity, object: Value, in environment: AdmittedEnvironment)
        -> PlannedChange.Action
    {
        if object[path: "metadata", "deletionTimestamp"] != nil { return .keep(reason: "it is being deleted") }
        if object[path: "metadata", "annotations", annotation]?.string == "disabled" {
            return .keep(reason: "its annotation '\(annotation)' says disabled")
        }
        if guarded.contains(identity.groupKind.description) {
            return .keep(
                reason: "deleting a \(identity.groupKind.kind) takes everything in it along: delete it by hand")
        }
        if !environment.spec.sync.prune { return .keep(reason: "'spec.sync.prune' is off") }
        if environment.resources.isEmpty {
            return .keep(reason: "the environment declares nothing: a sync never prunes everything")
        }
        return .delete
    }
}
