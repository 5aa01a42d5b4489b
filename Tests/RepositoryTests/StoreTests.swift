import Foundation
import Testing

@testable import Repository

@Suite("The store")
struct StoreTests {
    @Test("what a killed process left does not stop the next start")
    func recovery() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        let path = "\(scene.folder.path)/second"
        var store: GitStore? = try await GitStore.open(path)
        let head = try await store?.fetch(remote).head
        store = nil
        let left = [
            "second/HEAD.lock", "second/config.lock", "second/packed-refs.lock",
            "second/refs/lockstep/remotes/x.lock", "second/objects/pack/pack_git2_abc",
            "second/objects/pack/pack-dead.pack", "second/objects/ab/\(String(repeating: "c", count: 38))",
            "second/refs/lockstep/outgoing/\(String(repeating: "d", count: 40))",
        ]
        for name in left { try scene.folder.write("", to: name) }
        let tracking = "\(path)/\(GitStore.tracking(remote)).lock"
        try Data().write(to: URL(fileURLWithPath: tracking))
        let again = try await GitStore.open(path)
        let other = try await scene.write("two", to: "two.yaml")
        #expect(try await again.fetch(remote) == FetchOutcome(old: head, head: other, isRewritten: false))
        for name in left { #expect(!FileManager.default.fileExists(atPath: "\(scene.folder.path)/\(name)"), "\(name)") }
        _ = try await Command.git("fsck", "--strict", in: path)
    }

    @Test("locks of a store that another has open are left alone")
    func sharedStore() async throws {
        let scene = try await Scene.make()
        let lock = try scene.folder.write("", to: "store/HEAD.lock")
        let second = try await GitStore.open("\(scene.folder.path)/store")
        #expect(FileManager.default.fileExists(atPath: lock))
        #expect(second.path == scene.store.path)
    }

    @Test("a creation that was cut off is completed")
    func halfMade() async throws {
        let folder = try TemporaryFolder()
        try folder.write("ref: refs/heads/main\n", to: "store/HEAD")
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/store/objects", withIntermediateDirectories: true)
        let store = try await GitStore.open("\(folder.path)/store")
        #expect(try await store.headCommit() == nil)
    }

    @Test("a checkout is found from a folder within it, and from a linked work tree")
    func discover() async throws {
        let scene = try await Scene.make()
        let head = try await scene.id(of: "HEAD", in: scene.clone)
        let store = try await GitStore.discover(from: "\(scene.clone)/environments/staging")
        #expect(await store.workTree == "\(scene.clone)/")
        #expect(try await store.headCommit() == head)
        #expect(try await store.currentBranch() == "main")
        _ = try await Command.git("worktree", "add", "-q", "-b", "side", "../side", in: scene.clone)
        let side = try await GitStore.discover(from: "\(scene.folder.path)/side/environments")
        #expect(try await side.currentBranch() == "side")
        #expect(try await side.entries(of: head).count == 1)
        _ = try await Command.git("checkout", "-q", "--detach", in: scene.clone)
        #expect(try await store.currentBranch() == nil)
        #expect(!FileManager.default.fileExists(atPath: "\(scene.clone)/.git/lockstep.lock"))
    }

    @Test("a folder without a repository is named")
    func notARepository() async throws {
        let folder = try TemporaryFolder()
        await #expect(throws: RepositoryError.notARepository(path: folder.path)) {
            try await GitStore.discover(from: folder.path)
        }
    }

    @Test("damaged data is an error that names the store")
    func damage() async throws {
        let folder = try TemporaryFolder()
        let (store, commit) = try await GitStore.initialise(
            "\(folder.path)/demo.git", files: ["a": [1]], message: Scene.message, author: Scene.ada)
        let hex = commit.tree.description
        let object = "\(store.path)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
        try FileManager.default.removeItem(atPath: object)
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: object))
        let fresh = try await GitStore.discover(from: store.path)
        let error = await #expect(throws: RepositoryError.self) { try await fresh.entries(of: commit.id) }
        guard case .corrupt(let name, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(name == store.path)
    }
}
