package import Manifests

/// Which objects were made by which, by the references that controllers write (`metadata.ownerReferences`, the one with
/// `controller: true`). A change costs the same however many objects there are.
package struct OwnerIndex: Sendable {
    private struct Entry {
        var uid: String
        var owner: String
    }

    private static let longestChain = 8
    private var entries: [ResourceIdentity: Entry] = [:]
    private var made: [String: Set<ResourceIdentity>] = [:]

    package init() {}

    package var count: Int { entries.count }

    package var identities: some Sequence<ResourceIdentity> { entries.keys }

    /// Takes an object, whole or its metadata alone; one that nothing made is not kept.
    package mutating func put(_ object: Value, as identity: ResourceIdentity) {
        remove(identity)
        let owners = object[path: "metadata", "ownerReferences"]?.array ?? []
        guard let uid = object[path: "metadata", "uid"]?.string,
            let owner = owners.first(where: { $0["controller"]?.bool == true })?["uid"]?.string
        else { return }
        entries[identity] = Entry(uid: uid, owner: owner)
        made[owner, default: []].insert(identity)
    }

    package mutating func remove(_ identity: ResourceIdentity) {
        guard let entry = entries.removeValue(forKey: identity) else { return }
        made[entry.owner]?.remove(identity)
        if made[entry.owner]?.isEmpty == true { made[entry.owner] = nil }
    }

    /// What the object of that uid made, directly, in the order of identities.
    package func made(by uid: String) -> [ResourceIdentity] { made[uid, default: []].sorted() }

    /// What it made, and what that made in turn.
    package func descendants(of uid: String) -> [ResourceIdentity] {
        var (found, generation): ([ResourceIdentity], [String]) = ([], [uid])
        for _ in 0..<Self.longestChain where !generation.isEmpty {
            let next = generation.flatMap(made(by:))
            found += next
            generation = next.compactMap { entries[$0]?.uid }
        }
        return found
    }
}
