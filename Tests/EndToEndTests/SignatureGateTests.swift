import Foundation
import Testing

/// An environment that demands signatures, with a real registry: signed, refused, pinned.
@Suite(.enabled(if: Place.hasKubectl && Registry.isInstalled, "needs .venv/bin/kubectl and docker-registry"))
struct SignatureGateTests {
    private static let example = Place.root.appendingPathComponent("keys-example").path
    private static let flags = [
        "--trust-anchor", "42377d37f2c9f66bbcb21b01065b7c2235c0b7cafb04b9c04cf3bc6de1ec9b3c", "--allow-example-keys",
    ]

    private func world(_ registry: Registry) async throws -> World {
        let world = try await World.make(environments: false)
        let folder = "\(world.work)/environments/staging"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(Self.example)/trust", toPath: "\(world.work)/trust")
        try """
        apiVersion: lockstep/v1
        kind: Environment
        metadata: { name: staging }
        spec:
          cluster: { embedded: true }
          namespace: default
          artifacts: { signedBy: [release] }

        """.write(toFile: "\(folder)/environment.yaml", atomically: true, encoding: .utf8)
        try """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api }
        spec:
          selector: { matchLabels: { app: api } }
          template:
            metadata: { labels: { app: api } }
            spec:
              containers:
                - name: api
                  image: \(registry.address)/team/api:1

        """.write(toFile: "\(folder)/api.yaml", atomically: true, encoding: .utf8)
        return world
    }

    private func trust(_ world: World) -> [String] {
        Self.flags + ["--trust-state", "\(world.scratch.path)/trust.json"]
    }

    private func sign(_ image: String, in world: World) async throws {
        let name = String(image.prefix { $0 != "@" }.split(separator: ":").dropLast().joined(separator: ":"))
        let signed = try await run(
            Place.lockstep,
            [
                "sign", "image", image, "--artifact", name, "--environment", "staging", "--artifact-version", "1",
                "--key", "\(Self.example)/keys/alice-release", "--allow-example-keys",
            ], in: world.scratch.path,
            environment: ["HOME": world.scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": ""])
        try #require(signed.status == 0, "\(signed.output)\(signed.errors)")
    }

    @Test func `an unsigned image is refused, a signed one runs by its digest, and a moved tag changes nothing`()
        async throws
    {
        let registry = try await Registry.start()
        try await registry.push("team/api", tag: "1", content: "first")
        let world = try await world(registry)
        let refused = try await world.lockstep(["sync", "staging"] + trust(world))
        #expect(refused.status == 2)
        #expect(
            refused.errors.contains("environments/staging/api.yaml:11:11: error: expected the image"),
            "\(refused.errors)")
        #expect(refused.errors.contains("it has no signature"))

        try await sign("\(registry.address)/team/api:1", in: world)
        let synced = try await world.lockstep(["sync", "staging"] + trust(world))
        #expect(synced.status == 0, "\(synced.output)\(synced.errors)")
        let image = ".spec.template.spec.containers[0].image"
        let running = try await world.field(image, of: "deployment/api", in: "default")
        #expect(running.hasPrefix("\(registry.address)/team/api@sha256:"), "\(running)")

        try await registry.push("team/api", tag: "1", content: "another")
        let after = try await world.lockstep(["plan", "staging"] + trust(world))
        #expect(after.status == 0, "a tag is resolved once: \(after.output)\(after.errors)")
        #expect(try await world.field(image, of: "deployment/api", in: "default") == running)
    }
}
