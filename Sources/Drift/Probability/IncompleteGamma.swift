import Foundation

/// The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x), DLMF 8.2.4, to about 1e-13.
///
/// By the power series below a + 1 and Legendre's continued fraction above (DLMF 8.7.1 and 8.9.2).
enum IncompleteGamma {
    /// - Returns: NaN unless a is positive and x is not negative.
    static func lower(_ a: Double, _ x: Double) -> Double {
        guard a > 0, x >= 0 else { return .nan }
        if x == 0 { return 0 }
        return x < a + 1 ? series(a, x) : 1 - fraction(a, x)
    }

    /// - Returns: NaN unless a is positive and x is not negative.
    static func upper(_ a: Double, _ x: Double) -> Double {
        guard a > 0, x >= 0 else { return .nan }
        if x == 0 { return 1 }
        if x == .infinity { return 0 }
        return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
    }

    private static let mostSteps = 1_000_000

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        for step in 1..<mostSteps {
            term *= x / (a + Double(step))
            sum += term
            if term < sum * 1e-17 { break }
        }
        return min(1, density(a, x) * sum)
    }

    /// By the method of Lentz.
    private static func fraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var h = d
        for step in 1..<mostSteps {
            let n = Double(step)
            let numerator = -n * (n - a)
            b += 2
            d = numerator * d + b
            if abs(d) < tiny { d = tiny }
            c = b + numerator / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            h *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return density(a, x) * h
    }

    /// xᵃ e⁻ˣ / Γ(a). For large a by Stirling's series, as the difference of two large logarithms would cost digits.
    private static func density(_ a: Double, _ x: Double) -> Double {
        if a < 10 { return pow(x, a) * exp(-x) / tgamma(a) }
        return exp(a * logExcess((x - a) / a) - Stirling.correction(a)) * (a / (2 * .pi)).squareRoot()
    }

    /// log(1 + u) - u, without cancellation near 0.
    private static func logExcess(_ u: Double) -> Double {
        guard abs(u) < 0.3 else { return log1p(u) - u }
        var power = -u
        var sum = 0.0
        for n in 2..<60 {
            power *= -u
            let term = power / Double(n)
            sum -= term
            if abs(term) < 1e-18 * abs(sum) { break }
        }
        return sum
    }
}
