import Manifests

/// What is never deleted without a person's word.
enum PruneGuard {
    static let guarded: Set<String> = [
        "Namespace", "CustomResourceDefinition.apiextensions.k8s.io", "PersistentVolumeClaim", "PersistentVolume",
    ]

    static func action(for identity: ResourceIdentity, object: Value, in environment: AdmittedEnvironment)
        -> PlannedChange.Action
    {
        let isLeaving = object[path: "metadata", "deletionTimestamp"] != nil
        if let reason = reasonToKeep(identity, object, in: environment) {
            return .keep(reason: isLeaving ? "it is being deleted" : reason)
        }
        if isLeaving { return .terminating(reason: Termination.inWords(object)) }
        if let reason = environment.deletions.refusal(of: object, identity) { return .keep(reason: reason) }
        return .delete
    }

    private static func reasonToKeep(
        _ identity: ResourceIdentity, _ object: Value, in environment: AdmittedEnvironment
    ) -> String? {
        let annotations = object[path: "metadata", "annotations"]
        let word = annotations?[ObjectOptions.prune]?.string
        if word == "disabled" { return "its annotation '\(ObjectOptions.prune)' says disabled" }
        let options = annotations?[ObjectOptions.argoOptions]?.string ?? ""
        if options.split(separator: ",").contains(where: { $0.filter { $0 != " " } == "Prune=false" }) {
            return "its annotation '\(ObjectOptions.argoOptions)' says Prune=false"
        }
        if guarded.contains(identity.groupKind.description), word != "confirmed" {
            return "deleting a \(identity.groupKind.kind) takes everything in it along: delete it by hand, or confirm "
                + "with the annotation '\(ObjectOptions.prune): confirmed' on it"
        }
        if !environment.spec.sync.prune { return "'spec.sync.prune' is off" }
        if environment.declaresNothing { return "the environment declares nothing: a sync never prunes everything" }
        return nil
    }
}
