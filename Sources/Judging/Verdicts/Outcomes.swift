/// How many requests were counted over some time, and how many of them were good. Finite, 0…total, never negative.
package struct Outcomes: Sendable, Hashable {
    package var good: Double
    package var total: Double

    package var failed: Double { total - good }

    /// No request at all.
    package static let none = Outcomes()

    private init() {
        good = 0
        total = 0
    }

    /// - Returns: nil for numbers that cannot be counts: negative, not finite, or more good ones than there are.
    package init?(good: Double, total: Double) {
        guard good.isFinite, total.isFinite, good >= 0, total >= good else { return nil }
        self.good = good
        self.total = total
    }
}
