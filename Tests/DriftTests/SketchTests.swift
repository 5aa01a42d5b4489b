import Foundation
import Judging
import Manifests
import Testing

@testable import Drift

@Suite struct SketchTests {
    enum Stream: String, CaseIterable {
        case uniform, ascending, descending, fewValues, heavyTail, constant

        func values(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
            (0..<count).map { index in
                let share = Double.random(in: 0..<1, using: &generator)
                switch self {
                case .uniform: return share
                case .ascending: return Double(index)
                case .descending: return Double(count - index)
                case .fewValues: return (share * 5).rounded()
                case .heavyTail: return pow(1 - share, -2)
                case .constant: return 4
                }
            }
        }
    }

    /// The greatest error of any share, against the values themselves.
    private static func worst(_ sketch: QuantileSketch, _ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.indices.reduce(0.0) { worst, index in
            // Of equal values, the last one's rank counts.
            guard index + 1 == sorted.count || sorted[index + 1] > sorted[index] else { return worst }
            return max(worst, abs(sketch.shareAtOrBelow(sorted[index]) - Double(index + 1) / Double(sorted.count)))
        }
    }

    @Test(arguments: Stream.allCases, [1, 40, 3_000])
    func `every share is within the stated error, before and after merging`(stream: Stream, count: Int) {
        for seed in 0..<6 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var whole = QuantileSketch(k: 32, seed: UInt64(seed))
            var values: [Double] = []
            for part in 0..<3 {
                var sketch = QuantileSketch(k: 32, seed: UInt64(seed * 10 + part + 100))
                let more = stream.values(count, &generator)
                for value in more { sketch.insert(value) }
                #expect(Self.worst(sketch, more) <= sketch.greatestError(confidence: 0.999) + 1e-12)
                whole.merge(sketch)
                values += more
            }
            #expect(whole.count == values.count)
            #expect(Self.worst(whole, values) <= whole.greatestError(confidence: 0.999) + 1e-12)
            #expect(whole.least == values.min() && whole.greatest == values.max())
        }
    }

    @Test func `the error is small, and so is the sketch`() {
        var generator = SeededGenerator(seed: 1)
        var sketch = QuantileSketch(seed: 2)
        for value in Stream.heavyTail.values(200_000, &generator) { sketch.insert(value) }
        #expect(sketch.rankError(confidence: 0.99) < 0.02)
        #expect(sketch.stored < 1_200)
        var few = QuantileSketch(seed: 3)
        for value in [3.0, 1, 2, .nan, .infinity] { few.insert(value) }
        #expect(few.rankError(confidence: 0.99) == 0)
        #expect(few.shareAtOrBelow(2) == 2.0 / 3)
    }

    @Test(arguments: [1, 3, 20]) func `a category's count is too low by the error at most, and never too high`(k: Int) {
        var generator = SeededGenerator(seed: UInt64(k))
        var whole = CategorySketch(k: k)
        var counts: [String: Int] = [:]
        for _ in 0..<4 {
            var sketch = CategorySketch(k: k)
            for _ in 0..<2_000 {
                let share = Double.random(in: 0..<1, using: &generator)
                let name = "c\(Int(40 * share * share * share))"
                sketch.insert(name)
                counts[name, default: 0] += 1
            }
            whole.merge(sketch)
        }
        #expect(whole.counts.count <= k)
        #expect(whole.error <= 8_000 / (k + 1))
        for (name, count) in counts {
            let kept = whole.counts[name] ?? 0
            #expect(kept <= count && kept >= count - whole.error)
        }
    }

    private static func table(_ rows: Int, shift: Double, seed: UInt64) throws -> DataFile {
        var generator = SeededGenerator(seed: seed)
        let lines = (0..<rows).map { _ in
            let number = Double.random(in: 0..<1, using: &generator) + shift
            let letter = ["a", "b", "b", "c"].randomElement(using: &generator) ?? ""
            return "\(number),\(shift > 0 && number > 1 ? "c" : letter)"
        }
        return try DataFile(name: "t\(seed)", bytes: Array((["n,c"] + lines).joined(separator: "\n").utf8))
    }

    private static func sketched(_ file: DataFile) throws -> DataFile {
        let sketch = try DataSketch(reading: file, k: 128)
        return try DataFile(name: "sketch of \(file.name)", bytes: JSON.canonical(sketch.encoded))
    }

    @Test func `a sketch reads back as it was, in kilobytes`() throws {
        let file = try Self.table(20_000, shift: 0, seed: 1)
        let sketch = try DataSketch(reading: file)
        let bytes = JSON.canonical(sketch.encoded)
        #expect(bytes.count < 24 << 10)
        let restored = try DataSketch(bytes, place: "sketch")
        #expect(JSON.canonical(restored.encoded) == bytes)
        var both = restored
        try both.merge(try DataSketch(reading: Self.table(500, shift: 0, seed: 2)))
        #expect(both.rows == 20_500)
    }

    @Test(arguments: [
        ("\"lockstep/v1\"", "\"lockstep/v2\"", "expected apiVersion 'lockstep/v1', found 'lockstep/v2'"),
        ("\"DataSketch\"", "\"Sketch\"", "expected kind 'DataSketch', found 'Sketch'"),
        ("\"k\":128", "\"k\":1", "expected a sketch of column 'c', found a state that none can be in"),
        (
            "\"variance\":", "\"variance\":-1,\"x\":",
            "expected a sketch of column 'c', found a state that none can be in"
        ),
        ("\"rows\":300", "\"rows\":-1", "expected 'rows' and 'columns', found neither or one"),
    ])
    func `another version, and a state that no sketch can be in, are refused`(old: String, new: String, message: String)
        throws
    {
        let bytes = try Self.sketched(Self.table(300, shift: 0, seed: 3)).bytes
        let text = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: old, with: new)
        #expect {
            try DataSketch(Array(text.utf8), place: "s")
        } throws: { error in
            "\(error)" == "s: \(message)"
        }
    }

    @Test func `sketches of the same data alarm as seldom as the data, and drift is found`() throws {
        var alarms = 0
        for seed in 0..<40 {
            let reference = try Self.sketched(Self.table(1_500, shift: 0, seed: UInt64(1_000 + seed)))
            let current = try Self.sketched(Self.table(1_500, shift: 0, seed: UInt64(2_000 + seed)))
            if try Comparison().report(reference, current).hasDrift { alarms += 1 }
        }
        #expect(alarms <= 6)
        let reference = try Self.sketched(Self.table(3_000, shift: 0, seed: 7))
        let report = try Comparison().report(reference, Self.table(3_000, shift: 0.4, seed: 8))
        #expect(report.columns.map(\.finding) == [.drift, .drift])
        #expect(report.columns.map(\.kind) == [.categorical, .numeric])
    }

    @Test func `sketches are judged by their own test alone`() throws {
        let file = try Self.sketched(Self.table(100, shift: 0, seed: 1))
        var comparison = Comparison()
        comparison.mode = .evidently
        #expect(throws: DriftError.self) { try comparison.report(file, file) }
        comparison.mode = .calibrated
        comparison.test = .populationStability
        #expect(throws: DriftError.self) { try comparison.report(file, file) }
    }
}
