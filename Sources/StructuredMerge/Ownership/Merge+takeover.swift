package import Manifests

/// What it takes to make an applier the only heir of other tools: without it, fields that they set and the applier
/// does not declare would stay for ever.
package struct Takeover: Sendable, Hashable {
    /// `metadata.managedFields` as they are to be written before the first apply.
    package var managedFields: Value
    /// The object as the apply after it makes it, not yet defaulted.
    package let merged: Value
    private let schema: TypeSchema
    private let dropped: FieldSet

    fileprivate init(managedFields: Value, merged: Value, schema: TypeSchema, dropped: FieldSet) {
        self.managedFields = managedFields
        self.merged = merged
        self.schema = schema
        self.dropped = dropped
    }

    /// Whether fields go away with it; some of them may come back with their defaults.
    package var dropsFields: Bool { !dropped.isEmpty }

    /// The answer to a dry run made before the takeover, without the fields that go away with it.
    package func predicted(_ dryRun: Value) -> Value { schema.removing(dropped, from: dryRun) }

    package static func == (left: Takeover, right: Takeover) -> Bool { left.managedFields == right.managedFields }
    package func hash(into hasher: inout Hasher) { hasher.combine(managedFields) }
}

extension Merge {
    /// Who the server says owns what was there before anybody's fields were recorded (`skipNonAppliedManager`).
    package static let beforeFirstApply = "before-first-apply"

    /// - Parameters:
    ///   - configuration: what the manager is about to apply.
    ///   - predecessors: managers whose fields become its own; subresources stay with them.
    ///   - ownerless: what of an object without any record of owners is not taken for a predecessor's, with all below.
    ///   - versions: in which entries may be written; nil reads all as `apiVersion`.
    /// - Returns: nil where no predecessor owns anything.
    package static func takeover(
        of live: Value, for configuration: Value, schema: TypeSchema, manager: String, apiVersion: String,
        from predecessors: Set<String>, ownerless: FieldSet = FieldSet(), versions: KindVersions? = nil
    ) -> Takeover? {
        guard let before = try? ManagedFields(of: live) else { return nil }
        var known = before
        if before.entries.isEmpty {
            let fields = FieldSet.ofLeaves(in: live.withoutManagedFields, schema: schema)
            known.entries = [
                ManagedFieldsEntry(
                    manager: beforeFirstApply, operation: .update, apiVersion: apiVersion,
                    fields: fields.subtracting(StrippedFields.set))
            ]
        }
        for index in known.entries.indices where known.entries[index].manager == beforeFirstApply {
            known.entries[index].fields = known.entries[index].fields.recursiveSubtracting(ownerless)
        }
        let after = known.adopted(by: manager, apiVersion: apiVersion) { predecessors.contains($0.manager) }
        guard after != known else { return nil }
        let adopted = live.with(after)
        let outcome = apply(
            configuration, to: adopted, schema: schema, manager: manager, apiVersion: apiVersion, force: true, time: "",
            versions: versions)
        guard case .success(let applied) = outcome else { return nil }
        let dropped = FieldSet.ofLeaves(in: live.withoutManagedFields, schema: schema)
            .subtracting(FieldSet.ofLeaves(in: applied.object.withoutManagedFields, schema: schema))
        return Takeover(managedFields: after.value, merged: applied.object, schema: schema, dropped: dropped)
    }
}
