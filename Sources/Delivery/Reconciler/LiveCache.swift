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
    /// The newest version that the watch of each kind has told of; writes of our own are none of it.
    private var heard: [GroupKind: UInt64] = [:]

    /// What became of an event.
    struct Taken: Hashable {
        /// Whose object is another now.
        var changed: [ResourceIdentity] = []
        /// The cluster is older than it was, as after it was restored from a backup.
        var wentBack = false
    }

    func isSynced(_ kind: GroupKind) -> Bool { synced.contains(kind) }

    /// Whether all of a kind is known, or it is known why not.
    func isHeardOf(_ kind: GroupKind) -> Bool { synced.contains(kind) || lost[kind] != nil }

    /// Forgets every kind that is not among these, or is under another version.
    mutating func keep(_ kinds: [GroupKind: GroupVersionKind]) {
        let gone = versions.filter { kinds[$0.key] != $0.value }.keys
        if gone.isEmpty { return }
        for identity in objects.keys where gone.contains(identity.groupKind) { remove(identity) }
        for kind in gone { (versions[kind], lost[kind], heard[kind]) = (nil, nil, nil) }
        synced.subtract(gone)
    }

    mutating func take(_ event: LiveEvent, kind: GroupVersionKind) -> Taken {
        versions[kind.groupKind] = kind
        switch event {
        case .synced(let list, let version):
            synced.insert(kind.groupKind)
            lost[kind.groupKind] = nil
            return replaceAll(of: kind, with: list, version: version.flatMap(UInt64.init))
        case .changed(let object):
            hear(object, kind.groupKind)
            return Taken(changed: put(object, kind: kind).map { [$0] } ?? [])
        case .deleted(let object):
            hear(object, kind.groupKind)
            guard let identity = LiveState.identity(of: object, kind: kind.groupKind),
                !isOlder(object, than: objects[identity])
            else { return Taken() }
            remove(identity)
            return Taken(changed: [identity])
        case .lost(let reason):
            lose(kind, reason)
            return Taken()
        }
    }

    private mutating func hear(_ object: Value, _ kind: GroupKind) {
        guard let version = Self.version(of: object) else { return }
        heard[kind] = max(heard[kind] ?? 0, version)
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

    mutating func remove(_ identity: ResourceIdentity) { (objects[identity], kinds[identity]) = (nil, nil) }

    /// Whether a list that was asked for now has an object as it was before what is known of it.
    func isAhead(of list: [Value], kind: GroupKind) -> Bool {
        list.contains { object in
            LiveState.identity(of: object, kind: kind).map { isOlder(object, than: objects[$0]) } ?? false
        }
    }

    /// A list is the truth, but for what Lockstep itself has written since.
    ///
    /// A list that is older than what was heard before it comes of a cluster that went back: then all of it is the truth.
    private mutating func replaceAll(of kind: GroupVersionKind, with list: [Value], version: UInt64?) -> Taken {
        var taken = Taken()
        if let version, let heard = heard[kind.groupKind], version < heard { taken.wentBack = true }
        heard[kind.groupKind] = version
        let isBehind = { [wentBack = taken.wentBack] (known: Value?) in
            guard !wentBack, let version, let known = known.flatMap(Self.version) else { return false }
            return known > version
        }
        var gone = Set(objects.keys.filter { $0.groupKind == kind.groupKind })
        for object in list {
            guard let identity = LiveState.identity(of: object, kind: kind.groupKind) else { continue }
            gone.remove(identity)
            if isOlder(object, than: objects[identity]) {
                if isBehind(objects[identity]) { continue }
                taken.wentBack = version != nil
            }
            (objects[identity], kinds[identity]) = (object, kind)
            taken.changed.append(identity)
        }
        for identity in gone where !isBehind(objects[identity]) {
            remove(identity)
            taken.changed.append(identity)
        }
        return taken
    }

    /// Events that were on their way while a write of our own came back tell of the past.
    private func isOlder(_ object: Value, than known: Value?) -> Bool {
        guard let known, known[path: "metadata", "uid"] == object[path: "metadata", "uid"],
            let old = Self.version(of: known), let new = Self.version(of: object)
        else { return false }
        return new < old
    }

    /// Versions are compared as numbers, as Kubernetes allows since KEP-5504; others are taken as they come.
    static func version(of object: Value) -> UInt64? {
        object[path: "metadata", "resourceVersion"]?.string.flatMap(UInt64.init)
    }
}
