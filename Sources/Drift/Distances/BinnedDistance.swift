import Foundation

/// How far apart two distributions over the same bins are. Natural logarithms; totals must be positive.
enum BinnedDistance: Sendable, Hashable {
    /// Σ (p - q) log (p / q), Kullback's divergence made symmetric.
    case populationStability
    /// Σ p log (p / q) of the reference from the current data (Kullback, Leibler 1951).
    case kullbackLeibler
    /// The square root of the Jensen-Shannon divergence (Endres, Schindelin 2003), 0…√log 2.
    case jensenShannon
    /// √(1 - Σ √(p q)) (Hellinger 1909), 0…1.
    case hellinger

    func score(_ counts: PairedCounts) -> Double {
        let (m, n) = (counts.referenceTotal, counts.currentTotal)
        var p = counts.reference.map { $0 / m }
        var q = counts.current.map { $0 / n }
        switch self {
        case .populationStability:
            Self.fill(&p)
            Self.fill(&q)
            return zip(p, q).reduce(0) { $0 + ($1.0 - $1.1) * log($1.0 / $1.1) }
        case .kullbackLeibler:
            Self.fill(&p)
            Self.fill(&q)
            let (a, b) = (p.reduce(0, +), q.reduce(0, +))
            return zip(p, q).reduce(0) { $0 + $1.0 / a * log(($1.0 / a) / ($1.1 / b)) }
        case .jensenShannon:
            let sum = zip(p, q).reduce(0) { sum, pair in
                let middle = (pair.0 + pair.1) / 2
                return sum + Self.relativeEntropy(pair.0, middle) + Self.relativeEntropy(pair.1, middle)
            }
            return max(sum / 2, 0).squareRoot()
        case .hellinger:
            let overlap = zip(p, q).reduce(0) { $0 + ($1.0 * $1.1).squareRoot() }
            return (1 - min(max(overlap, 0), 1)).squareRoot()
        }
    }

    /// Empty bins get a small share, so that the logarithm is finite; the others stay as they are.
    private static func fill(_ shares: inout [Double]) {
        guard let least = shares.lazy.filter({ $0 > 0 }).min() else { return }
        let share = least <= 0.0001 ? least / 1e6 : 0.0001
        for index in shares.indices where shares[index] == 0 { shares[index] = share }
    }

    private static func relativeEntropy(_ p: Double, _ q: Double) -> Double { p > 0 ? p * log(p / q) : 0 }
}
