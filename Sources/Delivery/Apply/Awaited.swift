import Cluster
package import Manifests

/// Why a sync cannot go on, or is not over: an object that is not yet as it must be.
package struct Awaited: Sendable, Hashable {
    enum Purpose: Sendable, Hashable {
        /// It must become healthy.
        case health
        /// A Job of the sync itself, which must end.
        case hook
        /// It must be gone: it left Git, or is to be made anew.
        case absence
    }

    package var kind: GroupVersionKind
    package var reason: String
    var purpose: Purpose
    /// Whose time runs: a wave is over when all of it is healthy.
    var rank: ApplyRank
    /// Whether an object waits for this very one, and not for the whole rank.
    var isDependency = false

    /// - Parameter object: as it was last seen; nil where it is not there.
    func readiness(_ identity: ResourceIdentity, _ object: Value?, by checks: HealthChecks) -> Readiness {
        switch (purpose, object) {
        case (.absence, nil): .ready
        case (.absence, let object?):
            Termination.hasBegun(object) ? .waiting(reason) : .ready
        case (_, nil): .failed("\(identity) is gone")
        case (_, let object?): Readiness.of(identity, object, isHook: purpose == .hook, by: checks)
        }
    }
}
