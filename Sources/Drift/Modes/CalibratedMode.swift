import Judging

/// Scores with a chance of error that is what it says: χ² of two samples, and distances held against their own
/// distribution without drift.
package struct CalibratedMode: Sendable {
    /// How often labels are drawn at most for a distance: the least p-value is 1 / (draws + 1).
    package var draws = 999
    package var seed: UInt64 = 1

    private static let fewValues = 5
    private static let leastExpected = 5.0

    package init() {}

    package struct Score: Sendable, Hashable {
        /// A distance; for the tests of significance the p-value itself.
        package var score: Double
        /// The chance of so large a distance without drift, 0…1.
        package var pValue: Double
    }

    /// The test that is taken where none is named.
    package static func standardTest(_ reference: Sample, _ current: Sample) -> DriftTest {
        guard let left = reference.numbers, let right = current.numbers else { return .chiSquare }
        return PairedCounts(eachOf: left, right).count > fewValues ? .kolmogorovSmirnov : .chiSquare
    }

    /// - Parameter column: its name; the random numbers of each column are its own, so that one column more does not
    ///   change the others' results.
    /// - Throws: `sample` where one is empty, the kinds differ, or the test needs numbers and there are categories.
    package func score(
        _ test: DriftTest, _ reference: Sample, _ current: Sample, column: String = ""
    ) throws(DriftError) -> Score {
        try DriftError.require(reference, current, for: test)
        var permutation = PermutationTest(draws: draws, generator: generator(column))
        if let left = reference.numbers, let right = current.numbers {
            return try numeric(test, left, right, &permutation)
        }
        guard case .categorical(let left) = reference, case .categorical(let right) = current else {
            throw .sample(expected: "two samples of one kind", found: "two kinds")
        }
        return binned(test, PairedCounts(categories: left, right), &permutation)
    }

    /// Counts over the same bins, as histograms give them; χ² and the distances over bins.
    package func score(_ test: DriftTest, _ counts: PairedCounts, column: String = "") -> Score {
        var permutation = PermutationTest(draws: draws, generator: generator(column))
        return binned(test, counts, &permutation)
    }

    private func numeric(
        _ test: DriftTest, _ left: NumericSample, _ right: NumericSample, _ permutation: inout PermutationTest
    ) throws(DriftError) -> Score {
        switch test {
        case .kolmogorovSmirnov: return Self.significance(KolmogorovSmirnov.test(left, right).pValue)
        case .mannWhitney: return Self.significance(MannWhitney.test(left, right, .twoSided).pValue)
        case .andersonDarling:
            let counts = PairedCounts(eachOf: left, right)
            guard counts.count > 1 else { return Self.significance(1) }
            return Self.significance(permutation.pValue(of: counts) { AndersonDarling.statistic($0) })
        case .wasserstein:
            let values = PairedCounts.values(left, right)
            let gaps = zip(values, values.dropFirst()).map { $1 - $0 }
            let chance = permutation.pValue(of: PairedCounts(eachOf: left, right)) {
                Wasserstein.distance($0, gaps: gaps)
            }
            return Score(score: Wasserstein.normalised(left, right), pValue: chance)
        case .chiSquare, .proportions: return binned(test, PairedCounts(eachOf: left, right), &permutation)
        case .populationStability, .kullbackLeibler, .jensenShannon, .hellinger:
            // Bins that depend on both samples alike keep the labels exchangeable.
            let distinct = PairedCounts(eachOf: left, right).count
            return binned(test, try EvidentlyMode.bins(left, right, distinctIn: distinct), &permutation)
        }
    }

    private func binned(
        _ test: DriftTest, _ counts: PairedCounts, _ permutation: inout PermutationTest
    ) -> Score {
        if let distance = test.binned {
            return Score(
                score: distance.score(counts), pValue: permutation.pValue(of: counts) { distance.score($0) })
        }
        if ChiSquare.leastExpected(counts) >= Self.leastExpected {
            return Self.significance(ChiSquare.twoSamples(counts).pValue)
        }
        return Self.significance(permutation.pValue(of: counts) { ChiSquare.twoSamples($0).statistic })
    }

    private static func significance(_ pValue: Double) -> Score {
        let pValue = pValue.isNaN ? 1 : pValue
        return Score(score: pValue, pValue: pValue)
    }

    /// FNV-1a of the column's name, mixed into the seed.
    private func generator(_ column: String) -> SeededGenerator {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in column.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return SeededGenerator(seed: seed ^ hash)
    }
}
