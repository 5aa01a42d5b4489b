/// The content of `keys-example/`: a complete trust set-up whose private keys everybody can make again.
///
/// Each key's seed is the SHA-256 digest of `lockstep example key: <name>`.
package enum ExampleTrust {
    /// Root 2 of 3; a release manager, a build, a security team, a committer; a log and a witness.
    package static let keyNames = [
        "alice-root", "bob-root", "carol-root", "alice-release", "bob-release", "build-ci", "carol-security",
        "lockstep-committer", "example.com/lockstep-log", "example.com/witness",
    ]

    package static func key(named name: String) throws(TrustError) -> Ed25519PrivateKey {
        let seed = SHA256Digest(of: "lockstep example key: \(name)".utf8).bytes
        return try Ed25519PrivateKey(seed: try SecretMemory(copying: seed))
    }

    /// The trust policy, signed by two of the three roots.
    package static func policy() throws(TrustError) -> SignedTrustPolicy {
        try SignedTrustPolicy(bytes: Array(try policyText().utf8), signatures: [])
            .adding(signatureBy: .memory(.ed25519(try key(named: "alice-root"))))
            .adding(signatureBy: .memory(.ed25519(try key(named: "bob-root"))))
    }

    /// Every file of the folder, by its path within.
    package static func files() throws(TrustError) -> [String: String] {
        let policy = try policy()
        var files = [
            "trust/trust.yaml": String(decoding: policy.bytes, as: UTF8.self),
            "trust/trust.yaml.signatures.json": String(decoding: policy.signatureFile, as: UTF8.self),
            "allowed_signers": AllowedSigners.text(try TrustPolicy.read(policy.bytes)),
            "README.md": readMe(anchor: policy.digest),
        ]
        for name in keyNames {
            let key = try key(named: name)
            let file = name.split(separator: "/").last.map(String.init) ?? name
            // A fixed check number, so that the file is the same each time it is made.
            files["keys/\(file)"] = try OpenSSHKeyFile.text(
                key, comment: "EXAMPLE \(name)", passphrase: nil, check: 0x4558_414D)
            files["keys/\(file).pub"] = OpenSSHPublicKey(key.publicKey, comment: "EXAMPLE \(name)").text + "\n"
        }
        return files
    }

    private static func policyText() throws(TrustError) -> String {
        var keys: [String: String] = [:]
        for name in keyNames { keys[name] = OpenSSHPublicKey(try key(named: name).publicKey, comment: "EXAMPLE").text }
        let entry = { (name: String) in
            "        - { name: \(name), publicKey: \(keys[name] ?? "") }\n"
        }
        return """
            # An example. The private halves of all these keys are public: trust none of them.
            apiVersion: lockstep/v1
            kind: TrustPolicy
            metadata: { name: example }
            spec:
              version: 1
              expires: 2036-01-01T00:00:00Z
              principals:
                - name: alice@example.com
                  keys:
            \(entry("alice-root") + entry("alice-release"))    - name: bob@example.com
                  keys:
            \(entry("bob-root") + entry("bob-release"))    - name: carol@example.com
                  keys:
            \(entry("carol-root") + entry("carol-security"))    - name: build@example.com
                  keys:
            \(entry("build-ci"))    - name: lockstep@example.com
                  keys:
            \(entry("lockstep-committer"))    - name: log@example.com
                  keys:
            \(entry("example.com/lockstep-log"))    - name: witness@example.com
                  keys:
            \(entry("example.com/witness"))\
              roles:
                # Signs this file: two of three people, with keys that are kept offline.
                - { role: root, keys: [alice-root, bob-root, carol-root], threshold: 2 }
                # Anything goes to staging on one word; production takes two.
                - { role: release, keys: [alice-release, bob-release], environments: [staging], artifacts: ["**"] }
                - { role: release, keys: [alice-release, bob-release], threshold: 2, environments: [production], artifacts: ["**"] }
                - { role: ci, keys: [build-ci], environments: ["*"], artifacts: ["**"] }
                - { role: security, keys: [carol-security], environments: [production], artifacts: ["models/**"] }
                - { role: committer, keys: [lockstep-committer], environments: ["*"] }
                - { role: log, keys: [example.com/lockstep-log] }
                - { role: witness, keys: [example.com/witness] }
              groups:
                - { name: release-managers, members: [alice@example.com, bob@example.com] }

            """
    }

    private static func readMe(anchor: SHA256Digest) -> String {
        """
        # keys-example/

        A complete trust set-up to try out signing, verifying and approvals with. **The private keys here are public,
        and so worth nothing.** Lockstep knows them by their fingerprints and refuses to sign with them or to trust
        them unless `--allow-example-keys` says that this is the demo.

        | file | what it is |
        |---|---|
        | `trust/trust.yaml` | who may sign what, where; how many of them it takes |
        | `trust/trust.yaml.signatures.json` | signatures over its exact bytes by two of the three root keys |
        | `allowed_signers` | the committers, for `git config gpg.ssh.allowedSignersFile` |
        | `keys/` | every key as OpenSSH writes it, private and public half |

        The digest to begin with, which a real set-up keeps where an attacker does not write:

            \(anchor.hex)

        The keys are made from their names: the seed of each is the SHA-256 digest of `lockstep example key: ` and
        the name. `ssh-keygen` reads the private ones after `chmod 600`. To make your own, use `lockstep key new`.

        """
    }
}
