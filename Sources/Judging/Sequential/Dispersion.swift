/// Whether failures split between the versions more unevenly than independent requests would have it: retries,
/// batches and one bad client make them come in clumps, and a clump is no more evidence than one failure.
///
/// Pearson's statistic of each tick's split against what the ticks before it say.
struct Dispersion: Sendable, Hashable {
    var pearson = 0.0
    var ticks = 0
    var canary = Totals()
    var stable = Totals()

    struct Totals: Sendable, Hashable {
        var failed = 0.0
        var total = 0.0

        mutating func add(_ outcomes: Outcomes) {
            failed += outcomes.failed
            total += outcomes.total
        }
    }

    private static let leastFailures = 3.0

    mutating func observe(canary tick: Outcomes, stable other: Outcomes) {
        let failures = tick.failed + other.failed
        if failures >= Self.leastFailures, canary.failed + stable.failed >= 10, canary.total > 0, stable.total > 0,
            tick.total > 0, other.total > 0
        {
            let expected = (canary.failed + 0.5) / canary.total * tick.total
            let rest = (stable.failed + 0.5) / stable.total * other.total
            let part = expected / (expected + rest)
            let gap = tick.failed - failures * part
            pearson += gap * gap / (failures * part * (1 - part))
            ticks += 1
        }
        canary.add(tick)
        stable.add(other)
    }

    /// The variance over that of independent requests; nil before there is enough to tell.
    var estimate: Double? { ticks >= 10 ? pearson / Double(ticks) : nil }

    /// Three standard errors of the statistic above 1.
    var isExcessive: Bool {
        guard let estimate else { return false }
        return estimate > 1 + 3 * (2 / Double(ticks)).squareRoot()
    }
}
