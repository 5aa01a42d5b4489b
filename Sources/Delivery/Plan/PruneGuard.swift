import Manifests

/// What is never deleted without a person's word.
enum PruneGuard {
    static let guarded: Set<String> = [
        "Namespace", "CustomResourceDefinition.apiextensions.k8s.io", "PersistentVolumeClaim", "PersistentVolume",
    ]

    static func action(for identity: ResourceIdentity, object: Value, in environment: AdmittedEnvironment)
        -> PlannedChange.Action
    {
        let isLeaving = Termination.hasBegun(object)
        if let reason = reasonToKeep(identity, object, in: environment) {
            return .keep(reason: isLeaving ? "it is being deleted" : reason)
        }
        if isLeaving { return .terminating(reason: Termination.inWords(object)) }
        if environment.declaresNothing, !ObjectOptions.isHook(object, identity) { return sparing }
        if let reason = environment.deletions.refusal(of: object, identity) { return .keep(reason: reason) }
        return .delete
    }

    private static func reasonToKeep(
        _ identity: ResourceIdentity, _ object: Value, in environment: AdmittedEnvironment
    ) -> String? {
        let word = Word(of: object)
        if case .never(let reason) = word { return reason }
        if word != .confirmed {
            let remedy = "delete it by hand, or confirm with the annotation '\(ObjectOptions.prune): confirmed' on it"
            if guarded.contains(identity.groupKind.description) {
                return "deleting a \(identity.groupKind.kind) takes everything in it along: \(remedy)"
            }
            if let claims = DependentClaims.inWords(of: object, identity) {
                return "\(claims) would be deleted with it, and what is in them (whenDeleted: Delete): \(remedy)"
            }
        }
        if !environment.spec.sync.prune { return "'spec.sync.prune' is off" }
        return nil
    }

    /// What speaks against deleting an object in order to make it anew; its new manifest's word goes before its own.
    static func reasonToKeep(_ object: Value, _ identity: ResourceIdentity, replacedBy manifest: Value) -> String? {
        let word = Word(of: manifest) ?? Word(of: object)
        if word == .confirmed { return nil }
        if case .never(let reason) = word { return "\(reason); \(remedy)" }
        guard let claims = DependentClaims.inWords(of: object, identity) else { return nil }
        return "\(claims) would be deleted with it, and what is in them; say 'whenDeleted: Retain' in a commit before "
            + "this one, or \(remedy)"
    }

    private static let remedy = "the annotation '\(ObjectOptions.prune): confirmed' in its manifest allows it"

    /// The same, by what only the cluster can tell.
    static func reasonToKeep(
        _ object: Value, replacedBy resource: AdmittedResource, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> String? {
        if (Word(of: resource.asDeclared.object) ?? Word(of: object)) == .confirmed { return nil }
        guard
            let claims = try await DependentClaims.owned(by: object, resource.identity, resource.kind, on: cluster)
        else { return nil }
        return "\(claims) would be deleted with it, and what is in them; take their 'ownerReferences' to it off them, "
            + "or \(remedy)"
    }

    /// What an object says of its own deletion.
    private enum Word: Equatable {
        case confirmed
        case never(reason: String)

        init?(of object: Value) {
            let annotations = object[path: "metadata", "annotations"]
            let word = annotations?[ObjectOptions.prune]?.string
            let options = annotations?[ObjectOptions.argoOptions]?.string ?? ""
            if word == "disabled" {
                self = .never(reason: "its annotation '\(ObjectOptions.prune)' says disabled")
            } else if options.split(separator: ",").contains(where: { $0.filter { $0 != " " } == "Prune=false" }) {
                self = .never(reason: "its annotation '\(ObjectOptions.argoOptions)' says Prune=false")
            } else if word == "confirmed" {
                self = .confirmed
            } else {
                return nil
            }
        }
    }

    // MARK: Everything at once

    private static let sparing = PlannedChange.Action.keep(
        reason: "the environment declares nothing: a sync never prunes everything")
    /// Objects that are named; the others are counted.
    private static let mostNamed = 5

    /// - Returns: why none of these deletions may be carried out, where they are all that runs; nil where they may.
    static func refusal(of deletions: [PlannedChange]) -> String? {
        let spared = deletions.filter { $0.action == sparing }.map(\.identity).sorted()
        if spared.isEmpty { return nil }
        let more = spared.count > mostNamed ? " and \(spared.count - mostNamed) more" : ""
        return "the environment declares nothing any more, and a sync never deletes everything at once; it would "
            + "delete " + spared.prefix(mostNamed).map(\.description).joined(separator: ", ") + more
            + ". If that is a mistake, revert the commit. If it is meant, delete them with 'kubectl delete'; or leave "
            + "them running with 'spec.sync.prune: false'"
    }
}
