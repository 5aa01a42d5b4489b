import Judging
import Manifests
import Testing

@testable import Measurement

@Suite struct CheckSpecTests {
    private func read(_ text: String) -> (check: CheckSpec?, faults: [String]) {
        let (documents, diagnostics) = YAML.parse(text, file: "release.yaml")
        guard let document = documents.first, diagnostics.isEmpty else { return (nil, diagnostics.map(\.message)) }
        var reader = FieldReader(document)
        let check = CheckSpec.read(&reader)
        reader.rejectUnknownFields()
        return (check, reader.diagnostics.map { "\($0)" })
    }

    @Test func `a service level by counters is read with what it sets of the judge`() throws {
        let (check, faults) = read(
            """
            name: availability
            slo:
              objective: 99.5
              good: requests_total{revision="{{ revision }}",code!~"5.."}
              total: requests_total{revision="{{revision}}"}
            provider: prod
            interval: 30s
            judge: { leastSample: 200, ceiling: 5, limit: { over: 10, consecutive: 3 } }
            """)
        #expect(faults == [])
        guard case .slo(let level) = check?.measure, case .counts(let counts) = level.indicator else {
            Issue.record("\(String(describing: check))")
            return
        }
        #expect(check?.provider == .named("prod"))
        #expect(check?.interval == .seconds(30))
        guard case .counter = counts.good else { Issue.record("\(counts)"); return }
        let parameters = try #require(try check?.judge.parameters(falseAlarm: 0.005, budget: level.budget))
        #expect(parameters.leastSample == 200)
        #expect(parameters.ceiling == 0.05)
        #expect(abs((parameters.objective ?? 0) - 0.005) < 1e-12)
        #expect(parameters.limit?.share == 0.1)
    }

    @Test(arguments: [
        (
            "slo: { objective: 99, good: 'sum(a)', total: 'a' }",
            "release.yaml:2:29: error: expected a selector of counters, or an expression with '{{interval}}' for "
                + "'good', found 'sum(a)'\n  hint: write requests_total{…}, or "
                + "sum(increase(requests_total{…}[{{interval}}]))"
        ),
        (
            "slo: { objective: 99, good: 'a{b=\"{{canray}}\"}', total: 'a' }",
            "release.yaml:2:29: error: expected a variable for 'good', found '{{canray}}'\n  "
                + "hint: did you mean '{{canary}}'?"
        ),
        (
            "slo: { objective: 100, good: a, total: a }",
            "release.yaml:2:19: error: expected a percentage above 0 and below 100 for 'objective', found 100.0"
        ),
        (
            "slo: { objective: 99, histogram: latency, below: 250ms }",
            "release.yaml:2:6: error: expected 'unit' for 'latency', whose name does not say it, found none\n  "
                + "hint: write unit: seconds, or unit: milliseconds"
        ),
        (
            "slo: { objective: 99, histogram: latency_seconds_bucket, below: 250ms, unit: seconds }",
            "release.yaml:2:34: error: expected the histogram's name without '_bucket', found "
                + "'latency_seconds_bucket'\n  hint: write 'latency_seconds'"
        ),
        (
            "slo: { objective: 99, good: 'a{r=\"{{revision}}\"}', total: a }",
            "release.yaml:2:29: error: expected '{{revision}}' in both of 'good' and 'total', found it in one"
        ),
        (
            "slo: { objective: 99, good: a, total: a }\njudge: { share: 0 }",
            "release.yaml:3:17: error: expected a number from 0.001 to 1000 for 'share', found 0"
        ),
        (
            "threshold: { query: a, above: 2, below: 1 }",
            "release.yaml:2:31: error: expected 'above' to be less than 'below', found 2.0 and 1.0"
        ),
        (
            "job: { spec: { template: {} } }",
            "release.yaml:2:14: error: expected the spec of a Job, with 'template.spec.containers'"
        ),
        (
            "slo: { objective: 99, good: a, total: a, ceiling: 1 }",
            "release.yaml:2:42: error: unknown field 'ceiling'\n  hint: the fields here are 'objective', 'burnRate', "
                + "'histogram', 'good', 'total', 'stable'"
        ),
    ])
    func `what is wrong is told at its place`(_ fields: String, _ message: String) {
        let faults = read("name: x\n\(fields)\n").faults
        #expect(faults == [message])
    }

    @Test func `a check is of one kind`() {
        let faults = read("name: x\nthreshold: { query: a, below: 1 }\njob: {}\n").faults
        #expect(
            faults.first?.contains("expected one of 'slo', 'threshold', 'web', 'job', 'drift', found threshold, job")
                == true)
        #expect(read("name: x\n").faults.first?.contains("found none") == true)
    }

    @Test(arguments: [
        ("$.data[0].count", ["data", 0, "count"] as [PathStep]), ("{.a['b c'][2]}", ["a", "b c", 2]), ("$", []),
    ])
    func `a path of JSON is read`(_ text: String, _ steps: [PathStep]) {
        #expect(JSONPath(text)?.steps == steps)
    }

    @Test(arguments: ["a.b", "$..a", "$.a[", "$.a[-1]", "$.*", "$[a]"])
    func `what is no path to one value is none`(_ text: String) {
        #expect(JSONPath(text) == nil)
    }
}
