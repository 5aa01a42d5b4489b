/// Where a release stands at one commit: read from the manifests and the history, kept nowhere else.
package struct ReleaseState: Sendable, Hashable {
    package enum Phase: Sendable, Hashable {
        /// The stable version runs alone.
        case idle
        /// The manifests have another version than the stable one, and it has not been opened.
        case waiting
        /// The candidate has the share of a step (from 1), since a time in seconds since 1970.
        case running(step: Int, since: Double)
        /// People have put the stable version back; the candidate's share is left in the manifests.
        case withdrawn
        /// The release is over, and the manifests are not at rest yet.
        case settling
    }

    package var phase: Phase
    /// The version in the manifests.
    package var version: VersionDigest
    package var stableVersion: VersionDigest
    /// The commit that declares the stable version.
    package var stable: String
    /// What runs until a waiting candidate is opened: the stable version, or the candidate that it supersedes.
    package var runs: String
    package var isRejected: Bool
    /// Whether training was asked for since this candidate was opened: that is done once.
    package var asksForTraining: Bool
    /// The commit that gave the candidate its first share; nil before the first.
    package var opening: String?

    /// - Parameters:
    ///   - version: of the workload at the head.
    ///   - isAtRest: whether the weights at the head are those of nothing being released.
    ///   - baseline: what counts as stable before the first transition: the commit that declared the release.
    package init(
        _ key: ReleaseEvent.Key, in history: ReleaseHistory, version: VersionDigest, isAtRest: Bool,
        baseline: (revision: String, version: VersionDigest)
    ) {
        let known = history.stable(key) ?? baseline
        self.version = version
        stable = known.revision
        stableVersion = known.version
        runs = known.revision
        isRejected = history.rejected(key).contains(version)
        asksForTraining = history[key].reversed().prefix { $0.event.kind != .open }
            .contains { $0.event.kind == .retrain && $0.event.version == version }
        opening = history[key].last { $0.event.kind == .open }?.revision
        let last = history[key].last { $0.event.kind != .retrain }
        guard let last, last.event.kind == .open || last.event.kind == .step else {
            phase = version != known.version ? .waiting : isAtRest || last == nil ? .idle : .settling
            return
        }
        if version == last.event.version {
            phase = .running(step: last.event.step, since: last.time)
        } else if version == known.version {
            phase = isAtRest ? .idle : .withdrawn
        } else {
            phase = .waiting
            // Nobody judges a candidate that was superseded: by one that is not opened, it must not keep its share.
            if !isRejected { runs = last.revision }
        }
    }
}
