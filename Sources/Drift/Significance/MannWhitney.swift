/// The rank test of Mann and Whitney 1947, as `scipy.stats.mannwhitneyu` does it: exact where a sample has at most 8
/// values and none is tied, else by the normal approximation with corrections for ties and continuity.
enum MannWhitney {
    enum Alternative {
        /// The reference tends to be smaller than the current data.
        case less
        case twoSided
    }

    private static let mostForExact = 8
    /// Of the table of exact chances; where it would be larger, the approximation is used.
    private static let largestTable = 4_000_000

    static func test(_ reference: NumericSample, _ current: NumericSample, _ alternative: Alternative) -> Significance {
        let (m, n) = (Double(reference.count), Double(current.count))
        let ranks = ranks(reference.sorted, current.sorted)
        let u = ranks.sum - m * (m + 1) / 2
        let (tested, factor) = alternative == .less ? (m * n - u, 1.0) : (max(u, m * n - u), 2.0)
        let fewest = min(reference.count, current.count)
        let chance: Double
        if fewest <= mostForExact, ranks.tieCorrection == 0, m * n < Double(largestTable) {
            chance = exact(reference.count, current.count, atLeast: Int(tested))
        } else {
            let all = m + n
            let variance = m * n / 12 * (all + 1 - ranks.tieCorrection / (all * (all - 1)))
            chance = variance > 0 ? Tails.normal((tested - m * n / 2 - 0.5) / variance.squareRoot()) : 1
        }
        return Significance(statistic: u, pValue: min(max(factor * chance, 0), 1))
    }

    /// The sum of the reference's mid-ranks, and Σ(t³ - t) over groups of t tied values.
    private static func ranks(_ left: [Double], _ right: [Double]) -> (sum: Double, tieCorrection: Double) {
        var (i, j) = (0, 0)
        var (sum, correction) = (0.0, 0.0)
        while i < left.count || j < right.count {
            let value = i < left.count && (j >= right.count || left[i] <= right[j]) ? left[i] : right[j]
            let (start, startOfLeft) = (i + j, i)
            while i < left.count, left[i] == value { i += 1 }
            while j < right.count, right[j] == value { j += 1 }
            let tied = Double(i + j - start)
            sum += Double(i - startOfLeft) * (Double(start) + (tied + 1) / 2)
            correction += tied * tied * tied - tied
        }
        return (sum, correction)
    }

    /// P(U ≥ u): U's counts are the coefficients of the Gaussian binomial, a product of (1 - qⁿ⁺ⁱ) / (1 - qⁱ).
    private static func exact(_ m: Int, _ n: Int, atLeast u: Int) -> Double {
        let (few, many) = (min(m, n), max(m, n))
        let size = few * many
        var counts = [Double](repeating: 0, count: size + 1)
        counts[0] = 1
        for i in 1...max(few, 1) {
            for index in stride(from: size, through: many + i, by: -1) { counts[index] -= counts[index - many - i] }
            if i <= size { for index in i...size { counts[index] += counts[index - i] } }
        }
        // The distribution is symmetric: the upper tail from u is the lower one up to size - u.
        guard size - u >= 0 else { return 0 }
        let tail = counts[0...min(size - u, size)].reduce(0, +)
        return tail / counts.reduce(0, +)
    }
}
