import Foundation
import Testing

/// What `lockstep sign`, `verify` and `key` put into the log by themselves.
@Suite struct TrustLogCommandTests {
    private static let example = Place.root.appendingPathComponent("keys-example").path
    private static let anchor = "42377d37f2c9f66bbcb21b01065b7c2235c0b7cafb04b9c04cf3bc6de1ec9b3c"
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func lockstep(_ arguments: String...) async throws -> Finished {
        try await run(
            Place.lockstep, arguments, in: scratch.path,
            environment: ["HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "LOCKSTEP_LOG": ""])
    }

    private func sign(version: String) async throws -> Finished {
        try await lockstep(
            "sign", "blob", "file", "--artifact", "app", "--environment", "staging", "--artifact-version", version,
            "--key", "\(Self.example)/keys/alice-release", "--allow-example-keys")
    }

    private func verify(_ more: String...) async throws -> Finished {
        let arguments =
            [
                "verify", "blob", "file", "--signature", "file.staging.dsse.json", "--artifact", "app",
                "--environment", "staging", "--trust", "\(Self.example)/trust/trust.yaml", "--trust-anchor",
                Self.anchor, "--allow-example-keys",
            ] + more
        return try await run(
            Place.lockstep, arguments, in: scratch.path,
            environment: ["HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": ""])
    }

    @Test func `signatures, failures, overrides and key events become entries`() async throws {
        try scratch.write("file", "one\n")
        try scratch.write("pass", "word\n")
        #expect(try await sign(version: "1").output == "wrote file.staging.dsse.json\n")
        let begun = try await lockstep("log", "new", "example.com/log", "--no-passphrase")
        #expect(begun.status == 0 && begun.output.hasPrefix("example.com/log+"), "\(begun.errors)")
        let signed = try await sign(version: "1")
        #expect(signed.output == "wrote file.staging.dsse.json\nlog entry 0 of example.com/log\n", "\(signed.errors)")
        try FileManager.default.copyItem(
            atPath: "\(scratch.path)/file.staging.dsse.json", toPath: "\(scratch.path)/old.json")
        #expect(try await verify("--output", "json").status == 0)
        try scratch.write("file", "two\n")
        let changed = try await verify()
        #expect(changed.status == 1 && changed.errors.contains("log entry 1 of example.com/log"), "\(changed.errors)")
        #expect(try await sign(version: "2").status == 0)
        #expect(try await verify().status == 0)
        // The old file with its old signature: a replay, unless it is a revert.
        try scratch.write("file", "one\n")
        try FileManager.default.removeItem(atPath: "\(scratch.path)/file.staging.dsse.json")
        try FileManager.default.moveItem(
            atPath: "\(scratch.path)/old.json", toPath: "\(scratch.path)/file.staging.dsse.json")
        let replayed = try await verify()
        #expect(replayed.status == 1 && replayed.output.contains("replayed: version 1"), "\(replayed.output)")
        let reverted = try await verify("--revert")
        #expect(reverted.status == 0 && reverted.errors.contains("log entry 4"), "\(reverted.errors)")
        let key = try await run(
            "/bin/bash", ["-c", "exec 3<pass; exec '\(Place.lockstep)' key new me --passphrase-fd 3"],
            in: scratch.path, environment: ["HOME": scratch.path, "XDG_DATA_HOME": ""])
        #expect(key.output.hasPrefix("log entry 5"), "\(key.output)\(key.errors)")
        #expect(try await lockstep("key", "revoke", "me", "--reason", "lost").status == 0)
        let audit = try await lockstep("audit", "--output", "csv")
        let kinds = audit.output.split(whereSeparator: \.isNewline).dropFirst()
            .map { $0.split(separator: ",")[2] }
        #expect(
            kinds == [
                "signature", "verificationFailure", "signature", "verificationFailure", "override",
                "keyEvent/created", "keyEvent/revoked",
            ])
        #expect(try await lockstep("log", "verify").status == 0)
        let verified = try await lockstep("verify", "log")
        #expect(verified.status == 0 && verified.output.contains("lead to the signed root"), "\(verified.errors)")
    }

    @Test func `a daemon opens the log's key before it begins, or says how to`() async throws {
        try scratch.write("pass", "correct horse\n")
        try scratch.write("wrong", "other\n")
        let begin = "exec 3<pass; LOCKSTEP_LOG_PASSPHRASE_FD=3 exec '\(Place.lockstep)' log new example.com/log --log L"
        let home = ["HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "LOCKSTEP_LOG": ""]
        #expect(try await run("/bin/bash", ["-c", begin], in: scratch.path, environment: home).status == 0)
        for (file, words) in [
            (nil, "LOCKSTEP_LOG_PASSPHRASE_FILE"), ("wrong", "does not open"), ("gone", "cannot read 'gone'"),
        ] {
            let refused = try await run(
                "/bin/bash",
                [
                    "-c",
                    "exec timeout 100 '\(Place.lockstep)' serve --repository . --store s --listen 127.0.0.1:0 --log L "
                        + "</dev/null",
                ],
                in: scratch.path, environment: home.merging(["LOCKSTEP_LOG_PASSPHRASE_FILE": file ?? ""]) { $1 })
            #expect([1, 2].contains(refused.status) && refused.output.isEmpty, "\(refused.status) \(refused.output)")
            #expect(refused.errors.contains(words), "\(refused.errors)")
        }
    }

    @Test func `reading and verifying ask for no passphrase, and a verdict stands where the log cannot be written`()
        async throws
    {
        try scratch.write("pass", "correct horse\n")
        try scratch.write("file", "one\n")
        let home = ["HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "LOCKSTEP_LOG": ""]
        let withPassphrase = home.merging(["LOCKSTEP_LOG_PASSPHRASE_FILE": "pass"]) { $1 }
        let begun = try await run(
            Place.lockstep, ["log", "new", "example.com/log"], in: scratch.path, environment: withPassphrase)
        #expect(begun.status == 0, "\(begun.errors)")
        let key = try await run(
            "/bin/bash", ["-c", "exec 3<pass; exec '\(Place.lockstep)' key new me --passphrase-fd 3"],
            in: scratch.path, environment: withPassphrase)
        #expect(key.status == 0, "\(key.errors)")
        let signed = try await run(
            Place.lockstep,
            [
                "sign", "blob", "file", "--artifact", "app", "--environment", "staging", "--artifact-version", "1",
                "--key", "\(Self.example)/keys/alice-release", "--allow-example-keys",
            ], in: scratch.path, environment: withPassphrase)
        #expect(signed.status == 0, "\(signed.errors)")
        #expect(try await verify().status == 0)
        for arguments in [
            ["log", "show"], ["log", "show", "1"], ["log", "prove", "1"], ["log", "verify"], ["verify", "log"],
            ["audit"], ["key", "list"], ["key", "show", "me"], ["key", "export", "me"],
        ] {
            // A session of its own has no terminal to ask at.
            let read = try await run(
                "/usr/bin/setsid", ["--wait", Place.lockstep] + arguments, in: scratch.path, environment: home)
            #expect(read.status == 0 && read.errors.isEmpty, "\(arguments): \(read.errors)")
        }
        try scratch.write("file", "two\n")
        let refused = try await verify()
        #expect(refused.status == 1 && refused.output.contains("refused: app"), "\(refused.status) \(refused.errors)")
        #expect(
            refused.errors.contains("warning: not logged: ") && refused.errors.contains("LOCKSTEP_LOG_PASSPHRASE_FILE"),
            "\(refused.errors)")
    }

    @Test func `a trust policy that is refused is in the log`() async throws {
        #expect(try await lockstep("log", "new", "example.com/log", "--no-passphrase").status == 0)
        let policy = try String(contentsOfFile: "\(Self.example)/trust/trust.yaml", encoding: .utf8)
        try scratch.write("trust.yaml", policy + "# changed\n")
        try FileManager.default.copyItem(
            atPath: "\(Self.example)/trust/trust.yaml.signatures.json",
            toPath: "\(scratch.path)/trust.yaml.signatures.json")
        let refused = try await lockstep(
            "trust", "verify", "--trust", "trust.yaml", "--trust-anchor", Self.anchor, "--allow-example-keys")
        #expect(refused.status == 1 && refused.errors.contains("log entry 0"), "\(refused.errors)")
        let audit = try await lockstep("audit", "--output", "csv")
        #expect(audit.output.contains("verificationFailure") && audit.output.contains("trust/trust.yaml"))
    }

    @Test func `a log that is named and not there stops the signing`() async throws {
        try scratch.write("file", "one\n")
        let refused = try await lockstep(
            "sign", "blob", "file", "--artifact", "app", "--environment", "staging", "--artifact-version", "1",
            "--key", "\(Self.example)/keys/alice-release", "--allow-example-keys", "--log", "gone")
        #expect(refused.status == 2 && refused.errors.contains("no log was begun at 'gone'"))
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/file.staging.dsse.json"))
    }
}
