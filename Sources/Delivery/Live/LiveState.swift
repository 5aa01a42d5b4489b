package import Manifests

/// What the cluster has, as far as a plan needs to know it.
package struct LiveState: Sendable {
    /// Objects that Git declares or that carry the environment's labels.
    package var objects: [ResourceIdentity: Value]
    /// The version under which each object was read.
    package var kinds: [ResourceIdentity: GroupVersionKind]
    /// Objects that Lockstep applied and that bear no label of any environment.
    var strays: [ResourceIdentity: Value] = [:]
    /// Kinds that could not be looked at, with the reason: nothing of them counts as absent, nothing is pruned.
    package var unknown: [GroupKind: String]
    /// Why nothing may be applied at all: the environment belongs to another repository.
    package var refusal: String?
    /// What the last sync recorded; nil before the first.
    package var recorded: ApplySet?

    package init(
        objects: [ResourceIdentity: Value] = [:], kinds: [ResourceIdentity: GroupVersionKind] = [:],
        unknown: [GroupKind: String] = [:]
    ) {
        self.objects = objects
        self.kinds = kinds
        self.unknown = unknown
    }
}

/// What the cluster answers to an apply that it does not carry out.
package enum DryRun: Sendable {
    /// The object as it would be.
    case result(Value)
    /// What others own, and the object as it would be if that were taken over; nil where that was not asked.
    case conflict([FieldOwner], forced: Value?)
    case refused(String)
    /// A field changes that cannot be changed; and the object as it would be if it were made anew, where that was tried.
    case immutable(String, anew: Value?)
    /// The object's namespace or its kind is not there.
    case premature(String)

    var isRefusal: Bool { if case .refused = self { true } else { false } }
}

extension LiveState {
    mutating func add(_ answer: ListAnswer, kind: GroupVersionKind, only wanted: Set<ResourceIdentity>? = nil) {
        switch answer {
        case .objects(let found):
            let expected = objects.count + min(found.count, wanted?.count ?? .max)
            objects.reserveCapacity(expected)
            kinds.reserveCapacity(expected)
            for object in found { add(object, kind: kind, only: wanted) }
        case .unknown(let reason): unknown[kind.groupKind] = reason
        }
    }

    mutating func take(_ inventory: Inventory.Reading) {
        switch inventory {
        case .absent: break
        case .recorded(let set): recorded = set
        case .refused(let reason): refusal = reason
        }
    }

    /// Forgets what is known of a kind.
    mutating func remove(_ kind: GroupKind) {
        for identity in objects.keys.filter({ $0.groupKind == kind }) { objects[identity] = nil }
        unknown[kind] = nil
    }

    mutating func add(_ object: Value, kind: GroupVersionKind, only wanted: Set<ResourceIdentity>? = nil) {
        guard let identity = Self.identity(of: object, kind: kind.groupKind), wanted?.contains(identity) ?? true else {
            return
        }
        objects[identity] = object
        kinds[identity] = kind
    }

    static func identity(of object: Value, kind: GroupKind) -> ResourceIdentity? {
        guard let name = object[path: "metadata", "name"]?.string else { return nil }
        return ResourceIdentity(groupKind: kind, namespace: object[path: "metadata", "namespace"]?.string, name: name)
    }
}
