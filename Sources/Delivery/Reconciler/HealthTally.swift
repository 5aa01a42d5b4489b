import Cluster
import Manifests

/// The health of an environment's objects; a change costs the same however many there are.
struct HealthTally {
    private var healths: [ResourceIdentity: Health] = [:]
    private var unhealthy: [ResourceIdentity: Health] = [:]
    private(set) var counts: [Health.Status: Int] = [:]

    subscript(identity: ResourceIdentity) -> Health? {
        get { healths[identity] }
        set {
            if let old = healths[identity] { counts[old.status, default: 1] -= 1 }
            if let newValue { counts[newValue.status, default: 0] += 1 }
            healths[identity] = newValue
            unhealthy[identity] = newValue?.status == .healthy ? nil : newValue
        }
    }

    mutating func keep(where isKept: (ResourceIdentity) -> Bool) {
        for identity in Array(healths.keys) where !isKept(identity) { self[identity] = nil }
    }

    /// Objects by status, those that there are.
    var summary: [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.filter { $0.value > 0 }.map { ($0.key.rawValue, $0.value) })
    }

    /// The first of those that are not healthy, a line each. Takes time in proportion to how many these are.
    ///
    /// - Parameter pods: those of an object, by name: where to look next.
    func lines(limit: Int, pods: (ResourceIdentity) -> [String] = { _ in [] }) -> [String] {
        unhealthy.sorted { $0.key < $1.key }.prefix(limit).map { identity, health in
            let names = pods(identity)
            let more = names.count > Self.mostPods ? " and \(names.count - Self.mostPods) more" : ""
            let made = names.isEmpty ? "" : " (pods \(names.prefix(Self.mostPods).joined(separator: ", "))\(more))"
            return "\(identity): \(health.status.rawValue)" + (health.message.isEmpty ? "" : ": \(health.message)")
                + made
        }
    }

    private static let mostPods = 3
}
