import Judging
import Manifests
import Testing

@testable import Drift

@Suite struct SignificanceTests {
    @Test(.enabled(if: Python.hasScipy, "needs scipy in .venv"))
    func `statistics and p-values are SciPy's, for samples of many sizes`() throws {
        let program = """
            import json, random, warnings
            from scipy import stats
            import numpy as np
            warnings.filterwarnings("ignore")
            r = random.Random(11)
            for m, n in [(1, 1), (2, 5), (8, 30), (9, 9), (25, 25), (60, 45), (100, 101), (300, 17), (1000, 999),
                         (12000, 40), (10500, 11000)]:
                for digits in (0, 1, 6):
                    a = [round(r.gauss(0, 2), digits) for _ in range(m)]
                    b = [round(r.gauss(0.3, 2.2), digits) for _ in range(n)]
                    ks = stats.ks_2samp(a, b)
                    row = {"a": a, "b": b, "ks": [ks.statistic, ks.pvalue],
                           "wasserstein": stats.wasserstein_distance(a, b)}
                    for name in ("less", "two-sided"):
                        u = stats.mannwhitneyu(a, b, alternative=name)
                        row[name] = [float(u.statistic), float(u.pvalue)]
                    if m + n > 3 and len(set(a + b)) > 1:
                        ad = stats.anderson_ksamp([np.array(a), np.array(b)])
                        row["anderson"] = [float(ad.statistic), float(ad.pvalue)]
                    print(json.dumps(row))
            """
        let lines = try Python.run(program, input: "").split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 33)
        for line in lines {
            let row = try JSON.parse(Array(line))
            let a = NumericSample((row["a"]?.array ?? []).compactMap(\.number))
            let b = NumericSample((row["b"]?.array ?? []).compactMap(\.number))
            let name = "\(a.count), \(b.count)"
            try Self.expect(KolmogorovSmirnov.test(a, b), row["ks"], "ks \(name)")
            try Self.expect(MannWhitney.test(a, b, .less), row["less"], "less \(name)")
            try Self.expect(MannWhitney.test(a, b, .twoSided), row["two-sided"], "two-sided \(name)")
            if row["anderson"] != nil { try Self.expect(AndersonDarling.test(a, b), row["anderson"], "ad \(name)") }
            let distance = try #require(row["wasserstein"]?.number)
            #expect(abs(Wasserstein.distance(a, b) - distance) < 1e-12)
        }
    }

    private static func expect(_ found: Significance, _ expected: Value?, _ name: String) throws {
        let numbers = try #require(expected?.array).compactMap(\.number)
        #expect(abs(found.statistic - numbers[0]) <= 1e-9 * max(1, abs(numbers[0])), "\(name)")
        #expect(abs(found.pValue - numbers[1]) <= 1e-9, "\(name): \(found.pValue), \(numbers[1])")
    }

    @Test(.enabled(if: Python.hasScipy, "needs scipy in .venv"))
    func `the two-sample χ² is SciPy's test of a contingency table`() throws {
        let program = """
            import json, random
            from scipy import stats
            r = random.Random(3)
            for k in (2, 3, 10, 60):
                table = [[r.randint(5, 90) for _ in range(k)] for _ in range(2)]
                found = stats.chi2_contingency(table, correction=False)
                print(json.dumps({"table": table, "found": [found.statistic, found.pvalue]}))
            """
        for line in try Python.run(program, input: "").split(separator: UInt8(ascii: "\n")) {
            let row = try JSON.parse(Array(line))
            let table = (row["table"]?.array ?? []).map { ($0.array ?? []).compactMap(\.number) }
            var counts = PairedCounts()
            for (left, right) in zip(table[0], table[1]) { counts.append(left, right) }
            try Self.expect(ChiSquare.twoSamples(counts), row["found"], "\(table)")
        }
    }

    @Test func `Siegel and Castellan's ranks have the exact chance that enumeration gives`() {
        // Of the 10 ways to choose 2 of 5 places, one has both at the low end.
        let low = NumericSample([1, 2])
        let high = NumericSample([3, 4, 5])
        #expect(MannWhitney.test(low, high, .less).pValue == 0.1)
        #expect(MannWhitney.test(low, high, .twoSided).pValue == 0.2)
        #expect(abs(KolmogorovSmirnov.test(low, high).pValue - 0.2) < 1e-15)
    }
}
