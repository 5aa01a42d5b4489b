import Foundation
import Testing

/// `lockstep key`, `sign`, `verify` and `secret`, with the example keys and with a key of one's own.
@Suite struct TrustCommandTests {
    private static let example = Place.root.appendingPathComponent("keys-example").path
    private static let anchor = "42377d37f2c9f66bbcb21b01065b7c2235c0b7cafb04b9c04cf3bc6de1ec9b3c"

    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func lockstep(_ arguments: [String]) async throws -> Finished {
        try await run(
            Place.lockstep, arguments, in: scratch.path,
            environment: ["HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": ""])
    }

    private func sign(_ what: String, _ path: String, by key: String) async throws -> Finished {
        try await lockstep([
            "sign", what, path, "--artifact", "fraud-detection", "--environment", "staging", "--artifact-version", "3",
            "--key", "\(Self.example)/keys/\(key)", "--allow-example-keys",
        ])
    }

    private func verify(
        _ what: String, _ path: String, signature: String, environment: String = "staging"
    ) async throws -> Finished {
        try await lockstep([
            "verify", what, path, "--signature", signature, "--artifact", "fraud-detection", "--environment",
            environment, "--trust", "\(Self.example)/trust/trust.yaml", "--trust-anchor", Self.anchor,
            "--allow-example-keys",
        ])
    }

    private func makeModel() throws {
        try scratch.write("model/weights.bin", "weights\n")
        try scratch.write("model/config.json", "{}\n")
        try scratch.write("model/empty", "")
    }

    @Test func `a signed model is verified, and refused elsewhere, changed or with a file more`() async throws {
        try makeModel()
        let signed = try await sign("model", "model", by: "alice-release")
        #expect(signed.status == 0 && signed.output == "wrote model.staging.sigstore.json\n", "\(signed.errors)")
        let bundle = "model.staging.sigstore.json"
        let good = try await verify("model", "model", signature: bundle)
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        #expect(good.output.contains("signed by alice@example.com as release with alice-release SHA256:"))
        let elsewhere = try await verify("model", "model", signature: bundle, environment: "production")
        #expect(elsewhere.status == 1 && elsewhere.output.contains("expected 'production', found 'staging'"))
        try scratch.write("model/more", "")
        #expect(try await verify("model", "model", signature: bundle).status == 1)
        try FileManager.default.removeItem(atPath: "\(scratch.path)/model/more")
        #expect(try await verify("model", "model", signature: bundle).status == 0)
        try scratch.write("model/weights.bin", "others\n")
        #expect(try await verify("model", "model", signature: bundle).status == 1)
    }

    @Test func `a key without the role does not vouch`() async throws {
        try scratch.write("file", "text\n")
        #expect(try await sign("blob", "file", by: "carol-root").status == 0)
        let refused = try await verify("blob", "file", signature: "file.staging.dsse.json")
        #expect(refused.status == 1 && refused.output.hasPrefix("refused"), "\(refused.output)")
    }

    @Test func `example keys are refused without the flag that allows them`() async throws {
        try makeModel()
        let refused = try await lockstep([
            "sign", "model", "model", "--artifact", "a", "--environment", "staging", "--artifact-version", "1", "--key",
            "\(Self.example)/keys/alice-release",
        ])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("is an example whose private half is public"))
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/model.staging.sigstore.json"))
    }

    @Test func `a key of one's own is made under a passphrase, and ssh-keygen reads what is exported`() async throws {
        try scratch.write("passphrase", "correct horse\n")
        let command = "exec 3<passphrase; exec '\(Place.lockstep)' key new me --passphrase-fd 3"
        let made = try await run(
            "/bin/bash", ["-c", command], in: scratch.path, environment: ["HOME": scratch.path, "XDG_DATA_HOME": ""])
        #expect(made.status == 0, "\(made.errors)")
        let exported = try await lockstep(["key", "export", "me"])
        try scratch.write("me.pub", exported.output)
        let listed = try await run("/usr/bin/ssh-keygen", ["-l", "-f", "\(scratch.path)/me.pub"])
        let fingerprint = try #require(listed.output.split(separator: " ").dropFirst().first)
        #expect(try await lockstep(["key", "list"]).output.contains(fingerprint))
        let unknown = try await lockstep(["key", "show", "mee"])
        #expect(unknown.status == 2 && unknown.errors.contains("did you mean 'me'?"), "\(unknown.errors)")
    }

    @Test func `encrypted keys of other tools come in, and go out again, by one passphrase on a descriptor`()
        async throws
    {
        try scratch.write("passphrase", "correct horse\n")
        let environment = [
            "HOME": scratch.path, "XDG_DATA_HOME": "", "LOCKSTEP_LOG": "", "L": Place.lockstep,
        ]
        func sh(_ command: String) async throws -> Finished {
            try await run(
                "/bin/bash", ["-c", command], in: scratch.path, environment: environment)
        }
        let made = try await sh(
            """
            ssh-keygen -q -t ed25519 -N 'correct horse' -f ssh && openssl genpkey -algorithm ed25519 -aes256 \
              -pass pass:'correct horse' -out pkcs8.pem
            """)
        try #require(made.status == 0, "\(made.errors)")
        for (name, file) in [("a", "ssh"), ("b", "pkcs8.pem")] {
            let taken = try await sh("\"$L\" key import \(name) \(file) --passphrase-fd 3 3<passphrase")
            #expect(taken.status == 0 && taken.output.hasPrefix("\(name)\ted25519\tactive"), "\(taken.errors)")
        }
        for (format, more) in [("cosign", ""), ("lockstep", ""), ("pkcs8", "--plain")] {
            let again = try await sh(
                """
                "$L" key export a --secret --secret-format \(format) \(more) --passphrase-fd 3 3<passphrase > out &&
                "$L" key import from-\(format) out --passphrase-fd 3 3<passphrase
                """)
            #expect(again.status == 0, "\(format): \(again.errors)")
        }
        let listed = try await lockstep(["key", "list"]).output.split(separator: "\n").map { $0.split(separator: "\t") }
        let original = try #require(listed.first { $0[0] == "a" }?[3])
        #expect(listed.filter { $0[0].hasPrefix("from-") }.map { $0[3] } == Array(repeating: original, count: 3))
        let none = try await sh("\"$L\" key new other < /dev/null")
        #expect(none.status == 2 && none.errors.contains("the new key 'other' needs a passphrase"), "\(none.errors)")
    }

    @Test func `without a signature to look at nothing is verified`() async throws {
        try scratch.write("file", "text\n")
        let missing = try await verify("blob", "file", signature: "gone.json")
        #expect(missing.status == 2 && missing.errors.contains("no file 'gone.json'"))
    }
}
