package import Manifests
package import Trust

/// Puts what verification comes to into the transparency log: failures, each once, whoever finds them and however often,
/// also after a new start, as far as the log's newest entries tell; and whatever else happens, every time.
package actor TrustJournal {
    /// Puts entries into the log; durable when it returns.
    package typealias Record = @Sendable (_ entries: [LogEntry]) async throws -> Void

    /// What makes two refusals one: everything but their time and the policy that held.
    private struct Name: Hashable {
        var fields: [String?]

        init(_ entry: LogEntry) {
            fields = [
                entry.subject, entry.artifact, entry.environment, entry.version, entry.commit, entry.envelope,
                entry.reason,
            ]
        }
    }

    private let record: Record
    private let earlier: @Sendable () -> [LogEntry]
    private let hasAccepted: @Sendable (_ policy: SHA256Digest) -> Bool
    private var told: Set<Name>?
    private var accepted: Set<SHA256Digest> = []

    /// - Parameters:
    ///   - earlier: failures that the log has already; asked once, before the first is told.
    ///   - hasAccepted: whether the log says that a trust policy was accepted.
    package init(
        earlier: @escaping @Sendable () -> [LogEntry] = { [] },
        hasAccepted: @escaping @Sendable (_ policy: SHA256Digest) -> Bool = { _ in false },
        record: @escaping Record
    ) {
        self.earlier = earlier
        self.hasAccepted = hasAccepted
        self.record = record
    }

    /// Sees to it that the log has a trust policy before it holds. The log is asked what it has, for a file that
    /// remembers what was accepted does not tell what was logged.
    ///
    /// - Parameter old: what held before; nil for the first.
    /// - Returns: what kept the log from taking it.
    func tell(
        accepted policy: VerifiedTrustPolicy, after old: VerifiedTrustPolicy?, at time: LogTime
    ) async -> Diagnostic? {
        guard !has(policy.digest) else { return nil }
        let known = old.flatMap { has($0.digest) ? $0 : nil }
        if let fault = await tell(LogEntry.accepted(policy, after: known, at: time)) { return fault }
        accepted.insert(policy.digest)
        return nil
    }

    private func has(_ policy: SHA256Digest) -> Bool {
        if accepted.contains(policy) { return true }
        guard hasAccepted(policy) else { return false }
        accepted.insert(policy)
        return true
    }

    /// - Returns: what kept the log from taking them; they are told again at the next look.
    package func tell(_ entries: [LogEntry]) async -> Diagnostic? {
        guard !entries.isEmpty else { return nil }
        var told = self.told ?? Set(earlier().map(Name.init))
        let fresh = entries.filter { $0.kind != .verificationFailure || told.insert(Name($0)).inserted }
        self.told = told
        guard !fresh.isEmpty else { return nil }
        do {
            try await record(fresh)
            return nil
        } catch TrustError.unwitnessed {
            // The log has them, and publishes them with what comes next.
            return nil
        } catch {
            for entry in fresh { self.told?.remove(Name(entry)) }
            return .error("the transparency log did not take what was verified: \(error)", at: nil)
        }
    }
}
