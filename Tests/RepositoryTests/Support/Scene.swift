import Foundation

@testable import Repository

/// A bare repository with one commit, a store of Lockstep's, and a second writer with the real `git`.
struct Scene: Sendable {
    let folder: TemporaryFolder
    var origin: String { "\(folder.path)/origin.git" }
    var clone: String { "\(folder.path)/clone" }
    let store: GitStore

    static let ada = Authorship(name: "Ada", email: "ada@example.com", time: 1_700_000_000, offset: 60)
    static let message = CommitMessage(subject: "Change a model")

    static func make() async throws -> Scene {
        let folder = try TemporaryFolder()
        _ = try await Command.git("init", "-q", "--bare", "-b", "main", "origin.git", in: folder.path)
        _ = try await Command.git("config", "http.receivepack", "true", in: "\(folder.path)/origin.git")
        _ = try await Command.git("clone", "-q", "origin.git", "clone", in: folder.path)
        let store = try await GitStore.open("\(folder.path)/store")
        let scene = Scene(folder: folder, store: store)
        _ = try await Command.git("checkout", "-q", "-B", "main", in: scene.clone)
        try await scene.write("one", to: "environments/staging/service.yaml")
        return scene
    }

    /// The second writer commits a file and pushes it.
    @discardableResult
    func write(_ text: String, to path: String) async throws -> ObjectID {
        try folder.write(text, to: "clone/\(path)")
        _ = try await Command.git("add", "-A", in: clone)
        _ = try await Command.git("commit", "-q", "-m", "write \(path)", in: clone)
        _ = try await Command.git("push", "-q", "origin", "HEAD:main", in: clone)
        return try await id(of: "HEAD", in: clone)
    }

    func id(of revision: String, in folder: String) async throws -> ObjectID {
        let text = try await Command.git("rev-parse", revision, in: folder)
        guard let id = ObjectID(text) else { throw CommandFailure(command: ["rev-parse"], status: 0, output: text) }
        return id
    }

    func edit(_ text: String, at path: String = "environments/staging/service.yaml") -> TreeEdit {
        TreeEdit(files: [path: Array(text.utf8)])
    }
}
