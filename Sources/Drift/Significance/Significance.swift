/// What a test of significance found.
struct Significance: Sendable, Hashable {
    var statistic: Double
    /// The chance of so large a statistic where both samples come from the same distribution, 0…1; NaN where the
    /// test has nothing to tell apart.
    var pValue: Double
}
