import Manifests

/// An object as it is kept: the value, and its JSON, printed once.
struct StoredObject: Sendable {
    let value: Value
    let version: UInt64
    /// As it is on disk where that is not `value`: of another version of its kind, or from before a change of its schema.
    private let kept: Value?
    /// Without `apiVersion` and `kind`, which answers add as they were asked for.
    private let content: [UInt8]

    init(_ value: Value, version: UInt64) { self.init(value, version: version, kept: nil) }

    private init(_ value: Value, version: UInt64, kept: Value?) {
        self.value = value
        self.version = version
        self.kept = kept
        var content = value.object ?? [:]
        content["apiVersion"] = nil
        content["kind"] = nil
        self.content = JSON.write(.object(content))
    }

    private init(_ value: Value, version: UInt64, kept: Value?, content: [UInt8]) {
        self.value = value
        self.version = version
        self.kept = kept
        self.content = content
    }

    /// As it is on disk.
    var written: Value { kept ?? value }

    /// The object in another version of its kind.
    func converted(to kind: ServedKind) -> StoredObject {
        let (before, apiVersion) = (value["apiVersion"]?.string ?? "", kind.kind.apiVersion)
        if before == apiVersion { return self }
        let converted = KindConversion.convert(value, to: kind)
        return kind.storage?.holdTheSame(before, apiVersion) ?? false
            ? StoredObject(converted, version: version, kept: written, content: content)
            : StoredObject(converted, version: version, kept: written)
    }

    /// A custom resource as the schemas of its kind have it now: without the fields that they do not have, with the
    /// defaults that they have.
    func reread(in storage: KindStorage) -> StoredObject {
        guard let structure = storage.structures[value["apiVersion"]?.string ?? ""],
            case .object(let members) = written
        else { return self }
        let read = Value.object(structure.defaulted(structure.pruned(members).object))
        return read == value ? self : StoredObject(read, version: version, kept: read == written ? nil : written)
    }

    /// The object's JSON.
    var json: [UInt8] { json(apiVersion: value["apiVersion"]?.string ?? "") }

    /// The object's JSON in another version of its kind.
    func json(apiVersion: String) -> [UInt8] {
        var json: [UInt8] = []
        write(apiVersion: apiVersion, into: &json)
        return json
    }

    func write(apiVersion: String, into json: inout [UInt8]) {
        let identity = JSON.write(["apiVersion": .string(apiVersion), "kind": value["kind"] ?? ""])
        json.reserveCapacity(json.count + identity.count + content.count)
        json += identity.dropLast()
        if content.count > 2 { json.append(UInt8(ascii: ",")) }
        json += content.dropFirst()
    }

    /// The JSON as an item of a built-in kind's list, which says apiVersion and kind once for all.
    func writeBare(into json: inout [UInt8]) { json += content }

    var byteCount: Int { content.count }
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
    var labels: [String: String] {
        (metadata["labels"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }
}
