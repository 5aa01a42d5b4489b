import Cluster
import Manifests

/// The health of an environment's objects; a change costs the same however many there are.
struct HealthTally {
    private var healths: [ResourceIdentity: Health] = [:]
    private var unhealthy: [ResourceIdentity: Health] = [:]
    private(set) var counts: [Health.Status: Int] = [:]
    /// The first of the unhealthy, until one of these changes.
    private var first: [(ResourceIdentity, Health)]?

    subscript(identity: ResourceIdentity) -> Health? {
        get { healths[identity] }
        set {
            if let old = healths[identity] { counts[old.status, default: 1] -= 1 }
            if let newValue { counts[newValue.status, default: 0] += 1 }
            healths[identity] = newValue
            let unwell = newValue?.status == .healthy ? nil : newValue
            guard unhealthy[identity] != unwell else { return }
            unhealthy[identity] = unwell
            first = nil
        }
    }

    mutating func keep(where isKept: (ResourceIdentity) -> Bool) {
        for identity in Array(healths.keys) where !isKept(identity) { self[identity] = nil }
    }

    /// Objects by status, those that there are.
    var summary: [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.filter { $0.value > 0 }.map { ($0.key.rawValue, $0.value) })
    }

    /// The first of those that are not healthy, a line each. They are looked for when one of them has changed.
    ///
    /// - Parameter pods: those of an object, by name: where to look next.
    mutating func lines(limit: Int, pods: (ResourceIdentity) -> [String] = { _ in [] }) -> [String] {
        let shown = first?.count == min(limit, unhealthy.count) ? first ?? [] : firstUnhealthy(limit)
        first = shown
        return shown.map { identity, health in
            let names = pods(identity)
            let more = names.count > Self.mostPods ? " and \(names.count - Self.mostPods) more" : ""
            let made = names.isEmpty ? "" : " (pods \(names.prefix(Self.mostPods).joined(separator: ", "))\(more))"
            return "\(identity): \(health.status.rawValue)" + (health.message.isEmpty ? "" : ": \(health.message)")
                + made
        }
    }

    private func firstUnhealthy(_ count: Int) -> [(ResourceIdentity, Health)] {
        var first: [(ResourceIdentity, Health)] = []
        for (identity, health) in unhealthy {
            if first.count == count, let last = first.last, last.0 < identity { continue }
            first.insert((identity, health), at: first.firstIndex { identity < $0.0 } ?? first.endIndex)
            if first.count > count { first.removeLast() }
        }
        return first
    }

    private static let mostPods = 3
}
