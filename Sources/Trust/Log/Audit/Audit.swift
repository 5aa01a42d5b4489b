/// Who signed or approved what, when, with which key, under which policy, and whether it still holds: from the log
/// alone.
///
/// It is judged by the newest trust policy that the log says was accepted. Validity goes by place in the log, never by a
/// time that a signer wrote alone: what a revoked key signed holds where it was logged before the size that the
/// revocation names, and no entry counts as made before one that stands before it.
package struct Audit: Sendable {
    /// What to show; nil and empty select all.
    package struct Query: Sendable, Hashable {
        package var since: LogTime?
        package var principal: String?
        package var environment: String?
        package var kinds: Set<LogEntry.Kind>

        package init(
            since: LogTime? = nil, principal: String? = nil, environment: String? = nil,
            kinds: Set<LogEntry.Kind> = []
        ) {
            self.since = since
            self.principal = principal
            self.environment = environment
            self.kinds = kinds
        }
    }

    package enum Standing: Sendable, Hashable {
        case valid
        /// The log has no trust policy to judge it by.
        case unjudged
        /// The trust policy lets nothing pass any more.
        case policyExpired(at: LogTime)
        /// The trust policy does not have the key.
        case unknownKey
        /// The trust policy does not let the key sign this.
        case notPermitted
        case keyNotYetValid(from: LogTime)
        /// It was made after the key had run out.
        case keyExpired(at: LogTime)
        /// The key's signatures from `logSize` on do not hold.
        case revoked(logSize: Int, reason: String?)
        /// It was made with a key that had been retired before.
        case retired
        case expired(at: LogTime)
        /// The entry says nothing that could hold: a failure, an override, an event.
        case notApplicable
    }

    package struct Row: Sendable, Hashable {
        package let index: Int
        package let entry: LogEntry
        package let standing: Standing
    }

    /// With the latest time that an entry so far says.
    private var entries: [(index: Int, entry: LogEntry, time: LogTime)] = []
    private let origin: String?
    private var policy: AcceptedPolicy?
    private var revocations: [String: (logSize: Int, reason: String?)] = [:]
    private var retirements: [String: Int] = [:]
    /// Indexes of leaves that are no entries of this product.
    package private(set) var unreadable: [Int] = []

    /// - Parameter origin: of the log; nil counts a revocation that names a log for another one's.
    package init(of origin: String? = nil) { self.origin = origin }

    /// Takes the leaves in order, from index 0.
    package mutating func add(_ leaf: [UInt8], at index: Int) {
        let entry: LogEntry
        do throws(TrustError) { entry = try LogEntry(leaf) } catch {
            unreadable.append(index)
            return
        }
        entries.append((index, entry, max(entries.last?.time ?? entry.time, entry.time)))
        if let accepted = AcceptedPolicy(entry), accepted.version >= policy?.version ?? 0 { policy = accepted }
        guard let key = entry.key else { return }
        switch entry.event {
        case .revoked:
            // A record cannot reach past its own place, and a later one cannot soften an earlier one. What another log
            // had counts for nothing here.
            let size = entry.log == nil || entry.log == origin ? min(entry.logSize ?? index, index) : 0
            if let known = revocations[key], known.logSize <= size { break }
            revocations[key] = (size, entry.reason)
        // Where a trust policy says so, it says since when.
        case .retired where entry.policy != nil: break
        case .retired, .rotated: retirements[key] = min(retirements[key] ?? index, index)
        case .trusted: policy?.take(entry)
        case .created, .imported, nil: break
        }
    }

    /// The entries that a query selects, in the order of the log.
    ///
    /// - Parameter now: what had expired by then does not hold; nil lets nothing expire.
    package func rows(_ query: Query = Query(), now: LogTime? = nil) -> [Row] {
        entries.filter { query.selects($0.entry) }.map { index, entry, time in
            Row(index: index, entry: entry, standing: standing(of: entry, at: index, time: time, now: now))
        }
    }

    private func standing(of entry: LogEntry, at index: Int, time: LogTime, now: LogTime?) -> Standing {
        guard entry.kind == .signature || entry.kind == .approval || entry.kind == .policyChange, let key = entry.key
        else { return .notApplicable }
        if let revocation = revocations[key], index >= revocation.logSize {
            return .revoked(logSize: revocation.logSize, reason: revocation.reason)
        }
        if let retired = retirements[key], index > retired { return .retired }
        guard let policy else { return .unjudged }
        if let fault = policy.fault(of: entry, by: key, at: time, now: now) { return fault }
        if let expires = entry.expires, let now, now >= expires { return .expired(at: expires) }
        return .valid
    }
}

extension Audit.Query {
    fileprivate func selects(_ entry: LogEntry) -> Bool {
        (since.map { entry.time >= $0 } ?? true)
            && (principal.map { entry.principal == $0 || entry.approvers.contains($0) } ?? true)
            && (environment.map { entry.environment == $0 } ?? true)
            && (kinds.isEmpty || kinds.contains(entry.kind))
    }
}
