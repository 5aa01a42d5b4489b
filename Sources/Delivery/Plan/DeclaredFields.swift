import Manifests
import StructuredMerge

/// The fields that an apply declares for the first time, or no longer, where their values stay as they are.
package struct DeclaredFields: Sendable, Hashable {
    /// As users know them: `spec.template.spec.containers[name=model].image`.
    package var added: [String] = []
    package var removed: [String] = []

    /// - Returns: nothing for an object that Lockstep has not applied before: there all is declared for the first time.
    static func changed(from before: Value, to after: Value, schema: TypeSchema) -> DeclaredFields {
        guard Ownership.isApplied(before) else { return DeclaredFields() }
        let leaves = FieldSet.ofLeaves(in: before, schema: schema).union(.ofLeaves(in: after, schema: schema))
            .subtracting(StrippedFields.set)
        let (old, new) = (own(before), own(after))
        func names(_ fields: FieldSet, _ object: Value) -> [String] {
            fields.intersection(leaves).paths().map { ConflictPath.text($0.description, in: object) }
        }
        return DeclaredFields(added: names(new.subtracting(old), after), removed: names(old.subtracting(new), before))
    }

    private static func own(_ object: Value) -> FieldSet {
        let entries = (object[path: "metadata", "managedFields"]?.array ?? []).filter(Ownership.isOwnApply)
        return entries.compactMap { $0["fieldsV1"].flatMap { try? FieldSet(fieldsV1: $0) } }
            .reduce(FieldSet()) { $0.union($1) }
    }
}
