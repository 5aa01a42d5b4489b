import Foundation
import Testing

/// `lockstep serve --api-tokens`: who reads the status and the metrics.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"), .serialized)
struct APIAccessTests {
    private static let policy = """
        import PolicyV1

        access("readers", actions: [.read], resources: Application.self) { request in
            permit("monitoring") {
                request.subject.isMember(of: Group("monitoring"))
                request.environment.name == "staging"
            }
        }

        """
    /// The digests of `right`, `other` and `old`, each as `printf %s right | sha256sum` prints it.
    private static let tokens = """
        apiVersion: lockstep/v1
        kind: APITokens
        spec:
          tokens:
            - name: grafana
              groups: [monitoring]
              sha256: 27042f4e6eca7d0b2a7ee4026df2ecfa51d3339e6d122aa099118ecd8563bad9
            - name: someone
              sha256: d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa
            - name: gone
              groups: [monitoring]
              sha256: cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4
              expires: 2020-01-01T00:00:00Z

        """

    private func get(_ path: String, _ address: String, token: String? = nil) async throws -> (
        status: Int, text: String
    ) {
        let header = token.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
        let output = try await run(
            "/usr/bin/curl", ["-s", "-w", "\n%{http_code}"] + header + ["\(address)\(path)"]
        ).output
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    @Test func `a bearer reads what the policies permit, and nobody else reads anything`() async throws {
        let world = try await World.make()
        let file = "\(world.scratch.path)/tokens.yaml"
        try Self.tokens.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.createDirectory(atPath: "\(world.work)/policies", withIntermediateDirectories: true)
        try Self.policy.write(
            toFile: "\(world.work)/policies/readers.policy.swift", atomically: true, encoding: .utf8)
        try await world.push("Let monitoring read staging")
        let decisions = "\(world.scratch.path)/decisions"
        let (daemon, address) = try await world.serve(options: ["--api-tokens", file, "--decisions", decisions])
        defer { daemon.kill(SIGTERM) }
        try await eventually("both environments are known") {
            try await get("/readyz", address).status == 200
        }
        #expect(try await get("/healthz", address).status == 200)
        #expect(try await get("/api/v1/status", address).status == 401)
        #expect(try await get("/metrics", address).status == 401)
        #expect(try await get("/api/v1/status", address, token: "wrong").status == 401)
        #expect(try await get("/api/v1/status", address, token: "old").status == 401)
        let other = try await get("/api/v1/status", address, token: "other")
        #expect(other.status == 403)
        #expect(other.text.contains("'someone' may not read: no rule permits it"))
        let right = try await get("/api/v1/status", address, token: "right")
        #expect(right.status == 200)
        #expect(right.text.contains("\"staging\""))
        #expect(!right.text.contains("\"production\""))
        let metrics = try await get("/metrics", address, token: "right")
        #expect(metrics.text.contains("environment=\"staging\""))
        #expect(!metrics.text.contains("environment=\"production\""))
        let records = try String(contentsOfFile: "\(decisions)/decisions.jsonl", encoding: .utf8)
        #expect(records.contains("\"permittedBy\":[\"readers: monitoring\"]"))
        #expect(records.contains("\"name\":\"someone\""))
        let refused = try await run(Place.lockstep, ["status", "--server", address])
        #expect(refused.errors.contains("LOCKSTEP_API_TOKEN"))
    }

    /// An issuer on this machine, with PyJWT: prints its address, then a token for each line that asks for claims.
    private static let issuer = """
        import json, threading, time, http.server, jwt
        from cryptography.hazmat.primitives.asymmetric import rsa
        keys = {"one": rsa.generate_private_key(65537, 2048)}
        class Issuer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path.endswith("/openid-configuration"):
                    body = {"issuer": address, "jwks_uri": address + "/keys"}
                else:
                    body = {"keys": [{**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": name}
                                     for name, key in keys.items()]}
                    for key in body["keys"]: key.pop("key_ops", None)
                data = json.dumps(body).encode()
                self.send_response(200); self.send_header("Content-Length", str(len(data))); self.end_headers()
                self.wfile.write(data)
            def log_message(self, *rest): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Issuer)
        address = "http://127.0.0.1:%d" % server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        def token(key=keys["one"], kid="one", **claims):
            body = {"iss": address, "aud": "lockstep", "sub": "dana", "exp": int(time.time()) + 600, **claims}
            return jwt.encode(body, key, algorithm="RS256", headers={"kid": kid})
        print(json.dumps({
            "address": address, "good": token(groups=["monitoring"]), "other": token(groups=["sales"]),
            "old": token(groups=["monitoring"], exp=1), "elsewhere": token(groups=["monitoring"], aud="grafana"),
            "forged": token(rsa.generate_private_key(65537, 2048), groups=["monitoring"]),
            "unknown": token(kid="two", groups=["monitoring"])}), flush=True)
        threading.Event().wait()
        """

    @Test func `a token of an issuer lets in whom the policies permit, and no other token does`() async throws {
        let world = try await World.make()
        let script = "\(world.scratch.path)/issuer.py"
        try Self.issuer.write(toFile: script, atomically: true, encoding: .utf8)
        let issuer = try Running("\(Place.root.path)/.venv/bin/python", [script], in: world.work)
        defer { issuer.kill(SIGTERM) }
        let line = try #require(await issuer.line(holding: "address"))
        let made = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        let address = try #require(made["address"])
        let tokens = """
            apiVersion: lockstep/v1
            kind: APITokens
            spec:
              issuers:
                - { issuer: "\(address)", audience: lockstep, namePrefix: "login:", algorithms: [RS256] }

            """
        let file = "\(world.scratch.path)/tokens.yaml"
        try tokens.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.createDirectory(atPath: "\(world.work)/policies", withIntermediateDirectories: true)
        try Self.policy.write(
            toFile: "\(world.work)/policies/readers.policy.swift", atomically: true, encoding: .utf8)
        try await world.push("Let monitoring read staging")
        let (daemon, served) = try await world.serve(options: ["--api-tokens", file])
        defer { daemon.kill(SIGTERM) }
        try await eventually("both environments are known") { try await get("/readyz", served).status == 200 }
        let good = try await get("/api/v1/status", served, token: made["good"])
        #expect(good.status == 200, "\(good.text)")
        #expect(good.text.contains("\"staging\"") && !good.text.contains("\"production\""), "\(good.text)")
        let other = try await get("/api/v1/status", served, token: made["other"])
        #expect(other.status == 403 && other.text.contains("'login:dana' may not read: no rule permits it"))
        for (name, reason) in [
            ("old", "has run out"), ("elsewhere", "another audience"),
            ("forged", "the signature is not that of the key"),
            ("unknown", "signed by a key that its issuer does not have"),
        ] {
            let answer = try await get("/api/v1/status", served, token: made[name])
            #expect(answer.status == 401 && answer.text.contains(reason), "\(name): \(answer.text)")
        }
    }

    /// Authorities, a server's certificate and clients' certificates, made by the `openssl` program.
    private func certificates(in folder: String) async throws {
        let script = """
            set -e
            cd "\(folder)"
            authority() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout $1.key -out $1.pem -subj "/CN=$1" 2>/dev/null; }
            authority ca; authority other
            issue() { # name, subject, authority, extension, days
                openssl req -newkey rsa:2048 -nodes -keyout $1.key -out $1.csr -subj "$2" 2>/dev/null
                printf '%s\\n' "$4" >$1.ext
                openssl x509 -req -in $1.csr -CA $3.pem -CAkey $3.key -CAcreateserial -days $5 -out $1.pem -extfile $1.ext 2>/dev/null
            }
            issue server "/CN=localhost" ca "subjectAltName=DNS:localhost,IP:127.0.0.1" 2
            issue dana "/O=monitoring/O=team/CN=dana" ca "extendedKeyUsage=clientAuth" 2
            issue sam "/O=sales/CN=sam" ca "extendedKeyUsage=clientAuth" 2
            issue nameless "/O=monitoring" ca "extendedKeyUsage=clientAuth" 2
            issue stranger "/O=monitoring/CN=dana" other "extendedKeyUsage=clientAuth" 2
            issue machine "/O=monitoring/CN=dana" ca "extendedKeyUsage=serverAuth" 2
            issue late "/O=monitoring/CN=dana" ca "extendedKeyUsage=clientAuth" -1
            """
        let made = try await run("/bin/bash", ["-c", script])
        try #require(made.status == 0, "\(made.errors)")
    }

    @Test func `a client certificate lets in whom the policies permit, and no other certificate does`() async throws {
        let world = try await World.make()
        let folder = world.scratch.path
        try await certificates(in: folder)
        try FileManager.default.createDirectory(atPath: "\(world.work)/policies", withIntermediateDirectories: true)
        try Self.policy.write(
            toFile: "\(world.work)/policies/readers.policy.swift", atomically: true, encoding: .utf8)
        try await world.push("Let monitoring read staging")
        let (daemon, plain) = try await world.serve(options: [
            "--tls-certificate", "\(folder)/server.pem", "--tls-key", "\(folder)/server.key", "--client-ca",
            "\(folder)/ca.pem",
        ])
        defer { daemon.kill(SIGTERM) }
        let address = plain.replacing("http://", with: "https://")
        func get(_ path: String, as name: String? = nil) async throws -> (status: Int, text: String) {
            let shown = name.map { ["--cert", "\(folder)/\($0).pem", "--key", "\(folder)/\($0).key"] } ?? []
            let output = try await run(
                "/usr/bin/curl",
                ["-s", "--cacert", "\(folder)/ca.pem", "-w", "\n%{http_code}"] + shown + ["\(address)\(path)"]
            ).output
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
            return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
        }
        try await eventually("both environments are known") { try await get("/readyz").status == 200 }
        #expect(try await get("/api/v1/status").status == 401)
        let dana = try await get("/api/v1/status", as: "dana")
        #expect(dana.status == 200 && dana.text.contains("\"staging\"") && !dana.text.contains("\"production\""))
        let sam = try await get("/api/v1/status", as: "sam")
        #expect(sam.status == 403 && sam.text.contains("'sam' may not read: no rule permits it"))
        #expect(try await get("/api/v1/status", as: "nameless").status == 401)
        for name in ["stranger", "machine", "late"] {
            #expect(try await get("/healthz", as: name).status == 0, "\(name) was let in")
        }
        #expect(try await self.get("/healthz", plain.replacing("https://", with: "http://")).status != 200)
        let environment = [
            "LOCKSTEP_API_CA_FILE": "\(folder)/ca.pem", "LOCKSTEP_API_CERTIFICATE_FILE": "\(folder)/dana.pem",
            "LOCKSTEP_API_KEY_FILE": "\(folder)/dana.key",
        ]
        let status = try await run(Place.lockstep, ["status", "--server", address], environment: environment)
        #expect(status.output.contains("staging"), "\(status.output)\(status.errors)")
    }

    @Test func `a daemon that others reach tells nothing to those without a token`() async throws {
        let world = try await World.make()
        let (daemon, address) = try await world.serve(options: ["--listen", "0.0.0.0:0"])
        defer { daemon.kill(SIGTERM) }
        let local = address.replacing("0.0.0.0", with: "127.0.0.1")
        #expect(try await get("/api/v1/status", local).status == 401)
        #expect(try await get("/healthz", local).status == 200)
    }
}
