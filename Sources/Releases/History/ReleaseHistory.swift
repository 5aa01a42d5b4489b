package import Repository

/// The transitions of every release, read back from the commits of a branch.
package struct ReleaseHistory: Sendable {
    /// A transition and the commit that made it.
    package struct Entry: Sendable, Hashable {
        package var event: ReleaseEvent
        /// In hexadecimal.
        package var revision: String
        /// When the commit was made, or came to the branch by a merge, in seconds since 1970.
        package var time: Double
        /// Whether this daemon's key has signed it, now or before; people's word counts as long as their keys do.
        package var isOwn: Bool

        package init(event: ReleaseEvent, revision: String, time: Double, isOwn: Bool = true) {
            self.event = event
            self.revision = revision
            self.time = time
            self.isOwn = isOwn
        }

        /// Whether a person has ended the release, and no commit of Lockstep's says so yet: their key may expire, or leave
        /// the trust policy, and what they did must stay done.
        package var owesWord: Bool { !isOwn && (event.kind == .revert || event.kind == .finish) }
    }

    /// The newest last.
    private var entries: [ReleaseEvent.Key: [Entry]] = [:]
    private var doubts: [ReleaseEvent.Key: String] = [:]
    /// Environments in which the key has made a transition that this daemon signs with now.
    private var moved: Set<String> = []

    package init() {}

    /// - Parameters:
    ///   - commits: children before parents, as the store lists them.
    ///   - isTrusted: whether a commit that bears the trailers was made by somebody who may move releases.
    ///   - mayRollBack: whether it was made by somebody who may take a version back, to one that was stable before, and
    ///     nothing else.
    ///   - isOwn: whether Lockstep made it, with its key or with one of before: those count until the present key has made
    ///     a transition in the environment.
    ///   - isCurrent: whether it was made with the key that this daemon signs with now.
    ///   - isUnknown: whether its signature is good, and nobody can tell whose: it may be Lockstep's of before, until the
    ///     present key has made a transition.
    package mutating func append(
        _ commits: [Commit], where isTrusted: (Commit, ReleaseEvent) -> Bool,
        orMayRollBack mayRollBack: (Commit, ReleaseEvent) -> Bool = { _, _ in false },
        isOwn: (Commit) -> Bool = { _ in true }, isCurrent: (Commit) -> Bool = { _ in false },
        isUnknown: (Commit) -> Bool = { _ in false }
    ) {
        for (commit, arrival) in Self.inOrderOfArrival(commits) {
            guard let event = ReleaseEvent(commit.message) else { continue }
            // Who has a key that was replaced moves nothing with it.
            let isFormer = moved.contains(event.key.environment) && isOwn(commit) && !isCurrent(commit)
            guard !isFormer, isTrusted(commit, event) || returnsToStable(event) && mayRollBack(commit, event) else {
                if !moved.contains(event.key.environment), isUnknown(commit) { doubts[event.key] = "\(commit.id)" }
                continue
            }
            doubts[event.key] = nil
            if isCurrent(commit) { moved.insert(event.key.environment) }
            guard follows(event) else { continue }
            let time = Double(max(commit.committer.time, arrival))
            entries[event.key, default: []].append(
                Entry(event: event, revision: "\(commit.id)", time: time, isOwn: isOwn(commit)))
        }
    }

    /// The newest transition, where a key that nobody knows has signed it: where the release stands cannot be told then.
    package func doubt(_ key: ReleaseEvent.Key) -> String? { doubts[key] }

    /// The oldest first.
    package subscript(key: ReleaseEvent.Key) -> [Entry] { entries[key] ?? [] }

    package var keys: [ReleaseEvent.Key] { entries.keys.sorted() }

    /// Versions that failed and were taken back.
    package func rejected(_ key: ReleaseEvent.Key) -> Set<VersionDigest> {
        Set(self[key].compactMap(\.event.rejects))
    }

    /// The newest transition that says where the release stands; nil before the first.
    package func last(_ key: ReleaseEvent.Key) -> Entry? { self[key].last { $0.event.kind != .reject } }

    /// The newest transition that began a release or ended one; nil before the first.
    package func over(_ key: ReleaseEvent.Key) -> ReleaseEvent? {
        self[key].last { ![.settle, .retrain, .reject].contains($0.event.kind) }?.event
    }

    /// Whether the candidate of an event was rejected, by whatever commit.
    package func hasRejected(_ event: ReleaseEvent) -> Bool {
        self[event.key].contains {
            $0.event.rejects == event.version && $0.event.candidate == event.candidate
        }
    }

    /// Whether the version of an entry was rejected after it.
    func isRejected(since entry: Entry) -> Bool {
        self[entry.event.key].reversed().prefix { $0.revision != entry.revision }
            .contains { $0.event.kind == .reject && $0.event.version == entry.event.version }
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
        guard let last = last(key) else { return nil }
        switch last.event.kind {
        case .open, .step, .retrain: return (last.event.stable, last.event.stableVersion)
        case .finish: return (last.revision, last.event.version)
        case .settle, .revert, .withdraw: return (last.revision, last.event.stableVersion)
        case .reject, .declare: return (last.event.stable, last.event.stableVersion)
        }
    }
}
