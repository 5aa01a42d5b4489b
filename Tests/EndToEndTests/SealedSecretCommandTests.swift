import Foundation
import Testing

/// A Secret sealed in Git, and what a real cluster and everybody else gets to see of it.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
struct SealedSecretCommandTests {
    private func lockstep(_ line: String, in world: World) async throws -> Finished {
        let command =
            "exec 3<pass; exec '\(Place.lockstep)' \(line)"
            + (line.hasPrefix("secret") ? "" : " --repository work --kubeconfig kubeconfig")
        return try await run("/bin/bash", ["-c", command], in: world.scratch.path)
    }

    /// A repository with an environment that says what to seal to, and a Secret sealed to that.
    private func sealing(_ value: String) async throws -> World {
        let world = try await World.make(environments: false)
        try world.scratch.write("pass", "correct horse\n")
        let made = try await lockstep("secret new key --passphrase-fd 3", in: world)
        try world.scratch.write("plain", value)
        try world.scratch.write(
            "work/environments/dev/environment.yaml",
            """
            apiVersion: lockstep/v1
            kind: Environment
            metadata: { name: dev }
            spec:
              cluster: { embedded: true }
              namespace: dev
              secrets: { sealedTo: "\(made.output.trimmingCharacters(in: .newlines))" }

            """)
        let place = "--environment dev --namespace dev --name db --field stringData.password"
        let sealed = try await lockstep("secret seal \(place) --repository work < plain", in: world)
        try #require(sealed.status == 0 && sealed.output.hasPrefix("sealed:v1:"), "\(sealed.errors)")
        try world.scratch.write(
            "work/environments/dev/db.yaml",
            """
            apiVersion: v1
            kind: Namespace
            metadata: { name: dev }
            ---
            apiVersion: v1
            kind: Secret
            metadata: { name: db }
            stringData:
              password: "\(sealed.output.trimmingCharacters(in: .newlines))"

            """)
        try await world.push("Declare dev")
        return world
    }

    @Test func `the daemon opens it for the cluster and for nobody else, and serves the log`() async throws {
        let world = try await sealing("s3cret-value")
        let log =
            "exec 3<pass; LOCKSTEP_LOG_PASSPHRASE_FD=3 exec '\(Place.lockstep)' log new example.com/log --log L"
        let begun = try await run("/bin/bash", ["-c", log], in: world.scratch.path, environment: world.environment)
        #expect(begun.status == 0, "\(begun.errors)")
        let command =
            "exec 3<pass; exec '\(Place.lockstep)' serve --repository origin.git --kubeconfig kubeconfig --listen "
            + "127.0.0.1:0 --store store --interval 1s --log L --secrets-key key --secrets-passphrase-fd 3"
        let daemon = try Running(
            "/bin/bash", ["-c", command], in: world.scratch.path,
            environment: ["LOCKSTEP_LOG_PASSPHRASE_FILE": "\(world.scratch.path)/pass", "HOME": world.scratch.path]
                .merging(world.environment) { $1 })
        defer { daemon.kill(SIGTERM) }
        let line = await daemon.line(holding: "listening on http://")
        let address = String(try #require(line?.split(separator: " ").last, "\(daemon.errors)"))
        let encoded = Data("s3cret-value".utf8).base64EncodedString()
        try await eventually("the cluster has the opened value") {
            try await world.field(".data.password", of: "secret/db", in: "dev") == encoded
        }
        let status = try await run(Place.lockstep, ["status", "dev", "--server", address, "--output", "json"])
        let checkpoint = try await run("/usr/bin/curl", ["-s", "\(address)/log/checkpoint"])
        #expect(checkpoint.output.hasPrefix("example.com/log\n0\n"), "\(checkpoint.output)")
        let key = try await run(
            "/usr/bin/curl", ["-s", "-i", "--path-as-is", "\(address)/log/../L.private/signing-key"])
        #expect(key.output.hasPrefix("HTTP/1.1 404"))
        let metrics = try await run("/usr/bin/curl", ["-s", "\(address)/metrics"])
        for text in [status.output, metrics.output, daemon.output, daemon.errors] {
            #expect(!text.contains("s3cret-value") && !text.contains(encoded))
        }
    }

    @Test func `sealing says what is missing where an environment names no key`() async throws {
        let world = try await World.make()
        try world.scratch.write("plain", "x")
        let place = "--namespace dev --name db --field data.password --repository work < plain"
        let keyless = try await lockstep("secret seal --environment staging \(place)", in: world)
        #expect(keyless.status == 2 && keyless.errors.contains("sealedTo"), "\(keyless.errors)")
        let nowhere = try await lockstep("secret seal --environment nowhere \(place)", in: world)
        #expect(nowhere.status == 2 && nowhere.errors.contains("'nowhere'"), "\(nowhere.errors)")
    }

    @Test func `a value of up to a mebibyte is sealed, to a place where one can stand`() async throws {
        let scratch = try Scratch()
        func sh(_ line: String) async throws -> Finished {
            try await run("/bin/bash", ["-c", "L='\(Place.lockstep)'; \(line)"], in: scratch.path)
        }
        try scratch.write("pass", "correct horse\n")
        let key = try await sh("\"$L\" secret new key --passphrase-fd 3 3<pass").output
            .trimmingCharacters(in: .newlines)
        let place = "--environment dev --namespace dev --name db --field"
        let sealed = try await sh(
            "head -c 1048576 /dev/urandom > plain; \"$L\" secret seal \(place) data.blob --to \(key) < plain > sealed; "
                + "\"$L\" secret open \(place) data.blob --with key --passphrase-fd 3 3<pass - < sealed | cmp - plain")
        #expect(sealed.status == 0, "\(sealed.output)\(sealed.errors)")
        #expect(try scratch.read("sealed").utf8.count > 1 << 20)
        let larger = try await sh("head -c 1048577 /dev/zero | \"$L\" secret seal \(place) data.blob --to \(key)")
        #expect(larger.status == 2 && larger.errors.contains("at most 1024 KiB"), "\(larger.errors)")
        let elsewhere = try await sh("echo x | \"$L\" secret seal \(place) spec.password --to \(key)")
        #expect(elsewhere.status == 2 && elsewhere.errors.contains("'stringData.KEY'"), "\(elsewhere.errors)")
    }

    @Test func `plan masks it, sync opens it, and without the key nothing is applied`() async throws {
        let world = try await World.make(environments: false)
        try world.scratch.write("pass", "correct horse\n")
        let made = try await lockstep("secret new key --passphrase-fd 3", in: world)
        let key = made.output.trimmingCharacters(in: .newlines)
        try world.scratch.write("plain", "s3cret-value")
        let sealed = try await lockstep(
            "secret seal --environment dev --namespace dev --name db --field stringData.password --to \(key) < plain",
            in: world
        ).output.trimmingCharacters(in: .newlines)
        try world.scratch.write(
            "work/environments/dev/environment.yaml",
            """
            apiVersion: lockstep/v1
            kind: Environment
            metadata: { name: dev }
            spec: { cluster: { embedded: true }, namespace: dev }

            """)
        try world.scratch.write(
            "work/environments/dev/db.yaml",
            """
            apiVersion: v1
            kind: Namespace
            metadata: { name: dev }
            ---
            apiVersion: v1
            kind: Secret
            metadata: { name: db }
            stringData:
              password: "\(sealed)"

            """)
        let denied = try await lockstep("sync", in: world)
        #expect(denied.status != 0 && denied.errors.contains("--secrets-key"), "\(denied.errors)")
        let options = "--secrets-key key --secrets-passphrase-fd 3"
        let plan = try await lockstep("plan \(options)", in: world)
        let synced = try await lockstep("sync \(options)", in: world)
        #expect(synced.status == 0, "\(synced.output)\(synced.errors)")
        let again = try await lockstep("plan \(options) --output json", in: world)
        #expect(again.status == 0, "\(again.output)\(again.errors)")
        for shown in [denied, plan, synced, again] {
            #expect(!(shown.output + shown.errors).contains("s3cret-value"))
            #expect(!(shown.output + shown.errors).contains(Data("s3cret-value".utf8).base64EncodedString()))
        }
        let live = try await world.field(".data.password", of: "secret/db", in: "dev")
        #expect(live == Data("s3cret-value".utf8).base64EncodedString())
    }
}
