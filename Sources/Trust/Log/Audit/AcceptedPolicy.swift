/// A trust policy as the log has it: what it says of keys.
struct AcceptedPolicy: Sendable {
    let version: Int64
    private let digest: String
    private let expires: LogTime?
    /// By fingerprint.
    private var keys: [String: LogEntry] = [:]

    /// - Returns: nil for an entry that is no acceptance.
    init?(_ entry: LogEntry) {
        guard let digest = entry.acceptedPolicy, let version = entry.version.flatMap({ Int64($0) }) else { return nil }
        self.version = version
        self.digest = digest
        expires = entry.expires
    }

    /// Takes what the policy says of a key; what another one says changes nothing.
    mutating func take(_ entry: LogEntry) {
        if let key = entry.key, entry.policy == digest { keys[key] = entry }
    }

    /// What stands against an entry.
    ///
    /// - Parameter time: when the log took it.
    func fault(of entry: LogEntry, by key: String, at time: LogTime, now: LogTime?) -> Audit.Standing? {
        if let expires, let now, now >= expires { return .policyExpired(at: expires) }
        guard let key = keys[key] else { return .unknownKey }
        if let from = key.validFrom, time < from { return .keyNotYetValid(from: from) }
        if let until = key.validUntil, time >= until { return .keyExpired(at: until) }
        if let retired = key.retired, time >= retired { return .retired }
        return key.grants.contains { $0.permits(entry) } || entry.kind == .approval ? nil : .notPermitted
    }
}

extension LogEntry.Grant {
    /// Whether a key that has it may make a signature, of an artifact or of a trust policy.
    fileprivate func permits(_ entry: LogEntry) -> Bool {
        guard let role = Role(rawValue: role) else { return false }
        if entry.kind == .policyChange { return role == .root }
        guard role.signsArtifacts, let name = entry.name, let environment = entry.environment else { return false }
        func holds(_ pattern: String, _ name: String) -> Bool { NamePattern(pattern)?.matches(name) == true }
        return environments.contains { holds($0, environment) } && artifacts.contains { holds($0, name) }
    }
}
