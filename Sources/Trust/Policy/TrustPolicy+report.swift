package import Manifests

extension TrustPolicy {
    /// For people: the policy, its keys, its roles.
    package func lines(digest: SHA256Digest, at now: Timestamp) -> [String] {
        let state = now < expires ? "expires \(expires)" : "expired \(expires)"
        var lines = ["\(name) version \(version), \(state)", "sha256 \(digest.hex)"]
        for key in keys {
            let roles = roles(of: key).map(\.rawValue).joined(separator: ",")
            lines.append("  \(key.principal)\t\(key.name)\t\(key.fingerprint)\t\(roles)\t\(Self.word(key, at: now))")
        }
        for grant in grants {
            let places = [
                grant.environments.isEmpty ? nil : "in " + grant.environments.map(\.text).joined(separator: ","),
                grant.artifacts.isEmpty ? nil : "for " + grant.artifacts.map(\.text).joined(separator: ","),
            ].compactMap(\.self).joined(separator: " ")
            lines.append(
                "  \(grant.role.rawValue): \(grant.threshold) of \(grant.keyNames.joined(separator: ", "))"
                    + (places.isEmpty ? "" : " \(places)"))
        }
        for (name, members) in groups.sorted(by: { $0.key < $1.key }) {
            lines.append("  group \(name): \(members.joined(separator: ", "))")
        }
        return lines
    }

    /// For `--output json`.
    package func report(digest: SHA256Digest, at now: Timestamp) -> Value {
        [
            "name": .string(name), "version": .integer(version), "expires": .string(expires.description),
            "digest": .string("sha256:\(digest.hex)"),
            "keys": .array(
                keys.map { key in
                    [
                        "name": .string(key.name), "principal": .string(key.principal),
                        "fingerprint": .string(key.fingerprint), "standing": .string(Self.word(key, at: now)),
                        "roles": .array(roles(of: key).map { .string($0.rawValue) }),
                    ]
                }),
            "roles": .array(
                grants.map { grant in
                    [
                        "role": .string(grant.role.rawValue), "threshold": .integer(Int64(grant.threshold)),
                        "keys": .array(grant.keyNames.map(Value.string)),
                        "environments": .array(grant.environments.map { .string($0.text) }),
                        "artifacts": .array(grant.artifacts.map { .string($0.text) }),
                    ]
                }),
        ]
    }

    private static func word(_ key: PolicyKey, at now: Timestamp) -> String { key.standing(at: now).words }
}

extension PolicyKey.Standing {
    /// As it stands in a report.
    package var words: String {
        switch self {
        case .good: "good"
        case .notYetValid(let from): "valid from \(from)"
        case .expired(let end): "expired \(end)"
        case .retired(let end): "retired \(end)"
        case .revoked(let revocation): "revoked \(revocation.time): \(revocation.reason)"
        }
    }
}
