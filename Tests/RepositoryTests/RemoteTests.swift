import Foundation
import Testing

@testable import Repository

@Suite("Addresses, credentials and known hosts")
struct RemoteTests {
    @Test(
        "addresses are read, printed without user, and written for libgit2",
        arguments: [
            ("https://host.example/a/b.git", "https://host.example/a/b.git", "https://host.example/a/b.git"),
            ("ssh://git@host:2222/a.git", "ssh://host:2222/a.git", "ssh://git@host:2222/a.git"),
            ("ssh://host/~me/a.git", "ssh://host/~me/a.git", "ssh://git@host/~me/a.git"),
            ("me@host:team/a.git", "ssh://host/team/a.git", "me@host:team/a.git"),
            ("host:/srv/a.git", "ssh://host/srv/a.git", "ssh://git@host/srv/a.git"),
            ("http://[::1]:80/a", "http://[::1]:80/a", "http://[::1]:80/a"),
            ("file:///srv/a%20b.git", "/srv/a b.git", "/srv/a b.git"),
            ("/srv/x/../a.git", "/srv/a.git", "/srv/a.git"),
        ])
    func addresses(text: String, printed: String, url: String) throws {
        let address = try RemoteAddress(text)
        #expect(address.description == printed)
        #expect(address.url == url)
    }

    @Test(
        "a user or password in an address is refused and not repeated",
        arguments: [
            "https://hunter2@host/a.git", "https://user:hunter2@host/a.git", "https://user:hun/hunter2@host/a.git",
            "ssh://user:hunter2@host/a.git", "user:hunter2@host:a.git", "https://host/a.git?token=hunter2",
            "https://host/a.git#hunter2", "ftp://user:hunter2@host/a", "http://:hunter2@/",
        ])
    func userinfo(text: String) throws {
        let error = #expect(throws: RepositoryError.self) { try RemoteAddress(text) }
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.hint != nil)
    }

    @Test("an address that could be taken for an option is refused", arguments: ["ssh://-oProxy=x/a", "-oProxy=x:a"])
    func options(text: String) {
        #expect(throws: RepositoryError.self) { try RemoteAddress(text) }
    }

    @Test("credentials come from the environment and files, and print without their secrets")
    func credentials() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("t0ken\n", to: "token")
        let https = try RemoteAddress("https://host/a")
        let ssh = try RemoteAddress("git@host:a")
        let fromFile = try Credentials.read(
            for: https, environment: ["LOCKSTEP_GIT_TOKEN_FILE": file, "LOCKSTEP_GIT_USERNAME": "oauth2"])
        #expect(fromFile == .token(Secret("t0ken"), username: "oauth2"))
        #expect(try Credentials.read(for: https, environment: [:]) == .none)
        #expect(try Credentials.read(for: ssh, environment: ["SSH_AUTH_SOCK": "/x"]) == .sshAgent)
        let key = try Credentials.read(
            for: ssh, environment: ["LOCKSTEP_GIT_SSH_KEY": "k3y", "LOCKSTEP_GIT_SSH_PASSPHRASE": "phr4se"])
        #expect(key == .sshKey(Secret("k3y"), passphrase: Secret("phr4se")))
        var dumped = ""
        dump([fromFile, key], to: &dumped)
        for text in ["\(fromFile) \(key)", String(reflecting: [fromFile, key]), dumped] {
            #expect(!text.contains("t0ken") && !text.contains("k3y") && !text.contains("phr4se"))
            #expect(text.contains("oauth2"))
        }
        #expect(RepositoryError.redact("x k3y y phr4se", key) == "x <redacted> y <redacted>")
        let error = #expect(throws: RepositoryError.self) {
            try Credentials.read(for: https, environment: ["LOCKSTEP_GIT_TOKEN_FILE": "\(folder.path)/none"])
        }
        #expect(
            error?.message
                == "credentials from LOCKSTEP_GIT_TOKEN_FILE are not usable: file '\(folder.path)/none' cannot be read")
    }

    @Test("SHA-1 and its HMAC give the published values (RFC 3174, RFC 2202)")
    func digests() {
        func hex(_ bytes: [UInt8]) -> String { bytes.map { String($0 + 0, radix: 16).leftPadded }.joined() }
        #expect(hex(SHA1.digest(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(
            hex(SHA1.digest(Array(String(repeating: "a", count: 1_000_000).utf8)))
                == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
        #expect(
            hex(SHA1.authenticationCode(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        let long = Array(repeating: UInt8(0xaa), count: 80)
        #expect(
            hex(
                SHA1.authenticationCode(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8), key: long)
            )
                == "aa4ae5e15272d00e95705637ce8a3b55ed402112")
    }

    @Test("known_hosts: patterns, negation, ports, revocation")
    func knownHosts() throws {
        let folder = try TemporaryFolder()
        let key: [UInt8] = [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [1, 2, 3]
        let other: [UInt8] = [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [9]
        let (good, bad) = (Data(key).base64EncodedString(), Data(other).base64EncodedString())
        let file = try folder.write(
            """
            # a comment
            *.example.com,!evil.example.com ssh-ed25519 \(good) somebody
            [host]:2222 ssh-ed25519 \(good)
            @revoked * ssh-ed25519 \(bad)
            @cert-authority * ssh-ed25519 \(good)
            """, to: "known_hosts")
        let hosts = KnownHosts(files: [file])
        #expect(hosts.verdict(host: "Git.Example.com", port: 22, key: key) == .known)
        #expect(hosts.verdict(host: "evil.example.com", port: 22, key: key) != .known)
        #expect(hosts.verdict(host: "host", port: 2222, key: key) == .known)
        #expect(hosts.verdict(host: "host", port: 22, key: key) != .known)
        guard case .refused(let reason, _) = hosts.verdict(host: "a.example.com", port: 22, key: other) else {
            Issue.record("a revoked key is known")
            return
        }
        #expect(reason == "its host key has been revoked")
    }
}

extension String {
    fileprivate var leftPadded: String { count == 1 ? "0\(self)" : self }
}
