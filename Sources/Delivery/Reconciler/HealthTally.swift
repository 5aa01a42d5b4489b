import Cluster
import Manifests

/// The health of an environment's objects; a change costs the same however many there are.
struct HealthTally {
    private var healths: [ResourceIdentity: Health] = [:]
    private(set) var counts: [Health.Status: Int] = [:]
    /// What is neither healthy nor suspended.
    var unhealthy = HealthList()
    /// What someone paused, as it was meant.
    var suspended = HealthList()
    /// All of both.
    private(set) var notReady: Set<ResourceIdentity> = []

    subscript(identity: ResourceIdentity) -> Health? {
        get { healths[identity] }
        set {
            if let old = healths[identity] { counts[old.status, default: 1] -= 1 }
            if let newValue { counts[newValue.status, default: 0] += 1 }
            healths[identity] = newValue
            let isFine = newValue?.status == .healthy || newValue?.status == .suspended
            unhealthy[identity] = isFine ? nil : newValue
            if newValue == nil || newValue?.status == .healthy {
                notReady.remove(identity)
            } else {
                notReady.insert(identity)
            }
            suspended[identity] = newValue?.status == .suspended ? newValue : nil
        }
    }

    mutating func keep(where isKept: (ResourceIdentity) -> Bool) {
        for identity in Array(healths.keys) where !isKept(identity) { self[identity] = nil }
    }

    /// Objects by status, those that there are.
    var summary: [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.filter { $0.value > 0 }.map { ($0.key.rawValue, $0.value) })
    }
}
