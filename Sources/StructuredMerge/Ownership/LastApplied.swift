package import Manifests

/// The annotation in which `kubectl apply` without `--server-side` keeps its last configuration.
package enum LastApplied {
    package static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// The fields that client-side apply set and that still have its values; nil without a readable annotation of
    /// the same version.
    package static func fields(of live: Value, schema: TypeSchema, apiVersion: String) -> FieldSet? {
        guard let text = live[path: "metadata", "annotations", annotation]?.string, !text.isEmpty,
            let applied = try? JSON.parse(text), applied["apiVersion"]?.string == apiVersion,
            schema.validate(applied) == nil
        else { return nil }
        let comparison = schema.compare(applied, live)
        return FieldSet.ofLeaves(in: applied, schema: schema)
            .subtracting(comparison.modified).subtracting(comparison.added).subtracting(comparison.removed)
    }

    /// Keeps the annotation, where there is one, up with a server-side apply by `kubectl` (`lastAppliedUpdater`).
    static func updated(_ outcome: ApplyOutcome, by configuration: Value, live: Value?) -> ApplyOutcome {
        guard case .object(var object) = outcome.object, case .object(var metadata)? = object["metadata"],
            case .object(var annotations)? = metadata["annotations"],
            let before = annotations[annotation]?.string, !before.isEmpty
        else { return outcome }
        let text = HTMLSafeJSON.string(withoutAnnotation(configuration)) + "\n"
        if text == before { return outcome }
        annotations[annotation] = .string(text)
        metadata["annotations"] = .object(annotations)
        object["metadata"] = .object(metadata)
        return ApplyOutcome(object: .object(object), changed: true, contentChanged: true)
    }

    private static func withoutAnnotation(_ configuration: Value) -> Value {
        guard case .object(var object) = configuration, case .object(var metadata)? = object["metadata"],
            case .object(var annotations)? = metadata["annotations"], annotations[annotation] != nil
        else { return configuration }
        annotations[annotation] = nil
        metadata["annotations"] = annotations.isEmpty ? nil : .object(annotations)
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
