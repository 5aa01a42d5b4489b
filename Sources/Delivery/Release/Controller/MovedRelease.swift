import Releases

/// What was pushed or proposed of a release, until the next head tells so.
struct MovedRelease: Sendable {
    var decision: Decision
    /// Whether the branch has it: what is known of the release is older then. Otherwise it waits for a merge, which may
    /// never come.
    var isPublished: Bool

    /// Whether another decision is to be carried out meanwhile: a candidate that fails is always taken back, once.
    func allows(_ next: Decision) -> Bool {
        next.isRevert ? !decision.isRevert : !isPublished && next != decision
    }
}
