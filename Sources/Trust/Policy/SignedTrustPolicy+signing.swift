extension TrustPolicy {
    /// - Throws: `unsupported` for a key that is no root key of this policy nor of the one before it.
    package func requireRoot(_ key: PublicKey, or current: TrustPolicy?) throws(TrustError) {
        let roots = (keys(of: .root) + (current?.keys(of: .root) ?? [])).compactMap(\.ed25519)
        guard let point = key.ed25519, roots.contains(point) else {
            throw .unsupported(
                "key \(key.fingerprint)",
                found: "expected a root key of this policy, or of the one that is trusted now",
                hint: "'lockstep trust show' lists the root keys")
        }
    }
}

extension SignedTrustPolicy {
    /// Without signatures over other bytes, as they stand beside a file that was edited since, and without those of
    /// keys that are no roots.
    package func keepingValid(by current: TrustPolicy?) throws(TrustError) -> SignedTrustPolicy {
        let roots = (try TrustPolicy.read(bytes).keys(of: .root) + (current?.keys(of: .root) ?? []))
            .compactMap(\.ed25519)
        let kept = signatures.filter { signature in
            roots.contains { $0.isSignature(signature.bytes, of: message) }
        }
        return SignedTrustPolicy(bytes: bytes, signatures: kept)
    }

    /// For people: how many principals signed, of how many that it takes.
    package func counts(current: TrustPolicy?, at now: Timestamp) -> [String] {
        guard let own = try? TrustPolicy.read(bytes) else { return [] }
        var lines: [String] = []
        if let current, current.version < own.version {
            lines.append(
                "root keys of version \(current.version): \(rootSigners(of: current, at: now)) of "
                    + "\(current.root?.threshold ?? 0)")
        }
        lines.append(
            "root keys of version \(own.version): \(rootSigners(of: own, at: now)) of \(own.root?.threshold ?? 0)")
        return lines
    }
}
