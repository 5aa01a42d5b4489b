import Manifests

/// Whether the cluster has the record of an environment: it may go by hand, or with its namespace.
struct KnownInventory {
    private var isThere = false

    /// - Parameter parent: the record; a controller may copy its labels.
    /// - Returns: whether it is gone since it was seen. One that has not been written yet is not gone.
    mutating func take(_ event: LiveEvent, of parent: ResourceIdentity) -> Bool {
        func isMeant(_ object: Value) -> Bool { LiveState.identity(of: object, kind: parent.groupKind) == parent }
        let was = isThere
        switch event {
        case .synced(let list, _): isThere = list.contains(where: isMeant)
        case .changed(let object): isThere = isThere || isMeant(object)
        case .deleted(let object): isThere = isThere && !isMeant(object)
        case .lost: break
        }
        return was && !isThere
    }
}
