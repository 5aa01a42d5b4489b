/// The frequent categories of a stream in bounded memory: Misra and Gries 1982, which is Space-Saving (Metwally, Agrawal,
/// El Abbadi 2005) told from below; mergeable by Agarwal et al. 2013, "Mergeable summaries".
///
/// A category's count is at most ``error`` too low and never too high, and the error is at most a (k+1)th of all. Up to k
/// categories nothing is lost, and every count is exact.
package struct CategorySketch: Sendable, Hashable {
    /// Categories that are kept.
    package let k: Int
    /// How many values were inserted.
    package private(set) var count: Int
    // INVARIANT: at most 2k, after `shrink` at most k; each count positive.
    package private(set) var counts: [String: Int]
    /// How much any count may be too low.
    package private(set) var error: Int

    package static let standardK = 256

    package init(k: Int = standardK) {
        self.k = max(1, min(k, 65_536))
        count = 0
        counts = [:]
        error = 0
    }

    /// - Returns: nil for a state that no sketch can be in.
    init?(k: Int, count: Int, counts: [String: Int], error: Int) {
        guard (1...65_536).contains(k), counts.count <= k, error >= 0, counts.values.allSatisfy({ $0 > 0 }) else {
            return nil
        }
        var sum = 0
        for value in counts.values {
            let (next, overflow) = sum.addingReportingOverflow(value)
            if overflow { return nil }
            sum = next
        }
        guard sum <= count, error <= count - sum else { return nil }
        self.k = k
        self.count = count
        self.counts = counts
        self.error = error
    }

    package mutating func insert(_ category: String, times: Int = 1) {
        guard times > 0 else { return }
        count += times
        counts[category, default: 0] += times
        // Twice as many as are kept, so that lowering all of them is paid for by as many insertions.
        if counts.count > 2 * k { shrink() }
    }

    package mutating func merge(_ other: CategorySketch) {
        for (category, times) in other.counts { counts[category, default: 0] += times }
        count += other.count
        error += other.error
        shrink()
    }

    /// Lowers every count by the (k+1)th largest.
    package mutating func shrink() {
        guard counts.count > k else { return }
        let excess = counts.values.sorted(by: >)[k]
        counts = counts.compactMapValues { $0 > excess ? $0 - excess : nil }
        error += excess
    }
}
