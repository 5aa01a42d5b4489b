import Foundation

/// The k-sample test of Anderson and Darling for two samples, with mid-ranks for ties: Scholz, Stephens 1987, equation 7.
///
/// The p-value is read off the table of that paper, as `scipy.stats.anderson_ksamp` does: it lies between 0.001 and
/// 0.25, and is that bound where it would lie beyond.
enum AndersonDarling {
    /// - Returns: NaN for fewer than two different values, or fewer than four in all.
    static func test(_ reference: NumericSample, _ current: NumericSample) -> Significance {
        let size = reference.count + current.count
        guard size > 3, !reference.sorted.isEmpty, !current.sorted.isEmpty,
            PairedCounts(eachOf: reference, current).count > 1
        else { return Significance(statistic: .nan, pValue: .nan) }
        let raw = statistic(PairedCounts(eachOf: reference, current))
        let deviation = variance(reference.count, current.count).squareRoot()
        let standardised = (raw - 1) / deviation
        return Significance(statistic: standardised, pValue: pValue(standardised))
    }

    /// A²akN of the paper, over the different values as bins; large for samples that differ.
    static func statistic(_ counts: PairedCounts) -> Double {
        let (m, n) = (counts.referenceTotal, counts.currentTotal)
        let size = m + n
        var (seenLeft, seen) = (0.0, 0.0)
        var sum = 0.0
        for (left, right) in zip(counts.reference, counts.current) {
            let tied = left + right
            let middle = seen + tied / 2
            let leftMiddle = seenLeft + left / 2
            let weight = tied / size / (middle * (size - middle) - size * tied / 4)
            let leftTerm = size * leftMiddle - middle * m
            let rightTerm = size * (middle - leftMiddle) - middle * n
            sum += weight * (leftTerm * leftTerm / m + rightTerm * rightTerm / n)
            seen += tied
            seenLeft += left
        }
        return sum * (size - 1) / size
    }

    /// Of the statistic for k = 2 samples without drift.
    private static func variance(_ m: Int, _ n: Int) -> Double {
        let size = Double(m + n)
        let inverses = 1 / Double(m) + 1 / Double(n)
        var (h, g) = (0.0, 0.0)
        var sum = 0.0
        for index in stride(from: m + n - 1, to: 1, by: -1) {
            sum += 1 / Double(index)
            g += sum / Double(m + n + 1 - index)
        }
        h = sum + 1
        let k = 2.0
        let a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverses
        let b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverses - 8 * h + 4 * g - 6
        let c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverses + 4 * h
        let d = (2 * h + 6) * k * k - 4 * h * k
        return (a * size * size * size + b * size * size + c * size + d)
            / ((size - 1) * (size - 2) * (size - 3))
    }

    /// Table 2 of the paper: b₀ + b₁ + b₂ at each level, as there are k - 1 = 1 degrees.
    private static let critical = [0.325, 1.226, 1.961, 2.718, 3.752, 4.592, 6.546]
    private static let levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001]

    private static func pValue(_ statistic: Double) -> Double {
        if statistic < critical[0] { return levels[0] }
        if statistic > critical[critical.count - 1] { return levels[levels.count - 1] }
        return exp(curve.0 + curve.1 * statistic + curve.2 * statistic * statistic)
    }

    /// The parabola of least squares through the logs of the levels, by the normal equations.
    private static let curve: (Double, Double, Double) = {
        let logs = levels.map { log($0) }
        let s = (0...4).map { power in critical.reduce(0.0) { $0 + pow($1, Double(power)) } }
        let t = (0...2).map { power in zip(critical, logs).reduce(0.0) { $0 + pow($1.0, Double(power)) * $1.1 } }
        func determinant(_ a: [Double], _ b: [Double], _ c: [Double]) -> Double {
            a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1])
                + c[0] * (a[1] * b[2] - a[2] * b[1])
        }
        let columns = [[s[0], s[1], s[2]], [s[1], s[2], s[3]], [s[2], s[3], s[4]]]
        let all = determinant(columns[0], columns[1], columns[2])
        return (
            determinant(t, columns[1], columns[2]) / all, determinant(columns[0], t, columns[2]) / all,
            determinant(columns[0], columns[1], t) / all
        )
    }()
}
