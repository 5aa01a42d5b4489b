import Foundation
import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct LogisticModelTests {
    private static let text = #"{"intercept": -1, "coefficients": {"amount": 2}, "lookup": {"milliseconds": 5}}"#

    @Test func `a prediction is the logistic of the weighted sum`() throws {
        let model = try LogisticModel(parsing: Array(Self.text.utf8))
        #expect(model.lookup == .milliseconds(5))
        #expect(abs(try model.predict(["amount": 0.5]) - 0.5) < 1e-12)
        #expect(abs(try model.predict(["amount": 1]) - 1 / (1 + exp(-1.0))) < 1e-12)
    }

    @Test func `a request without a feature fails, naming it`() throws {
        let model = try LogisticModel(parsing: Array(Self.text.utf8))
        #expect(throws: LogisticModel.Failure.missingFeature("amount")) { try model.predict(["age": 1]) }
        #expect(throws: LogisticModel.Failure.missingFeature("amount")) { try model.predict(["amount": "1"]) }
    }

    @Test(arguments: [
        ("{", "expected JSON"), ("{}", "expected 'coefficients'"),
        (#"{"coefficients": {"a": "b"}}"#, "'coefficients.a'"),
        (#"{"coefficients": {"a": 1}, "lookup": {"milliseconds": 1e9}}"#, "0…60000"),
    ])
    func `a file that is no model says why`(text: String, reason: String) {
        let failure = #expect(throws: LogisticModel.Failure.self) { try LogisticModel(parsing: Array(text.utf8)) }
        #expect(failure?.message.contains(reason) ?? false)
    }

    @Test func `a model that is not on this machine is not fetched`() {
        let failure = #expect(throws: LogisticModel.Failure.self) { try LogisticModel(storage: "s3://models/fraud") }
        #expect(failure?.message.contains("fetches nothing") ?? false)
    }
}
