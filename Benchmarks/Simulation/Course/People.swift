import Repository
import Synchronization

/// People who push: new versions, old ones, other fields, what the policy denies, trailers that are not theirs to
/// write, and now and then by force.
final class People: Sendable {
    private struct State {
        var nextVersion = 2
        var commits: [String] = []
        var replicas = "1"
        /// Where the branch was before somebody forced it.
        var before: String?
    }

    private let remote: SimulatedRemote
    private let chance: Chance
    private let state = Mutex(State())

    init(remote: SimulatedRemote, chance: Chance) {
        self.remote = remote
        self.chance = chance
    }

    var commits: [String] { state.withLock { $0.commits } }
    /// What they last said of a field that is theirs.
    var replicas: String { state.withLock { $0.replicas } }
    var haveForced: Bool { state.withLock { $0.before != nil } }

    func act() {
        switch chance.below(12) {
        case 0, 1: scale(by: [])
        case 2: scale(by: forged)
        case 3, 4: configure("\(chance.below(100))\(chance.happens(25) ? Scene.denied : "")")
        case 5, 6: goBack()
        default: bringVersion(suffix: chance.happens(12) ? Scene.denied : "")
        }
    }

    private func scale(by trailers: [CommitMessage.Trailer]) {
        let count = "\(1 + chance.below(9))"
        state.withLock { $0.replicas = count }
        push(Scene.service, "minReplicas:", "minReplicas: \(count) # people's", "Scale to \(count)", trailers)
    }

    private func configure(_ value: String) {
        push(Scene.config, "value:", "value: \"\(value)\"", "Configure \(value)")
    }

    private func bringVersion(suffix: String) {
        let number = state.withLock { state in
            defer { state.nextVersion += 1 }
            return state.nextVersion
        }
        setVersion(Scene.uri(number) + suffix)
    }

    private func goBack() {
        let line = remote.ancestors(of: remote.head, limit: .max)
        guard !line.isEmpty, let uri = remote.uri(at: line[chance.below(line.count)]) else { return }
        setVersion(uri)
    }

    private func setVersion(_ uri: String) {
        push(Scene.service, "storageUri:", "storageUri: \(uri) # the version", "Try \(uri)")
    }

    /// The trailers of Lockstep's newest commit, made to say that the release is finished, without its signature.
    private var forged: [CommitMessage.Trailer] {
        let line = [remote.head] + remote.ancestors(of: remote.head, limit: .max)
        let newest = line.lazy.compactMap { self.remote[$0] }.first { !$0.isPersons }
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
        let message = CommitMessage(subject: subject, trailers: trailers)
        let edit = TreeEdit(files: [path: Array(changed.utf8)])
        guard
            let made = try? remote.commit(edit, onto: head, message: message, time: chance.seconds, isPersons: true),
            case .published? = try? remote.push(made, onto: head)
        else { return }
        state.withLock { $0.commits.append(made) }
        chance.note("person \(made.prefix(8)): \(subject)")
    }

    // MARK: By force

    /// Takes the newest commit off the branch and puts another there.
    func force() {
        let head = remote.head
        guard !haveForced, let parent = remote.ancestors(of: head, limit: 1).first else { return }
        state.withLock { $0.before = head }
        chance.note("person forces the branch back to \(parent.prefix(8))")
        remote.force(to: parent)
        scale(by: [])
    }

    /// Puts the branch back to where it was before, and what the policy denies right.
    func repair() {
        if let before = state.withLock({ $0.before }) {
            chance.note("person puts the branch back to \(before.prefix(8))")
            remote.force(to: before)
            scale(by: [])
        }
        if remote.text(Scene.config, at: remote.head)?.contains(Scene.denied) ?? false { configure("1") }
        if remote.uri(at: remote.head)?.hasSuffix(Scene.denied) ?? false { bringVersion(suffix: "") }
    }
}

extension SimulatedRemote {
    func text(_ path: String, at revision: String) -> String? {
        self[revision]?.files[path].map { String(decoding: $0, as: UTF8.self) }
    }

    func uri(at revision: String) -> String? { field("storageUri:", at: revision) }
    func percent(at revision: String) -> String? { field("canaryTrafficPercent:", at: revision) }
    func replicas(at revision: String) -> String? { field("minReplicas:", at: revision) }

    /// The first word after a field's name.
    private func field(_ name: String, at revision: String) -> String? {
        for line in text(Scene.service, at: revision)?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            if words.first == name[...], words.count > 1 { return String(words[1]) }
        }
        return nil
    }
}
