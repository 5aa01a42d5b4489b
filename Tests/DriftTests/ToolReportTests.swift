import Foundation
import Testing

@testable import Drift

@Suite struct ToolReportTests {
    private static func fixture(_ name: String) throws -> ToolReport {
        let url = Fixtures.root.appending(path: "Tests/DriftTests/Fixtures/\(name).json")
        return try ToolReport(Array(Data(contentsOf: url)), place: name)
    }

    @Test(arguments: ["evidently-0.7.21-report", "evidently-0.7.21-legacy-report"])
    func `Evidently's reports say which columns drifted, and its word on the whole holds`(name: String) throws {
        let report = try Self.fixture(name)
        #expect(Set(report.columns.map(\.name)) == ["amount", "age", "country"])
        #expect(report.columns.filter { $0.finding == .drift }.map(\.name) == ["amount"])
        #expect(report.dataset == false)
        #expect(report.finding == .noDrift)
    }

    @Test func `without tests, a score is held against its threshold by its method`() throws {
        func report(_ method: String, _ value: Double) throws -> ToolReport {
            let text = """
                {"metrics": [{"id": "1", "value": \(value), "config": {"type": "evidently:metric_v2:ValueDrift",
                  "column": "a", "method": "\(method)", "threshold": 0.1}}]}
                """
            return try ToolReport(Array(text.utf8), place: "r")
        }
        #expect(try report("PSI", 0.2).finding == .drift)
        #expect(try report("PSI", 0.05).finding == .noDrift)
        #expect(try report("K-S p_value", 0.2).finding == .noDrift)
        #expect(try report("something new", 0.2).finding == .inconclusive)
    }

    @Test func `whylogs' possible drift is inconclusive`() throws {
        let text = #"{"a": {"algorithm": "ks", "pvalue": 0.1, "drift_category": "POSSIBLE_DRIFT"}, "b": null}"#
        #expect(try ToolReport(Array(text.utf8), place: "r").finding == .inconclusive)
        let drift = text.replacingOccurrences(of: "POSSIBLE_", with: "")
        #expect(try ToolReport(Array(drift.utf8), place: "r").finding == .drift)
    }

    @Test(arguments: [
        ("[]", "r: expected a drift report of Evidently or whylogs, found no word of drift"),
        (#"{"version": "1.2.0", "metrics": []}"#, "r: expected Evidently 0.2 to 0.7, found version '1.2.0'"),
        (
            #"{"metrics": [{"config": {"type": "evidently:metric_v3:ValueDrift"}}]}"#,
            "r: expected metrics of type 'evidently:metric_v2:…', found evidently:metric_v3:ValueDrift"
        ),
        (
            #"{"version": "0.4.1", "metrics": []}"#,
            "r: expected a drift report of Evidently or whylogs, found no word of drift"
        ),
        (
            #"{"a": {"algorithm": "ks", "drift_category": "MAYBE"}}"#,
            "r: column 'a': expected NO_DRIFT, POSSIBLE_DRIFT or DRIFT, found 'MAYBE'"
        ),
    ])
    func `what is not known is refused`(text: String, message: String) {
        #expect {
            try ToolReport(Array(text.utf8), place: "r")
        } throws: { error in
            "\(error)" == message
        }
    }
}
