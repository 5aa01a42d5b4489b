import Foundation
import Testing

@testable import Repository

@Suite("Publishing a commit", .timeLimit(.minutes(2)))
struct PublishTests {
    private func remote(_ server: GitHTTPServer) throws -> Remote {
        try Remote(
            "http://127.0.0.1:\(server.port)/origin.git", branch: "main",
            credentials: .token(Secret(GitHTTPServer.token)))
    }

    @Test("a commit that lost the race is made anew on the head that won, and both writers' work is there")
    func race() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let remote = try remote(server)
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        let other = try await scene.write("three", to: "other.yaml")
        #expect(try await scene.store.publish(commit.id, to: remote, expecting: head) == .moved(to: other))
        // What was decided is decided again on what is there now.
        #expect(try await scene.store.file("other.yaml", of: other) == Array("three".utf8))
        let again = try await scene.store.commit(
            scene.edit("two"), onto: other, message: Scene.message, author: Scene.ada)
        #expect(try await scene.store.publish(again.id, to: remote, expecting: other) == .published(again.id))
        let files = try await Command.git("ls-tree", "-r", "--name-only", "main", in: scene.origin)
        #expect(files == "environments/staging/service.yaml\nother.yaml")
        #expect(try await scene.store.file("environments/staging/service.yaml", of: again.id) == Array("two".utf8))
    }

    @Test("a branch that was rewritten meanwhile is told apart from one that moved on")
    func rewritten() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let remote = try remote(server)
        try await scene.write("two", to: "two.yaml")
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("x"), onto: head, message: Scene.message, author: Scene.ada)
        _ = try await Command.git("reset", "-q", "--hard", "HEAD~1", in: scene.clone)
        _ = try await Command.git("commit", "-q", "--allow-empty", "-m", "other", in: scene.clone)
        _ = try await Command.git("push", "-q", "--force", "origin", "HEAD:main", in: scene.clone)
        let forced = try await scene.id(of: "main", in: scene.origin)
        #expect(try await scene.store.publish(commit.id, to: remote, expecting: head) == .rewritten(to: forced))
        #expect(try await scene.id(of: "main", in: scene.origin) == forced)
    }

    @Test("a protected branch is known by its hook's refusal")
    func protected() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        var remote = try remote(server)
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        try scene.folder.write(
            "#!/bin/sh\nif [ \"$1\" = refs/heads/main ]; then echo 'GH006: Protected branch update failed' >&2; exit 1; fi\n",
            to: "origin.git/hooks/update", mode: 0o755)
        guard case .protected(let reason) = try await scene.store.publish(commit.id, to: remote, expecting: head)
        else {
            Issue.record("expected the branch to be protected")
            return
        }
        #expect(reason.contains("GH006"))
        // The same commit goes to a branch of its own.
        remote.branch = "lockstep/staging/fraud"
        #expect(try await scene.store.publish(commit.id, to: remote, expecting: nil) == .published(commit.id))
    }

    @Test(
        "servers' words for a protected branch",
        arguments: [
            ("protected branch hook declined", true),
            ("GitLab: You are not allowed to push code to protected branches on this project.", true),
            ("TF402455: Pushes to this branch are not permitted; you must use a pull request", true),
            ("prohibited by Gerrit: not permitted: update", true),
            ("failed to update ref", false), ("unpacker error", false), ("cannot lock ref 'refs/heads/main'", false),
        ])
    func words(reason: String, isProtection: Bool) {
        #expect(PushRefusal.isProtection(reason) == isProtection)
    }

    @Test("a commit's stored bytes are those that git prints")
    func content() async throws {
        let scene = try await Scene.make()
        let head = try await scene.store.fetch(try Remote(scene.origin, branch: "main")).head
        let said = try await Command.run(["git", "cat-file", "commit", "main"], in: scene.origin)
        #expect(try await scene.store.content(ofCommit: head) == Array(said.utf8))
        let tree = try await scene.store.commit(head).tree
        await #expect(throws: RepositoryError.self) { try await scene.store.content(ofCommit: tree) }
    }

    @Test("a commit that nothing points to is kept by name, over a start of the process and git's clearing up")
    func kept() async throws {
        let scene = try await Scene.make()
        let head = try await scene.store.fetch(try Remote(scene.origin, branch: "main")).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        try await scene.store.keep(commit.id, as: "production/fraud")
        _ = try await Command.git("gc", "-q", "--prune=now", in: scene.store.path)
        let again = try await GitStore.open(scene.store.path)
        #expect(try await again.kept(below: "production/") == ["production/fraud": commit.id])
        #expect(try await again.kept(below: "staging/") == [:])
        #expect(try await again.commit(commit.id) == commit)
        try await again.letGo(of: "production/fraud")
        try await again.letGo(of: "production/fraud")
        #expect(try await again.kept() == [:])
    }
}
