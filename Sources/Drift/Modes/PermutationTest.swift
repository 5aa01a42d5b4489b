import Judging

/// The chance of a statistic as large as the one measured, were the labels 'reference' and 'current' given at random.
///
/// Labels are drawn anew until twenty statistics are as large, or so many times as asked: the p-value is then right
/// for every sample size and every statistic (Besag, Clifford 1991, "Sequential Monte Carlo p-values"; Phipson, Smyth
/// 2010 for why it is never 0). The draws depend on the seed alone.
struct PermutationTest {
    /// How often labels are drawn at most: the least p-value is 1 / (draws + 1).
    var draws: Int
    var generator: SeededGenerator

    private static let enoughExceedances = 20

    /// - Parameters:
    ///   - counts: whole numbers.
    ///   - statistic: large for samples that differ.
    mutating func pValue(of counts: PairedCounts, _ statistic: (PairedCounts) -> Double) -> Double {
        let measured = statistic(counts)
        let threshold = measured - 1e-12 * abs(measured)
        let totals = zip(counts.reference, counts.current).map { $0 + $1 }
        let isReference = counts.referenceTotal <= counts.currentTotal
        let size = isReference ? counts.referenceTotal : counts.currentTotal
        let drawsBins = Self.drawsBins(totals)
        var bins = drawsBins ? [] : Self.values(totals)
        var exceedances = 0
        for draw in 1...max(draws, 1) {
            let drawn =
                drawsBins ? sample(size, ofEach: totals) : sample(Int(size), of: &bins, into: totals.count)
            let rest = zip(totals, drawn).map { $0 - $1 }
            let candidate = isReference ? PairedCounts(drawn, rest) : PairedCounts(rest, drawn)
            if statistic(candidate) >= threshold { exceedances += 1 }
            if exceedances == Self.enoughExceedances { return Double(exceedances) / Double(draw) }
        }
        return Double(exceedances + 1) / Double(max(draws, 1) + 1)
    }

    /// Whether a bin's count is drawn as a whole: histograms may count thousands of millions of values.
    private static func drawsBins(_ totals: [Double]) -> Bool {
        let all = totals.reduce(0, +)
        return all > 50_000 && all > 50 * Double(totals.count)
    }

    /// Each value by its bin.
    private static func values(_ totals: [Double]) -> [Int32] {
        totals.enumerated().flatMap { repeatElement(Int32(truncatingIfNeeded: $0), count: Int($1)) }
    }

    /// Bin after bin, each from what is left.
    private mutating func sample(_ size: Double, ofEach totals: [Double]) -> [Double] {
        var (population, rest) = (totals.reduce(0, +), size)
        return totals.map { total in
            let drawn = HypergeometricDraw.draw(
                marked: total, population: population, sample: rest, &generator)
            population -= total
            rest -= drawn
            return drawn
        }
    }

    /// Moves a sample without replacement to the front (Fisher, Yates) and counts what is in it.
    private mutating func sample(_ size: Int, of bins: inout [Int32], into count: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: count)
        let all = bins.count
        bins.withUnsafeMutableBufferPointer { bins in
            for index in 0..<min(size, all) {
                // Uneven by less than 2⁻³², which no statistic sees.
                let offset = Int(generator.next().multipliedFullWidth(by: UInt64(all - index)).high)
                bins.swapAt(index, index + offset)
                counts[Int(bins[index])] += 1
            }
        }
        return counts
    }
}
