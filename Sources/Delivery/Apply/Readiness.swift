import Cluster
import Manifests

/// Whether what others wait for is in place.
enum Readiness: Sendable, Hashable {
    case ready
    /// Not yet, for the reason given.
    case waiting(String)
    /// It will not become ready by waiting.
    case failed(String)

    /// - Parameters:
    ///   - object: as it was last seen; nil for one that is not there.
    static func of(_ change: PlannedChange, _ object: Value?, by checks: HealthChecks) -> Readiness {
        guard let object else {
            // A hook of this generation has run, and its Job was cleaned up since.
            if change.desired?.options.hook != nil, change.action == .unchanged { return .ready }
            return .waiting("\(change.identity) is not there")
        }
        return of(change.identity, object, isHook: change.desired?.options.hook != nil, by: checks)
    }

    static func of(
        _ identity: ResourceIdentity, _ object: Value, isHook: Bool, by checks: HealthChecks
    ) -> Readiness {
        let health = Health.afterChange(object, by: checks)
        let words = "\(identity) is \(health.status.rawValue)" + (health.message.isEmpty ? "" : ": \(health.message)")
        switch health.status {
        // Nobody has let it run yet: its owner, or who hands out the places in a queue.
        case .suspended where isHook || checks.runsToCompletion(identity.groupKind): return .waiting(words)
        case .healthy, .suspended: return .ready
        case .degraded where isHook: return .failed("hook \(words)")
        default: return .waiting(words)
        }
    }
}
