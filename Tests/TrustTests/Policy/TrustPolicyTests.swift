import Manifests
import Testing
import Trust

@Suite struct TrustPolicyTests {
    private func faults(_ text: String) -> [String] {
        do throws(TrustError) {
            _ = try TrustPolicy.read(Array(text.utf8), file: "t.yaml")
            return []
        } catch {
            guard case .policyFaults(let faults) = error else { return ["\(error)"] }
            return faults.map(\.description)
        }
    }

    @Test func `a policy is read`() throws {
        var fixture = TrustPolicyFixture()
        fixture.fields = [
            "bob-root": "validFrom: 2026-01-01T00:00:00Z, validUntil: 2028-01-01T00:00:00Z",
            "build-ci": "revoked: { at: 2026-02-01T00:00:00Z, reason: stolen, logSize: 40, log: example.com/log }",
        ]
        let policy = try TrustPolicy.read(Array(try fixture.text().utf8))
        #expect(policy.version == 1)
        #expect(policy.keys.count == 9)
        #expect(policy.root?.threshold == 2)
        #expect(policy.key(named: "bob-root")?.validFrom == time("2026-01-01T00:00:00Z"))
        #expect(policy.key(named: "build-ci")?.revocation?.logSize == 40)
        #expect(policy.key(named: "build-ci")?.revocation?.log == "example.com/log")
        #expect(policy.keys(of: .root).map(\.name) == ["alice-root", "bob-root", "carol-root"])
        #expect(policy.grants(of: .release, artifact: "models/m", environment: "production").map(\.threshold) == [2])
        #expect(policy.grants(of: .release, artifact: "images/m", environment: "production").isEmpty)
    }

    @Test func `a log's key may stand there as the log prints it, under the log's name`() throws {
        let point = try key("the log").publicKey
        let verifier = try VerifierKey(name: "example.com/log", kind: .ed25519, publicKey: point.bytes)
        func text(_ name: String, _ key: String) throws -> String {
            try TrustPolicyFixture().text().replacing(
                "\n  roles:",
                with:
                    "\n    - name: log@example.com\n      keys:\n        - { name: \(name), publicKey: \"\(key)\" }\n  roles:"
            )
        }
        let policy = try TrustPolicy.read(Array(try text("example.com/log", "\(verifier)").utf8))
        #expect(policy.key(named: "example.com/log")?.ed25519 == point)
        #expect(
            faults(try text("another", "\(verifier)")).contains {
                $0.contains("expected the name of the log or witness, 'example.com/log', found 'another'")
            })
        let other = "\(verifier)".replacing("+", with: "+0", maxReplacements: 1)
        #expect(!faults(try text("example.com/log", other)).isEmpty)
    }

    @Test func `a revocation counts the entries of a log that it names, or of the only one that the policy names`()
        throws
    {
        var fixture = TrustPolicyFixture()
        fixture.fields["build-ci"] = "revoked: { at: 2026-02-01T00:00:00Z, reason: stolen, logSize: 40 }"
        func text(_ logs: [String]) throws -> String {
            let keys = try logs.map { name in
                let line = OpenSSHPublicKey(try key(name).publicKey, comment: "").text
                return "        - { name: \(name), publicKey: \(line) }"
            }
            let roles = logs.isEmpty ? "" : "    - { role: log, keys: [\(logs.joined(separator: ", "))] }\n"
            let principal =
                logs.isEmpty ? "" : "    - name: log@example.com\n      keys:\n\(keys.joined(separator: "\n"))\n"
            return try fixture.text().replacing("  roles:\n", with: "\(principal)  roles:\n\(roles)")
        }
        let one = try TrustPolicy.read(Array(try text(["example.com/log"]).utf8))
        #expect(one.key(named: "build-ci")?.revocation?.log == "example.com/log")
        for logs in [[], ["example.com/log", "example.com/second"]] {
            let found = faults(try text(logs))
            #expect(
                found.contains {
                    $0.contains("expected 'log' beside the 'logSize' of key 'build-ci'")
                        && $0.contains("found none in a policy that names \(logs.count) logs")
                }, "\(found)")
        }
    }

    @Test func `a group stands there once`() throws {
        let text =
            try TrustPolicyFixture().text() + """
                  groups:
                    - { name: managers, members: [alice@example.com, bob@example.com] }
                    - { name: managers, members: [carol@example.com] }
                """
        #expect(faults(text).contains { $0.contains("expected each group once, found 'managers' again") })
    }

    @Test func `every fault is told at its place`() throws {
        let alice = OpenSSHPublicKey(try key("a").publicKey, comment: "").text
        let weak = Base64.encode(
            [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32, 1] + [UInt8](repeating: 0, count: 31))
        let found = faults(
            """
            apiVersion: lockstep/v1
            kind: TrustPolicy
            metadata: { name: x }
            spec:
              version: 0
              expires: tomorrow
              principals:
                - name: alice
                  keys:
                    - { name: one, publicKey: \(alice) }
                    - { name: two, publicKey: \(alice) }
                    - { name: three, publicKey: ssh-ed25519 \(weak) }
                - name: alice
                  keyz: []
              roles:
                - { role: root, keys: [one, ones], threshold: 2 }
                - { role: release, keys: [one] }
                - { role: relase, keys: [one] }
            """)
        #expect(
            found == [
                "t.yaml:5:12: error: expected an integer from 1 to 9223372036854775807 for 'version', found 0",
                "t.yaml:6:12: error: expected a time like '2026-03-01T12:00:00Z' for 'expires', found 'tomorrow'",
                "t.yaml:11:35: error: expected each key once, found the key of 'one' again",
                "t.yaml:12:37: error: expected an OpenSSH public key for 'publicKey', found Ed25519 public key "
                    + "0100000000000000… is not a key to trust: expected a canonical point of the prime-order group, "
                    + "found another\n  hint: make a new key with 'lockstep key new'",
                "t.yaml:13:7: error: missing field 'keys', expected a list",
                "t.yaml:13:13: error: expected each principal once, found 'alice' again",
                "t.yaml:14:7: error: unknown field 'keyz', expected 'keys'",
                "t.yaml:16:5: error: expected key 'one' of role 'root' to have no other role, found 'release', 'root'"
                    + "\n  hint: give the principal a second key for the other role",
                "t.yaml:16:27: error: expected the name of a key, found 'ones'\n  hint: did you mean 'one'?",
                "t.yaml:16:51: error: expected a threshold of at most 1, the number of principals, found 2",
                "t.yaml:17:7: error: missing field 'environments' of role 'release', expected at least one name or "
                    + "pattern",
                "t.yaml:17:7: error: missing field 'artifacts' of role 'release', expected at least one name or pattern",
                "t.yaml:18:15: error: expected 'root' or 'release' or 'ci' or 'security' or 'committer' or 'log' or "
                    + "'witness' for 'role', found 'relase'\n  hint: did you mean 'release'?",
            ])
    }

    @Test(arguments: [
        "", "a: b", "- 1", "---\n---\n", "apiVersion: lockstep/v1\nkind: TrustPolicy\n",
        "spec: &a [*a]", "a: &a [1]\nb: *a",
    ])
    func `what is no policy is refused`(text: String) { #expect(!faults(text).isEmpty) }

    /// YAML alias bomb, depth and size.
    @Test func `a policy that grows, sinks or swells is refused before it is read`() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b]\n"
        #expect(!faults(bomb).isEmpty)
        #expect(!faults(String(repeating: "[", count: 5_000)).isEmpty)
        #expect(!faults("a: " + String(repeating: "x", count: 300 << 10)).isEmpty)
    }

    @Test func `a key kept for one role has no other`() throws {
        var fixture = TrustPolicyFixture()
        fixture.extraRoles = "    - { role: log, keys: [build-ci] }"
        #expect(faults(try fixture.text()).count == 1)
    }
}
