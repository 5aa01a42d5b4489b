import Manifests
import Repository
import Synchronization

/// A repository in memory: commits that do not change, and one branch that moves by compare-and-swap.
final class SimulatedRemote: Sendable {
    struct Entry: Sendable {
        var commit: Commit
        var files: [String: [UInt8]]
        /// A name of each file's bytes.
        var blobs: [String: ObjectID]
        /// Commits before it.
        var depth: Int
        var isPersons: Bool
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var head: ObjectID
        /// What waits to be merged, by its branch.
        var proposals: [String: String] = [:]
    }

    private let state: Mutex<State>

    init(_ files: [String: String], time: Double) throws {
        let bytes = files.mapValues { Array($0.utf8) }
        let entry = try Self.entry(
            number: 0, parent: nil, files: bytes, blobs: try bytes.mapValues(Self.blob),
            message: CommitMessage(subject: "Declare staging"), time: time, isPersons: true, sign: nil)
        state = Mutex(State(entries: ["\(entry.commit.id)": entry], head: entry.commit.id))
    }

    var head: String { state.withLock { "\($0.head)" } }

    subscript(revision: String) -> Entry? { state.withLock { $0.entries[revision] } }

    /// Makes a commit that nothing points to yet.
    ///
    /// - Throws: `RepositoryError.nothingToCommit`, and what signing throws.
    func commit(
        _ edit: TreeEdit, onto base: String, message: CommitMessage, allowsEmpty: Bool = true, time: Double,
        isPersons: Bool, sign: (([UInt8]) throws -> String)? = nil
    ) throws -> String {
        guard let parent = self[base] else { throw SimulationFault("no commit \(base)") }
        var (files, blobs) = (parent.files, parent.blobs)
        for (path, change) in edit.changes {
            switch change {
            case .write(let bytes): (files[path], blobs[path]) = (bytes, try Self.blob(bytes))
            case .remove: (files[path], blobs[path]) = (nil, nil)
            }
        }
        if files == parent.files, !allowsEmpty { throw RepositoryError.nothingToCommit(base: parent.commit.id) }
        let number = state.withLock { $0.entries.count }
        let entry = try Self.entry(
            number: number, parent: parent, files: files, blobs: blobs, message: message, time: time,
            isPersons: isPersons,
            sign: sign)
        state.withLock { $0.entries["\(entry.commit.id)"] = entry }
        return "\(entry.commit.id)"
    }

    /// Moves the branch if it is where the commit was made.
    func push(_ revision: String, onto base: String) throws -> Publication {
        guard let commit = self[revision]?.commit else { throw SimulationFault("no commit \(revision)") }
        let now = head
        guard now == base else {
            guard let other = self[now]?.commit.id else { return .rewritten(to: nil) }
            return descends(now, from: base) ? .moved(to: other) : .rewritten(to: other)
        }
        state.withLock { $0.head = commit.id }
        return .published(commit.id)
    }

    // MARK: Proposals

    /// Puts a commit on a branch of its own, in place of what that had.
    func propose(_ revision: String, as branch: String) { state.withLock { $0.proposals[branch] = revision } }

    /// What leads on from the head, in the order of the branches' names.
    var proposals: [String] {
        state.withLock { state in
            state.proposals.sorted { $0.key < $1.key }.map(\.value)
                .filter { state.entries[$0]?.commit.parents.first == state.head }
        }
    }

    // MARK: By force

    /// What a person does who forces.
    func force(to revision: String) {
        guard let id = self[revision]?.commit.id else { return }
        state.withLock { $0.head = id }
    }

    // MARK: History

    func ancestors(of revision: String, limit: Int) -> [String] {
        state.withLock { state in
            var found: [String] = []
            var next = state.entries[revision]?.commit.parents.first
            while let id = next, found.count < limit {
                found.append("\(id)")
                next = state.entries["\(id)"]?.commit.parents.first
            }
            return found
        }
    }

    func descends(_ revision: String, from ancestor: String) -> Bool {
        guard let (new, old) = both(revision, ancestor), new.depth >= old.depth else { return false }
        let steps = new.depth - old.depth
        return steps == 0 ? revision == ancestor : ancestors(of: revision, limit: steps).last == ancestor
    }

    /// What `head` has and `base` has not, newest first.
    func commits(from base: String?, to head: String, limit: Int) -> [Commit] {
        let line = [head] + ancestors(of: head, limit: .max)
        let known = base.map { Set([$0] + ancestors(of: $0, limit: .max)) } ?? []
        return line.prefix { !known.contains($0) }.prefix(limit).compactMap { self[$0]?.commit }
    }

    private func both(_ first: String, _ second: String) -> (Entry, Entry)? {
        guard let first = self[first], let second = self[second] else { return nil }
        return (first, second)
    }

    // MARK: Commits

    private static func entry(
        number: Int, parent: Entry?, files: [String: [UInt8]], blobs: [String: ObjectID], message: CommitMessage,
        time: Double, isPersons: Bool, sign: (([UInt8]) throws -> String)?
    ) throws -> Entry {
        let id = try name(UInt64(number))
        let parents = parent.map { [$0.commit.id] } ?? []
        let who = isPersons ? "Ada" : "Lockstep"
        let author = Authorship(name: who, email: "\(who.lowercased())@example.com", time: Int64(time))
        var payload = "tree \(id)\n"
        for parent in parents { payload += "parent \(parent)\n" }
        payload += "author \(author.name) <\(author.email)> \(author.time) +0000\n"
        payload += "committer \(author.name) <\(author.email)> \(author.time) +0000\n\n\(message.text)"
        let bytes = Array(payload.utf8)
        let signature = try sign.map { CommitSignature(armoured: try $0(bytes), payload: bytes) }
        let commit = Commit(
            id: id, tree: id, parents: parents, author: author, committer: author, message: message,
            signature: signature)
        return Entry(
            commit: commit, files: files, blobs: blobs, depth: parent.map { $0.depth + 1 } ?? 0, isPersons: isPersons)
    }

    /// FNV-1a (Fowler, Noll, Vo), drawn out to the length of a name.
    private static func blob(_ bytes: [UInt8]) throws -> ObjectID {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return try name(hash)
    }

    /// A name that differs from the first digits on, as real ones do.
    private static func name(_ number: UInt64) throws -> ObjectID {
        var random = SeededRandom(seed: number)
        let bytes = (0..<20).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        guard let id = ObjectID(bytes: bytes) else { throw SimulationFault("no name for commit \(number)") }
        return id
    }
}

/// The simulation itself could not go on; its words are for who works on it.
struct SimulationFault: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
