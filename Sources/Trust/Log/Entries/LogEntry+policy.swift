extension LogEntry {
    private static let acceptance = "accepted"

    /// The digest of the trust policy that the entry says was accepted; nil for every other entry.
    var acceptedPolicy: String? { kind == .policyChange && key == nil && reason == Self.acceptance ? artifact : nil }

    /// A trust policy that holds from now on, what it says of every key, and which keys it no longer relies on: so the
    /// log alone tells what still holds.
    ///
    /// - Parameter old: what held before; nil for the first.
    package static func accepted(
        _ policy: VerifiedTrustPolicy, after old: VerifiedTrustPolicy?, at time: LogTime
    ) -> [LogEntry] {
        var acceptance = policyChange(
            to: policy.digest, version: policy.policy.version, by: nil, reason: acceptance, at: time)
        acceptance.expires = LogTime(policy.policy.expires)
        return [acceptance]
            + policy.policy.keys.flatMap { key in
                let before = old?.policy.keys.first { $0.fingerprint == key.fingerprint }
                return [trusted(key, by: policy, at: time)] + events(of: key, before: before, by: policy, at: time)
            }
    }

    private static func of(_ key: PolicyKey, _ event: KeyEvent, by policy: VerifiedTrustPolicy, at time: LogTime)
        -> LogEntry
    {
        var entry = LogEntry(.keyEvent, at: time)
        entry.event = event
        entry.key = key.fingerprint
        entry.principal = key.principal
        entry.subject = key.name
        entry.policy = "sha256:\(policy.digest.hex)"
        return entry
    }

    private static func trusted(_ key: PolicyKey, by policy: VerifiedTrustPolicy, at time: LogTime) -> LogEntry {
        var entry = of(key, .trusted, by: policy, at: time)
        entry.validFrom = key.validFrom.flatMap(LogTime.init)
        entry.validUntil = key.validUntil.flatMap(LogTime.init)
        entry.retired = key.retired.flatMap(LogTime.init)
        entry.grants = policy.policy.grants.filter { $0.keyNames.contains(key.name) }.map { grant in
            Grant(
                role: grant.role.rawValue, environments: grant.environments.map(\.text),
                artifacts: grant.artifacts.map(\.text))
        }
        return entry
    }

    /// What the policy newly holds against a key.
    private static func events(
        of key: PolicyKey, before: PolicyKey?, by policy: VerifiedTrustPolicy, at time: LogTime
    ) -> [LogEntry] {
        if let revocation = key.revocation {
            guard before?.revocation != revocation else { return [] }
            var entry = of(key, .revoked, by: policy, at: time)
            entry.reason = revocation.reason
            entry.logSize = Int(clamping: revocation.logSize ?? 0)
            entry.log = revocation.log
            return [entry]
        }
        return key.retired != nil && before?.retired == nil ? [of(key, .retired, by: policy, at: time)] : []
    }

    /// A trust policy that was not accepted.
    ///
    /// - Parameter accepted: the one that holds meanwhile.
    package static func refusedPolicy(
        _ policy: SignedTrustPolicy, accepted: SHA256Digest?, reason: String, at time: LogTime
    ) -> LogEntry {
        var entry = verification(
            .verificationFailure, of: policy.digest, subject: TrustPolicy.path, environment: nil, policy: accepted,
            reason: String(reason.prefix(4_000)), at: time)
        entry.version = (try? TrustPolicy.read(policy.bytes)).map { String($0.version) }
        return entry
    }

    /// A signature under a version of the trust policy, or its acceptance where nobody signs.
    package static func policyChange(
        to digest: SHA256Digest, version: Int64, by signatory: Signatory?, reason: String, at time: LogTime
    ) -> LogEntry {
        var entry = signatory.map { LogEntry(.policyChange, by: $0, at: time) } ?? LogEntry(.policyChange, at: time)
        entry.subject = TrustPolicy.path
        entry.artifact = "sha256:\(digest.hex)"
        entry.version = String(version)
        entry.reason = reason
        return entry
    }
}

extension LogTime {
    /// - Returns: nil beyond the years 1970…9999.
    fileprivate init?(_ time: Timestamp) { self.init(seconds: time.seconds) }
}
