import Manifests

/// Fields of a server or a controller in which nothing is written, as Go programs print them: `status: {}`,
/// `status: { currentHealthy: 0 }`, `creationTimestamp: null`. They declare nothing, and are not sent.
enum EmptyServerFields {
    /// Whether nothing is in it, at any depth.
    static func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .null, .string(""), .integer(0): true
        case .array(let items): items.allSatisfy(isEmpty)
        case .object(let object): object.members.allSatisfy { isEmpty($0.value) }
        default: false
        }
    }

    /// Takes them out of an object's fields and its metadata.
    static func remove(from root: inout Object, metadata: inout Object) {
        if let status = root["status"], isEmpty(status) { root["status"] = nil }
        for field in ServerFieldsRule.fields {
            if let value = metadata[field], isEmpty(value) { metadata[field] = nil }
        }
    }
}
