import Judging
import Manifests
import Testing
import Transport

@testable import Measurement

/// Scrapes a scripted endpoint: the faults are those that no real one would make when asked to.
@Suite struct MeasurerTests {
    private let subject = Subject(
        environment: "staging", release: "fraud", namespace: "models", service: "fraud", canary: "b", stable: "a")

    private func check(_ text: String) throws -> CheckSpec {
        let document = try #require(YAML.parse(text, file: "check.yaml").documents.first)
        var reader = FieldReader(document)
        let check = CheckSpec.read(&reader)
        #expect(reader.diagnostics == [])
        return try #require(check)
    }

    private let availability = """
        name: availability
        slo:
          objective: 99
          good: revision_app_request_count{revision_name="{{revision}}",response_code_class!="5xx"}
          total: revision_app_request_count{revision_name="{{revision}}"}
        """

    private func measurer(_ server: ScriptedServer, _ text: String) throws -> CheckMeasurer {
        let client = HTTPClient()
        let source = ScrapeSource(endpoints: [MetricsEndpoint(address: server.address + "/metrics")], client: client)
        return CheckMeasurer(
            try check(text), falseAlarm: 0.01, interval: .seconds(1),
            sources: MetricsSources(fallback: source, client: client))
    }

    private func expose(
        _ server: ScriptedServer, _ counts: [(revision: String, code: String, count: Int)], gzip: Bool = false
    ) async throws {
        let lines = counts.map {
            "revision_app_request_count{revision_name=\"\($0.revision)\",response_code_class=\"\($0.code)\"} \($0.count)\n"
        }
        try await server.answer(
            "/metrics", "# TYPE revision_app_request_count counter\n" + lines.joined(), type: "text/plain",
            gzip: gzip)
    }

    @Test func `a canary that fails is failed by scraping, and stays so when the endpoint is gone`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        var judgement: Judgement?
        for tick in 0..<12 {
            try await expose(
                server,
                [("a", "2xx", 1_000 * tick), ("a", "5xx", tick), ("b", "2xx", 90 * tick), ("b", "5xx", 10 * tick)],
                gzip: tick.isMultiple(of: 2))
            judgement = await measurer.look(
                at: subject, step: 1, since: 0, now: Double(tick + 1) * 10, state: &state)
            if judgement?.verdict == .fail { break }
        }
        #expect(judgement?.verdict == .fail)
        #expect(judgement?.reason.hasPrefix("expected at most 1.5 times the stable failures") == true)
        let measured = judgement?.evidence[path: "measured", "canary"]
        #expect(measured?["total"]?.asDouble == 100)
        try await server.answer("/metrics", "gone", status: 503)
        let after = await measurer.look(at: subject, step: 1, since: 0, now: 1_000, state: &state)
        #expect(after.verdict == .fail)
    }

    @Test func `a canary as good as the stable version passes, and a restarted daemon goes on`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        var judgement: Judgement?
        for tick in 0..<40 {
            try await expose(
                server,
                [("a", "2xx", 900 * tick), ("a", "5xx", 4 * tick), ("b", "2xx", 225 * tick), ("b", "5xx", tick)])
            judgement = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick + 1) * 10, state: &state)
            // As if it had ended after every look.
            let kept = try JSON.parse(JSON.canonical(state.encoded))
            let restored = try CheckState(restoring: kept)
            #expect(restored.encoded == state.encoded)
            state = restored
            if judgement?.verdict == .pass { break }
        }
        #expect(judgement?.verdict == .pass, "\(judgement?.reason ?? "")")
        // A further step asks for a pass anew.
        let next = await measurer.look(at: subject, step: 2, since: 500, now: 501, state: &state)
        #expect(next.verdict == .inconclusive)
    }

    @Test func `a rising canary counts from the look before it answered first`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        try await expose(server, [("a", "2xx", 100)])
        let first = await measurer.look(at: subject, step: 1, since: 0, now: 10, state: &state)
        #expect(first.verdict == .noData)
        try await expose(server, [("a", "2xx", 200), ("b", "2xx", 7), ("b", "5xx", 3)])
        let second = await measurer.look(at: subject, step: 1, since: 0, now: 20, state: &state)
        #expect(second.evidence[path: "measured", "canary"] == ["good": 7.0, "total": 10.0])
        #expect(second.evidence[path: "measured", "stable"] == ["good": 100.0, "total": 100.0])
    }

    @Test(arguments: [
        ("", 503, "text/plain", "answered 503"), ("requests 1\n", 200, "text/plain", "found none"),
        ("revision_app_request_count{revision_name=\"b\"} x\n", 200, "text/plain", "expected a number"),
        ("revision_app_request_count{revision_name=\"b\"} 1\n", 200, "application/openmetrics-text", "'# EOF'"),
        (
            "# TYPE revision_app_request_count gauge\nrevision_app_request_count{revision_name=\"b\"} 1\n", 200,
            "text/plain", "expected a counter"
        ),
        (
            "revision_app_request_count{revision_name=\"b\"} 1\nrevision_app_request_count{revision_name=\"b\"} 2\n",
            200, "text/plain", "expected each series once"
        ),
        ("revision_app_request_count{revision_name=\"b\"} NaN\n", 200, "text/plain", "found nan"),
    ])
    func `an endpoint that answers wrongly holds the canary`(
        _ body: String, _ status: Int, _ type: String, _ words: String
    ) async throws {
        let server = try await ScriptedServer()
        try await server.answer("/metrics", body, type: type, status: status)
        let measurer = try measurer(server, availability)
        var state = CheckState()
        let judgement = await measurer.look(at: subject, step: 1, since: 0, now: 10, state: &state)
        #expect([.noData, .providerError].contains(judgement.verdict))
        #expect(judgement.reason.contains(words), "\(judgement.reason)")
    }

    @Test func `between two looks the last judgement is said again without asking`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability + "\ninterval: 1m\n")
        var state = CheckState()
        _ = await measurer.look(at: subject, step: 1, since: 0, now: 10, state: &state)
        try await expose(server, [("b", "2xx", 1)])
        let again = await measurer.look(at: subject, step: 1, since: 0, now: 69, state: &state)
        #expect(again.verdict == .providerError)
        let later = await measurer.look(at: subject, step: 1, since: 0, now: 71, state: &state)
        #expect(later.verdict == .noData)
    }

    @Test func `another candidate begins anew`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(server, availability)
        var state = CheckState()
        for tick in 1...2 {
            try await expose(server, [("a", "2xx", 100 * tick), ("b", "2xx", 60 * tick), ("c", "2xx", 10 * tick)])
            _ = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
        }
        #expect(state.judge?.ticks == 1)
        var other = subject
        other.canary = "c"
        _ = await measurer.look(at: other, step: 1, since: 30, now: 40, state: &state)
        #expect(state.judge?.ticks == 0)
        #expect(state.canary == "c")
    }

    @Test func `a value is judged by looks in a row`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(
            server,
            """
            name: queue
            web: { url: "\(server.address)/queue?revision={{revision}}", value: "$.depth", below: 10, failures: 2, passes: 2 }
            """)
        var state = CheckState()
        var verdicts: [CheckVerdict] = []
        for (index, body) in [
            #"{"depth": 3}"#, #"{"depth": 4}"#, #"{"depth": 12}"#, "{}", #"{"depth": "x"}"#, #"{"depth": 13}"#,
        ].enumerated() {
            try await server.answer("/queue", body)
            let judgement = await measurer.look(
                at: subject, step: 1, since: 0, now: Double(index + 1) * 10, state: &state)
            verdicts.append(judgement.verdict)
        }
        #expect(verdicts == [.inconclusive, .pass, .inconclusive, .noData, .providerError, .fail])
        #expect(try await server.lastRequest()["path"]?.string == "/queue?revision=b")
    }

    @Test func `counts of any address are judged as counters`() async throws {
        let server = try await ScriptedServer()
        let measurer = try measurer(
            server,
            """
            name: orders
            web: { url: "\(server.address)/{{revision}}", good: $.ok, total: "$.all[0]", objective: 99 }
            """)
        var state = CheckState()
        var judgement: Judgement?
        for tick in 1...3 {
            try await server.answer("/a", #"{"ok": \#(100 * tick), "all": [\#(100 * tick)]}"#)
            try await server.answer("/b", #"{"ok": \#(40 * tick), "all": [\#(50 * tick)]}"#)
            judgement = await measurer.look(at: subject, step: 1, since: 0, now: Double(tick) * 10, state: &state)
        }
        #expect(judgement?.verdict == .fail)
        #expect(judgement?.evidence[path: "measured", "canary"] == ["good": 40.0, "total": 50.0])
        #expect(judgement?.evidence[path: "measured", "stable"] == ["good": 100.0, "total": 100.0])
    }

    @Test(arguments: [
        (JobOutcome.running, 20.0, CheckVerdict.inconclusive), (.running, 700, .providerError),
        (.succeeded, 20, .pass), (.failed("BackoffLimitExceeded"), 20, .fail),
        (.unknown("no answer"), 20, .providerError),
    ])
    func `a job's end is the verdict`(_ outcome: JobOutcome, _ now: Double, _ verdict: CheckVerdict) async throws {
        struct Runner: JobRunner {
            let outcome: JobOutcome
            func outcome(of name: String, spec: Value, namespace: String, environment: String) async -> JobOutcome {
                let argument = spec[path: "template", "spec"]?["containers"]?.array?.first?["args"]?.array?.first
                return argument == "--revision=b" && name.hasPrefix("lockstep-fraud-smoke-") && namespace == "models"
                    ? outcome : .unknown("wrong job")
            }
        }
        let check = try check(
            """
            name: smoke
            job:
              spec: { template: { spec: { containers: [{ name: smoke, image: i, args: ["--revision={{canary}}"] }] } } }
            """)
        let measurer = CheckMeasurer(
            check, falseAlarm: 0.01, interval: .seconds(1), sources: MetricsSources(client: HTTPClient()),
            edges: CheckEdges(jobs: Runner(outcome: outcome)))
        var state = CheckState()
        let judgement = await measurer.look(at: subject, step: 1, since: 0, now: now, state: &state)
        #expect(judgement.verdict == verdict, "\(judgement.reason)")
    }

    @Test func `checks that count share the chance of a false alarm`() throws {
        let checks = try [availability, availability, "name: m\nthreshold: { query: a, below: 1 }"].map(check)
        let all = try CheckMeasurer.all(
            checks, falseAlarm: 0.01, interval: .seconds(10), sources: MetricsSources(client: HTTPClient()))
        #expect(all.map(\.falseAlarm) == [0.005, 0.005, 0])
    }

    @Test(arguments: ["{}", #"{"canary":"a","step":-1}"#, #"{"canary":"a","step":1,"stepBegan":0,"failuresInRow":0}"#])
    func `a state that is none is an error`(_ text: String) throws {
        let value = try JSON.parse(text)
        #expect(throws: MeasurementError.self) { try CheckState(restoring: value) }
    }
}
