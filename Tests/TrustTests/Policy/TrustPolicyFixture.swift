import Manifests
import Testing
import Trust

/// A trust policy in pieces that a test can change: three roots (two of them sign), two release managers (two of them
/// in production), a build, a security team and a committer.
struct TrustPolicyFixture {
    var version = 1
    var expires = "2027-01-01T00:00:00Z"
    var rootThreshold = 2
    /// Key name to more fields of the key's entry.
    var fields: [String: String] = [:]
    /// Key name to the word that its key is made from.
    var words: [String: String] = [:]
    var extraRoles = ""

    static let principals: [(name: String, keys: [String])] = [
        ("alice@example.com", ["alice-root", "alice-release", "alice-laptop", "alice-commit"]),
        ("bob@example.com", ["bob-root", "bob-release"]), ("carol@example.com", ["carol-root", "carol-security"]),
        ("build@example.com", ["build-ci"]),
    ]

    func publicKey(_ name: String) throws -> Ed25519PublicKey { try key(words[name] ?? name).publicKey }

    func text() throws -> String {
        var text = """
            apiVersion: lockstep/v1
            kind: TrustPolicy
            metadata: { name: test }
            spec:
              version: \(version)
              expires: \(expires)
              principals:

            """
        for principal in Self.principals {
            text += "    - name: \(principal.name)\n      keys:\n"
            for name in principal.keys {
                let line = OpenSSHPublicKey(try publicKey(name), comment: "").text
                text += "        - { name: \(name), publicKey: \(line)\(fields[name].map { ", \($0)" } ?? "") }\n"
            }
        }
        return text + """
              roles:
                - { role: root, keys: [alice-root, bob-root, carol-root], threshold: \(rootThreshold) }
                - { role: release, keys: [alice-release, alice-laptop, bob-release], environments: [staging], artifacts: ["**"] }
                - { role: release, keys: [alice-release, alice-laptop, bob-release], threshold: 2, environments: [production], artifacts: ["models/*"] }
                - { role: ci, keys: [build-ci], environments: ["*"], artifacts: ["**"] }
                - { role: security, keys: [carol-security], environments: [production], artifacts: ["models/*"] }
                - { role: committer, keys: [alice-commit], environments: [staging] }
            \(extraRoles)
            """
    }

    func signed(by names: [String] = ["alice-root", "bob-root"]) throws -> SignedTrustPolicy {
        var signed = SignedTrustPolicy(bytes: Array(try text().utf8), signatures: [])
        for name in names { signed = try signed.adding(signatureBy: try signer(words[name] ?? name)) }
        return signed
    }

    func verified(at now: Timestamp = time("2026-03-01T12:00:00Z")) throws -> VerifiedTrustPolicy {
        let signed = try signed()
        return try VerifiedTrustPolicy.anchored(signed, anchor: signed.digest, at: now)
    }
}
