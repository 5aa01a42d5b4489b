/// Who is trusted with what: the content of `trust/trust.yaml`, read and consistent, but not verified.
///
/// Only a ``VerifiedTrustPolicy`` decides anything.
package struct TrustPolicy: Sendable, Hashable {
    package let name: String
    /// From 1, by one with every change.
    package let version: Int64
    /// From then on nothing verifies until a newer version is there (protection against being frozen).
    package let expires: Timestamp
    package let keys: [PolicyKey]
    package let grants: [RoleGrant]
    /// Principals by the name of their group, for approvals.
    package let groups: [String: [String]]

    /// The file within the environments repository, and its signatures beside it.
    package static let path = "trust/trust.yaml"
    package static let signaturesPath = "trust/trust.yaml.signatures.json"
    package static let folder = "trust"
    package static let files: Set<String> = [path, signaturesPath]

    // INVARIANT: `read` has found exactly one grant of the role `root`.
    package var root: RoleGrant? { grants.first { $0.role == .root } }

    package func key(named name: String) -> PolicyKey? { keys.first { $0.name == name } }

    package func key(_ key: Ed25519PublicKey) -> PolicyKey? { keys.first { $0.ed25519 == key } }

    /// The keys of a role's every grant, in the order of the file, each once.
    package func keys(of role: Role) -> [PolicyKey] {
        let names = Set(grants.filter { $0.role == role }.flatMap(\.keyNames))
        return keys.filter { names.contains($0.name) }
    }

    /// The grants of a role that cover an artifact in an environment.
    package func grants(of role: Role, artifact: String, environment: String) -> [RoleGrant] {
        grants.filter { $0.role == role && $0.covers(artifact: artifact, environment: environment) }
    }

    package func roles(of key: PolicyKey) -> [Role] {
        Set(grants.filter { $0.keyNames.contains(key.name) }.map(\.role)).sorted()
    }
}

/// One key of a principal, and since when, until when and how far it is to be relied on.
package struct PolicyKey: Sendable, Hashable {
    package enum Material: Sendable, Hashable {
        case ed25519(Ed25519PublicKey)
        /// An SSH key that Lockstep cannot verify itself; for committers only, through git.
        case ssh(OpenSSHPublicKey)
        /// An OpenPGP key by its fingerprint, 40 upper-case hexadecimal digits; for committers only, through gpg and
        /// the keyring that it finds.
        case openPGP(fingerprint: String)
    }

    package struct Revocation: Sendable, Hashable {
        package let time: Timestamp
        package let reason: String
        /// Entries that ``log`` had then: what is among them still holds. Nil: nothing holds.
        package let logSize: UInt64?
        /// The origin of the log that was counted; nothing holds by being in another one. Not nil where there is a size.
        package let log: String?

        package init(time: Timestamp, reason: String, logSize: UInt64?, log: String? = nil) {
            self.time = time
            self.reason = reason
            self.logSize = logSize
            self.log = log
        }

        /// Whether what the log has there was signed while the key could be relied on.
        func spares(_ position: SignedClaim.LogPosition?) -> Bool {
            guard let position, let logSize, let log else { return false }
            return position.origin == log && position.index < logSize
        }
    }

    /// Unique in the policy; for logs and witnesses the name in their signed notes.
    package let name: String
    package let principal: String
    package let material: Material
    package let validFrom: Timestamp?
    package let validUntil: Timestamp?
    /// When another key took its place; what it signed before holds.
    package let retired: Timestamp?
    package let revocation: Revocation?

    package var ed25519: Ed25519PublicKey? { if case .ed25519(let key) = material { key } else { nil } }

    /// Nil for an OpenPGP key.
    package var openSSH: OpenSSHPublicKey? {
        switch material {
        case .ed25519(let key): OpenSSHPublicKey(key, comment: name)
        case .ssh(let key): key
        case .openPGP: nil
        }
    }

    package var fingerprint: String {
        switch material {
        case .ed25519(let key): key.fingerprint
        case .ssh(let key): key.fingerprint
        case .openPGP(let fingerprint): OpenPGPFingerprint.mark + fingerprint
        }
    }

    package var algorithm: String { openSSH?.algorithm ?? "openpgp" }

    /// How far the key is to be relied on for one signature.
    package enum Standing: Sendable, Hashable {
        case good
        case notYetValid(from: Timestamp)
        case expired(at: Timestamp)
        case retired(at: Timestamp)
        case revoked(Revocation)
    }

    /// - Parameters:
    ///   - time: when the signature was made, as the log has it; now, where it is in no log. Never a time that the
    ///     signer claims.
    ///   - position: of the signature's entry; nil where it is in no log.
    package func standing(at time: Timestamp, in position: SignedClaim.LogPosition? = nil) -> Standing {
        if let revocation, !revocation.spares(position) { return .revoked(revocation) }
        if let validFrom, time < validFrom { return .notYetValid(from: validFrom) }
        if let validUntil, time >= validUntil { return .expired(at: validUntil) }
        if let retired, time >= retired { return .retired(at: retired) }
        return .good
    }
}

/// Which keys have a role, where, and how many of them it takes.
package struct RoleGrant: Sendable, Hashable {
    package let role: Role
    package let keyNames: [String]
    /// Distinct keys of as many distinct principals.
    package let threshold: Int
    /// Empty for the roles that know no environments.
    package let environments: [NamePattern]
    /// Empty for the roles that sign no artifacts.
    package let artifacts: [NamePattern]

    package func covers(environment: String) -> Bool { environments.contains { $0.matches(environment) } }

    package func covers(artifact: String, environment: String) -> Bool {
        covers(environment: environment) && artifacts.contains { $0.matches(artifact) }
    }
}
