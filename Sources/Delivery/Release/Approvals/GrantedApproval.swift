import Releases
package import Trust

/// One key's approval of a candidate that counts.
package struct GrantedApproval: Sendable, Hashable {
    package var group: String
    package var principal: String
    package var signatory: LogEntry.Signatory
    /// The digest of the signed approval.
    package var record: SHA256Digest

    package init(group: String, principal: String, signatory: LogEntry.Signatory, record: SHA256Digest) {
        self.group = group
        self.principal = principal
        self.signatory = signatory
        self.record = record
    }
}

extension [GrantedApproval] {
    /// How many different people of each group.
    var people: [String: Int] {
        Dictionary(grouping: self, by: \.group).mapValues { Set($0.map(\.principal)).count }
    }

    /// Who broke the glass, as a trailer says it: `managers: ada, bob`.
    func breaking(_ glass: ApprovalRule) -> String {
        let names = Set(filter { $0.group == glass.group }.map(\.principal)).sorted()
        return "\(glass.group): \(names.joined(separator: ", "))"
    }

    /// What the log is told of those that a transition uses.
    func entries(usedBy event: ReleaseEvent, of reading: ReleaseReading, at time: LogTime) -> [LogEntry] {
        var groups = Set(reading.approvalRules(passedBy: event).map(\.group))
        if let glass = reading.environment.promotion.calendar.breakGlass, event.breakGlass != nil {
            groups.insert(glass.group)
        }
        return filter { groups.contains($0.group) }.sorted { ($0.group, $0.principal) < ($1.group, $1.principal) }.map {
            var entry = LogEntry.approval(
                $0.record, by: $0.signatory, of: event.key.release, commit: event.candidate,
                environment: event.key.environment, at: time)
            entry.artifact = "\(event.version)"
            return entry
        }
    }
}

extension ReleaseReading {
    /// The approvals without which a transition would not be made.
    fileprivate func approvalRules(passedBy event: ReleaseEvent) -> [ApprovalRule] {
        guard [.open, .step, .finish].contains(event.kind) else { return [] }
        let isOpening = state.phase == .waiting
        let before = isOpening ? 0 : min(state.step, spec.steps.count)
        let after = max(before, min(event.step, spec.steps.count))
        let passed = spec.steps[before..<after].compactMap { if case .approval(let rule) = $0 { rule } else { nil } }
        return (isOpening ? [environment.promotion.approvals].compactMap(\.self) : []) + passed
    }
}
