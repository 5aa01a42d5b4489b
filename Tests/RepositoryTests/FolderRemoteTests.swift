import Foundation
import Testing

@testable import Repository

@Suite("A remote in a folder")
struct FolderRemoteTests {
    @Test("a fetch brings the branch, and says when nothing has changed")
    func fetch() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        let first = try await scene.store.fetch(remote)
        #expect(first.old == nil)
        #expect(try await first.head == scene.id(of: "main", in: scene.origin))
        let again = try await scene.store.fetch(remote)
        #expect(again == FetchOutcome(old: first.head, head: first.head, isRewritten: false))
        let bytes = try await scene.store.file("environments/staging/service.yaml", of: first.head)
        #expect(String(decoding: bytes, as: UTF8.self) == "one")
    }

    @Test("a file URL is the same as its folder")
    func fileURL() async throws {
        let scene = try await Scene.make()
        let remote = try Remote("file://\(scene.origin)", branch: "main")
        #expect(try await scene.store.currentHead(of: remote) == scene.id(of: "main", in: scene.origin))
        #expect(try await scene.store.defaultBranch(of: remote) == "main")
    }

    @Test("a rewritten branch is seen")
    func rewritten() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        _ = try await scene.store.fetch(remote)
        _ = try await Command.git("commit", "-q", "--amend", "-m", "another", in: scene.clone)
        _ = try await Command.git("push", "-q", "--force", "origin", "HEAD:main", in: scene.clone)
        let outcome = try await scene.store.fetch(remote)
        #expect(outcome.isRewritten)
        #expect(try await outcome.head == scene.id(of: "main", in: scene.origin))
    }

    @Test("an absent branch is named, with those that are there")
    func absentBranch() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "mane")
        let error = await #expect(throws: RepositoryError.self) { try await scene.store.fetch(remote) }
        #expect(error?.description == "no branch 'mane' in '\(scene.origin)'\n  hint: it has 'main'")
    }

    @Test("an absent repository is named")
    func absentRepository() async throws {
        let scene = try await Scene.make()
        let remote = try Remote("\(scene.folder.path)/nowhere.git", branch: "main")
        await #expect(throws: RepositoryError.remoteNotFound(remote: "\(scene.folder.path)/nowhere.git")) {
            try await scene.store.fetch(remote)
        }
    }

    @Test("a push moves the branch, and git finds the repository whole")
    func push() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        #expect(try await scene.store.push(commit.id, to: remote, expecting: head) == .pushed(commit.id))
        #expect(try await scene.id(of: "main", in: scene.origin) == commit.id)
        #expect(try await scene.store.fetchedHead(of: remote) == commit.id)
        _ = try await Command.git("fsck", "--strict", "--no-dangling", in: scene.origin)
        let log = try await Command.git(
            "log", "-1", "--format=%an %ae %at %ad %s", "--date=raw", "main", in: scene.origin)
        #expect(log == "Ada ada@example.com 1700000000 1700000000 +0100 Change a model")
    }

    @Test("a push to a new branch expects it to be absent")
    func newBranch() async throws {
        let scene = try await Scene.make()
        let main = try Remote(scene.origin, branch: "main")
        let head = try await scene.store.fetch(main).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        let branch = try Remote(scene.origin, branch: "lockstep/canary")
        #expect(try await scene.store.push(commit.id, to: branch, expecting: nil) == .pushed(commit.id))
        #expect(try await scene.store.push(commit.id, to: main, expecting: nil) == .lost(to: head))
    }

    @Test("a push that another was faster than is lost, and changes nothing")
    func lost() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        let other = try await scene.write("three", to: "other.yaml")
        #expect(try await scene.store.push(commit.id, to: remote, expecting: head) == .lost(to: other))
        #expect(try await scene.id(of: "main", in: scene.origin) == other)
    }

    @Test("of many writers at once each commit lands exactly once")
    func manyWriters() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try await GitStore.open("\(scene.folder.path)/store\(writer)")
                    for turn in 0..<5 {
                        var outcome = PushOutcome.lost(to: nil)
                        while case .lost = outcome {
                            let head = try await store.fetch(remote).head
                            let commit = try await store.commit(
                                scene.edit("x", at: "writer\(writer)/\(turn).yaml"), onto: head,
                                message: Scene.message, author: Scene.ada)
                            outcome = try await store.push(commit.id, to: remote, expecting: head)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Command.git("rev-list", "--count", "main", in: scene.origin) == "21")
        #expect(
            try await Command.git("ls-tree", "-r", "--name-only", "main", in: scene.origin).split(separator: "\n").count
                == 21)
        _ = try await Command.git("fsck", "--strict", in: scene.origin)
    }

    @Test("a commit that does not descend from the expected head is not sent")
    func notADescendant() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        let head = try await scene.store.fetch(remote).head
        let stranger = try await scene.store.commit(
            scene.edit("two"), onto: nil, message: Scene.message, author: Scene.ada)
        let error = await #expect(throws: RepositoryError.self) {
            try await scene.store.push(stranger.id, to: remote, expecting: head)
        }
        #expect(
            error?.message == "cannot push \(stranger.id.abbreviated) to 'main' of '\(scene.origin)': "
                + "expected a descendant of \(head.abbreviated), and it is not")
    }

    @Test("a folder whose hooks want to be asked, or that is checked out, is left alone")
    func hooksAndCheckouts() async throws {
        let scene = try await Scene.make()
        let remote = try Remote(scene.origin, branch: "main")
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        let checkout = try Remote(scene.clone, branch: "main")
        #expect(
            try await scene.store.push(commit.id, to: checkout, expecting: head)
                == .rejected("it is checked out there; push to a bare repository"))
        try scene.folder.write("#!/bin/sh\nexit 1\n", to: "origin.git/hooks/update", mode: 0o755)
        guard case .rejected(let reason) = try await scene.store.push(commit.id, to: remote, expecting: head) else {
            Issue.record("a hook was passed over")
            return
        }
        #expect(reason.contains("hook 'update'"))
        #expect(try await scene.id(of: "main", in: scene.origin) == head)
    }
}
