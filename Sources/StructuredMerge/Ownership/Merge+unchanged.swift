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
        guard let fields = fieldsApplied(by: manager, apiVersion: apiVersion, in: live),
            case .complete(let respelled) = schema.coverage(of: configuration, by: live),
            respelled.isEmpty || areOwned(respelled, byNoneBut: manager, at: apiVersion, in: live)
        else { return false }
        if RecordedFields(table: schema.table).areOwned(fields, by: configuration, schema.index) { return true }
        guard let recorded = try? FieldSet(fieldsV1: fields) else { return false }
        return FieldSet.ofLeaves(in: configuration, schema: schema).subtracting(StrippedFields.set) == recorded
    }

    /// Whether no other manager owns any of these paths. One that does would lose it, or be in conflict: ownership is
    /// settled before the server spells a quantity its own way.
    private static func areOwned(
        _ paths: [FieldPath], byNoneBut manager: String, at apiVersion: String, in live: Value
    ) -> Bool {
        (live[path: "metadata", "managedFields"]?.array ?? []).allSatisfy { entry in
            // Another version may call the fields by other names.
            isApplied(entry, by: manager, apiVersion)
                || entry["apiVersion"]?.string == apiVersion
                    && paths.allSatisfy { !contains($0, in: entry["fieldsV1"] ?? .null) }
        }
    }

    /// Whether FieldsV1, in the form that the server writes, has a path; true where that cannot be told.
    private static func contains(_ path: FieldPath, in fields: Value) -> Bool {
        var fields = fields
        for element in path.elements {
            guard case .object(let members) = fields else { return true }
            let key = element.fieldsV1Key
            guard let below = members[key] else { return members.contains { isSpelling($0.key, of: key) } }
            fields = below
        }
        guard case .object(let members) = fields else { return true }
        return members.isEmpty || members["."] != nil
    }

    /// Whether a key may be another spelling of the same part: items are known by JSON, which others write in other ways.
    private static func isSpelling(_ other: String, of key: String) -> Bool {
        key.utf8.first != UInt8(ascii: "f") && other.utf8.prefix(2).elementsEqual(key.utf8.prefix(2))
            && (other.utf8.contains(UInt8(ascii: "\\")) || other.utf8.contains(UInt8(ascii: " ")))
    }

    private static func isApplied(_ entry: Value, by manager: String, _ apiVersion: String) -> Bool {
        entry["manager"]?.string == manager && entry["apiVersion"]?.string == apiVersion
            && entry["operation"]?.string == ManagedFieldsEntry.Operation.apply.rawValue
            && (entry["subresource"]?.string ?? "").isEmpty
    }

    /// The fields in the manager's only entry for the object itself; nil where there is none, several, or another
    /// version's.
    private static func fieldsApplied(by manager: String, apiVersion: String, in live: Value) -> Value? {
        let entries = (live[path: "metadata", "managedFields"]?.array ?? []).filter { entry in
            entry["manager"]?.string == manager && (entry["subresource"]?.string ?? "").isEmpty
        }
        guard entries.count == 1, let entry = entries.first, isApplied(entry, by: manager, apiVersion),
            entry["fieldsType"]?.string == "FieldsV1",
            let fields = entry["fieldsV1"]
        else { return nil }
        return fields
    }
}
