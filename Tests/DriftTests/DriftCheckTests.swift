import Foundation
import Judging
import Manifests
import Testing
import Transport
import Trust

@testable import Drift

@Suite struct DriftCheckTests {
    private static func rows(_ count: Int, shift: Double, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        let lines = (0..<count).map { _ in "{\"amount\": \(Double.random(in: 0..<1, using: &generator) + shift)}" }
        return Array(lines.joined(separator: "\n").utf8)
    }

    private static let files = [
        "reference.jsonl": rows(400, shift: 0, seed: 1), "same.jsonl": rows(300, shift: 0, seed: 2),
        "shifted.jsonl": rows(300, shift: 0.3, seed: 3), "few.jsonl": rows(8, shift: 0, seed: 4), "none.jsonl": [],
    ]

    private static func judge(_ specification: Value) async -> Judgement {
        let check = DriftCheck(client: HTTPClient()) { files[$0] }
        return await check.finding(
            of: specification, check: "inputs", values: ["revision": "v 2"], chance: .init(share: 0.05)
        ).judgement
    }

    @Test(arguments: [
        ("same.jsonl", CheckVerdict.pass), ("shifted.jsonl", .fail), ("few.jsonl", .inconclusive),
        ("none.jsonl", .noData), ("missing.jsonl", .providerError),
    ])
    func `files are judged by their data`(current: String, verdict: CheckVerdict) async {
        let judgement = await Self.judge([
            "reference": "reference.jsonl", "current": .string(current), "method": "psi", "below": 0.2,
        ])
        #expect(judgement.verdict == verdict, "\(judgement.reason)")
        #expect(judgement.check == "inputs")
    }

    @Test func `what was compared stands in the evidence, by digest`() async throws {
        let digest = "sha256:" + SHA256Digest(of: Self.files["reference.jsonl"] ?? []).hex
        let judgement = await Self.judge([
            "reference": ["file": "reference.jsonl", "digest": .string(digest)], "current": "shifted.jsonl",
        ])
        #expect(judgement.verdict == .fail)
        #expect(judgement.reason.hasSuffix(": 'amount'"))
        #expect(judgement.evidence[path: "reference", "digest"]?.string == digest)
        #expect(judgement.evidence["columns"]?.array?.count == 1)
        let other = await Self.judge([
            "reference": ["file": "same.jsonl", "digest": .string(digest)], "current": "shifted.jsonl",
        ])
        #expect(other.verdict == .providerError)
        #expect(other.reason.contains("the data are not those agreed on"))
    }

    @Test func `an address and a histogram are asked for the revision's data`() async throws {
        let server = try AnswerServer([
            "/inputs?revision=v%202": Self.rows(300, shift: 0.3, seed: 5),
            "/api/v1/query?query=sum%20by%20%28le%29%20%28increase%28score_bucket%7Brevision%3D%22v%202%22%7D%5B300s%5D%29%29":
                Array(
                    #"""
                    {"status": "success", "data": {"resultType": "vector", "result": [
                      {"metric": {"le": "+Inf"}, "value": [1, "400.2"]},
                      {"metric": {"le": "0.5"}, "value": [1, "90"]},
                      {"metric": {"le": "1"}, "value": [1, "400"]}]}}
                    """#.utf8),
        ])
        let inputs = await Self.judge([
            "reference": "reference.jsonl", "current": .string("\(server.address)/inputs?revision={{revision}}"),
        ])
        #expect(inputs.verdict == .fail, "\(inputs.reason)")
        let histogram = await Self.judge([
            "reference": "reference.jsonl", "columns": ["amount"], "method": "jensenshannon", "below": 0.1,
            "current": [
                "histogram": "score_bucket{revision=\"{{revision}}\"}", "prometheus": .string(server.address),
            ],
        ])
        #expect(histogram.verdict == .fail, "\(histogram.reason)")
        let gone = await Self.judge(["reference": "reference.jsonl", "current": .string("\(server.address)/gone")])
        #expect(gone.verdict == .providerError)
        #expect(gone.reason.contains("expected status 200, found 404"))
    }

    private static let faulty: [(Value, String)] = [
        (["current": "a"], "missing field 'reference', expected a value"),
        (["reference": "../a", "current": "b"], "expected a path within the environment's folder, found '../a'"),
        (["reference": "a", "current": "b", "below": 1], "expected 'method' beside 'below', found none"),
        (
            ["reference": "a", "current": "b", "method": "ks", "below": 0.05],
            "expected 'falseAlarm' for 'ks', whose score is a p-value, found 'below'"
        ),
        (["reference": "a", "current": "b", "methd": "ks"], "unknown field 'methd', expected 'method'"),
        (
            ["reference": "a", "current": ["file": "b", "digest": "md5:1"]],
            "expected 'sha256:' and 64 hexadecimal digits"
        ),
        (["reference": "a", "current": [:]], "expected one of 'file', 'url', 'histogram'"),
        (
            ["reference": "a", "current": ["histogram": "x", "prometheus": "http://p"], "columns": ["c"]],
            "expected a metric that ends with '_bucket', found 'x'"
        ),
        (
            ["reference": "a", "current": ["histogram": "x_bucket", "prometheus": "http://p"]],
            "expected one column of the reference to hold against a histogram"
        ),
    ]

    @Test(arguments: faulty)
    func `what is at fault in a check is told`(specification: Value, message: String) async {
        let judgement = await Self.judge(specification)
        #expect(judgement.verdict == .providerError)
        #expect(judgement.reason.hasPrefix(message), "\(judgement.reason)")
    }

    @Test func `histograms that fall or have no end are refused`() throws {
        #expect(throws: DriftError.self) { try HistogramCounts(cumulative: [(1, 5)], place: "p") }
        #expect(throws: DriftError.self) {
            try HistogramCounts(cumulative: [(1, 50), (2, 20), (.infinity, 60)], place: "p")
        }
        let counts = try HistogramCounts(cumulative: [(.infinity, 60), (1, 50)], place: "p")
        #expect(counts.counts == [50, 10])
        #expect(HistogramCounts(NumericSample([0, 1, 1.5]), bounds: counts.bounds).counts == [2, 1])
    }
}
