/// Finite numbers in ascending order.
package struct NumericSample: Sendable, Hashable {
    // INVARIANT: ascending, finite.
    package let sorted: [Double]
    /// Whether all were written without a fraction: bins of whole numbers are at least 1 wide then, as NumPy has it.
    package let isIntegral: Bool

    /// Numbers in any order; what is not finite is left out.
    package init(_ values: [Double], isIntegral: Bool = false) {
        var finite = values.filter(\.isFinite)
        finite.sort()
        sorted = finite
        self.isIntegral = isIntegral
    }

    package var count: Int { sorted.count }

    /// How many different numbers there are.
    var distinctCount: Int {
        var count = 0
        var last = Double.nan
        for value in sorted where value != last {
            count += 1
            last = value
        }
        return count
    }

    /// Divided by n, not n - 1. 0 for an empty sample.
    var populationDeviation: Double {
        guard !sorted.isEmpty else { return 0 }
        let mean = sorted.reduce(0, +) / Double(count)
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(count)).squareRoot()
    }
}
