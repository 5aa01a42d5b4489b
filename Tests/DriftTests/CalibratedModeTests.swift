import Foundation
import Judging
import Testing

@testable import Drift

@Suite struct CalibratedModeTests {
    /// Normal by Box and Muller.
    private static func normal(
        _ count: Int, mean: Double = 0, spread: Double = 1, _ generator: inout SeededGenerator
    ) -> Sample {
        let values = (0..<count).map { _ in
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
            return mean + spread * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
        }
        return .numeric(NumericSample(values))
    }

    private static func letters(_ count: Int, of alphabet: [String], _ generator: inout SeededGenerator) -> Sample {
        Sample(categories: (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "" })
    }

    /// How often a comparison of two samples of one kind is significant at 5 %.
    private static func rate(
        _ test: DriftTest, runs: Int, seed: UInt64, _ draw: (inout SeededGenerator) -> (Sample, Sample)
    ) throws -> Double {
        var generator = SeededGenerator(seed: seed)
        var mode = CalibratedMode()
        mode.draws = 199
        var alarms = 0
        for run in 0..<runs {
            mode.seed = UInt64(run)
            let (reference, current) = draw(&generator)
            if try mode.score(test, reference, current).pValue <= 0.05 { alarms += 1 }
        }
        return Double(alarms) / Double(runs)
    }

    private static let sizes = [(120, 40), (80, 80)]

    @Test(arguments: DriftTest.allCases.filter { ![.chiSquare, .proportions].contains($0) }, sizes)
    func `without drift, numbers alarm at the nominal rate`(test: DriftTest, size: (Int, Int)) throws {
        let rate = try Self.rate(test, runs: 300, seed: 5) { generator in
            (Self.normal(size.0, &generator), Self.normal(size.1, &generator))
        }
        // Three standard errors above 5 %; and not so rare that the test were useless.
        #expect(rate <= 0.05 + 0.038, "\(rate)")
        #expect(rate >= 0.01, "\(rate)")
    }

    @Test(arguments: DriftTest.allCases.filter { !$0.needsNumbers }, sizes)
    func `without drift, categories alarm at the nominal rate`(test: DriftTest, size: (Int, Int)) throws {
        let alphabet = ["a", "a", "a", "b", "b", "c", "d", "e"]
        let rate = try Self.rate(test, runs: 300, seed: 6) { generator in
            (Self.letters(size.0, of: alphabet, &generator), Self.letters(size.1, of: alphabet, &generator))
        }
        #expect(rate <= 0.05 + 0.038, "\(rate)")
        #expect(rate >= 0.01, "\(rate)")
    }

    @Test func `Evidently's χ² alarms many times as often, as the notes of the field say`() throws {
        var generator = SeededGenerator(seed: 9)
        let alphabet = ["a", "b", "c", "d", "e"]
        var (theirs, ours) = (0, 0)
        for _ in 0..<120 {
            let reference = Self.letters(200, of: alphabet, &generator)
            let current = Self.letters(1_000, of: alphabet, &generator)
            if try EvidentlyMode.score(.chiSquare, reference, current) < 0.05 { theirs += 1 }
            if try CalibratedMode().score(.chiSquare, reference, current).pValue <= 0.05 { ours += 1 }
        }
        #expect(Double(theirs) / 120 > 0.7)
        #expect(Double(ours) / 120 < 0.11)
    }

    @Test(arguments: DriftTest.allCases.filter(\.needsNumbers))
    func `a shift by half a deviation is found`(test: DriftTest) throws {
        let rate = try Self.rate(test, runs: 40, seed: 7) { generator in
            (Self.normal(300, &generator), Self.normal(200, mean: 0.5, &generator))
        }
        #expect(rate > 0.95, "\(rate)")
    }

    @Test(arguments: DriftTest.allCases.filter { $0.binned != nil })
    func `a wider spread is found by its bins`(test: DriftTest) throws {
        let rate = try Self.rate(test, runs: 40, seed: 8) { generator in
            (Self.normal(400, &generator), Self.normal(400, spread: 1.6, &generator))
        }
        #expect(rate > 0.9, "\(rate)")
    }

    @Test func `the same seed gives the same p-value, and each column its own draws`() throws {
        var generator = SeededGenerator(seed: 4)
        let (a, b) = (Self.normal(80, &generator), Self.normal(80, &generator))
        let mode = CalibratedMode()
        let first = try mode.score(.populationStability, a, b, column: "x")
        #expect(try mode.score(.populationStability, a, b, column: "x") == first)
        #expect(try mode.score(.populationStability, a, b, column: "y") != first)
    }

    @Test func `a permutation's p-value is near the exact one`() throws {
        // 2 × 2 table with margins of 10: Fisher's exact p-value of χ² at least as large is 0.02301…
        var counts = PairedCounts()
        counts.append(8, 2)
        counts.append(2, 8)
        var permutation = PermutationTest(draws: 20_000, generator: SeededGenerator(seed: 2))
        let chance = permutation.pValue(of: counts) { ChiSquare.twoSamples($0).statistic }
        #expect(abs(chance - 0.02301) < 0.02)
    }

    @Test func `counts of millions are drawn bin by bin, as values would be`() {
        var generator = SeededGenerator(seed: 5)
        for (marked, population, sample) in [(30.0, 100.0, 40.0), (5e8, 1e9, 1e6), (3, 1e9, 5e8), (9e5, 1e6, 10)] {
            let draws = (0..<4_000).map { _ in
                HypergeometricDraw.draw(marked: marked, population: population, sample: sample, &generator)
            }
            let share = marked / population
            let variance = sample * share * (1 - share) * (population - sample) / (population - 1)
            let mean = draws.reduce(0, +) / 4_000
            let spread = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4_000
            #expect(abs(mean - sample * share) < 5 * (variance / 4_000).squareRoot())
            #expect(abs(spread / variance - 1) < 0.12)
            #expect(draws.allSatisfy { $0 >= 0 && $0 <= min(marked, sample) && $0 == $0.rounded() })
        }
        let same = PairedCounts([2e6, 3e6, 1e6], [2.0005e6, 2.9995e6, 1e6])
        let other = PairedCounts([2e6, 3e6, 1e6], [2.1e6, 2.9e6, 1e6])
        #expect(CalibratedMode().score(.populationStability, same).pValue > 0.05)
        #expect(CalibratedMode().score(.populationStability, other).pValue <= 0.001)
    }

    @Test func `Holm's correction is that of his example`() {
        // Sorted 0.01, 0.02, 0.03, 0.04 → 0.04, 0.06, 0.06, 0.06.
        #expect(
            Holm.adjusted([0.03, 0.01, 0.04, 0.02]).map { ($0 * 1e6).rounded() / 1e6 } == [0.06, 0.04, 0.06, 0.06])
        #expect(Holm.adjusted([]) == [])
        #expect(Holm.adjusted([0.9, 0.8]) == [1, 1])
    }
}
