import Testing
import Trust

@testable import Delivery

/// A person with a key.
struct Person {
    var name: String
    var key: SigningKey

    init(_ name: String) throws {
        self.name = "\(name)@example.com"
        key = .memory(.ed25519(try .generate()))
    }
}

/// Three people whom a trust policy knows: Ada and Carol may commit, and all of them may approve.
struct People {
    let ada: Person
    let bob: Person
    let carol: Person

    init() throws {
        ada = try Person("ada")
        bob = try Person("bob")
        carol = try Person("carol")
    }

    func policy(expires: String = "2099-01-01T00:00:00Z") throws -> VerifiedTrustPolicy {
        let root = SigningKey.memory(.ed25519(try .generate()))
        func line(_ name: String, _ key: SigningKey) throws -> String {
            let text = OpenSSHPublicKey(try #require(key.publicKey.ed25519), comment: "").text
            return "    - { name: \(name), keys: [{ name: \(name.prefix { $0 != "@" }), publicKey: \(text) }] }\n"
        }
        let people = try [ada, bob, carol].map { try line($0.name, $0.key) }.joined()
        let text = """
            apiVersion: lockstep/v1
            kind: TrustPolicy
            metadata: { name: test }
            spec:
              version: 1
              expires: \(expires)
              principals:
            \(people)\(try line("root@example.com", root))  roles:
                - { role: root, keys: [root] }
                - { role: committer, keys: [ada, carol], environments: ["*"] }
              groups:
                - { name: managers, members: [ada@example.com, bob@example.com, carol@example.com] }
            """
        var signed = SignedTrustPolicy(bytes: Array(text.utf8), signatures: [])
        signed = try signed.adding(signatureBy: root)
        return try VerifiedTrustPolicy.anchored(signed, anchor: signed.digest, at: Timestamp(seconds: 1_800_000_000))
    }
}
