package import Manifests

/// One thing that an object must satisfy to be admitted.
package protocol AdmissionRule: Sendable {
    /// - Returns: an error for each breach; empty where the object satisfies the rule.
    func review(_ resource: Resource) -> [Diagnostic]
}

/// Fields that only an API server writes have no place in Git: applied, they would conflict for ever.
package struct ServerFieldsRule: AdmissionRule {
    static let fields = [
        "uid", "resourceVersion", "managedFields", "generation", "creationTimestamp", "selfLink", "deletionTimestamp",
    ]

    package init() {}

    package func review(_ resource: Resource) -> [Diagnostic] {
        guard let metadata = resource.object["metadata"] else { return [] }
        return Self.fields.compactMap { field in
            guard let value = metadata[field], !EmptyServerFields.isEmpty(value) else { return nil }
            return .error(
                "expected a manifest, found 'metadata.\(field)', which the API server writes",
                at: resource.location(of: [.key("metadata"), .key(field)]),
                hint: "remove the field; 'kubectl get -o yaml' prints it, but it must not be applied")
        }
    }
}

/// The labels that mark an environment's objects are Lockstep's to set.
package struct ReservedLabelsRule: AdmissionRule {
    package init() {}

    package func review(_ resource: Resource) -> [Diagnostic] {
        guard let labels = resource.object[path: "metadata", "labels"] else { return [] }
        return [ApplySet.partOfLabel, ApplySet.environmentLabel].compactMap { label in
            guard labels[label] != nil else { return nil }
            return .error(
                "expected no label '\(label)' in a manifest: lockstep sets it",
                at: resource.location(of: [.key("metadata"), .key("labels"), .key(label)]), hint: "remove the label")
        }
    }
}

/// A status is what a controller observes; a manifest cannot declare one.
package struct StatusRule: AdmissionRule {
    package init() {}

    package func review(_ resource: Resource) -> [Diagnostic] {
        // A definition's own status is written by `kubectl get -o yaml` and by old generators: the server ignores it.
        guard resource.kind.kind != "CustomResourceDefinition", let status = resource.object["status"],
            !EmptyServerFields.isEmpty(status)
        else { return [] }
        return [
            .error(
                "expected a manifest, found 'status', which a controller writes",
                at: resource.location(of: [.key("status")]),
                hint: "remove the field")
        ]
    }
}
