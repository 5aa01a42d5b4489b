package import Manifests

/// The objects that a release may change, as one revision has them.
package struct ReleaseObjects: Sendable, Hashable {
    /// What people change.
    package var workload: Value
    /// The workload's stable twin, where the workload does not divide its own traffic.
    package var stable: Value?
    /// What carries the weights of the two.
    package var route: Value?

    package init(workload: Value, stable: Value? = nil, route: Value? = nil) {
        self.workload = workload
        self.stable = stable
        self.route = route
    }

    package var version: VersionDigest { VersionDigest(of: workload) }
}
