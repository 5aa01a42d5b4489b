import Foundation

/// The factors by which a tick's counts multiply the evidence, one an alternative.
enum Bets {
    /// Alternatives as multiples of the bound: a regression of a quarter up to one of a hundred times.
    static let above: [Double] = [1.3, 1.7, 2.3, 3, 4, 5.5, 7.5, 11, 20, 60]
    static let below: [Double] = above.map { 1 / $0 }

    /// Evidence on the ratio of two failure shares over the same time.
    ///
    /// With n and m requests to canary and stable, a bound ρ and an alternative r, let q = ρn/(ρn + m) and
    /// q' = rn/(rn + m) be the canary's part of the failures under each. The factor (q'/q)^c ((1-q')/(1-q))^s of c
    /// and s failures is the likelihood ratio of that split. For independent requests of any failure chances with
    /// means p and p₀ its mean is (1 + pa)ⁿ(1 - p₀b)ᵐ ≤ exp((q' - q)(ρn + m)(p/ρ - p₀)) with a = q'/q - 1 and
    /// b = 1 - (1-q')/(1-q), by 1 + x ≤ eˣ: at most 1 where r > ρ and p ≤ ρp₀, and where r < ρ and p ≥ ρp₀. So
    /// failures need not be rare, chances may change from tick to tick (an outage of both cancels out), and traffic
    /// weights may change. With a slack δ, p ≤ ρp₀ + δ costs exp(-naδ).
    static func ratio(
        canary: Outcomes, stable: Outcomes, bound: Double, slack: Double, multiples: [Double]
    ) -> [Double] {
        multiples.map { multiple in
            let alternative = bound * multiple
            let scale = (bound * canary.total + stable.total) / (alternative * canary.total + stable.total)
            return canary.failed * log(multiple * scale) + stable.failed * log(scale)
                - canary.total * (multiple * scale - 1) * slack
        }
    }

    /// Evidence on a failure share itself: the Bernoulli likelihood ratio of alternatives with so many times the
    /// bound's odds. Of mean at most 1 where the share is on the bound's other side.
    static func share(_ outcomes: Outcomes, bound: Double, multiples: [Double]) -> [Double] {
        let odds = bound / (1 - bound)
        return multiples.map { multiple in
            let good = (1 + odds) / (1 + odds * multiple)
            return outcomes.failed * log(multiple * good) + outcomes.good * log(good)
        }
    }
}
