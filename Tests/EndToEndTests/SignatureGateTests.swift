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

    /// - Parameter reaching: what Git names on this machine.
    private func trust(_ world: World, reaching host: String) -> [String] {
        Self.flags + ["--trust-state", "\(world.scratch.path)/trust.json", "--allow-host", host]
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
        // A look accepts no trust policy.
        let looked = try await world.lockstep(["plan", "staging"] + trust(world, reaching: registry.address))
        #expect(looked.status == 2 && looked.errors.contains("it has no signature"), "\(looked.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(world.scratch.path)/trust.json"))
        let refused = try await world.lockstep(["sync", "staging"] + trust(world, reaching: registry.address))
        #expect(refused.status == 2)
        #expect(FileManager.default.fileExists(atPath: "\(world.scratch.path)/trust.json"))
        #expect(
            refused.errors.contains("environments/staging/api.yaml:11:11: error: expected the image"),
            "\(refused.errors)")
        #expect(refused.errors.contains("it has no signature"))

        try await sign("\(registry.address)/team/api:1", in: world)
        // The registry is on this machine, where an address in Git leads only if the operator says so.
        let away = try await world.lockstep(["plan", "staging"] + trust(world, reaching: "registry.example"))
        #expect(away.status == 2, "\(away.output)\(away.errors)")
        #expect(away.errors.contains("must not lead to this machine"), "\(away.errors)")
        #expect(away.errors.contains("'--allow-host'"), "\(away.errors)")

        let synced = try await world.lockstep(["sync", "staging"] + trust(world, reaching: registry.address))
        #expect(synced.status == 0, "\(synced.output)\(synced.errors)")
        let image = ".spec.template.spec.containers[0].image"
        let running = try await world.field(image, of: "deployment/api", in: "default")
        #expect(running.hasPrefix("\(registry.address)/team/api@sha256:"), "\(running)")

        try await registry.push("team/api", tag: "1", content: "another")
        let after = try await world.lockstep(["plan", "staging"] + trust(world, reaching: registry.address))
        #expect(after.status == 0, "a tag is resolved once: \(after.output)\(after.errors)")
        #expect(try await world.field(image, of: "deployment/api", in: "default") == running)
    }

    /// Python as a web server with TLS, on a port of its own.
    private func webServer(_ scratch: Scratch) async throws -> (server: Running, address: String) {
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/web", withIntermediateDirectories: true)
        let openssl = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=test", "-keyout", "key.pem", "-out", "cert.pem", "-addext", "subjectAltName=IP:127.0.0.1",
        ]
        try #require(try await run("/usr/bin/openssl", openssl, in: scratch.path).status == 0)
        let program = """
            import functools, http.server, ssl
            handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory="web")
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain("cert.pem", "key.pem")
            server.socket = context.wrap_socket(server.socket, server_side=True)
            print("port", server.server_address[1], flush=True)
            server.serve_forever()
            """
        let server = try Running("/usr/bin/python3", ["-c", program], in: scratch.path)
        let port = try #require(await server.line(holding: "port")?.split(separator: " ").last)
        return (server, "https://127.0.0.1:\(port)")
    }

    @Test func `a model of a web server runs while its bytes are the signed ones, and is refused after they changed`()
        async throws
    {
        let world = try await world(try await Registry.start())
        let (server, web) = try await webServer(world.scratch)
        defer { server.kill() }
        let folder = "\(world.work)/environments/staging"
        try FileManager.default.removeItem(atPath: "\(folder)/api.yaml")
        try """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: fraud-detection }
        spec:
          predictor:
            model:
              modelFormat: { name: onnx }
              storageUri: \(web)/model.onnx

        """.write(toFile: "\(folder)/model.yaml", atomically: true, encoding: .utf8)
        let home = [
            "HOME": world.scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "",
            "SSL_CERT_FILE": "\(world.scratch.path)/cert.pem",
        ]
        func lockstep(_ arguments: [String]) async throws -> Finished {
            try await run(Place.lockstep, arguments, in: world.scratch.path, environment: home)
        }
        let plan =
            ["plan", "staging", "--repository", world.work, "--kubeconfig", world.kubeconfig]
            + trust(world, reaching: String(web.dropFirst("https://".count)))
        let binding = ["--artifact", "fraud-detection", "--environment", "staging"]
        let release = [
            "--artifact-version", "1", "--key", "\(Self.example)/keys/alice-release", "--allow-example-keys",
        ]

        try world.scratch.write("web/model.onnx", "weights")
        let unsigned = try await lockstep(plan)
        #expect(unsigned.status == 2 && unsigned.errors.contains("it has no signature"), "\(unsigned.errors)")

        let remote = try await lockstep(["sign", "model", "\(web)/model.onnx"] + binding + release)
        let bundle = "model.onnx.staging.sigstore.json"
        #expect(
            remote.output == "wrote \(bundle)\npublish it as \(web)/\(bundle)\n", "\(remote.output)\(remote.errors)")
        try world.scratch.write("web/\(bundle)", try world.scratch.read(bundle))
        let signed = try await lockstep(plan)
        #expect(signed.errors.isEmpty && signed.output.contains("fraud-detection"), "\(signed.output)\(signed.errors)")
        let verify =
            ["verify", "model", "\(web)/model.onnx", "--trust", "\(world.work)/trust/trust.yaml"] + binding
            + Self.flags + ["--trust-state", "\(world.scratch.path)/trust.json"]
        let verified = try await lockstep(verify)
        #expect(verified.status == 0 && verified.output.contains("verified: fraud-detection"), "\(verified.errors)")

        // The file itself, signed before it is published.
        try FileManager.default.removeItem(atPath: "\(world.scratch.path)/web/\(bundle)")
        #expect(try await lockstep(["sign", "model", "web/model.onnx"] + binding + release).status == 0)
        #expect(try await lockstep(verify).status == 0)

        try world.scratch.write("web/model.onnx", "other weights")
        let changed = try await lockstep(plan)
        #expect(changed.status == 2 && changed.errors.contains("the signature is of other bytes"), "\(changed.errors)")
        #expect(try await lockstep(verify).status == 1)
    }
}
