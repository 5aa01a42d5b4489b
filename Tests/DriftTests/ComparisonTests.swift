import Judging
import Manifests
import Testing

@testable import Drift

@Suite struct ComparisonTests {
    private static func file(_ name: String, _ lines: [String]) throws -> DataFile {
        try DataFile(name: name, bytes: Array(lines.joined(separator: "\n").utf8))
    }

    /// Twenty columns of noise, `drifting` of which are shifted in the second file.
    private static func tables(
        columns: Int, rows: Int, drifting: Int, seed: UInt64
    ) throws -> (DataFile, DataFile) {
        var generator = SeededGenerator(seed: seed)
        let header = (0..<columns).map { "c\($0)" }.joined(separator: ",")
        func table(_ shift: Double) -> [String] {
            [header]
                + (0..<rows).map { _ in
                    (0..<columns).map { column in
                        "\(Double.random(in: 0..<1, using: &generator) + (column < drifting ? shift : 0))"
                    }
                    .joined(separator: ",")
                }
        }
        return (try file("reference.csv", table(0)), try file("current.csv", table(0.5)))
    }

    @Test func `twenty columns without drift alarm as seldom as one`() throws {
        var alarms = 0
        for seed in 0..<80 {
            let (reference, current) = try Self.tables(columns: 20, rows: 60, drifting: 0, seed: UInt64(seed))
            if try Comparison().report(reference, current).hasDrift { alarms += 1 }
        }
        #expect(Double(alarms) / 80 <= 0.125, "\(alarms)")
    }

    @Test func `one drifting column of twenty is named, in both modes' own way`() throws {
        let (reference, current) = try Self.tables(columns: 20, rows: 100, drifting: 1, seed: 3)
        var comparison = Comparison()
        let calibrated = try comparison.report(reference, current)
        #expect(calibrated.columns.filter { $0.finding == .drift }.map(\.column) == ["c0"])
        #expect(calibrated.verdict == .fail)
        comparison.mode = .evidently
        let evidently = try comparison.report(reference, current)
        #expect(evidently.columns.first?.finding == .drift)
        // One of twenty is no half of the columns.
        #expect(evidently.verdict == .pass)
    }

    @Test func `few rows are inconclusive, never a pass`() throws {
        let reference = try Self.file("r", ["a"] + (0..<50).map(String.init))
        let current = try Self.file("c", ["a"] + (0..<10).map(String.init))
        let report = try Comparison().report(reference, current)
        #expect(report.columns.map(\.finding) == [.inconclusive])
        #expect(report.verdict == .inconclusive)
        #expect(report.columns.first?.score == nil)
    }

    @Test func `a distance over its threshold that chance explains is inconclusive`() throws {
        var generator = SeededGenerator(seed: 12)
        let rows = { (count: Int) in ["a"] + (0..<count).map { _ in "\(Double.random(in: 0..<1, using: &generator))" } }
        let (reference, current) = (try Self.file("r", rows(1_001)), try Self.file("c", rows(60)))
        var comparison = Comparison()
        comparison.test = .populationStability
        comparison.threshold = 0.05
        let report = try comparison.report(reference, current)
        #expect(report.columns.map(\.finding) == [.inconclusive])
        comparison.threshold = 5
        #expect(try comparison.report(reference, current).columns.map(\.finding) == [.noDrift])
    }

    @Test func `kinds are told by the values of both sides, and missing ones are counted`() throws {
        let reference = try Self.file(
            "r",
            ["n,c,t,mixed"] + (0..<60).map { "\($0),\($0 % 2 == 0 ? "x" : "y"),note number \($0),\($0)" } + ["NA,,,1"])
        let current = try Self.file(
            "c", ["n,c,t,mixed"] + (0..<60).map { "\($0),\($0 % 3 == 0 ? "x" : "y"),note no. \($0),k\($0 % 4)" })
        let report = try Comparison().report(reference, current)
        #expect(report.columns.map(\.kind) == [.numeric, .categorical, .text, .text])
        #expect(report.columns.map(\.referenceMissing) == [1, 1, 1, 0])
        var comparison = Comparison()
        comparison.kinds = ["mixed": .categorical, "n": .categorical]
        comparison.columns = ["mixed", "n"]
        #expect(try comparison.report(reference, current).columns.map(\.kind) == [.categorical, .categorical])
    }

    @Test func `a column that one side lacks is an error, unless others are named`() throws {
        let reference = try Self.file("r", ["a,b", "1,2", "2,3"])
        let current = try Self.file("c", ["a", "1", "2"])
        #expect {
            try Comparison().report(reference, current)
        } throws: { error in
            "\(error)" == "c: expected a column 'b', found 'a'"
        }
        var comparison = Comparison()
        comparison.columns = ["a"]
        comparison.mode = .evidently
        #expect(try comparison.report(reference, current).columns.count == 1)
        comparison.falseAlarm = 0
        #expect(throws: DriftError.self) { try comparison.report(reference, current) }
    }
}
