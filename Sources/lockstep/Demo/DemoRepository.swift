import Foundation
import Logging
import Repository

/// The demo's remote, and the clone of the person who commits to it.
actor DemoRepository {
    private let clone: GitStore
    private let remote: Remote
    /// A push that loses to Lockstep's own is made again on the newer head.
    private static let mostRaces = 20

    private init(clone: GitStore, remote: Remote) {
        self.clone = clone
        self.remote = remote
    }

    /// Makes the remote with a first commit, and clones it.
    ///
    /// - Parameter files: by path.
    static func make(
        in folder: String, files: [String: [UInt8]], logger: Logger
    ) async throws -> (DemoRepository, first: String) {
        let (_, commit) = try await GitStore.initialise(
            "\(folder)/environments.git", files: files, message: CommitMessage("Declare staging and production"),
            author: author(),
            logger: logger)
        let remote = Remote(address: RemoteAddress(folder: "\(folder)/environments.git"), branch: "main")
        let clone = try await GitStore.open("\(folder)/clone.git", logger: logger)
        return (DemoRepository(clone: clone, remote: remote), "\(commit.id)")
    }

    /// Changes one file and pushes the commit.
    ///
    /// - Returns: the commit.
    func edit(_ path: String, message: String, _ change: @Sendable (String) -> String) async throws -> String {
        try await push(message) { clone, head in
            let before = String(decoding: try await clone.file(path, of: head), as: UTF8.self)
            let after = change(before)
            guard after != before else { throw Failure("expected '\(path)' to hold what the demo changes") }
            return TreeEdit(files: [path: Array(after.utf8)])
        }
    }

    /// Writes files and pushes the commit.
    func write(_ files: [String: [UInt8]], message: String) async throws -> String {
        try await push(message) { _, _ in TreeEdit(files: files) }
    }

    /// Removes one file and pushes the commit.
    ///
    /// - Returns: the commit.
    func remove(_ path: String, message: String) async throws -> String {
        try await push(message) { _, _ in
            var edit = TreeEdit()
            edit.remove(path)
            return edit
        }
    }

    /// The newest commit of the branch, whoever made it.
    func head() async throws -> String { "\(try await clone.fetch(remote).head)" }

    /// The branch, the newest first: `1a2b3c4d  Ada       Release …`.
    func history() async throws -> [String] {
        let head = try await clone.fetch(remote).head
        return try await clone.commits(from: nil, to: head).map { commit in
            let author = commit.author.name.padding(toLength: 9, withPad: " ", startingAt: 0)
            return "\(commit.id.abbreviated.prefix(8))  \(author) \(commit.message.subject)"
        }
    }

    private func push(
        _ message: String, _ edit: @Sendable (GitStore, ObjectID) async throws -> TreeEdit
    ) async throws -> String {
        for _ in 0..<Self.mostRaces {
            let head = try await clone.fetch(remote).head
            let commit = try await clone.commit(
                try await edit(clone, head), onto: head, message: CommitMessage(message), author: Self.author())
            if case .pushed = try await clone.push(commit.id, to: remote, expecting: head) { return "\(commit.id)" }
        }
        throw Failure("expected to push to the demo's own repository, lost \(Self.mostRaces) races for it")
    }

    private static func author() -> Authorship {
        Authorship(name: "Ada", email: "ada@example.com", time: Int64(Date().timeIntervalSince1970))
    }
}
