import Foundation
import Logging
import Repository

/// The demo's remote, and the clone of the person who commits to it.
actor DemoRepository {
    private let clone: GitStore
    private let remote: Remote
    private(set) var commits = 1
    private var current: ObjectID

    /// The newest commit.
    var head: String { "\(current)" }

    private init(clone: GitStore, remote: Remote, head: ObjectID) {
        self.clone = clone
        self.remote = remote
        current = head
    }

    /// Makes the remote with a first commit, and clones it.
    ///
    /// - Parameter files: by path.
    static func make(in folder: String, files: [String: [UInt8]], logger: Logger) async throws -> DemoRepository {
        let (_, commit) = try await GitStore.initialise(
            "\(folder)/environments.git", files: files, message: CommitMessage("Declare staging and production"),
            author: author(),
            logger: logger)
        let remote = Remote(address: RemoteAddress(folder: "\(folder)/environments.git"), branch: "main")
        let clone = try await GitStore.open("\(folder)/clone.git", logger: logger)
        _ = try await clone.fetch(remote)
        return DemoRepository(clone: clone, remote: remote, head: commit.id)
    }

    /// Changes one file and pushes the commit.
    ///
    /// - Returns: the commit.
    func edit(_ path: String, message: String, _ change: @Sendable (String) -> String) async throws -> String {
        let before = String(decoding: try await clone.file(path, of: current), as: UTF8.self)
        let after = change(before)
        guard after != before else { throw Failure("expected '\(path)' to hold what the demo changes") }
        var edit = TreeEdit()
        edit.write(Array(after.utf8), to: path)
        return try await push(edit, message)
    }

    /// Removes one file and pushes the commit.
    ///
    /// - Returns: the commit.
    func remove(_ path: String, message: String) async throws -> String {
        var edit = TreeEdit()
        edit.remove(path)
        return try await push(edit, message)
    }

    private func push(_ edit: TreeEdit, _ message: String) async throws -> String {
        let commit = try await clone.commit(edit, onto: current, message: CommitMessage(message), author: Self.author())
        guard case .pushed = try await clone.push(commit.id, to: remote, expecting: current) else {
            throw Failure("expected to push to the demo's own repository, found that somebody else did")
        }
        current = commit.id
        commits += 1
        return "\(commit.id)"
    }

    private static func author() -> Authorship {
        Authorship(name: "Ada", email: "ada@example.com", time: Int64(Date().timeIntervalSince1970))
    }
}
