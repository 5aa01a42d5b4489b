package import Manifests

/// What it takes to make an applier the only heir of other tools: without it, fields that they set and the applier
/// does not declare would stay for ever.
package struct Takeover: Sendable, Hashable {
    /// `metadata.managedFields` as they are to be written before the first apply.
    package var managedFields: Value
    private let schema: TypeSchema
    private let dropped: FieldSet

    fileprivate init(managedFields: Value, schema: TypeSchema, dropped: FieldSet) {
        self.managedFields = managedFields
        self.schema = schema
        self.dropped = dropped
    }

    /// The answer to a dry run made before the takeover, without the fields that go away with it.
    package func predicted(_ dryRun: Value) -> Value { schema.removing(dropped, from: dryRun) }

    package static func == (left: Takeover, right: Takeover) -> Bool { left.managedFields == right.managedFields }
    package func hash(into hasher: inout Hasher) { hasher.combine(managedFields) }
}

extension Merge {
    /// - Parameters:
    ///   - configuration: what the manager is about to apply for the first time.
    ///   - predecessors: managers whose fields become its own; subresources stay with them.
    /// - Returns: nil where the manager has applied before, or no predecessor owns anything.
    package static func takeover(
        of live: Value, for configuration: Value, schema: TypeSchema, manager: String, apiVersion: String,
        from predecessors: Set<String>
    ) -> Takeover? {
        guard let before = try? ManagedFields(of: live),
            !before.entries.contains(where: { $0.manager == manager && $0.operation == .apply })
        else { return nil }
        let after = before.adopted(by: manager, apiVersion: apiVersion) { predecessors.contains($0.manager) }
        guard after != before else { return nil }
        let adopted = live.with(after)
        let outcome = apply(
            configuration, to: adopted, schema: schema, manager: manager, apiVersion: apiVersion, force: true, time: "")
        guard case .success(let applied) = outcome else { return nil }
        let dropped = FieldSet.ofLeaves(in: live.withoutManagedFields, schema: schema)
            .subtracting(FieldSet.ofLeaves(in: applied.object.withoutManagedFields, schema: schema))
        return Takeover(managedFields: after.value, schema: schema, dropped: dropped)
    }
}
