import Manifests

/// An object as it is kept: the value, and its JSON, printed once.
struct StoredObject: Sendable {
    let value: Value
    let json: [UInt8]
    let version: UInt64

    init(_ value: Value, version: UInt64) {
        self.value = value
        self.version = version
        json = JSON.write(value)
    }

    init(json: [UInt8], value: Value, version: UInt64) {
        self.value = value
        self.json = json
        self.version = version
    }
}

/// One change in the store's history, from which watches are served.
struct StoreEvent: Sendable {
    var version: UInt64
    var key: ObjectKey
    var before: StoredObject?
    /// For a deletion the object's last state, with the version of the deletion.
    var after: StoredObject
    var isDeletion: Bool
}

/// Fields of `metadata` as they are read and written everywhere.
extension Value {
    var metadata: Object {
        get { self["metadata"]?.object ?? [:] }
        set {
            guard case .object(var object) = self else { return }
            object["metadata"] = .object(newValue)
            self = .object(object)
        }
    }

    subscript(field key: String) -> Value? {
        get { self[key] }
        set {
            guard case .object(var object) = self else { return }
            object[key] = newValue
            self = .object(object)
        }
    }

    var uid: String? { metadata["uid"]?.string }
    var isBeingDeleted: Bool { metadata["deletionTimestamp"]?.string != nil }
    var finalizers: [String] { (metadata["finalizers"]?.array ?? []).compactMap(\.string) }
    var ownerUIDs: [String] { (metadata["ownerReferences"]?.array ?? []).compactMap { $0["uid"]?.string } }
    var labels: [String: String] { (metadata["labels"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string } }
}
