import Manifests

/// Takes of each object what is worth its memory, and keeps equal parts of objects once.
struct ObjectKeeper: Sendable {
    let keeps: KeptFields
    private var parts = SharedValues()

    init(keeps: KeptFields) { self.keeps = keeps }

    mutating func kept(_ object: Value) -> Value {
        guard keeps != .all else { return parts.share(object) }
        guard case .object(var root) = object, case .object(var metadata)? = root["metadata"] else {
            return object
        }
        metadata["managedFields"] = nil
        if keeps == .owners { (metadata["labels"], metadata["annotations"]) = (nil, nil) }
        root["metadata"] = .object(metadata)
        return .object(root)
    }
}

/// What of each object is worth its memory.
package enum KeptFields: Sendable {
    case all
    /// All but who wrote which field.
    case content
    /// Of its metadata, neither that nor labels and annotations: who it is, and who owns it.
    case owners
}
