import Manifests

/// What becomes of a change to a field that cannot be changed.
enum Recreation {
    static func action(for resource: AdmittedResource, live: Value?, _ reason: String) -> PlannedChange.Action {
        let kind = resource.identity.groupKind
        if PruneGuard.guarded.contains(kind.description) {
            return .refused(reason: "\(reason); a \(kind.kind) is never recreated, because what is in it would be lost")
        }
        guard live != nil, resource.options.allowsRecreation else {
            return .refused(
                reason: "\(reason); the annotation '\(ObjectOptions.recreate): allowed' in its manifest lets lockstep "
                    + "delete it and make it anew")
        }
        return .recreate(reason: reason)
    }
}
