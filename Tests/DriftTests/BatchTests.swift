import Judging
import Manifests
import Testing

@testable import Drift

@Suite struct BatchTests {
    private static func answers(_ text: String, _ batch: Batch = Batch()) throws -> (lines: [Value], isComplete: Bool) {
        var lines: [Value] = []
        var isComplete = true
        for answer in batch.answers(Array(text.utf8), name: "batch") {
            lines += try answer.lines.split(separator: UInt8(ascii: "\n")).map { try JSON.parse(Array($0)) }
            isComplete = isComplete && answer.isComplete
        }
        return (lines, isComplete)
    }

    @Test(.enabled(if: Fixtures.hasShared, Fixtures.missing))
    func `the shared vectors come back a line each`() throws {
        let cases = try Fixtures.sharedCases()
        let (lines, isComplete) = try Self.answers(cases.map { JSON.string($0) }.joined(separator: "\n"))
        #expect(isComplete)
        #expect(lines.count == cases.count)
        for (line, vector) in zip(lines, cases) {
            #expect(abs((line["score"]?.number ?? .nan) - (vector["score"]?.number ?? .nan)) <= 1e-6)
            #expect(line["drift"] == vector["drift"])
            #expect(line["test"] == vector["test"])
            #expect(line["threshold"]?.number == vector["threshold"]?.number)
        }
    }

    @Test func `an id comes back, nulls are missing, and the test may be left out`() throws {
        let line = #"{"id": [7], "kind": "cat", "reference": ["a", null, "b", "a"], "current": ["a", "b", "b"]}"#
        let answer = try #require(try Self.answers(line).lines.first)
        #expect(answer["id"] == [7])
        #expect(answer["test"] == "z")
        #expect(answer["drift"] == false)
        let texts = #"{"kind": "text", "test": "ks", "reference": ["a", "bb"], "current": ["cccc", "ddddd"]}"#
        #expect(try Self.answers(texts).lines.first?["score"]?.number.map { abs($0 - 1.0 / 3) < 1e-12 } == true)
    }

    @Test(arguments: [
        ("{", "expected a JSON object, found expected a key in double quotes, found the end of the text"),
        (#"{"kind": "n"}"#, "expected 'kind' num, cat or text, found 'n'"),
        (#"{"kind": "num", "reference": 1}"#, "expected 'reference' as a list, found an integer"),
        (#"{"kind": "num", "reference": ["x"]}"#, "expected numbers in 'reference', found a string"),
        (#"{"kind": "num", "reference": [], "current": [1]}"#, "expected values in the reference, found none"),
        (
            #"{"kind": "num", "test": "psi", "threshold": -1, "reference": [1], "current": [1]}"#,
            "expected 'threshold' of at least 0, found an integer"
        ),
    ])
    func `a bad line is answered by an error in its place`(line: String, message: String) throws {
        let good = #"{"kind": "num", "reference": [1, 2], "current": [1, 2]}"#
        let (lines, isComplete) = try Self.answers([good, line, good].joined(separator: "\n"))
        #expect(!isComplete)
        #expect(lines.map { $0["error"] != nil } == [false, true, false])
        #expect(lines.dropFirst().first?["error"]?.string == "batch:2: \(message)")
    }

    @Test func `calibrated lines carry a p-value, and noise is no drift`() throws {
        var generator = SeededGenerator(seed: 3)
        let numbers = { (count: Int) in
            JSON.string(.array((0..<count).map { _ in .double(Double.random(in: 0..<1, using: &generator)) }))
        }
        let line =
            #"{"kind": "num", "test": "psi", "threshold": 0.1, "reference": \#(numbers(1_001)), "#
            + #""current": \#(numbers(60))}"#
        var batch = Batch()
        #expect(try Self.answers(line, batch).lines.first?["drift"] == true)
        batch.mode = .calibrated
        let answer = try #require(try Self.answers(line, batch).lines.first)
        #expect(answer["drift"] == false)
        #expect((answer["pValue"]?.number ?? 0) > 0.05)
    }
}
