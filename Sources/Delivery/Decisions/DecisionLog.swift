/// Where the gate leaves what policies decided.
package protocol DecisionLog: Sendable {
    /// Returns when the records are kept; what cannot be kept is told elsewhere, and denies nothing.
    func record(_ decisions: [DecisionRecord]) async

    /// What records leave out.
    var mask: DecisionMask { get }
}
