import Foundation
import Testing

@testable import Repository

@Suite(
    "A remote over ssh", .timeLimit(.minutes(2)), .enabled(if: SSHServer.isInstalled, "needs Debian's openssh-server"))
struct SSHRemoteTests {
    private func remote(
        _ scene: Scene, _ server: SSHServer, credentials: Credentials, knownHosts: String
    ) throws -> Remote {
        try Remote(
            "ssh://\(NSUserName())@127.0.0.1:\(server.port)\(scene.origin)", branch: "main", credentials: credentials,
            knownHostsFiles: [knownHosts])
    }

    private func name(_ scene: Scene, _ server: SSHServer) -> String {
        "ssh://127.0.0.1:\(server.port)\(scene.origin)"
    }

    @Test("fetch and push go through sshd with a key file, and through its hooks")
    func fetchAndPush() async throws {
        let scene = try await Scene.make()
        let server = try await SSHServer.start(in: scene.folder.path)
        let remote = try await remote(
            scene, server, credentials: .sshKeyFile(path: "\(server.folder)/user"), knownHosts: server.knownHosts())
        let head = try await scene.store.fetch(remote).head
        #expect(try await head == scene.id(of: "main", in: scene.origin))
        let commit = try await scene.store.commit(
            scene.edit("two"), onto: head, message: Scene.message, author: Scene.ada)
        #expect(try await scene.store.push(commit.id, to: remote, expecting: head) == .pushed(commit.id))
        let other = try await scene.store.commit(
            scene.edit("three"), onto: head, message: Scene.message, author: Scene.ada)
        #expect(try await scene.store.push(other.id, to: remote, expecting: head) == .lost(to: commit.id))
        try scene.folder.write(
            "#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n", to: "origin.git/hooks/pre-receive", mode: 0o755)
        let third = try await scene.store.commit(
            scene.edit("three"), onto: commit.id, message: Scene.message, author: Scene.ada)
        let outcome = try await scene.store.push(third.id, to: remote, expecting: commit.id)
        guard case .rejected(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("pre-receive hook declined") && reason.contains("not on a Friday"))
    }

    @Test("a key from memory and one with a passphrase are let in, with hashed known_hosts")
    func otherKeys() async throws {
        let scene = try await Scene.make()
        let server = try await SSHServer.start(in: scene.folder.path)
        let hosts = try await server.knownHosts(hashed: true)
        let key = Secret(try String(contentsOfFile: "\(server.folder)/locked", encoding: .utf8))
        let phrase = Secret(SSHServer.passphrase)
        let head = try await scene.id(of: "main", in: scene.origin)
        for credentials in [
            Credentials.sshKey(key, passphrase: phrase),
            .sshKeyFile(path: "\(server.folder)/locked", passphrase: phrase),
        ] {
            let remote = try remote(scene, server, credentials: credentials, knownHosts: hosts)
            #expect(try await scene.store.currentHead(of: remote) == head)
        }
    }

    @Test("a strange key, a wrong passphrase and a missing key are refused without their secrets")
    func refusals() async throws {
        let scene = try await Scene.make()
        let server = try await SSHServer.start(in: scene.folder.path)
        let hosts = try await server.knownHosts()
        let wrong = Secret("wr0ng-phrase")
        for credentials in [
            Credentials.none, .sshKeyFile(path: "\(server.folder)/stranger"),
            .sshKeyFile(path: "\(server.folder)/locked", passphrase: wrong),
            .sshKeyFile(path: "\(server.folder)/absent"),
        ] {
            let remote = try remote(scene, server, credentials: credentials, knownHosts: hosts)
            let error = await #expect(throws: RepositoryError.self) { try await scene.store.fetch(remote) }
            guard case .authentication(let remoteName, _) = error else {
                Issue.record("\(credentials): \(String(describing: error))")
                continue
            }
            #expect(remoteName == name(scene, server))
            #expect(!String(describing: error).contains(wrong.exposedText))
        }
    }

    @Test("a host key that is another than the known one, and an unknown one, are refused before anything is sent")
    func hostKeys() async throws {
        let scene = try await Scene.make()
        let server = try await SSHServer.start(in: scene.folder.path)
        let credentials = Credentials.sshKeyFile(path: "\(server.folder)/user")
        let other = try await server.knownHosts(key: "other")
        let error = await #expect(throws: RepositoryError.self) {
            try await scene.store.fetch(try remote(scene, server, credentials: credentials, knownHosts: other))
        }
        #expect(
            error?.message
                == "'\(name(scene, server))' is not trusted: its ssh-ed25519 host key is not the one in known_hosts: "
                + "somebody may be in between")
        let absent = "\(server.folder)/no_known_hosts"
        let unknown = await #expect(throws: RepositoryError.self) {
            try await scene.store.fetch(try remote(scene, server, credentials: credentials, knownHosts: absent))
        }
        #expect(
            unknown?.message
                == "'\(name(scene, server))' is not trusted: its ssh-ed25519 host key is in none of \(absent)")
    }

    @Test("an absent repository is named")
    func absentRepository() async throws {
        let scene = try await Scene.make()
        let server = try await SSHServer.start(in: scene.folder.path)
        let remote = try await Remote(
            "ssh://\(NSUserName())@127.0.0.1:\(server.port)/nowhere.git", branch: "main",
            credentials: .sshKeyFile(path: "\(server.folder)/user"), knownHostsFiles: [server.knownHosts()])
        await #expect(throws: RepositoryError.remoteNotFound(remote: "ssh://127.0.0.1:\(server.port)/nowhere.git")) {
            try await scene.store.fetch(remote)
        }
    }

    @Test("cancelling the task ends a fetch from a server that says nothing")
    func cancellation() async throws {
        let scene = try await Scene.make()
        let silent = try SilentServer()
        let remote = try Remote("ssh://git@127.0.0.1:\(silent.port)/x.git", branch: "main", credentials: .none)
        let fetch = Task { try await scene.store.fetch(remote) }
        await silent.accept()
        fetch.cancel()
        await #expect(throws: CancellationError.self) { try await fetch.value }
    }
}
