package import Manifests
package import Trust

/// Puts what verification comes to into the transparency log: failures, each once, whoever finds them and however often,
/// also after a new start, as far as the log's newest entries tell; and trust policies that are accepted.
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
    private var told: Set<Name>?

    /// - Parameter earlier: failures that the log has already; asked once, before the first is told.
    package init(earlier: @escaping @Sendable () -> [LogEntry] = { [] }, record: @escaping Record) {
        self.earlier = earlier
        self.record = record
    }

    /// - Returns: what kept the log from taking them; they are told again at the next look.
    package func tell(_ entries: [LogEntry]) async -> Diagnostic? {
        guard !entries.isEmpty else { return nil }
        var told = self.told ?? Set(earlier().map(Name.init))
        let fresh = entries.filter { told.insert(Name($0)).inserted }
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
