package import Manifests

extension Merge {
    /// Whether an apply by `manager` would leave both the object and what the manager owns as they are.
    ///
    /// Several times cheaper than ``apply(_:to:schema:manager:apiVersion:force:subresource:time:resetFields:versions:)``,
    /// for the steady state, where it is asked of every object.
    ///
    /// - Returns: true only where that is certain; false means that `apply` has to tell.
    package static func changesNothing(
        _ configuration: Value, on live: Value, schema: TypeSchema, manager: String, apiVersion: String
    ) -> Bool {
        guard let recorded = fieldsApplied(by: manager, apiVersion: apiVersion, in: live) else { return false }
        guard schema.covers(configuration, by: live) else { return false }
        return FieldSet.ofLeaves(in: configuration, schema: schema).subtracting(StrippedFields.set) == recorded
    }

    /// The fields in the manager's only entry for the object itself; nil where there is none, several, or another
    /// version's.
    private static func fieldsApplied(by manager: String, apiVersion: String, in live: Value) -> FieldSet? {
        let entries = (live[path: "metadata", "managedFields"]?.array ?? []).filter { entry in
            entry["manager"]?.string == manager && (entry["subresource"]?.string ?? "").isEmpty
        }
        guard entries.count == 1, let entry = entries.first,
            entry["operation"]?.string == ManagedFieldsEntry.Operation.apply.rawValue,
            entry["apiVersion"]?.string == apiVersion, entry["fieldsType"]?.string == "FieldsV1",
            let fields = entry["fieldsV1"]
        else { return nil }
        return try? FieldSet(fieldsV1: fields)
    }
}
