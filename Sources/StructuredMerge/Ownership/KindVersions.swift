package import Manifests

/// The versions of a kind, in each of which a manager's fields may be written down: field names and list types are those
/// of the entry's own version (structured-merge-diff `merge.Converter`).
package struct KindVersions: Sendable {
    /// By `apiVersion`.
    private let schemas: [String: TypeSchema]
    /// Stands in for every version that is not in `schemas`; without it such a version is gone.
    private let fallback: TypeSchema?
    private let conversion: @Sendable (Value, String) -> Value

    /// - Parameters:
    ///   - schemas: by `apiVersion`: the versions that a server serves. Entries of all others are dropped.
    ///   - conversion: an object in another version; by default only its `apiVersion` changes, as the API server does
    ///     for custom resources without a conversion webhook.
    package init(
        served schemas: [String: TypeSchema],
        conversion: @escaping @Sendable (Value, _ apiVersion: String) -> Value = KindVersions.renamed
    ) {
        self.schemas = schemas
        fallback = nil
        self.conversion = conversion
    }

    /// For a prediction: versions of which nothing is known are read as if they were the one that is asked for.
    package init(known schemas: [String: TypeSchema], otherwise schema: TypeSchema) {
        self.schemas = schemas
        fallback = schema
        conversion = Self.renamed
    }

    /// - Returns: nil for a version that is gone.
    func schema(of apiVersion: String) -> TypeSchema? { schemas[apiVersion] ?? fallback }

    func object(_ object: Value, in apiVersion: String) -> Value {
        object["apiVersion"]?.string == apiVersion ? object : conversion(object, apiVersion)
    }

    package static func renamed(_ object: Value, as apiVersion: String) -> Value {
        guard case .object(var members) = object else { return object }
        members["apiVersion"] = .string(apiVersion)
        return .object(members)
    }
}

extension SchemaCatalog {
    /// Every version of a kind that the catalog knows.
    package func versions(of kind: GroupVersionKind) -> KindVersions {
        let known = versionKinds(of: kind.groupKind).map { ($0.apiVersion, self[$0]) }
        return KindVersions(known: Dictionary(known) { first, _ in first }, otherwise: self[kind])
    }
}
