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

    @Test func `a daemon that others reach tells nothing to those without a token`() async throws {
        let world = try await World.make()
        let (daemon, address) = try await world.serve(options: ["--listen", "0.0.0.0:0"])
        defer { daemon.kill(SIGTERM) }
        let local = address.replacing("0.0.0.0", with: "127.0.0.1")
        #expect(try await get("/api/v1/status", local).status == 401)
        #expect(try await get("/healthz", local).status == 200)
    }
}
