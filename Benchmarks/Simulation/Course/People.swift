import Releases
import Repository
import Synchronization
import Trust

/// People who push: new versions, old ones, other fields, what the policy denies, trailers that are not theirs to
/// write, and now and then by force.
final class People: Sendable {
    private struct State {
        var nextVersion = 2
        var commits: [String] = []
        var replicas: [Place: String] = [:]
        /// Where the branch was before somebody forced it.
        var before: String?
    }

    private let remote: SimulatedRemote
    private let chance: Chance
    private let approver: Approver
    private let state = Mutex(State())

    init(remote: SimulatedRemote, chance: Chance, approver: Approver) {
        self.remote = remote
        self.chance = chance
        self.approver = approver
    }

    var commits: [String] { state.withLock { $0.commits } }
    /// What they last said of a field that is theirs.
    func replicas(_ place: Place) -> String { state.withLock { $0.replicas[place] ?? "1" } }
    var haveForced: Bool { state.withLock { $0.before != nil } }

    func act() {
        let place = chance.happens(50) ? Place.all[0] : Place.all[chance.below(Place.all.count)]
        switch chance.below(14) {
        case 0: scale(place, by: [])
        case 1: scale(place, by: forged(place))
        case 2: configure("\(chance.below(100))\(chance.happens(25) ? Scene.denied : "")")
        case 3, 4: goBack(place)
        case 5: setPaused(chance.happens(50), place)
        case 6, 7: promote()
        case 8, 9: approve()
        default: bringVersion(place, suffix: chance.happens(12) ? Scene.denied : "")
        }
    }

    private func scale(_ place: Place, by trailers: [CommitMessage.Trailer]) {
        let count = "\(1 + chance.below(9))"
        state.withLock { $0.replicas[place] = count }
        push(place.service, "minReplicas:", "minReplicas: \(count) # people's", "Scale to \(count)", trailers)
    }

    private func configure(_ value: String) {
        push(Scene.config, "value:", "value: \"\(value)\"", "Configure \(value)")
    }

    private func setPaused(_ isPaused: Bool, _ place: Place) {
        push(place.declaration, "paused:", "paused: \(isPaused)", isPaused ? "Pause" : "Resume")
    }

    private func bringVersion(_ place: Place, suffix: String) {
        let number = state.withLock { state in
            defer { state.nextVersion += 1 }
            return state.nextVersion
        }
        setVersion(place, place.uri(number) + suffix)
    }

    private func goBack(_ place: Place) {
        let line = remote.ancestors(of: remote.head, limit: .max)
        guard !line.isEmpty, let uri = remote.uri(of: place, at: line[chance.below(line.count)]) else { return }
        setVersion(place, uri)
    }

    /// Brings to production what staging declares, whether it has finished that or not.
    private func promote() {
        guard let uri = remote.uri(of: Place.all[0], at: remote.head) else { return }
        setVersion(.production, uri)
    }

    private func setVersion(_ place: Place, _ uri: String) {
        push(place.service, "storageUri:", "storageUri: \(uri) # the version", "Try \(uri) in \(place.environment)")
    }

    /// Approves what stands in production's manifests.
    private func approve() {
        let head = remote.head
        let line = [head] + remote.ancestors(of: head, limit: .max)
        guard let uri = remote.uri(of: .production, at: head),
            let bytes = remote[head]?.files[Place.production.service],
            let candidate = line.prefix(while: { remote.uri(of: .production, at: $0) == uri }).last,
            let approval = try? approver.approval(of: candidate, in: bytes, .production)
        else { return }
        push(TreeEdit(files: [approval.path: approval.bytes]), CommitMessage(subject: "Approve \(uri)"))
    }

    /// The trailers of Lockstep's newest commit, made to say that the release is finished, without its signature.
    private func forged(_ place: Place) -> [CommitMessage.Trailer] {
        let line = [remote.head] + remote.ancestors(of: remote.head, limit: .max)
        let newest = line.lazy.compactMap { self.remote[$0] }.first {
            !$0.isPersons && ReleaseEvent($0.commit.message)?.key == place.key
        }
        return newest?.commit.message.trailers.map { trailer in
            trailer.key == "Lockstep-Transition" ? .init(key: trailer.key, value: "finish") : trailer
        } ?? []
    }

    private func push(
        _ path: String, _ field: String, _ line: String, _ subject: String, _ trailers: [CommitMessage.Trailer] = []
    ) {
        let head = remote.head
        guard let text = remote.text(path, at: head) else { return }
        let changed = text.split(separator: "\n", omittingEmptySubsequences: false).map { old in
            let indent = old.prefix { $0 == " " }
            return old.dropFirst(indent.count).hasPrefix(field) ? indent + line : old
        }.joined(separator: "\n")
        push(TreeEdit(files: [path: Array(changed.utf8)]), CommitMessage(subject: subject, trailers: trailers))
    }

    private func push(_ edit: TreeEdit, _ message: CommitMessage) {
        let head = remote.head
        guard
            let made = try? remote.commit(
                edit, onto: head, message: message, time: chance.seconds, isPersons: true,
                sign: { [approver] in try CommitSigning.sign($0, with: approver.author) }),
            case .published? = try? remote.push(made, onto: head)
        else { return }
        state.withLock { $0.commits.append(made) }
        chance.note("person \(made.prefix(8)): \(message.subject)")
    }

    /// Merges one of the daemons' proposals, where one leads on from the head.
    ///
    /// - Returns: the commit that the branch has now.
    func merge() -> String? {
        let proposals = remote.proposals
        guard !proposals.isEmpty else { return nil }
        let proposal = proposals[chance.below(proposals.count)]
        guard case .published? = try? remote.push(proposal, onto: remote.head) else { return nil }
        chance.note("person merges \(proposal.prefix(8))")
        return proposal
    }

    // MARK: By force

    /// Takes the newest commit off the branch and puts another there.
    func force() {
        let head = remote.head
        guard !haveForced, let parent = remote.ancestors(of: head, limit: 1).first else { return }
        state.withLock { $0.before = head }
        chance.note("person forces the branch back to \(parent.prefix(8))")
        remote.force(to: parent)
        scale(Place.all[0], by: [])
    }

    /// Puts the branch back to where it was before, and what the policy denies right.
    func repair() {
        if let before = state.withLock({ $0.before }) {
            chance.note("person puts the branch back to \(before.prefix(8))")
            remote.force(to: before)
            scale(Place.all[0], by: [])
        }
        if remote.text(Scene.config, at: remote.head)?.contains(Scene.denied) ?? false { configure("1") }
        for place in Place.all where remote.uri(of: place, at: remote.head)?.hasSuffix(Scene.denied) ?? false {
            bringVersion(place, suffix: "")
        }
        approve()
    }
}

extension SimulatedRemote {
    func text(_ path: String, at revision: String) -> String? {
        self[revision]?.files[path].map { String(decoding: $0, as: UTF8.self) }
    }

    func uri(of place: Place, at revision: String) -> String? { field("storageUri:", of: place, at: revision) }

    /// The share that the manifests give; 100 where they give none.
    func share(of place: Place, at revision: String) -> Int {
        field("canaryTrafficPercent:", of: place, at: revision).flatMap { Int($0) } ?? 100
    }

    func replicas(of place: Place, at revision: String) -> String? { field("minReplicas:", of: place, at: revision) }

    func isPaused(_ place: Place, at revision: String) -> Bool {
        text(place.declaration, at: revision)?.contains("paused: true") ?? false
    }

    /// The first word after a field's name.
    private func field(_ name: String, of place: Place, at revision: String) -> String? {
        for line in text(place.service, at: revision)?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            if words.first == name[...], words.count > 1 { return String(words[1]) }
        }
        return nil
    }
}
