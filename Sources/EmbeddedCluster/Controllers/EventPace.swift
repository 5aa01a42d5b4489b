/// When events are written: once nothing else has changed for a while, so that they hold up nothing, and at last all the
/// same.
struct EventPace {
    private static let rest: Duration = .milliseconds(250)
    private static let mostPostponed = 20

    private var changes = 0
    private var changesSeen = 0
    private var postponed = 0
    private var isAsked = false
    private var isWriting = false

    mutating func note(_ change: ObjectChange) {
        if change.kind != .event { changes += 1 }
    }

    /// Whether to write some now.
    mutating func isAtRest() -> Bool {
        isAsked = false
        isWriting = changes == changesSeen || postponed == Self.mostPostponed
        (changesSeen, postponed) = (changes, isWriting ? 0 : postponed + 1)
        return isWriting
    }

    /// - Returns: when to ask next; nil where that is under way, or nothing is to be written.
    mutating func next(hasPending: Bool) -> Duration? {
        guard hasPending, !isAsked else { return nil }
        isAsked = true
        return isWriting ? .zero : Self.rest
    }
}
