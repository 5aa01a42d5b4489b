package import Manifests

/// How an environment stands, as the daemon reports it.
package struct EnvironmentStatus: Sendable {
    package enum Phase: String, Sendable, CaseIterable {
        /// Nothing is known yet.
        case starting
        case syncing
        /// Objects must become healthy before the next wave is applied.
        case progressing
        /// The cluster is as Git says.
        case synced
        /// It differs, and a sync did not or may not change that.
        case outOfSync
        /// Git's newest state is not well-formed, not admitted, or rewrote history; the last good one is kept running.
        case invalid
        /// Git or the cluster cannot be reached: how things stand is not known.
        case unknown
    }

    /// Something out of reach, since when and why.
    package struct Outage: Sendable, Hashable {
        package var since: Instant
        package var reason: String
    }

    package var name: String
    package var phase: Phase = .starting
    package var phaseSince: Instant
    /// The newest commit seen in Git.
    package var head: String?
    /// The commit whose every object was applied last.
    package var applied: String?
    package var lastSync: Instant?
    /// What is wrong with the newest commit.
    package var diagnostics: [Diagnostic] = []
    /// What the gate let through and has something to say of.
    package var warnings: [Diagnostic] = []
    /// `sha256:…` of what signatures were verified of, by the text of the manifests, candidates that wait included.
    package var digests: [String: String] = [:]
    package var gitOutage: Outage?
    package var clusterOutage: Outage?
    package var resources = 0
    /// Objects by health.
    package var health: [String: Int] = [:]
    /// The first of those that are neither healthy nor suspended, by name.
    package var unhealthy: [String] = []
    /// The first of those that someone paused.
    package var suspended: [String] = []
    /// All of both.
    package var notReady: Set<ResourceIdentity> = []
    /// How many of each are named.
    package static let mostNamed = 20
    package var differences: [String] = []
    /// What policies say of objects that run, counted a policy, and when they were asked.
    package var violations: [String: Int] = [:]
    package var audited: Instant?
    /// Counters since the daemon started.
    package var syncs = 0
    package var healed = 0

    package init(name: String, at now: Instant) {
        self.name = name
        phaseSince = now
    }

    /// Whether anything but the health of objects is new.
    func tellsMore(than other: EnvironmentStatus?) -> Bool {
        guard let other else { return true }
        return phase != other.phase || head != other.head || applied != other.applied || syncs != other.syncs
            || healed != other.healed || resources != other.resources || differences != other.differences
            || diagnostics != other.diagnostics || warnings != other.warnings || audited != other.audited
            || gitOutage != other.gitOutage || digests != other.digests
            || clusterOutage != other.clusterOutage
    }

    /// Moves to a phase; the time stays that of the first moment in it.
    package mutating func enter(_ phase: Phase, at now: Instant) {
        guard phase != self.phase else { return }
        self.phase = phase
        phaseSince = now
    }
}

/// A moment of the wall clock, in seconds since 1970.
package struct Instant: Sendable, Hashable, Comparable {
    package var seconds: Double

    package init(seconds: Double) { self.seconds = seconds }

    package static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }
}
