import Manifests

/// Which objects that somebody else made are taken over.
enum Adoption {
    /// - Returns: nil where the object is the environment's own already, or may become it.
    static func refusal(
        of resource: AdmittedResource, live: Value, in environment: AdmittedEnvironment, recorded: ApplySet?
    ) -> PlannedChange.Action? {
        let labels = live[path: "metadata", "labels"]
        if let owner = labels?[ApplySet.partOfLabel]?.string {
            let set = environment.applySet
            if owner == set.id || set.remembering(recorded).isOwn(id: owner) { return nil }
            let name =
                labels?[ApplySet.environmentLabel]?.string.map { name in
                    "environment '\(name)'" + (name == environment.name ? " of another namespace" : "")
                } ?? "another ApplySet"
            return .refused(
                reason: "it belongs to \(name): remove it there first, or its label '\(ApplySet.partOfLabel)' by hand")
        }
        if resource.options.adopts ?? environment.spec.sync.adopt { return nil }
        return .refused(
            reason: "somebody else made it, and it may not be taken over: allow that with the annotation "
                + "'\(ObjectOptions.adopt): allowed' in its manifest, or with 'spec.sync.adopt'")
    }
}
