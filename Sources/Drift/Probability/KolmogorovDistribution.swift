import Foundation

/// The distribution of Kolmogorov's Dₙ, the greatest distance between n draws' empirical distribution and their own.
///
/// Which formula where: Simard, L'Ecuyer 2011, "Computing the two-sided Kolmogorov-Smirnov distribution". Ends of the
/// range by closed forms (Ruben, Gambino 1982), the middle by Durbin's matrix for few draws or a small d (Marsaglia, Tsang,
/// Wang 2003) and by Pelz and Good's series for many, the tail by twice the one-sided distribution (Miller 1956).
enum KolmogorovDistribution {
    private static let mostForMatrix = 140
    private static let mostForSum = 100_000

    /// P(Dₙ ≥ d).
    static func upperTail(_ n: Int, _ d: Double) -> Double {
        guard n > 0, d.isFinite else { return .nan }
        let count = Double(n)
        if d >= 1 { return 0 }
        if d <= 0.5 / count { return 1 }
        if d <= 1 / count {
            return 1 - exp(Stirling.logFactorial(n) + count * log(2 * d - 1 / count))
        }
        if d >= 1 - 1 / count { return 2 * pow(1 - d, count) }
        if d >= 0.5 || count * d * d > (n <= mostForMatrix ? 4 : 2.2) { return min(1, 2 * oneSided(n, d)) }
        let isSmall = n <= mostForMatrix || count * d * d.squareRoot() <= 1.4 && n <= 100_000
        let below = isSmall ? matrix(n, d) : series(n, d)
        return min(max(1 - below, 0), 1)
    }

    /// P(Dₙ⁺ ≥ d), by the sum of Birnbaum and Tingey 1951, in which every term is positive; for many draws by
    /// its limit (Maag, Dicaire 1971).
    private static func oneSided(_ n: Int, _ d: Double) -> Double {
        let count = Double(n)
        if n > mostForSum { return exp(-2 * (count * d + 1.0 / 6) * (count * d + 1.0 / 6) / count) }
        let all = Stirling.logFactorial(n)
        var sum = 0.0
        for j in 0...Int((count * (1 - d)).rounded(.down)) {
            let share = Double(j) / count
            let rest = 1 - d - share
            guard rest > 0 else { continue }
            let choose = all - Stirling.logFactorial(j) - Stirling.logFactorial(n - j)
            sum += exp(choose + Double(n - j) * log(rest) + (Double(j) - 1) * log(d + share))
        }
        return d * sum
    }

    // MARK: Few draws

    /// P(Dₙ < d) as an entry of the n-th power of a matrix of 2⌈nd⌉-1 rows.
    private static func matrix(_ n: Int, _ d: Double) -> Double {
        let k = Int((Double(n) * d).rounded(.down)) + 1
        let h = Double(k) - Double(n) * d
        let size = 2 * k - 1
        var power = ScaledMatrix(durbin(size, h), size: size)
        var result = ScaledMatrix.identity(size)
        var rest = n
        while rest > 0 {
            if rest & 1 == 1 { result = result.times(power) }
            rest >>= 1
            if rest > 0 { power = power.times(power) }
        }
        let entry = result.values[(k - 1) * size + k - 1]
        guard entry > 0 else { return 0 }
        let logPower = Stirling.logFactorial(n) - Double(n) * log(Double(n))
        return exp(log(entry) + result.logScale + logPower)
    }

    private static func durbin(_ size: Int, _ h: Double) -> [Double] {
        var values = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for column in 0..<size where row - column + 1 >= 0 { values[row * size + column] = 1 }
        }
        for index in 0..<size {
            values[index * size] -= pow(h, Double(index + 1))
            values[(size - 1) * size + index] -= pow(h, Double(size - index))
        }
        values[(size - 1) * size] += 2 * h - 1 > 0 ? pow(2 * h - 1, Double(size)) : 0
        for row in 0..<size {
            for column in 0..<size where row - column + 1 > 0 {
                values[row * size + column] /= exp(Stirling.logFactorial(row - column + 1))
            }
        }
        return values
    }

    // MARK: Many draws

    /// P(Dₙ < d) up to terms of n⁻²: Pelz, Good 1976, "Approximating the lower tail-areas of the Kolmogorov-Smirnov
    /// one-sample statistic".
    private static func series(_ n: Int, _ d: Double) -> Double {
        let root = Double(n).squareRoot()
        let z = root * d
        let (z2, z4, z6) = (z * z, pow(z, 4), pow(z, 6))
        var sums = (0.0, 0.0, 0.0, 0.0)
        let pi2 = Double.pi * .pi
        for k in 0..<200 {
            let half = (Double(k) + 0.5) * (Double(k) + 0.5) * pi2
            let weight = exp(-half / (2 * z2))
            if weight < 1e-40 { break }
            let (square, cube) = (half * half, half * half * half)
            sums.0 += weight
            sums.1 += (half - z2) * weight
            sums.2 += (6 * z6 + 2 * z4 + half * (2 * z4 - 5 * z2) + square * (1 - 2 * z2)) * weight
            sums.3 +=
                (cube * (5 - 30 * z2) + square * (-60 * z2 + 212 * z4) + half * (135 * z4 - 96 * z6)
                    - (30 * z6 + 90 * z4 * z4)) * weight
        }
        let (second, third) = evenTerms(z2)
        let scale = (Double.pi / 2).squareRoot()
        // Each sum runs over positive and negative k, hence the factor of two.
        let k0 = 2 * scale / z * sums.0
        let k1 = 2 * scale / (6 * z4) * sums.1
        let k2 = scale * (2 * sums.2 / (72 * z6 * z) - 2 * second / (36 * z2 * z))
        let k3 = scale * (2 * sums.3 / (6480 * z6 * z4) + 2 * third / (216 * z6))
        return k0 + k1 / root + k2 / Double(n) + k3 / (Double(n) * root)
    }

    private static func evenTerms(_ z2: Double) -> (Double, Double) {
        var (second, third) = (0.0, 0.0)
        for k in 1..<200 {
            let square = Double(k * k) * .pi * .pi
            let weight = exp(-square / (2 * z2))
            if weight < 1e-40 { break }
            second += square * weight
            third += (3 * square * z2 - square * square) * weight
        }
        return (second, third)
    }
}

/// A square matrix with a scale apart, so that its powers do not overflow.
private struct ScaledMatrix {
    var values: [Double]
    var size: Int
    var logScale = 0.0

    init(_ values: [Double], size: Int) {
        self.values = values
        self.size = size
    }

    static func identity(_ size: Int) -> ScaledMatrix {
        var values = [Double](repeating: 0, count: size * size)
        for index in 0..<size { values[index * size + index] = 1 }
        return ScaledMatrix(values, size: size)
    }

    func times(_ other: ScaledMatrix) -> ScaledMatrix {
        var product = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for inner in 0..<size {
                let factor = values[row * size + inner]
                if factor == 0 { continue }
                for column in 0..<size {
                    product[row * size + column] += factor * other.values[inner * size + column]
                }
            }
        }
        var result = ScaledMatrix(product, size: size)
        result.logScale = logScale + other.logScale
        let middle = product[(size / 2) * size + size / 2]
        if middle > 1e140 || (middle > 0 && middle < 1e-140) {
            result.values = product.map { $0 / middle }
            result.logScale += log(middle)
        }
        return result
    }
}
