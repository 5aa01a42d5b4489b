import Foundation
import Testing

/// `lockstep sign` and `verify` of several things, by several people, for several environments.
@Suite struct SigningCommandTests {
    private static let example = Place.root.appendingPathComponent("keys-example").path
    private static let trust = [
        "--trust", "\(example)/trust/trust.yaml", "--trust-anchor",
        "42377d37f2c9f66bbcb21b01065b7c2235c0b7cafb04b9c04cf3bc6de1ec9b3c", "--allow-example-keys",
    ]

    private let scratch: Scratch
    private var home: [String: String] {
        ["HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "LOCKSTEP_LOG": ""]
    }

    init() throws { scratch = try Scratch() }

    private func lockstep(_ arguments: [String], in folder: String = "") async throws -> Finished {
        try await run(Place.lockstep, arguments, in: "\(scratch.path)/\(folder)", environment: home)
    }

    private static func signing(
        _ what: String, _ more: [String], by key: String = "alice-release", environments: [String] = ["staging"],
        artifact: String = "fraud", version: Int = 1
    ) -> [String] {
        ["sign", what] + more + environments.flatMap { ["--environment", $0] } + [
            "--artifact", artifact, "--artifact-version", "\(version)", "--key", "\(example)/keys/\(key)",
            "--allow-example-keys",
        ]
    }

    private static func verifying(
        _ what: String, _ more: [String], environment: String = "staging", artifact: String = "fraud"
    ) -> [String] {
        ["verify", what] + more + ["--artifact", artifact, "--environment", environment] + trust
    }

    private func files(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/\(folder)").sorted()
            .filter { !$0.hasPrefix(".") }
    }

    // MARK: Several signers and environments

    @Test(arguments: ["minisign", "dsse"])
    func `each environment's signature and each signer's has a place of its own`(form: String) async throws {
        try scratch.write("file", "text\n")
        let environments = ["staging", "production"]
        for key in ["alice-release", "bob-release", "alice-release"] {
            let signed = try await lockstep(
                Self.signing("blob", ["file", "--form", form], by: key, environments: environments))
            #expect(signed.status == 0, "\(signed.errors)")
        }
        let places = [
            "minisign": [
                "file", "file.minisig", "file.production.2.minisig", "file.production.minisig", "file.staging.minisig",
            ],
            "dsse": [
                "file", "file.production.2.dsse.json", "file.production.dsse.json", "file.staging.2.dsse.json",
                "file.staging.dsse.json",
            ],
        ]
        #expect(try files() == places[form])
        // Two people must vouch for it in production, and what lies beside the file is looked at by itself.
        for environment in environments {
            let verified = try await lockstep(Self.verifying("blob", ["file"], environment: environment))
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        let one = try #require(places[form]?.last { $0.contains("production") })
        let half = try await lockstep(
            Self.verifying("blob", ["file", "--signature", one], environment: "production"))
        #expect(half.status == 1 && half.output.contains("belowThreshold"), "\(half.output)")
        // What was signed of other bytes is replaced, by whomever.
        try scratch.write("file", "other\n")
        #expect(try await lockstep(Self.verifying("blob", ["file"])).status == 1)
        let again = Self.signing("blob", ["file", "--form", form], by: "bob-release", version: 2)
        #expect(try await lockstep(again).status == 0)
        #expect(try await lockstep(Self.verifying("blob", ["file"])).status == 0)
        #expect(try files() == places[form])
    }

    @Test func `a model that is called by a dot is signed beside its folder, not in it`() async throws {
        try scratch.write("model/sub/weights", "weights\n")
        for (folder, name) in [("model", "."), ("model", "./"), ("model/sub", ".."), ("", "model/sub/..")] {
            let signed = try await lockstep(Self.signing("model", [name]), in: folder)
            #expect(signed.status == 0, "\(signed.errors)")
            #expect(try files() == ["model", "model.staging.sigstore.json"] && files("model") == ["sub"], "\(name)")
            #expect(try await lockstep(Self.verifying("model", [name]), in: folder).status == 0)
            try FileManager.default.removeItem(atPath: "\(scratch.path)/model.staging.sigstore.json")
        }
    }

    @Test func `a file of any size is signed, verified and attested`() async throws {
        try scratch.write("scan.json", "{\"faults\": 0}")
        let huge = try #require(FileManager.default.createFile(atPath: "\(scratch.path)/huge", contents: nil) ? 1 : nil)
        #expect(truncate("\(scratch.path)/huge", off_t(huge) * (65 << 20)) == 0)
        for form in ["minisign", "dsse"] {
            #expect(try await lockstep(Self.signing("blob", ["huge", "--form", form])).status == 0)
        }
        #expect(try await lockstep(Self.verifying("blob", ["huge"])).status == 0)
        let type = ["--type", "https://example.com/scan"]
        let attested = try await lockstep(Self.signing("attestation", ["huge", "--predicate", "scan.json"] + type))
        #expect(attested.status == 0, "\(attested.errors)")
        let lines = try scratch.read("huge.staging.intoto.jsonl").split(separator: "\n")
        let envelope = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        let payload = try #require(Data(base64Encoded: envelope["payload"] as? String ?? ""))
        let statement = try #require(try JSONSerialization.jsonObject(with: payload) as? [String: Any])
        let digests = (statement["subject"] as? [[String: Any]])?.compactMap {
            ($0["digest"] as? [String: String])?["sha256"]
        }
        let sums = try await run(
            "/bin/bash", ["-c", "sha256sum < huge; sha256sum < huge | xxd -r -p | sha256sum"], in: scratch.path)
        #expect(digests == sums.output.split(separator: "\n").map { String($0.prefix(64)) }, "the file, and the model")
        #expect(try await lockstep(Self.verifying("blob", ["huge"] + type)).status == 0)
    }

    // MARK: Digests in chunks

    @Test func `a model is signed and verified by its chunked digest`() async throws {
        try scratch.write("model/weights", "weights\n")
        try scratch.write("model/empty", "")
        let chunked = ["model", "--digest", "chunked"]
        #expect(try await lockstep(Self.signing("model", chunked)).status == 0)
        #expect(try await lockstep(Self.verifying("model", chunked)).status == 0)
        let whole = try await lockstep(Self.verifying("model", ["model"]))
        #expect(whole.status == 1 && whole.output.contains("urn:lockstep:model:chunked:v1"), "\(whole.output)")
        // Both stand beside each other.
        #expect(try await lockstep(Self.signing("model", ["model"])).status == 0)
        #expect(try files() == ["model", "model.staging.2.sigstore.json", "model.staging.sigstore.json"])
        for digest in ["chunked", "whole"] {
            let verified = try await lockstep(Self.verifying("model", ["model", "--digest", digest]))
            // The environment has had this version with another digest of the same files.
            #expect(verified.status == (digest == "chunked" ? 0 : 1), "\(verified.output)")
        }
        try FileManager.default.removeItem(atPath: "\(scratch.path)/model/empty")
        #expect(try await lockstep(Self.verifying("model", chunked)).status == 1)
        let both = try await lockstep(Self.signing("model", chunked + ["--compatibility-key", "p"]))
        #expect(both.status == 2 && both.errors.contains("'model_signing' reads no other"), "\(both.errors)")
    }

    // MARK: What is refused, in words

    @Test func `a refused model names the files that differ, and a link in it is a refusal like any other`()
        async throws
    {
        for name in ["a", "b", "c"] { try scratch.write("model/\(name)", name) }
        #expect(try await lockstep(Self.signing("model", ["model"])).status == 0)
        try scratch.write("model/a", "changed")
        try FileManager.default.moveItem(atPath: "\(scratch.path)/model/b", toPath: "\(scratch.path)/model/d")
        let refused = try await lockstep(Self.verifying("model", ["model"]))
        #expect(refused.status == 1)
        #expect(refused.output.hasSuffix("  changed: a\n  missing: b\n  not signed: d\n"), "\(refused.output)")
        let json = try await lockstep(Self.verifying("model", ["model", "--output", "json"]))
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(
            report["files"] as? [String: [String]] == ["changed": ["a"], "missing": ["b"], "notSigned": ["d"]],
            "\(json.output)")
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.path)/model/link", withDestinationPath: "/etc/passwd")
        let linked = try await lockstep(Self.verifying("model", ["model", "-o", "json"]))
        let verdict = try #require(try JSONSerialization.jsonObject(with: Data(linked.output.utf8)) as? [String: Any])
        #expect(linked.status == 1 && verdict["verdict"] as? String == "refused", "\(linked.errors)")
        #expect(linked.output.contains("'link'") && linked.output.contains("a symbolic link"), "\(linked.output)")
        let words = try await lockstep(Self.verifying("model", ["model"]))
        #expect(words.status == 1 && words.output.hasPrefix("refused: fraud\n"), "\(words.output)\(words.errors)")
        let away = try await lockstep(Self.verifying("image", ["127.0.0.1:1/app:1", "-o", "json"]))
        #expect(away.status == 3 && away.output.contains("\"verdict\": \"unavailable\""), "\(away.output)")
    }

    // MARK: Batches

    @Test func `many models are signed in one call, each under its own name, or none`() async throws {
        for name in ["one", "two", "three"] { try scratch.write("models/\(name)/weights", name) }
        try scratch.write("list", "# more\n\nmodels/two\nmodels/three\tmodels/third\t7\n")
        #expect(try await lockstep(["log", "new", "example.com/log", "--no-passphrase"]).status == 0)
        let batch = ["models/one", "--list", "list"]
        let nameless = try await lockstep(Self.signing("model", batch))
        #expect(nameless.status == 2 && nameless.errors.contains("'{name}'"), "\(nameless.errors)")
        let missing = try await lockstep(Self.signing("model", batch + ["models/gone"], artifact: "models/{name}"))
        #expect(missing.status == 2 && missing.errors.contains("models/gone"), "\(missing.errors)")
        #expect(try files("models") == ["one", "three", "two"])
        let signed = try await lockstep(
            Self.signing("model", batch, environments: ["staging", "production"], artifact: "models/{name}"))
        #expect(signed.status == 0, "\(signed.errors)")
        let wrote = ["one", "two", "three"].flatMap { name in
            ["staging", "production"].map { "wrote models/\(name).\($0).sigstore.json\n" }
        }.joined()
        #expect(
            signed.output == wrote + (0..<6).map { "log entry \($0) of example.com/log\n" }.joined(), "\(signed.output)"
        )
        for (folder, artifact) in [("one", "models/one"), ("two", "models/two"), ("three", "models/third")] {
            let verified = try await lockstep(Self.verifying("model", ["models/\(folder)"], artifact: artifact))
            #expect(verified.status == 0, "\(verified.output)")
            #expect(verified.output.contains("version \(folder == "three" ? 7 : 1),"), "\(verified.output)")
        }
        let twice = try await lockstep(Self.signing("model", ["models/one", "models/one"], artifact: "{name}"))
        #expect(twice.status == 2 && twice.errors.contains("twice"), "\(twice.errors)")
        for (line, word) in [("a\tb\tc", "a version from 1"), ("a\t", "found 'a\t'"), ("a\tb\t1\td", "found 'a\tb")] {
            try scratch.write("list", line)
            let refused = try await lockstep(Self.signing("model", ["--list", "list"]))
            #expect(refused.status == 2 && refused.errors.contains("list:1: ") && refused.errors.contains(word))
        }
    }

    @Test func `a thousand files are signed in one call`() async throws {
        for index in 0..<1_000 { try scratch.write("files/\(index)", "\(index)") }
        try scratch.write("list", (0..<1_000).map { "files/\($0)" }.joined(separator: "\n"))
        #expect(try await lockstep(["log", "new", "example.com/log", "--no-passphrase"]).status == 0)
        let signed = try await lockstep(Self.signing("blob", ["--list", "list"], artifact: "files/{name}"))
        #expect(signed.status == 0 && signed.output.hasSuffix("log entry 999 of example.com/log\n"), "\(signed.errors)")
        #expect(try files("files").count == 2_000)
        #expect(try await lockstep(Self.verifying("blob", ["files/999"], artifact: "files/999")).status == 0)
        #expect(try await lockstep(["log", "verify"]).status == 0)
    }

    @Test(.enabled(if: Registry.isInstalled, "needs docker-registry"))
    func `many images are signed in one call, and one that is not there stops all of them`() async throws {
        let registry = try await Registry.start()
        let names = ["team/one", "team/two"].map { "\(registry.address)/\($0)" }
        for name in ["team/one", "team/two"] { try await registry.push(name, tag: "1", content: name) }
        try await registry.push("team/one", tag: "2", content: "more")
        let images = names.map { "\($0):1" } + ["\(names[0]):2"]
        let missing = try await lockstep(Self.signing("image", images + ["\(names[1]):9"], artifact: "{name}"))
        #expect(missing.status == 2 && missing.errors.contains("no such image"), "\(missing.errors)")
        let unsigned = try await lockstep(Self.verifying("image", [images[0]], artifact: names[0]))
        #expect(unsigned.status == 1 && unsigned.output.contains("unsigned"), "\(unsigned.output)")
        let signed = try await lockstep(Self.signing("image", images, artifact: "{name}"))
        #expect(signed.status == 0 && signed.output.split(separator: "\n").count == 3, "\(signed.errors)")
        for (image, name) in zip(images.prefix(2), names) {
            let verified = try await lockstep(Self.verifying("image", [image], artifact: name))
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    @Test func `a batch tells at a terminal how far it is`() async throws {
        for name in ["one", "two"] { try scratch.write("models/\(name)/weights", name) }
        try scratch.write(
            "terminal.py", "import pty, sys\nsys.exit(0 if pty.spawn(sys.argv[1:]) == 0 else 1)\n")
        let shown = try await run(
            "/usr/bin/python3",
            ["terminal.py", Place.lockstep] + Self.signing("model", ["models/one", "models/two"], artifact: "{name}"),
            in: scratch.path, environment: home)
        #expect(shown.output.contains("read 2 of 2"), "\(shown.output)")
        #expect(shown.output.contains("wrote models/two.staging.sigstore.json"), "\(shown.output)")
    }

    // MARK: A process that is killed

    /// Holds the lock of the log that the home folder has.
    private func holdLog() async throws -> Running {
        let program = """
            import fcntl, signal
            lock = open(".local/share/lockstep/log/.lock", "a")
            fcntl.flock(lock, fcntl.LOCK_EX)
            print("held", flush=True)
            signal.pause()
            """
        let holder = try Running("/usr/bin/python3", ["-c", program], in: scratch.path)
        try #require(await holder.line(holding: "held") != nil, "\(holder.errors)")
        return holder
    }

    @Test func `a process that is killed before the log has its signature leaves none`() async throws {
        try scratch.write("file", "text\n")
        try scratch.write("file.staging.dsse.json.99999999.5.new", "left by another\n")
        try scratch.write("file.staging.dsse.json.mine.new", "a person's\n")
        #expect(try await lockstep(["log", "new", "example.com/log", "--no-passphrase"]).status == 0)
        let holder = try await holdLog()
        defer { holder.kill() }
        let signing = try Running(
            Place.lockstep, Self.signing("blob", ["file"]), in: scratch.path, environment: home)
        let descriptors = "/proc/\(signing.processIdentifier)/fd"
        try await eventually("the signature is written") {
            try FileManager.default.contentsOfDirectory(atPath: descriptors).contains { name in
                let target =
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(descriptors)/\(name)")) ?? ""
                return target.hasPrefix(scratch.path) && (target.hasSuffix(".new") || target.hasSuffix("(deleted)"))
            }
        }
        signing.kill(SIGKILL)
        _ = await signing.finish()
        #expect(try files() == ["file", "file.staging.dsse.json.mine.new"])
        holder.kill()
        _ = await holder.finish()
        #expect(try await lockstep(Self.signing("blob", ["file"])).status == 0)
        #expect(try files() == ["file", "file.staging.dsse.json", "file.staging.dsse.json.mine.new"])
    }
}
