import Judging
import Manifests
import Testing

@testable import Drift

@Suite struct EvidentlyModeTests {
    @Test(.enabled(if: Fixtures.hasShared, Fixtures.missing))
    func `the shared vectors come out to a millionth, with their verdicts`() throws {
        let cases = try Fixtures.sharedCases()
        #expect(cases.count >= 29)
        for vector in cases {
            let kind = vector["kind"]?.string
            let test = try #require(vector["test"]?.string.flatMap(DriftTest.init))
            let score = try EvidentlyMode.score(
                test, Fixtures.sample(kind, vector["reference"]), Fixtures.sample(kind, vector["current"]))
            let expected = try #require(vector["score"]?.number)
            let name: Comment = "\(vector["case"]?.string ?? "") \(test.rawValue)"
            #expect(abs(score - expected) <= 1e-6, name)
            #expect(
                test.isDrift(score, threshold: try #require(vector["threshold"]?.number)) == vector["drift"]?.bool,
                name)
        }
    }

    @Test func `Evidently's own scores come out, for every test and shape`() throws {
        for vector in try Fixtures.evidently() {
            let kind = vector["kind"]?.string
            let reference = try Fixtures.sample(kind, vector["reference"])
            let current = try Fixtures.sample(kind, vector["current"])
            let name = vector["case"]?.string ?? ""
            #expect(
                EvidentlyMode.standardTest(reference, current).rawValue == vector["default"]?.string, "\(name)")
            for member in vector["scores"]?.object?.members ?? [] {
                let test = try #require(DriftTest(rawValue: member.key))
                let score = try EvidentlyMode.score(test, reference, current)
                let expected = try #require(member.value["score"]?.number)
                #expect(
                    abs(score - expected) <= 1e-9 * max(1, abs(expected)), "\(name) \(test.rawValue): \(score)")
                #expect(test.standardThreshold == member.value["threshold"]?.number)
                #expect(
                    test.isDrift(score, threshold: test.standardThreshold) == member.value["drift"]?.bool,
                    "\(name) \(test.rawValue)")
            }
        }
    }

    @Test func `categories have no order, and nothing compares with nothing`() {
        let letters = Sample(categories: ["a", "b"])
        let numbers = Sample.numeric(NumericSample([1, 2]))
        let expected = DriftError.sample(expected: "numbers for 'wasserstein'", found: "categories")
        #expect(throws: expected) { try EvidentlyMode.score(.wasserstein, letters, letters) }
        #expect(throws: DriftError.sample(expected: "values in the current data", found: "none")) {
            try EvidentlyMode.score(.kolmogorovSmirnov, numbers, .numeric(NumericSample([.nan])))
        }
        #expect(throws: DriftError.self) { try EvidentlyMode.score(.chiSquare, letters, numbers) }
    }
}
