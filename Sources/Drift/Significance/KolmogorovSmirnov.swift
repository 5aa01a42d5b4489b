import Foundation

/// The two-sided two-sample test of Kolmogorov and Smirnov. Both samples must have a value.
///
/// Exact up to 10,000 values a side, as `scipy.stats.ks_2samp` has it in its automatic mode; beyond that by the
/// distribution of one sample of the harmonic size. The exact chance takes every value for a different one: with ties
/// it is an upper bound.
enum KolmogorovSmirnov {
    private static let mostForExact = 10_000

    static func test(_ reference: NumericSample, _ current: NumericSample) -> Significance {
        let (m, n) = (reference.count, current.count)
        let distance = distance(reference, current)
        if max(m, n) <= mostForExact {
            let divisor = gcd(m, n)
            let steps = Int((distance * Double(m / divisor) * Double(n)).rounded())
            let scaled = Double(steps) / (Double(m / divisor) * Double(n))
            return Significance(statistic: scaled, pValue: exact(m, n, steps: steps, divisor: divisor))
        }
        return Significance(statistic: distance, pValue: asymptotic(m, n, distance))
    }

    /// The chance of a distance of at least d between samples of m and n values, by the asymptotic formula.
    static func asymptotic(_ m: Int, _ n: Int, _ d: Double) -> Double {
        let size = Double(m) * Double(n) / Double(m + n)
        return KolmogorovDistribution.upperTail(max(1, Int(size.rounded(.toNearestOrEven))), d)
    }

    /// The greatest distance between the two empirical distribution functions.
    static func distance(_ reference: NumericSample, _ current: NumericSample) -> Double {
        let (left, right) = (reference.sorted, current.sorted)
        var (i, j) = (0, 0)
        var greatest = 0.0
        while i < left.count, j < right.count {
            let value = min(left[i], right[j])
            while i < left.count, left[i] <= value { i += 1 }
            while j < right.count, right[j] <= value { j += 1 }
            greatest = max(greatest, abs(Double(i) / Double(left.count) - Double(j) / Double(right.count)))
        }
        return greatest
    }

    /// - Parameter steps: the distance times the least common multiple of m and n.
    private static func exact(_ m: Int, _ n: Int, steps: Int, divisor: Int) -> Double {
        if steps == 0 { return 1 }
        return m == n ? square(n, steps) : leaving(m, n, steps: steps, divisor: divisor)
    }

    /// Samples of one size: the closed form of Gnedenko and Korolyuk 1951, as nested products.
    private static func square(_ n: Int, _ steps: Int) -> Double {
        var chance = 0.0
        for k in stride(from: n / steps, through: 0, by: -1) {
            var product = 1.0
            for j in 0..<steps {
                product *= (Double(n - k * steps) - Double(j)) / (Double(n + k * steps) + Double(j) + 1)
            }
            chance = product * (1 - chance)
        }
        return min(max(2 * chance, 0), 1)
    }

    /// The share of the lattice paths from (0, 0) to (m, n) that leave the band in which the distance stays below
    /// the one measured (Hodges 1957, "The significance probability of the Smirnov two-sample test").
    ///
    /// Of all paths to (i, j), i/(i+j) come from (i-1, j): the share of those that left is a mean of two earlier
    /// shares, so nothing cancels and nothing overflows. Only the band is walked; outside it the share is 1.
    private static func leaving(_ m: Int, _ n: Int, steps: Int, divisor: Int) -> Double {
        let (a, b) = (n / divisor, m / divisor)
        var shares = [Double](repeating: 1, count: n + 1)
        let inverses = (0...(m + n)).map { 1 / Double(max($0, 1)) }
        for i in 0...m {
            let place = i * a
            let low = max(0, (place - steps).floorDivided(by: b) + 1)
            let high = min(n, (place + steps - 1) / b)
            if low > n { return 1 }
            if low > 0 { shares[low - 1] = 1 }
            guard low <= high else { continue }
            for j in low...high {
                if i == 0, j == 0 {
                    shares[0] = 0
                } else {
                    let below = j > 0 ? shares[j - 1] : 0
                    shares[j] = (Double(i) * shares[j] + Double(j) * below) * inverses[i + j]
                }
            }
            if high < n { shares[high + 1] = 1 }
        }
        return min(max(shares[n], 0), 1)
    }

    private static func gcd(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}

extension Int {
    /// Rounded towards minus infinity; the divisor is positive.
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
