import Manifests

/// The environment's objects as the watches tell of them.
///
/// A value in one reconciler's hands. Steady state costs nothing here: work is in proportion to what changes.
struct LiveCache {
    private(set) var objects: [ResourceIdentity: Value] = [:]
    private(set) var kinds: [ResourceIdentity: GroupVersionKind] = [:]
    /// The kinds of which anything was heard, each under the version in which it was.
    private var versions: [GroupKind: GroupVersionKind] = [:]
    /// Kinds whose every object is known, and those lost since, with the reason.
    private var synced: Set<GroupKind> = []
    private(set) var lost: [GroupKind: ClusterUnreachable] = [:]

    func isSynced(_ kind: GroupKind) -> Bool { synced.contains(kind) }

    /// Whether all of a kind is known, or it is known why not.
    func isHeardOf(_ kind: GroupKind) -> Bool { synced.contains(kind) || lost[kind] != nil }

    /// Forgets every kind that is not among these, or is under another version.
    mutating func keep(_ kinds: [GroupKind: GroupVersionKind]) {
        let gone = versions.filter { kinds[$0.key] != $0.value }.keys
        if gone.isEmpty { return }
        objects = objects.filter { !gone.contains($0.key.groupKind) }
        self.kinds = self.kinds.filter { !gone.contains($0.key.groupKind) }
        for kind in gone { (versions[kind], lost[kind]) = (nil, nil) }
        synced.subtract(gone)
    }

    /// - Returns: the identities whose object is another now.
    mutating func take(_ event: LiveEvent, kind: GroupVersionKind) -> [ResourceIdentity] {
        versions[kind.groupKind] = kind
        switch event {
        case .synced(let list):
            synced.insert(kind.groupKind)
            lost[kind.groupKind] = nil
            return replaceAll(of: kind, with: list)
        case .changed(let object): return put(object, kind: kind).map { [$0] } ?? []
        case .deleted(let object):
            guard let identity = LiveState.identity(of: object, kind: kind.groupKind),
                !isOlder(object, than: objects[identity])
            else { return [] }
            objects[identity] = nil
            return [identity]
        case .lost(let reason):
            lose(kind, reason)
            return []
        }
    }

    mutating func lose(_ kind: GroupVersionKind, _ reason: ClusterUnreachable) {
        versions[kind.groupKind] = kind
        lost[kind.groupKind] = reason
    }

    /// - Returns: nil for an object that is older than the one at hand.
    @discardableResult
    mutating func put(_ object: Value, kind: GroupVersionKind) -> ResourceIdentity? {
        guard let identity = LiveState.identity(of: object, kind: kind.groupKind),
            !isOlder(object, than: objects[identity])
        else { return nil }
        objects[identity] = object
        kinds[identity] = kind
        return identity
    }

    mutating func remove(_ identity: ResourceIdentity) { objects[identity] = nil }

    private mutating func replaceAll(of kind: GroupVersionKind, with list: [Value]) -> [ResourceIdentity] {
        var gone = Set(objects.keys.filter { $0.groupKind == kind.groupKind })
        var changed: [ResourceIdentity] = []
        for object in list {
            guard let identity = LiveState.identity(of: object, kind: kind.groupKind) else { continue }
            gone.remove(identity)
            if let put = put(object, kind: kind) { changed.append(put) }
        }
        for identity in gone { objects[identity] = nil }
        return changed + gone
    }

    /// Events that were on their way while a write of our own came back tell of the past.
    ///
    /// Versions are compared as numbers, as Kubernetes allows since KEP-5504; others are taken as they come.
    private func isOlder(_ object: Value, than known: Value?) -> Bool {
        guard let known, known[path: "metadata", "uid"] == object[path: "metadata", "uid"],
            let old = known[path: "metadata", "resourceVersion"]?.string.flatMap(UInt64.init),
            let new = object[path: "metadata", "resourceVersion"]?.string.flatMap(UInt64.init)
        else { return false }
        return new < old
    }
}
