/// The numbers and the rules of Evidently 0.7, with their false alarms.
package enum EvidentlyMode {
    private static let mostForTests = 1_000
    private static let fewValues = 5
    private static let mostForOwnBins = 20

    /// The test that is taken where none is named: by the reference's size and how many different values both have.
    package static func standardTest(_ reference: Sample, _ current: Sample) -> DriftTest {
        let isSmall = reference.count <= mostForTests
        let distinct: Int
        switch (reference, current) {
        case (.categorical(let left), .categorical(let right)):
            distinct = Set(left.keys).union(right.keys).count
            return isSmall ? (distinct > 2 ? .chiSquare : .proportions) : .jensenShannon
        default:
            guard let left = reference.numbers, let right = current.numbers else { return .jensenShannon }
            distinct = PairedCounts(eachOf: left, right).count
        }
        if distinct > fewValues { return isSmall ? .kolmogorovSmirnov : .wasserstein }
        return isSmall ? (distinct > 2 ? .chiSquare : .proportions) : .jensenShannon
    }

    /// The score of a test: a p-value or a distance; NaN where Evidently's is (χ² of one category).
    ///
    /// - Throws: `sample` where one is empty, the kinds differ, or the test needs numbers and there are categories.
    package static func score(
        _ test: DriftTest, _ reference: Sample, _ current: Sample
    ) throws(DriftError) -> Double {
        try Comparable(test, reference, current).score()
    }

    /// The score of a test over bins; NaN for one that needs the values themselves.
    static func score(_ test: DriftTest, _ counts: PairedCounts) -> Double {
        switch test {
        case .chiSquare: ChiSquare.exactReference(counts).pValue
        case .proportions: Proportions.test(counts).pValue
        default: test.binned?.score(counts) ?? .nan
        }
    }

    /// Numbers with few different values in the reference keep each as a bin; others are binned over both samples.
    static func bins(
        _ reference: NumericSample, _ current: NumericSample, distinctIn decisive: Int
    ) throws(DriftError) -> PairedCounts {
        if decisive <= mostForOwnBins { return PairedCounts(eachOf: reference, current) }
        return try sturges(reference, current, count: reference.count + current.count)
    }

    /// Hellinger's bins: over the different values alone.
    private static func distinctBins(
        _ reference: NumericSample, _ current: NumericSample
    ) throws(DriftError) -> PairedCounts {
        try sturges(reference, current, count: PairedCounts(eachOf: reference, current).count)
    }

    private static func sturges(
        _ reference: NumericSample, _ current: NumericSample, count: Int
    ) throws(DriftError) -> PairedCounts {
        guard let first = reference.sorted.first, let last = reference.sorted.last,
            let otherFirst = current.sorted.first, let otherLast = current.sorted.last,
            let edges = SturgesEdges.edges(
                count: count, least: min(first, otherFirst), greatest: max(last, otherLast),
                isIntegral: reference.isIntegral && current.isIntegral)
        else {
            throw .sample(expected: "numbers that bins can tell apart", found: "a range too narrow or too wide")
        }
        return PairedCounts(reference, current, edges: edges)
    }

    /// Two samples that a test can compare.
    private struct Comparable {
        var test: DriftTest
        var pair: Pair

        enum Pair {
            case numbers(NumericSample, NumericSample)
            case categories(PairedCounts)
        }

        init(_ test: DriftTest, _ reference: Sample, _ current: Sample) throws(DriftError) {
            try DriftError.require(reference, current, for: test)
            self.test = test
            if let left = reference.numbers, let right = current.numbers {
                pair = .numbers(left, right)
            } else if case .categorical(let left) = reference, case .categorical(let right) = current {
                pair = .categories(PairedCounts(categories: left, right))
            } else {
                throw .sample(expected: "two samples of one kind", found: "two kinds")
            }
        }

        func score() throws(DriftError) -> Double {
            switch pair {
            case .numbers(let left, let right): try numeric(left, right)
            case .categories(let counts): binned(counts)
            }
        }

        private func numeric(_ left: NumericSample, _ right: NumericSample) throws(DriftError) -> Double {
            switch test {
            case .kolmogorovSmirnov: KolmogorovSmirnov.test(left, right).pValue
            case .wasserstein: Wasserstein.normalised(left, right)
            case .andersonDarling: AndersonDarling.test(left, right).pValue
            case .mannWhitney: MannWhitney.test(left, right, .less).pValue
            case .chiSquare, .proportions: binned(PairedCounts(eachOf: left, right))
            case .hellinger: binned(try distinctBins(left, right))
            case .populationStability, .kullbackLeibler, .jensenShannon:
                binned(try bins(left, right, distinctIn: left.distinctCount))
            }
        }

        private func binned(_ counts: PairedCounts) -> Double { EvidentlyMode.score(test, counts) }
    }
}
