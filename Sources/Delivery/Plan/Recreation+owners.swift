import Manifests

/// Who owns which fields of an object that is put back.
extension Recreation {
    /// On record for what Lockstep itself adds to it.
    static let manager = "lockstep-put-back"

    /// `metadata.managedFields` as they were, for an object that has been made again. A server gives all fields of a
    /// new object to who makes it, whatever that says of its owners; it takes the record afterwards.
    ///
    /// - Parameters:
    ///   - live: the object of before.
    ///   - now: the object that was made of it; what others have written to it since stays theirs.
    static func owners(of live: Value, putBackAs now: Value) -> Value {
        // A status is not put back.
        let before = entries(live).filter { $0["subresource"]?.string != "status" && $0["manager"]?.string != manager }
        let known = Set(before.map(Writer.init))
        let since = entries(now).filter { $0["manager"]?.string != manager && !known.contains(Writer($0)) }
        let own = entries(now).first { $0["manager"]?.string == manager }?.object.map { entry in
            var entry = entry
            let mark = Object([Object.Member(key: "f:\(ObjectOptions.putBack)", value: [:])])
            entry["fieldsV1"] = ["f:metadata": ["f:annotations": .object(mark)]]
            return Value.object(entry)
        }
        let isMarked = now[path: "metadata", "annotations", ObjectOptions.putBack] != nil
        return .array(before + since + (isMarked ? own.map { [$0] } ?? [] : []))
    }

    private static func entries(_ object: Value) -> [Value] {
        object[path: "metadata", "managedFields"]?.array ?? []
    }

    /// What tells a server's entries apart.
    private struct Writer: Hashable {
        private let parts: [String?]

        init(_ entry: Value) {
            parts = ["manager", "operation", "apiVersion", "subresource"].map { entry[$0]?.string }
        }
    }
}
