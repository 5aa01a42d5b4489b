/// Pearson's χ² on counts.
enum ChiSquare {
    /// Whether the current counts come from the reference's shares, taken as exact.
    ///
    /// That is how Evidently asks it; where the reference is itself a sample, false alarms are far more frequent than
    /// the p-value says: see ``twoSamples(_:)``. A category that the reference does not have makes the p-value 0. One
    /// category alone: NaN.
    static func exactReference(_ counts: PairedCounts) -> Significance {
        let scale = counts.currentTotal / counts.referenceTotal
        var statistic = 0.0
        for (reference, current) in zip(counts.reference, counts.current) {
            let expected = reference * scale
            statistic += (current - expected) * (current - expected) / expected
        }
        return Significance(
            statistic: statistic, pValue: Tails.chiSquare(statistic, degrees: counts.count - 1))
    }

    /// Whether both counts come from the same shares: the test of homogeneity on a table of two rows.
    ///
    /// Bins that are empty on both sides do not count. Fewer than two others: 0 and 1.
    static func twoSamples(_ counts: PairedCounts) -> Significance {
        let (left, right) = (counts.referenceTotal, counts.currentTotal)
        var statistic = 0.0
        var bins = 0
        for (reference, current) in zip(counts.reference, counts.current) where reference + current > 0 {
            bins += 1
            let difference = reference * right - current * left
            statistic += difference * difference / (reference + current)
        }
        guard bins > 1, left > 0, right > 0 else { return Significance(statistic: 0, pValue: 1) }
        statistic /= left * right
        return Significance(statistic: statistic, pValue: Tails.chiSquare(statistic, degrees: bins - 1))
    }

    /// The least count that a bin of either side is expected to have where there is no drift. Below 5 the χ²
    /// distribution is a poor approximation (Cochran 1954).
    static func leastExpected(_ counts: PairedCounts) -> Double {
        let (left, right) = (counts.referenceTotal, counts.currentTotal)
        let smaller = min(left, right) / (left + right)
        let sums = zip(counts.reference, counts.current).map { $0 + $1 }.filter { $0 > 0 }
        return (sums.min() ?? 0) * smaller
    }
}
