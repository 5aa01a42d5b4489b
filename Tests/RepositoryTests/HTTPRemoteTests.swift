import Foundation
import Synchronization
import Testing

@testable import Repository

@Suite("A remote over http", .timeLimit(.minutes(2)))
struct HTTPRemoteTests {
    private func remote(
        _ server: GitHTTPServer, path: String = "/origin.git", token: String = GitHTTPServer.token,
        limits: TransferLimits = TransferLimits()
    ) throws -> Remote {
        try Remote(
            "http://127.0.0.1:\(server.port)\(path)", branch: "main", credentials: .token(Secret(token)), limits: limits
        )
    }

    @Test("fetch and push go through git http-backend with a token")
    func fetchAndPush() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let remote = try remote(server)
        let seen = Mutex(TransferProgress(receivedObjects: 0, totalObjects: 0, receivedBytes: 0))
        let outcome = try await scene.store.fetch(remote) { progress in seen.withLock { $0 = progress } }
        #expect(try await outcome.head == scene.id(of: "main", in: scene.origin))
        #expect(seen.withLock { $0.receivedObjects } > 0)
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: outcome.head, message: Scene.message, author: Scene.ada)
        #expect(try await scene.store.push(commit.id, to: remote, expecting: outcome.head) == .pushed(commit.id))
        #expect(try await scene.id(of: "main", in: scene.origin) == commit.id)
        _ = try await Command.git("fsck", "--strict", in: scene.origin)
        // Nothing of the remote is written down in the store, least of all its token.
        let config = try String(contentsOfFile: "\(scene.store.path)/config", encoding: .utf8)
        #expect(!config.contains("127.0.0.1") && !config.contains(GitHTTPServer.token))
        #expect(try await Command.git("for-each-ref", "refs/lockstep/outgoing", in: scene.store.path) == "")
    }

    @Test("a push that another was faster than is lost")
    func lost() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let remote = try remote(server)
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        let other = try await scene.write("three", to: "other.yaml")
        #expect(try await scene.store.push(commit.id, to: remote, expecting: head) == .lost(to: other))
    }

    @Test("a push is lost even to a writer that comes between the announcement and the pack")
    func lostAtTheLastMoment() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let remote = try remote(server)
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        try scene.folder.write(
            "#!/bin/sh\nset -e\ncd '\(scene.clone)'\necho late > late.yaml\ngit add -A\ngit commit -q -m late\n"
                + "git push -q origin HEAD:main\n", to: "before-receive", mode: 0o755)
        let outcome = try await scene.store.push(commit.id, to: remote, expecting: head)
        let late = try await scene.id(of: "main", in: scene.origin)
        #expect(late != head)
        #expect(outcome == .lost(to: late))
    }

    @Test("a hook that refuses is heard in its own words")
    func rejected() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let remote = try remote(server)
        let head = try await scene.store.fetch(remote).head
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        try scene.folder.write(
            "#!/bin/sh\necho 'branch main is protected' >&2\nexit 1\n", to: "origin.git/hooks/pre-receive", mode: 0o755)
        let outcome = try await scene.store.push(commit.id, to: remote, expecting: head)
        #expect(outcome == .rejected("pre-receive hook declined: branch main is protected"))
        #expect(try await scene.id(of: "main", in: scene.origin) == head)
    }

    @Test("a refused token, a missing one and a missing repository are told apart, and no token is printed")
    func refusals() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let name = "http://127.0.0.1:\(server.port)/origin.git"
        let wrong = try remote(server, token: "wr0ng-t0ken")
        let error = await #expect(throws: RepositoryError.self) { try await scene.store.fetch(wrong) }
        #expect(error == .authentication(remote: name, reason: "the credentials are not accepted"))
        #expect(!"\(String(describing: error)) \(wrong) \(String(reflecting: wrong))".contains("wr0ng-t0ken"))
        await #expect(
            throws: RepositoryError.authentication(
                remote: name, reason: "it asks for credentials, and none are configured")
        ) {
            try await scene.store.fetch(try Remote(name, branch: "main"))
        }
        await #expect(throws: RepositoryError.remoteNotFound(remote: "http://127.0.0.1:\(server.port)/none.git")) {
            try await scene.store.fetch(try remote(server, path: "/none.git"))
        }
    }

    @Test("a token does not follow a redirect to another host")
    func redirect() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let error = await #expect(throws: RepositoryError.self) {
            try await scene.store.fetch(try remote(server, path: "/open/moved/origin.git"))
        }
        guard case .authentication(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason == "it redirects to another host")
    }

    @Test("a token is not sent over http to another machine")
    func plainHTTP() async throws {
        let remote = try Remote("http://git.example.com/x.git", branch: "main", credentials: .token(Secret("t")))
        #expect(!remote.address.isLoopback)
        #expect(try RemoteAddress("http://127.0.0.1/x").isLoopback)
        #expect(try !RemoteAddress("http://127.0.0.1.example.com/x").isLoopback)
    }

    @Test("a server that never answers is given up after the silence allowed")
    func timeout() async throws {
        let scene = try await Scene.make()
        let server = try await GitHTTPServer.start(serving: scene.folder.path)
        let remote = try remote(server, path: "/hang/origin.git", limits: TransferLimits(stall: .milliseconds(300)))
        let error = await #expect(throws: RepositoryError.self) { try await scene.store.fetch(remote) }
        #expect(
            error?.message
                == "'http://127.0.0.1:\(server.port)/hang/origin.git' did not answer: "
                + "expected progress within 0.3 s, found none")
    }

    @Test("cancelling the task ends a fetch that waits")
    func cancellation() async throws {
        let scene = try await Scene.make()
        let silent = try SilentServer()
        let remote = try Remote("http://127.0.0.1:\(silent.port)/x.git", branch: "main")
        let fetch = Task { try await scene.store.fetch(remote) }
        await silent.accept()
        fetch.cancel()
        await #expect(throws: CancellationError.self) { try await fetch.value }
        // The store is free for the next.
        #expect(try await scene.store.headCommit() == nil)
    }

    @Test("https takes a certificate whose authority has been added, and refuses any other")
    func certificates() async throws {
        let scene = try await Scene.make()
        for name in ["trusted", "other"] {
            _ = try await Command.run(
                [
                    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(name).key", "-out", "\(name).crt",
                ], in: scene.folder.path)
        }
        let folder = scene.folder.path
        try TrustedCertificates.add("\(folder)/trusted.crt")
        let credentials = Credentials.token(Secret(GitHTTPServer.token))
        let trusted = try await GitHTTPServer.start(
            serving: folder, certificate: "\(folder)/trusted.crt", key: "\(folder)/trusted.key")
        let remote = try Remote(
            "https://localhost:\(trusted.port)/origin.git", branch: "main", credentials: credentials)
        let head = try await scene.store.fetch(remote).head
        #expect(try await head == scene.id(of: "main", in: scene.origin))
        let other = try await GitHTTPServer.start(
            serving: folder, certificate: "\(folder)/other.crt", key: "\(folder)/other.key")
        let error = await #expect(throws: RepositoryError.self) {
            try await scene.store.fetch(
                try Remote("https://localhost:\(other.port)/origin.git", branch: "main", credentials: credentials))
        }
        guard case .untrustedHost = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a server that is not there is unreachable")
    func unreachable() async throws {
        let scene = try await Scene.make()
        let error = await #expect(throws: RepositoryError.self) {
            try await scene.store.fetch(try Remote("http://127.0.0.1:1/x.git", branch: "main"))
        }
        #expect(
            error?.message
                == "cannot reach 'http://127.0.0.1:1/x.git': cannot connect to '127.0.0.1': Connection refused")
    }
}
