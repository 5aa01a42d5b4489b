/// The committers of a trust policy as OpenSSH's allowed signers (ssh-keygen(1)), for `gpg.ssh.allowedSignersFile`.
///
///     alice@example.com namespaces="git",valid-before="20270101000000Z" ssh-ed25519 AAAA…
///
/// Revoked keys are left out: ssh-keygen judges by the committer's date, so it cannot tell what was signed before.
package enum AllowedSigners {
    package static func text(_ policy: TrustPolicy) -> String {
        policy.keys(of: .committer).filter { $0.revocation == nil }.compactMap(line).joined()
    }

    private static func line(_ key: PolicyKey) -> String? {
        guard let material = key.openSSH.map(OpenSSHPublicKey.line) else { return nil }
        var options = ["namespaces=\"\(CommitSigning.namespace)\""]
        if let from = key.validFrom { options.append("valid-after=\"\(compact(from))\"") }
        let end = [key.validUntil, key.retired].compactMap { $0 }.min()
        if let end { options.append("valid-before=\"\(compact(end))\"") }
        return "\(key.principal) \(options.joined(separator: ",")) \(material)\n"
    }

    /// `YYYYMMDDhhmmssZ`.
    private static func compact(_ time: Timestamp) -> String {
        time.description.filter { $0.isNumber } + "Z"
    }
}

extension OpenSSHPublicKey {
    /// Without the comment.
    static func line(_ key: OpenSSHPublicKey) -> String { "\(key.algorithm) \(Base64.encode(key.blob))" }
}
