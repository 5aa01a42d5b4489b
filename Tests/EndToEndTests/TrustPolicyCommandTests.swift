import Foundation
import Testing

/// `lockstep trust`, `verify commit`, `secret new` and `artifact`, with keys of one's own, real git, ssh-keygen and gpg.
@Suite struct TrustPolicyCommandTests {
    private let scratch: Scratch
    private let git = "/usr/bin/git"

    init() throws { scratch = try Scratch() }

    private var environment: [String: String] {
        [
            "HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "LOCKSTEP_LOG": "",
            "GNUPGHOME": "\(scratch.path)/gnupg", "GIT_CONFIG_NOSYSTEM": "1",
        ]
    }

    /// A shell line in which `lockstep` is the binary under test and descriptor 3 has the passphrase.
    @discardableResult
    private func sh(_ line: String, expecting status: Int32 = 0) async throws -> Finished {
        try scratch.write("pass", "correct horse\n")
        let text = "lockstep() { '\(Place.lockstep)' \"$@\" 3<pass; }\n\(line)"
        let finished = try await run("/bin/bash", ["-c", text], in: scratch.path, environment: environment)
        #expect(finished.status == status, "\(line)\n\(finished.output)\(finished.errors)")
        return finished
    }

    /// Keys of two people, and a policy that both of them sign.
    private func makePolicy(committer: String? = nil) async throws -> String {
        for key in ["ann-root", "bob-root", "ann-commit"] {
            try await sh("lockstep key new \(key) --passphrase-fd 3")
        }
        try await writePolicy(version: 1, committers: [("ann-commit", nil)] + (committer.map { [("other", $0)] } ?? []))
        for key in ["ann-root", "bob-root"] {
            try await sh("lockstep trust sign --trust trust.yaml --key \(key) --passphrase-fd 3")
        }
        let digest = try await sh("sha256sum trust.yaml").output.prefix(64)
        return String(digest)
    }

    private func writePolicy(version: Int, committers: [(name: String, key: String?)]) async throws {
        func line(_ name: String) async throws -> String {
            let text = try await sh("lockstep key export \(name)").output
            return text.split(separator: " ").prefix(2).joined(separator: " ").trimmingCharacters(in: .newlines)
        }
        var commit = ""
        for committer in committers {
            var key = committer.key ?? ""
            if committer.key == nil { key = try await line(committer.name) }
            commit += "        - { name: \(committer.name), publicKey: '\(key)' }\n"
        }
        try scratch.write(
            "trust.yaml",
            """
            apiVersion: lockstep/v1
            kind: TrustPolicy
            metadata: { name: ours }
            spec:
              version: \(version)
              expires: 2036-01-01T00:00:00Z
              principals:
                - name: ann@example.com
                  keys:
                    - { name: ann-root, publicKey: \(try await line("ann-root")) }
            \(commit.dropLast())
                - name: bob@example.com
                  keys:
                    - { name: bob-root, publicKey: \(try await line("bob-root")) }
              roles:
                - { role: root, keys: [ann-root, bob-root], threshold: 2 }
                - { role: committer, keys: [\(committers.map(\.name).joined(separator: ", "))], environments: ["*"] }

            """)
    }

    /// The policy once more, its version one higher and one key of it revoked.
    private func revoke(_ key: String, version: Int) async throws {
        let text = try scratch.read("trust.yaml")
            .replacing("version: \(version - 1)\n", with: "version: \(version)\n")
            .replacing("name: \(key),", with: "name: \(key), revoked: { at: 2026-02-01T00:00:00Z, reason: lost },")
        try scratch.write("trust.yaml", text)
        for key in ["ann-root", "bob-root"] {
            try await sh("LOCKSTEP_LOG= lockstep trust sign --trust trust.yaml --key \(key) --passphrase-fd 3")
        }
    }

    @Test func `looking accepts no policy, and what is accepted is in the log first`() async throws {
        let anchor = try await makePolicy()
        try await sh("git init -q repo && git -C repo -c user.name=a -c user.email=a commit -q --allow-empty -m one")
        let looks = [
            "key export --allowed-signers", "trust verify",
            "verify commit HEAD --repository repo --environment staging",
            "verify blob pass --signature pass --artifact a --environment staging",
        ]
        for look in looks { try await sh("lockstep \(look) --trust trust.yaml --trust-anchor \(anchor) || true") }
        try await sh("lockstep trust show", expecting: 1)
        // Accepted before there was a log: the log is told all the same.
        let update = "lockstep trust update --trust trust.yaml --trust-anchor \(anchor)"
        try await sh(update)
        try await sh("LOCKSTEP_LOG_PASSPHRASE_FILE=pass lockstep log new example.com/log --log log")
        let log = "LOCKSTEP_LOG=log LOCKSTEP_LOG_PASSPHRASE_FILE=pass"
        #expect(try await sh("\(log) \(update)").output.hasPrefix("log entry 0 of example.com/log\n"))
        #expect(try await sh("\(log) \(update)").output == "trusted: version 1, sha256 \(anchor)\n")

        try await revoke("ann-commit", version: 2)
        for look in looks { try await sh("\(log) lockstep \(look) --trust trust.yaml || true") }
        #expect(try await sh("lockstep trust show").output.hasPrefix("ours version 1,"))
        // A log that does not take it keeps it from holding.
        let locked = try await sh(
            "LOCKSTEP_LOG=log setsid --wait '\(Place.lockstep)' trust update --trust trust.yaml", expecting: 2)
        #expect(locked.errors.contains("LOCKSTEP_LOG_PASSPHRASE_FILE"), "\(locked.errors)")
        #expect(try await sh("lockstep trust show").output.hasPrefix("ours version 1,"))
        #expect(try await sh("\(log) lockstep trust update --trust trust.yaml").output.contains("trusted: version 2"))
        #expect(try await sh("lockstep trust show").output.hasPrefix("ours version 2,"))
        let audit = try await sh("lockstep audit --log log --output csv").output
        let events = audit.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",")[2] }
        #expect(events.filter { $0 == "policyChange" }.count == 2, "\(audit)")
        #expect(events.filter { $0 == "keyEvent/revoked" }.count == 1, "\(audit)")
    }

    @Test func `who signs into a log whose key is revoked is told`() async throws {
        let log = try await sh("lockstep log new example.com/log --log log --no-passphrase").output
            .trimmingCharacters(in: .newlines)
        _ = try await makePolicy()
        let revoked = "revoked: { at: 2026-02-01T00:00:00Z, reason: stolen }"
        try scratch.write(
            "trust.yaml",
            try scratch.read("trust.yaml").replacing(
                "  roles:\n",
                with: "    - name: log@example.com\n      keys:\n"
                    + "        - { name: example.com/log, publicKey: '\(log)', \(revoked) }\n  roles:\n"
                    + "    - { role: log, keys: [example.com/log] }\n"))
        for key in ["ann-root", "bob-root"] {
            try await sh("lockstep trust sign --trust trust.yaml --key \(key) --passphrase-fd 3")
        }
        let digest = try await sh("sha256sum trust.yaml").output.prefix(64)
        try await sh("lockstep trust update --trust trust.yaml --trust-anchor \(digest)")
        try scratch.write("file", "text\n")
        let signed = try await sh(
            "lockstep sign blob file --artifact a --environment staging --artifact-version 1 --key ann-commit "
                + "--passphrase-fd 3 --log log")
        #expect(signed.errors.contains("does not rely on the log 'example.com/log'"), "\(signed.errors)")
        #expect(signed.errors.contains("its key is revoked 2026-02-01T00:00:00Z: stolen"), "\(signed.errors)")
        let verified = try await sh(
            "lockstep verify blob file --signature file.staging.dsse.json --artifact a --environment staging "
                + "--trust trust.yaml --log log --require-log", expecting: 1)
        #expect(verified.errors.contains("found one of 'example.com/log'"), "\(verified.errors)\(verified.output)")
    }

    @Test func `a monitor expects a key for other verifiers by the name that the key list prints`() async throws {
        try await sh(
            "lockstep key new mine --passphrase-fd 3; lockstep key new other --algorithm p256 --passphrase-fd 3")
        try await sh("lockstep log new example.com/log --log log --no-passphrase; mkdir model; echo w > model/w")
        try await sh(
            "lockstep sign model model --compatibility-key other --artifact a --environment staging "
                + "--artifact-version 1 --key mine --passphrase-fd 3 --log log")
        let names = try await sh("lockstep key list | cut -f 4").output.split(separator: "\n")
        #expect(names.count == 2 && names.allSatisfy { $0.hasPrefix("SHA256:") }, "\(names)")
        let expected = names.map { "--expect \($0)" }
        for name in expected {
            let alert = try await sh("lockstep log monitor --log log --state one \(name); rm one", expecting: 0)
            #expect(alert.errors.contains("which is not expected"), "\(alert.errors)")
        }
        let quiet = try await sh("lockstep log monitor --log log \(expected.joined(separator: " "))")
        #expect(quiet.errors.isEmpty, "\(quiet.errors)")
    }

    @Test func `a version that the trusted one does not lead to is reached by its digest`() async throws {
        let anchor = try await makePolicy()
        try await sh("lockstep trust update --trust trust.yaml --trust-anchor \(anchor)")
        try scratch.write("trust.yaml", try scratch.read("trust.yaml").replacing("version: 1\n", with: "version: 3\n"))
        for key in ["ann-root", "bob-root"] {
            try await sh("lockstep trust sign --trust trust.yaml --key \(key) --passphrase-fd 3")
        }
        let far = try await sh("lockstep trust update --trust trust.yaml", expecting: 1)
        #expect(far.errors.contains("expected version 2 of the trust policy, the next after the trusted one"))
        #expect(!far.errors.contains("went back") && far.errors.contains("--trust-anchor"), "\(far.errors)")
        let digest = try await sh("sha256sum trust.yaml").output.prefix(64)
        let reached = try await sh("lockstep trust update --trust trust.yaml --trust-anchor \(digest)")
        #expect(reached.output == "trusted: version 3, sha256 \(digest)\n")
    }

    @Test func `a trust policy is signed by its roots, accepted once, and does not go back`() async throws {
        let anchor = try await makePolicy()
        let none = try await sh("lockstep trust show", expecting: 1)
        #expect(none.errors.contains("no trust policy has been trusted yet"))
        try await sh("lockstep trust verify --trust trust.yaml --trust-anchor \(anchor)")
        try await sh("lockstep trust show", expecting: 1)
        let accepted = try await sh("lockstep trust update --trust trust.yaml --trust-anchor \(anchor)")
        #expect(accepted.output == "trusted: version 1, sha256 \(anchor)\n")
        let shown = try await sh("lockstep trust show")
        #expect(shown.output.contains("root: 2 of ann-root, bob-root"), "\(shown.output)")
        try await sh("cp trust.yaml old.yaml; cp trust.yaml.signatures.json old.yaml.signatures.json")
        // A newer version with one of two signatures, then with both, then the old one again.
        try await writePolicy(version: 2, committers: [("ann-commit", nil)])
        let half = try await sh("lockstep trust sign --trust trust.yaml --key ann-root --passphrase-fd 3")
        #expect(
            half.output.contains("root keys of version 1: 1 of 2\nroot keys of version 2: 1 of 2"), "\(half.output)")
        let refused = try await sh("lockstep trust update --trust trust.yaml", expecting: 1)
        #expect(refused.errors.contains("lacks signatures: expected 2 principals"), "\(refused.errors)")
        try await sh("lockstep trust sign --trust trust.yaml --key bob-root --passphrase-fd 3")
        let updated = try await sh("lockstep trust update --trust trust.yaml --output json")
        #expect(updated.output.contains("\"version\": 2"), "\(updated.output)")
        let back = try await sh("lockstep trust update --trust old.yaml", expecting: 1)
        #expect(back.errors.contains("expected version 2 or newer, found 1"), "\(back.errors)")
        let skipped = try await sh(
            "sed 's/version: 2/version: 4/' trust.yaml > far.yaml; "
                + "for k in ann-root bob-root; do lockstep trust sign --trust far.yaml --key $k --passphrase-fd 3; done; "
                + "lockstep trust verify --trust far.yaml", expecting: 1)
        #expect(skipped.errors.contains("expected version 3 of the trust policy, the next"), "\(skipped.errors)")
        let stranger = try await sh(
            "lockstep trust sign --trust trust.yaml --key ann-commit --passphrase-fd 3", expecting: 2)
        #expect(stranger.errors.contains("expected a root key"), "\(stranger.errors)")
    }

    private func verify(_ revision: String, expecting status: Int32, more: String = "") async throws -> Finished {
        try await sh(
            "lockstep verify commit \(revision) --repository repo --environment staging --trust trust.yaml \(more)",
            expecting: status)
    }

    private func makeRepository(_ format: String) async throws {
        try await sh(
            """
            git init -q -b main repo && cd repo && git config user.name Ann && git config user.email ann@example.com \
            && git config gpg.format \(format)
            """)
    }

    @Test func `commits by git and ssh-keygen are verified, one by one and in ranges`() async throws {
        try await sh("ssh-keygen -q -t ecdsa -N '' -f ec")
        let line = try scratch.read("ec.pub").split(separator: " ").prefix(2).joined(separator: " ")
        let anchor = try await makePolicy(committer: line)
        try await sh(
            """
            lockstep trust update --trust trust.yaml --trust-anchor \(anchor)
            lockstep key export ann-commit --secret --plain --passphrase-fd 3 > id && chmod 600 id
            lockstep key export --allowed-signers --trust trust.yaml > allowed
            """)
        try await makeRepository("ssh")
        try await sh(
            """
            cd repo && git config gpg.ssh.allowedSignersFile ../allowed && git config user.signingKey ../id
            git commit -q -S --allow-empty -m one && git verify-commit HEAD
            git config user.signingKey ../ec && git commit -q -S --allow-empty -m two && git verify-commit HEAD
            """)
        let both = try await verify("HEAD~1 HEAD", expecting: 0)
        #expect(both.output.contains("signed by ann@example.com with ann-commit"), "\(both.output)")
        #expect(both.output.contains("signed by ann@example.com with other"), "\(both.output)")
        try await sh("cd repo && git commit -q --allow-empty -m three && git commit -q -S --allow-empty -m four")
        #expect(try await verify("HEAD", expecting: 0).output.contains("verified: 1 commit up to"))
        let range = try await verify("HEAD~2..HEAD", expecting: 1, more: "--output json")
        #expect(range.output.contains("\"code\": \"unsigned\""), "\(range.output)")
        let backwards = try await verify("HEAD..HEAD~2", expecting: 1)
        #expect(backwards.output.contains("does not descend"), "\(backwards.output)")
        _ = try await verify("nothing", expecting: 2)
        // Without ssh-keygen the ECDSA signature cannot be told from a bad one: neither good nor bad.
        let without = try await sh(
            "PATH=/nowhere '\(Place.lockstep)' verify commit HEAD~2 --repository repo --environment staging "
                + "--trust trust.yaml", expecting: 3)
        #expect(without.output.contains("'ssh-keygen'"), "\(without.output)")
    }

    @Test func `commits by git and gpg are verified by their fingerprint`() async throws {
        let fingerprint = try await sh(
            """
            mkdir -m 700 gnupg && gpg -q --batch --passphrase '' --quick-generate-key ann@example.com ed25519 sign never \
            2>/dev/null && gpg --batch --list-keys --with-colons ann@example.com | awk -F: '/^fpr/ {print $10; exit}'
            """
        ).output.trimmingCharacters(in: .newlines)
        let anchor = try await makePolicy(committer: "openpgp4fpr:\(fingerprint)")
        try await sh("lockstep trust update --trust trust.yaml --trust-anchor \(anchor)")
        try await makeRepository("openpgp")
        try await sh("cd repo && git config user.signingKey \(fingerprint) && git commit -q -S --allow-empty -m one")
        let good = try await verify("HEAD", expecting: 0)
        #expect(good.output.contains("with other openpgp4fpr:\(fingerprint)"), "\(good.output)")
        // Another key of the same keyring is not in the policy.
        try await sh(
            """
            gpg -q --batch --passphrase '' --quick-generate-key eve@example.com ed25519 sign never 2>/dev/null
            cd repo && git config user.signingKey eve@example.com && git commit -q -S --allow-empty -m two
            """)
        let unknown = try await verify("HEAD", expecting: 1)
        #expect(unknown.output.contains("unknownKey"), "\(unknown.output)")
        // The same signature over another message.
        try await sh(
            """
            cd repo && git cat-file commit HEAD~1 | sed 's/^one$/two/' > ../changed
            git update-ref refs/heads/changed "$(git hash-object -w -t commit ../changed)"
            """)
        #expect(try await verify("changed", expecting: 1).output.contains("badSignature"))
        // A keyring without the key: not known, so not verified.
        let lost = try await sh(
            """
            mkdir -m 700 empty; export GNUPGHOME=$PWD/empty
            lockstep verify commit HEAD~1 --repository repo --environment staging --trust trust.yaml
            """, expecting: 3)
        #expect(lost.output.contains("is not in gpg's keyring"), "\(lost.output)")
        try await sh("gpgconf --kill all")
    }

    @Test func `secrets and artifacts go to a sealing key and come back`() async throws {
        let made = try await sh("lockstep secret new key --passphrase-fd 3")
        let key = made.output.trimmingCharacters(in: .newlines)
        #expect(key.hasPrefix("x25519:"))
        let place = "--environment staging --namespace ml --name db --field data.password"
        let sealed = try await sh("printf s3cret | lockstep secret seal \(place) --to \(key)").output
        #expect(sealed.hasPrefix("sealed:v1:"))
        try scratch.write("value", sealed.trimmingCharacters(in: .newlines))
        #expect(
            try await sh("lockstep secret open \(place) --with key --passphrase-fd 3 \"$(cat value)\"").output
                == "s3cret")
        try await sh("head -c 300000 /dev/urandom > model.bin; lockstep artifact encrypt model.bin --to \(key)")
        try await sh(
            """
            lockstep artifact decrypt model.bin.sealed --with key --passphrase-fd 3 --into again \
            && cmp model.bin again
            """)
        try await sh("echo precious > model.bin")
        let decrypt = "lockstep artifact decrypt model.bin.sealed --with key --passphrase-fd 3"
        let kept = try await sh(decrypt, expecting: 2)
        #expect(kept.errors.contains("expected no file at 'model.bin', found one") && kept.errors.contains("--force"))
        #expect(try scratch.read("model.bin") == "precious\n")
        try await sh("\(decrypt) --force && cmp model.bin again")
        let cut = try await sh(
            """
            head -c 200000 model.bin.sealed > cut
            lockstep artifact decrypt cut --with key --passphrase-fd 3 --name model.bin --into never
            """, expecting: 1)
        #expect(cut.errors.contains("cannot be opened"), "\(cut.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/never"))
    }

    @Test func `a predicate that is not there, or is none, is told as that`() async throws {
        let example = Place.root.appendingPathComponent("keys-example").path
        let sign =
            "lockstep sign attestation file --type https://example.com/scan --artifact a --environment staging "
            + "--artifact-version 1 --key \(example)/keys/alice-release --allow-example-keys --predicate"
        try await sh("echo text > file; echo '[1]' > list; echo '{' > torn")
        for (name, words) in [
            ("gone", "expected the predicate in 'gone', found no such file"),
            ("list", "list: expected a JSON object, found a list"), ("torn", "torn: expected a JSON object: "),
        ] {
            let refused = try await sh("\(sign) \(name)", expecting: 2)
            #expect(refused.errors.contains(words), "\(refused.errors)")
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/minisign"), "needs minisign"))
    func `a key that came from minisign signs for whoever has its public key`() async throws {
        try scratch.write(
            "make.py",
            """
            import os, pty
            child, terminal = pty.fork()
            if child == 0: os.execv("/usr/bin/minisign", ["minisign", "-G", "-p", "m.pub", "-s", "m.key"])
            text, asked = b"", 0
            while True:
                try: more = os.read(terminal, 1024)
                except OSError: break
                if not more: break
                text += more
                while text.count(b"Password") > asked:
                    asked += 1
                    os.write(terminal, open("pass", "rb").readline())
            os.waitpid(child, 0)
            """)
        try await sh("python3 make.py && lockstep key import mini m.key --passphrase-fd 3 && echo text > file")
        for key in ["mini", "./m.key"] {
            try await sh(
                "lockstep sign blob file --form minisign --artifact a --environment staging --artifact-version 1 "
                    + "--passphrase-fd 3 --key \(key) && minisign -V -p m.pub -m file && rm file.minisig")
        }
        try await sh("lockstep key export mini --public-format minisign | tail -n 1 | cmp - <(tail -n 1 m.pub)")
    }

    @Test func `reading a model tells how far it is, at a terminal and nowhere else`() async throws {
        let example = Place.root.appendingPathComponent("keys-example").path
        try await sh("mkdir model; truncate -s 40M model/w")
        let sign =
            "sign model model --artifact a --environment staging --artifact-version 1 --key \(example)/keys/alice-release "
            + "--allow-example-keys"
        #expect(try await sh("lockstep \(sign)").errors.isEmpty)
        try scratch.write(
            "terminal.py", "import pty, sys\nsys.exit(0 if pty.spawn(sys.argv[1:]) == 0 else 1)\n")
        let shown = try await sh("python3 terminal.py '\(Place.lockstep)' \(sign)").output
        #expect(shown.contains("read 40 of 40 MiB") && shown.contains("wrote model.staging.sigstore.json"), "\(shown)")
    }

    /// A limit on files stands for a full disk: both stop a write in the middle.
    @Test func `a file that cannot be written whole leaves nothing that could be taken for one`() async throws {
        let example = Place.root.appendingPathComponent("keys-example").path
        let key = try await sh("lockstep secret new key --passphrase-fd 3").output.trimmingCharacters(in: .newlines)
        try await sh("mkdir model; echo weights > model/w; echo text > file; head -c 300000 /dev/urandom > big")
        try await sh("lockstep artifact encrypt big --to \(key) --into big.sealed; cp \(example)/trust/trust.yaml .")
        let before = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
        let binding =
            "--artifact a --environment staging --artifact-version 1 --key \(example)/keys/alice-release "
            + "--allow-example-keys"
        for line in [
            "lockstep sign blob file \(binding)", "lockstep sign blob file --form minisign \(binding)",
            "lockstep sign model model \(binding)", "lockstep artifact encrypt big --to \(key) --into other",
            "lockstep artifact decrypt big.sealed --name big --into again --with key --passphrase-fd 3",
            "lockstep trust sign --trust trust.yaml --key \(example)/keys/alice-root --allow-example-keys",
            "lockstep secret new second --passphrase-fd 3", "lockstep key new third --keys . --passphrase-fd 3",
        ] {
            let refused = try await sh("(ulimit -f 0; \(line))", expecting: 2)
            #expect(
                refused.errors.contains("file too large") || refused.errors.contains("File too large"),
                "\(refused.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == before, "\(line)")
        }
        // Torn after the first blocks.
        try await sh("(ulimit -f 40; lockstep artifact encrypt big --to \(key) --into other)", expecting: 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted() == before)
    }

    @Test func `a verification that comes to no verdict is logged too`() async throws {
        let example = Place.root.appendingPathComponent("keys-example").path
        try await sh("lockstep log new example.com/log --no-passphrase")
        let failed = try await sh(
            "lockstep verify image 127.0.0.1:1/app:1 --artifact a --environment staging "
                + "--trust \(example)/trust/trust.yaml --allow-example-keys "
                + "--trust-anchor 42377d37f2c9f66bbcb21b01065b7c2235c0b7cafb04b9c04cf3bc6de1ec9b3c", expecting: 3)
        #expect(failed.errors.contains("log entry 0 of example.com/log"), "\(failed.errors)")
        let audit = try await sh("lockstep audit")
        #expect(audit.output.contains("verificationFailure"), "\(audit.output)")
    }
}
