package import Repository

/// The transitions of every release, read back from the commits of a branch.
package struct ReleaseHistory: Sendable {
    /// A transition and the commit that made it.
    package struct Entry: Sendable, Hashable {
        package var event: ReleaseEvent
        /// In hexadecimal.
        package var revision: String
        /// When the commit was made, in seconds since 1970.
        package var time: Double

        package init(event: ReleaseEvent, revision: String, time: Double) {
            self.event = event
            self.revision = revision
            self.time = time
        }
    }

    /// The newest last.
    private var entries: [ReleaseEvent.Key: [Entry]] = [:]

    package init() {}

    /// - Parameters:
    ///   - commits: children before parents, as the store lists them.
    ///   - isTrusted: whether a commit that bears the trailers was made by somebody who may move releases.
    ///   - mayRollBack: whether it was made by somebody who may take a version back, to one that was stable before, and
    ///     nothing else.
    package mutating func append(
        _ commits: [Commit], where isTrusted: (Commit, ReleaseEvent) -> Bool,
        orMayRollBack mayRollBack: (Commit, ReleaseEvent) -> Bool = { _, _ in false }
    ) {
        for commit in commits.reversed() {
            guard let event = ReleaseEvent(commit.message),
                isTrusted(commit, event) || returnsToStable(event) && mayRollBack(commit, event)
            else { continue }
            entries[event.key, default: []].append(
                Entry(event: event, revision: "\(commit.id)", time: Double(commit.committer.time)))
        }
    }

    /// The oldest first.
    package subscript(key: ReleaseEvent.Key) -> [Entry] { entries[key] ?? [] }

    package var keys: [ReleaseEvent.Key] { entries.keys.sorted() }

    /// Versions that failed and were taken back.
    package func rejected(_ key: ReleaseEvent.Key) -> Set<VersionDigest> {
        Set(self[key].filter { $0.event.kind == .revert }.map(\.event.version))
    }

    /// Whether an event takes a version back that was opened, to one that was stable before: so it can bring in nothing.
    private func returnsToStable(_ event: ReleaseEvent) -> Bool {
        let earlier = self[event.key].map(\.event)
        return event.kind == .revert && event.version != event.stableVersion
            && earlier.contains { $0.stableVersion == event.stableVersion && $0.stable == event.stable }
            && earlier.contains { $0.version == event.version }
    }

    /// What is known to be stable: the commit that declares it, and the version; nil before the first transition.
    package func stable(_ key: ReleaseEvent.Key) -> (revision: String, version: VersionDigest)? {
        guard let last = self[key].last else { return nil }
        switch last.event.kind {
        case .open, .step, .retrain: return (last.event.stable, last.event.stableVersion)
        case .finish: return (last.revision, last.event.version)
        case .settle, .revert, .withdraw: return (last.revision, last.event.stableVersion)
        }
    }
}
