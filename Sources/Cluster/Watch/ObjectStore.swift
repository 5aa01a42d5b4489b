package import Manifests

/// What a cache keeps, and what changes when a list or an event comes in. Pure.
struct ObjectStore {
    private(set) var objects: [ResourceIdentity: Value] = [:]
    /// Where the next watch goes on; nil asks for a list.
    var resourceVersion: String?

    let kind: GroupKind
    var keeper: ObjectKeeper

    init(kind: GroupKind, keeps: KeptFields) {
        self.kind = kind
        keeper = ObjectKeeper(keeps: keeps)
    }

    /// Takes a list, whose items ``keeper`` has seen, as the truth.
    mutating func replace(with list: ObjectList) {
        objects = [:]
        for item in list.items {
            if let identity = identity(of: item) { objects[identity] = item }
        }
        resourceVersion = list.resourceVersion
    }

    /// - Returns: nil where nothing changes: a bookmark, an event that was seen before.
    mutating func take(_ event: WatchEvent) -> ObjectChange? {
        if let version = event.resourceVersion { resourceVersion = version }
        switch event {
        case .bookmark: return nil
        case .added(let object), .modified(let object):
            guard let identity = identity(of: object) else { return nil }
            let object = keeper.kept(object)
            let before = objects.updateValue(object, forKey: identity)
            guard let before else { return .added(identity, object) }
            return Self.version(before) == Self.version(object) ? nil : .modified(identity, object, before: before)
        case .deleted(let object):
            guard let identity = identity(of: object), objects.removeValue(forKey: identity) != nil else { return nil }
            return .deleted(identity, last: keeper.kept(object))
        }
    }

    private func identity(of object: Value) -> ResourceIdentity? {
        guard let name = object[path: "metadata", "name"]?.string else { return nil }
        return ResourceIdentity(
            groupKind: kind, namespace: object[path: "metadata", "namespace"]?.string, name: name)
    }

    private static func version(_ object: Value) -> [Value?] {
        [object[path: "metadata", "uid"], object[path: "metadata", "resourceVersion"]]
    }
}

/// One object came, changed or went.
package enum ObjectChange: Sendable, Hashable {
    case added(ResourceIdentity, Value)
    case modified(ResourceIdentity, Value, before: Value)
    case deleted(ResourceIdentity, last: Value)

    package var identity: ResourceIdentity {
        switch self {
        case .added(let identity, _), .modified(let identity, _, _), .deleted(let identity, _): identity
        }
    }
}
