import Manifests

/// Gives equal sets of owned fields one place in memory.
///
/// The records of who owns which field (`metadata.managedFields`) are about half of an object, and the same in all
/// objects that were written alike.
struct SharedFields {
    /// Objects that are all different must not keep what nobody needs any more.
    private static let most = 1024
    private var known: Set<Value> = []

    /// The object with its `fieldsV1` shared.
    mutating func share(_ object: Value) -> Value {
        guard case .object(var root) = object, case .object(var metadata)? = root["metadata"],
            case .array(let entries)? = metadata["managedFields"]
        else { return object }
        metadata["managedFields"] = .array(entries.map { shared($0) })
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    private mutating func shared(_ entry: Value) -> Value {
        guard case .object(var object) = entry, let fields = object["fieldsV1"] else { return entry }
        if known.count >= Self.most { known = [] }
        object["fieldsV1"] = known.insert(fields).memberAfterInsert
        return .object(object)
    }
}
