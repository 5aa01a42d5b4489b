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
    case weight(percent: Int, hold: Duration)
    /// Waits until as many people of the group have approved; at least 1.
    case approval(ApprovalRule)
}
