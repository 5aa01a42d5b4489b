/// The two-sided z-test of two proportions, with the pooled variance: the share of all but the first category.
enum Proportions {
    static func test(_ counts: PairedCounts) -> Significance {
        let (m, n) = (counts.referenceTotal, counts.currentTotal)
        guard counts.count > 1, let first = counts.reference.first, let other = counts.current.first else {
            return Significance(statistic: 0, pValue: 1)
        }
        let (left, right) = (1 - first / m, 1 - other / n)
        let pooled = (left * m + right * n) / (m + n)
        let variance = pooled * (1 - pooled) * (1 / m + 1 / n)
        guard variance > 0 else { return Significance(statistic: 0, pValue: 1) }
        let z = (left - right) / variance.squareRoot()
        return Significance(statistic: z, pValue: 2 * Tails.normal(abs(z)))
    }
}
