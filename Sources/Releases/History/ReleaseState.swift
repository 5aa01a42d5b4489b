/// Where a release stands at one commit: read from the manifests and the history, kept nowhere else.
package struct ReleaseState: Sendable, Hashable {
    package enum Phase: Sendable, Hashable {
        /// The stable version runs alone.
        case idle
        /// The manifests have another version than the stable one, and it has not been opened.
        case waiting
        /// The candidate has the share of a step (from 1), since a time in seconds since 1970.
        case running(step: Int, since: Double)
        /// People have put the stable version back, and no commit says so yet; the candidate's share may be left in the
        /// manifests.
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
    /// Whether the candidate that waits has taken the place of another, whose share is left in the manifests: nobody
    /// judges that one any longer, so it must not keep its share in the cluster.
    package var supersedes = false
    package var isRejected: Bool
    /// The share that the newest transition gave a candidate that runs, in percent; nil where nobody has written it down.
    package var share: Int?
    /// The commit that brought a version that was rejected before, in hexadecimal: an override names it.
    package var candidate: String?
    /// Whether the candidate has more in the manifests than its step gives it.
    package var exceedsShare = false
    /// Whether the Release was away since the newest transition, and no commit says so yet.
    package var isDeclaredAnew = false
    /// Whether training was asked for since this candidate was opened: that is done once.
    package var asksForTraining: Bool
    /// The commit that gave the candidate its first share; nil before the first.
    package var opening: String?

    /// - Parameters:
    ///   - version: of the workload at the head.
    ///   - isAtRest: whether the weights at the head are those of nothing being released.
    ///   - baseline: what counts as stable before the first transition: the commit that declared the release.
    ///   - isDeclaredAnew: whether that commit came after the newest transition, with the Release away in between.
    package init(
        _ key: ReleaseEvent.Key, in history: ReleaseHistory, version: VersionDigest, isAtRest: Bool,
        baseline: (revision: String, version: VersionDigest), isDeclaredAnew: Bool = false
    ) {
        let known = isDeclaredAnew ? baseline : history.stable(key) ?? baseline
        self.version = version
        stable = known.revision
        stableVersion = known.version
        isRejected = history.rejected(key).contains(version)
        guard !isDeclaredAnew else {
            (self.isDeclaredAnew, asksForTraining) = (true, false)
            phase = version != known.version ? .waiting : .idle
            return
        }
        asksForTraining = history[key].reversed().prefix { $0.event.kind != .open }
            .contains { $0.event.kind == .retrain && $0.event.version == version }
        opening = history[key].last { $0.event.kind == .open }?.revision
        let last = history[key].last { $0.event.kind != .retrain && $0.event.kind != .reject }
        guard let last, last.event.kind == .open || last.event.kind == .step else {
            let isDone = isAtRest && last?.owesWord != true
            phase = version != known.version ? .waiting : isDone || last == nil ? .idle : .settling
            return
        }
        if version == last.event.version, !history.isRejected(since: last) {
            phase = .running(step: last.event.step, since: last.time)
            share = last.event.share
        } else if version == known.version {
            phase = .withdrawn
        } else {
            phase = .waiting
            supersedes = true
        }
    }
}
