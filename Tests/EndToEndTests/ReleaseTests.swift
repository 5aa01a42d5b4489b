import Foundation
import Testing

/// `lockstep serve --release-key`: a new version goes out in steps, each a signed commit of the remote.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"), .serialized)
struct ReleaseTests {
    private let model = "inferenceservices.serving.kubeflow.org/fraud-detection"
    private static let release = """
        apiVersion: lockstep/v1
        kind: Release
        metadata: { name: fraud-detection }
        spec:
          workload: { kind: InferenceService, name: fraud-detection }
          interval: 1s
          steps: [{ weight: 10, hold: 1s }, { weight: 100 }]

        """

    @Test func `a new version is opened, raised and finished by signed commits, and none is opened without a key`()
        async throws
    {
        let world = try await World.make()
        let path = "environments/staging/fraud-detection/inference-service.yaml"
        try Self.release.write(
            toFile: "\(world.work)/environments/staging/fraud-detection/release.yaml", atomically: true, encoding: .utf8
        )
        try await world.push("Release fraud-detection in steps")
        try await run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(world.scratch.path)/key"])

        var (daemon, address) = try await world.serve()
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        try world.edit(path) { $0.replacing("fraud-model:v1.3.0", with: "fraud-model:v1.4.0") }
        let candidate = try await world.push("Try fraud-model v1.4.0")
        try await eventually("the daemon says what it lacks") {
            daemon.errors.contains("there is no key to sign with")
        }
        #expect(
            try await world.field(".spec.predictor.containers[0].image", of: model, in: "staging").hasSuffix("v1.3.0"))
        daemon.kill(SIGTERM)

        (daemon, address) = try await world.serve(options: ["--release-key", "\(world.scratch.path)/key"])
        defer { daemon.kill(SIGTERM) }
        try await eventually("the release is finished") {
            try await world.git(["fetch", "--quiet"])
            return try await world.git(["log", "-1", "--format=%s", "origin/main"]).contains("finish")
        }
        try await eventually("the cluster runs it") {
            try await world.field(".spec.traffic.canary.percent", of: model, in: "staging") == "100"
        }
        let log = try await world.git([
            "log", "--format=%s|%(trailers:key=Lockstep-Candidate,valueonly,separator=,)", "-3", "origin/main",
        ])
        #expect(
            log.split(separator: "\n") == [
                "staging/fraud-detection: finish, the candidate is stable|\(candidate)",
                "staging/fraud-detection: open the canary at 10 %|\(candidate)", "Try fraud-model v1.4.0|",
            ])
        let key = try String(contentsOfFile: "\(world.scratch.path)/key.pub", encoding: .utf8)
        try "lockstep@localhost \(key)".write(
            toFile: "\(world.scratch.path)/allowed", atomically: true, encoding: .utf8)
        try await world.git([
            "-c", "gpg.ssh.allowedSignersFile=\(world.scratch.path)/allowed", "verify-commit", "origin/main",
            "origin/main~1",
        ])
        // Who plans by hand judges whose commits count as the daemon does, by the key that is named.
        try await run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(world.scratch.path)/other"])
        try await world.git(["pull", "--quiet", "--rebase"])
        let named = ["plan", "staging", "--release-key"]
        let stranger = try await world.lockstep(named + ["\(world.scratch.path)/other.pub"])
        #expect(stranger.status == 2 && stranger.errors.contains("to be signed by a key that this daemon"))
        #expect(try await world.lockstep(named + ["\(world.scratch.path)/key.pub"]).errors == "")
        let unjudged = try await world.lockstep(["plan", "staging"])
        #expect(unjudged.errors.contains("warning: nothing here tells who may move releases"))
        // The people's comments stay.
        #expect(
            try await world.git(["show", "origin/main:\(path)"]).contains(
                "# Percent of requests; the two add up to 100."))
    }

    @Test func `a check's address that leads to the daemon's machine is not asked unless the operator allows it`()
        async throws
    {
        let world = try await World.make()
        let program = """
            import http.server
            class Handler(http.server.BaseHTTPRequestHandler):
                def log_message(self, *_): pass
                def do_GET(self):
                    print("asked", flush=True)
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b'{"f1": 0.99}')
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            print("port", server.server_address[1], flush=True)
            server.serve_forever()
            """
        let server = try Running("/usr/bin/python3", ["-c", program])
        defer { server.kill() }
        let port = try #require(await server.line(holding: "port")?.split(separator: " ").last)
        let check = "checks: [{ name: spy, web: { url: 'http://127.0.0.1:\(port)/', value: $.f1, above: 0.9 } }]"
        try "\(Self.release)  \(check)\n".write(
            toFile: "\(world.work)/environments/staging/fraud-detection/release.yaml", atomically: true, encoding: .utf8
        )
        try await world.push("Release fraud-detection in steps")
        try await run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(world.scratch.path)/key"])
        let key = ["--release-key", "\(world.scratch.path)/key"]
        let (daemon, address) = try await world.serve(options: key)
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        try world.edit("environments/staging/fraud-detection/inference-service.yaml") {
            $0.replacing("fraud-model:v1.3.0", with: "fraud-model:v1.4.0")
        }
        try await world.push("Try fraud-model v1.4.0")
        try await eventually("the daemon says what it did not ask") {
            try await run("/usr/bin/curl", ["-s", "\(address)/api/v1/status"]).output.contains(
                "spy: providerError: an address in Git must not lead to this machine")
        }
        #expect(!server.output.contains("asked"))
        daemon.kill(SIGTERM)
        _ = await daemon.finish()
        let (second, _) = try await world.serve(options: key + ["--allow-host", "127.0.0.1:\(port)"])
        defer { second.kill(SIGTERM) }
        try await eventually("with the operator's word it is asked") { server.output.contains("asked") }
    }
}
