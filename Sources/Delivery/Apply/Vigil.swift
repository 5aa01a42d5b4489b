import Manifests

/// What a sync waits for, since when, and whether it is time to look at everything again.
///
/// A value in the hands of who waits. A wave has one deadline, however many objects it has and one after the other
/// become healthy; the next wave has a time of its own.
struct Vigil {
    private(set) var awaited: [ResourceIdentity: Awaited] = [:]
    /// What of each rank is not ready yet.
    private var open: [ApplyRank: Set<ResourceIdentity>] = [:]
    private var since: [ApplyRank: ContinuousClock.Instant] = [:]

    var isEmpty: Bool { awaited.isEmpty }

    /// Waits for these from now on; ranks that were waited for already keep their time.
    mutating func wait(for next: [ResourceIdentity: Awaited], at now: ContinuousClock.Instant) {
        awaited = next
        open = Dictionary(grouping: next.keys) { next[$0]?.rank ?? .last }.mapValues(Set.init)
        since = Dictionary(uniqueKeysWithValues: open.keys.map { ($0, since[$0] ?? now) })
    }

    /// Takes in how one of the objects is now.
    ///
    /// - Returns: whether the sync can go on: a whole rank is ready, or what an object waits for, or something will
    ///   never be.
    mutating func note(_ identity: ResourceIdentity, _ readiness: Readiness) -> Bool {
        guard let one = awaited[identity] else { return false }
        switch readiness {
        case .waiting:
            open[one.rank]?.insert(identity)
            return false
        case .failed: return true
        case .ready:
            open[one.rank]?.remove(identity)
            return one.isDependency || open[one.rank]?.isEmpty ?? true
        }
    }

    /// Those that were not ready when they were last looked at.
    var waiting: [ResourceIdentity] { open.values.flatMap { $0 } }

    /// When the first of the ranks has had its time; nil where nothing is waited for.
    func deadline(allowing allowed: Duration) -> ContinuousClock.Instant? {
        since.values.min().map { $0.advanced(by: allowed) }
    }

    func isOverdue(at now: ContinuousClock.Instant, allowing allowed: Duration) -> Bool {
        deadline(allowing: allowed).map { $0 < now } ?? false
    }
}
