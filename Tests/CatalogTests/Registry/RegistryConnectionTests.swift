import Foundation
import Synchronization
import Testing
import Transport
import Trust

@testable import Catalog

@Suite(.enabled(if: RegistryServer.isInstalled, "needs docker-registry and .venv: make test installs them"))
struct RegistryConnectionTests {
    private static let ada = RegistryCredential.password(user: "ada", SecretBytes("secret"))
    private let scratch: Scratch
    private let http = HTTPClient()

    init() throws { scratch = try Scratch() }

    private func connection(
        _ host: String, _ credential: RegistryCredential?, authorities: [UInt8]? = nil, isPlain: Bool = true,
        now: @escaping @Sendable () -> Int64 = { 0 }
    ) -> RegistryConnection {
        RegistryConnection(host: host, isPlain: isPlain, authorities: authorities, http: http, now: now) {
            (_) async throws(TrustError) in credential
        }
    }

    /// Pushes an image of one layer to `team/app:1`.
    private func push(by send: RegistrySender) async throws {
        let type = "application/vnd.oci.image.manifest.v1+json"
        let config = Array(#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#.utf8)
        let digest = "sha256:\(SHA256Digest(of: config).hex)"
        let begun = try await send(RegistryRequest("POST", "/v2/team/app/blobs/uploads/", body: []))
        try #require(begun.status == 202)
        let target = try #require(begun.headers["location"]) + "&digest=\(digest)"
        let headers = ["Content-Type": "application/octet-stream"]
        try #require(try await send(RegistryRequest("PUT", target, headers: headers, body: config)).status == 201)
        let manifest = """
            {"schemaVersion":2,"mediaType":"\(type)","layers":[],"config":{"mediaType":\
            "application/vnd.oci.image.config.v1+json","digest":"\(digest)","size":\(config.count)}}
            """
        let put = RegistryRequest(
            "PUT", "/v2/team/app/manifests/1", headers: ["Content-Type": type], body: Array(manifest.utf8))
        try #require(try await send(put).status == 201)
    }

    private func sign(_ reference: ImageReference, by send: @escaping RegistrySender) async throws -> SHA256Digest {
        let signer = ImageSigner(reference, send: send)
        let digest = try await signer.resolve()
        let time = try #require(Timestamp("2026-01-01T00:00:00Z"))
        try await signer.sign(
            digest, binding: ReleaseBinding(artifact: "app", environment: "staging", version: 1, issued: time),
            with: .memory(.ed25519(try Ed25519PrivateKey.generate())), layout: .referrers)
        return digest
    }

    private func isUnavailable(_ claims: PresentedClaims) -> Bool {
        if case .unavailable = claims { true } else { false }
    }

    private func isSigned(_ claims: PresentedClaims) -> Bool {
        if case .found(let found) = claims { found.count == 1 } else { false }
    }

    @Test func `with a password an image is signed and its signature found`() async throws {
        let server = try RegistryServer(in: scratch.path, settings: try RegistryServer.htpasswd(in: scratch.path))
        let send = connection(server.host, Self.ada).sender
        try await push(by: send)
        let reference = try ImageReference("\(server.host)/team/app:1")
        let digest = try await sign(reference, by: send)
        #expect(isSigned(await ImageSigner(reference, send: send).claims(for: digest)))
        // Whoever may not look learns nothing: not that there is no signature.
        let wrong = RegistryCredential.password(user: "ada", SecretBytes("guess"))
        for credential in [wrong, nil] {
            let stranger = ImageSigner(reference, send: connection(server.host, credential).sender)
            #expect(isUnavailable(await stranger.claims(for: digest)))
            await #expect { try await stranger.resolve() } throws: { error in
                let text = "\(error)"
                return (error as? TrustError)?.isUnreachable == true && text.contains("401") && !text.contains("guess")
            }
        }
    }

    @Test func `tokens are fetched for what is needed, kept, and fetched again when they end`() async throws {
        let tokens = try TokenServer(in: scratch.path, life: 100)
        let server = try RegistryServer(in: scratch.path, settings: RegistryServer.tokens(of: tokens))
        let now = ClockBox()
        let send = connection(server.host, Self.ada, now: { now.seconds }).sender
        try await push(by: send)
        let reference = try ImageReference("\(server.host)/team/app:1")
        let digest = try await sign(reference, by: send)
        let asked = tokens.requests.count
        #expect(asked == 2, "\(tokens.requests)")
        #expect(tokens.requests.allSatisfy { $0.contains("repository%3Ateam%2Fapp%3Apu") })
        #expect(isSigned(await ImageSigner(reference, send: send).claims(for: digest)))
        #expect(tokens.requests.count == asked)
        now.advance(95)
        #expect(isSigned(await ImageSigner(reference, send: send).claims(for: digest)))
        #expect(tokens.requests.count == asked + 1)
    }

    @Test func `anybody may pull by an anonymous token, and an identity token is exchanged`() async throws {
        let tokens = try TokenServer(in: scratch.path, life: 100)
        let server = try RegistryServer(in: scratch.path, settings: RegistryServer.tokens(of: tokens))
        let reference = try ImageReference("\(server.host)/team/app:1")
        let owner = connection(server.host, .identityToken(SecretBytes("refresh"))).sender
        try await push(by: owner)
        let digest = try await sign(reference, by: owner)
        #expect(tokens.requests.allSatisfy { $0.hasPrefix("POST /token ") })
        let anybody = connection(server.host, nil).sender
        #expect(isSigned(await ImageSigner(reference, send: anybody).claims(for: digest)))
        await #expect { try await sign(reference, by: anybody) } throws: {
            ($0 as? TrustError)?.isUnreachable == true
        }
        let wrong = connection(server.host, .password(user: "ada", SecretBytes("guess"))).sender
        #expect(isUnavailable(await ImageSigner(reference, send: wrong).claims(for: digest)))
    }

    @Test func `a registry by TLS is believed by its own authority alone`() async throws {
        try RegistryServer.makeCertificate(in: scratch.path)
        let tls = "  tls: { certificate: \(scratch.path)/cert.pem, key: \(scratch.path)/key.pem }"
        let server = try RegistryServer(in: scratch.path, tls: tls)
        let pem = try Array(Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/cert.pem")))
        let send = connection(server.host, nil, authorities: pem, isPlain: false).sender
        try await push(by: send)
        let reference = try ImageReference("\(server.host)/team/app:1")
        let digest = try await sign(reference, by: send)
        let stranger = ImageSigner(reference, send: connection(server.host, nil, isPlain: false).sender)
        #expect(isUnavailable(await stranger.claims(for: digest)))
    }

    @Test func `a redirect of a blob to another host is followed without the credentials`() async throws {
        let store = try TestServer(S3Server.python, ["-c", Self.store, scratch.path, "store", ""], sign: "port ")
        let registry = try TestServer(
            S3Server.python, ["-c", Self.store, scratch.path, "registry", "http://127.0.0.1:\(store.port)/content"],
            sign: "port ")
        let send = connection("127.0.0.1:\(registry.port)", Self.ada).sender
        let answer = try await send(RegistryRequest("GET", "/v2/team/app/blobs/sha256:0"))
        #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "content")
        let seen = try ["registry", "store"].map {
            try String(contentsOfFile: "\(scratch.path)/\($0)", encoding: .utf8)
        }
        #expect(seen[0] == "/v2/team/app/blobs/sha256:0 -\n/v2/team/app/blobs/sha256:0 Basic YWRhOnNlY3JldA==\n")
        #expect(seen[1] == "/content -\n")
        // Nor is a credential shown to an address that an answer names for an upload.
        let elsewhere = RegistryRequest("PUT", "http://127.0.0.1:\(store.port)/upload", body: [1])
        _ = try? await send(elsewhere)
        let shown = try String(contentsOfFile: "\(scratch.path)/store", encoding: .utf8)
        #expect(shown == "/content -\n/upload -\n")
    }

    /// A registry that wants a password and sends blobs' readers elsewhere, or the place that it sends them to.
    private static let store = """
        import sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        folder, name, target = sys.argv[1:4]
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                with open(f"{folder}/{name}", "a") as seen:
                    seen.write(f"{self.path} {self.headers.get('Authorization', '-')}\\n")
                if target and not self.headers.get("Authorization"):
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="tests"')
                elif target:
                    self.send_response(307)
                    self.send_header("Location", target)
                else:
                    self.send_response(200)
                body = b"" if target else b"content"
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            do_PUT = do_GET
            def log_message(self, *arguments): pass
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print("port", server.server_port, flush=True)
        server.serve_forever()
        """
}

/// A clock that a test sets.
final class ClockBox: Sendable {
    private let clock: Mutex<Int64>

    init(_ seconds: Int64 = 0) { clock = Mutex(seconds) }

    var seconds: Int64 { clock.withLock { $0 } }
    func advance(_ seconds: Int64) { clock.withLock { $0 += seconds } }
}
