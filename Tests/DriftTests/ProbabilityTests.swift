import Foundation
import Judging
import Manifests
import Testing

@testable import Drift

@Suite struct ProbabilityTests {
    @Test(arguments: [
        // Abramowitz and Stegun, table 26.8: the upper 5 % and 1 % points of χ².
        (3.841458820694124, 1, 0.05), (11.070497693516351, 5, 0.05), (18.307038053275146, 10, 0.05),
        (6.634896601021213, 1, 0.01), (124.34211340400407, 100, 0.05),
    ])
    func `the points of the table of χ² have its probabilities`(x: Double, degrees: Int, p: Double) {
        #expect(abs(Tails.chiSquare(x, degrees: degrees) - p) < 1e-13)
    }

    @Test func `an incomplete gamma of whole a is a sum of Poisson terms`() {
        for a in [1, 2, 5, 12, 40] {
            for x in [0.1, 1, 4.5, 11, 39, 60] {
                var term = exp(-x)
                var sum = term
                for n in 1..<a {
                    term *= x / Double(n)
                    sum += term
                }
                #expect(abs(IncompleteGamma.upper(Double(a), x) - sum) < 1e-13)
                #expect(abs(IncompleteGamma.lower(Double(a), x) - (1 - sum)) < 1e-13)
            }
        }
    }

    @Test func `what no gamma is defined for is no number`() {
        #expect(IncompleteGamma.upper(0, 1).isNaN)
        #expect(IncompleteGamma.lower(1, -1).isNaN)
        #expect(IncompleteGamma.upper(3, .infinity) == 0)
    }

    @Test func `the Kolmogorov distribution has the value that Marsaglia, Tsang and Wang published`() {
        // K(10, 0.274) of their paper.
        #expect(abs(KolmogorovDistribution.upperTail(10, 0.274) - (1 - 0.6284796154565)) < 1e-12)
    }

    @Test(.enabled(if: Python.hasScipy, "needs scipy in .venv"))
    func `tails are those of SciPy`() throws {
        let program = """
            import json
            from scipy import special, stats
            points = [(a, x) for a in (0.5, 1, 3.5, 9.9, 10, 47, 500, 20000) for x in (1e-3, 0.4, 1, 5, 11, 46, 480, 20100)]
            print(json.dumps({
                "gamma": [[a, x, special.gammaincc(a, x), special.gammainc(a, x)] for a, x in points],
                "normal": [[z / 4, stats.norm.sf(z / 4)] for z in range(-40, 60)],
                "kolmogorov": [[n, d / 200, stats.kstwo.sf(d / 200, n)]
                    for n in (1, 2, 7, 30, 140, 141, 1000, 5003) for d in range(1, 200)],
            }))
            """
        let answer = try JSON.parse(Python.run(program, input: ""))
        for row in answer["gamma"]?.array ?? [] {
            let numbers = (row.array ?? []).compactMap(\.number)
            let upper = IncompleteGamma.upper(numbers[0], numbers[1])
            let lower = IncompleteGamma.lower(numbers[0], numbers[1])
            #expect(abs(upper - numbers[2]) <= 1e-12, "Q\(numbers)")
            #expect(abs(lower - numbers[3]) <= 1e-12, "P\(numbers)")
        }
        for row in answer["normal"]?.array ?? [] {
            let numbers = (row.array ?? []).compactMap(\.number)
            #expect(abs(Tails.normal(numbers[0]) - numbers[1]) <= 1e-13 * numbers[1] + 1e-300)
        }
        let kolmogorov = answer["kolmogorov"]?.array ?? []
        #expect(kolmogorov.count > 1_500)
        for row in kolmogorov {
            let numbers = (row.array ?? []).compactMap(\.number)
            let tail = KolmogorovDistribution.upperTail(Int(numbers[0]), numbers[1])
            #expect(abs(tail - numbers[2]) <= 1e-9, "n, d, SciPy's: \(numbers), ours: \(tail)")
        }
    }
}
