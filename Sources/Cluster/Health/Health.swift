package import Manifests

/// Whether a live object does what it is there for.
package struct Health: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case healthy = "Healthy"
        case progressing = "Progressing"
        /// It will not become healthy without a change.
        case degraded = "Degraded"
        /// Someone paused it.
        case suspended = "Suspended"
        /// It is not there.
        case missing = "Missing"
        /// It cannot be told.
        case unknown = "Unknown"
    }

    package var status: Status
    /// One line; empty where there is nothing to say.
    package var message: String

    package init(_ status: Status, _ message: String = "") {
        self.status = status
        self.message = message
    }

    /// - Parameters:
    ///   - object: as the server gives it; nil for one that is not there.
    ///   - checks: those compiled in, or those extended by an environments repository.
    ///
    /// Never fails: what cannot be read is ``Status/unknown``.
    package static func assess(_ object: Value?, by checks: HealthChecks = .builtIn) -> Health {
        checks.assess(object)
    }
}
