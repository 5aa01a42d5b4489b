/// Whose approvals are needed, and of how many different people.
package struct ApprovalRule: Sendable, Hashable {
    /// A group of the trust policy.
    package var group: String
    package var required: Int

    package init(group: String, required: Int) {
        self.group = group
        self.required = required
    }
}

/// One step of a Release.
package enum ReleaseStep: Sendable, Hashable {
    /// The candidate has `percent` of the traffic, 0…100, for at least the time of `hold`.
    ///
    /// `checks`: the names of those that are looked at meanwhile; nil for those that can tell something.
    case weight(percent: Int, hold: Duration, checks: [String]? = nil)
    /// The candidate has `percent` of the traffic for exactly that long, and is judged once, at the end.
    case experiment(percent: Int, length: Duration, checks: [String]? = nil)
    /// Waits until as many people of the group have approved; at least 1.
    case approval(ApprovalRule)
}

extension ReleaseStep {
    /// The candidate's share; nil for a step that gives none.
    package var percent: Int? {
        switch self {
        case .weight(let percent, _, _), .experiment(let percent, _, _): percent
        case .approval: nil
        }
    }

    /// How long the step lasts at least.
    package var time: Duration {
        switch self {
        case .weight(_, let hold, _): hold
        case .experiment(_, let length, _): length
        case .approval: .zero
        }
    }

    /// The names of the checks that the step says; nil where it says none.
    var checks: [String]? {
        switch self {
        case .weight(_, _, let checks), .experiment(_, _, let checks): checks
        case .approval: nil
        }
    }

    package var isExperiment: Bool { if case .experiment = self { true } else { false } }
}
