package import Releases
package import Trust

/// One key's approval of a candidate that counts.
package struct GrantedApproval: Sendable, Hashable {
    package var group: String
    package var gate: ApprovalGate
    package var principal: String
    package var signatory: LogEntry.Signatory
    /// The digest of the signed approval.
    package var record: SHA256Digest

    package init(
        group: String, gate: ApprovalGate, principal: String, signatory: LogEntry.Signatory, record: SHA256Digest
    ) {
        self.group = group
        self.gate = gate
        self.principal = principal
        self.signatory = signatory
        self.record = record
    }
}

extension [GrantedApproval] {
    /// How many different people of each group, at each gate.
    var people: [ApprovalGate: [String: Int]] {
        Dictionary(grouping: self, by: \.gate).mapValues { approvals in
            Dictionary(grouping: approvals, by: \.group).mapValues { Set($0.map(\.principal)).count }
        }
    }

    /// Who broke the glass, as a trailer says it: `managers: ada, bob`.
    func breaking(_ glass: ApprovalRule) -> String {
        let names = Set(filter { $0.gate == .breakGlass && $0.group == glass.group }.map(\.principal)).sorted()
        return "\(glass.group): \(names.joined(separator: ", "))"
    }

    /// What the log is told of those that a transition uses.
    func entries(usedBy event: ReleaseEvent, of reading: ReleaseReading, at time: LogTime) -> [LogEntry] {
        let passed = reading.gates(passedBy: event)
        return filter { passed[$0.gate] == $0.group }.sorted {
            ($0.group, $0.principal, $0.gate.description) < ($1.group, $1.principal, $1.gate.description)
        }.map {
            var entry = LogEntry.approval(
                $0.record, by: $0.signatory, of: event.key.release, commit: event.candidate,
                environment: event.key.environment, at: time)
            entry.artifact = "\(event.version)"
            return entry
        }
    }
}

extension ReleaseReading {
    /// The gates without whose approvals a transition would not be made, each with the group that it asks.
    fileprivate func gates(passedBy event: ReleaseEvent) -> [ApprovalGate: String] {
        guard [.open, .step, .finish].contains(event.kind) else { return [:] }
        let passed = approvalGates.filter { gate, _ in
            switch gate {
            case .opening: state.phase == .waiting
            case .share(let percent): percent > state.share(spec) ?? -1 && percent <= event.share ?? 100
            case .breakGlass: event.breakGlass != nil
            }
        }
        return Dictionary(passed.map { ($0.gate, $0.rule.group) }) { first, _ in first }
    }
}
